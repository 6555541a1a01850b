"""Shots of type only: the super fills the frame, word by word, on a ground of one colour."""

from collections.abc import Sequence
from dataclasses import replace

from adforge_core.media.lines import Copy, Lost, fit
from adforge_core.media.type import words_in
from adforge_core.model.design import Entrance
from adforge_core.stages.titles.sheet import Sheet
from adforge_core.stages.titles.words import Block, Spoken, Step, Timing, Words

_LARGER = 1.7
"""How much larger words alone may be than the super of a hook."""

_MOST_LINES = 5
_ANOTHER_LINE = 0.04
"""By how much, as a share, a further line must make them larger: nothing else is in the frame."""

CALM = 0.96
"""The share of the width for words that enter with an overshoot, so that it stays in the safe area."""

_WITHIN = 0.45
"""The part of the shot in which all words appear: the rest is for reading them."""

_STEP = 6
_CLEAR = 40
"""From words alone to a caption."""


def words_alone(words: Words, sheet: Sheet, captions: Sequence[Spoken]) -> tuple[list[Block], Lost]:
    """Returns the super as it fills the frame, once for each shot of type only, and the text not shown."""
    blocks, lost = [], Lost()
    for run in words.alone:
        copy, middle = _fitted(words, sheet, [one for one in captions if one.first < run[1] and one.end > run[0]])
        blocks += [_block(copy, middle, sheet, *run)] if copy.lines else []
        lost += copy.lost
    return blocks, lost


def apart_from(blocks: Sequence[Block], alone: Sequence[tuple[int, int]]) -> tuple[Block, ...]:
    """Returns the blocks without the runs of frames in which words are alone. After one, all of a block is there."""
    if not alone:
        return tuple(blocks)
    kept: list[Block] = []
    for block in blocks:
        whole = block.timing
        bounds = [whole.first, *(edge for run in alone for edge in run), whole.end]
        for number, (first, end) in enumerate(zip(bounds[::2], bounds[1::2], strict=True)):
            begin, until = max(first, whole.first), min(end, whole.end)
            if until > begin:
                kept.append(_between(block, begin, until, again=number > 0))
    return tuple(kept)


def _between(block: Block, first: int, end: int, *, again: bool) -> Block:
    """Returns the block from frame `first` to before `end`; seen `again`, all of its words are there at once."""

    def cut(timing: Timing) -> Timing:
        out = timing.frames_out if end >= timing.end else 0
        if again:
            return Timing(first, end, Entrance.CUT, 0, out)
        return replace(timing, end=min(end, timing.end), frames_out=out)

    last = block.timing.end
    steps = [step for step in block.steps if (step.timing.end == last if again else step.timing.first < end)]
    return replace(
        block, timing=cut(block.timing), steps=tuple(replace(step, timing=cut(step.timing)) for step in steps)
    )


def _fitted(words: Words, sheet: Sheet, captions: Sequence[Spoken]) -> tuple[Copy, float]:
    """Returns the super as large as it fits beside the captions, and the height of its middle."""
    left, _, right, _ = sheet.middle
    top, bottom = _clear_of(captions, sheet)
    setting = sheet.headline_setting(_LARGER * sheet.design.hook, 46, _MOST_LINES)
    line = {"another_line": _ANOTHER_LINE} if words.whole_phrases else {}
    return fit(words.super, setting, (right - left) * CALM, bottom - top, **line), (top + bottom) / 2


def _block(copy: Copy, middle: float, sheet: Sheet, first: int, end: int) -> Block:
    design = sheet.design
    lines = copy.placed(middle - copy.height / 2, (sheet.middle[0] + sheet.middle[2]) / 2, 0.5)
    parts = [words_in(line) for line in lines]
    units = [part for line in parts for part in ([line] if design.by_line else [(word,) for word in line])]
    pace = min(_STEP, _WITHIN * (end - first) / len(units))
    steps = []
    for number, unit in enumerate(units):
        at = first + round(number * pace)
        # The shot begins with its first word: a cut to an empty ground is a fault.
        enters = (design.word_entrance, min(design.word_frames, end - at)) if number else (Entrance.CUT, 0)
        steps += [Step(word, Timing(at, end, *enters, 0)) for word in unit]
    block = Block(Timing(first, end, Entrance.CUT, 0, 0), lines, alone=True)
    panel = (sheet.panel(block.edges),)
    return replace(block, panel=panel, steps=tuple(replace(step, panel=panel) for step in steps))


def _clear_of(captions: Sequence[Spoken], sheet: Sheet) -> tuple[float, float]:
    """Returns the upper and lower limit of the larger part of the safe area that the captions leave."""
    _, top, _, bottom = sheet.safe
    if not captions:
        return top, bottom
    above = min(one.panel.top for one in captions) - _CLEAR
    below = max(one.panel.bottom for one in captions) + _CLEAR
    return (top, above) if above - top >= bottom - below else (below, bottom)
