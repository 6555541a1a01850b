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
    """Everything one style can say.

    `hook` goes by what the ad opens with, `audience` by how the audience is known, `benefit` and `more` by kind of
    fact; `benefit["none"]` is for a scene without one. `opening` says how often the hook opens with what, and
    `offer_shown` how often it shows the offer beside the fact that it says.
    """

    hook: dict[str, tuple[Entry, ...]]
    audience: dict[str, tuple[Entry, ...]]
    benefit: dict[str, tuple[Entry, ...]]
    proof: tuple[Entry, ...]
    leads: tuple[Entry, ...]
    signs: tuple[Entry, ...]
    more: dict[str, tuple[str, ...]]
    closer: tuple[str, ...]
    cta: tuple[str, ...]
    cta_goods: tuple[str, ...]
    opening: dict[str, int]
    offer_shown: float


@cache
def bank(style: Style) -> Bank:
    """The copy that ships for `style`."""
    written = _read(f"{style.value}.toml")
    return Bank(
        hook=_by_kind(written["hook"]),
        audience=_by_kind(written["audience"]),
        benefit=_by_kind(written["benefit"]),
        proof=_entries(written["proof"]["said"]),
        leads=_entries(written["call_to_action"]["lead"]),
        signs=_entries(written["more"]["name"]),
        more={kind: tuple(lines) for kind, lines in written["more"].items() if kind != "name"},
        closer=tuple(written["closer"]),
        cta=tuple(written["cta"]),
        cta_goods=tuple(written["cta_goods"]),
        opening=written["opening"],
        offer_shown=written["offer_shown"],
    )


def moments(style: Style, product: str, description: str) -> tuple[Entry, ...]:
    """Moments of the viewer's day around such a product.

    Empty for a kind of product that is not known, and for a style that has none for it.
    """
    named, told = set(words(product)), set(words(description))
    scored = [
        (3 * len(named & set(kind["words"])) + len(told & set(kind["words"])), kind)
        for kind in _read("moments.toml").values()
    ]
    score, kind = max(scored, key=lambda pair: pair[0])
    return _entries(kind.get(style.value, [])) if score >= 2 else ()


def _by_kind(written: dict[str, list[Any]]) -> dict[str, tuple[Entry, ...]]:
    return {kind: _entries(entries) for kind, entries in written.items()}


def _entries(written: list[Any]) -> tuple[Entry, ...]:
    return tuple(
        Entry(tuple(one["vo"]), one["super"], one.get("goods", False)) if isinstance(one, dict) else Entry(tuple(one))
        for one in written
    )


@cache
def _read(name: str) -> dict[str, Any]:
    return loads(files(__package__).joinpath("copy", name).read_text("utf-8"))
