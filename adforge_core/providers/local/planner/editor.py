"""The keyless editor: other words for a line, and what a note in plain words changes in an ad that is there."""

from collections.abc import Iterator
from functools import reduce

from adforge_core.errors import BadProject, StageFailed
from adforge_core.model.edits import scene_of
from adforge_core.model.look import Look
from adforge_core.model.patch import AD_FIELDS, Change, Patch
from adforge_core.model.project import Product, Project
from adforge_core.model.storyboard import Plan, PlannedScene, Scene
from adforge_core.providers.base import PlanRequest, ReviseRequest, RewriteRequest
from adforge_core.providers.local.planner import LocalPlanner
from adforge_core.providers.local.planner.facts import facts_of
from adforge_core.providers.local.planner.look import relit
from adforge_core.providers.local.planner.names import names_of
from adforge_core.providers.local.planner.notes import understand

_VERSIONS = 3
_TRIES = 6
_LONGER = 1.15
"""How many more letters than the line it replaces another may have: the scene's length stays."""

_SHORT = 30
"""The letters of a line that fits almost every scene."""


class LocalEditor:
    """Edits with what the local planner understands of notes and knows of ways to say things."""

    name = "local"
    version = "1"

    def rewrite(self, request: RewriteRequest) -> tuple[str, ...]:
        """Other lines the planner would write for the scene's place. Raises StageFailed where it knows none."""
        project, scene = request.project, scene_of(request.project, request.scene)
        place = project.scenes.index(scene)
        found: dict[str, None] = {}
        for further in range(1, _TRIES + 1):
            planned = _planned(project, project.seed + request.seed + further, request.note)
            alike = [one for at, one in enumerate(planned.scenes) if at == place or one.role is scene.role]
            found |= dict.fromkeys(line for one in alike for line in one.lines)
        room = _LONGER * max(len(scene.vo), _SHORT)
        fitting = [line for line in (*found, *scene.lines) if line != scene.vo and len(line) <= room]
        told = _told(project, scene.vo)
        # Another version tells the same facts, where one is known: the others are told elsewhere.
        fitting = [line for line in fitting if _told(project, line) == told] or fitting
        if not fitting:
            raise StageFailed("No other version of this line was found.", "Rewrite it yourself.")
        return tuple(dict.fromkeys(sorted(fitting, key=lambda line: abs(len(line) - len(scene.vo)))))[:_VERSIONS]

    def revise(self, request: ReviseRequest) -> Patch:
        """What the note changes: of the look there is, and of the scenes where the planner would now plan otherwise."""
        project = request.project
        if project.look is None:
            raise BadProject("There is no storyboard yet.", "Plan it first.")
        requests = understand(request.note, project.brief, proposing=True)
        changes = list(_look_changes(project.look, relit(project.look, _product(project), requests)))
        if requests.another:
            # Nothing particular was asked for, and another plan altogether is not a revision of this one.
            return Patch(changes=tuple(changes), understood=requests.understood)
        before, after = (_planned(project, project.seed, note) for note in ("", request.note))
        for field in ("offer", "cta", "mood"):
            if getattr(before, field) != getattr(after, field):
                changes.append(Change(field=field, value=getattr(after, field)))
        for scene, old, new in zip(project.scenes, before.scenes, after.scenes, strict=False):
            if not scene.locked:
                changes += _scene_changes(scene, old, new)
        return Patch(changes=tuple(changes), understood=requests.understood)


def _product(project: Project) -> Product:
    if project.product is None:
        raise BadProject("There is no product photo yet.", "Add one to the brief first.")
    return project.product


def _told(project: Project, line: str) -> set[str]:
    """The brief's facts that a line tells."""
    brief = project.brief
    return {fact.text for fact in facts_of(brief, names_of(brief)) if fact.told_in(line)}


def _planned(project: Project, seed: int, note: str) -> Plan:
    request = PlanRequest(brief=project.brief, product=_product(project), seed=seed, note=note)
    return LocalPlanner().plan(request)


def _look_changes(before: Look, after: Look) -> Iterator[Change]:
    for field in AD_FIELDS:
        kind, *names = field.split(".")
        if kind == "look":
            old, new = (reduce(getattr, names, look) for look in (before, after))
            if old != new:
                yield Change(field=field, value=new)


def _scene_changes(scene: Scene, old: PlannedScene, new: PlannedScene) -> Iterator[Change]:
    if old.lines != new.lines and new.lines:
        spoken = min(new.lines, key=lambda line: abs(len(line) - len(scene.vo)))
        yield Change(scene=scene.id, field="vo", value=spoken)
    for field in ("super", "plate_prompt", "set", "camera", "motion"):
        if getattr(old, field) != getattr(new, field):
            yield Change(scene=scene.id, field=field, value=str(getattr(new, field)))
    if old.transition.kind is not new.transition.kind:
        yield Change(scene=scene.id, field="transition", value=new.transition.kind.value)
