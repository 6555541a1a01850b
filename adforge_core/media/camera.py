"""The movement of a camera in front of a still with depth.

A place is a fraction of the frame, measured from the frame's centre. `near` is its nearness over the nearness of the
product's place, so 1 is the product's depth. For a pinhole camera that moves a share t of its distance towards the
product, a place q with `near` n moves to q / (1 - t n); for one that moves sideways by t of the visible width there, to
q - t n. A small turn, `_FOLLOW`, keeps the picture in the frame.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adforge_core.model.placement import OVERSCAN, CameraMove
from adforge_core.model.shots import View

TAIL = 30
"""The frames a plate must have beyond its scene's end, for the next scene's transition."""

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
    """The camera's effect on a point at the product's depth: p' = centre + (p - centre) * scale + (dx, dy).

    `dx`, `dy` are fractions of the frame's width and height.
    """

    scale: float = 1.0
    dx: float = 0.0
    dy: float = 0.0

    def seen(self, view: View | None) -> "Shift":
        """Returns the shift of a point in a frame that shows only `view` of the picture."""
        if view is None:
            return self
        zoom = view.zoom
        return Shift(self.scale * zoom, zoom * (self.dx - view.x + 0.5), zoom * (self.dy - view.y + 0.5))


@dataclass(frozen=True)
class Travel:
    """The camera's position on one frame: right, down and forward, as shares of the move's range."""

    x: float
    y: float
    forward: float

    def source(self, qx: Field, qy: Field, near: Field) -> tuple[Field, Field]:
        """Returns where the places (qx, qy) of this frame are in the unmoved picture, if their nearness is `near`."""
        shrink = 1 - self.forward * near
        follow = near - _FOLLOW
        return qx * shrink + self.x * follow, qy * shrink + self.y * follow

    @property
    def shift(self) -> Shift:
        """Returns the inverse of `source` at the product's depth."""
        scale = 1 / (1 - self.forward)
        follow = (1 - _FOLLOW) * scale
        return Shift(scale, -self.x * follow, -self.y * follow)


def travel(move: CameraMove, frame: int, frames: int) -> Travel:
    """Returns the camera's position on `frame` of a scene of `frames`. Its speed is constant, also in the tail."""
    x, y, forward = _TRAVEL[move]
    done = min(max(frame / (frames + TAIL), 0.0), 1.0)
    if forward < 0:
        return Travel(x * done, y * done, -forward * (1 - done))
    return Travel(x * done, y * done, forward * done)


def steepest(near: Field) -> Field:
    """Limits the nearness so that every move stays inside OVERSCAN."""
    furthest = OVERSCAN / max(abs(part) for move in _TRAVEL.values() for part in move[:2])
    return np.minimum(near, np.float32(furthest + _FOLLOW))
