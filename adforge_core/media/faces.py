"""Typefaces: loading them, the characters they can draw, and substitutes for the others."""

import os
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont, features

from adforge_core.errors import BadInput
from adforge_core.media.assets import asset

EM = 1000
"""The size in pixels at which typefaces are measured. Measurements are divided by it."""

_MEASURED = "Hdpx"
"""The letters whose heights type is placed by."""

_NOWHERE = "\U0010ffff"  # a noncharacter: a typeface draws it like any character it lacks


@dataclass(frozen=True)
class Face:
    """One typeface: a TrueType or OpenType file."""

    path: Path

    def at(self, size: float) -> ImageFont.FreeTypeFont:
        """Returns the typeface at `size` pixels per em. Fractions of a pixel count."""
        return _font(self.path, round(size * 64) / 64)

    def draws(self, text: str) -> bool:
        """Whether the typeface has every character of `text`, and this machine can lay them out."""
        return all(_draws(self.path, char) for char in text)

    def ink_top(self, letter: str) -> float:
        """Returns the height of `letter` above the baseline, in ems."""
        return -float(self.at(EM).getbbox(letter, anchor="ls")[1]) / EM

    def ink_bottom(self, letter: str) -> float:
        """Returns the depth of `letter` below the baseline, in ems."""
        return float(self.at(EM).getbbox(letter, anchor="ls")[3]) / EM


def open_face(name: str) -> Face:
    """Loads the typeface `name`: the stem of a file in assets/fonts, or the path of a .ttf or .otf file.

    Raises MissingAsset if a typeface of the studio is missing, BadInput if a file is not a font.
    """
    is_file = name.lower().endswith((".ttf", ".otf"))
    path = Path(name) if is_file else asset("fonts", f"{name}.ttf")
    try:
        font = _font(path, float(EM))
        for letter in _MEASURED:  # a damaged file may open, and fail at a letter
            font.getbbox(letter)
    except OSError as error:
        raise BadInput(f"The font {path.name} cannot be read.", "Use a TrueType or OpenType font file.") from error
    return Face(path)


def sturdy(face: Face) -> Face:
    """Returns `face`, or its semi-bold if it is too light to read over a moving picture."""
    light = any(weight in face.path.stem for weight in ("Thin", "Light", "Regular"))
    heavier = sorted(face.path.parent.glob(f"{face.path.stem.split('_')[0]}_[6-9]*")) if light else []
    return Face(heavier[0]) if heavier else face


def shapes_scripts() -> bool:
    """Whether Pillow has raqm on this machine, which OpenType features and right-to-left scripts need."""
    return bool(features.check("raqm"))


def is_right_to_left(text: str) -> bool:
    """Whether `text` has letters of a right-to-left script."""
    return any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)


def starts_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction belongs to a right-to-left script."""
    directions = (unicodedata.bidirectional(char) for char in text)
    return next((direction for direction in directions if direction in ("L", "R", "AL")), "L") != "L"


@lru_cache(maxsize=64)
def stand_ins(face: Face) -> tuple[Face, ...]:
    """Returns typefaces for characters that `face` lacks, in order: Inter of similar weight, then other scripts."""
    heavy = any(mark in face.path.stem for mark in ("Anton", "Bebas", "Bold", "Black", "Heavy"))
    weight = "Inter_800ExtraBold" if heavy and "Semi" not in face.path.stem else "Inter_600SemiBold"
    names = (weight, "NotoSansHebrew_600SemiBold", "NotoSansArabic_600SemiBold")
    return (face, *(open_face(name) for name in names))


@lru_cache(maxsize=512)
def _font(path: Path, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(os.fsencode(path), size)  # bytes: a path need not be UTF-8


@lru_cache(maxsize=8192)
def _draws(path: Path, char: str) -> bool:
    if char.isspace():
        return True
    if is_right_to_left(char) and not shapes_scripts():
        return False
    font = _font(path, 32.0)
    try:
        drawn, lacking = font.getmask(char), font.getmask(_NOWHERE)
        _font(path, float(EM)).getbbox(char)
    except OSError:  # the outline is damaged
        return False
    return drawn.size != lacking.size or bytes(drawn) != bytes(lacking)
