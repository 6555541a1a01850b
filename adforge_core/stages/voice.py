"""Speaks a VO line so that it fits its scene."""

import numpy as np

from adforge_core.errors import StageFailed, Unsayable
from adforge_core.providers.base import Paid, Speech, SpeechRequest, Voice
from adforge_core.providers.speech import hurried

_FASTEST, _HURRIED, _MOST = 1.15, 1.13, 1.18
"""The fastest pace of a line, how much faster than wanted it may be, and what the built-in voice can do at most."""


def fastest(speed: float) -> float:
    """Returns the fastest pace of a line that is wanted at `speed`, 1 being the natural pace.

    No line is slowed down to fill its scene.
    """
    return max(_FASTEST, min(_MOST, _HURRIED * speed))


def speak(request: SpeechRequest, most_seconds: float, provider: Voice) -> tuple[Speech, float]:
    """Speaks a line as requested, or faster so that it lasts at most `most_seconds`. Also returns the speed used.

    A paid voice is called once: its recording is played faster at the same pitch. Raises Unsayable if the line does not
    fit at the fastest pace, and StageFailed if the result is not speech.
    """
    said, speed, most_speed = _said(request, provider), request.speed, fastest(request.speed)
    speech = said
    for _ in range(4):
        if speech.seconds <= most_seconds:
            return speech, speed
        if speed >= most_speed:
            break
        speed = min(most_speed, speed * max(1.01, speech.seconds / max(most_seconds, 0.1) * 1.005))
        if isinstance(provider, Paid):
            speech = hurried(said, speed / request.speed)
        else:
            speech = _said(request.model_copy(update={"speed": speed}), provider)
    raise Unsayable(
        f"The line “{request.line}” takes {speech.seconds:.1f} s at the fastest natural pace; the scene has room for "
        f"{most_seconds:.1f} s.",
        "Shorten the line, or make the scene longer.",
    )


def _said(request: SpeechRequest, provider: Voice) -> Speech:
    speech, line = provider.speak(request), request.line
    if not len(speech.samples) or not np.isfinite(speech.samples).all():
        raise StageFailed(f"The voice returned no sound for “{line}”.")
    if float(np.abs(speech.samples).max()) < 0.01:
        raise StageFailed(f"The voice returned silence for “{line}”.")
    if any(word.end < word.start or word.end > speech.seconds + 0.05 for word in speech.words):
        raise StageFailed(f"The voice's word times for “{line}” do not fit its sound.")
    return speech
