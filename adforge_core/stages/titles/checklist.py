"""A super of several points as a list: they are ticked off one after another."""

from dataclasses import replace
from functools import reduce
from operator import add

from adforge_core.media.lines import Copy, Lost, fit
from adforge_core.media.scripts import starts_right_to_left
from adforge_core.media.shapes import Bar
from adforge_core.media.type import PlacedLine
from adforge_core.model.design import Entrance
from adforge_core.model.points import points_in
from adforge_core.stages.titles.sheet import Sheet
from adforge_core.stages.titles.words import Block, Step, Timing, Words

_SMALLER = 0.62
"""The largest size of a point, as a share of a headline's."""

_SMALLEST = 40.0
_PITCH = 1.5
"""From one point to the next, in sizes."""

_TICK, _TICK_GAP, _STROKE = 0.78, 0.36, 0.17
"""The width of a tick, its distance from the words and its stroke, in sizes."""

_DONE = 0.6
"""The part of a scene in which all points appear that the voice does not say."""


def checklist(words: Words, sheet: Sheet, lower: float, most: float) -> tuple[Block, float, Lost] | None:
    """Returns the points of the super as a block, its lower end and the text not shown; None if it is no list.

    It is `lower` than the top of the safe area and at most `most` pixels high.
    """
    points = points_in(words.super)
    if not points:
        return None
    size = _size(points, sheet, most)
    if size is None:
        return None
    setting = sheet.headline_setting(size, size * 0.99, 1)
    copies = [fit(point, setting, sheet.width, 2 * size) for point in points]
    tick, lead = _TICK * size, (_TICK + _TICK_GAP) * size
    wide = lead + max(copy.width for copy in copies)
    leftwards = starts_right_to_left(points[0])
    left = sheet.centre - wide / 2 if sheet.design.centred else sheet.column[2] - wide if leftwards else sheet.column[0]
    cap = sheet.headline.ink_top("H") * size
    rise = max([cap, *(-line.top * size for line in copies[0].lines)])
    top = sheet.safe[1] + lower + rise
    placed: list[PlacedLine] = []
    marks: list[tuple[Bar, ...]] = []
    for number, copy in enumerate(copies):
        baseline = top + number * _PITCH * size
        at = left + wide - lead if leftwards else left + lead
        (line,) = copy.placed(0, at, 1.0 if leftwards else 0.0)
        placed.append(replace(line, baseline=baseline))
        marks.append(_tick(left + wide - tick if leftwards else left, baseline - cap / 2, tick, _STROKE * size))
    drawn = tuple(bar for mark in marks for bar in mark)
    block = Block(_timing(0, words, sheet, len(points)), tuple(placed), rules=drawn)
    pads = [_panel(line, mark, sheet, size) for line, mark in zip(placed, marks, strict=True)]
    whole = (sheet.panel(block.edges),)
    behind = [tuple(pads[: number + 1]) if sheet.design.lined else whole for number in range(len(pads))]
    steps = tuple(
        Step(line, _timing(number, words, sheet, len(points)), panel=behind[number], marks=marks[number])
        for number, line in enumerate(placed)
    )
    block = replace(block, panel=behind[-1], steps=steps)
    lost = reduce(add, [copy.lost for copy in copies])
    return block, block.edges[3], lost


def _size(points: tuple[str, ...], sheet: Sheet, most: float) -> float | None:
    """Returns the size at which all points fit, each in one line; None if they would be too small."""
    size = min(_SMALLER * sheet.design.others, most / (_PITCH * len(points)))
    room = sheet.width / (1 + 0.04)

    def fits(size: float) -> bool:
        copies: list[Copy] = [fit(one, sheet.headline_setting(size, size * 0.99, 1), room, 2 * size) for one in points]
        lead = (_TICK + _TICK_GAP) * size
        return all(not copy.lost.cut and copy.width + lead <= room and copy.size > 0.98 * size for copy in copies)

    while size >= _SMALLEST:
        if fits(size):
            return size
        size *= 0.94
    return None


def _tick(left: float, middle: float, wide: float, stroke: float) -> tuple[Bar, ...]:
    """Returns a tick around the height `middle`, of two slanting bars."""
    half = 0.72 * stroke  # a slanting bar looks narrower than it is wide
    wide -= 2 * half
    low, foot = middle + 0.34 * wide, left + half + 0.34 * wide
    return (
        Bar(foot - 0.17 * wide - half, low - 0.34 * wide, foot - 0.17 * wide + half, low, slant=-0.17 * wide),
        Bar(foot + 0.33 * wide - half, low - 0.68 * wide, foot + 0.33 * wide + half, low, slant=0.33 * wide),
    )


def _panel(line: PlacedLine, mark: tuple[Bar, ...], sheet: Sheet, size: float) -> Bar:
    """Returns the panel behind one point and its tick. They touch, so that together they are one."""
    cap = sheet.headline.ink_top("H") * size
    middle, half = line.baseline - cap / 2, _PITCH * size / 2
    lean = sheet.design.slant * half
    left, right = min(line.left, *(bar.left for bar in mark)), max(line.right, *(bar.right for bar in mark))
    side = 0.3 * size + lean
    return Bar(left - side, middle - half, right + side, middle + half, sheet.design.panel_radius, lean)


def _timing(number: int, words: Words, sheet: Sheet, count: int) -> Timing:
    """Returns when the point of this number appears: as the voice says it, or on the beat."""
    end, out = sheet.frames, 5 * bool(sheet.entrance)
    if words.moments:
        first = words.moments[min(number, len(words.moments) - 1)]
    else:
        most = (_DONE * sheet.frames - sheet.entrance) / max(1, count - 1)
        first = sheet.entrance + round(number * max(1.0, min(words.step, most)))
    if not first:
        return Timing(0, end, Entrance.CUT, 0, out)
    return Timing(first, end, sheet.design.word_entrance, sheet.design.word_frames, out)
