"""What every voice does with a recording: trim and level it, and give each written word the time it is heard at."""

import math
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

import numpy as np

from adforge_core.errors import StageFailed
from adforge_core.media.audio import Samples
from adforge_core.model.sound import Word
from adforge_core.providers.base import Speech

Span = tuple[float, float]
"""From when to when something is heard, in seconds."""

_LEVEL_DB = -18.0
_PEAK = 0.89
_EDGE_S = 0.03
_FADE_S = 0.008
_SAID_SIGNS = frozenset("&%@+#=$€£¥₹°")


def words_of(written: Sequence[str], heard: Mapping[int, Span]) -> tuple[Word, ...]:
    """The written tokens with their times, by their places. What is silent but more than an ornament stands with its
    neighbour.
    """
    words: list[Word] = []
    waiting = ""
    for place, text in enumerate(written):
        if place in heard:
            start, end = heard[place]
            words.append(Word(text=f"{waiting}{text}", start=start, end=end))
            waiting = ""
        elif any(char.isalnum() for char in text):
            waiting += f"{text} "
        elif words and text.strip("–-—") == "":  # noqa: RUF001 -- dashes, as they are written
            words[-1] = words[-1].model_copy(update={"text": f"{words[-1].text} {text}"})
    if waiting and words:
        words[-1] = words[-1].model_copy(update={"text": f"{words[-1].text} {waiting.strip()}"})
    return tuple(words)


def words_by_character(line: str, characters: Sequence[str], spans: Sequence[Span]) -> tuple[Word, ...]:
    """The words of `line`, timed by `characters`, which are what was said, and `spans`, when each is heard.

    What was said need not be what was written: a price may have been spelled out. A word of which no character is found
    again stands with its neighbour.
    """
    said = [(char.lower(), span) for text, span in zip(characters, spans, strict=True) for char in text]
    matcher = SequenceMatcher(None, [char.lower() for char in line], [char for char, _ in said], autojunk=False)
    place_of = {match.a + step: match.b + step for match in matcher.get_matching_blocks() for step in range(match.size)}
    written = line.split()
    heard: dict[int, Span] = {}
    after = 0
    for place, text in enumerate(written):
        first = line.index(text, after)
        after = first + len(text)
        found = [
            said[place_of[at]][1]
            for at in range(first, after)
            if at in place_of and (line[at].isalnum() or line[at] in _SAID_SIGNS)
        ]
        if found:
            heard[place] = (found[0][0], found[-1][1])
    return words_of(written, heard)


def finished(samples: Samples, rate: int, words: tuple[Word, ...], early_s: float = 0.0) -> Speech:
    """Mono `samples` trimmed to what is heard, faded at the edges and brought to one level, the words' times with it.

    The words are heard `early_s` before their times say so. Raises StageFailed where there is nothing to hear.
    """
    envelope = np.abs(samples)
    if not len(samples) or not envelope.max() > 1e-4:
        raise StageFailed("The voice returned silence.")
    heard = np.flatnonzero(envelope > 0.01 * envelope.max())
    first = max(0, int(heard[0]) - round(_EDGE_S * rate))
    last = min(len(samples), int(heard[-1]) + round(_EDGE_S * rate))
    cut = samples[first:last].astype(np.float64)
    cut -= cut.mean()
    active = cut[np.abs(cut) > 0.02 * np.abs(cut).max()]
    gain = min(10 ** (_LEVEL_DB / 20) / math.sqrt(float(np.mean(active**2))), _PEAK / float(np.abs(cut).max()))
    fade = np.sin(np.linspace(0, np.pi / 2, round(_FADE_S * rate))) ** 2
    cut *= gain
    cut[: len(fade)] *= fade
    cut[-len(fade) :] *= fade[::-1]
    length = len(cut) / rate
    offset = first / rate + early_s
    moved = tuple(
        word.model_copy(
            update={"start": _inside(word.start - offset, length), "end": _inside(word.end - offset, length)}
        )
        for word in words
    )
    return Speech(samples=cut.astype(np.float32), rate=rate, words=moved)


def _inside(time: float, length: float) -> float:
    return round(min(max(time, 0.0), length), 3)
