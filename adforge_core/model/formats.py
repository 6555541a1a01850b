"""The aspect ratios of an ad, and where the product and the words stand in each.

A format is its entry in channels.toml and its member of `Format`; nothing else lists the formats one by one.
"""

from enum import StrEnum
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any

from pydantic import Field

from adforge_core.model.value import Box, Point, Value


class Format(StrEnum):
    """The aspect ratios an ad can be delivered in.

    Example:
        >>> from adforge_core import Format
        >>> Format("9:16").size
        (1080, 1920)
    """

    VERTICAL = "9:16"
    PORTRAIT = "4:5"
    SQUARE = "1:1"
    WIDE = "16:9"

    @property
    def slug(self) -> str:
        """The format as part of a file name, such as "9x16": not every system allows a colon there."""
        return self.value.replace(":", "x")

    @property
    def size(self) -> tuple[int, int]:
        """The master's width and height in pixels."""
        return _entries()[self].size

    @property
    def ratio(self) -> float:
        """The width divided by the height."""
        return self.size[0] / self.size[1]

    @property
    def is_wide(self) -> bool:
        """Whether the frame is wider than it is high."""
        return self.ratio > 1

    @property
    def safe_area(self) -> Box:
        """The area that no channel covers with its own buttons or captions. All words stay inside it."""
        left, top, right, bottom = _entries()[self].safe_area
        return Box(left=left, top=top, right=right, bottom=bottom)

    @property
    def stand(self) -> Point:
        """Where the product's foot meets the ground in a scene."""
        x, y = _entries()[self].stand
        return Point(x=x, y=y)

    @property
    def first_stand(self) -> Point:
        """The same on the plates of earlier versions, with captions below the product."""
        x, y = _entries()[self].first_stand
        return Point(x=x, y=y)

    @property
    def captions(self) -> float | None:
        """The height of captions above the product, as a fraction of the frame's; None if they are below it."""
        return _entries()[self].captions

    @property
    def end_card_stand(self) -> Point:
        """Where the product's foot meets the ground on the end card, with all words above or beside it."""
        x, y = _entries()[self].end_card_stand
        return Point(x=x, y=y)

    @property
    def first_end_card_stand(self) -> Point:
        """The same with the call to action below the product, as on the plates of earlier versions."""
        x, y = _entries()[self].first_end_card_stand
        return Point(x=x, y=y)

    @property
    def seen_on(self) -> str:
        """The places where ads of this format are shown, as text for people."""
        return _entries()[self].seen_on


class _Entry(Value):
    """The entry of a format in channels.toml; the comment there explains each field."""

    size: tuple[int, int]
    safe_area: tuple[float, float, float, float]
    stand: tuple[float, float]
    first_stand: tuple[float, float]
    captions: float | None = None
    end_card_stand: tuple[float, float]
    first_end_card_stand: tuple[float, float]
    seen_on: str = Field(min_length=1)


def safe_areas(format: Format) -> dict[str, Box]:
    """The area each channel leaves uncovered, by channel name, for channels that show `format` full screen."""
    areas = {}
    for channel in _facts()["channels"].values():
        if channel["format"] == format.value:
            left, top, right, bottom = (channel["covered"][side] for side in ("left", "top", "right", "bottom"))
            areas[channel["name"]] = Box(left=left, top=top, right=1 - right, bottom=1 - bottom)
    return areas


@cache
def _entries() -> dict[Format, _Entry]:
    return {Format(name): _Entry.model_validate(entry) for name, entry in _facts()["formats"].items()}


@cache
def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = loads(files("adforge_core.model").joinpath("channels.toml").read_text("utf-8"))
    return facts
