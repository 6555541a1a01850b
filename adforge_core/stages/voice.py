"""A VO line, spoken so that it fits its scene."""

import numpy as np

from adforge_core.errors import StageFailed
from adforge_core.providers.base import Speech, SpeechRequest, Voice

FASTEST = 1.15
"""The pace a line may be spoken at most, against the voice's natural one. No line is slowed down."""


def speak(request: SpeechRequest, most_seconds: float, provider: Voice) -> tuple[Speech, float]:
    """The line spoken as asked, or as much faster as it takes to last at most `most_seconds`; and the speed used.

    Raises StageFailed when the line does not fit at the fastest natural pace, or what comes back is not speech.
    """
    line, speed = request.line, request.speed
    for _ in range(4):
        speech = provider.speak(request.model_copy(update={"speed": speed}))
        _check(speech, line)
        if speech.seconds <= most_seconds:
            return speech, speed
        if speed >= FASTEST:
            break
        speed = min(FASTEST, speed * max(1.01, speech.seconds / most_seconds * 1.005))
    raise StageFailed(
        f"The line “{line}” lasts {speech.seconds:.1f} s at its fastest natural pace and has {most_seconds:.1f} s.",
        "Shorten the line or give the scene more time.",
    )


def _check(speech: Speech, line: str) -> None:
    if not len(speech.samples) or not np.isfinite(speech.samples).all():
        raise StageFailed(f"The voice returned no sound for “{line}”.")
    if float(np.abs(speech.samples).max()) < 0.01:
        raise StageFailed(f"The voice returned silence for “{line}”.")
    if any(word.end < word.start or word.end > speech.seconds + 0.05 for word in speech.words):
        raise StageFailed(f"The voice's word times for “{line}” do not fit its sound.")
