"""How a written VO line is said: prices, dates, units and the like spelled out for a voice that only reads words."""
# ruff: noqa: RUF001 - typographic dashes, quotes and signs are what this module reads

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adforge_core.providers.local import numerals, prices, signs
from adforge_core.providers.local.readings import NUMBER, day, is_quantity, measured, month, per, read, reads_unit
from adforge_core.providers.local.tables import table, words

PAUSES = ",.!?;:—…"
"""The only marks left in spoken text; a voice makes pauses and tunes of them."""

_OPENING = "\"'`“”„‘’‚«»‹›([{*•†‡¡¿_"
_CLOSING = "\"'`“”‘’«»‹›)]}*†‡_.,;:!?…|—–-"
_DROPPED = dict.fromkeys(map(ord, "™®©℠\u00ad\u200b\u200d\ufeff"))
_PLAIN = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-", "‒": "–", "―": "—"})
_AMOUNT = re.compile(rf"[~≈<>≤≥±+-]?(?:{NUMBER}[x×])*(?:{NUMBER}[-–])?{NUMBER}(?:k|K|M|bn|B)?|[0-9]+ ?[0-9]*/[0-9]+")
_DAY_OR_YEAR = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th)?(?:[-–][0-9]{1,2})?|[0-9]{4}")
_MAGNITUDES = ("hundred", "thousand", "million", "billion", "lakh", "crore")
_MAY_END_A_SENTENCE = ("etc.", "a.m.", "p.m.", "inc.", "ltd.", "co.")
_TWO_WORDS = ("fl", "sq", "cu")
"""Units of two words: "fl oz"."""

_WRITTEN_NUMBER = r"[0-9](?:[0-9.,'’]*[0-9])?"
_FINENESS = re.compile("375|417|585|750|800|925|950|958|999")
_KARAT = re.compile("(8|9|10|12|14|16|18|20|21|22|23|24)(?:-?(K|k|kt|KT|ct|CT))?")


def spell_out(text: str, comma: bool = False) -> tuple[tuple[str, str], ...]:
    """Each whitespace-separated token of `text`, as written, with what is said for it, in order.

    What is said holds Latin letters, apostrophes, spaces and PAUSES only; letters to be read by their names are single
    capitals ("A M"), the article is "a". It is empty for what is not said: emoji, marks, other scripts; `unspoken` tells
    what of it has a meaning. A token may be said with its neighbour: in "EUR 49" the first is silent and the second
    "forty nine euros".

    Args:
        text: A line.
        comma: Whether the text it is from writes decimals with a comma, where the line itself does not tell.
    """
    return tuple((token.written, token.said) for token in _tokens(text, comma))


def unspoken(text: str) -> tuple[str, ...]:
    """The signs, numbers and words of a line that `spell_out` finds nothing to say for, each once, in order."""
    return tuple(dict.fromkeys(left for token in _tokens(text, False) for left in token.left_out))


def decimal_comma(texts: Iterable[str]) -> bool | None:
    """Whether texts write decimals with a comma, as in "2,5 L" and "1.299,00"; None where they do not tell."""
    for text in texts:
        written = [signs.readable(word.translate(_PLAIN)) for word in text.split()]
        for index, word in enumerate(written):
            for match in re.finditer(_WRITTEN_NUMBER, word):
                price, measure = _context(written, index, match)
                if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+", match[0]):
                    return True
                if re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+", match[0]):
                    return False
                if (price or measure) and re.fullmatch("[0-9]+[.,][0-9]{1,2}", match[0]):
                    return "," in match[0]
    return None


@dataclass(frozen=True)
class _Said:
    written: str
    said: str
    left_out: tuple[str, ...]


def _tokens(text: str, comma: bool) -> tuple[_Said, ...]:
    written = text.split()
    told = decimal_comma([text])
    tokens = [_token(word) for word in _plain(text, comma if told is None else told)]
    jewelry = any(token.core.lower() in words("jewelry", "words") for token in tokens)
    audible = [index for index, token in enumerate(tokens) if token is not _SILENT]
    said = [("", "")] * len(tokens)
    for place, index in enumerate(audible):
        near = [tokens[one] for one in audible[max(0, place - 2) : place + 3]]
        here = min(place, 2)
        said[index] = _heard(near, here, jewelry)
    return tuple(_Said(word, *_legible(core, pause, word)) for word, (core, pause) in zip(written, said, strict=True))


def _heard(near: Sequence["_Token"], here: int, jewelry: bool) -> tuple[str, str]:
    """What is said for the token at `here` among its neighbours, up to two on either side, and the pause behind it."""
    token = near[here]
    before = near[here - 1].core if here else ""
    after = near[here + 1].core if here + 1 < len(near) else ""
    if token.digits:
        return read_digits(token.core), _pause(token.core, token.tail) or ("," if after[:1].isdigit() else "")
    if token.tail and not token.core and set(token.tail) <= set("-–") and _spans(before, after):
        return "to", ""
    short = _abbreviated(token, before, after)
    belongs = token.tail.startswith(".") and _is_money(token, before, after)
    ends = not after or (after[0].isupper() and token.abbreviation in _MAY_END_A_SENTENCE)
    tail = token.tail[1:] if (short or belongs) and not ends else token.tail
    two_before = near[here - 2].core if here > 1 else ""
    if token.core == "/" and not (before[-1:].isdigit() and after[:1].isdigit()):
        return "", ","
    two_after = near[here + 2].core if here + 2 < len(near) else ""
    if (
        token.core in ("x", "×")
        and _AMOUNT.fullmatch(before)
        and (is_quantity(two_after) or is_quantity(after.lstrip("0123456789.,")))
    ):
        return "times", ""
    spoken = short or _between(token, two_before, before, after, jewelry) or _said(token, before, after)
    return spoken, _pause(token.core, tail)


def _spans(first: str, last: str) -> bool:
    ends = re.search("[0-9](?:[ap]m|[AP]M|%)?$", first) is not None or reads_unit(first) is not None
    return ends and re.match(r"[^\w\s]?[0-9]", last) is not None


@dataclass(frozen=True)
class _Token:
    core: str
    tail: str
    """The marks behind the core."""

    digits: bool = False
    """Whether it is a part of a phone number."""

    @property
    def abbreviation(self) -> str:
        return f"{self.core.lower()}." if self.tail.startswith(".") else ""


_SILENT = _Token("", "")
_PHONE = re.compile(
    r"(?<![\w+.,])(?:\+[0-9]{1,3}[ .-]?(?:\(0\))?|0(?=[0-9])|\([0-9]{3,5}\) ?|(?=[0-9]{3}[ .][0-9]{3}[ .][0-9]{4}))"
    r"[0-9]+(?:[ ./-][0-9]{2,}){1,5}(?![\w])"
)
_GROUPED = re.compile(
    rf"(?<![\w.,])[1-9][0-9]{{0,2}}(?P<gap>\s)[0-9]{{3}}(?:(?P=gap)[0-9]{{3}})*(?:[.,][0-9]+)?(?![0-9])"
)


def _plain(text: str, comma: bool) -> list[str]:
    """The words of a line with inches, numbers and prices as English writes them; "" for one that joins the next."""
    spaced = re.sub(r"[^\S\u00a0\u202f\u2009]+", " ", text.strip())
    phones = {place for match in _PHONE.finditer(spaced) if _dialled(match[0]) for place in range(*match.span())}
    joined: set[int] = set()
    for match in _GROUPED.finditer(spaced):
        if match.start() not in phones and (match["gap"] != " " or _is_one_number(spaced, match)):
            joined |= {match.start() + place for place, char in enumerate(match[0]) if char.isspace()}
    made, start, quoted = list[str](), "", False
    for match in re.finditer(r"\S+", text.strip() and spaced):
        word, quoted = _inches(start + match[0], quoted)
        if match.end() in joined:
            start = word
            made.append("")
            continue
        start = ""
        made.append(f"\0{word}" if match.start() in phones else word)
    ready = [word if word.startswith("\0") else _shop_signs(word) for word in made]
    return [_english(ready, index, comma) for index in range(len(ready))]


def _dialled(number: str) -> bool:
    return 7 <= sum(char.isdigit() for char in number) <= 15 and not re.fullmatch(
        r"[0-9]+[./-][0-9]+(?:[./-][0-9]+)?", number
    )


def _is_one_number(text: str, match: re.Match[str]) -> bool:
    """Whether digits in groups of three with ordinary spaces between them are one number: "1 299 €", "10 000 people"."""
    behind = text[match.end() :].split()
    ahead = text[: match.start()].split()
    unit = behind[0].rstrip(".,;:!?") if behind else ""
    sign = ahead[-1].rstrip(".") if ahead else ""
    if not text[: match.start()].endswith(" ") and match.start():
        sign = re.split(r"[\s0-9]", text[: match.start()])[-1]
    return bool(prices.currency(unit) or prices.currency(sign) or re.search(r"\s000\b|[.,][0-9]+$", match[0]))


def _inches(word: str, quoted: bool) -> tuple[str, bool]:
    """The word with its marks of feet and inches told from quotation marks, and whether a quotation is open behind it."""
    made = ""
    for place, char in enumerate(word):
        if char == '"':
            inch = not quoted and word[place - 1 : place].isnumeric()
            quoted = not inch and not quoted
            char = "″" if inch else char
        made += char
    return re.sub("(?<=[0-9])'(?=$|[.,;:!?x×])", "′", made) if not re.match("['‘]", made) else made, quoted


def _shop_signs(word: str) -> str:
    """The word without what shops write for no hundredths ("19,-", "499/-"), and with plain forms of its signs."""
    if signs.is_footnote(word):
        word = word.rstrip("¹²³⁴⁵⁶⁷⁸⁹⁰")
    plain = signs.readable(word.translate(_DROPPED).translate(_PLAIN)).replace("--", "—").replace("...", "…")
    plain = re.sub(r"−(?=\W?[0-9])|(?<=\w)−(?=\w)", "-", plain)
    plain = re.sub(r"(?<=[0-9])[⁄∕](?=[0-9])", "/", re.sub("(?<=[0-9])∶(?=[0-9])", ":", plain))
    return re.sub(r"(?<=[0-9])(?:[,.:][-–—]{1,2}|/[-–=])(?![0-9])", "", plain)


def _english(written: list[str], index: int, comma: bool) -> str:
    word = written[index]
    if word.startswith("\0") or re.search(r"//|www\.|@|[^\W\d_]{2,}\.[^\W\d_]{2,}", word):
        return word

    def plain(match: re.Match[str]) -> str:
        price, measure = _context(written, index, match)
        return numerals.plain(match[0], comma, price, measure)

    return re.sub(_WRITTEN_NUMBER, plain, word)


def _context(written: Sequence[str], index: int, match: re.Match[str]) -> tuple[bool, bool]:
    """Whether the number that matched in a word is a price, and whether it has a unit."""
    word = written[index]
    ahead = re.split(r"[^\w$£€.]", word[: match.start()])[-1] if match.start() else ""
    ahead = word[: match.start()].lstrip(_OPENING + "+-~<>") if not prices.currency(ahead) else ahead
    behind = word[match.end() :].rstrip(_CLOSING)
    before = written[index - 1].strip(_OPENING) if index and not ahead else ""
    after = written[index + 1].rstrip(_CLOSING) if index + 1 < len(written) and not behind.strip("-–") else ""
    thousandths = re.match(r"[^/]*/(?:l|L|liter|litre|gal|kWh)\b", f"{behind}{after}")
    near = (ahead, before, re.split("[/+–-]", behind)[0], after)
    price = any(prices.is_currency(sign, "0.00") for one in near if (sign := one.rstrip(".")))
    thousandths = bool(thousandths) or any(prices.has_three_decimals(one) for one in near)
    unit = behind.lstrip("-") or after
    return price and not thousandths, reads_unit(unit) is not None or unit in ("K", "fl")


def _token(word: str) -> _Token:
    digits = word.startswith("\0")
    plain = word.lstrip("\0")
    if not plain:
        return _SILENT
    opened = plain if re.match("'[2-9]0s", plain) else plain.lstrip(_OPENING)
    core = opened.rstrip(_CLOSING)
    return _Token(core, opened[len(core) :] if core else plain, digits)


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
        if char.isalpha() and written not in left:
            left.append(written.strip(_OPENING + _CLOSING))
    kept = " ".join(part for part in (part.strip("'") for part in kept.split()) if part)
    return (kept if not pause or kept.endswith(tuple(PAUSES)) else kept + pause), tuple(left)


def _is_latin(char: str) -> bool:
    return char.isalpha() and unicodedata.name(char, "").startswith("LATIN ")


def _abbreviated(token: _Token, before: str, after: str) -> str:
    """What is said for a token whose full stop belongs to it; empty where it does not."""
    written = token.abbreviation
    if written in ("no.", "nr.", "fig."):
        return ("figure" if written == "fig." else "number") if after[:1].isdigit() else ""
    if written == "in." and _AMOUNT.fullmatch(before):
        return "inch" if before == "1" or _names_a_kind(after, token.tail[1:]) else "inches"
    if written == "st.":
        return "saint" if after[:1].isupper() and not before[:1].isupper() else "street"
    if _DAY_OR_YEAR.fullmatch(after) and written in table("weekdays"):
        return str(table("weekdays")[written])
    if written and (_DAY_OR_YEAR.fullmatch(after) or _DAY_OR_YEAR.fullmatch(before)) and month(token.core):
        return month(token.core)
    if written and _counts(before) and (unit := reads_unit(token.core)):
        return unit[before != "1" and not _names_a_kind(after, token.tail[1:])]
    if re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", token.core) and written and written not in table("abbreviations"):
        return read(token.core)
    return str(table("abbreviations").get(written, ""))


def _counts(before: str) -> bool:
    return bool(_AMOUNT.fullmatch(before)) or before in _TWO_WORDS


def _names_a_kind(after: str, tail: str) -> bool:
    """Whether a measure before `after` says what kind of thing that is: "20 watt" in "a 20W charger"."""
    first = after.split("-")[0].lower()
    return (
        not tail
        and bool(re.match(r"[^\W_]", after))
        and (after[0].isalpha() or bool(re.fullmatch("[0-9]+[A-Z]", after)))
        and first not in words("attributive", "not_before")
        and reads_unit(after) is None
        and prices.currency(after) is None
        and not first.endswith("ly")
    )


def _is_money(token: _Token, before: str, after: str) -> bool:
    core = token.core
    return (re.match("[0-9]", after) is not None and prices.is_currency(core, after.split("/")[0])) or (
        _AMOUNT.fullmatch(before) is not None and prices.is_currency(core, before)
    )


def _money(core: str, before: str, after: str) -> str | None:
    """What is said for one of the two tokens of a price, the amount and the currency; None for any other token."""
    amount = re.compile(rf"({NUMBER})(k|K|M|bn|B)?(?:/([^\W\d_]+))?")
    if core[-1:].isdigit() or amount.fullmatch(core):
        leading = re.sub(r"\.$", "", before)
        if (match := amount.fullmatch(core)) and prices.is_currency(leading, match[1]):
            if after in _MAGNITUDES:
                return numerals.number(match[1])
            return prices.price(leading, match[1], match[2] or "") + per(match[3])
        signed = re.fullmatch(rf"(?:{prices.symbols()})?({NUMBER})(k|K|M|bn|B)?", core)
        if signed and prices.is_currency(after, signed[1]):
            return prices.parts(after, signed[1], signed[2] or "")[0]
        return None
    if (match := amount.fullmatch(after)) and prices.is_currency(core, match[1]):
        return ""
    behind = re.fullmatch(rf"(?:.*[-–~<>+]|(?:{prices.symbols()}))?({NUMBER})(k|K|M|bn|B)?", before)
    if behind and prices.is_currency(core, behind[1]):
        return prices.parts(core, behind[1], behind[2] or "")[1]
    return None


def _between(token: _Token, two_before: str, before: str, after: str, jewelry: bool) -> str:
    """What is said for a token that its neighbours decide: units, karats, Roman numbers, letters; empty for others."""
    core = token.core
    if jewelry:
        near = {before.lower(), after.lower()}
        if _FINENESS.fullmatch(core) and near & {"silver", "sterling", "gold", "platinum"}:
            return f"{numerals.cardinal(int(core[0]))} {numerals.digits('0' + core[2]) if core[1] == '0' else numerals.cardinal(int(core[1:]))}"
        if (carats := _KARAT.fullmatch(core)) and carats[2]:
            return f"{numerals.number(carats[1])} karat"
        if _KARAT.fullmatch(before) and core in ("K", "k", "kt", "KT"):
            return "karat"
    if weight := re.fullmatch(rf"({NUMBER})?(?:ct|CT|cts)", core):
        if weight[1] is None and not _AMOUNT.fullmatch(before):
            return ""
        amount = weight[1] or before
        kind = "carat" if jewelry else "count"
        several = jewelry and amount != "1" and not _names_a_kind(after, token.tail)
        return f"{numerals.number(amount) if weight[1] else ''} {kind}{'s' * several}".strip()
    if core in ("am", "pm", "AM", "PM") and re.fullmatch("[0-9]{1,2}[:.][0-9]{2}", before):
        return " ".join(core.upper())
    if core.startswith("°") and (unit := reads_unit(core)) and not _AMOUNT.fullmatch(before):
        return unit[1]
    if core in _MAGNITUDES and _AMOUNT.fullmatch(before) and (kind := prices.currency(two_before)):
        return f"{core} {kind.many}"
    if core in ("Cr", "bn", "mn", "Mio") and (priced := re.fullmatch(rf"({prices.symbols()})({NUMBER})", before)):
        kind = prices.currency(priced[1].rstrip("."))
        return f"{table('magnitudes')[core]} {kind.many}" if kind else ""
    if re.fullmatch("[0-9]+:[0-9]+", core) and after.lower() in ("scale", "ratio", "dilution", "mix", "model"):
        return " to ".join(numerals.cardinal(int(part)) for part in core.split(":"))
    if is_quantity(after) and (pack := re.fullmatch(rf"({NUMBER})[x×]({NUMBER})", core)):
        return f"{numerals.number(pack[1])} times {numerals.number(pack[2])}"
    if re.fullmatch("[0-9]+[-–][0-9]+", core) and before.isupper():
        return " to ".join(numerals.number(part) for part in re.split("[-–]", core))
    if core == "K" and re.fullmatch("[1-9][0-9]{3}", before):
        return "kelvin"
    if (zoom := re.fullmatch(rf"({NUMBER})[xX]", core)) and after.lower() in ("zoom", "optical", "digital", "hybrid"):
        return f"{numerals.number(zoom[1])} X"
    if re.fullmatch("[1-9][0-9]?[Kk]", core) and after.lower() in ("run", "race", "runs", "races", "runner", "runners"):
        return f"{numerals.number(core[:-1])} K"
    if core in ("1/2",) and after.lower() in ("off", "price", "priced"):
        return "half"
    if core == "/" and before[-1:].isdigit() and after[:1].isdigit():
        return "out of" if after in ("5", "10", "100") else "slash"
    if re.fullmatch("[0-9]{2}[1-9][0-9]|[0-9]{2}0[1-9]", core) and re.fullmatch("[A-Z]{2,4}", before):
        if prices.currency(before) is None and not month(before):
            return numerals.year(int(core))
    if core == "A" and (before.lower() in words("numbering", "letters") or not after or token.tail):
        return "A" if before else ""
    if value := _roman(core, before, after):
        return value
    return _measure(token, two_before, before, after)


def _roman(core: str, before: str, after: str) -> str:
    value = numerals.roman(core)
    if not value or not before[:1].isupper() or not before.replace(".", "").isalpha():
        return ""
    noun = before.lower().rstrip(".")
    if noun in words("numbering", "nouns"):
        # "Part I love": the pronoun.
        said = core != "I" or noun != "part" or not after[:1].islower() or after in ("of", "is", "and", "to")
        single = (
            core in "IV" and noun != "series" or core == "X" and noun in ("part", "chapter", "volume", "act", "book")
        )
        return numerals.cardinal(value) if said and (len(core) > 1 or single) else ""
    if len(core) < 2 or not re.fullmatch("[IVX]+", core) or noun in words("numbering", "letters"):
        return ""
    if noun in words("numbering", "names"):
        return f"the {numerals.ordinal(value)}"
    return numerals.cardinal(value) if not before.isupper() else ""


_DECADES = ("the", "early", "mid", "late")


def _measure(token: _Token, two_before: str, before: str, after: str) -> str:
    """What is said for a unit or an amount with its unit: in the singular where it says what kind of thing follows."""
    core, kind = token.core, _names_a_kind(after, token.tail)
    mass = after.lower() in words("attributive", "of") and not token.tail
    decade = re.fullmatch("(?:19|20)[0-9]0s", core) or (before.lower() in _DECADES and re.fullmatch("[2-9]0s", core))
    if (found := measured(core)) and not decade and not re.fullmatch("[0-9]+[xX×]", core):
        amount, unit = found
        return f"{amount} {_counted(unit, kind, mass, amount == 'one')}"
    amount = before if before not in _TWO_WORDS else two_before
    if _AMOUNT.fullmatch(amount) and not (core in "x×X" and after[:1].isdigit()):
        if core in _TWO_WORDS and reads_unit(after):
            return str(table("units")[core][0])
        if (unit := reads_unit(core)) and core not in "x×X":
            return _counted(unit, kind, mass, amount == "1" or re.fullmatch("1/[0-9]+", amount) is not None)
    return ""


def _counted(unit: tuple[str, str], kind: bool, mass: bool, single: bool) -> str:
    weighed = mass and unit[0].endswith(("gram", "liter", "ounce", "pound", "cup", "spoon"))
    if not single and re.search("percent| per |Celsius|Fahrenheit", unit[1]):
        return unit[1]
    return f"{unit[not single]} of" if weighed else unit[not single and not kind]


def _said(token: _Token, before: str, after: str) -> str:
    """What is said for a token beside its neighbours."""
    core = token.core
    if (money := _money(core, before, after)) is not None:
        return money
    if _AMOUNT.fullmatch(before) and core in ("x", "X", "×") and not after[:1].isdigit():
        return "times"
    priced = re.fullmatch(rf"({prices.symbols()})({NUMBER})", before)
    if core in _MAGNITUDES and priced and (kind := prices.currency(priced[1].rstrip("."))):
        return f"{core} {kind.many}"
    if after in _MAGNITUDES and (amount := re.fullmatch(rf"(?:{prices.symbols()})({NUMBER})", core)):
        return numerals.number(amount[1])
    if (_DAY_OR_YEAR.fullmatch(after) or _DAY_OR_YEAR.fullmatch(before)) and (name := month(core)):
        return name
    if (said := day(core)) and month(before):
        return said
    if said and month(after):
        return f"{said} of" if before.lower() == "the" else f"the {said} of"
    if before.lower() in _DECADES and re.fullmatch("[2-9]0s", core):
        return read(f"'{core}")
    if re.fullmatch("[0-9]+", before) and re.fullmatch("[1-9]/[2-9]", core):
        return f"and {read(core)}"
    if re.fullmatch("[0-9]{4}", core) and (reads_unit(after) or after == "K" or prices.currency(after)):
        return numerals.number(core)
    return read(core, shouted=_shouts(before) or _shouts(after))


def _shouts(core: str) -> bool:
    return len(core) > 1 and core.isalpha() and core.isupper()
