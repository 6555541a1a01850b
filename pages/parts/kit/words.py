"""How numbers, names and plain text are written on pages."""

import re
from datetime import UTC, datetime

from pydantic import ValidationError

from adforge_core.providers.vendors import VENDORS


def plain(text: str) -> str:
    """`text` as Markdown that reads as written, on one line: two prices are no formula, a bracket no link."""
    return re.sub(r"([\\`*_\[\]<>$~:#&])", r"\\\1", re.sub(r"\s*\n\s*", " ", text))


def opened(words: str) -> str:
    """The words of the button whose scene or shot is open, by which the style sheet knows it.

    The button's type would say it too, but a button of another type is a new one in the browser and has no focus.
    """
    return f"**{words}**"


def sentence(words: str) -> str:
    """The words with a capital to begin with."""
    return words[:1].upper() + words[1:]


def duration(seconds: float) -> str:
    """About how long, in words: "about 8 s", "about 2 min"."""
    if seconds < 1:
        return "a moment"
    return f"about {seconds:.0f} s" if seconds < 90 else f"about {seconds / 60:.0f} min"


def clock(at: datetime) -> str:
    """The time of day where the studio runs, with the day where that is another one: "14:05", "3 May, 14:05"."""
    here = at.astimezone()
    return f"{here:%H:%M}" if here.date() == datetime.now().astimezone().date() else f"{here.day} {here:%B, %H:%M}"


def dollars(amount: float) -> str:
    """An amount of money: "$0", "under $0.01", "$0.04"."""
    if 0 < amount < 0.005:
        return "under $0.01"
    return "$0" if amount == 0 else f"${amount:.2f}"


def price(seconds: float, usd: float = 0.0) -> str:
    """The time and price of something: "about 12 s, $0"."""
    return f"{duration(seconds)}, {dollars(usd)}"


def spending(word: str, usd: float) -> str:
    """A button's label, with what pressing it costs: "Speak the line · $0.02"."""
    return f"{word} · {dollars(usd)}" if usd else word


def counted(count: int, thing: str) -> str:
    """A count with its noun: "1 scene", "3 scenes"."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def megabytes(size: int) -> str:
    """An amount of disk space: "under 1 MB", "12 MB", "1.3 GB"."""
    if size < 1e6:
        return "under 1 MB"
    return f"{size / 1e6:.0f} MB" if size < 1e9 else f"{size / 1e9:.1f} GB"


def amount(units: float, unit: str) -> str:
    """An amount in a service's unit: "1 run", "5 seconds", "2.5 seconds of work", "0.012 million tokens"."""
    first, *rest = unit.split(" ")
    if first not in {"million", ""}:
        first = first.removesuffix("s") + ("" if units == 1 else "s")
    return " ".join((f"{units:g}", first, *rest)).strip()


def invalid(error: ValidationError) -> str:
    """The first thing that is wrong with a value, as a sentence."""
    first = error.errors()[0]
    limits = first.get("ctx", {})
    match first["type"]:
        case "string_too_short":
            return "This cannot be empty."
        case "string_too_long":
            return f"This is too long: {len(str(first['input'])):,} characters, at most {limits['max_length']:,}."
        case "too_long":
            return f"That is too many: {limits['actual_length']}, at most {limits['max_length']}."
        case "less_than_equal":
            return f"This can be at most {limits['le']:g}."
        case "greater_than_equal":
            return f"This must be at least {limits['ge']:g}."
    message = first["msg"].removeprefix("Value error, ").rstrip(".")
    return f"{sentence(message)}."


_MAKERS = {
    "local": "the studio's own planner",
    "u2netp": "the studio's own model, u2netp",
    "sets": "the studio's own sets",
    "sweep": "a plain backdrop",
    "hibari": "the studio's own voice",
    "kokoro": "the studio's extra voices",
    "music library": "the studio's own music",
    "own": "your own file",
    "recording": "your recording",
    "captions": "captions, without a voice",
    **{vendor.name: vendor.title for vendor in VENDORS},
}


def maker(provider: str) -> str:
    """A provider's name, in words."""
    return _MAKERS.get(provider, provider)


def named(words: str) -> str:
    """A fallback's "a background by sets" with the provider in words."""
    what, by, provider = words.rpartition(" by ")
    return f"{what}{by}{maker(provider)}"


def scene_title(number: int, role: str) -> str:
    """What a scene is called on pages, by its number from 1 and its role."""
    return f"{number} · {role.capitalize()}"


def ago(then: datetime) -> str:
    """How long ago, in words: "just now", "5 min ago", "yesterday", "3 Nov 2026"."""
    seconds = (datetime.now(UTC) - then).total_seconds()
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{seconds / 60:.0f} min ago"
    if seconds < 86_400:
        return f"{seconds / 3600:.0f} h ago"
    return "yesterday" if seconds < 172_800 else f"{then.day} {then:%b %Y}"
