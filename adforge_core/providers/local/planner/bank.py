"""The copy banks: what a style may say in each role, read from the TOML files in copy/."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any

from adforge_core.model.brief import Style
from adforge_core.providers.local.planner.text import words


@dataclass(frozen=True)
class Entry:
    """One way to say something: its lines from longest to shortest, with slots, and the super that goes with them.

    One for `goods` speaks of a thing that is carried home; it suits no lesson and no plumber.
    """

    lines: tuple[str, ...]
    super: str = ""
    goods: bool = False


@dataclass(frozen=True)
class Bank:
    """Everything one style can say. `benefit` and `more` go by kind of fact; `none` is for a benefit without one."""

    hook: tuple[Entry, ...]
    problem: tuple[Entry, ...]
    proof: tuple[Entry, ...]
    call_to_action: tuple[Entry, ...]
    benefit: dict[str, tuple[Entry, ...]]
    more: dict[str, tuple[str, ...]]
    supers: dict[str, tuple[str, ...]]
    closer: tuple[str, ...]
    cta: tuple[str, ...]
    cta_goods: tuple[str, ...]


@cache
def bank(style: Style) -> Bank:
    """The copy that ships for `style`."""
    written = _read(f"{style.value}.toml")
    return Bank(
        hook=_entries(written["hook"]),
        problem=_entries(written["problem"]),
        proof=_entries(written["proof"]),
        call_to_action=_entries(written["call_to_action"]),
        benefit={kind: _entries(entries) for kind, entries in written["benefit"].items()},
        more={kind: tuple(lines) for kind, lines in written["more"].items()},
        supers={kind: tuple(lines) for kind, lines in written["super"].items()},
        closer=tuple(written["closer"]),
        cta=tuple(written["cta"]),
        cta_goods=tuple(written["cta_goods"]),
    )


def moments(style: Style, product: str, description: str) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Hooks and problems from the viewer's day around such a product.

    Empty for a kind of product that is not known, and for a style that has none for it.
    """
    named, told = set(words(product)), set(words(description))
    scored = [
        (3 * len(named & set(kind["words"])) + len(told & set(kind["words"])), kind)
        for kind in _read("moments.toml").values()
    ]
    score, kind = max(scored, key=lambda pair: pair[0])
    if score < 2 or style.value not in kind:
        return (), ()
    return _entries(kind[style.value]["hook"]), _entries(kind[style.value]["problem"])


@cache
def questions(style: Style) -> tuple[Entry, ...]:
    """Openings that ask the viewer something, for where a note wants a question."""
    return _entries(_read(f"{style.value}.toml")["questions"])


def _entries(written: list[Any]) -> tuple[Entry, ...]:
    return tuple(
        Entry(tuple(one["vo"]), one["super"], one.get("goods", False)) if isinstance(one, dict) else Entry(tuple(one))
        for one in written
    )


@cache
def _read(name: str) -> dict[str, Any]:
    return loads(files(__package__).joinpath("copy", name).read_text("utf-8"))
