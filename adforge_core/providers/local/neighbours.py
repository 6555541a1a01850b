"""What is said for a token that its neighbours decide: a price of two words, a unit, a karat, a Roman number."""
# ruff: noqa: RUF001 - typographic dashes, quotes and signs are what this module reads

import re

from adforge_core.providers.local import numerals, prices
from adforge_core.providers.local.readings import NUMBER, is_quantity, measured, month, per, reads_unit
from adforge_core.providers.local.tables import table, words
from adforge_core.providers.local.written import Token

AMOUNT = re.compile(rf"[~≈<>≤≥±+⌀Ø-]?(?:{NUMBER}[x×])*(?:{NUMBER}[-–])?{NUMBER}(?:k|K|M|bn|B)?|[0-9]+ ?[0-9]*/[0-9]+")
MAGNITUDES = ("hundred", "thousand", "million", "billion", "lakh", "crore")
TWO_WORDS = ("fl", "sq", "cu")
"""Units of two words: "fl oz"."""
_FINENESS = re.compile("375|417|585|750|800|925|950|958|999")
_KARAT = re.compile("(8|9|10|12|14|16|18|20|21|22|23|24)(?:-?(K|k|kt|KT|ct|CT))?")
DECADES = ("the", "early", "mid", "late")


def between(token: Token, two_before: str, before: str, after: str, jewelry: bool) -> str:
    """What is said for a token that its neighbours decide: units, karats, Roman numbers, letters; empty for others."""
    core = token.core
    if jewelry:
        near = {before.lower(), after.lower()}
        if _FINENESS.fullmatch(core) and near & {"silver", "sterling", "gold", "platinum"}:
            return f"{numerals.cardinal(int(core[0]))} {numerals.cardinal(int(core[1:]))}"
        if (carats := _KARAT.fullmatch(core)) and carats[2]:
            return f"{numerals.number(carats[1])} karat"
        if _KARAT.fullmatch(before) and core in ("K", "k", "kt", "KT"):
            return "karat"
    if weight := re.fullmatch(rf"({NUMBER})?(?:ct|CT|cts)", core):
        if weight[1] is None and not AMOUNT.fullmatch(before):
            return ""
        amount = weight[1] or before
        kind = "carat" if jewelry else "count"
        several = jewelry and amount != "1" and not names_a_kind(after, token.tail.removeprefix("."))
        return f"{numerals.number(amount) if weight[1] else ''} {kind}{'s' * several}".strip()
    if core in ("am", "pm", "AM", "PM") and re.fullmatch("[0-9]{1,2}[:.][0-9]{2}", before):
        return " ".join(core.upper())
    if core.startswith("°") and (unit := reads_unit(core)) and not AMOUNT.fullmatch(before):
        return unit[1]
    if core in MAGNITUDES and AMOUNT.fullmatch(before) and (sums := prices.currency(two_before)):
        return f"{core} {sums.many}"
    if core in ("Cr", "bn", "mn", "Mio") and (priced := re.fullmatch(rf"({prices.symbols()})({NUMBER})", before)):
        sums = prices.currency(priced[1].rstrip("."))
        return f"{table('magnitudes')[core]} {sums.many}" if sums else ""
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
    if core in ("N°", "n°") and after[:1].isdigit():
        return "number"
    if re.fullmatch("1[1-8][0-9]{2}", core) and before.lower() in (
        "since",
        "in",
        "from",
        "est",
        "established",
        "founded",
    ):
        return numerals.year(int(core)) if reads_unit(after) is None else ""
    if core == "/" and before[-1:].isdigit() and after[:1].isdigit():
        return "out of" if after in ("5", "10", "100") else "slash"
    model = re.fullmatch("[A-Z]{2,4}", before) and prices.currency(before) is None and not month(before)
    if model and re.fullmatch("[0-9]{2}(?:[1-9][0-9]|0[1-9])", core):
        return numerals.year(int(core))
    if core == "A" and (before.lower() in words("numbering", "letters") or not after or token.tail):
        return "A" if before else ""
    if value := _roman(core, before, after):
        return value
    return _measure(token, two_before, before, after)


_WITH_TEN = ("part", "chapter", "volume", "act", "book")
"""What an X behind it counts; a Series X is called so."""


def money_of(core: str, before: str, after: str) -> str | None:
    """What is said for one of the two tokens of a price, the amount and the currency; None for any other token."""
    amount = re.compile(rf"({NUMBER})(k|K|M|bn|B)?(?:/([^\W\d_]+))?")
    if core[-1:].isdigit() or amount.fullmatch(core):
        leading = re.sub(r"\.$", "", before)
        if (match := amount.fullmatch(core)) and prices.is_currency(leading, match[1]):
            if after in MAGNITUDES:
                return numerals.number(match[1])
            return prices.price(leading, match[1], match[2] or "") + per(match[3])
        signed = re.fullmatch(rf"(?:{prices.symbols()})?({NUMBER})(k|K|M|bn|B)?", core)
        follows = after.partition("/")[0]
        if signed and prices.is_currency(follows, signed[1]):
            return prices.parts(follows, signed[1], signed[2] or "")[0]
        return None
    if (match := amount.fullmatch(after)) and prices.is_currency(core, match[1]):
        return ""
    behind = re.fullmatch(rf"(?:.*[-–~<>+]|(?:{prices.symbols()}))?({NUMBER})(k|K|M|bn|B)?", before)
    sign, _, unit = core.partition("/")
    if behind and prices.is_currency(sign, behind[1]):
        return prices.parts(sign, behind[1], behind[2] or "")[1] + per(unit)
    return None


def is_money(token: Token, before: str, after: str) -> bool:
    """Whether a token is the currency of the number beside it."""
    core = token.core
    return (re.match("[0-9]", after) is not None and prices.is_currency(core, after.split("/")[0])) or (
        AMOUNT.fullmatch(before) is not None and prices.is_currency(core, before)
    )


def counts(before: str) -> bool:
    """Whether a unit may follow."""
    return bool(AMOUNT.fullmatch(before)) or before in TWO_WORDS


def names_a_kind(after: str, tail: str) -> bool:
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


def _roman(core: str, before: str, after: str) -> str:
    value = numerals.roman(core)
    if not value or not before[:1].isupper() or not before.replace(".", "").isalpha():
        return ""
    noun = before.lower().rstrip(".")
    if noun in words("numbering", "nouns"):
        # "Part I love": the pronoun.
        said = core != "I" or noun != "part" or not after[:1].islower() or after in ("of", "is", "and", "to")
        single = (core in "IV" and noun != "series") or (core == "X" and noun in _WITH_TEN)
        return numerals.cardinal(value) if said and (len(core) > 1 or single) else ""
    if len(core) < 2 or not re.fullmatch("[IVX]+", core) or noun in words("numbering", "letters"):
        return ""
    if noun in words("numbering", "names"):
        return f"the {numerals.ordinal(value)}"
    return numerals.cardinal(value) if not before.isupper() else ""


def _measure(token: Token, two_before: str, before: str, after: str) -> str:
    """What is said for a unit or an amount with its unit: in the singular where it says what kind of thing follows."""
    core, kind = token.core, names_a_kind(after, token.tail)
    mass = after.lower() in words("attributive", "of") and not token.tail
    decade = re.fullmatch("(?:19|20)[0-9]0s", core) or (before.lower() in DECADES and re.fullmatch("[2-9]0s", core))
    clock = re.fullmatch(r"[0-9]{1,2}[.:][0-9]{2}[AaPp][Mm]", core)
    if (found := measured(core)) and not clock and not decade and not re.fullmatch("[0-9]+[xX×]", core):
        amount, unit = found
        return f"{amount} {_counted(unit, kind, mass, amount == 'one')}"
    amount = before if before not in TWO_WORDS else two_before
    if AMOUNT.fullmatch(amount) and not (core in "x×X" and after[:1].isdigit()):
        if core in TWO_WORDS and reads_unit(after):
            return str(table("units")[core][0])
        if (counted := reads_unit(core)) and core not in "x×X":
            return _counted(counted, kind, mass, amount == "1" or re.fullmatch("1/[0-9]+", amount) is not None)
    return ""


def _counted(unit: tuple[str, str], kind: bool, mass: bool, single: bool) -> str:
    weighed = mass and unit[0].endswith(("gram", "liter", "ounce", "pound", "cup", "spoon"))
    if not single and re.search("percent| per |Celsius|Fahrenheit", unit[1]):
        return unit[1]
    return f"{unit[not single]} of" if weighed else unit[not single and not kind]
