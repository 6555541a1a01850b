"""How a product moves through its scene, frame by frame."""

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
    """What a motion does to the product on one frame.

    `scale` multiplies its size about its foot. `slide` and `sink` shift it, ground contact and all, as fractions of the
    way in (slide, 1 where it starts, 0 once there) and of the product's height (sink, downward). `lift` is how far it
    hovers, as a fraction of its height. `opacity` is 1 once it is in.
    """

    scale: float = 1.0
    slide: float = 0.0
    sink: float = 0.0
    lift: float = 0.0
    opacity: float = 1.0


HIGHEST_LIFT = 0.06
"""The highest `lift` any motion reaches."""


def move(motion: Motion, frame: int, frames: int) -> Move:
    """What `motion` does on the frame `frame` of a scene of `frames` frames; it goes on smoothly after the last one."""
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
    """How many frames the product takes to come in; none where it is there from the start."""
    return {Motion.RISE: _RISE_FRAMES, Motion.SLIDE_IN: _SLIDE_FRAMES}.get(motion, 0)


def ease(progress: float) -> float:
    """Slow at both ends: Perlin's smootherstep, whose speed and acceleration are zero there."""
    return progress**3 * (progress * (progress * 6 - 15) + 10)


def _to_come(frame: int, length: int) -> float:
    """How much of an entrance of `length` frames is left: fast at first, settling without overshoot."""
    return (1 - min(1.0, (frame + 1) / length)) ** 4
