"""Draws captions: one layer for each spoken word, with the whole caption and that word highlighted."""

from collections.abc import Iterator, Sequence
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from adforge_core.media.ink import best_ink, standing_out, tinted
from adforge_core.media.layers import Layer
from adforge_core.media.scripts import is_shaped
from adforge_core.media.shapes import Bar
from adforge_core.media.type import PlacedLine, coverage, over
from adforge_core.model.design import Entrance
from adforge_core.model.value import rgb
from adforge_core.stages.titles.backing import Backed
from adforge_core.stages.titles.panels import behind, canvas
from adforge_core.stages.titles.words import Edges, Spoken, Timing, Titles, Written

_OUT = 3  # frames in which a caption fades out
_IN = 3


def write_captions(titles: Titles, backed: Backed) -> Iterator[Written]:
    """Yields all captions of the scene, in one ink and on one kind of backing."""
    paper = np.concatenate(backed.seen)
    captions = titles.captions
    for index, caption in enumerate(captions):
        follows = index > 0 and captions[index - 1].end == caption.first
        pauses = index + 1 == len(captions) or caption.end < captions[index + 1].first
        yield from _caption(caption, backed, paper, follows, pauses, titles)


def _caption(
    caption: Spoken, backed: Backed, paper: NDArray[np.uint8], follows: bool, pauses: bool, titles: Titles
) -> Iterator[Written]:
    design, scale = titles.design, titles.scale
    accent = rgb(titles.look.palette.accent)
    tint, mark = tinted(accent, backed.ink, paper), standing_out(accent, backed.ink, paper)
    differs = mark == accent and sum(abs(a - b) for a, b in zip(tint, backed.ink, strict=True)) > 110
    coloured = differs and not design.highlight
    on_mark = best_ink(mark, titles.inks)
    low = _lowest(caption.words)
    size, origin = canvas([*(_marker(word, low) for word in caption.words), caption.edges], titles)
    words = [_word(word, size, origin) for word in caption.words]
    letters = np.maximum.reduce(words)
    entrance = Entrance.CUT if follows else Entrance.FADE
    whole = Timing(caption.first, caption.end, entrance, 0 if follows else _IN, _OUT if pauses else 0)
    backing = behind(backed, (caption.panel,), letters, origin, whole, titles)
    for index, (start, word) in enumerate(zip(caption.active, words, strict=True)):
        end = caption.active[index + 1] if index + 1 < len(words) else caption.end
        if end <= start:
            continue
        rest = letters - word if design.highlight or coloured else letters
        pixels = over(np.zeros((size[1], size[0], 4), np.uint8), backed.ink, rest)
        if design.highlight:
            left, top, right, bottom = _marker(caption.words[index], low)
            pixels = over(pixels, mark, Bar(left, top, right, bottom, radius=6 * scale).coverage(size, origin))
            pixels = over(pixels, on_mark, word)
        elif coloured:
            pixels = over(pixels, tint, word)
        else:
            pixels = over(pixels, mark, _underline(caption.words[index], low, scale).coverage(size, origin))
        enters, leaves = start == caption.first and not follows, pauses and end == caption.end
        entrance = Entrance.FADE if enters else Entrance.CUT
        layer = Layer(pixels, *origin, start, end, entrance, _IN if enters else 0, _OUT if leaves else 0)
        yield Written(layer, rest, backed.ink, backing)


def _marker(word: PlacedLine, low: float) -> Edges:
    """Returns the edges of the highlight behind a spoken word. It has the same height for every word."""
    pad = 0.16 * word.size
    bottom = max(word.baseline + 0.3 * word.size, low + 0.06 * word.size)
    return word.left - pad, word.baseline - 0.98 * word.size, word.right + pad, bottom


def _lowest(words: Sequence[PlacedLine]) -> float:
    """Returns the lower end of marks below the letters; the baseline in scripts that have none."""
    marked = any(is_shaped(char) for word in words for char in word.line.text)
    return max(word.bottom if marked else word.baseline for word in words)


def _underline(word: PlacedLine, low: float, scale: float) -> Bar:
    top = max(word.baseline + 0.16 * word.size, low + 2 * scale)
    return Bar(word.left, top, word.right, top + 4 * scale)


def _word(word: PlacedLine, size: tuple[int, int], origin: tuple[int, int]) -> NDArray[np.uint8]:
    """Returns the word's coverage on the caption's whole canvas."""
    left, right = floor(word.left) - 2 - origin[0], ceil(word.right) + 2 - origin[0]
    left, right = max(0, left), min(size[0], right)
    whole = np.zeros((size[1], size[0]), np.uint8)
    if right > left:
        whole[:, left:right] = coverage([word], (right - left, size[1]), (origin[0] + left, origin[1]))
    return whole
