"""Shots: the uninterrupted runs of frames that a scene is cut into."""

import operator
from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import accumulate
from typing import Annotated

from pydantic import Field

from adforge_core.model.formats import Format
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.value import FPS, Box, Point, Value

CLOSEST = 8.0
"""The largest zoom of a view."""

SHORTEST_SHOT = 12
"""The fewest frames a shot can have in the studio: shorter ones are seen as faults."""

LATEST_LANDING = 30
"""The latest frame of a shot on which a product that enters arrives."""

_PUNCHED = 10

MOST_BESIDE, MOST_PANELS = 2, 2
"""The most photos that stand beside a shot's own, and the most panels of a split screen before its own."""

MOST_SHOTS = 12
"""The most shots a scene can have."""


# This docstring is in the schema that language models are sent, and so in the keys of paid orders.
class Framing(StrEnum):
    """How much of the scene a shot shows."""

    WIDE = "wide"
    MEDIUM = "medium"
    CLOSE = "close"
    DETAIL = "detail"
    TYPE = "type only"


class Effect(StrEnum):
    """What else moves in a shot: the camera as the shot begins, the focus, dust in the light, confetti, or
    the button of an end card, which is pressed once. In the shot that opens the ad the camera can come from where the
    end card leaves the product, so that an ad that loops has no jolt.
    """

    PUNCH_IN = "punch-in"
    FOCUS_PULL = "focus pull"
    DUST = "dust"
    CONFETTI = "confetti"
    PRESS = "button press"
    RETURN = "from the end card"


class Origin(Value):
    """Where a camera comes from: a view's place and zoom, and the frames until it is where it belongs.

    The zoom may be a little below 1: a still has a margin around the frame.
    """

    x: float
    y: float
    zoom: float = Field(gt=0.8, le=CLOSEST)
    frames: int = Field(ge=1)


class Light(StrEnum):
    """How the lamps of a shot's background behave: they are all on, light spreads over the set from one side, they
    strike on the beat like neon, or they come up. At the end of every shot they are all on.
    """

    STILL = "still"
    SWEEPS = "sweeps"
    STRIKES = "strikes on the beat"
    COMES_UP = "comes up"


class Lighting(Value):
    """How the lamps of a background move in a shot of `frames`.

    Lamps strike on frame `at`; a sweep begins on the right if it is `from_right`. If the key light is one of the lamps,
    `is_key`, the product's shadow moves with it.
    """

    light: Light
    frames: int
    at: int = 0
    from_right: bool = False
    is_key: bool = False


class View(Value):
    """The part of a scene's picture that fills the frame.

    `x`, `y` are the place of the picture, as fractions of its width and height, that is in the middle of the frame.
    Everything is `zoom` times as large as in the whole picture; during the shot it grows by `creep` of that a second,
    or, if that is negative, shrinks to it. If it `pulls` focus, the background is sharp at first and then blurs. If it
    has a `punch`, it begins smaller by that share, and is where it belongs after a third of a second. With an `origin`
    it comes from there. Its lamps move by `lighting`, if they were traced apart.
    """

    x: float = Field(default=0.5, ge=0, le=1)
    y: float = Field(default=0.5, ge=0, le=1)
    zoom: float = Field(default=1, ge=1, le=CLOSEST)
    creep: float = Field(default=0, ge=-0.2, le=0.2)
    pulls: bool = Field(default=False, exclude_if=operator.not_)
    punch: float = Field(default=0, ge=0, le=0.1, exclude_if=operator.not_)
    lighting: Lighting | None = Field(default=None, exclude_if=operator.not_)
    origin: Origin | None = Field(default=None, exclude_if=lambda origin: origin is None)

    @property
    def window(self) -> Box:
        """The part of the picture that is in the frame."""
        half = 0.5 / self.zoom
        return Box(left=self.x - half, top=self.y - half, right=self.x + half, bottom=self.y + half)

    @property
    def even_from(self) -> int:
        """The frame of the shot from which on the view changes evenly."""
        return max(_PUNCHED if self.punch else 0, self.origin.frames if self.origin else 0)

    def at(self, frame: int, frames: int) -> "View":
        """Returns what is seen on `frame` of a shot of `frames`. It is never more than at the view's own zoom."""
        done = frame if self.creep >= 0 else max(0, frames - frame)
        zoom = self.zoom * (1 + abs(self.creep) * done / FPS)
        if self.punch and frame < _PUNCHED:
            zoom *= 1 - self.punch * (1 - frame / _PUNCHED) ** 3
        x, y = self.x, self.y
        if (origin := self.origin) is not None and frame < origin.frames:
            # Sides of a window move evenly, so that it stays inside the picture on its way.
            way = frame / origin.frames
            left = 1 - way**3 * (way * (way * 6 - 15) + 10)
            x, y = x + left * (origin.x - x), y + left * (origin.y - y)
            zoom = 1 / ((1 - left) / zoom + left / origin.zoom)
        return View.model_construct(x=x, y=y, zoom=zoom, creep=0.0)

    @classmethod
    def around(cls, x: float, y: float, zoom: float) -> "View":
        """Returns the view of this zoom that has its middle nearest to (x, y) and shows nothing beyond the picture."""
        half = 0.5 / zoom
        return cls(x=min(max(x, half), 1 - half), y=min(max(y, half), 1 - half), zoom=zoom)


class Arrangement(StrEnum):
    """What a shot shows: one photo of the product, several of them side by side, or a frame split into panels."""

    ONE = "this photo"
    SIDE_BY_SIDE = "side by side"
    SPLIT = "split screen"


class Panel(Value):
    """A panel of a split screen: a framing, and for a detail the part of the photo's cut-out that it shows.

    `photo` is the photo of the product; empty for the main one.
    """

    framing: Framing = Framing.DETAIL
    focus: Box | None = None
    photo: str = ""


class Shot(Value):
    """A run of frames from one camera position.

    `frames` is its length at 30 a second. `place` is where the product's middle should be in the frame; for a detail,
    the middle of `focus`, the part of the cut-out it shows, as fractions of its width and height. A product that enters
    arrives on frame `lands`; 0 is as soon as its motion can, and with a fade if it slides in. `effects` are what else
    moves, `light` is how the lamps behave. `label` is the part of the cut-out with the product's words: all of it is
    seen, clear of captions and supers, or in a detail none of it. `views` are framings set by hand; in other formats
    the view follows from `framing`, `place`, `focus` and `label`. The photos named in `beside` stand beside its own on
    the same ground. The frame is split if there are `panels`: they come before the shot's own one, and nothing stands
    beside.
    """

    id: str
    frames: int = Field(ge=1)
    framing: Framing = Framing.WIDE
    camera: CameraMove = CameraMove.PUSH
    motion: Motion = Motion.STILL
    lands: int = Field(default=0, ge=0, le=LATEST_LANDING, exclude_if=operator.not_)
    place: Point | None = None
    focus: Box | None = None
    creep: float = Field(default=0, ge=-0.2, le=0.2, description="how much closer it gets a second")
    photo: str = Field(
        default="", exclude_if=operator.not_, description="the photo of the product it shows; empty for the main one"
    )
    views: dict[Format, View] = Field(default_factory=dict)
    effects: tuple[Effect, ...] = Field(default=(), exclude_if=operator.not_)
    label: Box | None = Field(default=None, exclude_if=lambda label: label is None)
    light: Light = Field(default=Light.STILL, exclude_if=lambda light: light is Light.STILL)
    beside: tuple[str, ...] = Field(default=(), max_length=MOST_BESIDE, exclude_if=operator.not_)
    panels: tuple[Panel, ...] = Field(default=(), max_length=MOST_PANELS, exclude_if=operator.not_)

    @property
    def arrangement(self) -> Arrangement:
        """Whether it shows one photo, several side by side, or a split screen. Words alone are one picture."""
        if self.framing is Framing.TYPE or not (self.beside or self.panels):
            return Arrangement.ONE
        return Arrangement.SPLIT if self.panels else Arrangement.SIDE_BY_SIDE

    def view_in(self, format: Format) -> View | None:
        """Returns the view set by hand in this format; None if it follows from the framing."""
        return self.views.get(format)


Shots = Annotated[tuple[Shot, ...], Field(max_length=MOST_SHOTS)]


def first_frames(lengths: Iterable[int]) -> tuple[int, ...]:
    """Returns the frame on which each shot begins, from the lengths of all shots in frames."""
    ends = tuple(accumulate(lengths, initial=0))
    return ends[:-1]


def shots_lasting(shots: Sequence[Shot], frames: int) -> tuple[Shot, ...]:
    """Returns the shots with their lengths scaled so that they last `frames` frames together.

    Of shots that would be too short, the later ones are left out.
    """
    kept = list(shots[: max(1, frames // SHORTEST_SHOT)])
    if not kept:
        return ()
    whole = sum(shot.frames for shot in kept)
    ends = [round(end * frames / whole) for end in (*first_frames(shot.frames for shot in kept)[1:], whole)]
    lengths = [end - begin for begin, end in zip([0, *ends], ends, strict=False)]
    shortest = min(SHORTEST_SHOT, frames // len(lengths))
    while min(lengths) < shortest:
        # The shortest takes a frame from the longest.
        lengths[lengths.index(max(lengths))] -= 1
        lengths[lengths.index(min(lengths))] += 1
    return tuple(shot.model_copy(update={"frames": length}) for shot, length in zip(kept, lengths, strict=True))
