"""Two projects that come from the same one, joined to one that holds the rules of a project."""

from pydantic import ValidationError

from adforge_core.errors import BadProject
from adforge_core.model.edits import opened_by_a_cut, with_takes_there
from adforge_core.model.project import Project
from adforge_core.project.merge import merge
from adforge_core.project.project_text import fields_of, impossible


def joined(base: Project, mine: Project, theirs: Project) -> tuple[Project, tuple[tuple[str, ...], ...]]:
    """Two projects that come from `base` as one, and the fields both have changed, in which `mine` stands.

    Raises BadProject where they make no project together.
    """
    merged = merge(fields_of(base), fields_of(mine), fields_of(theirs))
    try:
        project = Project.model_validate(merged.value)
    except ValidationError as error:
        raise impossible(error) from error
    if mine.scenes and theirs.scenes and not project.scenes:
        raise BadProject("An ad needs at least one scene.", "Another window deleted the others meanwhile.")
    # A number that a scene was called by is not free again because its plan is undone.
    numbered = max(one.scenes_numbered for one in (base, mine, theirs))
    whole = with_takes_there(project.model_copy(update={"scenes_numbered": numbered}))
    return opened_by_a_cut(whole), merged.conflicts


def without_rival_scenes(base: Project, current: Project, made: Project) -> Project:
    """What was `made` without the scenes it has numbered, where a plan saved meanwhile has numbered its own.

    The same number is another scene in each, and two storyboards are not one of them with the other's rest behind it.
    """
    if min(current.next_number, made.next_number) <= base.next_number:
        return made
    known = {scene.id for scene in base.scenes}
    return made.model_copy(update={"scenes": tuple(scene for scene in made.scenes if scene.id in known)})
