"""How numbers and plain text are said on pages."""

import re
from datetime import UTC, datetime


def plain(text: str) -> str:
    """`text` as Markdown that reads as written: two prices are no formula, a bracket no link."""
    return re.sub(r"([\\`*_\[\]<>$~:#])", r"\\\1", text)


def duration(seconds: float) -> str:
    """About how long, in words: "about 8 s", "about 2 min"."""
    if seconds < 1:
        return "a moment"
    return f"about {seconds:.0f} s" if seconds < 90 else f"about {seconds / 60:.0f} min"


def dollars(amount: float) -> str:
    """An amount of money: "$0", "$0.04"."""
    return "$0" if amount == 0 else f"${amount:.2f}"


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
