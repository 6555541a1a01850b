"""The aspect ratios of an ad, and where the product and the words stand in each."""

from enum import StrEnum
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any

from adforge_core.model.value import Box, Point


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
        width, height = _facts()["formats"][self.value]["size"]
        return int(width), int(height)

    @property
    def safe_area(self) -> Box:
        """The area that no channel covers with its own buttons or captions. All words stay inside it."""
        left, top, right, bottom = _facts()["formats"][self.value]["safe_area"]
        return Box(left=left, top=top, right=right, bottom=bottom)

    @property
    def stand(self) -> Point:
        """Where the product's foot meets the ground in a scene with captions below it."""
        x, y = _facts()["formats"][self.value]["stand"]
        return Point(x=x, y=y)

    @property
    def end_card_stand(self) -> Point:
        """Where the product's foot meets the ground on the end card, with the call to action below it."""
        x, y = _facts()["formats"][self.value]["end_card_stand"]
        return Point(x=x, y=y)


def safe_areas(format: Format) -> dict[str, Box]:
    """The area each channel leaves uncovered, by channel name, for channels that show `format` full screen."""
    areas = {}
    for channel in _facts()["channels"].values():
        if channel["format"] == format.value:
            left, top, right, bottom = (channel["covered"][side] for side in ("left", "top", "right", "bottom"))
            areas[channel["name"]] = Box(left=left, top=top, right=1 - right, bottom=1 - bottom)
    return areas


@cache
def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = loads(files("adforge_core.model").joinpath("channels.toml").read_text("utf-8"))
    return facts
