"""How the six steps stand: an edit makes stale what depends on it, and nothing else."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from adforge_core.errors import BadProject
from adforge_core.model.brief import Pose
from adforge_core.model.edits import placed, reframed, with_brand, with_brief, with_scene
from adforge_core.model.formats import Format
from adforge_core.model.placement import Motion, Placement
from adforge_core.model.project import Project
from adforge_core.model.shots import Shot
from adforge_core.model.sound import BedTake
from adforge_core.model.stages import Stage, Step
from adforge_core.model.storyboard import Fallback
from adforge_core.pipeline.poses import with_pose
from adforge_core.pipeline.steps import (
    State,
    is_planned_from_another_brief,
    stale_scenes,
    step_statuses,
    with_generated_plate,
)
from adforge_core.pipeline.storyboard import plan_key
from adforge_core.pipeline.takes import plate_key
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.library import Library
from adforge_core.work.timings import Timings
from tests.placed import begin_placed


@pytest.fixture
def folder(tmp_path: Path) -> ProjectFolder:
    """An ad whose every step but the last is done; it has no lines to speak."""
    folder = begin_placed(Library(tmp_path))
    project = folder.load()
    bed = BedTake(track="t", frames=project.frames, tempo=90, beats=(), media="m", provider="test")
    sound = project.sound.model_copy(update={"bed": bed})
    folder.revisions.replace(project.model_copy(update={"sound": sound, "planned_from": plan_key(project)}))
    return folder


def states(folder: ProjectFolder, project: Project, *at_work: str) -> dict[Step, State]:
    found = step_statuses(folder, project, Timings(folder.folder / "timings.json"), at_work)
    return {step: standing.state for step, standing in found.items()}


def test_all_is_ready_before_an_edit(folder: ProjectFolder) -> None:
    found = states(folder, folder.load())
    assert found.pop(Step.DELIVER) is State.EMPTY
    assert set(found.values()) == {State.READY}


EDITS: dict[str, tuple[Callable[[Project], Project], set[Step]]] = {
    "the offer": (lambda project: with_brief(project, offer="Half price"), {Step.STORYBOARD}),
    "the brand": (lambda project: with_brand(project, name="Other"), {Step.STORYBOARD}),
    "a description": (lambda project: with_scene(project, "scene-2", plate_prompt="A beach"), {Step.BACKGROUNDS}),
    "a set": (lambda project: with_scene(project, "scene-2", set="arches"), {Step.BACKGROUNDS}),
    "a line": (lambda project: with_scene(project, "scene-2", vo="Good evening."), {Step.SOUND}),
    "a length": (lambda project: with_scene(project, "scene-2", frames=90), {Step.SOUND}),
    "the words on screen": (lambda project: with_scene(project, "scene-2", super="Good evening"), set()),
    "a placement": (lambda project: placed(project, ["scene-2"], Placement(x=0.3, y=0.5, scale=1)), set()),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_makes_stale_what_depends_on_it_only(folder: ProjectFolder, name: str) -> None:
    change, expected = EDITS[name]
    before, project = folder.load(), folder.load()
    after = states(folder, change(project))
    assert {step for step, state in after.items() if state is not states(folder, before)[step]} == expected
    assert all(after[step] is State.STALE for step in expected)


def test_a_stale_step_says_what_refreshing_it_takes_by_what_it_took_before(folder: ProjectFolder) -> None:
    timings = Timings(folder.folder / "timings.json")
    project = with_scene(folder.load(), "scene-2", plate_prompt="A beach")
    one = step_statuses(folder, project, timings)[Step.BACKGROUNDS]
    two = step_statuses(folder, with_scene(project, "scene-3", plate_prompt="A beach"), timings)[Step.BACKGROUNDS]
    assert one.seconds == timings.seconds(Stage.PLATE)
    assert two.seconds == 2 * one.seconds
    assert (one.cost_usd, one.why) == (0, "1 scene to make")


def test_sound_that_nobody_could_make_has_failed(folder: ProjectFolder) -> None:
    note = Fallback(stage="bed", wanted="music", used="no music", why="It is not there.")
    project = folder.load().model_copy(update={"mood": "calm", "fallbacks": (note,)})
    silent = project.model_copy(update={"sound": project.sound.model_copy(update={"bed": None})})
    assert states(folder, project)[Step.SOUND] is State.READY, "somebody else has made it"
    assert states(folder, silent)[Step.SOUND] is State.FAILED
    assert states(folder, silent.model_copy(update={"mood": ""}))[Step.SOUND] is State.READY, "none is wanted"


def test_another_format_has_no_backgrounds_until_it_is_taken_back(folder: ProjectFolder) -> None:
    square = reframed(folder.load(), Format.SQUARE)
    assert states(folder, square)[Step.BACKGROUNDS] is State.EMPTY
    assert states(folder, square)[Step.PLACEMENT] is State.EMPTY
    assert states(folder, reframed(square, Format.VERTICAL))[Step.BACKGROUNDS] is State.READY


def test_what_is_lesser_than_asked_for_has_failed_and_what_is_being_made_is_at_work(folder: ProjectFolder) -> None:
    note = Fallback(stage="plate", wanted="a set", used="a plain sweep", why="It rained.")
    project = with_scene(folder.load(), "scene-1", fallbacks=(note,))
    assert states(folder, project)[Step.BACKGROUNDS] is State.FAILED
    assert states(folder, project, "plate")[Step.BACKGROUNDS] is State.WORKING


def test_a_take_of_an_earlier_studio_is_not_out_of_date_until_another_description_is_asked_for(
    folder: ProjectFolder,
) -> None:
    project = folder.load()
    (scene, *_) = project.scenes
    assert scene.take is not None
    older = with_scene(project, scene.id, takes=(scene.take.model_copy(update={"made_from": ""}),))
    assert stale_scenes(older) == ()
    assert stale_scenes(with_scene(older, scene.id, plate_prompt="A beach")) == (scene.id,)


def test_a_generated_plate_comes_back_where_one_fits_and_else_the_scene_is_stale(folder: ProjectFolder) -> None:
    project = folder.load()
    made = project.scenes[0].selected_take
    own = with_scene(project, "scene-1", own_plate="mine.png", selected_take="")
    assert stale_scenes(own) == ("scene-1",)
    back = with_generated_plate(own, "scene-1")
    assert (back.scenes[0].own_plate, back.scenes[0].selected_take) == ("", made)
    assert stale_scenes(back) == ()
    elsewhere = with_generated_plate(with_scene(own, "scene-1", plate_prompt="A beach"), "scene-1")
    assert stale_scenes(elsewhere) == ("scene-1",)


def test_another_pose_keeps_the_storyboard_and_needs_other_backgrounds(folder: ProjectFolder) -> None:
    standing = folder.load()
    hung = with_pose(standing, Pose.HANGING)
    assert not is_planned_from_another_brief(hung)
    assert stale_scenes(hung) == tuple(scene.id for scene in hung.scenes)
    assert [scene.vo for scene in hung.scenes] == [scene.vo for scene in standing.scenes]
    judged = with_pose(hung, None)
    assert judged.pose is Pose.STANDING
    assert [scene.set for scene in judged.scenes] == [scene.set for scene in standing.scenes]


def test_a_scene_gets_back_what_it_had_in_an_earlier_pose(folder: ProjectFolder) -> None:
    shots = (Shot(id="a", frames=30, motion=Motion.FLOAT), Shot(id="b", frames=30, motion=Motion.RISE))
    standing = with_scene(folder.load(), "scene-2", set="arches", motion=Motion.FLOAT, shots=shots)
    standing = placed(standing, ["scene-2"], Placement(x=0.3, y=0.7, scale=0.4))
    take = standing.scenes[1].takes[0]
    newer = take.model_copy(update={"id": "take-2", "made_from": plate_key(standing, standing.scenes[1])})
    first = newer.model_copy(update={"id": "take-1"})
    standing = with_scene(standing, "scene-2", takes=(first, newer), selected_take="take-1")
    hung = placed(with_pose(standing, Pose.HANGING), ["scene-2"], None)
    assert not {shot.motion for shot in hung.scenes[1].shots} & {Motion.FLOAT, Motion.RISE}
    assert hung.scenes[1].set != "arches"
    back = with_pose(hung, None)
    assert [scene.model_copy(update={"poses": {}}) for scene in back.scenes] == list(standing.scenes)
    again = with_pose(back, Pose.HANGING)
    assert [scene.model_copy(update={"poses": {}}) for scene in again.scenes] == [
        scene.model_copy(update={"poses": {}}) for scene in hung.scenes
    ]
    assert Project.model_validate_json(again.model_dump_json()) == again


def test_in_another_pose_no_set_comes_twice_in_a_row(folder: ProjectFolder) -> None:
    standing = folder.load()
    for number in range(1, len(standing.scenes) + 1):
        standing = with_scene(standing, f"scene-{number}", seed=7)
    for pose in (Pose.HANGING, Pose.LEANING, Pose.LYING):
        sets = [scene.set for scene in with_pose(standing, pose).scenes]
        assert all(one != after for one, after in pairwise(sets))


def test_no_other_pose_while_a_scene_is_locked(folder: ProjectFolder) -> None:
    locked = with_scene(folder.load(), "scene-2", locked=True)
    assert with_pose(locked, Pose.STANDING).scenes == locked.scenes
    with pytest.raises(BadProject, match="Scene 2 is locked, and a pose changes every scene"):
        with_pose(locked, Pose.HANGING)
