"""The style all scenes of an ad share."""

from enum import StrEnum

from pydantic import Field

from adforge_core.model.value import HexColour, Value


class Palette(Value):
    """The ad's colours. Ink is what type is drawn in: one for dark grounds, one for light ones."""

    background: HexColour
    surface: HexColour
    accent: HexColour
    light_ink: HexColour = "#ffffff"
    dark_ink: HexColour = "#141414"


class Grade(Value):
    """The finish given to every plate. One means unchanged for the first two, zero for the others."""

    contrast: float = Field(default=1.0, ge=0.5, le=1.5)
    saturation: float = Field(default=1.0, ge=0, le=2)
    warmth: float = Field(default=0.0, ge=-1, le=1)
    vignette: float = Field(default=0.0, ge=0, le=1)


class Case(StrEnum):
    """How headline words are cased."""

    AS_WRITTEN = "as written"
    UPPER = "upper"


class TypeStyle(Value):
    """The faces of the ad: stems of files in assets/fonts, or paths to the brand's own font files."""

    headline: str
    text: str
    case: Case = Case.AS_WRITTEN
    tracking: float = Field(default=0.0, ge=-0.1, le=0.5, description="extra space between letters, in ems")


class KeyLight(Value):
    """Where the light comes from, seen from the camera.

    `azimuth` in degrees: 0 straight from the camera's left, 90 from behind the product, 180 from the right,
    270 from the camera. `elevation` in degrees above the ground. `softness` 0 (a hard edge) to 1 (overcast).
    """

    azimuth: float = Field(ge=0, lt=360)
    elevation: float = Field(ge=5, le=90)
    softness: float = Field(ge=0, le=1)


class Look(Value):
    """What makes the scenes of one ad belong together. The first four are words, for prompts and for people."""

    lighting: str
    camera: str
    texture: str
    mood: str
    palette: Palette
    grade: Grade = Grade()
    type: TypeStyle
    key_light: KeyLight
