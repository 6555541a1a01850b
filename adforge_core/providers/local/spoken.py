"""How a written VO line is said: prices, dates, units and the like spelled out for a voice that only reads words."""
# ruff: noqa: RUF001 - typographic dashes, quotes and signs are what this module reads

import re
import unicodedata
from dataclasses import dataclass

from adforge_core.providers.local import numerals
from adforge_core.providers.local.readings import NUMBER, day, month, read, reads_unit, table

PAUSES = ",.!?;:—…"
"""The only marks left in spoken text; a voice makes pauses and tunes of them."""

_OPENING = "\"'`“”„‘’‚«»‹›([{<*•†‡¡¿_"
_CLOSING = "\"'`“”‘’«»‹›)]}>*†‡_.,;:!?…|—–-"
_DROPPED = dict.fromkeys(map(ord, "™®©℠\u00ad\u200b\u200d\ufeff"))
_PLAIN = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-", "−": "-", "‒": "–", "―": "—", "⁄": "/"})
_AMOUNT = re.compile(rf"[$€£¥₹~<>+-]?(?:{NUMBER}[-–])?{NUMBER}|[½¼¾⅓⅔]|[0-9]+/[0-9]+")
_DAY_OR_YEAR = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th)?(?:[-–][0-9]{1,2})?|[0-9]{4}")
_MAGNITUDES = ("hundred", "thousand", "million", "billion")
_MAY_END_A_SENTENCE = ("etc.", "a.m.", "p.m.", "inc.", "ltd.", "co.")


def spell_out(text: str) -> tuple[tuple[str, str], ...]:
    """Each whitespace-separated token of `text`, as written, with what is said for it, in order.

    What is said holds Latin letters, apostrophes, spaces and PAUSES only; letters to be read by their names are single
    capitals ("A M"), the article is "a". It is empty for what is not said: emoji, marks, other scripts. A token may be
    said with its neighbour: in "EUR 49" the first is silent and the second "forty nine euros".
    """
    written = text.split()
    lone_inches = text.count('"') == 1
    tokens = [_token(re.sub(r'(?<=[0-9])"', "″", word) if lone_inches else word) for word in written]
    said = []
    for index, token in enumerate(tokens):
        before = tokens[index - 1].core if index else ""
        after = tokens[index + 1].core if index + 1 < len(tokens) else ""
        short = _abbreviated(token, before, after)
        ends = not after or (after[0].isupper() and token.abbreviation in _MAY_END_A_SENTENCE)
        tail = token.tail[1:] if short and not ends else token.tail
        said.append(_legible(short or _said(token.core, before, after), _pause(token.core, tail)))
    return tuple(zip(written, said, strict=True))


@dataclass(frozen=True)
class _Token:
    core: str
    tail: str
    """The marks behind the core."""

    @property
    def abbreviation(self) -> str:
        return f"{self.core.lower()}." if self.tail.startswith(".") else ""


def _token(word: str) -> _Token:
    plain = word.translate(_DROPPED).translate(_PLAIN).replace("--", "—").replace("...", "…")
    plain = "".join(str(unicodedata.decimal(char, char)) for char in plain)
    opened = plain if re.match("'[2-9]0s", plain) else plain.lstrip(_OPENING)
    core = opened.rstrip(_CLOSING)
    return _Token(core, opened[len(core) :] if core else plain)


def _pause(core: str, tail: str) -> str:
    if not core:
        return "—" if set(tail) & set("—–-|") else ""
    strongest = next((mark for mark in "!?.…;:,—" if mark in tail), "")
    return strongest or ("," if set(tail) & set(")|") else "")


def _legible(said: str, pause: str) -> str:
    kept = "".join(char if _is_latin(char) or char in "' " + PAUSES else " " for char in said)
    kept = " ".join(part for part in (part.strip("'") for part in kept.split()) if part)
    return kept if not pause or kept.endswith(tuple(PAUSES)) else kept + pause


def _is_latin(char: str) -> bool:
    return char.isalpha() and unicodedata.name(char, "").startswith("LATIN ")


def _abbreviated(token: _Token, before: str, after: str) -> str:
    """What is said for a token whose full stop belongs to it; empty where it does not."""
    written = token.abbreviation
    if written == "no.":
        return "number" if after[:1].isdigit() else ""
    if written == "st.":
        return "saint" if after[:1].isupper() and not before[:1].isupper() else "street"
    if _DAY_OR_YEAR.fullmatch(after) and written in table("weekdays"):
        return str(table("weekdays")[written])
    if written and (_DAY_OR_YEAR.fullmatch(after) or _DAY_OR_YEAR.fullmatch(before)) and month(token.core):
        return month(token.core)
    if written and _AMOUNT.fullmatch(before) and (unit := reads_unit(token.core)):
        return unit[before != "1"]
    if re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", token.core) and written and written not in table("abbreviations"):
        return read(token.core)
    return str(table("abbreviations").get(written, ""))


def _said(core: str, before: str, after: str) -> str:
    """What is said for a token beside its neighbours."""
    currencies = table("currencies")
    if _AMOUNT.fullmatch(before) and not (core in "x×" and after[:1].isdigit()):
        if unit := reads_unit(core) or currencies.get(core):
            return str(unit[before != "1"])
        if core in _MAGNITUDES and (symbol := before.rstrip("0123456789.,")) in currencies:
            return f"{core} {currencies[symbol][1]}"
    if after in _MAGNITUDES and (amount := re.fullmatch(rf"(?:US\$|[AC]?\$|[€£¥₹])({NUMBER})", core)):
        return numerals.number(amount[1])
    if core.isalpha() and core in currencies and after[:1].isdigit():
        return ""
    if before.isalpha() and before in currencies and re.fullmatch(NUMBER, core):
        return read(core + before)
    if (_DAY_OR_YEAR.fullmatch(after) or _DAY_OR_YEAR.fullmatch(before)) and (name := month(core)):
        return name
    if (said := day(core)) and month(before):
        return said
    if said and month(after):
        return f"{said} of" if before.lower() == "the" else f"the {said} of"
    if before.lower() == "the" and re.fullmatch("[2-9]0s", core):
        return read(f"'{core}")
    if re.fullmatch("[0-9]+", before) and re.fullmatch("[1-9]/[2-9]", core):
        return f"and {read(core)}"
    if re.fullmatch("[0-9]{4}", core) and (reads_unit(after) or after in currencies):
        return numerals.number(core)
    return read(core, shouted=_shouts(before) or _shouts(after))


def _shouts(core: str) -> bool:
    return len(core) > 1 and core.isalpha() and core.isupper()
