"""The sets there are."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from adforge_core.errors import StageFailed
from adforge_core.providers.local.sets.design import SetDesign

_MODULES = (
    "cyclorama",
    "stone",
    "arches",
    "paper",
    "midnight",
    "window",
    "table",
    "neon",
    "podium",
    "bathroom",
    "desk",
    "cafe",
    "wardrobe",
    "moss",
    "sand",
    "street",
    "linen",
    "skyline",
    "roll",
)
"""One line a set: the module whose `SET` describes it. Prompts list the sets in this order: new ones go to the end."""


def _designs() -> dict[str, SetDesign]:
    designs: list[SetDesign] = [import_module(f"{__package__}.{module}").SET for module in _MODULES]
    return {design.name: design for design in designs}


SETS: Mapping[str, SetDesign] = MappingProxyType(_designs())
"""The sets by name."""


def design_of(name: str) -> SetDesign:
    """The set called `name`. Raises StageFailed where there is none."""
    if name not in SETS:
        raise StageFailed(
            f"There is no set called {name!r}." if name else "The scene names no set.",
            f"Choose one of {', '.join(sorted(SETS))}.",
        )
    return SETS[name]
