"""The look: the visual style that all scenes of an ad share."""

from enum import StrEnum

from pydantic import Field

from adforge_core.model.value import HexColour, Value


class Palette(Value):
    """The ad's colours. Type is drawn in ink: light ink on dark grounds, dark ink on light ones."""

    background: HexColour
    surface: HexColour
    accent: HexColour
    light_ink: HexColour = "#ffffff"
    dark_ink: HexColour = "#141414"


class Grade(Value):
    """The colour grade of every plate. 1 leaves contrast and saturation unchanged, 0 warmth and vignette."""

    contrast: float = Field(default=1.0, ge=0.5, le=1.5)
    saturation: float = Field(default=1.0, ge=0, le=2)
    warmth: float = Field(default=0.0, ge=-1, le=1)
    vignette: float = Field(default=0.0, ge=0, le=1)


class Case(StrEnum):
    """The letter case of headlines."""

    AS_WRITTEN = "as written"
    UPPER = "upper"


class TypeStyle(Value):
    """The typefaces of the ad: stems of files in assets/fonts, or paths of the brand's own font files."""

    headline: str
    text: str
    case: Case = Case.AS_WRITTEN
    tracking: float = Field(default=0.0, ge=-0.1, le=0.5, description="extra space between letters, in ems")


class KeyLight(Value):
    """The direction and softness of the main light, as seen from the camera.

    `azimuth` in degrees: 0 is the camera's left, 90 behind the product, 180 the right, 270 the camera itself.
    `elevation` in degrees above the ground. `softness` from 0 (hard edge) to 1 (overcast).
    """

    azimuth: float = Field(ge=0, lt=360)
    elevation: float = Field(ge=5, le=90)
    softness: float = Field(ge=0, le=1)


class Look(Value):
    """The visual style that all scenes of an ad share.

    `lighting`, `camera`, `texture` and `mood` are words, for prompts and for people to read.
    """

    lighting: str
    camera: str
    texture: str
    mood: str
    palette: Palette
    grade: Grade = Grade()
    type: TypeStyle
    key_light: KeyLight
