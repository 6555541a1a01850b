"""The frames an ad is delivered in, and where in them things may stand."""

from enum import StrEnum
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any

from adforge_core.model.value import Box, Point


class Format(StrEnum):
    """The aspect ratios an ad can be delivered in."""

    VERTICAL = "9:16"
    PORTRAIT = "4:5"
    SQUARE = "1:1"
    WIDE = "16:9"

    @property
    def slug(self) -> str:
        """As files are called: a colon may not be in their names everywhere."""
        return self.value.replace(":", "x")

    @property
    def size(self) -> tuple[int, int]:
        """The master's width and height in pixels."""
        width, height = _facts()["formats"][self.value]["size"]
        return int(width), int(height)

    @property
    def safe_area(self) -> Box:
        """Where no channel's own buttons or captions cover the picture. All words stay inside."""
        left, top, right, bottom = _facts()["formats"][self.value]["safe_area"]
        return Box(left=left, top=top, right=right, bottom=bottom)

    @property
    def stand(self) -> Point:
        """Where the product's foot meets the ground in a scene with captions under it."""
        x, y = _facts()["formats"][self.value]["stand"]
        return Point(x=x, y=y)

    @property
    def end_card_stand(self) -> Point:
        """Where the product's foot meets the ground on the end card, which has the call to action below."""
        x, y = _facts()["formats"][self.value]["end_card_stand"]
        return Point(x=x, y=y)


def safe_areas(format: Format) -> dict[str, Box]:
    """What each channel that shows `format` on its whole screen leaves uncovered, by the channel's name."""
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
