"""Layers over a scene: supers, captions, the end card. Each is drawn once and shown for some frames."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adforge_core.model.design import Entrance

_DOWN, _UP = 3, 8
"""The frames in which a button goes down, and up again."""

_PRESSED, _SHADE = 0.075, 0.12
"""How much smaller and darker a button is that is pressed."""


@dataclass(frozen=True)
class Appearance:
    """The look of a layer on one frame: its opacity, 0 to 1, its shift in pixels, and its size about its middle."""

    opacity: float
    dx: float
    dy: float
    scale: float = 1.0
    shade: float = 0.0


@dataclass(frozen=True)
class Layer:
    """A picture with its place and its time in the scene.

    `pixels` is (height, width, 4) RGBA with straight alpha; `x`, `y` the place of its top left pixel in the frame.
    It is shown from frame `first` to before frame `end`; `frames_in` and `frames_out` are the lengths
    of its entrance and of its fade at the end. An entrance that moves begins `travel` pixels from its place. A button
    is `pressed` on that frame, if it is not 0.
    """

    pixels: NDArray[np.uint8]
    x: int
    y: int
    first: int
    end: int
    entrance: Entrance = Entrance.FADE
    frames_in: int = 8
    frames_out: int = 5
    travel: float = 24.0
    pressed: int = 0

    def at(self, frame: int) -> Appearance | None:
        """Returns the look of the layer on the scene's frame `frame`; None while it is not shown."""
        if not self.first <= frame < self.end:
            return None
        entered = 1.0 if self.entrance is Entrance.CUT else min(1.0, (frame - self.first + 1) / max(1, self.frames_in))
        leaving = min(1.0, (self.end - frame) / (self.frames_out + 1)) if self.frames_out else 1.0
        eased = 1 - (1 - entered) ** 3
        left = (1 - eased) * self.travel
        match self.entrance:
            case Entrance.RISE | Entrance.POP:
                dx, dy = 0.0, left
            case Entrance.SLIDE:
                dx, dy = -left, 0.0
            case _:
                dx, dy = 0.0, 0.0
        down = _press(frame - self.pressed) if self.pressed else 0.0
        return Appearance(eased * leaving, dx, dy, 1 - _PRESSED * down, _SHADE * down)


def _press(since: int) -> float:
    """Returns how far down a button is, 0 to 1, so many frames after it was pressed: down quickly, and up with ease."""
    if not 0 <= since < _DOWN + _UP:
        return 0.0
    if since < _DOWN:
        return (since + 1) / _DOWN
    return (1 - (since + 1 - _DOWN) / _UP) ** 2
