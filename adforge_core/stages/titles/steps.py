"""Supers that appear in steps: word by word, or line by line."""

from collections.abc import Sequence
from dataclasses import replace

from adforge_core.media.faces import starts_right_to_left
from adforge_core.media.shapes import Bar
from adforge_core.media.type import PlacedLine, words_in
from adforge_core.model.design import Entrance
from adforge_core.stages.titles.sheet import Sheet
from adforge_core.stages.titles.words import Block, Step, Timing, Words

_DONE = 0.4
"""The part of a scene in which a super appears that the voice does not say: the rest is for reading it."""

_AT_ONCE = 2
"""The words of the ad's first super that are there from its first frame."""


def stepped(block: Block, words: Words, sheet: Sheet) -> Block:
    """Returns the block of a super with the steps in which its words appear; unchanged if they appear together."""
    lines = (*block.lines, *block.reversed)
    parts = [words_in(line, sheet.headline, sheet.look.type.tracking) for line in lines]
    count = sum(len(part) for part in parts)
    if not (words.moments or words.step) or not count:
        return block
    steps: list[Step] = []
    for number, (line, part) in enumerate(zip(lines, parts, strict=True)):
        own = block.bars if number >= len(block.lines) else ()
        for word in part:
            first = _first(words, sheet, number, len(steps), len(lines), count)
            last = part[-1] if sheet.design.by_line and not words.moments else word
            panel = block.panel
            if sheet.design.lined:  # each line has its own, which grows with it
                panel = (*panel[:number], *_up_to(last, line, panel[number : number + 1]))
            steps.append(Step(word, _timing(first, block, sheet), _up_to(last, line, own), panel))
    return replace(block, steps=tuple(steps))


def _first(words: Words, sheet: Sheet, line: int, word: int, lines: int, count: int) -> int:
    """Returns the frame on which a word appears, from its number and its line's, of `count` in `lines`."""
    if words.moments:
        # Words that are cut in two, or left out, do not have a moment each.
        return words.moments[min(len(words.moments) - 1, word * len(words.moments) // count)]
    number, whole = (line, lines) if sheet.design.by_line else (word, count)
    if not sheet.entrance and not sheet.design.by_line:
        number, whole = max(0, number - _AT_ONCE + 1), max(1, whole - _AT_ONCE + 1)
    most = (_DONE * sheet.frames - sheet.entrance) / max(1, whole - 1)
    return sheet.entrance + round(number * max(1.0, min(words.step, most)))


def _timing(first: int, block: Block, sheet: Sheet) -> Timing:
    """Returns the timing of words that appear on frame `first`. Those on a scene's first one are there at once."""
    end, out = block.timing.end, block.timing.frames_out
    if not first:
        return Timing(0, end, Entrance.CUT, 0, out)
    return Timing(first, end, sheet.design.word_entrance, sheet.design.word_frames, out)


def _up_to(word: PlacedLine, line: PlacedLine, bars: Sequence[Bar]) -> tuple[Bar, ...]:
    """Returns the bars behind `line` as they are behind its beginning, up to `word`."""
    if starts_right_to_left(line.line.text):
        return tuple(replace(bar, left=bar.left + word.left - line.left) for bar in bars)
    return tuple(replace(bar, right=bar.right + word.right - line.right) for bar in bars)
