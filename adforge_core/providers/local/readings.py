"""How one written token is read aloud, whatever stands beside it: "$49.99", "10-15", "USB-C", "shop.example.com"."""
# ruff: noqa: RUF001 - typographic dashes, quotes and signs are what this module reads

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any

from adforge_core.providers.local import numerals

NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
"""A plain written number."""

_SYMBOL = r"(?:US\$|[AC]?\$|[€£¥₹])"


@cache
def _tables() -> dict[str, Any]:
    return loads(files("adforge_core.providers.local").joinpath("spoken.toml").read_text("utf-8"))


def table(name: str) -> dict[str, Any]:
    """One table of spoken.toml."""
    entries: dict[str, Any] = _tables()[name]
    return entries


@cache
def _words(table_name: str, key: str) -> frozenset[str]:
    return frozenset(_tables()[table_name][key].split())


def read(core: str, shouted: bool = False) -> str:
    """What is said for `core`, a token without the marks around it. `shouted`: its neighbours are in capitals too.

    Symbols without a reading may remain; the caller drops them.
    """
    if "—" in core:
        return " — ".join(read(part) for part in core.split("—") if part)
    if core.lower() in table("abbreviations"):
        return str(table("abbreviations")[core.lower()])
    for pattern, reading in _READINGS:
        if (match := re.fullmatch(pattern, core)) and (said := reading(match)):
            return said
    if re.fullmatch(r"[^\W\d_]+(?:'[^\W\d_]+)*", core):
        return _word(core, shouted)
    if "-" in core or "–" in core:
        return _compound(core, shouted)
    return " ".join(_piece(piece) for piece in re.findall(rf"{NUMBER}|[^\W\d_]+(?:'[^\W\d_]+)*|[^\w\s]", core))


def month(core: str) -> str:
    """The month's full name for "Nov", "NOV" or "November"; empty for anything else."""
    name = str(table("months").get(core[:3].lower(), ""))
    return name if core in (name, name[:3], name.upper(), name[:3].upper(), "Sept"[: 4 * bool(name)]) else ""


def day(core: str) -> str:
    """The ordinal, or range of ordinals, for a day of the month: "30", "1st", "28-30"; empty for anything else."""
    match = re.fullmatch(r"([0-9]{1,2})(?:st|nd|rd|th)?(?:[-–]([0-9]{1,2})(?:st|nd|rd|th)?)?", core)
    days = [int(number) for number in match.groups() if number] if match else []
    return " to ".join(map(numerals.ordinal, days)) if all(1 <= number <= 31 for number in days) else ""


def reads_unit(core: str) -> tuple[str, str] | None:
    """How a unit behind a number is said, for one and for many: "km/h" is "kilometer per hour" and so on."""
    units = table("units")
    if core in units:
        one, many = units[core]
        return one, many
    over, _, under = core.partition("/")
    if over in units and under in units:
        return f"{units[over][0]} per {units[under][0]}", f"{units[over][1]} per {units[under][0]}"
    return None


def _word(word: str, shouted: bool = False) -> str:
    if word == "A":
        return "a"
    stem, _, ending = word.partition("'")
    if not stem.isupper() or len(stem) == 1:
        plural = re.fullmatch("([A-Z]{2,4})s", word)
        return f"{_letters(plural[1])}'s" if plural and plural[1].lower() in _words("capitals", "letters") else word
    low = stem.lower()
    spelled = low in _words("capitals", "letters")
    spelled |= not shouted and low in _words("capitals", "letters_unless_shouted")
    known = low in _words("capitals", "words") | _words("capitals", "names")
    sayable = bool(set(low) & set("aeiouy")) or not low.isascii()
    as_word = not spelled and (known or (sayable and (shouted or len(low) >= 5 or bool(ending))))
    said = stem.capitalize() if as_word else _letters(stem)
    return f"{said}'{ending.lower()}" if ending else said


def _letters(word: str) -> str:
    return " ".join(word.upper())


def _piece(piece: str) -> str:
    if re.fullmatch(NUMBER, piece):
        return numerals.number(piece)
    if piece[0].isalpha():
        return _letters(piece) if piece.isupper() and len(piece) <= 3 else _word(piece)
    return str(table("abbreviations").get(piece, "," if piece in ":;," else " "))


def _compound(core: str, shouted: bool) -> str:
    parts = [part for part in re.split("[-–]", core) if part]
    days = [table("weekdays").get(f"{part.lower()}.") for part in parts]
    if len(parts) == 2 and all(days):
        return f"{days[0]} to {days[1]}"
    said = " ".join(read(part, shouted) for part in parts)
    return f"minus {said}" if re.match(r"[-–][0-9$€£.]", core) else said


def _money(symbol: str, amount: str, magnitude: str = "") -> str:
    one, many, cent, cents = table("currencies")[symbol]
    if magnitude:
        return f"{numerals.number(amount)} {table('magnitudes')[magnitude]} {many}"
    whole, _, part = amount.replace(",", "").partition(".")
    if len(part) > 2:
        return f"{numerals.number(amount)} {many}"
    units, hundredths = int(whole or 0), int(part.ljust(2, "0"))
    said = f"{numerals.cardinal(units)} {one if units == 1 else many}"
    small = f"{numerals.cardinal(hundredths)} {cent if hundredths == 1 else cents}"
    if not hundredths:
        return said
    if not units:
        return small
    return f"{said} and {small}" if hundredths < 10 else f"{said} {numerals.cardinal(hundredths)}"


def _price(match: re.Match[str]) -> str:
    symbol, amount, magnitude, per = match.groups()
    unit = reads_unit(per) if per else None
    behind = f" per {unit[0] if unit else per}" if per else ""
    return _money(symbol, amount, magnitude or "") + behind


def _measure(match: re.Match[str]) -> str:
    unit = reads_unit(match[2])
    return f"{numerals.number(match[1])} {unit[match[1] != '1']}" if unit else ""


def _magnitude(match: re.Match[str]) -> str:
    if match[2] == "K" and match[1] in "2468":
        return f"{numerals.number(match[1])} K"
    return f"{numerals.number(match[1])} {table('magnitudes')[match[2]]}"


def _time(match: re.Match[str]) -> str:
    hour, minute, half = int(match[1]), int(match[2]), match[3]
    if hour > 24 or minute > 59:
        return f"{numerals.cardinal(hour)} to {numerals.cardinal(minute)}"
    if minute:
        behind = ("oh " if minute < 10 else "") + numerals.cardinal(minute)
    else:
        behind = "" if half else "o'clock" if 0 < hour <= 12 else "hundred"
    return f"{numerals.cardinal(hour)} {behind} {f'{half[0].upper()} M' if half else ''}".strip()


def _month_day(month: int, day: int, year: str) -> str:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ""
    return f"{list(table('months').values())[month - 1]} {numerals.ordinal(day)}" + (f", {year}" if year else "")


def _date(first: int, second: int, year: str = "") -> str:
    """A month's name only where day and month cannot be taken for one another; otherwise the bare numbers."""
    if first != second and max(first, second) <= 12:
        return f"{numerals.cardinal(first)}, {numerals.cardinal(second)}, {year}"
    return _month_day(second, first, year) if first > 12 else _month_day(first, second, year)


def _full_date(match: re.Match[str]) -> str:
    year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
    return _date(int(match[1]), int(match[2]), numerals.year(year))


def _fraction(match: re.Match[str]) -> str:
    top, bottom = int(match[1]), int(match[2])
    if top == bottom or (bottom in (5, 10, 100) and top > 1):
        return f"{numerals.cardinal(top)} out of {numerals.cardinal(bottom)}"
    if top and bottom and min(top, bottom) <= 12 < max(top, bottom) <= 31:
        return _date(top, bottom)
    if not 1 < bottom <= 100 or not 0 < top < bottom:
        return f"{numerals.number(match[1])} slash {numerals.number(match[2])}"
    part = {2: "half", 4: "quarter"}.get(bottom, numerals.ordinal(bottom))
    return f"{numerals.cardinal(top)} {part}" + ("s" if top > 1 else "")


def _range(match: re.Match[str]) -> str:
    symbol, first, second = match.groups()
    if symbol and second[0].isdigit():
        return f"{read(first)} to {read(symbol + second)}"
    return f"{read((symbol or '') + first)} to {read(second)}"


def _decade(match: re.Match[str]) -> str:
    number = match[1]
    said = numerals.year(int(number)) if len(number) == 4 else numerals.cardinal(int(number))
    return f"{said[:-1]}ies" if said.endswith("y") else f"{said}s"


def _phone(match: re.Match[str]) -> str:
    groups = [numerals.digits(group) for group in re.split("[-+]", match[0]) if group]
    return ("plus " if match[0].startswith("+") else "") + ", ".join(groups)


_ADDRESS_MARKS = {".": "dot", "/": "slash", "-": "dash", "_": "underscore", "@": "at", "&": "and"}


def _address(match: re.Match[str]) -> str:
    address = re.sub(r"^(?:https?://)?(?:www\.)?", "", match[0], flags=re.IGNORECASE).rstrip("/")
    top = address.partition("/")[0].rpartition(".")[2]
    if not match[1] and top.lower() not in _words("domains", "top"):
        return ""
    pieces = re.findall(r"[0-9]+|[^\W\d_]+|[^\w\s]|_", address)
    return " ".join(_ADDRESS_MARKS.get(piece, _name(piece)) for piece in pieces)


def _name(name: str) -> str:
    """A handle or hashtag, its humps and numbers apart."""
    pieces = re.findall("[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+|[^\\W\\d_A-Za-z]+", name)
    return " ".join(read(piece) if piece.isdigit() else _word(piece) for piece in pieces)


_READINGS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    ("(?:19|20)[0-9]{2}", lambda match: numerals.year(int(match[0]))),
    (NUMBER, lambda match: numerals.number(match[0])),
    (r"(?:'(?=[2-9])|(?=19|20))((?:19|20)?[0-9]0)'?s", _decade),
    (r"(.*[0-9%])'s", lambda match: f"{read(match[1])}'s"),
    (rf"({_SYMBOL})({NUMBER})(k|K|m|M|bn|B)?(?:/([a-z]+))?", _price),
    (
        rf"({NUMBER})([$€£¥₹¢]|[A-Z]{{3}})",
        lambda match: _money(match[2], match[1]) if match[2] in table("currencies") else "",
    ),
    ("(720|1080|1440|2160)p", lambda match: f"{numerals.year(int(match[1]))} P"),
    (rf"({NUMBER})(k|K|M|bn|B)", _magnitude),
    (rf"({NUMBER})([^\d\s–-]\D*)", _measure),
    (r"([0-9]{1,2})[:.]([0-9]{2})([ap]m|[AP]M)", _time),
    (r"([0-9]{1,2}):([0-9]{2})()", _time),
    (rf"({NUMBER}):({NUMBER})", lambda match: f"{numerals.number(match[1])} to {numerals.number(match[2])}"),
    (
        "([0-9]{4})-([0-9]{2})-([0-9]{2})",
        lambda match: _month_day(int(match[2]), int(match[3]), numerals.year(int(match[1]))),
    ),
    (r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})", _full_date),
    ("([0-9]+)(?:st|nd|rd|th|ST|ND|RD|TH)", lambda match: numerals.ordinal(int(match[1]))),
    ("([0-9]+)/([0-9]+)", _fraction),
    (rf"({NUMBER})/([0-9]+)", lambda match: f"{numerals.number(match[1])} out of {numerals.number(match[2])}"),
    (r"\+?[0-9]{1,4}(?:-[0-9]{2,}){2,}|[0-9]{3}-[0-9]{4}", _phone),
    (rf"({_SYMBOL})?({NUMBER}[^\W\d_%°]*%?)[-–]({_SYMBOL}?{NUMBER}\S*)", _range),
    (rf"({NUMBER})[x×]({NUMBER}\S*)", lambda match: f"{numerals.number(match[1])} by {read(match[2])}"),
    ("#([0-9]+)", lambda match: f"number {numerals.number(match[1])}"),
    (r"#(\w+)", lambda match: f"hashtag {_name(match[1])}"),
    (r"@([\w.]+)", lambda match: "at " + " dot ".join(_name(part) for part in match[1].split("."))),
    (r"(https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)|(?:[\w-]+\.)+[A-Za-z]{2,}(?:/\S*)?", _address),
    (rf"[~≈](\S*{NUMBER}\S*)", lambda match: f"about {read(match[1])}"),
    (rf">(\S*{NUMBER}\S*)", lambda match: f"over {read(match[1])}"),
    ("([0-9]+)([½¼¾⅓⅔])", lambda match: f"{numerals.number(match[1])} and {read(match[2])}"),
    (r"([^\W\d_]+)/([^\W\d_]+)", lambda match: f"{_word(match[1])} or {_word(match[2])}"),
    (r"(?:[A-Za-z]\.)+[A-Za-z]", lambda match: _letters(match[0].replace(".", ""))),
)
