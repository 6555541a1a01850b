"""The sets by name."""

from typing import Protocol

from adforge_core.errors import StageFailed
from adforge_core.providers.local.sets import (
    arches,
    cyclorama,
    midnight,
    neon,
    paper,
    podium,
    stone,
    table,
    window,
)
from adforge_core.providers.local.sets.staging import Call, Staging


class Builder(Protocol):
    """Arranges one set. The same call always gives the same set."""

    def __call__(self, call: Call) -> Staging:
        """The set, ready to be photographed."""
        ...


_BUILDERS: dict[str, Builder] = {
    "arches": arches.build,
    "cyclorama": cyclorama.build,
    "midnight": midnight.build,
    "neon": neon.build,
    "paper": paper.build,
    "podium": podium.build,
    "stone": stone.build,
    "table": table.build,
    "window": window.build,
}


def names() -> tuple[str, ...]:
    """What the sets are called."""
    return tuple(sorted(_BUILDERS))


def builder(name: str) -> Builder:
    """The builder of the set called `name`."""
    try:
        return _BUILDERS[name]
    except KeyError:
        raise StageFailed(
            f"There is no set called {name!r}." if name else "The scene names no set.",
            f"Choose one of {', '.join(sorted(_BUILDERS))}.",
        ) from None
