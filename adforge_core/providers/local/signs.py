"""Signs as text that can be read: full-width, circled and old numbers, fractions, letters in mathematical type."""
# ruff: noqa: RUF001 - signs and digits of all kinds are what this module reads

import re
import unicodedata
from fractions import Fraction

from adforge_core.providers.local.prices import currency
from adforge_core.providers.local.tables import table

MEANINGFUL = ("Sc", "Sm", "Nd", "Nl", "No")
"""Unicode's classes of currencies, mathematical signs and numbers."""

_SAME = {"<font>", "<wide>", "<narrow>", "<square>", "<small>", "<sub>"}
"""What the signs that Unicode has for another's looks are called."""

_SAID_OF = str.maketrans(
    {"№": "No.", "℃": "°C", "℉": "°F", "º": "°", "∣": "|", "⭐": "★", "🌟": "★", "✕": "×", "µ": "µ"}
)
_SUPERSCRIPT = {"²": "squared", "³": "cubed"}


def readable(word: str) -> str:
    """Returns the word with every sign that has a plainer form in that form: "Ⅻ" is "12", "⅝" is "5/8"."""
    made = ""
    for char in word.translate(_SAID_OF).replace("\ufe0f", ""):
        made += _plain(char, made)
    return made


def _plain(char: str, before: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    kind = unicodedata.decomposition(char).partition(" ")[0]
    if kind in _SAME or (kind == "<super>" and category == "Sm"):
        return unicodedata.normalize("NFKC", char)
    if category not in ("No", "Nl") or (kind == "<super>" and before):
        return char
    value = unicodedata.numeric(char, None)
    if value is None:
        return char
    part = Fraction(value).limit_denominator(1000)
    if part.denominator == 1:
        return f" {part.numerator}" if before[-1:].isdigit() else str(part.numerator)
    return f"{' ' if before[-1:].isdigit() else ''}{part.numerator}/{part.denominator}"


def said_of(char: str) -> str:
    """What is said of a sign by itself; empty where it has no name here."""
    if (said := _SUPERSCRIPT.get(char) or table("signs").get(char)) is not None:
        return str(said)
    kind = currency(char) if unicodedata.category(char) == "Sc" else None
    return kind.many if kind else ""


def is_footnote(word: str) -> bool:
    """Whether the raised number at the end of a word is a mark of a footnote, which nobody says: "proven¹"."""
    return re.search(r"[^\W\d_]{3,}[.,;:!?]?[¹²³⁴⁵⁶⁷⁸⁹⁰]+$", word) is not None
