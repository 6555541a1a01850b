"""Sets type: converts text to placed glyphs in ems, and glyphs to pixels.

A line is measured once in ems and drawn from that at any size, so a preview breaks and spaces its words exactly as the
master does.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from adforge_core.media.faces import EM, Face, drawer, for_text, shapes_scripts
from adforge_core.media.scripts import (
    SEAM,
    clusters,
    is_ignorable,
    is_shaped,
    joined,
    levels,
    starts_right_to_left,
    words_of,
)

_INK_EM = 250
_FEATURES = ("lnum", "-liga")  # lining figures for prices (Playfair's are old-style); ligatures do not go with tracking


@dataclass(frozen=True)
class Piece:
    """A cluster of characters, or a word, that one typeface draws, and its place in ems from the line's origin.

    `word` is the number of the line's word that it belongs to. It may run `leftwards`.
    """

    face: Face
    text: str
    x: float
    word: int = 0
    leftwards: bool = False


@dataclass(frozen=True)
class SetLine:
    """One line of type, in ems from its origin on the baseline; y grows downwards.

    `left`, `top`, `right` and `bottom` bound the ink, not the advance widths.
    """

    text: str
    pieces: tuple[Piece, ...]
    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """The width of the ink."""
        return self.right - self.left


@dataclass(frozen=True)
class PlacedLine:
    """A line placed in the frame: its origin and the size of its em, in pixels."""

    line: SetLine
    x: float
    baseline: float
    size: float

    @property
    def left(self) -> float:
        """The ink's left edge."""
        return self.x + self.line.left * self.size

    @property
    def top(self) -> float:
        """The ink's top edge."""
        return self.baseline + self.line.top * self.size

    @property
    def right(self) -> float:
        """The ink's right edge."""
        return self.x + self.line.right * self.size

    @property
    def bottom(self) -> float:
        """The ink's bottom edge."""
        return self.baseline + self.line.bottom * self.size

    def scaled(self, factor: float) -> "PlacedLine":
        """Returns the same line in a frame `factor` times as large."""
        return PlacedLine(self.line, self.x * factor, self.baseline * factor, self.size * factor)


@dataclass(frozen=True)
class Drawable:
    """Text on one line that can be drawn; the `words` left out of it, and the characters that no typeface has."""

    text: str
    undrawn: str = ""
    words: tuple[str, ...] = ()


def drawable(text: str, face: Face) -> Drawable:
    """Returns `text` on one line without what no typeface can draw.

    A word with a letter that cannot be drawn is left out as a whole, an emoji or a sign by itself.
    """
    kept: list[str] = []
    left_out: list[str] = []
    lost = ""
    for word in words_of(_visible(text)):
        seam = SEAM if word.endswith(SEAM) else ""
        found = [_in_one_colour(one) for one in clusters(word.removesuffix(SEAM))]
        missing = [one for one in found if _is_orphan(one) or drawer(one, face) is None]
        lost += "".join(char for one in missing for char in one if not is_ignorable(char))
        if any(one[0].isalnum() for one in missing):
            left_out.append("".join(found))
        elif shown := "".join(one for one in found if one not in missing):
            alone = missing and all(unicodedata.category(one[0])[0] == "P" for one in shown)
            if alone and kept:  # "so 🔥!" without the emoji: its exclamation mark belongs to the word before
                kept[-1] += shown
            else:
                kept.append(shown + seam)
    return Drawable(joined(kept), "".join(dict.fromkeys(lost)), tuple(dict.fromkeys(left_out)))


def _visible(text: str) -> str:
    """Returns the text composed, without controls and marks of direction: with what shaping and emoji need."""
    return "".join(
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", text)
        if char.isspace() or is_ignorable(char) or unicodedata.category(char) not in ("Cc", "Cf", "Cn", "Cs")
    )


def _is_orphan(cluster: str) -> bool:
    """Whether the cluster is marks without a letter."""
    return unicodedata.category(cluster[0])[0] == "M" or is_ignorable(cluster[0])


def _in_one_colour(cluster: str) -> str:
    """Returns an emoji without the colour of its skin, which drawn in the ink would be a box beside it."""
    return "".join(char for char in cluster if not "\U0001f3fb" <= char <= "\U0001f3ff") or cluster


@lru_cache(maxsize=4096)
def set_line(text: str, face: Face, tracking: float = 0.0) -> SetLine:
    """Sets `text` in `face`, with substitutes for characters it lacks and `tracking` ems between letters.

    A line that starts with a right-to-left word is set right to left as a whole.
    """
    pieces: list[Piece] = []
    x = 0.0
    for run in _in_visual_order(_runs(text, for_text(face, text))):
        x = _set_words(run, x, pieces) if run.is_whole else _set_letters(run, x, tracking, pieces)
    return _bounded(text, pieces)


def _bounded(text: str, pieces: Sequence[Piece]) -> SetLine:
    """Returns the pieces as a line with the bounds of their ink."""
    inks = [(piece.x, _ink(piece.face, piece.text, piece.leftwards)) for piece in pieces]
    boxes = [(x + ink[0], ink[1], x + ink[2], ink[3]) for x, ink in inks if ink]
    if not boxes:
        return SetLine(text, (), 0, 0, 0, 0)
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return SetLine(text, tuple(pieces), min(lefts), min(tops), max(rights), max(bottoms))


def words_in(placed: PlacedLine) -> tuple[PlacedLine, ...]:
    """Returns the words of a line, in reading order, each where it stands in the line."""
    by_word: dict[int, list[Piece]] = {}
    for piece in placed.line.pieces:
        by_word.setdefault(piece.word, []).append(piece)
    words = [by_word[number] for number in sorted(by_word)]
    return tuple(replace(placed, line=_bounded("".join(piece.text for piece in word), word)) for word in words)


def widest_digit(digit: str, face: Face) -> str:
    """Returns the widest of the ten digits that `digit` is one of, in `face`."""
    zero = ord(digit) - unicodedata.digit(digit)
    return max((chr(zero + value) for value in range(10)), key=lambda one: _advance(face, one))


def in_slots(line: SetLine, text: str, first: int, end: int, *, alone: bool = False) -> SetLine:
    """Returns the line with `text` right-aligned in the places of its pieces `first` to before `end`.

    Each character is in the middle of its place, so that digits do not move when others change. What stands before the
    places is moved up to the first one in use; `alone`, nothing but the text is written. The bounds are those of the
    line.
    """
    begin = end - len(text)
    moved = line.pieces[begin].x - line.pieces[first].x
    before = [replace(piece, x=piece.x + moved) for piece in line.pieces[:first]]
    written = [
        Piece(slot.face, char, slot.x + (_advance(slot.face, slot.text) - _advance(slot.face, char)) / 2)
        for slot, char in zip(line.pieces[begin:end], text, strict=True)
    ]
    return replace(line, pieces=tuple(written) if alone else (*before, *written, *line.pieces[end:]))


def coverage(lines: Iterable[PlacedLine], size: tuple[int, int], origin: tuple[int, int]) -> NDArray[np.uint8]:
    """Returns the coverage of pixels by the lines, 0 to 255: (height, width) of `size`, its top left at `origin`."""
    lines = tuple(lines)
    width, height = size
    # FreeType hints letters to the pixel grid: a finer grid keeps their shapes and places. Large letters need less.
    finer = 2 if min((line.size for line in lines), default=0) > 64 else 4
    paper = Image.new("L", (width * finer, height * finer))
    pen = ImageDraw.Draw(paper)
    for line in lines:
        for piece in line.line.pieces:
            place = (
                (line.x + piece.x * line.size - origin[0]) * finer,
                (line.baseline - origin[1]) * finer,
            )
            font = piece.face.at(line.size * finer)
            direction = _direction(piece.leftwards)
            pen.text(place, piece.text, fill=255, font=font, anchor="ls", features=_features(), direction=direction)
    # Averaging whole blocks of pixels gives exact coverage.
    return np.asarray(cv2.resize(np.asarray(paper), (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def over(under: NDArray[np.uint8], colour: tuple[int, int, int], alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Draws `colour` with `alpha`, (height, width), over the straight-alpha RGBA picture `under`.

    Empty pixels get the colour too, so that later filtering does not produce a dark fringe.
    """
    drawn = alpha > 0
    top = alpha[drawn].astype(np.float32)[:, None] / 255
    rest = under[drawn]
    below = rest[:, 3:].astype(np.float32) / 255 * (1 - top)
    total = top + below
    mixed = (np.asarray(colour, np.float32) * top + rest[:, :3] * below) / total
    result = under.copy()
    result[under[..., 3] == 0, :3] = colour
    result[drawn] = np.rint(np.concatenate([mixed, total * 255], axis=-1))
    return result


def _features() -> list[str] | None:
    return list(_FEATURES) if shapes_scripts() else None


@dataclass(frozen=True)
class _Run:
    """Clusters of one typeface and direction in reading order, each with the number of the word it belongs to."""

    face: Face
    level: int
    shaped: bool
    clusters: tuple[tuple[str, int], ...]

    @property
    def is_whole(self) -> bool:
        """Whether its words are set as wholes: their letters join or change places, or stand right to left."""
        return self.shaped or self.level % 2 == 1


def _runs(text: str, face: Face) -> list[_Run]:
    """Splits `text` where the typeface or the direction changes. Most spaces are set like what they follow."""
    found = clusters(text.replace(SEAM, ""))
    ends = _word_ends(text)
    at = levels(found, int(starts_right_to_left(text)))
    runs: list[_Run] = []
    place, word = 0, 0
    for one, level in zip(found, at, strict=True):
        while word + 1 < len(ends) and place >= ends[word] and not one.isspace():
            word += 1
        place += len(one)
        last = runs[-1] if runs else None
        if last and one.isspace():
            # The space of an emoji is as wide as one.
            own = last.level == level and (last.is_whole or not last.face.path.stem.startswith("Noto"))
            by, shaped = (last.face, last.shaped) if own else (face, False)
        else:
            by, shaped = drawer(one, face) or face, any(map(is_shaped, one))
        if last and (last.face, last.level, last.shaped) == (by, level, shaped):
            runs[-1] = replace(last, clusters=(*last.clusters, (one, word)))
        else:
            runs.append(_Run(by, level, shaped, ((one, word),)))
    return runs


def _word_ends(text: str) -> list[int]:
    """Returns where each word of `text` ends, not counting seams."""
    ends, at = [], 0
    bare = text.replace(SEAM, "")
    for word in words_of(text):
        letters = word.removesuffix(SEAM)
        at = bare.index(letters, at) + len(letters)
        ends.append(at)
    return ends


def _in_visual_order(runs: list[_Run]) -> list[_Run]:
    """Returns the runs from left to right: the highest levels are turned round first (rule L2)."""
    for level in range(max((run.level for run in runs), default=0), 0, -1):
        stretches: list[tuple[bool, list[_Run]]] = []
        for run in runs:
            high = run.level >= level
            if not stretches or stretches[-1][0] != high:
                stretches.append((high, []))
            stretches[-1][1].append(run)
        runs = [run for high, stretch in stretches for run in (stretch[::-1] if high else stretch)]
    return runs


@lru_cache(maxsize=4096)
def _ink(face: Face, text: str, leftwards: bool = False) -> tuple[float, float, float, float] | None:
    """Returns the bounds of the ink of `text`, in ems from its origin; None if it has none.

    They are measured from the drawn letters: Pillow's own box extends from the origin to the advance width.
    """
    font, direction = face.at(_INK_EM), _direction(leftwards)
    mask, (x, y) = font.getmask2(text, anchor="ls", features=_features(), direction=direction)
    box = mask.getbbox()
    if box is None:
        return None
    return (x + box[0]) / _INK_EM, (y + box[1]) / _INK_EM, (x + box[2]) / _INK_EM, (y + box[3]) / _INK_EM


@lru_cache(maxsize=16384)
def _advance(face: Face, text: str, leftwards: bool = False) -> float:
    if not text:
        return 0.0
    return float(face.at(EM).getlength(text, features=_features(), direction=_direction(leftwards))) / EM


def _set_letters(run: _Run, x: float, tracking: float, pieces: list[Piece]) -> float:
    """Places the run's clusters, kerned, from `x` on. Returns the end of the run."""
    for index, (cluster, word) in enumerate(run.clusters):
        if not cluster.isspace():
            pieces.append(Piece(run.face, cluster, x, word))
        following = run.clusters[index + 1][0] if index + 1 < len(run.clusters) else ""
        x += _advance(run.face, cluster + following) - _advance(run.face, following) + tracking
    return x


def _set_words(run: _Run, x: float, pieces: list[Piece]) -> float:
    """Places the run's words, each laid out as a whole, from `x` on. Returns the end of the run."""
    leftwards = run.level % 2 == 1
    parts = [
        ("".join(cluster for cluster, _ in group), word)
        for (word, _), group in groupby(run.clusters, lambda each: (each[1], each[0].isspace()))
    ]
    for text, word in reversed(parts) if leftwards else parts:
        if not text.isspace():
            pieces.append(Piece(run.face, text, x, word, leftwards))
        x += _advance(run.face, text, leftwards)
    return x


def _direction(leftwards: bool) -> str | None:
    return "rtl" if leftwards and shapes_scripts() else None
