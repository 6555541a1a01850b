"""What can be read out of a value that a language model gave, whatever it is. Nothing here raises."""

import math
import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from PIL import ImageColor

from adforge_core.model.value import hex_colour

Kind = TypeVar("Kind", bound=StrEnum)


def text(value: object) -> str:
    """A text on one line, without what is no character; empty where there is none."""
    if not isinstance(value, str):
        return ""
    shown = (" " if unicodedata.category(mark) in ("Cc", "Cs", "Zl", "Zp") else mark for mark in value)
    return " ".join("".join(shown).split())


def texts(value: object) -> list[str]:
    """The texts in a list, each once; one text that stands alone."""
    values = value if isinstance(value, list) else [value]
    return list(dict.fromkeys(found for one in values if (found := text(one))))


def number(value: object, least: float, most: float, otherwise: float) -> float:
    """A number, also one written as a text, as near as may be; `otherwise` where there is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return otherwise
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return otherwise
    return min(max(found, least), most) if math.isfinite(found) else otherwise


def degrees(value: object, otherwise: float) -> float:
    """A direction, 0 to below 360, however often it goes round."""
    return number(value, -1e6, 1e6, otherwise) % 360 % 360  # a tiny negative number's remainder rounds up to 360


def choice(value: object, among: Iterable[str], otherwise: str) -> str:
    """The one of `among` that is meant, however it is written; `otherwise` where none is."""
    meant = _letters(text(value))
    return next((one for one in among if _letters(one) == meant), otherwise)


def kind(value: object, kinds: type[Kind], otherwise: Kind) -> Kind:
    """The member that is meant, however it is written."""
    return kinds(choice(value, [one.value for one in kinds], otherwise.value))


def colour(value: object, otherwise: str) -> str:
    """A colour as #rrggbb, also where it is given as CSS has colours; `otherwise` where it is none."""
    found = text(value)
    try:
        return hex_colour(*ImageColor.getrgb(found if len(found) < 64 else "")[:3])
    except ValueError:
        bare = re.fullmatch("[0-9a-fA-F]{6}", found)
        return f"#{found.lower()}" if bare else otherwise


def table(value: object) -> dict[str, object]:
    """The fields of an object; none where it is not one."""
    return value if isinstance(value, dict) else {}


def tables(value: object) -> list[dict[str, object]]:
    """The objects in a list, or in an object that numbers them. What is none is an empty one, to keep its place."""
    values = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return [table(one) for one in values]


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
