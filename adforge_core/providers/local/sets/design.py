"""What the studio knows of a set: how it is built, what it is called, and when it is used."""

from dataclasses import dataclass
from typing import Literal, Protocol

from adforge_core.model.brief import Pose, Style
from adforge_core.model.placement import Plane
from adforge_core.model.shots import Light
from adforge_core.providers.local.sets.staging import Call, Staging


class Builder(Protocol):
    """Arranges one set. The same call always gives the same set."""

    def __call__(self, call: Call) -> Staging:
        """The set, ready to be photographed.

        The product will stand at the origin, on something the set puts there; nothing may hide that from the camera.
        """
        ...


@dataclass(frozen=True)
class SetDesign:
    """One set. Planner, notes, prompts and pages read this and nothing else about it.

    `name` is what people call it: on pages, in notes, and in saved projects. `about` describes the empty set in a few
    words: plate prompts begin with it, and language models choose by it. `suits` are the styles that use the set. A
    note that has one of `words`, in small letters, asks for it. `tone` says that the set is dark or bright in any
    palette. `goods` are words of the products that are at home there, in small letters and the singular: it is
    chosen for them first, and a `strict` set for nothing else. `level` is the least the camera looks down, in degrees.
    `lights` are the ways in which its lamps can move besides being on: its builder says which lamps go out.
    A `retired` set is built where a project or a person names it, and chosen no more.

    `poses` are those a product can have in it. A `plane` other than a floor is built upright at z = 0, square to the
    camera: a table seen from straight above is built like a wall.
    """

    name: str
    about: str
    build: Builder
    suits: frozenset[Style]
    words: frozenset[str]
    tone: Literal["dark", "bright", ""] = ""
    goods: frozenset[str] = frozenset()
    strict: bool = False
    level: float = 10.5
    retired: bool = False
    lights: tuple[Light, ...] = ()
    poses: frozenset[Pose] = frozenset({Pose.STANDING, Pose.FLOATING})
    plane: Plane = Plane.FLOOR
