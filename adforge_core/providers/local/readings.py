"""How one written token is read aloud, whatever stands beside it: "$49.99", "10-15", "USB-C", "shop.example.com"."""
# ruff: noqa: RUF001 - typographic dashes, quotes and signs are what this module reads

import re
from collections.abc import Callable
from functools import cache

from adforge_core.providers.local import numerals
from adforge_core.providers.local.prices import is_currency, price, symbols
from adforge_core.providers.local.tables import table, words

NUMBER = rf"(?:{numerals.INDIAN}(?:\.[0-9]+)?|[0-9]{{1,3}}(?:,[0-9]{{3}})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
"""A plain written number."""

ROUND = "10{0,3}"
"""The amounts that something is so much per: "100" in "€2 per 100 g"."""

_PER = r"(?:/([^\W\d_]+))?"
_STARS = "[★☆]"
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


def read(core: str, shouted: bool = False) -> str:
    """What is said for `core`, a token without the marks around it. `shouted`: its neighbours are in capitals too.

    Signs without a reading may remain; the caller says or drops them.
    """
    if "—" in core:
        return " — ".join(read(part) for part in core.split("—") if part)
    if core == "X":
        return core
    if _WORD.fullmatch(core) and core.lower() not in table("abbreviations"):
        return _word(core, shouted)
    if core.lower() in table("abbreviations"):
        return str(table("abbreviations")[core.lower()])
    for pattern, reading in _compiled():
        if (match := pattern.fullmatch(core)) and (said := reading(match)):
            return said
    if said := _sum(core):
        return said
    if re.fullmatch(r"\S+\+", core) and core[-2].isalnum():
        return f"{read(core[:-1], shouted)} plus"
    if rate := re.fullmatch(rf"(\S*[0-9]\S*)/((?:{ROUND})[^\W\d_]*)", core):
        return f"{read(rate[1])} per {read(rate[2])}"
    if "-" in core or "–" in core:
        return _compound(core, shouted)
    if re.fullmatch(r"[^/]*[0-9][^/]*/[^/]*[^\W\d_][^/]*|[^/]*[^\W\d_][^/]*/[^/]*[0-9][^/]*", core):
        return ", ".join(read(part, shouted) for part in core.split("/") if part)
    return " ".join(_piece(piece) for piece in re.findall(rf"[$£€¥₹₩]?{NUMBER}|[^\W\d_]+(?:'[^\W\d_]+)*|[^\w\s]", core))


@cache
def _compiled() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]:
    return tuple((re.compile(pattern), reading) for pattern, reading in _READINGS)


def measured(core: str) -> tuple[str, tuple[str, str]] | None:
    """The amount and the unit of "20W", "5-10L" or "12″": what is said of the one, and of one and many of the other."""
    match = re.fullmatch(rf"((?:{NUMBER}[-–])?{NUMBER})-?([^\d\s–-]\D*)", core)
    unit = reads_unit(match[2]) if match else None
    return (read(match[1]), unit) if match and unit else None


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
    humps = re.fullmatch("([A-Z][a-z]+)([A-Z])", word)
    if humps and word.lower() not in words("capitals", "names"):
        return f"{humps[1]} {humps[2]}"
    stem, _, ending = word.partition("'")
    if not stem.isupper() or len(stem) == 1:
        plural = re.fullmatch("([A-Z]{2,4})s", word)
        return f"{_letters(plural[1])}'s" if plural and plural[1].lower() in words("capitals", "letters") else word
    low = stem.lower()
    spelled = low in words("capitals", "letters")
    spelled |= not shouted and low in words("capitals", "letters_unless_shouted")
    known = low in words("capitals", "words") | words("capitals", "names")
    sayable = bool(set(low) & set("aeiouy")) or not low.isascii()
    long = len(low) >= 5 or (len(low) == 4 and _flows(low))
    as_word = not spelled and (known or (sayable and (shouted or long or bool(ending))))
    said = stem.capitalize() if as_word else _letters(stem)
    return f"{said}'{ending.lower()}" if ending else said


_VOWELS = "aeiouy"
_BEGINNINGS = frozenset(
    [
        "bl",
        "br",
        "ch",
        "cl",
        "cr",
        "dr",
        "fl",
        "fr",
        "gl",
        "gr",
        "kl",
        "kr",
        "kn",
        "ph",
        "pl",
        "pr",
        "qu",
        "sc",
        "sh",
        "sk",
        "sl",
        "sm",
        "sn",
        "sp",
        "st",
        "sw",
        "th",
        "tr",
        "tw",
        "wh",
        "wr",
    ]
)
_ENDINGS = frozenset(
    [
        "ck",
        "ct",
        "ff",
        "ft",
        "ld",
        "lf",
        "lk",
        "ll",
        "lm",
        "lp",
        "lt",
        "mp",
        "nd",
        "ng",
        "nk",
        "nn",
        "nt",
        "nx",
        "pt",
        "rb",
        "rc",
        "rd",
        "rf",
        "rk",
        "rl",
        "rm",
        "rn",
        "rp",
        "rs",
        "rt",
        "rv",
        "sh",
        "sk",
        "sm",
        "sp",
        "ss",
        "st",
        "th",
        "tt",
        "tz",
        "zz",
        "ps",
        "ks",
        "ts",
        "ch",
        "gh",
        "ns",
        "ms",
        "ds",
        "gs",
        "bs",
        "ls",
    ]
)


def _flows(low: str) -> bool:
    """Whether four letters read as an English word, as "vans" and "aura" do and "hdmi" does not."""
    match = re.fullmatch(rf"([^{_VOWELS}]*)([{_VOWELS}]+[^{_VOWELS}]*(?:[{_VOWELS}]+)?)([^{_VOWELS}]*)", low)
    if match is None or re.search(rf"[{_VOWELS}]{{3}}|aa|ii|uu|iy|q(?!u)", low):
        return False
    first, core, last = match.groups()
    if core[-1] not in _VOWELS:
        core, ended = core.rstrip("bcdfghjklmnpqrstvwxz"), core
        last = ended[len(core) :] + last
    return (len(first) < 2 or first in _BEGINNINGS) and (len(last) < 2 or last in _ENDINGS)


def _letter_or_word(part: str) -> str:
    return part if re.fullmatch("[A-Z]", part) else _word(part)


def _part(match: re.Match[str]) -> str:
    top, bottom, unit = int(match[1]), int(match[2]), reads_unit(match[3])
    if top >= 10 and bottom >= 20 and unit:
        return f"{numerals.cardinal(top)} or {numerals.cardinal(bottom)} {unit[1]}"
    return f"{read(f'{top}/{bottom}')} {unit[0] if unit else read(match[3])}"


def _stars(match: re.Match[str]) -> str:
    count = match[0].count("★")
    return f"{numerals.cardinal(count)} {'star' if count == 1 else 'stars'}"


def _letters(word: str) -> str:
    return " ".join(word.upper())


def _piece(piece: str) -> str:
    if re.fullmatch(NUMBER, piece):
        return numerals.number(piece)
    if money := _sum(piece):
        return money
    if piece[0].isalpha():
        return _letters(piece) if piece.isupper() and len(piece) <= 3 else _word(piece)
    return str(table("abbreviations").get(piece, "," if piece in ":;,|" else piece))


def _compound(core: str, shouted: bool) -> str:
    parts = [part for part in re.split("[-–]", core) if part]
    days = [table("weekdays").get(f"{part.lower()}.") for part in parts]
    if len(parts) == 2 and all(days):
        return f"{days[0]} to {days[1]}"
    said = " ".join(part if re.fullmatch("[A-Z]", part) else read(part, shouted) for part in parts)
    return f"minus {said}" if re.match(rf"[-–](?:{symbols()})?[0-9.]", core) else said


def _sum(core: str) -> str:
    """What is said for a price in one token: "$49.99", "499 kr" without its space, "£5/mo"; empty for anything else."""
    if core.endswith("pm") and core.startswith("£"):
        return f"{read(core.removesuffix('pm'))} per month"
    if core.endswith("ea") and (one := _sum(core.removesuffix("ea"))):
        return f"{one} each"
    match = re.fullmatch(rf"({symbols()}|[A-Z]{{3}})({NUMBER})({_magnitudes()})?{_PER}", core)
    if match and is_currency(sign := match[1].rstrip("."), match[2]):
        return price(sign, match[2], match[3] or "") + per(match[4])
    match = re.fullmatch(rf"({NUMBER})({_magnitudes()})?({symbols()}|[A-Z]{{3}}|p){_PER}", core)
    if match and match[3] == "p":
        return f"{numerals.number(match[1])} {'penny' if match[1] == '1' else 'pence'}{per(match[4])}"
    if match and is_currency(sign := match[3].rstrip("."), match[1]):
        return price(sign, match[1], match[2] or "") + per(match[4])
    return ""


def _magnitudes() -> str:
    return "|".join(sorted(table("magnitudes"), key=len, reverse=True))


def per(written: str | None) -> str:
    """What is said for a unit behind a slash: " per month"; empty without one."""
    unit = reads_unit(written) if written else None
    return f" per {unit[0] if unit else written}" if written else ""


def _measure(match: re.Match[str]) -> str:
    unit = reads_unit(match[2])
    if "." in match[1] and match[2].lower() in ("am", "pm"):
        return ""
    return f"{numerals.number(match[1])} {unit[match[1] != '1']}" if unit else ""


def _magnitude(match: re.Match[str]) -> str:
    if match[2] == "K" and match[1] in "2468":
        return f"{numerals.number(match[1])} K"
    if match[2] == "K" and re.fullmatch("[1-9][0-9]{4,}", match[1]) and match[1] != "10000":
        return f"{numerals.number(match[1])} K"
    if match[2] == "K" and re.fullmatch("[1-9][0-9]{3}|10000", match[1]):
        return f"{numerals.number(match[1])} kelvin"
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


def _clock(hour: int, minute: int) -> str:
    return read(f"{hour}:{minute:02}")


def _times(match: re.Match[str]) -> str:
    first, last = (read(part.replace(".", ":")) for part in match.groups())
    return f"{first} to {last}".replace(" o'clock", "")


def _ratio(match: re.Match[str]) -> str:
    joint = "by" if match[0] in _SCREENS else "to"
    return f"{numerals.number(match[1])} {joint} {numerals.number(match[2])}"


_SCREENS = ("16:9", "9:16", "4:3", "3:4", "4:5", "16:10", "21:9", "32:9", "3:2")
"""The shapes of pictures, which are so much by so much."""


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
    year = int(match[4]) + (2000 if len(match[4]) == 2 else 0)
    return _date(int(match[1]), int(match[3]), numerals.year(year))


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
    ends = [re.fullmatch(rf"{NUMBER}([^\d\s–-]+)", one) for one in (first, second)]
    if ends[0] and ends[1] and ends[0][1] == ends[1][1] and reads_unit(ends[0][1]) and not ends[0][1].endswith("m"):
        first = first.removesuffix(ends[0][1])
    if symbol and second.startswith(symbol):
        second = second[len(symbol) :]
    if symbol and second[0].isdigit():
        return f"{read(first)} to {read(symbol + second)}"
    return f"{read((symbol or '') + first)} to {read(second)}"


def _factors(match: re.Match[str]) -> str:
    times = re.search(rf"[0-9](?:{_QUANTITIES})$", match[2])
    return f"{numerals.number(match[1])} {'times' if times else 'by'} {read(match[2])}"


_QUANTITIES = "ml|mL|cl|l|L|g|kg|mg|oz|lb|mAh"
"""Units of what is not so much by so much, but so many times so much: "6 x 330 ml"."""


def is_quantity(unit: str) -> bool:
    """Whether a unit is of what comes in packs, not of a length: "ml"."""
    return re.fullmatch(_QUANTITIES, unit) is not None


def _decade(match: re.Match[str]) -> str:
    number = match[1]
    said = numerals.year(int(number)) if len(number) == 4 else numerals.cardinal(int(number))
    return f"{said[:-1]}ies" if said.endswith("y") else f"{said}s"


def _phone(match: re.Match[str]) -> str:
    groups = [numerals.digits(group) for group in re.split("[-+]", match[0]) if group]
    return ("plus " if match[0].startswith("+") else "") + ", ".join(groups)


_ADDRESS_MARKS = {".": "dot", "/": "slash", "-": "dash", "_": "underscore", "@": "at", "&": "and"}


def _address(match: re.Match[str]) -> str:
    address = re.sub(r"^(?:https?://)?(?:www\.)?", "", match[0], flags=re.IGNORECASE)
    address = re.split("[?#]", address)[0].rstrip("/")
    top = address.partition("/")[0].rpartition(".")[2]
    if not match[1] and top.lower() not in words("domains", "top"):
        return ""
    pieces = re.findall(r"[0-9]+|[^\W\d_]+|[^\w\s]|_", address)
    return " ".join(_ADDRESS_MARKS.get(piece, _name(piece)) for piece in pieces)


def _handle(part: str) -> str:
    return " underscore ".join(_name(piece) for piece in part.split("_"))


def _name(name: str) -> str:
    """A handle or hashtag, its humps and numbers apart."""
    pieces = re.findall("[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+|[^\\W\\d_A-Za-z]+", name)
    return " ".join(read(piece) if piece.isdigit() else _word(piece) for piece in pieces)


_READINGS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    ("(?:19|20)[0-9]{2}", lambda match: numerals.year(int(match[0]))),
    (NUMBER, lambda match: numerals.number(match[0])),
    (r"(?:'(?=[2-9])|(?=19|20))((?:19|20)?[0-9]0)'?s", _decade),
    ("([2-9]0)'s", _decade),
    (
        r"(?i:([ap]\.?m\.?|noon|midnight)[-–]([0-9]\S*|noon|midnight))",
        lambda match: f"{read(match[1])} to {read(match[2])}",
    ),
    ("([1-9][0-9]?)c", lambda match: f"{numerals.number(match[1])} {'cent' if match[1] == '1' else 'cents'}"),
    (r"(.*[0-9%])'s", lambda match: f"{read(match[1])}'s"),
    (
        "(480|576|720|1080|1440|2160)p([0-9]*)",
        lambda match: f"{numerals.year(int(match[1]))} P {match[2] and numerals.number(match[2])}".strip(),
    ),
    (r"(?:v(?=[0-9])|V(?=[0-9]+\.))([0-9]+(?:\.[0-9]+)*)", lambda match: f"version {read(match[1])}"),
    (
        "((?:19|20)[0-9]{2})/([0-9]{2})",
        lambda match: f"{numerals.year(int(match[1]))} {numerals.cardinal(int(match[2]))}",
    ),
    ("([A-G])#", lambda match: f"{match[1]} sharp"),
    (rf"({symbols()})-({NUMBER})", lambda match: f"minus {read(match[1] + match[2])}"),
    (rf"({NUMBER})(k|K|M|bn|B)", _magnitude),
    (rf"({NUMBER})([^\d\s–-]\D*)", _measure),
    (rf"({NUMBER}%)([^\W\d_]+)", lambda match: f"{read(match[1])} {read(match[2], shouted=True)}"),
    (rf"{_STARS}+", _stars),
    ("([0-9]+)['′]([0-9]+)″?", lambda match: f"{numerals.number(match[1])} foot {numerals.number(match[2])}"),
    ("B([0-9])G([0-9])", lambda match: f"buy {numerals.number(match[1])} get {numerals.number(match[2])}"),
    (rf"[xX×]({NUMBER})", lambda match: f"times {numerals.number(match[1])}"),
    (rf"[⌀Ø]({NUMBER}.*)", lambda match: f"diameter {read(match[1])}"),
    (rf"([+±<≤≥])({NUMBER}.*)", lambda match: f"{match[1]} {read(match[2])}"),
    (rf"({NUMBER})″[x×]({NUMBER}″)", lambda match: f"{numerals.number(match[1])} by {read(match[2])}"),
    (r"[Nn]°([0-9]+)", lambda match: f"number {numerals.number(match[1])}"),
    ("([01]?[0-9]|2[0-4])h([0-5][0-9])", lambda match: _clock(int(match[1]), int(match[2]))),
    ("1-800-([A-Z][A-Z0-9-]*)", lambda match: f"one eight hundred, {read(match[1])}"),
    (r"([^\W\d_]+)/(day|week|month|year|hour|night|person|serving)", lambda match: f"{match[1]} per {match[2]}"),
    (rf"f/({NUMBER})", lambda match: f"f {numerals.number(match[1])}"),
    (rf"({NUMBER})-?in", lambda match: f"{numerals.number(match[1])} {'inch' if match[1] == '1' else 'inches'}"),
    (rf"([0-9]+)/((?:{symbols()}){NUMBER})", lambda match: f"{numerals.number(match[1])} for {read(match[2])}"),
    (r"([0-9]+)[x×]([A-Z]+)", lambda match: f"{numerals.number(match[1])} times {_word(match[2])}"),
    (rf"({symbols()}){_PER}", lambda match: f"{match[1]}{per(match[2])}" if match[2] else ""),
    (r"([0-9]{1,2})[:.]([0-9]{2})([ap]m|[AP]M)", _time),
    (r"([0-9]{1,2}):([0-9]{2})()", _time),
    (r"([0-9]{1,2}[:.][0-9]{2})[-–]([0-9]{1,2}[:.][0-9]{2})", _times),
    (rf"({NUMBER}):({NUMBER})", _ratio),
    (
        "([0-9]{4})-([0-9]{2})-([0-9]{2})",
        lambda match: _month_day(int(match[2]), int(match[3]), numerals.year(int(match[1]))),
    ),
    (r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})", _full_date),
    ("([0-9,]*[0-9])(?:st|nd|rd|th|ST|ND|RD|TH)", lambda match: numerals.ordinal(int(match[1].replace(",", "")))),
    ("([0-9]+)/([0-9]+)", _fraction),
    (rf"({NUMBER})/([0-9]+)", lambda match: f"{numerals.number(match[1])} out of {numerals.number(match[2])}"),
    (r"\+?[0-9]{1,4}(?:-[0-9]{2,}){2,}|[0-9]{3}-[0-9]{4}", _phone),
    (rf"((?:{symbols()}))?({NUMBER}[^\W\d_%°]*%?)[-–~]((?:{symbols()})?{NUMBER}\S*)", _range),
    (rf"({NUMBER})[x×]({NUMBER}\S*)", _factors),
    (r"No\.([0-9]+)", lambda match: f"number {numerals.number(match[1])}"),
    ("#([0-9]+)", lambda match: f"number {numerals.number(match[1])}"),
    (r"#(\w+)", lambda match: f"hashtag {_name(match[1])}"),
    (r"@([\w.]+)", lambda match: "at " + " dot ".join(_handle(part) for part in match[1].split("."))),
    (r"(https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)|(?:[\w-]+\.)+[A-Za-z]{2,}(?:/\S*)?", _address),
    (rf"[~≈](\S*{NUMBER}\S*)", lambda match: f"about {read(match[1])}"),
    (rf">(\S*{NUMBER}\S*)", lambda match: f"over {read(match[1])}"),
    ("([0-9]+) ([0-9]+/[0-9]+)", lambda match: f"{numerals.number(match[1])} and {read(match[2])}"),
    ("([0-9]+) ([0-9]+/[0-9]+)(.+)", lambda match: f"{numerals.number(match[1])} and {read(match[2] + match[3])}"),
    (r"([0-9]+)/([0-9]+)([^\d/]+)", _part),
    (r"([^\W\d_]+)/([^\W\d_]+)", lambda match: f"{_letter_or_word(match[1])} or {_letter_or_word(match[2])}"),
    (r"(?:[A-Za-z]\.)+[A-Za-z]", lambda match: _letters(match[0].replace(".", ""))),
)
