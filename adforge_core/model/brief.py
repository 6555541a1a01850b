"""The brief: what the marketer asks for."""

import operator
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from adforge_core.model.addresses import is_pasted_address, name_in, short_address
from adforge_core.model.clip_edit import ClipEdit
from adforge_core.model.value import HexColour, Value

NO_MUSIC = "none"
"""What a brief says in place of the path of its music."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000)]


_NONE = frozenset(("und", "mul", "mis", "zxx"))
"""The codes for no language, several of them or an unknown one."""


def _known_language(written: str) -> str:
    if written == "en":
        return written
    # CLDR's names of languages are not needed by an ad in English.
    from babel import Locale

    names, countries = Locale.parse("en").languages, Locale.parse("en").territories

    def known(code: str) -> bool:
        language, _, country = code.partition("-")
        return (
            language in names and len(language) <= 3 and language not in _NONE and (not country or country in countries)
        )

    if known(written):
        return written
    own = {code: (Locale.parse(code).get_display_name() or "") for code in ("de", "fr", "es", "it", "pt", "nl", "pl")}
    called = {name.casefold(): code for code, name in [*names.items(), *own.items()]}
    first, _, second = written.strip().partition("-")
    likely = (
        called.get(written.strip().casefold(), ""),
        f"{first.lower()}-{second.upper()}".rstrip("-"),
        first.lower(),
    )
    code = next((one for one in likely if known(one)), "")
    raise PydanticCustomError("language", "not the code of a language", {"code": code})


Language = Annotated[str, AfterValidator(_known_language)]
"""The code of a language in ISO 639, "de", with a country where one is meant, "pt-BR"."""


class Style(StrEnum):
    """How an ad can be made; each style has its own copy, pace, type, sets, transitions and music.

    A style is its line here, its guide in model/styles and its copy in providers/local/planner/copy.
    """

    LUXURY = "luxury"
    ENERGETIC = "energetic"
    MINIMAL = "minimal"
    BOLD = "bold"


class Pose(StrEnum):
    """How the product holds itself: on its foot, flat on a table, from a peg, against a wall, or in the air."""

    STANDING = "standing"
    LYING = "lying"
    HANGING = "hanging"
    LEANING = "leaning"
    FLOATING = "floating"


class Shown(StrEnum):
    """What the ad shows of the product's photos: the cut-out on a set, or the photo itself, which fills the frame."""

    CUTOUT = "cut-out"
    PHOTO = "photo"


class BrandKit(Value):
    """The brand's name, colours, typeface, logo and legal line.

    Example:
        >>> from adforge_core import BrandKit
        >>> BrandKit(name="Hearth & Trail", palette=("#1F3A2D", "#e0a458")).palette
        ('#1f3a2d', '#e0a458')
    """

    name: Line = Field(default="", description="the product's name stands in its place where it is empty")
    palette: tuple[HexColour, ...] = Field(default=(), max_length=8, description="colours as `#rrggbb`")
    font: str = Field(default="", description="a family from assets/fonts, or the path of a .ttf or .otf file")
    logo: str = Field(default="", description="the path of a picture, relative to the brief's folder")
    legal: Line = Field(default="", description="small print on the end card")


class SceneRequest(Value):
    """What the marketer fixes about one scene. Empty fields are planned."""

    plate: str = Field(default="", description="the path of the scene's own background, a picture or a video")
    plate_edit: ClipEdit | None = Field(
        default=None, exclude_if=lambda edit: edit is None, description="the part of `plate` that is used, and how"
    )
    vo: Line = Field(default="", description="the spoken line")
    super: Line = Field(default="", description="the text on the picture")
    recording: str = Field(
        default="",
        exclude_if=operator.not_,
        description="the path of a sound file in which someone says `vo`; it is heard instead of a voice",
    )

    @model_validator(mode="after")
    def _an_edit_is_of_something(self) -> Self:
        if self.plate_edit and not self.plate:
            raise PydanticCustomError(
                "nothing_edited", "a scene with a plate_edit needs the plate that it is an edit of"
            )
        return self

    @model_validator(mode="after")
    def _a_recording_says_something(self) -> Self:
        if self.recording and not self.vo:
            raise PydanticCustomError("wordless", "a scene with a recording needs its words in vo, for the captions")
        return self


def usual_scenes(seconds: float) -> int:
    """Returns how many scenes an ad of this length has unless its brief says otherwise: 2 for 6 s, 8 for 60 s.

    Example:
        >>> from adforge_core.model.brief import usual_scenes
        >>> [usual_scenes(seconds) for seconds in (6, 15, 30, 60)]
        [2, 4, 4, 8]
    """
    return next((scenes for longest, scenes in _SCENES if seconds < longest), 8)


_SCENES = ((10, 2), (15, 3), (40, 4), (55, 6))
"""Lengths in seconds up to which an ad has so many scenes. Beyond the last it has as many as a brief can ask for."""


class Brief(Value):
    """What the ad is to say, to whom and how. Only `product` is required.

    Raises:
        pydantic.ValidationError: A field is unknown, has the wrong type, or is out of range. `read_brief` reads a file
            and raises `BadBrief` with the line instead.

    Example:
        >>> from adforge_core import Brief, SceneRequest
        >>> brief = Brief(
        ...     product="Field Kettle",
        ...     benefits=("Boils in four minutes", "Packs flat"),
        ...     offer="20% off until Sunday",
        ...     style="bold",
        ...     duration=15,
        ...     scenes=(SceneRequest(super="Four minutes"), SceneRequest()),
        ... )
        >>> len(brief.scene_requests)
        2
    """

    product: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] = Field(
        description="the product's name, 1 to 200 characters"
    )
    description: Line = Field(default="", description="what the product is")
    audience: Line = Field(default="", description="who it is for")
    benefits: tuple[Line, ...] = Field(default=(), max_length=20, description="the copy claims these and nothing else")
    offer: Line = Field(default="", description="the offer on the end card; empty for none")
    style: Style = Style.MINIMAL
    cta: Line = Field(default="", description="the call to action on the end card; planned where it is empty")
    duration: float = Field(default=30, ge=6, le=90, description="seconds")
    scenes: (
        Annotated[int, Field(ge=1, le=8)] | Annotated[tuple[SceneRequest, ...], Field(min_length=1, max_length=8)]
    ) = Field(
        default=4,
        description="how many scenes, 1 to 8, or one request for each scene in order; by length where it is not given",
    )
    language: Language = Field(
        default="en",
        description="the ISO code of the ad's language, such as `de`; found in the words where it is not given",
    )
    language_given: bool = Field(
        default=False,
        exclude_if=lambda given: not given,
        description="whether `en` was chosen; where it was not, words that are surely of another language decide",
    )
    brand: BrandKit = BrandKit()
    music: str = Field(
        default="",
        exclude_if=operator.not_,
        description="the path of the ad's music, or “none”; chosen by mood where it is not given",
    )
    # Not in keys unless given: those of ads made before there were poses stay as they are.
    pose: Pose | None = Field(
        default=None,
        exclude_if=lambda pose: pose is None,
        description="how the product holds itself; judged from the photo and the words where it is not given",
    )
    shown: Shown | None = Field(
        default=None,
        exclude_if=lambda shown: shown is None,
        description="the cut-out or the photo itself; where it is not given, the photo if its cut-out is doubtful",
    )
    photos: tuple[str, ...] = Field(
        default=(),
        max_length=12,
        exclude_if=lambda photos: not photos,
        description="the paths of the product's photos, the main one first, unless they are given beside the brief",
    )

    @model_validator(mode="after")
    def _named(self) -> Self:
        """Takes the product's name from a web address pasted in its place; the address becomes the call to action."""
        if is_pasted_address(self.product):
            if not self.cta:
                object.__setattr__(self, "cta", short_address(self.product))
            object.__setattr__(self, "product", name_in(self.product)[:200])
        return self

    @model_validator(mode="after")
    def _as_many_as_usual(self) -> Self:
        """Sets the number of scenes by length where it is not given."""
        if "scenes" not in self.model_fields_set:
            object.__setattr__(self, "scenes", usual_scenes(self.duration))
        return self

    @property
    def scene_requests(self) -> tuple[SceneRequest, ...]:
        """One request for each scene. They are empty where the brief only gives a number."""
        return self.scenes if isinstance(self.scenes, tuple) else (SceneRequest(),) * self.scenes
