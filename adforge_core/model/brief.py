"""What the marketer asks for."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from adforge_core.model.value import HexColour, Value

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000)]


class Style(StrEnum):
    """How an ad can be made; each style has its own copy, pace, type, sets, transitions and music.

    A style is its line here, its guide in model/styles and its copy in providers/local/planner/copy.
    """

    LUXURY = "luxury"
    ENERGETIC = "energetic"
    MINIMAL = "minimal"
    BOLD = "bold"


class BrandKit(Value):
    """The brand's own name, colours, type, mark and small print."""

    name: Line = ""
    palette: tuple[HexColour, ...] = Field(default=(), max_length=8)
    font: str = Field(default="", description="a family from assets/fonts, or a path to a .ttf or .otf file")
    logo: str = Field(default="", description="a path to a picture, from the brief's own folder")
    legal: Line = ""


class SceneRequest(Value):
    """What the marketer fixes about one scene; everything left empty is planned."""

    plate: str = Field(default="", description="a path to the scene's own background picture or video")
    vo: Line = ""
    super: Line = ""


class Brief(Value):
    """What the ad is for. Only `product` is required."""

    product: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    description: Line = ""
    audience: Line = ""
    benefits: tuple[Line, ...] = Field(default=(), max_length=20)
    offer: Line = ""
    style: Style = Style.MINIMAL
    cta: Line = ""
    duration: float = Field(default=30, ge=6, le=90, description="seconds")
    scenes: (
        Annotated[int, Field(ge=1, le=8)] | Annotated[tuple[SceneRequest, ...], Field(min_length=1, max_length=8)]
    ) = 4
    language: Literal["en"] = "en"
    brand: BrandKit = BrandKit()

    @property
    def scene_requests(self) -> tuple[SceneRequest, ...]:
        """One request a scene, empty ones where the brief only says how many."""
        return self.scenes if isinstance(self.scenes, tuple) else (SceneRequest(),) * self.scenes
