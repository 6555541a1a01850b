"""The words of a scene: the super, at the top or lower, and captions in one line below the product's foot."""

from dataclasses import replace
from functools import reduce
from operator import add

from adforge_core.media.faces import for_text
from adforge_core.media.lines import Copy, Lost, Setting, fit
from adforge_core.media.scripts import SEAM, is_right_to_left, is_shaped, joined
from adforge_core.media.shapes import Bar
from adforge_core.media.type import PlacedLine, drawable, set_line, words_in
from adforge_core.model.design import Rule
from adforge_core.model.figures import figure_in
from adforge_core.model.reveal import Reveal
from adforge_core.model.sound import Cue, Word
from adforge_core.model.storyboard import Role
from adforge_core.model.value import frames_in
from adforge_core.stages.titles.alone import CALM, apart_from, words_alone
from adforge_core.stages.titles.checklist import checklist
from adforge_core.stages.titles.sheet import Arrangement, Sheet
from adforge_core.stages.titles.steps import counted, in_widest_digits, stepped
from adforge_core.stages.titles.sticker import GAP, sticker_copy, sticker_size, stickers
from adforge_core.stages.titles.words import Block, Edges, Spoken, Words

CLEARANCE = 60
"""The distance between the super and the product: more than the 48 pixels that entrances move words."""

_LIST = 0.42
"""The most of the height above the product's foot that a list takes."""

_ABOVE_CAPTIONS = 26
"""The least distance of a headline, or a sticker, from the captions below it."""

_BESIDE = 0.4
"""The least share of the words' width that a sticker in a wide frame leaves a headline beside it."""

_OVER, _UNDER_KICKER = 6 + 30, 30
"""What a rule above the headline takes, and the distance of the brand's name from the headline."""

_UNDER = {Rule.HAIRLINE_BELOW: 34, Rule.BAR_BELOW: 42}
"""What a rule below the headline takes."""

_CAPTION_SIZE = 48
_CAPTION_PADDING = 18
_SPACE = 0.25
"""The width of a space that is set as part of a line, in sizes of the type."""

_SEAM = 0.3
"""How much narrower than a space is what divides words of a script without spaces."""

_OVER_CAPTIONS = 40
_UNDER_WORDS = 44


def scene(words: Words, sheet: Sheet) -> Arrangement:
    """Lays out the super, the offer's sticker and the captions. Also returns the area left for the product."""
    headed, below, lost = _headed(words, sheet)
    captions, undrawn = captioned(words, sheet)
    lost += undrawn
    if sheet.under_captions:
        # The room is the same with captions and without: they come when the voice is made.
        words_end = sheet.captions + _CAPTION_SIZE + _CAPTION_PADDING
        left, right = sheet.sides
        room = (left, max(below if headed else 0, words_end) + _UNDER_WORDS, right, sheet.stand + 4)
        return _arranged(room, headed, captions, lost, words, sheet)
    top, floor = sheet.safe[1], sheet.stand + 4 if captions else sheet.safe[3]
    if headed and words.super_y:
        lowest = min([caption.panel.top - _OVER_CAPTIONS for caption in captions], default=sheet.safe[3])
        lower = words.super_y * max(0.0, lowest - below)
        headed, below, _ = _headed(words, sheet, lower)
    if headed:
        over, under = min(block.edges[1] for block in headed) - CLEARANCE, below + CLEARANCE
        # Only a low super leaves more space above it than below it.
        top, floor = (under, floor) if min(floor, sheet.stand) - under >= over - top else (top, over)
    left, right = sheet.sides
    return _arranged((left, top, right, floor), headed, captions, lost, words, sheet)


def _arranged(
    room: Edges, headed: tuple[Block, ...], captions: tuple[Spoken, ...], lost: Lost, words: Words, sheet: Sheet
) -> Arrangement:
    """Returns the words as they are seen: where the super is alone, no other blocks."""
    if words.over_details and sheet.design.lined:
        headed = tuple(replace(block, on_panel=bool(block.panel) and not block.alone) for block in headed)
    alone, cut = words_alone(words, sheet, captions)
    return Arrangement(room, (*apart_from(headed, words.alone), *alone), captions, lost + cut)


def _headed(words: Words, sheet: Sheet, lower: float = 0.0) -> tuple[tuple[Block, ...], float, Lost]:
    """Returns the super and the sticker, their lower end, and the text not shown."""
    copy = sticker_copy(words.sticker, sheet) if words.sticker_runs else Copy()
    if not copy.lines:
        block, below, lost = _super(words, sheet, lower)
        return (block,) if block else (), below, lost + copy.lost
    (wide, high), (left, top, right, _) = sticker_size(copy, sheet), sheet.column
    room = right - wide - 2 * GAP
    first = 2 * sheet.centre - room if sheet.design.centred else left
    if sheet.size[0] > sheet.size[1] and room - first >= _BESIDE * sheet.width:
        block, below, lost = _super(words, replace(sheet, column=(first, top, room, sheet.column[3])), lower)
        tags = stickers(copy, right - wide, top + lower, words.sticker_runs, sheet)
        return (*((block,) if block else ()), *tags), max(below, top + lower + high), lost
    block, below, lost = _super(words, sheet, lower, high + GAP)
    under = below + GAP if block else below
    at = sheet.centre - wide / 2 if sheet.design.centred else left
    return (*((block,) if block else ()), *stickers(copy, at, under, words.sticker_runs, sheet)), under + high, lost


def _super(words: Words, sheet: Sheet, lower: float, spare: float = 0.0) -> tuple[Block | None, float, Lost]:
    """Returns the super as `headline` does, with the steps in which it appears. It leaves `spare` pixels below it."""
    hook, brand = words.role is Role.HOOK, words.brand
    if words.reveal is Reveal.LIST:
        most = _LIST * (min(sheet.stand, sheet.safe[3]) - sheet.safe[1])
        if sheet.under_captions:
            most = min(most, sheet.captions - _CAPTION_PADDING - _ABOVE_CAPTIONS - spare - sheet.safe[1])
        if listed := checklist(words, sheet, lower, most):
            return listed
    figure = figure_in(words.super) if words.reveal is Reveal.COUNT else None
    if figure:
        wide = in_widest_digits(words.super, figure, sheet)
        block, below, lost = headline(wide, brand, hook, sheet, lower, apart=True, spare=spare)
        if block and not lost.cut and (counting := counted(block, words.super, figure, sheet)):
            return counting, below, lost
    apart = bool(words.moments or words.step)
    block, below, lost = headline(words.super, brand, hook, sheet, lower, apart=apart, spare=spare)
    return block and stepped(block, words, sheet), below, lost


def captioned(words: Words, sheet: Sheet) -> tuple[tuple[Spoken, ...], Lost]:
    """Returns the captions, and their text that cannot be drawn."""
    captions: tuple[Spoken, ...] = ()
    lost = Lost()
    said = " ".join(word.text for cue in words.cues for word in cue.words)
    sheet = replace(sheet.centred, caption=for_text(sheet.caption, said))
    for cue in words.cues:
        placed, undrawn = _captions(cue, sheet)
        captions += placed
        lost += undrawn
    return captions, lost


def headline(
    text: str, kicker: str, hook: bool, sheet: Sheet, lower: float = 0.0, *, apart: bool = False, spare: float = 0.0
) -> tuple[Block | None, float, Lost]:
    """Returns the super as a block `lower` than the top of the safe area, its lower end, and the text not shown.

    Its words may appear `apart`: then each line has room for the overshoot of its words, and its own panel. Below it,
    `spare` pixels stay free.
    """
    design = sheet.design
    top = sheet.safe[1]
    height = (min(sheet.stand, sheet.safe[3]) - top) * (0.36 if hook else 0.3)
    top += lower
    above = fit(kicker, sheet.small_caps_setting(28, 24), sheet.width, 60) if design.kicker and kicker else Copy()
    if sheet.under_captions:
        lowest = sheet.captions - _CAPTION_PADDING - _ABOVE_CAPTIONS - _UNDER.get(design.rule, 0) - spare
        over = (_OVER if design.rule is Rule.BAR_ABOVE else 0) + (above.height + _UNDER_KICKER if above.lines else 0)
        height = min(height, lowest - top - over)
    largest = design.hook if hook else design.others
    lean = design.slant * largest * 1.2
    padding = 0.2 * largest + lean if design.highlight else 0.0
    width = (sheet.width - 2 * padding) * (CALM if apart else 1)
    copy = fit(text, sheet.headline_setting(largest, 46, 3), width, height)
    if not copy.lines:
        return None, top, copy.lost
    accented: tuple[PlacedLine, ...] = ()
    rules: list[Bar] = []
    if design.rule is Rule.BAR_ABOVE:
        rules.append(sheet.bar(56, 6, top))
        top += _OVER
    if above.lines:
        accented = sheet.place(above, top)
        top += above.height + _UNDER_KICKER
    if not design.highlight:
        lines = sheet.place(copy, top)
        below = lines[-1].bottom
        if design.rule is Rule.HAIRLINE_BELOW:
            rules.append(sheet.bar(88, 2, below + 32))
        if design.rule is Rule.BAR_BELOW:
            rules.append(sheet.bar(120, 12, below + 30))
        below = max([below, *(rule.bottom for rule in rules)])
        block = Block(sheet.timing(), lines, accented, rules=tuple(rules))
        panel = _lined(lines, copy, sheet, apart) if design.lined else (sheet.panel(block.edges),)
        return replace(block, panel=panel), below, copy.lost
    lines, bar = _highlighted(copy, top, sheet)
    panel = _lined(lines[:-1], copy, sheet, apart)
    block = Block(sheet.timing(), lines[:-1], accented, lines[-1:], bars=(bar,), rules=tuple(rules), panel=panel)
    return block, block.edges[3], copy.lost


def _lined(lines: tuple[PlacedLine, ...], copy: Copy, sheet: Sheet, apart: bool) -> tuple[Bar, ...]:
    """Returns a bar of the same height behind each line; one bar for lines of similar length that are not `apart`."""
    padding = 0.13 * copy.size
    cap = sheet.headline.ink_top("H") * copy.size
    bars = []
    for line in lines:
        top, bottom = min(line.top, line.baseline - cap) - padding, max(line.bottom, line.baseline) + padding
        lean = sheet.design.slant * (bottom - top) / 2
        side = 1.7 * padding + lean
        bars.append(Bar(line.left - side, top, line.right + side, bottom, sheet.design.panel_radius, lean))
    widths = [bar.right - bar.left for bar in bars]
    if lines and not apart and not sheet.design.slant and min(widths) > 0.8 * max(widths):
        return (replace(max(bars, key=lambda bar: bar.right - bar.left), top=bars[0].top, bottom=bars[-1].bottom),)
    return tuple(bars)


def _highlighted(copy: Copy, top: float, sheet: Sheet) -> tuple[tuple[PlacedLine, ...], Bar]:
    """Returns the copy with a block of accent colour behind its last line, both below `top`."""
    padding = 0.13 * copy.size
    cap = sheet.headline.ink_top("H") * copy.size
    lines = sheet.place(copy, top)
    bar_top = min(lines[-1].top, lines[-1].baseline - cap) - padding
    lines = sheet.place(copy, top + max(0.0, top - bar_top))
    last = lines[-1]
    ink_top, ink_bottom = min(last.top, last.baseline - cap), max(last.bottom, last.baseline)
    lean = sheet.design.slant * (ink_bottom - ink_top + 2 * padding) / 2
    side = padding + lean
    return lines, Bar(last.left - side, ink_top - padding, last.right + side, ink_bottom + padding, slant=lean)


def _captions(cue: Cue, sheet: Sheet) -> tuple[tuple[Spoken, ...], Lost]:
    """Returns the cue as one line, or as several lines shown one after another, and its text that is not shown."""
    kept = [(word, drawable(word.text, sheet.caption)) for word in cue.words]
    undrawn = reduce(add, [Lost(shown.undrawn, words=shown.words) for _, shown in kept], Lost())
    words = [(word, shown.text) for word, shown in kept if shown.text]
    end = min(cue.end, sheet.frames)
    if not words or end <= cue.first:
        return (), undrawn
    spoken, first = [], cue.first
    parts = _parts(words, sheet)
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        until = end if last else min(end, max(first + 1, frames_in(parts[index + 1][0][0].start)))
        if until > first:
            spoken.append(_spoken(part, first, until, sheet))
        first = until
    return tuple(spoken), undrawn


def _parts(words: list[tuple[Word, str]], sheet: Sheet) -> list[list[tuple[Word, str]]]:
    """Splits the words into runs that fit one line, by halving them as evenly as possible."""
    room = sheet.width - (2 * _CAPTION_SIZE * 0.2 if sheet.design.highlight else 0)
    if len(words) == 1 or sum(_advances(words, sheet)) <= room:
        return [words]
    half = len(words) // 2
    return _parts(words[:half], sheet) + _parts(words[half:], sheet)


def _spoken(words: list[tuple[Word, str]], first: int, end: int, sheet: Sheet) -> Spoken:
    advances = _advances(words, sheet)
    room = sheet.width - (2 * _CAPTION_SIZE * 0.2 if sheet.design.highlight else 0)
    start = sheet.centre - sum(advances) / 2
    setting = Setting(sheet.caption, _CAPTION_SIZE, _CAPTION_SIZE, 1)
    baseline = sheet.captions + sheet.caption.ink_top("d") * _CAPTION_SIZE
    places: list[PlacedLine] = []
    both_ways = _set_together(words, sheet, baseline) if any(is_right_to_left(text) for _, text in words) else []
    x = start
    for (_, text), advance in zip([] if both_ways else words, advances, strict=False):
        line, size = set_line(text, sheet.caption), float(_CAPTION_SIZE)
        if line.width * size > room:  # a single word that is too long
            copy = fit(text, setting, room, 2 * size)
            line, size = copy.lines[0], copy.size
            x = sheet.centre - copy.width / 2
        places.append(PlacedLine(line, x - line.left * size, baseline, size))
        x += advance
    places = places or both_ways
    active = [first]
    for word, _ in words[1:]:
        active.append(min(end - 1, max(active[-1], frames_in(word.start))))
    return Spoken(tuple(places), tuple(active), first, end, _pill(places, sheet))


def _set_together(words: list[tuple[Word, str]], sheet: Sheet, baseline: float) -> list[PlacedLine]:
    """Returns the words of a line with both directions: only the whole line tells where each stands.

    None of them if that is too wide, or a single word.
    """
    size = float(_CAPTION_SIZE)
    line = set_line(joined(text for _, text in words), sheet.caption)
    parts = words_in(PlacedLine(line, -line.left * size, baseline, size))
    if len(parts) != len(words) or len(words) < 2:
        return []
    wider = (0.44 if sheet.design.highlight else 0.36) * size - _SPACE * size
    from_left = sorted(range(len(parts)), key=lambda at: parts[at].left)
    left = sheet.centre - (line.width * size + wider * (len(parts) - 1)) / 2
    moved = {at: left + wider * place for place, at in enumerate(from_left)}
    return [replace(part, x=part.x + moved[at]) for at, part in enumerate(parts)]


def _pill(words: list[PlacedLine], sheet: Sheet) -> Bar:
    """Returns the bar behind a caption. It has the same height for every caption of a script."""
    size = max(word.size for word in words)
    left, right = min(word.left for word in words), max(word.right for word in words)
    baseline = words[0].baseline
    top, bottom = baseline - sheet.caption.ink_top("H") * size, baseline
    if any(is_shaped(char) for word in words for char in word.line.text):  # with marks above and below
        top, bottom = top - 0.1 * size, bottom + 0.24 * size
    return sheet.panel((left, top, right, bottom), _CAPTION_PADDING)


def _advances(words: list[tuple[Word, str]], sheet: Sheet) -> list[float]:
    """Returns the advance width of each word, with the space after all but the last."""
    space = (0.44 if sheet.design.highlight else 0.36) * _CAPTION_SIZE  # between the letters of two words
    widths = [set_line(text, sheet.caption).width * _CAPTION_SIZE for _, text in words]
    spaces = [_SEAM * space if word.text.endswith(SEAM) else space for word, _ in words[:-1]]
    return [width + after for width, after in zip(widths, [*spaces, 0.0], strict=True)]
