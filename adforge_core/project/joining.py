"""Merges two projects with a common base into a valid project."""

from typing import Any

from pydantic import ValidationError

from adforge_core.errors import BadProject
from adforge_core.model.edits import opened_by_a_cut, with_takes_there
from adforge_core.model.project import Project
from adforge_core.model.shots import MOST_SHOTS, Shot, shots_lasting
from adforge_core.project.merge import merge
from adforge_core.project.project_text import fields_of, impossible


def joined(base: Project, mine: Project, theirs: Project) -> tuple[Project, tuple[tuple[str, ...], ...]]:
    """Merges two projects that began from `base`. Returns also the fields both changed, which have the value of `mine`.

    Raises BadProject if the result is not a valid project.
    """
    merged = merge(fields_of(base), fields_of(mine), fields_of(theirs))
    try:
        misfits = _fit_shots(merged.value)
        project = Project.model_validate(merged.value)
    except ValidationError as error:
        raise impossible(error, theirs) from error
    if mine.scenes and theirs.scenes and not project.scenes:
        raise BadProject("An ad needs at least one scene.", "Another window has deleted the others.")
    # Scene numbers are never reused, even if their plan is undone.
    numbered = max(one.scenes_numbered for one in (base, mine, theirs))
    whole = with_takes_there(project.model_copy(update={"scenes_numbered": numbered}))
    # Lengths that do not add up follow from any other conflict over the shots of a scene.
    disputed = {path[:3] for path in merged.conflicts}
    return opened_by_a_cut(whole), merged.conflicts + tuple(path for path in misfits if path[:3] not in disputed)


def _fit_shots(fields: dict[str, Any]) -> tuple[tuple[str, ...], ...]:
    """Fits the shots of each scene in `fields` to its length. Returns the paths of those that did not add up.

    Two edits that each keep a scene's length may not do so together: each gave other frames to the same shot.
    """
    misfits = []
    for scene in fields["scenes"]:
        shots = [Shot.model_validate(shot) for shot in scene["shots"]]
        if shots and (sum(shot.frames for shot in shots) != scene["frames"] or len(shots) > MOST_SHOTS):
            fitted = shots_lasting(shots[:MOST_SHOTS], scene["frames"])
            scene["shots"] = [shot.model_dump(mode="json") for shot in fitted]
            misfits.append(("scenes", scene["id"], "shots", "lengths"))
    return tuple(misfits)


def without_rival_scenes(base: Project, current: Project, made: Project) -> Project:
    """Returns `made` without its newly numbered scenes, if a plan saved meanwhile has numbered its own.

    The same number means different scenes in the two, and mixing two storyboards gives neither.
    """
    if min(current.next_number, made.next_number) <= base.next_number:
        return made
    known = {scene.id for scene in base.scenes}
    return made.model_copy(update={"scenes": tuple(scene for scene in made.scenes if scene.id in known)})


def without_rival_shots(base: Project, current: Project, made: Project) -> Project:
    """Returns `made` with the shots of `current` in each scene in which both have changed them.

    The shots of a scene belong together: a mix of two ways to cut it is neither.
    """
    old, now = ({scene.id: scene.shots for scene in project.scenes} for project in (base, current))
    for scene in made.scenes:
        if scene.id in old and now.get(scene.id, old[scene.id]) != old[scene.id] != scene.shots:
            shots = shots_lasting(now[scene.id], scene.frames)
            made = made.with_scene(scene.model_copy(update={"shots": shots}))
    return made
