"""Phonemes of written lines, and the times of words, for voices with hibari's and Kokoro's alphabet.

Both models are trained on the phonemes of misaki, which hibari carries without its GPL fallback (espeak-ng).
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from adforge_core.providers.local.spoken import PAUSES
from adforge_core.providers.local.tables import table

if TYPE_CHECKING:
    from hibari.g2p import G2P

RATE = 24_000

UNIT = 600
"""Samples to one unit of the models' phoneme durations: 25 ms."""

_STRESS, _SECOND_STRESS = "\u02c8\u02cc"
_LONGEST = 380
"""Phonemes a model is given at once; they were trained on up to 510."""


@dataclass(frozen=True)
class Phrase:
    """Phonemes a model speaks in one go, and for each of them the written token it belongs to."""

    phonemes: str
    tokens: tuple[int, ...]


def phrases(said: Sequence[str], g2p: "G2P", alphabet: Collection[str]) -> list[Phrase]:
    """The phrases of a line: its sentences, cut where one is longer than a model can hold.

    Args:
        said: What is said for each written token, as `spell_out` returns it.
        g2p: Turns words into phonemes.
        alphabet: The phonemes the model knows; others are left out.
    """
    found: list[Phrase] = []
    sentence: list[tuple[int, str]] = []
    for token, words in enumerate(said):
        sentence += [(token, word) for word in words.split()]
        if words.endswith((".", "!", "?", "…")) or token == len(said) - 1:
            found += _sentence(sentence, g2p, alphabet)
            sentence = []
    return found


def _sentence(words: list[tuple[int, str]], g2p: "G2P", alphabet: Collection[str]) -> list[Phrase]:
    if not any(char.isalpha() for _, word in words for char in word):
        return []
    text = " ".join(_marked(word) for _, word in words)
    chunks = [""]
    for part in g2p.phonemize_tokens(g2p.tokenize(text)):
        chunks[-1] += part.phonemes or ""
        if part.whitespace:
            chunks.append("")
    made = [Phrase("", ())]
    for (token, _), chunk in zip(words, chunks, strict=True):
        known = "".join(char for char in chunk if char in alphabet)
        last = made[-1]
        if last.phonemes and len(last.phonemes) + len(known) > _LONGEST:
            made.append(last := Phrase("", ()))
        gap = " " if last.phonemes and not re.fullmatch(f"[{PAUSES}]+", known) else ""
        made[-1] = Phrase(last.phonemes + gap + known, last.tokens + (token,) * len(gap + known))
    return [phrase for phrase in made if phrase.phonemes.strip(PAUSES + " ")]


def _marked(word: str) -> str:
    """The word, with its phonemes in the notation of misaki where the dictionary would say something else."""
    if word == "A":
        return f"[A](/{_STRESS}A/)"
    bare = word.rstrip(PAUSES)
    known = table("pronounced").get(bare.lower())
    return f"[{bare}](/{known}/){word[len(bare) :]}" if known else word


def times(phrase: Phrase, durations: NDArray[np.int64], position: int) -> list[tuple[int, float, float]]:
    """(token, start, end in seconds) for each run of phonemes of one token that are sounds, pauses left out.

    `durations` are the lengths of the phonemes in samples, with one more at either end for the silence; `position` is
    the sample at which the phrase begins.
    """
    ends = position + np.cumsum(durations)
    spans: dict[int, tuple[float, float]] = {}
    for index, (token, char) in enumerate(zip(phrase.tokens, phrase.phonemes, strict=True)):
        if char in PAUSES + " " + _STRESS + _SECOND_STRESS:
            continue
        start, end = ends[index] / RATE, ends[index + 1] / RATE
        spans[token] = (spans.get(token, (start, end))[0], end)
    return [(token, *span) for token, span in spans.items()]


def with_output(model: bytes, tensor: str) -> bytes:
    """A serialised ONNX model that also returns `tensor`, which must be inside its graph.

    Protocol Buffers merge a message field that occurs twice, so a second ModelProto.graph (field 7) that holds only one
    GraphProto.output (field 12) with a name (field 1) adds to the first: no ONNX library is needed.
    """
    message = tensor.encode()
    for field in (1, 12, 7):
        message = bytes([field << 3 | 2, len(message)]) + message
    return model + message
