"""How a written VO line is said: prices, dates, units and the like spelled out for a voice that only reads words."""
# ruff: noqa: RUF001 - typographic dashes, quotes and signs are what this module reads

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from adforge_core.providers.local import numerals, prices, signs
from adforge_core.providers.local.neighbours import (
    AMOUNT,
    DECADES,
    MAGNITUDES,
    between,
    counts,
    is_money,
    money_of,
    names_a_kind,
)
from adforge_core.providers.local.readings import NUMBER, ROUND, day, is_quantity, month, read, reads_unit
from adforge_core.providers.local.tables import table, words
from adforge_core.providers.local.written import CLOSING, OPENING, SILENT, Token, decimal_comma, plain_words, token_of

PAUSES = ",.!?;:—…"
"""The only marks left in spoken text; a voice makes pauses and tunes of them."""

_DAY_OR_YEAR = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th)?(?:[-–][0-9]{1,2})?|[0-9]{4}")
_MAY_END_A_SENTENCE = ("etc.", "a.m.", "p.m.", "inc.", "ltd.", "co.")


def spell_out(text: str, comma: bool = False) -> tuple[tuple[str, str], ...]:
    """Each whitespace-separated token of `text`, as written, with what is said for it, in order.

    What is said holds Latin letters, apostrophes, spaces and PAUSES only; letters to be read by their names are single
    capitals ("A M"), the article is "a". It is empty for what is not said: emoji, marks, other scripts; `unspoken`
    tells what of it has a meaning. A token may be said with its neighbour: in "EUR 49" the first is silent and the
    second "forty nine euros".

    Args:
        text: A line.
        comma: Whether the text it is from writes decimals with a comma, where the line itself does not tell.
    """
    return tuple((token.written, token.said) for token in _tokens(text, comma))


def unspoken(text: str) -> tuple[str, ...]:
    """The signs, numbers and words of a line that `spell_out` finds nothing to say for, each once, in order."""
    return tuple(dict.fromkeys(left for token in _tokens(text, False) for left in token.left_out))


@dataclass(frozen=True)
class _Said:
    written: str
    said: str
    left_out: tuple[str, ...]


def _tokens(text: str, comma: bool) -> tuple[_Said, ...]:
    written = text.split()
    told = decimal_comma([text])
    tokens = [token_of(word) for word in plain_words(text, comma if told is None else told)]
    jewelry = any(token.core.lower() in words("jewelry", "words") for token in tokens)
    audible = [index for index, token in enumerate(tokens) if token is not SILENT]
    said = [("", "")] * len(tokens)
    for place, index in enumerate(audible):
        near = [tokens[one] for one in audible[max(0, place - 2) : place + 3]]
        here = min(place, 2)
        said[index] = _heard(near, here, jewelry)
    return tuple(_Said(word, *_legible(core, pause, word)) for word, (core, pause) in zip(written, said, strict=True))


def _heard(near: Sequence["Token"], here: int, jewelry: bool) -> tuple[str, str]:
    """What is said for the token at `here` among its neighbours, up to two on either side, and the pause behind it."""
    token = near[here]
    before = near[here - 1].core if here else ""
    after = near[here + 1].core if here + 1 < len(near) else ""
    if rate := re.fullmatch(rf"\S*[^0-9/]\S*/({NUMBER})", before):
        before = rate[1]
    if token.digits:
        return read_digits(token.core), _pause(token.core, token.tail) or ("," if after[:1].isdigit() else "")
    if token.tail and not token.core and set(token.tail) <= set("-–"):
        if _spans(before, after):
            return "to", ""
        if not before and AMOUNT.fullmatch(after):
            return "minus", ""
    short = _abbreviated(token, before, after)
    weighs = token.core in ("ct", "cts") and AMOUNT.fullmatch(before) is not None
    belongs = token.tail.startswith(".") and (weighs or is_money(token, before, after))
    ends = not after or (after[0].isupper() and token.abbreviation in _MAY_END_A_SENTENCE)
    tail = token.tail[1:] if (short or belongs) and not ends else token.tail
    two_before = near[here - 2].core if here > 1 else ""
    priced = re.fullmatch(rf"(?:{prices.symbols()}){NUMBER}|{NUMBER}?(?:{prices.symbols()})", before)
    if token.core == "/" and priced and re.fullmatch(rf"(?:{ROUND})\D*", after):
        return "per", ""
    if token.core == "/" and not (before[-1:].isdigit() and after[:1].isdigit()):
        return "", ","
    two_after = near[here + 2].core if here + 2 < len(near) else ""
    if (
        token.core in ("x", "×")
        and AMOUNT.fullmatch(before)
        and (is_quantity(two_after) or is_quantity(after.lstrip("0123456789.,")))
    ):
        return "times", ""
    spoken = short or between(token, two_before, before, after, jewelry) or _said(token, before, after)
    return spoken, _pause(token.core, tail)


def _spans(first: str, last: str) -> bool:
    ends = re.search("[0-9](?:[ap]m|[AP]M|%)?$", first) is not None or reads_unit(first) is not None
    return ends and re.match(r"[^\w\s]?[0-9]", last) is not None


def read_digits(core: str) -> str:
    """A part of a phone number, digit by digit: "+49" is "plus four nine"."""
    groups = ", ".join(numerals.digits(group) for group in re.split(r"[^0-9]+", core) if group)
    return f"plus {groups}" if core.startswith("+") else groups


def _pause(core: str, tail: str) -> str:
    if not core:
        return "—" if set(tail) & set("—–-") else "," if "|" in tail else ""
    strongest = next((mark for mark in "!?.…;:,—" if mark in tail), "")
    return strongest or ("," if set(tail) & set(")|") else "")


def _legible(said: str, pause: str, written: str) -> tuple[str, tuple[str, ...]]:
    """What is said in letters a voice can read, and what of it has a meaning and no reading."""
    kept, left = "", list[str]()
    for char in said:
        if _is_latin(char) or char in "' " + PAUSES:
            kept += char
            continue
        name = signs.said_of(char)
        kept += f" {name} "
        if not name and unicodedata.category(char) in signs.MEANINGFUL:
            left.append(char)
        if char.isalpha() and (word := written.strip(OPENING + CLOSING)) not in left:
            left.append(word)
    kept = " ".join(part for part in (part.strip("'") for part in kept.split()) if part)
    return (kept if not pause or kept.endswith(tuple(PAUSES)) else kept + pause), tuple(left)


def _is_latin(char: str) -> bool:
    return char.isalpha() and unicodedata.name(char, "").startswith("LATIN ")


def _abbreviated(token: Token, before: str, after: str) -> str:
    """What is said for a token whose full stop belongs to it; empty where it does not."""
    written = token.abbreviation
    if written in ("no.", "nr.", "fig."):
        return ("figure" if written == "fig." else "number") if after[:1].isdigit() else ""
    if written == "in." and AMOUNT.fullmatch(before):
        return "inch" if before == "1" or names_a_kind(after, token.tail[1:]) else "inches"
    if written in ("max.", "min.") and token.core[0].isupper() and not after[:1].isdigit():
        return ""
    if written == "incl." and not after:
        return "included"
    if written in table("weekdays") and "," in token.tail:
        return str(table("weekdays")[written])
    if written == "st.":
        return "saint" if after[:1].isupper() and not before[:1].isupper() else "street"
    if _DAY_OR_YEAR.fullmatch(after) and written in table("weekdays"):
        return str(table("weekdays")[written])
    if written and (_DAY_OR_YEAR.fullmatch(after) or _DAY_OR_YEAR.fullmatch(before)) and month(token.core):
        return month(token.core)
    if written and counts(before) and (unit := reads_unit(token.core)):
        return unit[before != "1" and not names_a_kind(after, token.tail[1:])]
    if re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", token.core) and written and written not in table("abbreviations"):
        return read(token.core)
    return str(table("abbreviations").get(written, ""))


def _said(token: Token, before: str, after: str) -> str:
    """What is said for a token beside its neighbours."""
    core = token.core
    if (money := money_of(core, before, after)) is not None:
        return money
    if AMOUNT.fullmatch(before) and core in ("x", "X", "×") and not after[:1].isdigit():
        return "times"
    priced = re.fullmatch(rf"({prices.symbols()})({NUMBER})", before)
    if core in MAGNITUDES and priced and (kind := prices.currency(priced[1].rstrip("."))):
        return f"{core} {kind.many}"
    if after in MAGNITUDES and (amount := re.fullmatch(rf"(?:{prices.symbols()})({NUMBER})", core)):
        return numerals.number(amount[1])
    if (_DAY_OR_YEAR.fullmatch(after) or _DAY_OR_YEAR.fullmatch(before)) and (name := month(core)):
        return name
    if before.lower() == "per" and (measure := reads_unit(core)):
        return measure[0]
    rate = re.fullmatch(rf"([^\W\d_]+)/({NUMBER}\S*)", core)
    if rate and AMOUNT.fullmatch(before) and (measure := reads_unit(rate[1])):
        joint = " per" if re.fullmatch(rf"(?:{ROUND})\D*", rate[2]) else ","
        return f"{measure[before != '1']}{joint} {read(rate[2])}"
    if (said := day(core)) and month(before):
        return said
    if said and month(after):
        return f"{said} of" if before.lower() == "the" else f"the {said} of"
    if before.lower() in DECADES and re.fullmatch("[2-9]0s", core):
        return read(f"'{core}")
    if re.fullmatch("[0-9]+", before) and re.fullmatch("[1-9]/[2-9]", core):
        return f"and {read(core)}"
    if re.fullmatch("[0-9]{4}", core) and (reads_unit(after) or after == "K" or prices.currency(after)):
        return numerals.number(core)
    return read(core, shouted=_shouts(before) or _shouts(after))


def _shouts(core: str) -> bool:
    return len(core) > 1 and core.isalpha() and core.isupper()
