"""Supers that appear in steps: word by word, line by line, or with a number that is counted up to."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from adforge_core.media.scripts import starts_right_to_left
from adforge_core.media.shapes import Bar
from adforge_core.media.type import PlacedLine, in_slots, widest_digit, words_in
from adforge_core.model.design import Entrance
from adforge_core.model.figures import Figure
from adforge_core.stages.titles.sheet import Sheet
from adforge_core.stages.titles.words import Block, Step, Timing, Words

_DONE = 0.4
"""The part of a scene in which a super appears that the voice does not say: the rest is for reading it."""

_AT_ONCE = 2
"""The words of the ad's first super that are there from its first frame."""


_COUNT, _LEAST_COUNT = 24, 8
"""The most and the fewest frames in which a number is counted up to."""


def stepped(block: Block, words: Words, sheet: Sheet) -> Block:
    """Returns the block of a super with the steps in which its words appear; unchanged if they appear together."""
    lines = (*block.lines, *block.reversed)
    parts = [words_in(line) for line in lines]
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


def in_widest_digits(text: str, figure: Figure, sheet: Sheet) -> str:
    """Returns the text with the widest digits in its number, so that all its values have room where it is laid out."""
    wide = "".join(widest_digit(char, sheet.headline) if char.isdigit() else char for char in figure.text)
    return text[: figure.start] + wide + text[figure.end :]


def counted(block: Block, text: str, figure: Figure, sheet: Sheet) -> Block | None:
    """Returns the block of `text`, laid out in the widest digits, with its number as steps that count up to it.

    Until it is reached, the number stands alone: with its words, a currency or a percent sign, any other value would be
    a false claim in a picture that is stopped or shared. None if there is no time to count, or the number does not
    stand in one piece.
    """
    lines = (*block.lines, *block.reversed)
    parts = [words_in(line) for line in lines]
    texts = text.split()
    place = len(text[: figure.end].split()) - 1
    begin = figure.start - (len(text[: figure.end]) - len(text[: figure.end].split()[-1]))
    timing = block.timing
    first = timing.first + timing.frames_in
    frames = min(_COUNT, round(_DONE * sheet.frames) - first)
    if not timing.first or frames < _LEAST_COUNT or sum(map(len, parts)) != len(texts):
        return None
    counting = list(_counting(figure, timing, first, frames))
    reached = replace(
        timing,
        first=counting[-1][1].first,
        entrance=sheet.design.word_entrance,
        frames_in=sheet.design.word_frames,
    )
    steps, number = [], 0
    for line, words in enumerate(parts):
        bars = block.bars if line >= len(block.lines) else ()
        for word in words:
            if number != place:
                steps.append(Step(word, reached, bars, block.panel))
            elif len(word.line.pieces) != len(texts[place]):
                return None
            else:
                slots = begin, begin + len(figure.text)
                for value, shown in counting:
                    written = replace(word, line=in_slots(word.line, value, *slots, alone=shown.end < timing.end))
                    steps.append(Step(written, shown, bars, block.panel))
            number += 1
    return replace(block, steps=tuple(steps))


def _counting(figure: Figure, timing: Timing, first: int, frames: int) -> Iterator[tuple[str, Timing]]:
    """Yields the values of a number and when each is shown: fast at first, slower towards the end."""
    values = [figure.at(1 - (1 - (frame + 1) / frames) ** 3) for frame in range(frames)]
    at = first
    for value, run in groupby(values):
        length = len(list(run))
        last = at + length == first + frames
        end = timing.end if last else at + length
        if at == first:
            yield value, replace(timing, end=end, frames_out=0)
        else:
            yield value, Timing(at, end, Entrance.CUT, 0, timing.frames_out if last else 0)
        at += length


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
