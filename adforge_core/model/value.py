"""The base class of the model's values, and units: frames, fractions and colours."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

FPS = 30
"""Frames per second. Time inside the studio is a whole number of frames; seconds are used only at the edges."""

HexColour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$", to_lower=True)]


class Value(BaseModel):
    """A frozen value that rejects unknown fields. `value.model_copy(update=...)` returns an edited copy."""

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
        """The width, as a fraction of the frame's width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """The height, as a fraction of the frame's height."""
        return self.bottom - self.top


def whole(text: str) -> str:
    """Returns `text` with "?" for each lone surrogate. A service that cuts text leaves them; they cannot be saved."""
    return text.encode("utf-8", "replace").decode()


def seconds(frames: int) -> float:
    """Returns the duration of `frames` frames in seconds."""
    return frames / FPS


def frames_in(duration_s: float) -> int:
    """Returns the whole number of frames closest to `duration_s` seconds."""
    return round(duration_s * FPS)


def rgb(colour: str) -> tuple[int, int, int]:
    """Converts `#rrggbb` to red, green and blue, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def hex_colour(red: float, green: float, blue: float) -> str:
    """Converts red, green and blue, 0 to 255, to `#rrggbb`. Values are rounded and clamped."""
    return "#" + "".join(f"{min(255, max(0, round(part))):02x}" for part in (red, green, blue))
