"""The tables of spoken.toml: how things that are written short are said."""

from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any


@cache
def _tables() -> dict[str, Any]:
    return loads(files("adforge_core.providers.local").joinpath("spoken.toml").read_text("utf-8"))


def table(name: str) -> dict[str, Any]:
    """One table of spoken.toml."""
    entries: dict[str, Any] = _tables()[name]
    return entries


@cache
def words(table_name: str, key: str) -> frozenset[str]:
    """The words listed under one key of a table."""
    return frozenset(_tables()[table_name][key].split())
