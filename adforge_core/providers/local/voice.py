"""The voice that needs no key and no network: hibari, speaking written lines as `spoken` spells them out."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from adforge_core.errors import StageFailed
from adforge_core.providers.base import Speaker, Speech, SpeechRequest
from adforge_core.providers.local.spoken import PAUSES, spell_out
from adforge_core.providers.speech import finished, words_of

if TYPE_CHECKING:
    from hibari import Hibari

Samples = NDArray[np.float32]

_RATE = 24_000
_UNIT = 600
"""Samples to one unit of the model's phoneme durations: 25 ms."""

_DURATIONS = "/Cast_32_output_0"
"""The tensor in hibari 0.2.1's graph that holds each phoneme's length, in units."""

_AHEAD_S = 0.055
"""By how much sounds are heard before the durations say so: measured, against the sound's own edges."""

_STRESS, _SECOND_STRESS = "\u02c8\u02cc"
_LONGEST = 380
"""Phonemes the model is given at once; it was trained on up to 510."""

_SEED = 20_26


@dataclass(frozen=True)
class _Phrase:
    """Phonemes the model speaks in one go, and for each of them the written token it belongs to."""

    phonemes: str
    tokens: tuple[int, ...]


class HibariVoice:
    """Speaks with hibari-tts. Safe to call from several threads; the model is loaded by the first call."""

    name = "hibari"
    version = "0.2.1-1"
    speakers = (Speaker(id="heart", name="Heart", about="warm and clear, American English"),)

    def __init__(self) -> None:
        self._loading = Lock()

    def load(self) -> None:
        """Loads the model and the dictionary, which takes a second."""
        assert self._model

    def speak(self, request: SpeechRequest) -> Speech:
        """The line, at 0.5 to 2 times the natural pace; it is always said as evenly.

        The same line gives the same samples. Raises StageFailed for a voice it has not got, and for a line in which
        there is nothing that English letters can say.
        """
        known = [speaker.id for speaker in self.speakers]
        if request.voice and request.voice not in known:
            raise StageFailed(
                f"The built-in voice has no speaker {request.voice!r}.", f"Choose one of: {', '.join(known)}."
            )
        written = spell_out(request.line)
        rng = np.random.default_rng(_SEED)
        pieces, times, position = [], [], 0
        for phrase in self._phrases([said for _, said in written]):
            samples, durations = self._synthesise(phrase.phonemes, request.speed, rng)
            times += _times(phrase, durations, position)
            pieces.append(samples)
            position += len(samples)
        if not times:
            raise StageFailed("The line has no English words to speak.", "Write the voiceover in English.")
        words = words_of([token for token, _ in written], {token: (start, end) for token, start, end in times})
        return finished(np.concatenate(pieces), _RATE, words, _AHEAD_S)

    def _phrases(self, said: list[str]) -> list[_Phrase]:
        phrases: list[_Phrase] = []
        sentence: list[tuple[int, str]] = []
        for token, words in enumerate(said):
            sentence += [(token, word) for word in words.split()]
            if words.endswith((".", "!", "?", "…")) or token == len(said) - 1:
                phrases += self._sentence(sentence)
                sentence = []
        return phrases

    def _sentence(self, words: list[tuple[int, str]]) -> list[_Phrase]:
        """The phonemes of one sentence, cut where it is longer than the model can hold."""
        if not any(char.isalpha() for _, word in words for char in word):
            return []
        g2p = self._model.g2p
        text = " ".join(f"[{word}](/{_STRESS}A/)" if word == "A" else word for _, word in words)
        chunks = [""]
        for part in g2p.phonemize_tokens(g2p.tokenize(text)):
            chunks[-1] += part.phonemes or ""
            if part.whitespace:
                chunks.append("")
        phrases = [_Phrase("", ())]
        for (token, _), chunk in zip(words, chunks, strict=True):
            known = "".join(char for char in chunk if char in self._model.vocab)
            last = phrases[-1]
            if last.phonemes and len(last.phonemes) + len(known) > _LONGEST:
                phrases.append(last := _Phrase("", ()))
            gap = " " if last.phonemes and not re.fullmatch(f"[{PAUSES}]+", known) else ""
            phrases[-1] = _Phrase(last.phonemes + gap + known, last.tokens + (token,) * len(gap + known))
        return [phrase for phrase in phrases if phrase.phonemes.strip(PAUSES + " ")]

    def _synthesise(self, phonemes: str, speed: float, rng: np.random.Generator) -> tuple[Samples, NDArray[np.int64]]:
        """The sound of `phonemes` and the length of each in samples, with one more at either end for the silence."""
        from hibari import dsp

        ids = np.asarray([self._model.ids(phonemes)], np.int64)
        *spectra, durations = self._run(ids, 1.0)
        wanted = float(durations[..., 1:-1].sum()) / speed
        nearest, asked = float("inf"), speed
        # The model rounds every phoneme to whole units, and asked for 1.15 it gives about 1.07: ask for more.
        for _ in range(4 if speed != 1 else 0):
            *tried, lengths = self._run(ids, asked)
            spoken = float(lengths[..., 1:-1].sum())
            if abs(spoken - wanted) < nearest:
                nearest, spectra, durations = abs(spoken - wanted), tried, lengths
            asked = min(2.0, max(0.5, asked * spoken / wanted))
        samples = dsp.synth(*(part[0] for part in spectra), rng)
        return np.asarray(samples, np.float32), durations.ravel().astype(np.int64) * _UNIT

    def _run(self, ids: NDArray[np.int64], speed: float) -> list[NDArray[np.float32]]:
        from onnxruntime import RunOptions

        inputs = {"ids": ids, "speed": np.asarray([speed], np.float32)}
        options = RunOptions()
        # Else it keeps for good what its longest line has needed.
        options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
        outputs: list[NDArray[np.float32]] = self._model.sess.run(None, inputs, options)
        return outputs

    @property
    def _model(self) -> "Hibari":
        with self._loading:
            return self._loaded

    @cached_property
    def _loaded(self) -> "Hibari":
        import hibari
        from hibari.voices import voice_path

        graph = _with_output(Path(voice_path("heart")).read_bytes(), _DURATIONS)
        # It hands its model to ONNX Runtime as it comes, which takes a path or the model itself.
        model = hibari.Hibari(voice="heart", model=graph)
        model.g2p("Warm up, phonemiser.")
        return model


def _with_output(model: bytes, tensor: str) -> bytes:
    """A serialised ONNX model that also returns `tensor`, which must be inside its graph.

    Protocol Buffers merge a message field that occurs twice, so a second ModelProto.graph (field 7) that holds only one
    GraphProto.output (field 12) with a name (field 1) adds to the first: no ONNX library is needed.
    """
    message = tensor.encode()
    for field in (1, 12, 7):
        message = bytes([field << 3 | 2, len(message)]) + message
    return model + message


def _times(phrase: _Phrase, durations: NDArray[np.int64], position: int) -> list[tuple[int, float, float]]:
    """(token, start, end in seconds) for each run of phonemes of one token that are sounds, pauses left out."""
    ends = position + np.cumsum(durations)
    spans: dict[int, tuple[float, float]] = {}
    for index, (token, char) in enumerate(zip(phrase.tokens, phrase.phonemes, strict=True)):
        if char in PAUSES + " " + _STRESS + _SECOND_STRESS:
            continue
        start, end = ends[index] / _RATE, ends[index + 1] / _RATE
        spans[token] = (spans.get(token, (start, end))[0], end)
    return [(token, *span) for token, span in spans.items()]
