"""The user's own recording of a line, as a voice that speaks nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import gcd
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

from adforge_core.errors import BadSound, StageFailed
from adforge_core.media.alignment import aligned
from adforge_core.media.audio import Samples, decode, decode_given, filtered
from adforge_core.media.hearing import HEARING_RATE, speech_in
from adforge_core.model.sound import Word
from adforge_core.providers.base import Speaker, Speech, SpeechRequest, Voice
from adforge_core.providers.speech import Span, finished, hurried, words_of

RATE = 48_000

LONGEST_S = 120.0
"""The longest recording of a line, in seconds. No scene is as long."""

_GAP_S, _NEAR_S, _LONG_STEP_S = 0.4, 0.8, 0.03
"""The pause between two lines that are said for comparison, how far from the border that is found a real pause may be,
and the steps of that search: lines together last longer than one."""

_READ_ALL = "Read all lines aloud, in their order, with a short pause after each."

_CLEANED = "highpass=f=70,afftdn=nr=10:nf=-45:tn=1"
"""Rumble and hiss of a room are taken out, gently: a recording in a quiet room sounds as before."""


@dataclass(frozen=True)
class RecordedVoice:
    """Speaks one line: that in `file`, trimmed to its speech, cleaned of noise and levelled like all voices.

    Words are timed by `reference`, a voice of this machine that says the line for comparison. If it cannot, or reads
    few of them, each word has as much of the speech as it has letters.
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
        if 2 * len(told.words) < len(line.split()):  # in a script that it does not read
            return _by_letters(line, spans)
        mine = _at_hearing_rate(self._heard[0], RATE)[round(first * HEARING_RATE) : round(heard[-1][1] * HEARING_RATE)]
        when = aligned(mine, _at_hearing_rate(told.samples, told.rate))
        return tuple(_within(spans, word, when(word.start), when(word.end)) for word in told.words)

    @cached_property
    def _heard(self) -> tuple[Samples, tuple[Span, ...]]:
        samples = decode(self.file, RATE, 1, LONGEST_S)[:, 0]
        return samples, speech_in(_at_hearing_rate(samples, RATE))


def lines_in(file: Path, lines: Sequence[str], reference: Voice) -> tuple[Samples, ...]:
    """Returns each of `lines` as it is said in the recording `file`, where they follow one another.

    Each part is mono at RATE and begins and ends in the pause between two lines. Where they are follows as in
    RecordedVoice. Raises BadSound if there is no pause where a line ends.
    """
    samples = decode(file, RATE, 1, LONGEST_S)[:, 0]
    mine = _at_hearing_rate(samples, RATE)
    heard = speech_in(mine)
    pauses = [(one[1] + after[0]) / 2 for one, after in pairwise(heard)]
    edges = [0.0]
    for number, border in enumerate(_borders(mine, heard, lines, reference), 1):
        nearest = min(
            (pause for pause in pauses if pause > edges[-1]), key=lambda pause: abs(pause - border), default=-1
        )
        if len(pauses) == len(lines) - 1:
            nearest = pauses[number - 1]
        elif nearest < 0 or abs(nearest - border) > _NEAR_S:
            raise BadSound(f"No pause is heard after line {number}.", _READ_ALL)
        edges.append(nearest)
    edges.append(len(samples) / RATE)
    return tuple(samples[round(start * RATE) : round(end * RATE)] for start, end in pairwise(edges))


def _borders(mine: Samples, heard: tuple[Span, ...], lines: Sequence[str], reference: Voice) -> list[float]:
    """The times in seconds at which one line ends and the next begins, without the two ends."""
    if not heard:
        raise BadSound("Nobody is heard to speak in the recording.", "Speak closer to the microphone.")
    gap = np.zeros(round(_GAP_S * HEARING_RATE), np.float32)
    try:
        told = [reference.speak(SpeechRequest(line=line)) for line in lines]
    except StageFailed:
        words = _by_letters("\n".join(line.replace(" ", "_") for line in lines), list(heard))
        return [word.end for word in words[:-1]]
    said = [np.concatenate([gap, _at_hearing_rate(one.samples, one.rate)]) for one in told]
    ends = np.cumsum([len(one) / HEARING_RATE for one in said]) + _GAP_S / 2
    start, end = heard[0][0], heard[-1][1]
    trimmed = mine[round(start * HEARING_RATE) : round(end * HEARING_RATE)]
    when = aligned(trimmed, np.concatenate([*said, gap])[len(gap) :], _LONG_STEP_S)
    return [start + when(float(one) - _GAP_S) for one in ends[:-1]]


def check_recording(file: Path) -> None:
    """Checks a recording of a line. Raises BadSound if it cannot be read, is too long, or nobody speaks in it."""
    samples = decode_given(file, "recording", HEARING_RATE, LONGEST_S + 1)
    if len(samples) > LONGEST_S * HEARING_RATE:
        raise BadSound(
            f"The recording lasts more than {LONGEST_S:.0f} s.",
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
