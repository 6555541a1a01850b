"""Sets type: converts text to placed glyphs in ems, and glyphs to pixels.

A line is measured once in ems and drawn from that at any size, so a preview breaks and spaces its words exactly as the
master does.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, pairwise

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from adforge_core.media.faces import EM, Face, is_right_to_left, shapes_scripts, stand_ins, starts_right_to_left

_INK_EM = 250
_FEATURES = ("lnum", "-liga")  # lining figures for prices (Playfair's are old-style); ligatures do not go with tracking


@dataclass(frozen=True)
class Piece:
    """A cluster of characters that one typeface draws, and its place in ems from the line's origin."""

    face: Face
    text: str
    x: float


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


def drawable(text: str, face: Face) -> tuple[str, str]:
    """Returns `text` on one line without characters that no typeface can draw, and those characters, each once."""
    kept, lost = [], []
    for char in unicodedata.normalize("NFC", text):
        if char.isspace():
            kept.append(" ")
        elif unicodedata.category(char)[0] == "C":  # controls, joiners, surrogates: invisible
            continue
        elif any(candidate.draws(char) for candidate in stand_ins(face)):
            kept.append(char)
        elif unicodedata.category(char) != "Mn":
            lost.append(char)
    return " ".join("".join(kept).split()), "".join(dict.fromkeys(lost))


@lru_cache(maxsize=4096)
def set_line(text: str, face: Face, tracking: float = 0.0) -> SetLine:
    """Sets `text` in `face`, with substitutes for characters it lacks and `tracking` ems between letters.

    A line that starts with a right-to-left word is set right to left as a whole.
    """
    runs = _runs(text, face)
    if starts_right_to_left(text):
        # A space after a run from left to right stands on its other side, too.
        runs = [(run_face, run if is_right_to_left(run) else _led_by_its_space(run)) for run_face, run in runs[::-1]]
    pieces: list[Piece] = []
    x = 0.0
    for run_face, run in runs:
        if is_right_to_left(run):
            pieces.append(Piece(run_face, run, x))
            x += _advance(run_face, run)
        else:
            x = _set_run(run_face, run, x, tracking, pieces)
    return _bounded(text, pieces)


def _led_by_its_space(run: str) -> str:
    bare = run.rstrip()
    return run[len(bare) :] + bare


def _bounded(text: str, pieces: Sequence[Piece]) -> SetLine:
    """Returns the pieces as a line with the bounds of their ink."""
    inks = [(piece.x, _ink(piece.face, piece.text)) for piece in pieces]
    boxes = [(x + ink[0], ink[1], x + ink[2], ink[3]) for x, ink in inks if ink]
    if not boxes:
        return SetLine(text, (), 0, 0, 0, 0)
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return SetLine(text, tuple(pieces), min(lefts), min(tops), max(rights), max(bottoms))


def words_in(placed: PlacedLine, face: Face, tracking: float = 0.0) -> tuple[PlacedLine, ...]:
    """Returns the words of a line set in `face`, in reading order, each where it stands in the line.

    A line in which the direction changes within a phrase is one word: its parts do not stand in reading order.
    """
    line, texts = placed.line, placed.line.text.split()
    if not any(is_right_to_left(piece.text) for piece in line.pieces):
        ends = list(accumulate(len(_clusters(text)) for text in texts))
        if not ends or ends[-1] != len(line.pieces):
            return (placed,)
        parts = [line.pieces[first:end] for first, end in pairwise([0, *ends])]
        set_ = [_bounded(text, part) for text, part in zip(texts, parts, strict=True)]
        return tuple(replace(placed, line=word) for word in set_)
    if len(texts) < 2 or not starts_right_to_left(line.text):
        return (placed,)
    words = [set_line(text, face, tracking) for text in texts]
    space = (line.width - sum(word.width for word in words)) / (len(words) - 1)
    if space <= 0:
        return (placed,)
    places, right = [], placed.right
    for word in words:
        left = right - word.width * placed.size
        places.append(PlacedLine(word, left - word.left * placed.size, placed.baseline, placed.size))
        right = left - space * placed.size
    return tuple(places)


def widest_digit(digit: str, face: Face) -> str:
    """Returns the widest of the ten digits that `digit` is one of, in `face`."""
    zero = ord(digit) - unicodedata.digit(digit)
    return max((chr(zero + value) for value in range(10)), key=lambda one: _advance(face, one))


def in_slots(line: SetLine, text: str, first: int, end: int) -> SetLine:
    """Returns the line with `text` right-aligned in the places of its pieces `first` to before `end`.

    Each character is in the middle of its place, so that digits do not move when others change. What stands before the
    places is moved up to the first one in use. The bounds are those of the line.
    """
    begin = end - len(text)
    moved = line.pieces[begin].x - line.pieces[first].x
    before = [replace(piece, x=piece.x + moved) for piece in line.pieces[:first]]
    written = [
        Piece(slot.face, char, slot.x + (_advance(slot.face, slot.text) - _advance(slot.face, char)) / 2)
        for slot, char in zip(line.pieces[begin:end], text, strict=True)
    ]
    return replace(line, pieces=(*before, *written, *line.pieces[end:]))


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
            pen.text(place, piece.text, fill=255, font=font, anchor="ls", features=_features())
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


def _runs(text: str, face: Face) -> list[tuple[Face, str]]:
    """Splits `text` where the typeface or the direction changes. Spaces and marks stay with what they follow."""
    runs: list[tuple[Face, str]] = []
    for cluster in _clusters(text):
        drawer = next((candidate for candidate in stand_ins(face) if candidate.draws(cluster)), face)
        if runs and cluster.isspace():
            runs[-1] = (runs[-1][0], runs[-1][1] + cluster)
        elif runs and runs[-1][0] == drawer and is_right_to_left(runs[-1][1]) == is_right_to_left(cluster):
            runs[-1] = (drawer, runs[-1][1] + cluster)
        else:
            runs.append((drawer, cluster))
    return runs


def _clusters(text: str) -> list[str]:
    clusters: list[str] = []
    for char in text:
        if clusters and unicodedata.combining(char):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


@lru_cache(maxsize=4096)
def _ink(face: Face, text: str) -> tuple[float, float, float, float] | None:
    """Returns the bounds of the ink of `text`, in ems from its origin; None if it has none.

    They are measured from the drawn letters: Pillow's own box extends from the origin to the advance width.
    """
    mask, (x, y) = face.at(_INK_EM).getmask2(text, anchor="ls", features=_features())
    box = mask.getbbox()
    if box is None:
        return None
    return (x + box[0]) / _INK_EM, (y + box[1]) / _INK_EM, (x + box[2]) / _INK_EM, (y + box[3]) / _INK_EM


@lru_cache(maxsize=16384)
def _advance(face: Face, text: str) -> float:
    if not text:
        return 0.0
    return float(face.at(EM).getlength(text, features=_features())) / EM


def _set_run(face: Face, run: str, x: float, tracking: float, pieces: list[Piece]) -> float:
    """Places the run's clusters, kerned, from `x` on. Returns the end of the run."""
    clusters: Sequence[str] = _clusters(run)
    for index, cluster in enumerate(clusters):
        if not cluster.isspace():
            pieces.append(Piece(face, cluster, x))
        following = clusters[index + 1] if index + 1 < len(clusters) else ""
        x += _advance(face, cluster + following) - _advance(face, following) + tracking
    return x
