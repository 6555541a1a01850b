"""The user's own recording of a line, as a voice that speaks nothing else."""

from dataclasses import dataclass
from functools import cached_property
from math import gcd
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

from adforge_core.errors import BadSound, StageFailed
from adforge_core.media.alignment import aligned
from adforge_core.media.audio import Samples, decode, filtered
from adforge_core.media.hearing import HEARING_RATE, speech_in
from adforge_core.model.sound import Word
from adforge_core.providers.base import Speaker, Speech, SpeechRequest, Voice
from adforge_core.providers.speech import Span, finished, hurried, words_of

RATE = 48_000

LONGEST_S = 120.0
"""The longest recording of a line, in seconds. No scene is as long."""

_CLEANED = "highpass=f=70,afftdn=nr=10:nf=-45:tn=1"
"""Rumble and hiss of a room are taken out, gently: a recording in a quiet room sounds as before."""


@dataclass(frozen=True)
class RecordedVoice:
    """Speaks one line: that in `file`, trimmed to its speech, cleaned of noise and levelled like all voices.

    Words are timed by `reference`, a voice of this machine that says the line for comparison. If it cannot, each word
    has as much of the speech as it has letters.
    """

    file: Path
    reference: Voice

    name = "recording"

    @property
    def version(self) -> str:
        """The version of its answers, which are timed by another voice."""
        return f"1 {self.reference.name} {self.reference.version}"

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """One, with the name of the file as its id."""
        return (Speaker(id=self.file.name, name="Your recording"),)

    def speak(self, request: SpeechRequest) -> Speech:
        """The recording of the line, at `request.speed` times its own pace. Raises StageFailed if nobody speaks in it.

        The length of pauses within it stays as it is.
        """
        samples, heard = self._heard
        if not heard:
            raise StageFailed("Nobody is heard to speak in the recording.", "Record the line again.")
        start, end = heard[0][0], heard[-1][1]
        cut = samples[round(start * RATE) : round(end * RATE)]
        cut = filtered(cut[:, None], _CLEANED, RATE)[:, 0]
        speech = finished(cut, RATE, self._timed(request.line, heard))
        return hurried(speech, request.speed) if request.speed != 1 else speech

    def _timed(self, line: str, heard: tuple[Span, ...]) -> tuple[Word, ...]:
        """The words of `line`, timed from the start of the speech."""
        first = heard[0][0]
        spans = [(start - first, end - first) for start, end in heard]
        try:
            told = self.reference.speak(SpeechRequest(line=line))
        except StageFailed:
            return _by_letters(line, spans)
        mine = _at_hearing_rate(self._heard[0], RATE)[round(first * HEARING_RATE) : round(heard[-1][1] * HEARING_RATE)]
        when = aligned(mine, _at_hearing_rate(told.samples, told.rate))
        return tuple(_within(spans, word, when(word.start), when(word.end)) for word in told.words)

    @cached_property
    def _heard(self) -> tuple[Samples, tuple[Span, ...]]:
        samples = decode(self.file, RATE, 1)[:, 0]
        return samples, speech_in(_at_hearing_rate(samples, RATE))


def check_recording(file: Path) -> None:
    """Checks a recording of a line. Raises BadSound if it cannot be read, is too long, or nobody speaks in it."""
    if not file.is_file():
        raise BadSound(f"There is no recording at {file}.", "Check the path, or choose another file.")
    try:
        samples = decode(file, HEARING_RATE, 1)[:, 0]
    except StageFailed as failed:
        raise BadSound(failed.happened, failed.to_do) from None
    if len(samples) > LONGEST_S * HEARING_RATE:
        raise BadSound(
            f"The recording lasts {len(samples) / HEARING_RATE:.0f} s.",
            f"Cut it to the line alone: at most {LONGEST_S:.0f} s.",
        )
    if not np.abs(samples).max(initial=0) > 0.001:
        raise BadSound("The recording is silent.", "Check that the right microphone is chosen, and record it again.")
    if not speech_in(samples):
        raise BadSound("Nobody is heard to speak in the recording.", "Speak closer to the microphone.")


def _at_hearing_rate(samples: Samples, rate: int) -> Samples:
    common = gcd(HEARING_RATE, rate)
    resampled: Samples = resample_poly(samples, HEARING_RATE // common, rate // common).astype(np.float32)
    return resampled


def _within(spans: list[Span], word: Word, start: float, end: float) -> Word:
    """The word from `start` to `end`, without the silence it would begin or end in."""
    start = next((max(start, begins) for begins, ends in spans if start < ends), start)
    end = next((min(end, ends) for begins, ends in reversed(spans) if end > begins), end)
    return word.model_copy(update={"start": start, "end": max(start, end)})


def _by_letters(line: str, spans: list[Span]) -> tuple[Word, ...]:
    """The words of `line`, each with a share of the speech in `spans`."""
    written = line.split()
    ends = np.cumsum([len(word) + 1 for word in written]) / sum(len(word) + 1 for word in written)
    spoken = np.cumsum([0.0, *(end - start for start, end in spans)])
    edges = [edge for span in spans for edge in span]
    known = [second for place in range(len(spans)) for second in spoken[place : place + 2]]
    times = np.interp([0.0, *ends * spoken[-1]], known, edges)
    return words_of(written, {place: (times[place], times[place + 1]) for place in range(len(written))})
