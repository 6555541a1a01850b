"""Numbers as English words, without hyphens: "21" is "twenty one"."""

import re

_SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TOO_LONG = 10**15

INDIAN = r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}"
"""A number grouped as in India, in lakhs and crores: "1,49,999"."""

_ROMAN = "M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def cardinal(number: int) -> str:
    """How many: 1250 is "one thousand two hundred fifty". Numbers of over fifteen digits are read digit by digit."""
    return digits(str(number)) if number >= _TOO_LONG else _words(number, "cardinal")


def ordinal(number: int) -> str:
    """Which one: 22 is "twenty second"."""
    return _words(number, "ordinal")


def year(number: int) -> str:
    """A year as people say it: 1905 is "nineteen oh five", 2026 "twenty twenty six"."""
    return _words(number, "year")


def _words(number: int, kind: str) -> str:
    # It loads all its languages: what is never spoken need not wait for that.
    from num2words import num2words

    said: str = num2words(number, lang="en", to=kind)
    return re.sub(" and |-", " ", said.replace(",", ""))


def digits(text: str) -> str:
    """Each digit of `text` by its name; everything else in it is passed over."""
    return " ".join(_SMALL[int(digit)] for digit in text if digit in "0123456789")


def number(text: str) -> str:
    """A written number such as "1,250", "12.5" or ".5"; one with a leading zero ("007") digit by digit."""
    whole, _, fraction = text.partition(".")
    indian = re.fullmatch(INDIAN, whole) is not None
    whole = whole.replace(",", "")
    if indian:
        said = _lakhs(int(whole))
    else:
        said = digits(whole) if re.match("0[0-9]", whole) else cardinal(int(whole)) if whole else ""
    return f"{said} point {digits(fraction)}".strip() if fraction else said


def _lakhs(number: int) -> str:
    crores, rest = divmod(number, 10**7)
    lakhs, rest = divmod(rest, 10**5)
    parts = ((crores, "crore"), (lakhs, "lakh"), (rest, ""))
    return " ".join(f"{cardinal(count)} {name}".strip() for count, name in parts if count)


def roman(text: str) -> int:
    """The value of a Roman number in capitals; 0 for anything else."""
    if not text or not re.fullmatch(_ROMAN, text):
        return 0
    values = [_ROMAN_VALUES[letter] for letter in text]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def plain(written: str, comma: bool, price: bool, measured: bool) -> str:
    """The number `written` with commas between groups of digits and a full stop before decimals, as English has it.

    Args:
        written: Digits with full stops, commas and apostrophes between them: "1.299,00", "1'299".
        comma: Whether the text it is from writes decimals with a comma; it decides what "1.299" and "2,5" are.
        price: Whether it is a sum of money, which does not have three decimals.
        measured: Whether a unit or a percent sign is behind it: "2,5 L".
    """
    if re.fullmatch(r"[0-9]{1,3}(?:['’][0-9]{3})+(?:[.,][0-9]+)?", written):  # noqa: RUF001 -- a typographic apostrophe
        groups = re.split("['’]", written)  # noqa: RUF001 -- a typographic apostrophe
        return ",".join([*groups[:-1], groups[-1].replace(",", ".")])
    if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}", written):
        return written.translate(_SWAPPED)
    if re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", written):
        return written.translate(_SWAPPED) if price or comma else written
    if re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", written):
        return written.replace(",", ".") if comma and not price else written
    if re.fullmatch("[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})|0,[0-9]+", written) and (comma or price or measured):
        return written.replace(",", ".")
    return written


_SWAPPED = str.maketrans(".,", ",.")
