"""The base of every value in the model."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

FPS = 30
"""Frames a second. All time inside the studio is a whole number of frames; seconds exist only at the edges."""

HexColour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$", to_lower=True)]


class Value(BaseModel):
    """A frozen value that refuses fields it does not know. An edit is `value.model_copy(update=...)`."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Point(Value):
    """A place in the frame: fractions of its width from the left and of its height from the top."""

    x: float
    y: float


class Box(Value):
    """A rectangle in the frame, as fractions of its width and height."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """As a fraction of the frame's width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """As a fraction of the frame's height."""
        return self.bottom - self.top


def whole(text: str) -> str:
    """`text` with a question mark for every half of a character: what a service cut in two can be saved nowhere."""
    return text.encode("utf-8", "replace").decode()


def seconds(frames: int) -> float:
    """How long `frames` frames last, in seconds."""
    return frames / FPS


def frames_in(duration_s: float) -> int:
    """The whole number of frames nearest to `duration_s` seconds."""
    return round(duration_s * FPS)


def rgb(colour: str) -> tuple[int, int, int]:
    """`#rrggbb` as three numbers from 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def hex_colour(red: float, green: float, blue: float) -> str:
    """Three numbers from 0 to 255, rounded and clamped, as `#rrggbb`."""
    return "#" + "".join(f"{min(255, max(0, round(part))):02x}" for part in (red, green, blue))
