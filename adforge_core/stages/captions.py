"""Captions: the spoken words, burned in a few at a time, or in whole lines in a file beside the ad."""

import re
from collections.abc import Sequence
from itertools import pairwise

from adforge_core.media.scripts import SEAM, columns, is_unspaced, joined, words_of
from adforge_core.model.sound import Cue, VoiceTake, Word
from adforge_core.model.value import FPS

MOST_WORDS = 5
MOST_LETTERS = 28
"""The most letters of a burned-in cue, which is one line. A longer word is a cue of its own.

A Chinese, Japanese or Korean letter counts as two, here and below.
"""

LINE = 42
"""The most letters of a line in a caption file. A caption has at most two lines."""

_SHORTEST_S = 0.7
_PAUSE_S = 0.3
_HOLD_S = 0.5
"""The seconds a cue stays after its last word. A shorter gap before the next cue is closed."""

_CLINGING = (
    "a an the of to in on at by for from with and or but so as is are was your our my his her its their no not "
    "this that than into per only up just every each all any some"
)
"""Words that belong to the next word: a cue should not end with one."""

_SMALL = frozenset(("a", "an", "and", "the", "your", "our", "my", "now", "today"))
"""Words that do not count when a super is compared with a line."""

_LEAST_SAID = 2
"""The fewest words that count which a line must say of a super."""

_LEADING = 2
"""The most words of a sentence before a super that are not shown without the rest of it."""

_LEADING_WHOLE, _ASIDE, _SHORT = 5, 4, 4
"""The same where phrases stay whole; the most words before it that are no caption; and of a text read at once."""

_CLOSING = "\"'\u201d\u2019)」』）" + SEAM  # noqa: RUF001 with those of other scripts
_SENTENCE = tuple(".!?…。！？।။។؟۔")  # noqa: RUF001
_PHRASE = tuple(",;:—\u2013、，；：،؛)）")  # noqa: RUF001
_TAG = re.compile(r"<(?=[/!]?[A-Za-z])([^<>]*)>")
_LONGEST_CAPTION_S = 6.0

OffsetCues = Sequence[tuple[int, Sequence[Cue]]]
"""The first frame and the cues of each scene."""


def cues(voice: VoiceTake, voice_frame: int, frames: int) -> tuple[Cue, ...]:
    """Returns the burned-in captions of a scene of `frames` frames whose VO starts on `voice_frame`.

    Every word spoken within the scene is in exactly one cue, in order. Cues never overlap. There is no gap between them
    while the voice continues.
    """
    start, end = voice_frame / FPS, frames / FPS
    words = [
        word.model_copy(update={"start": word.start + start, "end": min(word.end + start, end)})
        for word in divided(voice.words)
        if round((word.start + start) * FPS) < frames
    ]
    groups = _split(words)
    firsts: list[int] = []
    for group in reversed(groups):
        latest = firsts[0] - 1 if firsts else frames - 1
        firsts.insert(0, max(0, min(round(group[0].start * FPS), latest)))
    hold = round(_HOLD_S * FPS)
    ends = []
    for group, first, following in zip(groups, firsts, [*firsts, frames][1:], strict=True):
        gone = max(round(group[-1].end * FPS) + hold, first + 1)
        ends.append(following if gone >= following - hold // 2 and following != frames else min(gone, following))
    return tuple(
        Cue(words=tuple(group), first=first, end=end) for group, first, end in zip(groups, firsts, ends, strict=True)
    )


def divided(words: Sequence[Word]) -> tuple[Word, ...]:
    """Returns the words, with those of scripts without spaces as they are read: a whole sentence may have come as one.

    Each takes its part of the time by its letters. All but the last of them end with a seam.
    """
    found: list[Word] = []
    for word in words:
        parts = words_of(word.text) if any(map(is_unspaced, word.text)) and not word.text.endswith(SEAM) else []
        if len(parts) < 2:
            found.append(word)
            continue
        pace = (word.end - word.start) / max(1, columns(word.text))
        start = word.start
        for part in parts:
            end = start + pace * columns(part)
            found.append(Word(text=part, start=start, end=end))
            start = end
    return tuple(found)


def said_at(text: str, words: Sequence[Word]) -> tuple[int, ...] | None:
    """Returns the place in `words`, those of a spoken line, of each word of `text`; None if the line does not say it.

    Articles and the like may be missing on either side. At least two words must count.

    Example:
        >>> from adforge_core.model.sound import Word
        >>> from adforge_core.stages.captions import said_at
        >>> line = [Word(text=text, start=0, end=0) for text in "It boils in four minutes.".split()]
        >>> said_at("Boils in 4 minutes", line), said_at("Boils in four minutes!", line)
        (None, (1, 2, 3, 4))
    """
    read = [_bare(word) for word in words_of(text)]
    counted = [word for word in read if word and word not in _SMALL]
    spoken = [(place, bare) for place, word in enumerate(words) if (bare := _bare(word.text)) and bare not in _SMALL]
    starts = range(len(spoken) - len(counted) + 1)
    heard = [bare for _, bare in spoken]
    start = next((start for start in starts if heard[start : start + len(counted)] == counted), None)
    if start is None or len(counted) < _LEAST_SAID:
        return None
    places = iter(place for place, _ in spoken[start : start + len(counted)])
    found = [next(places) if word and word not in _SMALL else None for word in read]
    # What does not count appears with the word after it; at the end, with the one before.
    following: int | None = None
    for index in reversed(range(len(found))):
        following = found[index] = following if found[index] is None else found[index]
    last = max(place for place in found if place is not None)
    return tuple(last if place is None else place for place in found)


def unsaid(
    cut: Sequence[int], words: Sequence[Word], *, whole: bool = False
) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Returns the words of a line before and after those at the places `cut`, which are shown elsewhere.

    One or two words that only begin the same sentence are left out too: alone they say nothing. If phrases are to be
    `whole`, so are up to five of them, up to four in sentences before, such as "Guess what?", and one or two after.
    """
    first, last = min(cut), max(cut)
    begins = first
    while begins and not _ends_sentence(words[begins - 1]):
        begins -= 1
    before = words[: begins if first - begins <= (_LEADING_WHOLE if whole else _LEADING) else first]
    after = words[last + 1 :]
    if whole:
        before, after = before if len(before) > _ASIDE else (), after if len(after) > _LEADING else ()
    return tuple(before), tuple(after)


def whole_start(text: str, count: int) -> int:
    """Returns how many words of `text`, at least `count`, make a beginning that may stand alone.

    It is all of a short text, and never ends with a word that asks for the next one, or with a comma.

    Example:
        >>> from adforge_core.stages.captions import whole_start
        >>> whole_start("$18, with a pen", 2), whole_start("Keeps drinks cold for a whole day", 2)
        (4, 2)
    """
    words = text.split()
    if len(words) <= _SHORT:
        return len(words)
    while count < len(words) and (_clings(words[count - 1]) or words[count - 1].endswith(",")):
        count += 1
    return count


def _bare(word: str) -> str:
    """Returns the word in small letters, without what surrounds it."""
    return re.sub(r"^\W+|\W+$", "", word.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


def srt(scenes: OffsetCues) -> str:
    """Returns the captions of the whole ad as SubRip.

    It has no way to write what players take for markup. Such brackets are replaced by similar ones.
    """
    blocks = [
        f"{number}\n{_clock(start, ',')} --> {_clock(end, ',')}\n{_plain(text)}\n"
        for number, (start, end, text) in enumerate(_captions(scenes), 1)
    ]
    return "\n".join(blocks)


def vtt(scenes: OffsetCues) -> str:
    """Returns the captions of the whole ad as WebVTT."""
    escaped = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
    blocks = [
        f"{_clock(start, '.')} --> {_clock(end, '.')}\n{text.translate(escaped)}\n"
        for start, end, text in _captions(scenes)
    ]
    return "\n".join(["WEBVTT\n", *blocks])


def _plain(text: str) -> str:
    return _TAG.sub(r"‹\1›", text.replace("-->", "→")).translate(str.maketrans("{}", "()"))  # noqa: RUF001


def _split(words: Sequence[Word]) -> list[list[Word]]:
    """Divides `words` into cues at the lowest cost, by dynamic programming over where the last cue begins."""
    best: list[tuple[float, list[int]]] = [(0.0, [])]
    for end in range(1, len(words) + 1):
        options = []
        for begin in range(max(0, end - MOST_WORDS), end):
            group = words[begin:end]
            if len(group) == 1 or columns(joined(word.text for word in group)) <= MOST_LETTERS:
                following = words[end] if end < len(words) else None
                cost, starts = best[begin]
                options.append((cost + _cost(group, following), [*starts, begin]))
        best.append(min(options, key=lambda option: option[0]))
    starts = best[-1][1]
    return [list(words[begin:end]) for begin, end in pairwise([*starts, len(words)])]


def _cost(group: Sequence[Word], following: Word | None) -> float:
    """Returns the cost of a cue: high if it is too short, ends within a phrase, or runs past a sentence's end."""
    cost = 1.0 + 0.15 * (len(group) - 3) ** 2
    shown = (following.start if following else group[-1].end + _HOLD_S) - group[0].start
    cost += 6 * max(0.0, _SHORTEST_S - shown)
    for word, after in pairwise(group):
        cost += 8 * _ends_sentence(word) + 2.5 * _ends_phrase(word) + 3 * (after.start - word.end > _PAUSE_S)
    if following and not _ends_sentence(group[-1]) and not _ends_phrase(group[-1]):
        named = group[-1].text[:1].isupper() and following.text[:1].isupper()
        cost += 1.0 + 0.4 * _clings(group[-1].text) + 2.4 * named
    return cost


def _clings(word: str) -> int:
    """Returns how strongly a word belongs to the next one, as in "30 ml" and "the bottle"."""
    return 8 * word[-1:].isdigit() + 6 * (word.lower() in _CLINGING.split())


def _ends_sentence(word: Word) -> bool:
    return word.text.rstrip(_CLOSING).endswith(_SENTENCE)


def _ends_phrase(word: Word) -> bool:
    return word.text.rstrip(_CLOSING).endswith(_PHRASE[:-2]) or word.text.rstrip(SEAM).endswith(_PHRASE[-2:])


def _captions(scenes: OffsetCues) -> list[tuple[int, int, str]]:
    """Returns the first frame, the end frame and the one or two lines of each caption in the ad."""
    captions: list[tuple[int, int, str]] = []
    for offset, scene in scenes:
        run: list[Cue] = []
        for cue in scene:
            if run and not _belongs(run, cue):
                captions.append(_caption(run, offset))
                run = []
            run.append(cue)
        if run:
            captions.append(_caption(run, offset))
    return captions


def _belongs(run: Sequence[Cue], cue: Cue) -> bool:
    brief = (run[-1].end - run[0].first) < _SHORTEST_S * 2 * FPS
    goes_on = cue.first - run[-1].end < FPS and (brief or not _ends_sentence(run[-1].words[-1]))
    fits = len(_lines(_said([*run, cue]))) <= 2
    return goes_on and fits and cue.end - run[0].first <= _LONGEST_CAPTION_S * FPS


def _caption(run: Sequence[Cue], offset: int) -> tuple[int, int, str]:
    lines = _lines(_said(run))
    return offset + run[0].first, offset + run[-1].end, "\n".join(lines)


def _said(run: Sequence[Cue]) -> str:
    return joined(word.text for cue in run for word in cue.words)


def _lines(text: str) -> list[str]:
    """Breaks `text` into one line if it fits, else two lines as even as possible, else as many as needed."""
    words = words_of(text)
    if columns(text) <= LINE:
        return [joined(words)]
    halves = [(joined(words[:cut]), joined(words[cut:])) for cut in range(1, len(words))]
    fitting = [(first, second) for first, second in halves if max(columns(first), columns(second)) <= LINE]
    if fitting:
        _, first, second = min((_unevenness(*pair), *pair) for pair in fitting)
        return [first, second]
    lines = [words[:1]]
    for word in words[1:]:
        if columns(joined([*lines[-1], word])) <= LINE:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [joined(line) for line in lines]


def _unevenness(first: str, second: str) -> int:
    return abs(columns(first) - columns(second)) + _clings(first.split()[-1])


def _clock(frame: int, point: str) -> str:
    milliseconds = round(frame * 1000 / FPS)
    seconds, milliseconds = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{milliseconds:03}"
