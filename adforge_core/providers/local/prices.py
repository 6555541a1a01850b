"""Sums of money as English words, in every currency: signs and codes as shops write them, names from CLDR."""

import re
from dataclasses import dataclass
from functools import cache

from adforge_core.providers.local import numerals
from adforge_core.providers.local.tables import table, words


@dataclass(frozen=True)
class Currency:
    """How a currency is said: one of it, many, and one and many of its hundredths, empty where nobody uses them."""

    one: str
    many: str
    cent: str = ""
    cents: str = ""


@cache
def currency(written: str) -> Currency | None:
    """The currency of a sign or a code such as "€", "R$", "kr" or "AED"; None for anything else."""
    named = table("currencies")
    code = str(table("currency_codes").get(written, written))
    if found := named.get(written) or named.get(code):
        return Currency(*found)
    if not re.fullmatch("[A-Z]{3}", code):
        return None
    # CLDR's data is not needed by an ad without foreign currencies.
    from babel import Locale

    english = Locale.parse("en")
    if code not in english.currencies or code.startswith("X"):
        return None
    from babel.numbers import get_currency_name

    return Currency(*(_short(get_currency_name(code, count, locale=english)) for count in (1, 2)))


def _short(name: str) -> str:
    last = name.split()[-1].lower()
    return name if last in words("currency_words", "with_country") else last


def is_currency(written: str, amount: str) -> bool:
    """Whether `written` beside the number `amount` is a currency: "TRY" is one in "TRY 249.00", not in "TRY 3"."""
    if not written or currency(written) is None:
        return False
    return written.lower() not in words("currency_words", "codes") or bool(re.search(r"\.[0-9]{2}$|,[0-9]{3}", amount))


@cache
def symbols() -> str:
    """A regular expression for the signs that stand before an amount without a space; the longest come first."""
    signs = [*table("currencies"), *table("currency_codes")]
    longest = sorted(signs, key=len, reverse=True)
    return "|".join(rf"{re.escape(sign)}\.?" if sign[-1].isalpha() else re.escape(sign) for sign in longest)


def has_three_decimals(written: str) -> bool:
    """Whether a currency has thousandths, as the dinar of Kuwait has: "1.250" of it is no thousand."""
    if re.fullmatch("[A-Z]{3}", written) is None:
        return False
    from babel.numbers import get_currency_precision

    return int(get_currency_precision(written)) == 3


def parts(written: str, amount: str, magnitude: str = "") -> tuple[str, str]:
    """What is said of a sum: its whole number, and the currency with the hundredths: "forty nine", "euros ninety nine".

    Args:
        written: A sign or code that `currency` knows.
        amount: A number as `numerals.plain` writes it.
        magnitude: A key of the table of magnitudes: "k" in "$5k".
    """
    kind = currency(written)
    assert kind is not None
    if magnitude:
        return numerals.number(amount), f"{table('magnitudes')[magnitude]} {kind.many}"
    whole, _, part = amount.partition(".")
    units, hundredths = int(whole.replace(",", "") or 0), int(part.ljust(2, "0"))
    if len(part) > 2 or (hundredths and not kind.cent and (not units or hundredths < 10)):
        return numerals.number(amount), kind.many
    if hundredths and not units:
        return "", f"{numerals.cardinal(hundredths)} {kind.cent if hundredths == 1 else kind.cents}"
    said, name = numerals.number(whole or "0"), kind.one if units == 1 else kind.many
    if not hundredths:
        return said, name
    small = numerals.cardinal(hundredths)
    cents = kind.cent if hundredths == 1 else kind.cents
    return said, f"{name} and {small} {cents}" if hundredths < 10 else f"{name} {small}"


def price(written: str, amount: str, magnitude: str = "") -> str:
    """What is said of a sum: "forty nine euros ninety nine"."""
    return " ".join(part for part in parts(written, amount, magnitude) if part)
