"""The offer on a sticker: on the accent, beside the headline in a wide frame, else below it."""

from dataclasses import replace

from adforge_core.media.lines import Copy, Lost, Setting, fit
from adforge_core.media.shapes import Bar
from adforge_core.media.type import PlacedLine
from adforge_core.model.design import Entrance
from adforge_core.stages.titles.sheet import Sheet
from adforge_core.stages.titles.words import Block, Timing, turned

GAP = 24.0
"""The least distance of a sticker from other words."""

TILT = -3.0
"""How far the stickers of loud styles are turned, in degrees."""

_LOUD, _QUIET = (64.0, 40.0), (36.0, 28.0)
"""The largest and the smallest size of its words."""

_SMALLEST, _TIGHT = 26.0, 0.02
"""Its smallest words and most tracking where they do not fit otherwise."""

_WIDTH, _WIDEST = 0.7, 0.9
"""The share of the words' width that it takes, and that it takes at most."""

_PADDING = 0.42
"""The space above and below the words, as a share of their size; there is more at the sides."""

_HIDDEN = 15
"""Runs of fewer frames are too short to read it."""


def sticker_copy(offer: str, sheet: Sheet) -> Copy:
    """Returns the offer in one line, in the type of stickers; without a line, and as lost, where it does not fit."""
    quiet = sheet.design.by_line
    if quiet:
        setting = replace(sheet.small_caps_setting(*_QUIET), tracking=0.08)
    else:
        setting = Setting(sheet.caption, *_LOUD, 1, upper=sheet.upper)
    tight = replace(setting, smallest=_SMALLEST, tracking=min(setting.tracking, _TIGHT))
    for way, width in ((setting, _WIDTH), (tight, _WIDEST)):
        copy = fit(offer, way, sheet.width * width, 2 * _LOUD[0])
        if not (copy.lost.cut or copy.lost.undrawn):
            return copy
    return Copy(lost=Lost(copy.lost.undrawn, (offer,)))


def sticker_size(copy: Copy, sheet: Sheet) -> tuple[float, float]:
    """Returns the width and the height of the sticker of this copy, turned as it is."""
    return turned(_bar_size(copy, sheet), _tilt(sheet))


def stickers(copy: Copy, left: float, top: float, runs: tuple[tuple[int, int], ...], sheet: Sheet) -> list[Block]:
    """Returns the sticker with its upper left corner at (`left`, `top`), once for each run of frames it is shown in."""
    (wide, high), (width, height) = sticker_size(copy, sheet), _bar_size(copy, sheet)
    x, y = left + wide / 2, top + high / 2
    quiet = sheet.design.by_line
    bar = Bar(x - width / 2, y - height / 2, x + width / 2, y + height / 2, min(sheet.design.button_radius, height / 2))
    bar = bar if quiet else replace(bar, radius=height / 2)
    (line,) = copy.placed(0, x, 0.5)
    placed = PlacedLine(line.line, line.x, y + sheet.caption.ink_top("H") * copy.size / 2, line.size)
    blocks: list[Block] = []
    for first, end in runs:
        if end - first >= _HIDDEN:
            design = sheet.design
            enters = (Entrance.CUT, 0) if blocks or not first else (design.word_entrance, design.word_frames + 2)
            timing = Timing(first, end, *enters, 5 if end == sheet.frames else 0)
            blocks.append(Block(timing, reversed=(placed,), bars=(bar,), tilt=_tilt(sheet), alone=True))
    return blocks


def _tilt(sheet: Sheet) -> float:
    return 0.0 if sheet.design.by_line else TILT


def _bar_size(copy: Copy, sheet: Sheet) -> tuple[float, float]:
    height = (sheet.caption.ink_top("H") + 2 * _PADDING) * copy.size
    return copy.width + 2.4 * _PADDING * copy.size, height
