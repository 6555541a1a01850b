"""The voice that needs no key and no network: hibari, speaking written lines as `spoken` spells them out."""

from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from adforge_core.errors import StageFailed
from adforge_core.providers.base import Speaker, Speech, SpeechRequest
from adforge_core.providers.local.phonemes import RATE, UNIT, phrases, times, with_output
from adforge_core.providers.local.spoken import spell_out
from adforge_core.providers.speech import finished, words_of

if TYPE_CHECKING:
    from hibari import Hibari

Samples = NDArray[np.float32]

_DURATIONS = "/Cast_32_output_0"
"""The tensor in hibari 0.2.1's graph that holds each phoneme's length, in units."""

_AHEAD_S = 0.055
"""By how much sounds are heard before the durations say so: measured, against the sound's own edges."""

_SEED = 20_26


class HibariVoice:
    """Speaks with hibari-tts. Safe to call from several threads; the model is loaded by the first call."""

    name = "hibari"
    version = "0.2.1-2"
    languages = ("en",)
    speakers = (Speaker(id="heart", name="Heart", about="warm and clear, American English", sample="voices/heart.m4a"),)

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
        written = spell_out(request.line, request.comma)
        rng = np.random.default_rng(_SEED)
        pieces, spans, position = [], [], 0
        for phrase in phrases([said for _, said in written], self._model.g2p, self._model.vocab):
            samples, durations = self._synthesise(phrase.phonemes, request.speed, rng)
            spans += times(phrase, durations, position)
            pieces.append(samples)
            position += len(samples)
        if not spans:
            raise StageFailed("The line has no English words to speak.", "Write the voiceover in English.")
        words = words_of([token for token, _ in written], {token: (start, end) for token, start, end in spans})
        return finished(np.concatenate(pieces), RATE, words, _AHEAD_S)

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
        return np.asarray(samples, np.float32), durations.ravel().astype(np.int64) * UNIT

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
        try:
            import hibari
            from hibari.voices import voice_path
        except (ImportError, OSError) as error:
            happened = f"The library of the voice cannot be loaded: {error}."
            raise StageFailed(happened, "Install the studio's requirements again.") from error

        graph = with_output(Path(voice_path("heart")).read_bytes(), _DURATIONS)
        # It hands its model to ONNX Runtime as it comes, which takes a path or the model itself.
        model = hibari.Hibari(voice="heart", model=graph)
        model.g2p("Warm up, phonemiser.")
        return model
