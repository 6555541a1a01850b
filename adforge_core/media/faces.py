"""Typefaces: loading them, the characters they can draw, and substitutes for the others."""

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont, features

from adforge_core.errors import BadInput
from adforge_core.media.assets import asset
from adforge_core.media.scripts import cased_script, is_east_asian, is_ignorable, is_right_to_left, is_shaped

EM = 1000
"""The size in pixels at which typefaces are measured. Measurements are divided by it."""

_MEASURED = "Hdpx"
"""The letters whose heights type is placed by."""

_NOWHERE = "\U0010ffff"  # a noncharacter: a typeface draws it like any character it lacks

_SCRIPTS = (
    (0x0530, 0x058F, "Armenian"), (0x0590, 0x05FF, "Hebrew"), (0x0600, 0x08FF, "Arabic"),
    (0x0900, 0x097F, "Devanagari"), (0x0980, 0x09FF, "Bengali"), (0x0A00, 0x0A7F, "Gurmukhi"),
    (0x0A80, 0x0AFF, "Gujarati"), (0x0B00, 0x0B7F, "Oriya"), (0x0B80, 0x0BFF, "Tamil"), (0x0C00, 0x0C7F, "Telugu"),
    (0x0C80, 0x0CFF, "Kannada"), (0x0D00, 0x0D7F, "Malayalam"), (0x0D80, 0x0DFF, "Sinhala"), (0x0E00, 0x0E7F, "Thai"),
    (0x0E80, 0x0EFF, "Lao"), (0x1000, 0x109F, "Myanmar"), (0x10A0, 0x10FF, "Georgian"), (0x1200, 0x139F, "Ethiopic"),
    (0x1780, 0x17FF, "Khmer"), (0x19E0, 0x19FF, "Khmer"), (0x1C90, 0x1CBF, "Georgian"), (0x1CD0, 0x1CFF, "Devanagari"),
    (0xA8E0, 0xA8FF, "Devanagari"), (0xA9E0, 0xA9FF, "Myanmar"), (0xAA60, 0xAA7F, "Myanmar"),
    (0xFB13, 0xFB17, "Armenian"), (0xFB1D, 0xFB4F, "Hebrew"), (0xFB50, 0xFDFF, "Arabic"), (0xFE70, 0xFEFF, "Arabic"),
)  # fmt: skip
"""The first and last character of each block, and its Noto face."""

_HAN_ORDER = {
    "zh": ("SC", "TC", "JP", "KR"),
    "zh-Hant": ("TC", "JP", "SC", "KR"),
    "zh-TW": ("TC", "JP", "SC", "KR"),
    "zh-HK": ("TC", "JP", "SC", "KR"),
    "yue": ("TC", "JP", "SC", "KR"),
    "ja": ("JP", "TC", "SC", "KR"),
    "ko": ("KR", "TC", "JP", "SC"),
}
"""The order in which faces draw Han characters, by language: each draws them in its own forms."""

_SIGNS = (
    "NotoSans_600SemiBold", "NotoEmoji_600SemiBold", "NotoSansSymbols2_400Regular", "NotoSansSymbols_600SemiBold",
    "NotoSansMath_400Regular",
)  # fmt: skip

_INTER_CAPS = 0.7275
_SIZES = {"x": 0.536, "H": 0.733}
"""The heights of small letters and of capitals in ems that the Noto faces are drawn to, whatever of them is kept."""

_LEAST, _MOST = 0.9, 1.2
"""How much smaller and larger than themselves stand-ins may be drawn."""


@dataclass(frozen=True)
class Face:
    """One typeface: a TrueType or OpenType file, drawn `scale` times as large as asked for.

    It does not draw letters of scripts that it `lacks`, such as CYRILLIC. What it does not draw is drawn by stand-ins,
    in the forms of `language`.
    """

    path: Path
    scale: float = 1.0
    lacks: frozenset[str] = frozenset()
    language: str = ""

    def at(self, size: float) -> ImageFont.FreeTypeFont:
        """Returns the typeface at `size` pixels per em. Fractions of a pixel count."""
        return _font(self.path, round(size * self.scale * 64) / 64)

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
    return replace(face, path=heavier[0]) if heavier else face


def shapes_scripts() -> bool:
    """Whether Pillow has raqm on this machine, which OpenType features and scripts of joined letters need."""
    return bool(features.check("raqm"))


def for_text(face: Face, text: str) -> Face:
    """Returns `face` without the scripts of `text` that it has only in part: each is set in one typeface throughout.

    A typeface without Vietnamese letters would otherwise change from word to word, and within words.
    """
    partly = {script for char in text if (script := cased_script(char)) and not face.draws(char)}
    return replace(face, lacks=face.lacks | partly) if partly - face.lacks else face


@lru_cache(maxsize=16384)
def drawer(cluster: str, face: Face) -> Face | None:
    """Returns what draws `cluster` in text set in `face`: itself, or the first stand-in that has it; None if none has.

    Inter of similar weight stands in first. Letters of other scripts come from the Noto face of nearest weight, as
    large as the letters of `face`; Han characters in the forms of its language; the rest from faces of signs and emoji.
    """
    first = cluster[0]
    script = cased_script(first)
    if script not in face.lacks and face.draws(cluster):
        return face
    if unicodedata.category(first) == "Co":  # a typeface's own sign: another has another one there
        return None
    heavy = any(mark in face.path.stem for mark in ("Anton", "Bebas", "Bold", "Black", "Heavy"))
    weight = "800ExtraBold" if heavy and "Semi" not in face.path.stem else "600SemiBold"
    inter = open_face(f"Inter_{weight}")
    if inter.draws(cluster):
        return replace(inter, scale=_ratio(face, "H", _INTER_CAPS)) if script else inter
    for name, letter in _stand_ins(first, weight, face.language):
        stand_in = replace(open_face(name), scale=_ratio(face, letter, _SIZES[letter]))
        if stand_in.draws(cluster):
            return stand_in
    return None


def _stand_ins(char: str, weight: str, language: str) -> Iterator[tuple[str, str]]:
    """Yields the names of faces that may have `char`, and the letter whose height their letters are fitted to."""
    script = next((name for first, last, name in _SCRIPTS if first <= ord(char) <= last), "")
    if script:
        yield f"NotoSans{script}_{weight}", "x"
    order = _HAN_ORDER.get(language, _HAN_ORDER["zh"])
    if is_east_asian(char):
        yield from ((f"NotoSans{forms}_700Bold", "H") for forms in order)
    yield from ((name, "H") for name in _SIGNS)


def _ratio(face: Face, letter: str, size: float) -> float:
    """Returns how much larger than itself a stand-in is drawn whose letter is `size` ems high, beside `face`."""
    if not face.draws(letter):
        return 1.0
    return min(_MOST, max(_LEAST, face.ink_top(letter) / size))


@lru_cache(maxsize=512)
def _font(path: Path, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(os.fsencode(path), size)  # bytes: a path need not be UTF-8


@lru_cache(maxsize=32768)
def _draws(path: Path, char: str) -> bool:
    if char.isspace() or is_ignorable(char):
        return True
    if (is_shaped(char) or is_right_to_left(char)) and not shapes_scripts():
        return False
    font = _font(path, 32.0)
    try:
        drawn, lacking = font.getmask(char), font.getmask(_NOWHERE)
        _font(path, float(EM)).getbbox(char)
    except OSError:  # the outline is damaged
        return False
    return drawn.size != lacking.size or bytes(drawn) != bytes(lacking)
