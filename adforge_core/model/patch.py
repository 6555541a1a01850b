"""A proposed change to a project, shown to the marketer before it is applied."""

from enum import StrEnum
from typing import Any, TypeVar

from pydantic import Field, ValidationError

from adforge_core.errors import BadProject
from adforge_core.model.edits import scene_of, with_scene
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.project import Project
from adforge_core.model.shot_edits import with_shot
from adforge_core.model.shot_list import shot_list, with_shot_list
from adforge_core.model.storyboard import Transition, TransitionKind
from adforge_core.model.value import Value

AD_FIELDS = (
    "look.lighting", "look.camera", "look.texture", "look.mood",
    "look.palette.background", "look.palette.surface", "look.palette.accent",
    "look.grade.contrast", "look.grade.saturation", "look.grade.warmth", "look.grade.vignette",
    "look.key_light.azimuth", "look.key_light.elevation", "look.key_light.softness",
    "offer", "cta", "mood",
    "sound.speed", "sound.voice_level", "sound.bed_level", "sound.music",
)  # fmt: skip
"""The fields of the whole ad that a patch may set: dotted paths from the project inwards."""

SCENE_FIELDS = ("vo", "super", "plate_prompt", "set", "camera", "motion", "transition", "shots")
"""The fields of one scene that a patch may set."""

_OF_SHOTS = ("camera", "motion")
"""Those that are its first shot's, if the scene is cut."""


Kind = TypeVar("Kind", bound=StrEnum)


class Change(Value):
    """One field to set: of the scene with the id `scene`, or of the whole ad where that is empty."""

    scene: str = ""
    field: str
    value: str | float


class Patch(Value):
    """Changes that are applied together. `understood` says what was understood of the note and what cannot be done."""

    changes: tuple[Change, ...] = Field(default=(), max_length=60)
    understood: str = ""


def patched(project: Project, patch: Patch) -> Project:
    """Returns the project with all changes applied. Raises BadProject for a field that cannot take its value."""
    for change in patch.changes:
        try:
            project = _scene_changed(project, change) if change.scene else _ad_changed(project, change)
        except ValidationError as error:
            raise _impossible(change, error.errors()[0]["msg"]) from error
    return project


def value_before(project: Project, change: Change) -> str | float:
    """Returns the present value of the field that `change` sets. Raises BadProject if there is no such field."""
    if change.scene:
        if change.field not in SCENE_FIELDS:
            raise _impossible(change, "there is no such field")
        scene = scene_of(project, change.scene)
        if change.field == "shots":
            return shot_list(scene)
        value = getattr(scene.coverage[0] if change.field in _OF_SHOTS else scene, change.field)
        return str(value.kind) if isinstance(value, Transition) else str(value)
    value = _nested(project, change)
    for name in change.field.split("."):
        value = value[name]
    return value if isinstance(value, float) else str(value)


def _scene_changed(project: Project, change: Change) -> Project:
    known = value_before(project, change)
    if change.value == known:
        return project
    value: object = change.value
    if change.field == "shots":
        return with_shot_list(project, change.scene, str(change.value))
    if change.field == "transition":
        kind = _one_of(TransitionKind, change)
        value = {"kind": kind, "frames": 0 if kind is TransitionKind.CUT else 10}
    elif change.field in _OF_SHOTS:
        value = _one_of(CameraMove if change.field == "camera" else Motion, change)
        for shot in scene_of(project, change.scene).shots[:1]:
            project = with_shot(project, change.scene, shot.id, **{change.field: value})
    return with_scene(project, change.scene, **{change.field: value})


def _one_of(kinds: type[Kind], change: Change) -> Kind:
    try:
        return kinds(str(change.value))
    except ValueError:
        raise _impossible(change, f"it must be one of {', '.join(kind.value for kind in kinds)}") from None


def _ad_changed(project: Project, change: Change) -> Project:
    whole = _nested(project, change)
    *outer, last = change.field.split(".")
    inner = whole
    for name in outer:
        inner = inner[name]
    inner[last] = change.value
    return Project.model_validate(whole)


def _nested(project: Project, change: Change) -> dict[str, Any]:
    if change.field not in AD_FIELDS:
        raise _impossible(change, "there is no such field")
    if project.look is None:
        raise BadProject("There is no storyboard yet.", "Plan it first.")
    return project.model_dump()


def _impossible(change: Change, why: str) -> BadProject:
    where = f"{change.field} of {change.scene}" if change.scene else change.field
    return BadProject(f"{where} cannot become {str(change.value)[:80]!r}: {why}.", "Rephrase the note.")
