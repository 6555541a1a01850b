"""Numbers as English words, without hyphens: "21" is "twenty one"."""

import re

_TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_BY_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL, _TENS = _TO_NINETEEN.split(), _BY_TENS.split()
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))
_IRREGULAR_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_TOO_LONG = 10**15


def cardinal(number: int) -> str:
    """How many: 1250 is "one thousand two hundred fifty". Numbers of over fifteen digits are read digit by digit."""
    if number >= _TOO_LONG:
        return digits(str(number))
    if number < 20:
        return _SMALL[number]
    if number < 100:
        return _TENS[number // 10] + (f" {_SMALL[number % 10]}" if number % 10 else "")
    scale, name = next((scale, name) for scale, name in _SCALES if number >= scale)
    head, rest = divmod(number, scale)
    return f"{cardinal(head)} {name}" + (f" {cardinal(rest)}" if rest else "")


def ordinal(number: int) -> str:
    """Which one: 22 is "twenty second"."""
    *head, last = cardinal(number).split()
    said = last[:-1] + "ieth" if last.endswith("y") else _IRREGULAR_ORDINALS.get(last, last + "th")
    return " ".join([*head, said])


def year(number: int) -> str:
    """A year from 1100 to 2099 as people say it: 1905 is "nineteen oh five", 2026 "twenty twenty six"."""
    century, rest = divmod(number, 100)
    if number % 1000 < 10:
        return cardinal(number)
    if rest == 0:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} " + (f"oh {_SMALL[rest]}" if rest < 10 else cardinal(rest))


def digits(text: str) -> str:
    """Each digit of `text` by its name; everything else in it is passed over."""
    return " ".join(_SMALL[int(digit)] for digit in text if digit in "0123456789")


def number(text: str) -> str:
    """A written number such as "1,250", "12.5" or ".5"; one with a leading zero ("007") digit by digit."""
    whole, _, fraction = text.replace(",", "").partition(".")
    said = digits(whole) if re.match("0[0-9]", whole) else cardinal(int(whole)) if whole else ""
    return f"{said} point {digits(fraction)}".strip() if fraction else said
