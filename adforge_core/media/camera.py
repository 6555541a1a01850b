"""How a camera moves in front of a still that has depth.

A place is a fraction of the frame, measured from the frame's centre. `near` is its nearness over the nearness of the
place where the product stands, so 1 is the product's own depth. For a pinhole camera that travels a share t of its
distance to the product, a place q seen at `near` n moves to q / (1 - t n); for one that travels sideways by t of what
it sees there, to q - t n. A small turn, `_FOLLOW`, keeps the picture from sliding out of the frame.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adforge_core.model.placement import OVERSCAN, CameraMove

TAIL = 30
"""Frames a plate must be able to show past its scene's end, for the next scene's transition."""

_FOLLOW = 0.55
_TRAVEL = {
    CameraMove.STILL: (0.0, 0.0, 0.0),
    CameraMove.PUSH: (0.0, 0.0, 0.06),
    CameraMove.PULL: (0.0, 0.0, -0.06),
    CameraMove.SLIDE_LEFT: (-0.05, 0.0, 0.012),
    CameraMove.SLIDE_RIGHT: (0.05, 0.0, 0.012),
    CameraMove.RISE: (0.0, -0.05, 0.012),
}

Field = NDArray[np.float32]


@dataclass(frozen=True)
class Shift:
    """Where the camera has moved a point at the product's depth: p' = centre + (p - centre) * scale + (dx, dy).

    `dx`, `dy` are fractions of the frame's width and height.
    """

    scale: float = 1.0
    dx: float = 0.0
    dy: float = 0.0


@dataclass(frozen=True)
class Travel:
    """The camera's place on one frame: to the right, down and forward, as shares of the move's measures."""

    x: float
    y: float
    forward: float

    def source(self, qx: Field, qy: Field, near: Field) -> tuple[Field, Field]:
        """Where in the unmoved picture the places (qx, qy) of this frame are, if their nearness is `near`."""
        shrink = 1 - self.forward * near
        follow = near - _FOLLOW
        return qx * shrink + self.x * follow, qy * shrink + self.y * follow

    @property
    def shift(self) -> Shift:
        """What `source` does at the product's depth, the other way round."""
        scale = 1 / (1 - self.forward)
        follow = (1 - _FOLLOW) * scale
        return Shift(scale, -self.x * follow, -self.y * follow)


def travel(move: CameraMove, frame: int, frames: int) -> Travel:
    """The camera on `frame` of a scene of `frames`; it moves at constant speed and goes on through the tail."""
    x, y, forward = _TRAVEL[move]
    done = min(max(frame / (frames + TAIL), 0.0), 1.0)
    if forward < 0:
        return Travel(x * done, y * done, -forward * (1 - done))
    return Travel(x * done, y * done, forward * done)


def steepest(near: Field) -> Field:
    """The nearness to move by: no nearer than keeps every move inside OVERSCAN."""
    furthest = OVERSCAN / max(abs(part) for move in _TRAVEL.values() for part in move[:2])
    return np.minimum(near, np.float32(furthest + _FOLLOW))
