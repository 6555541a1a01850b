"""What a text is written in: its characters as readers see them, its words, direction, capitals and language."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate, groupby, pairwise

SEAM = "\u200b"
"""Marks the end of a word that the next one follows without a space, as in Chinese and Thai. It is not drawn."""

_DOTTED = ("tr", "az")
_JOINERS = "\u200c\u200d"
_SHAPED = (
    (0x0590, 0x08FF), (0x0900, 0x0DFF), (0x0E00, 0x109F), (0x1780, 0x17FF), (0x1CD0, 0x1CFF), (0xA8E0, 0xA8FF),
    (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F), (0xFB1D, 0xFDFF), (0xFE70, 0xFEFC),
)  # fmt: skip
_HAN = ((0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
_KANA = ((0x3041, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9F))
_HANGUL = ((0x1100, 0x11FF), (0x3131, 0x318E), (0xAC00, 0xD7A3))
_SOUTH_EAST = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F))
_CJK_MARKS = ((0x3000, 0x3020), (0x3030, 0x303F), (0xFF00, 0xFF65))
_PAIRS = dict(zip("([{«‹“‘「『（【〈《", ")]}»›”’」』）】〉》", strict=True))  # noqa: RUF001 each is a bracket of some script


def _within(char: str, ranges: Iterable[tuple[int, int]]) -> bool:
    code = ord(char)
    return any(first <= code <= last for first, last in ranges)


def is_shaped(char: str) -> bool:
    """Whether `char` is of a script whose letters join, stack or reorder: its words must be set as wholes."""
    return ord(char) > 0x58F and _within(char, _SHAPED) and unicodedata.category(char) != "Nd"


def is_unspaced(char: str) -> bool:
    """Whether `char` is of a script that has no spaces between its words."""
    return ord(char) > 0xDFF and _within(char, (*_HAN, *_KANA, *_SOUTH_EAST))


def is_han(char: str) -> bool:
    """Whether `char` looks different in Chinese, Japanese and Korean: a Han character or its punctuation."""
    return ord(char) > 0x2E7F and _within(char, (*_HAN, *_CJK_MARKS))


def is_east_asian(char: str) -> bool:
    """Whether `char` is of Chinese, Japanese or Korean."""
    return ord(char) > 0x10FF and _within(char, (*_HAN, *_KANA, *_HANGUL, *_CJK_MARKS, (0x3105, 0x33FF)))


@lru_cache(maxsize=4096)
def clusters(text: str) -> tuple[str, ...]:
    """Returns the characters of `text` as readers see them: each with its marks, and an emoji sequence as one."""
    if all(ord(char) < 0x300 for char in text):
        return tuple(text)
    from icu4py.breakers import CharacterBreaker  # tens of megabytes, which Latin text does not need

    found: list[str] = []
    for one in CharacterBreaker(text.encode("utf-8", "replace").decode(), "en"):
        # Unicode counts some vowel signs of Burmese as characters of their own. No reader does.
        if found and unicodedata.category(one[0])[0] == "M" and not found[-1].isspace():
            found[-1] += one
        else:
            found.append(one)
    return tuple(found)


def words_of(text: str) -> list[str]:
    """Returns the words of `text`. Those that the next one follows without a space end with a seam.

    Example:
        >>> from adforge_core.media.scripts import words_of
        >>> words_of("Now open"), [word.rstrip("\u200b") for word in words_of("กาแฟไทย now")]
        (['Now', 'open'], ['กาแฟ', 'ไทย', 'now'])
    """
    found: list[str] = []
    for word in text.split():
        *before, last = _parted(word) if any(map(is_unspaced, word)) else (word,)
        found += [part + SEAM for part in before]
        found.append(last)
    return found


def joined(words: Iterable[str]) -> str:
    """Returns the words in one line: with spaces, but for those that end with a seam."""
    return " ".join(words).replace(SEAM + " ", "").removesuffix(SEAM)


@lru_cache(maxsize=2048)
def _parted(word: str) -> tuple[str, ...]:
    """Returns the parts of `word` between which a line may break and that a reader takes in as one."""
    from icu4py.breakers import LineBreaker, WordBreaker

    # Japanese breaks between phrases; in Chinese a line may break anywhere, which tears words apart.
    locale = "ja-u-lw-phrase" if any(_within(char, _KANA) for char in word) else "zh"
    # The lengths of the parts are added up: the places that the breakers tell count some characters twice.
    ends = set(accumulate(map(len, LineBreaker(word, locale))))
    if any(is_han(char) for char in word) and locale == "zh":
        ends &= set(accumulate(map(len, WordBreaker(word, locale))))
    cuts = sorted({0, len(word)} | {end for end in ends if not _counted(word, end)})
    return tuple(word[first:end] for first, end in pairwise(cuts))


def _counted(word: str, at: int) -> bool:
    """Whether a number stands before, and what it counts after, the place `at`: they stay together."""
    return 0 < at < len(word) and word[at - 1].isdecimal() and word[at].isalnum()


def upper(text: str, language: str = "") -> str:
    """Returns `text` in capitals, as its language writes them.

    Turkish has a dotted capital; Greek capitals have no accents; Georgian headlines stay as they are.

    Example:
        >>> from adforge_core.media.scripts import upper
        >>> upper("Straße"), upper("iğde", "tr"), upper("πρωί"), upper("ყავა")
        ('STRASSE', 'İĞDE', 'ΠΡΩΙ', 'ყავა')
    """
    if language in _DOTTED:
        text = text.replace("i", "İ")
    return "".join(
        "".join(map(_greek, group)) if greek else _capitals("".join(group))
        for greek, group in groupby(clusters(text), lambda one: _is_greek(one[0]))
    )


def _is_greek(char: str) -> bool:
    return 0x370 <= ord(char) <= 0x3FF or 0x1F00 <= ord(char) <= 0x1FFF


def _greek(letter: str) -> str:
    kept = [
        char for char in unicodedata.normalize("NFD", letter) if not unicodedata.combining(char) or char == "\u0308"
    ]
    return unicodedata.normalize("NFC", "".join(kept).upper())


def _capitals(text: str) -> str:
    return "".join(char if 0x10D0 <= ord(char) <= 0x10FF else char.upper() for char in text)


def columns(text: str) -> int:
    """Returns the width of `text` in letters. A Chinese, Japanese or Korean one, or an emoji, is two wide."""
    if text.isascii():
        return len(text)
    shown = [one for one in clusters(text) if unicodedata.category(one[0])[0] not in "CM"]
    return sum(2 if unicodedata.east_asian_width(one[0]) in "WF" else 1 for one in shown)


def written_language(texts: Iterable[str], language: str = "") -> str:
    """Returns the language by whose rules `texts` are drawn, if any letter of theirs depends on it; else "".

    That is `language`, unless the letters show another one: kana is Japanese, Hangul Korean, and the two ways of
    writing Chinese are told apart by characters that only one of them has. Dots on capitals are Turkish.
    """
    text = "".join(texts)
    short = language.partition("-")[0]
    if not any(_within(char, (*_HAN, *_KANA, *_HANGUL)) for char in text):
        return short if short in _DOTTED else "tr" if any(char in "ğĞıİ" for char in text) else ""
    if short in ("ja", "ko", "yue") or (short == "zh" and short != language):
        return language if short in ("zh", "yue") else short
    if any(_within(char, _KANA) for char in text):
        return "ja"
    if any(_within(char, _HANGUL) for char in text):
        return "ko"
    han = [char for char in text if _within(char, _HAN)]
    return "zh-Hant" if _lacking(han, "gb2312") > _lacking(han, "big5") else "zh"


def _lacking(chars: Iterable[str], codec: str) -> int:
    return sum(not char.encode(codec, "ignore") for char in chars)


def is_right_to_left(text: str) -> bool:
    """Whether `text` has letters of a right-to-left script."""
    return any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)


def starts_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction belongs to a right-to-left script."""
    directions = (unicodedata.bidirectional(char) for char in text)
    return next((direction for direction in directions if direction in ("L", "R", "AL")), "L") != "L"


def levels(found: Sequence[str], base: int) -> list[int]:
    """Returns the level of each cluster of a line whose own is `base`: odd ones run from right to left.

    This is the Unicode bidirectional algorithm without explicit marks, which the studio does not keep.
    """
    kinds = [unicodedata.bidirectional(one[0]) or "L" for one in found]
    if not any(kind in ("R", "AL", "AN") for kind in kinds):
        return [base if base == 0 else (2 if kind in ("L", "EN") else 1) for kind in kinds]
    own = "R" if base else "L"
    kinds = _neutrals(found, _numbers(kinds, own), own)
    even = {"L": 0, "R": 1, "AN": 2, "EN": 2}
    odd = {"L": 2, "R": 1, "AN": 2, "EN": 2}
    return [(odd if base else even)[kind] for kind in kinds]


def _numbers(kinds: list[str], own: str) -> list[str]:
    """Resolves numbers, their signs and separators (rules W1 to W7)."""
    strong = own
    result: list[str] = []
    for kind in kinds:
        if kind == "NSM":
            kind = result[-1] if result else own
        if kind in ("L", "R", "AL"):
            strong = kind
        result.append("AN" if kind == "EN" and strong == "AL" else kind)
    result = ["R" if kind == "AL" else kind for kind in result]
    for at in range(1, len(result) - 1):
        before, kind, after = result[at - 1 : at + 2]
        if before == after and ((kind == "ES" and before == "EN") or (kind == "CS" and before in ("EN", "AN"))):
            result[at] = before
    for signs, group in groupby(range(len(result)), lambda at: result[at] == "ET"):
        places = list(group)
        beside = [result[at] for at in (places[0] - 1, places[-1] + 1) if 0 <= at < len(result)]
        if signs and "EN" in beside:
            for at in places:
                result[at] = "EN"
    strong = own
    for at, kind in enumerate(result):
        strong = kind if kind in ("L", "R") else strong
        if kind == "EN" and strong == "L":
            result[at] = "L"
        elif kind not in ("L", "R", "EN", "AN"):
            result[at] = "ON"
    return result


def _neutrals(found: Sequence[str], kinds: list[str], own: str) -> list[str]:
    """Resolves brackets, then all else that has no direction (rules N0 to N2)."""
    side = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
    opened: list[int] = []
    pairs: list[tuple[int, int]] = []
    for at, one in enumerate(found):
        if kinds[at] == "ON" and one in _PAIRS:
            opened.append(at)
        elif kinds[at] == "ON" and opened and one == _PAIRS[found[opened[-1]]]:
            pairs.append((opened.pop(), at))
    for first, last in sorted(pairs):
        inside = {side[kind] for kind in kinds[first + 1 : last] if kind in side}
        before = next((side[kind] for kind in reversed(kinds[:first]) if kind in side), own)
        if inside:
            kinds[first] = kinds[last] = own if own in inside or before == own else before
    result = list(kinds)
    for neutral, group in groupby(range(len(kinds)), lambda at: kinds[at] == "ON"):
        places = list(group)
        if neutral:
            before = side[kinds[places[0] - 1]] if places[0] else own
            after = side[kinds[places[-1] + 1]] if places[-1] + 1 < len(kinds) else own
            for at in places:
                result[at] = before if before == after else own
    return result


def cased_script(char: str) -> str:
    """Returns the name of the script of a letter that has capitals; an empty string for any other character."""
    if not unicodedata.category(char).startswith("L") or ord(char) > 0xFFFF:
        return ""
    name = unicodedata.name(char, "").partition(" ")[0]
    return name if name in ("LATIN", "GREEK", "CYRILLIC") else ""


def is_ignorable(char: str) -> bool:
    """Whether `char` only says how others are drawn: a joiner, a variation selector, or a tag of a flag."""
    code = ord(char)
    return char in _JOINERS or 0xFE00 <= code <= 0xFE0F or 0xE0020 <= code <= 0xE01EF
