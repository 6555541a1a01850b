"""Cleaning, splitting and mending text, whatever it says."""

import re
import unicodedata

from adforge_core.providers.local.planner.lexicon import lexicon

_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2026": "...", "\u00a0": " "})


_MARKS = "\u2122\u00ae\u00a9\u2120"


_SPOKEN_SYMBOLS = set("$€£¥%°+=<>~^|") | set("₹₩₽₺₴₫₱₦¢")


_SENTENCE_END = re.compile(r'(?<=[.!?])["\')\]]*\s+(?=[^\sa-z])')


_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Za-z]|[Ee]\.?g|[Ii]\.?e|approx|etc|vs|[Nn]o|[Dd]r|[Mm]rs?|[Mm]s|[Ss]t|[Ii]nc|[Cc]o|[Ll]td|oz|fl|min|max|"
    r"incl|excl)\.)$"
)


_GOING_ON = re.compile(r"\b(?:incl|excl|approx|vs|e\.g|i\.e)\.$", re.IGNORECASE)
"""A full stop that ends no sentence, whatever follows."""


def spoken(text: str) -> str:
    """`text` without what nobody says: emoji, bullets, trademark signs; on one line, with plain quotes."""
    plain = text.translate(_QUOTES)
    kept = "".join(" " if _unspoken(mark) else mark for mark in plain if mark not in _MARKS and not _joins(mark))
    return re.sub(r"\s+([,.;:!?])", r"\1", re.sub(r"\s+", " ", kept)).strip(" -*\u2013\u2014\u2022\u00b7,;:")


def _unspoken(mark: str) -> bool:
    category = unicodedata.category(mark)
    return (
        category in {"So", "Sk", "Sm", "Cn", "Co", "Cc", "Cs", "Cf"} and mark not in _SPOKEN_SYMBOLS
    ) or mark in "*_#{}[]\\\u2022\u00b7`"


def _joins(mark: str) -> bool:
    return mark in "\ufe0e\ufe0f\u200d\u20e3" or "\U0001f3fb" <= mark <= "\U0001f3ff"


def sentences(text: str) -> list[str]:
    """The sentences of `text`, each without its full stop."""
    parts: list[str] = []
    for part in _SENTENCE_END.split(spoken(text)):
        if parts and _ABBREVIATION.search(parts[-1]):
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
    return [bare for part in parts if (bare := part.rstrip(" .!;,:\"'"))]


def words(text: str) -> list[str]:
    """The words of `text`, lower case, without the punctuation around them."""
    return [word for token in text.lower().split() if (word := token.strip(".,;:!?\"'()\u2013\u2014-"))]


def raised(phrase: str) -> str:
    """`phrase` as it opens a sentence; a name written its own way, like iPhone, stays as it is."""
    first = phrase.split(" ", 1)[0]
    return phrase[:1].upper() + phrase[1:] if first.islower() else phrase


def tidy(text: str) -> str:
    """`text` with single spaces, no doubled marks, a and an by ear, and a capital at the start of each sentence."""
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"\s+([,.;:!?])", r"\1", text)
    text = re.sub(r"([!?])[.!?,]+", r"\1", text)
    text = re.sub(r"([,;:])[,;:]+", r"\1", re.sub(r"[,;:]+([.!?])", r"\1", text))
    text = re.sub(r"\.{2,}", ".", text)
    text = re.sub(r"\.([!?])", r"\1", text)
    text = re.sub(r"\b([Aa])n? (?=(\w+))", _article, text)
    parts = re.split(r"(?<=[.!?]) ", text)
    return " ".join(
        part if _GOING_ON.search(before) else raised(part) for before, part in zip(["", *parts], parts, strict=False)
    )


def _article(found: re.Match[str]) -> str:
    word, was = found[2].lower(), found[0].strip()
    if was == "A" and word in {"and", "or"}:
        return found[0]
    if not word.isascii():
        return f"{was} "
    spelled = len(word) > 1 and found[2].isupper() and found[2].isalpha()  # an LED, a USB port
    if spelled or re.fullmatch(r"[a-z]\d\w*", word):  # a letter by its name: an X4, a U2
        vowel = word[0] in "aefhilmnorsx"
    elif word[0] in "aeiou":
        vowel = not re.match(r"uni(?![dmn])|us[ea]|one|once|eu|ut(?!t)", word)
    else:
        vowel = word.startswith(("hour", "honest", "honor", "heir")) or bool(re.match(r"8|11\D|11$|18\D|18$", word))
    return f"{found[1]}{'n' if vowel else ''} "


def calmed(text: str) -> str:
    """`text` that is all in capitals as it would be said: in small letters, but for initials."""
    tokens = text.split()
    if not text.isupper() or not any(len(word) > 3 for word in words(text)):
        return text
    known = lexicon().initials
    kept = (
        token if known & set(re.split(r"\W", token.lower())) or any(mark.isdigit() for mark in token) else token.lower()
        for token in tokens
    )
    return raised(" ".join(kept))


def shortened(text: str, characters: int, most_words: int = 99) -> str:
    """The longest beginning of `text` within the limits that ends at a natural break; "" where there is none.

    A comma in a list is none: what is "stripped to the frame, rebuilt by hand and sold" is not sold stripped.
    """
    if len(text) <= characters and len(text.split()) <= most_words:
        return text
    breaks = [
        found.start()
        for found in re.finditer(r"[,;:.!?](?=\s)|\s[\u2013\u2014|-]\s|\s\(|\s(?:so|because|thanks to|plus)\s", text)
        if found[0] != "," or not _in_list(text[: found.start()], text[found.end() :])
    ]
    fitting = [
        text[:end].rstrip(" ,;:.") for end in breaks if end <= characters and len(text[:end].split()) <= most_words
    ]
    return max(fitting, key=len, default="")


def _in_list(before: str, after: str) -> bool:
    """Whether a comma between the two goes on with a list: one with an "and" to come, or with a comma before."""
    joined = re.compile(r"\b(?:and|or)\b")
    return bool(joined.search(after)) or ("," in before and not joined.search(before.rsplit(",", 1)[1]))


def clipped(text: str, characters: int) -> str:
    """`text` broken off between words within `characters`, never after a word that asks for another."""
    if len(text) <= characters:
        return text
    natural = shortened(text, characters)
    if len(natural) > characters / 2:
        return natural
    kept = text[: characters + 1].rsplit(" ", 1)[0].split() if " " in text[: characters + 1] else [text[:characters]]
    clause = next(
        (
            index
            for index, word in enumerate(kept)
            if index > 1 and word.lower() in {"while", "when", "because", "so", "that", "which", "as"}
        ),
        len(kept),
    )
    kept = kept[:clause]
    while len(kept) > 1 and (kept[-1].isdigit() or kept[-1].lower().strip(",.;:") in lexicon().dangling):
        kept.pop()
    return " ".join(kept).rstrip(" ,;:.-\u2013\u2014")


def ends_well(text: str) -> bool:
    """Whether `text` ends in a word that asks for no other."""
    tokens = words(text)
    return (
        bool(tokens)
        and tokens[-1]
        not in lexicon().dangling - {"it", "that", "you", "this", "more", "these", "in", "on", "up", "no", "them"}
        and not text.endswith((",", ":", "-"))
    )
