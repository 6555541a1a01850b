"""Numbers as English words, without hyphens: "21" is "twenty one"."""

import re

_SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TOO_LONG = 10**15


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
    whole, _, fraction = text.replace(",", "").partition(".")
    said = digits(whole) if re.match("0[0-9]", whole) else cardinal(int(whole)) if whole else ""
    return f"{said} point {digits(fraction)}".strip() if fraction else said
