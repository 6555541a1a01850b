"""The style guide: everything that pages, planners, notes and titles need of a style, except its copy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from adforge_core.model.accents import AccentGuide
from adforge_core.model.brief import Style
from adforge_core.model.design import Design
from adforge_core.model.look import Grade, TypeStyle
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.storyboard import Role, Transition

Lch = tuple[float, float, float]
"""A colour as CIE L*, C* and h in degrees."""

Range = tuple[float, float]
"""The limits of a random value."""

PaletteMaker = Callable[[float, float, Random], tuple[Lch, Lch]]
"""Chooses a background and an accent at random for a product of this lightness (0 to 100) and hue (degrees)."""


@dataclass(frozen=True)
class Light:
    """The directions of the key light, in degrees as in `KeyLight`. An ad uses one of the ranges of `azimuth`."""

    azimuth: tuple[Range, ...]
    elevation: Range
    softness: Range


@dataclass(frozen=True)
class Pace:
    """How fast an ad is cut and filmed.

    The shortest and the longest shot, and the latest first cut, are in seconds. `creep` is how much closer the camera
    gets each second, as a share.
    """

    shortest: float
    longest: float
    first_cut: float
    creep: float


@dataclass(frozen=True)
class StyleGuide:
    """One style. Where a field holds several values, the ad's seed draws among them.

    `about` is what the Brief page says of the style, `rule` what language models are told of it. A note with one of
    `words`, in small letters and divided by spaces, asks for it; one that asks for less of it gets `instead`.

    `moods` are of the music, `voice_pace` is the voice's, 1 being its natural one. `speaker` speaks new ads, if the
    extra voices are installed. `cameras`, `motions` and
    `transitions` are those of the scenes; the end card's camera is `last_camera`, or one of `cameras` where that is
    None. `weights` are the share of time a scene of each role asks for, `pace` is how it is cut. An ad has at most
    `sets_in_an_ad` different sets: of those that name the style, and of those named in `sets`.

    `lighting`, `camera`, `texture` and `mood` describe the picture in words, for prompts. `palette` chooses the colours
    where the brand has none; where it has, the one nearest to `brand_lightness` becomes the background. Surfaces are
    `surface_step` lighter or darker than the background. `accents` are its sound effects. `titles` is how its words are
    set.
    """

    about: str
    rule: str
    words: str
    instead: Style
    moods: tuple[str, ...]
    voice_pace: float
    speaker: str
    faces: tuple[TypeStyle, ...]
    cameras: tuple[CameraMove, ...]
    last_camera: CameraMove | None
    motions: tuple[Motion, ...]
    transitions: tuple[Transition, ...]
    sets_in_an_ad: int
    weights: Mapping[Role, float]
    pace: Pace
    grade: Grade
    key: Light
    lighting: tuple[str, ...]
    camera: tuple[str, ...]
    texture: tuple[str, ...]
    mood: tuple[str, ...]
    palette: PaletteMaker
    brand_lightness: float
    surface_step: float
    accents: AccentGuide
    titles: Design
    sets: frozenset[str] = frozenset()
