"""Finds the lettering of a product: the words of its label, or its name in print."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.frames import bytes_of
from adforge_core.model.value import Box

_MAP = 480
"""The longer side of the map in which letters are looked for, in pixels."""

_SCALES = (17, 35, 75)
"""The sides of the squares, in pixels of the map, against whose mean letters stand out."""

_STANDS_OUT, _CLEAR = 16, 34
"""The least difference in brightness, of 255, of a letter's pixels from what is around them; and of a line's."""

_SMALLEST, _LARGEST = 5, 0.2
"""The height of letters: the least in pixels of the map, and the most as a share of the product's longer side."""

_WIDEST, _NARROWEST = 1.7, 0.08
"""The width of letters, as a share of their height."""

_FILLED = 0.16, 0.92
"""The share of its box that a letter fills. More is filled by strokes such as an I."""

_ALIKE, _LEVEL, _APART = 1.9, 0.3, 1.1
"""How much higher one letter of a line may be than the next, how far their feet may be from one level, and how far they
may be apart, as shares of the higher one's height."""

_LETTERS = 4
"""The fewest letters of a line."""

_TOOTH, _TEETH = 0.5, 12
"""The width, as a share of the height, up to which most of a line's marks are ribs or teeth, if they are no higher than
so many pixels of the map."""

_AROUND, _COVERED = 0.8, 0.6
"""How far above and below a line the product goes on, as a share of its height; and the least of it that is product."""

_BETWEEN_LINES = 2.2
"""The most between two lines of a label, as a share of the height of the higher one."""

_MARGIN = 0.35
"""What is kept around a label, as a share of the height of its largest letters."""

_LEAST, _MOST = 0.035, 0.62
"""The size of a label: its least width, and its most height, as shares of the product's longer side."""


@dataclass(frozen=True)
class _Letters:
    """A letter, or a line of them: left, top, right and bottom in the map, its height and how clear it is."""

    left: int
    top: int
    right: int
    bottom: int
    height: float
    clear: float
    count: int = 1

    @property
    def weight(self) -> float:
        """How much it matters: large, clear letters are read first."""
        return float(self.count * self.height**1.5 * self.clear)


def lettering_of(cutout: NDArray[np.uint8]) -> Box | None:
    """Returns the part of the RGBA `cutout` with its largest lettering, as fractions of its sides.

    All lines that stand close together are one label. None if no words are found; marks without letters are not.
    """
    rows, columns = cutout.shape[:2]
    factor = _MAP / max(rows, columns)
    size = max(8, round(columns * factor)), max(8, round(rows * factor))
    small = cv2.resize(cutout, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR)
    solid = bytes_of(cv2.erode((small[..., 3] > 250).astype(np.uint8), np.ones((5, 5))))
    luma = (small[..., :3].astype(np.float32) @ np.array([0.2126, 0.7152, 0.0722], np.float32)) * solid
    lines = [line for scale in _SCALES for line in _lines(luma, solid, scale)]
    labels = _joined(lines)
    fitting = [one for one in labels if one.right - one.left >= _LEAST * _MAP and one.bottom - one.top <= _MOST * _MAP]
    if not fitting:
        return None
    best = max(fitting, key=lambda one: one.weight)
    spare = _MARGIN * best.height
    return Box(
        left=max(0.0, (best.left - spare) / size[0]),
        top=max(0.0, (best.top - spare) / size[1]),
        right=min(1.0, (best.right + spare) / size[0]),
        bottom=min(1.0, (best.bottom + spare) / size[1]),
    )


def _lines(luma: NDArray[np.float32], solid: NDArray[np.uint8], scale: int) -> Iterator[_Letters]:
    """Yields the lines of letters that are darker, or lighter, than what is around them."""
    square = (scale, scale)
    weight = cv2.boxFilter(solid.astype(np.float32), -1, square)
    around = cv2.boxFilter(luma, -1, square) / np.maximum(weight, 1e-3)
    for sign in (1, -1):
        apart = ((luma - around) * (sign * solid.astype(np.float32))).astype(np.float32)
        yield from (line for line in _in_lines(_letters(apart)) if _on_product(line, solid))


def _on_product(line: _Letters, solid: NDArray[np.uint8]) -> bool:
    """Whether there is something of the product above the line and below it: a sole's ribs have nothing below."""
    far = max(2, round(_AROUND * line.height))
    strips = solid[max(0, line.top - far) : line.top], solid[line.bottom : line.bottom + far]
    return all(strip.size and strip[:, line.left : line.right].mean() >= _COVERED for strip in strips)


def _letters(apart: NDArray[np.float32]) -> list[_Letters]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats((apart > _STANDS_OUT).astype(np.uint8))
    sums = np.bincount(labels.ravel(), apart.ravel(), len(stats))
    found = []
    for (left, top, wide, tall, area), total in zip(stats[1:].tolist(), sums[1:].tolist(), strict=True):
        filled = area / (wide * tall)
        stroke = wide < 0.5 * tall
        if (
            _SMALLEST <= tall <= _LARGEST * _MAP
            and _NARROWEST * tall <= wide <= _WIDEST * tall
            and _FILLED[0] <= filled
            and (stroke or filled <= _FILLED[1])
        ):
            found.append(_Letters(left, top, left + wide, top + tall, tall, total / area))
    return found


def _in_lines(letters: Sequence[_Letters]) -> Iterator[_Letters]:
    """Yields the lines in which letters of about one height stand side by side."""
    groups: list[list[_Letters]] = []
    for letter in sorted(letters, key=lambda one: one.left):
        fitting = (group for group in groups if _follows(group, letter))
        group = min(fitting, key=lambda one: letter.left - one[-1].right, default=None)
        if group is None:
            groups.append([letter])
        else:
            group.append(letter)
    for group in groups:
        line = _around(group)
        shape = np.median([(one.right - one.left) / one.height for one in group])
        teeth = shape <= _TOOTH and np.median([one.height for one in group]) <= _TEETH
        if len(group) >= _LETTERS and line.clear >= _CLEAR and not teeth:
            yield line


def _follows(group: Sequence[_Letters], letter: _Letters) -> bool:
    last = group[-1]
    height = max(last.height, letter.height)
    return (
        height <= _ALIKE * min(last.height, letter.height)
        and abs(last.bottom - letter.bottom) <= _LEVEL * height
        and abs(np.median([one.bottom for one in group]) - letter.bottom) <= _LEVEL * height
        and -0.3 * height <= letter.left - last.right <= _APART * height
    )


def _joined(lines: Sequence[_Letters]) -> list[_Letters]:
    """Returns the lines that stand close together as one."""
    left = list(lines)
    joined: list[_Letters] = []
    while left:
        group = [left.pop()]
        while near := [one for one in left if any(_close(one, other) for other in group)]:
            group += near
            left = [one for one in left if one not in near]
        joined.append(_around(group))
    return joined


def _close(one: _Letters, other: _Letters) -> bool:
    height = max(one.height, other.height)
    between = max(one.top, other.top) - min(one.bottom, other.bottom)
    across = max(one.left, other.left) - min(one.right, other.right)
    return between <= min(_BETWEEN_LINES * height, 0.12 * _MAP) and across <= _APART * height


def _around(group: Sequence[_Letters]) -> _Letters:
    """Returns the box around the letters, with the height of the highest and how clear they are on average."""
    count = sum(one.count for one in group)
    return _Letters(
        min(one.left for one in group),
        min(one.top for one in group),
        max(one.right for one in group),
        max(one.bottom for one in group),
        max(one.height for one in group),
        sum(one.clear * one.count for one in group) / count,
        count,
    )
