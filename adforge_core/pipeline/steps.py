"""The status of each step of a project, and the time and cost to bring it up to date."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType

from adforge_core.model.edits import scene_of, selected, with_scene
from adforge_core.model.project import Project
from adforge_core.model.stages import Stage, Step
from adforge_core.model.value import Value
from adforge_core.pipeline.delivered import ad_key, changed_scenes, delivered
from adforge_core.pipeline.sound import bed_failed, bed_is_current, voice_is_current
from adforge_core.pipeline.storyboard import plan_key
from adforge_core.pipeline.takes import made_for, plate_key
from adforge_core.project.folder import ProjectFolder
from adforge_core.work.tasks import TaskKind
from adforge_core.work.timings import Timings


class State(StrEnum):
    """The states of a step."""

    EMPTY = "empty"
    READY = "ready"
    WORKING = "working"
    STALE = "stale"
    FAILED = "failed"


class StepStatus(Value):
    """The status of a step: its state, the reason, and the seconds and dollars to bring it up to date."""

    step: Step
    state: State
    why: str = ""
    seconds: float = 0.0
    cost_usd: float = 0.0


WORK: Mapping[str, Step] = {
    TaskKind.CUTOUT: Step.BRIEF,
    TaskKind.PLAN: Step.STORYBOARD,
    TaskKind.PLATE: Step.BACKGROUNDS,
    TaskKind.SOUND: Step.SOUND,
    TaskKind.RENDER: Step.DELIVER,
}
"""Which step each kind of background work belongs to."""


def stale_scenes(project: Project) -> tuple[str, ...]:
    """Returns the ids of scenes whose background is missing or no longer fits what the scene asks for."""
    return tuple(scene.id for scene in project.scenes if scene.take is None or not made_for(project, scene, scene.take))


def is_planned_from_another_brief(project: Project) -> bool:
    """Whether the brief or the photo changed since the storyboard was planned."""
    return bool(project.scenes and project.planned_from) and project.planned_from != plan_key(project)


def with_generated_plate(project: Project, id: str) -> Project:
    """Returns the project with a generated background for a scene, instead of the user's own file.

    A take that fits is selected. If there is none, the scene is stale.
    """
    generated = with_scene(project, id, own_plate="", own_edit=None)
    scene = scene_of(generated, id)
    key = plate_key(generated, scene)
    fitting = [take.id for take in scene.takes if take.made_from == key and take.format is project.format]
    return selected(generated, id, fitting[-1]) if fitting else generated


def step_statuses(
    folder: ProjectFolder,
    project: Project,
    timings: Timings,
    at_work: Collection[str] = (),
    costs_usd: Mapping[Step, float] = MappingProxyType({}),
) -> dict[Step, StepStatus]:
    """Returns the status of every step. `at_work` names the kinds of background work that are running, as in `WORK`.

    `costs_usd` is the cost of bringing each step up to date, from `estimate.costs_usd`; steps without one cost nothing.
    """
    found = {
        Step.BRIEF: _brief(project),
        Step.STORYBOARD: _storyboard(project, timings),
        Step.BACKGROUNDS: _backgrounds(project, timings),
        Step.PLACEMENT: _placement(project),
        Step.SOUND: _sound(project, timings),
        Step.DELIVER: _deliver(folder, project, timings),
    }
    for step, usd in costs_usd.items():
        found[step] = found[step].model_copy(update={"cost_usd": usd})
    for kind in at_work:
        at = WORK.get(kind)
        if at is not None:
            found[at] = found[at].model_copy(update={"state": State.WORKING, "why": "being made"})
    return found


def expected_rendering(project: Project, timings: Timings) -> tuple[dict[Stage, float], dict[Stage, int]]:
    """Returns the expected seconds of each stage of a rendering, and the number of its results."""
    scenes = len(project.scenes) or len(project.brief.scene_requests)
    parts = dict.fromkeys((Stage.PLACEMENT, Stage.SEGMENT), scenes) | dict.fromkeys((Stage.MIX, Stage.MASTER), 1)
    if overlaps := sum(scene.overlap > 0 for scene in project.scenes[1:]) if project.scenes else scenes - 1:
        parts[Stage.TRANSITION] = overlaps
    missing = sum(scene.take is None for scene in project.scenes) if project.scenes else scenes
    unspoken = sum(not voice_is_current(project, index) for index in range(len(project.scenes))) or (
        0 if project.scenes else 3 * scenes
    )
    parts |= {stage: count for stage, count in ((Stage.PLATE, missing), (Stage.VOICE, unspoken)) if count}
    if not project.scenes:
        parts |= dict.fromkeys((Stage.CUTOUT, Stage.PLAN, Stage.BED), 1)
    return {stage: timings.seconds(stage) * count for stage, count in parts.items()}, parts


def expected_planning(project: Project) -> dict[Stage, int]:
    """Returns the number of results of each stage of planning. Every version of a line is timed."""
    scenes = max(len(project.scenes), len(project.brief.scene_requests))
    return {Stage.PLAN: 1, Stage.VOICE: 3 * scenes, Stage.BED: 1}


def _brief(project: Project) -> StepStatus:
    if project.product is None:
        return StepStatus(step=Step.BRIEF, state=State.EMPTY, why="needs a product photo")
    if project.product.framed:
        shown = "shown whole" if project.product.fills_frame_in(project.brief) else "framed"
        why = f"the product could not be cut out, so its photo is {shown}"
        return StepStatus(step=Step.BRIEF, state=State.FAILED, why=why)
    return StepStatus(step=Step.BRIEF, state=State.READY)


def _storyboard(project: Project, timings: Timings) -> StepStatus:
    cost = sum(timings.seconds(stage) * count for stage, count in expected_planning(project).items())
    if not project.scenes:
        return StepStatus(step=Step.STORYBOARD, state=State.EMPTY, why="not planned yet", seconds=cost)
    if is_planned_from_another_brief(project):
        why = "planned from an earlier brief"
        return StepStatus(step=Step.STORYBOARD, state=State.STALE, why=why, seconds=cost)
    return StepStatus(step=Step.STORYBOARD, state=State.READY)


def _backgrounds(project: Project, timings: Timings) -> StepStatus:
    step = Step.BACKGROUNDS
    if not project.scenes:
        return StepStatus(step=step, state=State.EMPTY, why="needs the storyboard")
    stale = stale_scenes(project)
    cost = timings.seconds(Stage.PLATE) * len(stale)
    if all(scene.take is None for scene in project.scenes):
        return StepStatus(step=step, state=State.EMPTY, why="none made yet", seconds=cost)
    failed = [scene.id for scene in project.scenes if any(note.stage is Stage.PLATE for note in scene.fallbacks)]
    if failed:
        return StepStatus(step=step, state=State.FAILED, why=f"{_count(failed)} on a plain backdrop", seconds=cost)
    if stale:
        return StepStatus(step=step, state=State.STALE, why=f"{_count(stale)} to make", seconds=cost)
    return StepStatus(step=step, state=State.READY)


def _placement(project: Project) -> StepStatus:
    if not project.scenes or any(scene.take is None for scene in project.scenes):
        return StepStatus(step=Step.PLACEMENT, state=State.EMPTY, why="needs the backgrounds")
    return StepStatus(step=Step.PLACEMENT, state=State.READY)


def _sound(project: Project, timings: Timings) -> StepStatus:
    step = Step.SOUND
    if not project.scenes:
        return StepStatus(step=step, state=State.EMPTY, why="needs the storyboard")
    unspoken = [index for index in range(len(project.scenes)) if not voice_is_current(project, index)]
    music = not bed_is_current(project)
    cost = timings.seconds(Stage.VOICE) * len(unspoken) + timings.seconds(Stage.BED) * music
    silent = [scene for scene in project.scenes if scene.vo and scene.voice is None]
    failed = [scene for scene in silent if any(note.stage is Stage.VOICE for note in scene.fallbacks)]
    if failed or bed_failed(project):
        lacking = f"{_count(failed)} without a voice" if failed else "no music"
        return StepStatus(step=step, state=State.FAILED, why=lacking, seconds=cost)
    if unspoken or music:
        parts = ([f"{len(unspoken)} {'line' if len(unspoken) == 1 else 'lines'} to speak"] if unspoken else []) + (
            ["music to fit"] if music else []
        )
        return StepStatus(step=step, state=State.STALE, why=", ".join(parts), seconds=cost)
    return StepStatus(step=step, state=State.READY)


def _deliver(folder: ProjectFolder, project: Project, timings: Timings) -> StepStatus:
    step = Step.DELIVER
    if not project.scenes:
        return StepStatus(step=step, state=State.EMPTY, why="needs the storyboard")
    missing = sum(scene.take is None for scene in project.scenes)
    made = delivered(folder, project.format)
    cost = (
        timings.seconds(Stage.PLATE) * missing
        + timings.seconds(Stage.SEGMENT) * changed_scenes(made, project) / 2
        + sum(timings.seconds(stage) for stage in (Stage.MIX, Stage.MASTER))
    )
    if made is None:
        return StepStatus(step=step, state=State.EMPTY, why="not rendered yet", seconds=cost)
    if made.made_from != ad_key(project):
        return StepStatus(step=step, state=State.STALE, why="changed since it was rendered", seconds=cost)
    return StepStatus(step=step, state=State.READY)


def _count(scenes: Collection[object]) -> str:
    return f"{len(scenes)} {'scene' if len(scenes) == 1 else 'scenes'}"
