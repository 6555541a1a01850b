"""The movement of a product through its scene, frame by frame."""

from dataclasses import dataclass
from math import cos, pi

from adforge_core.model.placement import Motion

_RISE_FRAMES = 20
_SLIDE_FRAMES = 18
_FADE_FRAMES = 8
_PUSH = 0.05
_HOVER_FRAMES = 110


@dataclass(frozen=True)
class Move:
    """The effect of a motion on the product on one frame.

    `scale` multiplies its size about its foot. `slide` and `sink` shift it together with its shadow: `slide` as a
    fraction of the way in, 1 at its start and 0 at its end; `sink` downward, as a fraction of the product's height.
    `lift` is the hover height as a fraction of its height. `opacity` is 1 when it has entered.
    """

    scale: float = 1.0
    slide: float = 0.0
    sink: float = 0.0
    lift: float = 0.0
    opacity: float = 1.0


HIGHEST_LIFT = 0.06
"""The highest `lift` any motion reaches."""


def move(motion: Motion, frame: int, frames: int) -> Move:
    """Returns the effect of `motion` on frame `frame` of a scene of `frames`. It continues after the last frame."""
    match motion:
        case Motion.PUSH:
            return Move(scale=(1 + _PUSH) ** (frame / max(1, frames)))
        case Motion.FLOAT:
            phase = 2 * pi * frame / _HOVER_FRAMES
            return Move(lift=HIGHEST_LIFT * (0.6 - 0.4 * cos(phase)))
        case Motion.RISE:
            return Move(sink=0.3 * _to_come(frame, _RISE_FRAMES), opacity=min(1.0, (frame + 1) / _FADE_FRAMES))
        case Motion.SLIDE_IN:
            return Move(slide=_to_come(frame, _SLIDE_FRAMES), opacity=min(1.0, (frame + 1) / _FADE_FRAMES))
        case _:
            return Move()


def entrance_frames(motion: Motion) -> int:
    """Returns the number of frames in which the product enters; 0 if it is there from the start."""
    return {Motion.RISE: _RISE_FRAMES, Motion.SLIDE_IN: _SLIDE_FRAMES}.get(motion, 0)


def ease(progress: float) -> float:
    """Eases in and out: Perlin's smootherstep, whose speed and acceleration are zero at both ends."""
    return progress**3 * (progress * (progress * 6 - 15) + 10)


def _to_come(frame: int, length: int) -> float:
    """Returns the remaining share of an entrance of `length` frames: fast at first, slow at the end, no overshoot."""
    return (1 - min(1.0, (frame + 1) / length)) ** 4
