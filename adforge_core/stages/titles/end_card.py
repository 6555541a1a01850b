"""The end card: the brand, the offer, the button and the small print, with the product below or beside them."""

from dataclasses import replace
from functools import reduce

from adforge_core.media.faces import open_face
from adforge_core.media.lines import Copy, Lost, Setting, fit
from adforge_core.media.shapes import Bar
from adforge_core.model.design import Entrance
from adforge_core.stages.titles.scene import captioned
from adforge_core.stages.titles.sheet import PADDING, Arrangement, Sheet
from adforge_core.stages.titles.sticker import TILT
from adforge_core.stages.titles.words import Block, Timing, Words, around, turned

_ABOVE = 56  # from the brand to the product
_BELOW = 62  # from the product's foot, over its contact shadow, to the offer
_CARD_PADDING = 34  # of the card with everything below the product
_WIDEST = 1280  # of the offer: in a wide frame the card stays a card
_OFFER_LINES, _OFFER_SMALLEST = 4, 38
_OFFER_HIGHEST = 200  # above the product, which must stay visible
_GAP = 26
_COLUMN = 0.47  # the right end of the words in a wide frame, as a share of its width
_WORDS = 0.44  # the share of the height above the product's foot that words above it may take
_BUTTON = 96
_STICKER = 0.24  # from an offer on a sticker to the sticker's edge, as a share of its size
_LEAST_STUCK = 0.7  # how much smaller an offer may get on a sticker; a smaller one stays without
_LOGO = (420, 120)
_PRINT = "Inter_400Regular"  # small print is most readable in a plain typeface


def end_card(words: Words, sheet: Sheet) -> Arrangement:
    """Lays out the end card: the brand, the offer, the button and the small print. Also returns the product's area.

    The product is below the words, or beside them in a wide frame; on plates of earlier versions between brand and
    offer. Without an offer, the super is in its place.
    """
    sheet = sheet.centred
    said = {text.casefold() for text in (words.offer, words.cta, words.brand) if text}
    super_ = "" if words.super.casefold() in said else words.super
    offer, tagline = (words.offer, super_) if words.offer else (super_, "")
    if words.under_words:
        return _words_first(words, offer, tagline, sheet)
    foot, lost_below = _foot(offer, words.cta, words.legal, sheet, sticks=words.offer_on_sticker)
    if offer not in lost_below.cut:
        head, below, lost = _head(words, tagline, sheet, 1)
    else:
        foot, lost_below = _foot(tagline, words.cta, words.legal, sheet)
        head, below, lost = _head(words, offer, sheet, _OFFER_LINES)
    top = below + _ABOVE if head else sheet.safe[1]
    left, right = sheet.sides
    # Small print must be readable on any picture, so the foot is always a card.
    blocks = (*_on_a_panel(head, sheet, PADDING), *_on_a_panel(foot, sheet, _CARD_PADDING, always=True))
    return Arrangement((left, top, right, sheet.first_end_stand), blocks, (), lost + lost_below)


def _words_first(words: Words, offer: str, tagline: str, sheet: Sheet) -> Arrangement:
    """Lays out all words above the product, or on its left in a wide frame."""
    whole, (width, height) = sheet, sheet.size
    wide = width > height
    if wide:
        column = (sheet.safe[0], sheet.safe[1], _COLUMN * width, sheet.safe[3])
        sheet = replace(sheet, column=column, middle=column)
    head, below, lost = _head(words, tagline, sheet, 1)
    top = below + (_ABOVE if head else 0)
    lowest = sheet.safe[3] if wide else sheet.safe[1] + _WORDS * (sheet.end_stand - sheet.safe[1])
    foot, lost_below = _foot(offer, words.cta, words.legal, sheet, top, lowest, sticks=words.offer_on_sticker)
    foot_end = max([block.edges[3] for block in foot], default=top) + _CARD_PADDING
    blocks = (*_on_a_panel(head, sheet, PADDING), *_on_a_panel(foot, sheet, _CARD_PADDING, always=True))
    captions, undrawn = captioned(words, whole)
    left, right = (_COLUMN * width + _GAP, (1 - 0.02) * width) if wide else sheet.sides
    room_top = sheet.safe[1] if wide else foot_end + _GAP
    lost += lost_below + undrawn
    return Arrangement((left, room_top, right, sheet.end_stand), blocks, captions, lost)


def _on_a_panel(blocks: list[Block], sheet: Sheet, padding: float, always: bool = False) -> list[Block]:
    """Returns the blocks with a panel behind all of them, which is drawn if necessary, or `always`."""
    if not blocks:
        return []
    panel = sheet.panel(reduce(around, [block.edges for block in blocks]), padding)
    return [replace(blocks[0], panel=(panel,), on_panel=always), *blocks[1:]]


def _head(words: Words, tagline: str, sheet: Sheet, most_lines: int) -> tuple[list[Block], float, Lost]:
    """Returns the logo or name with the tagline in `most_lines` below it, their lower end, and the text not shown."""
    blocks = []
    below = sheet.safe[1]
    if words.logo is not None:
        high, wide = words.logo.shape[:2]
        factor = min(_LOGO[0] / wide, _LOGO[1] / high)
        left = sheet.centre - wide * factor / 2
        edges = (left, below, left + wide * factor, below + high * factor)
        blocks.append(Block(_timing(sheet, 0), logo=(words.logo, edges)))
        below = edges[3]
    setting = sheet.headline_setting(60, 40 if most_lines == 1 else _OFFER_SMALLEST, most_lines)
    name, line = Copy(), fit(tagline, setting, min(sheet.width, _WIDEST), 80 if most_lines == 1 else _OFFER_HIGHEST)
    if words.logo is None:
        small_caps, under = sheet.design.kicker, bool(line.lines)
        largest = 40 if under or small_caps else 68
        setting = sheet.small_caps_setting(largest, 26) if small_caps else sheet.name_setting(largest, under)
        name = fit(words.brand, setting, sheet.width, 90)
    lines = sheet.place(name, below)
    below += name.height
    if line.lines:
        below += 30 if blocks or lines else 0
        lines += sheet.place(line, below)
        below += line.height
    if lines:
        blocks.append(Block(_timing(sheet, 0), lines))
    return blocks, below, name.lost + line.lost


def _foot(
    offer: str,
    cta: str,
    legal: str,
    sheet: Sheet,
    top: float | None = None,
    bottom: float | None = None,
    *,
    sticks: bool = False,
) -> tuple[list[Block], Lost]:
    """Returns offer, button and small print between `top` and `bottom`, and the text not shown.

    By default, they are below the product in the safe area. The offer `sticks`: it is on a bar in the accent.
    """
    design = sheet.design
    top = sheet.first_end_stand + _BELOW if top is None else top + _CARD_PADDING
    bottom = sheet.safe[3] if bottom is None else bottom
    width = min(sheet.width, _WIDEST)
    print_ = fit(
        legal, Setting(replace(open_face(_PRINT), language=sheet.text.language), 26, 24, 3, leading=1.12), width, 110
    )
    label_setting = Setting(sheet.caption, 42, 32, 1, design.button_tracking, 1.0, design.button_upper)
    label = fit(cta, label_setting, sheet.width - 140, 60)
    free = bottom - top
    free -= print_.height + _GAP if print_.lines else 0
    free -= _BUTTON + _GAP if label.lines else 0
    big = plain = fit(offer, sheet.headline_setting(design.offer, _OFFER_SMALLEST, _OFFER_LINES), width, free)
    pad = _STICKER * plain.size
    # Quiet styles set the offer without a bar: it is the largest of the card all the same.
    if sticks := sticks and not design.by_line and bool(plain.lines) and not plain.lost.cut:
        part = min(1.0, free / _stuck(plain, pad)[1], width / _stuck(plain, pad)[0])
        big = replace(plain, size=plain.size * part, pitch=plain.pitch * part)
        pad, sticks = pad * part, part >= _LEAST_STUCK
    big = big if sticks else plain
    high = _stuck(big, pad)[1] if sticks else big.height
    spare = free - high if big.lines else free
    parts = [part for part in (big.lines, label.lines, print_.lines) if part]
    gap = _GAP + max(0.0, min(22.0, spare / max(1, len(parts))))
    blocks = []
    if big.lines:
        blocks.append(_sticker(big, top, pad, sheet) if sticks else Block(_timing(sheet, 1), sheet.place(big, top)))
        top += high + gap
    if label.lines:
        blocks.append(_button(label.width, top, sheet, label.size, cta))
        top += _BUTTON + gap
    if print_.lines:
        blocks.append(Block(_timing(sheet, 3, still=True), sheet.place(print_, min(top, bottom - print_.height))))
    return blocks, big.lost + label.lost + print_.lost


def _stuck(offer: Copy, pad: float) -> tuple[float, float]:
    """Returns the width and the height of an offer on a sticker, turned, that is `pad` pixels larger than it."""
    return turned((offer.width + 3.2 * pad, offer.height + 2 * pad), TILT)


def _sticker(offer: Copy, top: float, pad: float, sheet: Sheet) -> Block:
    """Returns the offer on a sticker in the accent, `pad` pixels inside it, with its highest corner at `top`."""
    middle = top + _stuck(offer, pad)[1] / 2
    lines = offer.placed(middle - offer.height / 2, sheet.centre, 0.5)
    half = offer.width / 2 + 1.6 * pad, offer.height / 2 + pad
    bar = Bar(sheet.centre - half[0], middle - half[1], sheet.centre + half[0], middle + half[1], 1.2 * pad)
    timing = _timing(sheet, 1)
    if timing.entrance is not Entrance.CUT:
        timing = replace(timing, entrance=sheet.design.word_entrance)
    return Block(timing, reversed=lines, bars=(bar,), tilt=TILT)


def _button(label_width: float, top: float, sheet: Sheet, size: float, cta: str) -> Block:
    design = sheet.design
    lean = design.slant * _BUTTON / 2
    width = max(300.0, label_width + 2 * 60) + 2 * lean
    left = sheet.centre - width / 2
    bar = Bar(left + lean, top, left + width - lean, top + _BUTTON, radius=design.button_radius, slant=lean)
    setting = Setting(sheet.caption, size, 32, 1, design.button_tracking, 1.0, design.button_upper)
    label = fit(cta, setting, sheet.width - 140, 60)
    letter = "H" if design.button_upper else "x"
    baseline = top + _BUTTON / 2 + sheet.caption.ink_top(letter) * label.size / 2 + (0 if design.button_upper else 3)
    (line,) = label.placed(0, sheet.centre, 0.5)
    placed = type(line)(line.line, line.x, baseline, line.size)
    return Block(replace(_timing(sheet, 2), pressed=sheet.presses), reversed=(placed,), bars=(bar,))


def _timing(sheet: Sheet, order: int, still: bool = False) -> Timing:
    timing = sheet.timing(order, last=True)
    if still and timing.entrance is not Entrance.CUT:
        return Timing(timing.first, timing.end, Entrance.FADE, timing.frames_in, 0)
    return timing
