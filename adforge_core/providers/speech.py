"""Common steps for recordings of all voices: trim, level, and time each written word."""

import math
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

import numpy as np

from adforge_core.errors import StageFailed
from adforge_core.media.audio import Samples, filtered
from adforge_core.model.sound import Word
from adforge_core.providers.base import Speech

Span = tuple[float, float]
"""The start and end of a sound, in seconds."""

_LEVEL_DB = -18.0
_PEAK = 0.89
_EDGE_S = 0.03
_FADE_S = 0.008
_SAID_SIGNS = frozenset("&%@+#=$€£¥₹°")


def words_of(written: Sequence[str], spans: Mapping[int, Span]) -> tuple[Word, ...]:
    """Returns the written words with their times. `spans` has the times by index in `written`.

    A word without a time is joined to its neighbour; an ornament without one is left out, except a dash.
    """
    words: list[Word] = []
    waiting = ""
    for place, text in enumerate(written):
        if place in spans:
            start, end = spans[place]
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
    """Returns the words of `line`, timed by the spoken `characters` and their `spans`.

    The spoken text may differ from the written one: a price may be spelled out. A word without a matching character is
    joined to its neighbour.
    """
    said = [(char.lower(), span) for text, span in zip(characters, spans, strict=True) for char in text]
    matcher = SequenceMatcher(None, [char.lower() for char in line], [char for char, _ in said], autojunk=False)
    place_of = {match.a + step: match.b + step for match in matcher.get_matching_blocks() for step in range(match.size)}
    written = line.split()
    timed: dict[int, Span] = {}
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
            timed[place] = (found[0][0], found[-1][1])
    return words_of(written, timed)


def finished(samples: Samples, rate: int, words: tuple[Word, ...], early_s: float = 0.0) -> Speech:
    """Trims mono `samples` to the audible part, fades the edges, normalises the level and adjusts the words' times.

    The words are audible `early_s` seconds before their times. Raises StageFailed if the recording is silent.
    """
    envelope = np.abs(samples)
    if not len(samples) or not envelope.max() > 1e-4:
        raise StageFailed("The voice returned silence.")
    audible = np.flatnonzero(envelope > 0.01 * envelope.max())
    first = max(0, int(audible[0]) - round(_EDGE_S * rate))
    last = min(len(samples), int(audible[-1]) + round(_EDGE_S * rate))
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


def hurried(speech: Speech, factor: float) -> Speech:
    """Returns the speech played `factor` times as fast, at the same pitch."""
    samples = filtered(speech.samples[:, None], f"atempo={factor:.6f}", speech.rate)[:, 0]
    shorter = len(samples) / len(speech.samples)
    words = tuple(
        word.model_copy(update={"start": word.start * shorter, "end": word.end * shorter}) for word in speech.words
    )
    return Speech(samples=samples, rate=speech.rate, words=words)


def _inside(time: float, length: float) -> float:
    """The time in whole milliseconds, at most as late as the sound ends."""
    return min(round(max(time, 0.0), 3), math.floor(1000 * length) / 1000)
