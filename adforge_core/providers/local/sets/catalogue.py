"""The sets there are."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from adforge_core.errors import StageFailed
from adforge_core.model.brief import Pose, Style
from adforge_core.model.shots import Light
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
    "sheets",
    "tablecloth",
    "planks",
    "slab",
    "pegs",
    "panelling",
    "corner",
    "brick",
)
"""One line a set: the module whose `SET` describes it. Prompts list the sets in this order: new ones go to the end."""


def _designs() -> dict[str, SetDesign]:
    designs: list[SetDesign] = [import_module(f"{__package__}.{module}").SET for module in _MODULES]
    return {design.name: design for design in designs}


SETS: Mapping[str, SetDesign] = MappingProxyType(_designs())
"""The sets by name."""


def sets_for(pose: Pose) -> Mapping[str, SetDesign]:
    """The sets in which a product can have this pose, by name, in their order."""
    return {name: design for name, design in SETS.items() if pose in design.poses}


def set_in_pose(name: str, pose: Pose, seed: int, style: Style | None = None, beside: str = "") -> str:
    """The set called `name` if the pose is possible there, else one for it: by `seed`, one of the style, if any.

    It is another one than that of the scene `beside` it, if there is another.

    A name that is none of the sets' stays as it is for a standing product.
    """
    suited = sets_for(pose)
    if name in suited or (pose is Pose.STANDING and name not in SETS):
        return name
    for_all = [other for other, design in suited.items() if not design.goods and not design.retired]
    own = [other for other in for_all if style in SETS[other].suits] or for_all
    own = [other for other in own if other != beside] or own
    return own[seed % len(own)]


def lights_of(name: str) -> tuple[Light, ...]:
    """The ways in which the lamps of the set called `name` can move; none if there is no such set."""
    return SETS[name].lights if name in SETS else ()


def design_of(name: str) -> SetDesign:
    """The set called `name`. Raises StageFailed where there is none."""
    if name not in SETS:
        raise StageFailed(
            f"There is no set called {name!r}." if name else "The scene names no set.",
            f"Choose one of {', '.join(sorted(SETS))}.",
        )
    return SETS[name]
