"""What stands in for a voice where none speaks the ad's language: lines timed to be read, without a sound."""

import unicodedata

import numpy as np

from adforge_core.model.sound import Word
from adforge_core.providers.base import Speaker, Speech, SpeechRequest

RATE = 24_000

_LETTER_S, _SIGN_S, _WORD_S, _PAUSE_S = 0.058, 0.19, 0.07, 0.25
"""The seconds that a letter takes to read, a sign that stands for a syllable or more, a word, and a full stop."""


class CaptionsOnly:
    """Times the words of a line as a voice would say them. Its recordings are silent: the captions are read."""

    name = "captions"
    version = "1"
    speakers: tuple[Speaker, ...] = (Speaker(id="", name="No voice", about="captions only"),)

    def speak(self, request: SpeechRequest) -> Speech:
        """The times of the words, at the pace asked for, and silence as long as they take."""
        words, at = list[Word](), 0.0
        for text in request.line.split():
            end = at + (_WORD_S + sum(map(_seconds, text))) / request.speed
            words.append(Word(text=text, start=round(at, 3), end=round(end, 3)))
            at = end + (_PAUSE_S / request.speed if text[-1] in ".!?…。！？।" else 0.0)  # noqa: RUF001 -- as written
        length = words[-1].end + 0.1 if words else 0.1
        return Speech(samples=np.zeros(round(length * RATE), np.float32), rate=RATE, words=tuple(words))


def _seconds(char: str) -> float:
    if unicodedata.east_asian_width(char) in ("W", "F"):
        return _SIGN_S
    return _LETTER_S if char.isalnum() else 0.0
