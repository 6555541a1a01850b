"""The movement of a product through its scene, frame by frame."""

from dataclasses import dataclass
from math import cos, exp, pi, sin

from adforge_core.model.placement import Motion

_RISE_FRAMES = 20
_SLIDE_FRAMES = 18
_FADE_FRAMES = 8
_PUSH = 0.05
_HOVER_FRAMES = 110

_WAYS = {Motion.DROP: (9, 5), Motion.SLIDE_IN: (13, 16), Motion.ROLL_IN: (17, 0), Motion.SPIN: (16, 0)}
_WAYS |= {Motion.POP: (5, 12), Motion.SWING: (0, 54)}
"""How many frames an entrance takes until the product has arrived, and how many after that until it is at rest.

A product that swings is there from the start."""

_BOUNCE = 0.055
"""How high a dropped product bounces, as a share of its height."""

_ROCK, _SPUN, _SWUNG = 2.6, 110.0, 6.5
"""Degrees: how far a product leans when it stops, how far it spins, and how far it swings."""

HOOK = 1.1
"""The height of the point that a hanging product swings about, as a share of its own."""


@dataclass(frozen=True)
class Move:
    """The effect of a motion on the product on one frame.

    `scale` multiplies its size about its foot. `slide` and `sink` shift it together with its shadow, `slide` from the
    side, `sink` downward; `fall` shifts it from above. `slide` and `fall` are fractions of the way in, 1 at its start
    and 0 at its end; `sink` is a fraction of its height, as is `lift`, the height it hovers at. `turn` is in degrees,
    clockwise, about the point `about` of its height; if it `rolls`, it turns as its way along the ground asks.
    `opacity` is 1 when it has entered.
    """

    scale: float = 1.0
    slide: float = 0.0
    sink: float = 0.0
    fall: float = 0.0
    lift: float = 0.0
    turn: float = 0.0
    about: float = 0.5
    rolls: bool = False
    opacity: float = 1.0


HIGHEST_LIFT = 0.06
"""The highest `lift` of a product that hovers."""


def move(motion: Motion, frame: int, frames: int, lands: int = 0) -> Move:
    """Returns the effect of `motion` on frame `frame` of a shot of `frames`. It continues after the last frame.

    A product that enters arrives on frame `lands`; if that is 0, as soon as it can.
    """
    if motion in _WAYS and (lands or motion is not Motion.SLIDE_IN):
        return _entering(motion, frame, lands)
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


def entrance_frames(motion: Motion, lands: int = 0) -> int:
    """Returns the number of frames until the product has entered and is at rest; 0 if it is there from the start."""
    if motion in _WAYS and (lands or motion is not Motion.SLIDE_IN):
        way, after = _WAYS[motion]
        return ((lands or way) if way else 0) + after
    return {Motion.RISE: _RISE_FRAMES, Motion.SLIDE_IN: _SLIDE_FRAMES}.get(motion, 0)


def ease(progress: float) -> float:
    """Eases in and out: Perlin's smootherstep, whose speed and acceleration are zero at both ends."""
    return progress**3 * (progress * (progress * 6 - 15) + 10)


def _entering(motion: Motion, frame: int, lands: int) -> Move:
    """Returns an entrance with nothing faded: the product comes from outside the frame, or is suddenly there."""
    way, after = _WAYS[motion]
    arrives = (lands or way) if way else 0
    way = min(way, arrives)
    since = frame - arrives
    if since >= after:
        return Move()
    left = min(1.0, -since / way) if since < 0 else 0.0  # the share of the way that is left, 1 before it begins
    settling = max(0.0, since) / max(1, after)
    match motion:
        case Motion.DROP:
            # It is falling already when it comes into the frame. Fall and bounce are parabolas.
            bounce = 4 * _BOUNCE * settling * (1 - settling)
            done = 1 - left
            return Move(fall=1 - done * (0.4 + 0.6 * done), lift=bounce if since > 0 else 0.0)
        case Motion.ROLL_IN:
            return Move(slide=left**2, rolls=True)
        case Motion.SLIDE_IN:
            # Friction slows it down evenly. Its top goes on a little, and swings back.
            rock = sin(pi * (1 - left)) ** 2 * 0.5 if since < 0 else sin(2.2 * pi * settling) * (1 - settling) ** 2
            return Move(slide=left**2, turn=_ROCK * rock, about=0.0)
        case Motion.SPIN:
            return Move(scale=1 + 0.3 * left**2, turn=-_SPUN * left**2)
        case Motion.POP:
            t = max(0, since + way)  # the frames since it is there
            return Move(scale=max(0.02, 1 - exp(-0.5 * t) * cos(0.42 * t)), opacity=float(t > 0))
        case _:
            return Move(turn=_SWUNG * exp(-since / 16) * cos(2 * pi * since / 27) * (1 - settling), about=HOOK)


def _to_come(frame: int, length: int) -> float:
    """Returns the remaining share of an entrance of `length` frames: fast at first, slow at the end, no overshoot."""
    return (1 - min(1.0, (frame + 1) / length)) ** 4
