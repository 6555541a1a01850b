"""A project's revisions: every promise, wherever they are kept. What only a disk can do is last."""

import errno
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from operator import methodcaller
from pathlib import Path
from typing import Any, cast

import pytest

from adforge_core.errors import BadOutput, BadProject, EditConflict, NewerProject
from adforge_core.model import shot_edits
from adforge_core.model.brief import Brief
from adforge_core.model.edits import added, deleted, duplicated, moved, selected, with_scene, with_take, without_take
from adforge_core.model.formats import Format
from adforge_core.model.look import KeyLight
from adforge_core.model.placement import Ground
from adforge_core.model.project import SCHEMA_VERSION, Project
from adforge_core.model.shots import Shot
from adforge_core.model.storyboard import Fallback, Role, Scene, Take, Transition, TransitionKind
from adforge_core.model.value import Point
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.history import History
from adforge_core.project.memory import MemoryProject
from adforge_core.project.revisions import Edit, Revisions
from adforge_core.project.stores import Commit, Head, RevisionStore
from tests.project.kept import PLACES, Kept


@pytest.fixture(params=PLACES)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    return PLACES[request.param](tmp_path)


@pytest.fixture
def revisions(kept: Kept) -> Revisions:
    scenes = tuple(Scene(id=f"scene-{number}", role=Role.BENEFIT, frames=60) for number in (1, 2, 3))
    kept.project.revisions.replace(Project(name="Tea", brief=Brief(product="Tea"), scenes=scenes))
    return kept.project.revisions


@pytest.fixture
def folder(tmp_path: Path) -> ProjectFolder:
    """A project on disk, for what only a disk can do."""
    folder = ProjectFolder(tmp_path / "folder")
    folder.create()
    folder.revisions.replace(Project(name="Tea", brief=Brief(product="Tea")))
    return folder


def showing(scene: str, super: str) -> Callable[[Project], Project]:
    return lambda project: with_scene(project, scene, super=super)


def supers(project: Project) -> list[str]:
    return [scene.super for scene in project.scenes]


def test_an_edit_is_undone_and_redone(revisions: Revisions) -> None:
    revisions.edit(lambda project: with_scene(project, "scene-1", super="Hello"), "Edit scene 1")
    revisions.edit(lambda project: with_scene(project, "scene-2", super="World"), "Edit scene 2")
    assert (revisions.history().undo, revisions.history().redo) == ("Edit scene 2", "")
    assert supers(revisions.undo()) == ["Hello", "", ""]
    assert supers(revisions.undo()) == ["", "", ""]
    assert supers(revisions.redo()) == ["Hello", "", ""]
    revisions.edit(lambda project: with_scene(project, "scene-3", super="Instead"), "Edit scene 3")
    assert revisions.history().redo == ""
    with pytest.raises(BadProject, match="nothing to redo"):
        revisions.redo()


def test_undo_takes_back_the_edit_and_not_what_was_made_since(revisions: Revisions) -> None:
    begun = revisions.load()
    revisions.edit(lambda project: with_scene(project, "scene-1", super="Hello"), "Edit scene 1")
    note = Fallback(stage="plate", wanted="a plate", used="a sweep", why="it failed")
    scene = begun.scenes[1].model_copy(update={"fallbacks": (note,)})
    revisions.add(begun, begun.with_scene(scene))
    undone = revisions.undo()
    assert supers(undone) == ["", "", ""]
    assert undone.scenes[1].fallbacks == (note,)


def test_what_one_gesture_does_is_one_step_and_two_presses_are_two(revisions: Revisions) -> None:
    def again(number: int, *, gesture: bool) -> None:
        revisions.edit(
            lambda project: with_scene(project, "scene-1", super=str(number)), "Edit scene 1", gesture=gesture
        )

    for number in range(5):
        again(number, gesture=True)
    again(5, gesture=False)
    assert supers(revisions.undo()) == ["4", "", ""]
    assert supers(revisions.undo()) == ["", "", ""]


def test_what_another_window_changed_is_kept(revisions: Revisions) -> None:
    seen = revisions.load().revision
    revisions.edit(lambda project: moved(project, "scene-3", -2), "Move scene 3", seen)
    both = revisions.edit(lambda project: with_scene(project, "scene-3", super="Mine"), "Edit scene 3", seen)
    assert [scene.id for scene in both.scenes] == ["scene-3", "scene-1", "scene-2"]
    assert both.scenes[0].super == "Mine"


def test_two_windows_never_overwrite_each_other_silently(revisions: Revisions) -> None:
    seen = revisions.load().revision
    revisions.edit(lambda project: with_scene(project, "scene-1", super="Theirs"), "Edit", seen)
    with pytest.raises(EditConflict, match="the headline of scene 1"):
        revisions.edit(lambda project: with_scene(project, "scene-1", super="Mine"), "Edit", seen)
    assert supers(revisions.load()) == ["Theirs", "", ""]


def test_a_run_never_overwrites_an_edit_made_meanwhile(revisions: Revisions) -> None:
    begun = revisions.load()
    revisions.edit(lambda project: with_scene(project, "scene-1", super="Edited"), "Edit")
    made = begun.with_scene(begun.scenes[0].model_copy(update={"super": "", "voice_frame": 9}))
    both = revisions.add(begun, made)
    assert (both.scenes[0].super, both.scenes[0].voice_frame) == ("Edited", 9)


def test_a_project_of_the_first_version_is_read(revisions: Revisions, kept: Kept) -> None:
    text = kept.text().replace(f'"schema_version": {SCHEMA_VERSION}', '"schema_version": 1')
    kept.write(text.replace('"revision": 1,', ""))
    assert revisions.load().name == "Tea"


IMPOSSIBLE: list[dict[str, Any]] = [
    {"format": None},
    {"name": None},
    {"budget_usd": -1},
    {"budget_usd": float("nan")},
    {"scenes": (Scene(id="scene-1", role=Role.BENEFIT, frames=60),) * 2},
    {"sound": "loud"},
    {"brief": object()},
]


@pytest.mark.parametrize("fields", IMPOSSIBLE)
@pytest.mark.parametrize("door", ["replace", "edit", "edit of a page", "add"])
def test_a_value_that_cannot_be_is_never_saved(
    revisions: Revisions, kept: Kept, fields: dict[str, Any], door: str
) -> None:
    seen = revisions.load()
    revisions.edit(lambda project: with_scene(project, "scene-1", super="Hello"), "Edit scene 1")
    before = kept.everything()
    doors: dict[str, Callable[[], Project]] = {
        "replace": lambda: revisions.replace(seen.model_copy(update=fields)),
        "edit": lambda: revisions.edit(lambda project: project.model_copy(update=fields), "Break it"),
        "edit of a page": lambda: revisions.edit(lambda project: project.model_copy(update=fields), "B", seen.revision),
        "add": lambda: revisions.add(seen, seen.model_copy(update=fields), "Make it"),
    }
    with pytest.raises(BadProject, match="cannot be saved"):
        doors[door]()
    assert kept.everything() == before
    assert supers(revisions.load()) == ["Hello", "", ""]


def test_two_windows_cannot_make_an_ad_longer_than_it_can_be(revisions: Revisions) -> None:
    seen = revisions.load().revision
    revisions.edit(lambda project: with_scene(project, "scene-1", frames=1500), "Longer", seen)
    with pytest.raises(BadProject, match=r"would last 102\.0 s; it can last at most 90 s"):
        revisions.edit(lambda project: with_scene(project, "scene-2", frames=1500), "Longer", seen)
    assert revisions.load().frames == 1620


def test_undo_cannot_make_an_ad_longer_than_it_can_be(revisions: Revisions) -> None:
    revisions.edit(lambda project: with_scene(project, "scene-1", frames=1500), "Longer")
    revisions.edit(lambda project: with_scene(project, "scene-1", frames=60), "Shorter")
    revisions.edit(lambda project: with_scene(project, "scene-2", frames=1500))
    with pytest.raises(BadProject, match="at most 90 s"):
        revisions.undo()
    assert revisions.history().undo == "Shorter"


def test_an_ad_that_an_earlier_studio_let_grow_too_long_is_opened_and_shortened(
    revisions: Revisions, kept: Kept
) -> None:
    kept.write(kept.text().replace('"frames": 60', '"frames": 1200'))
    assert revisions.load().frames == 3600
    revisions.edit(lambda project: with_scene(project, "scene-1", super="Hello"), "Edit")
    with pytest.raises(BadProject, match="at most 90 s"):
        revisions.edit(lambda project: with_scene(project, "scene-1", frames=1201), "Longer")
    assert revisions.edit(lambda project: with_scene(project, "scene-1", frames=900), "Shorter").frames == 3300


DAMAGE: dict[str, Callable[[str], str]] = {
    "empty": lambda text: "",
    "cut short": lambda text: text[:200],
    "no format": lambda text: text.replace('"format": "9:16"', '"format": null'),
    "no version": lambda text: text.replace('"schema_version"', '"version"'),
    "a list": lambda text: "[]",
    "nested": lambda text: "[" * 200_000,
    "half a character": lambda text: text.replace('"name": "Tea"', r'"name": "Tea \ud83d"'),
    "no number": lambda text: re.sub(r'("budget_usd": )[0-9.]+', r"\1NaN", text),
    "no revision": lambda text: re.sub(r'("revision": )', r"\1-", text),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_project_is_its_last_good_version_again(revisions: Revisions, kept: Kept, damage: str) -> None:
    revisions.edit(lambda project: with_scene(project, "scene-1", super="Hello"), "Edit scene 1")
    revisions.edit(lambda project: with_scene(project, "scene-2", super="World"), "Edit scene 2")
    seen = revisions.load().revision
    broken = DAMAGE[damage](kept.text())
    kept.write(broken)
    with pytest.raises(BadProject):
        revisions.load()
    good = revisions.last_good()
    assert good is not None
    assert supers(good) == ["Hello", "", ""]
    restored = revisions.restore_last_good()
    assert restored == revisions.load()
    assert supers(restored) == ["Hello", "", ""]
    assert restored.revision > seen
    assert kept.aside() == [broken]
    assert supers(revisions.undo()) == ["", "", ""]


def test_a_second_damaged_project_is_kept_beside_the_first(revisions: Revisions, kept: Kept) -> None:
    revisions.edit(lambda project: with_scene(project, "scene-1", super="Hello"), "Edit scene 1")
    for text in ("first", "second"):
        kept.write(text)
        revisions.restore_last_good()
    assert kept.aside() == ["first", "second"]


def test_the_newest_revision_that_can_be_opened_is_found_behind_damaged_ones(revisions: Revisions, kept: Kept) -> None:
    for word in ("one", "two", "three"):
        revisions.edit(showing("scene-1", word), word)
    kept.write_past(3, "{}")
    kept.lose()
    assert supers(revisions.restore_last_good())[0] == "one"


def test_where_nothing_can_be_restored_it_is_said_and_nothing_is_touched(revisions: Revisions, kept: Kept) -> None:
    kept.forget_past()
    kept.write("{}")
    before = kept.everything()
    assert revisions.last_good() is None
    with pytest.raises(BadProject, match="No earlier version"):
        revisions.restore_last_good()
    assert kept.everything() == before


def test_a_good_project_and_one_of_a_newer_studio_are_left_alone(revisions: Revisions, kept: Kept) -> None:
    revisions.edit(lambda project: with_scene(project, "scene-1", super="Hello"), "Edit scene 1")
    assert revisions.restore_last_good() == revisions.last_good() == revisions.load()
    newer = kept.text().replace(f'"schema_version": {SCHEMA_VERSION}', '"schema_version": 999')
    kept.write(newer)
    assert revisions.last_good() is None
    with pytest.raises(NewerProject):
        revisions.restore_last_good()
    assert kept.text() == newer


@pytest.mark.parametrize(
    "history",
    [
        "",
        "nonsense",
        "[]",
        '{"steps":[],"done":3}',
        '{"steps":[],"done":-1}',
        '{"steps":7,"done":"x"}',
        '{"steps":[{"before":50,"after":51,"label":"Gone","at":0}],"done":1}',
        '{"steps":[{"before":-1,"after":2,"label":"Never was","at":0}],"done":0}',
    ],
)
def test_a_history_that_cannot_be_is_an_empty_one(revisions: Revisions, kept: Kept, history: str) -> None:
    revisions.edit(lambda project: with_scene(project, "scene-1", super="Hello"), "Edit scene 1")
    kept.write_steps(history)
    assert (revisions.history().undo, revisions.history().redo) == ("", "")
    with pytest.raises(BadProject, match="nothing to undo"):
        revisions.undo()
    with pytest.raises(BadProject, match="nothing to redo"):
        revisions.redo()
    revisions.edit(lambda project: with_scene(project, "scene-2", super="World"), "Edit scene 2")
    assert supers(revisions.undo()) == ["Hello", "", ""]


def test_a_history_that_cannot_be_read_is_an_empty_one(folder: ProjectFolder) -> None:
    folder.files.steps.mkdir()
    assert folder.revisions.history().undo == ""


def test_a_window_whose_revision_is_not_kept_any_more_is_told(
    revisions: Revisions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", lambda _: None)  # 300 saves wait for no disc
    seen = revisions.load().revision
    revisions.edit(lambda project: with_scene(project, "scene-1", super="Theirs"), "Edit", seen)
    for number in range(300):
        revisions.edit(showing("scene-2", str(number)), str(number))
    before = revisions.load()
    with pytest.raises(EditConflict, match="Too much has changed"):
        revisions.edit(lambda project: with_scene(project, "scene-1", super="Mine"), "Edit", seen)
    assert revisions.load() == before


def test_two_windows_that_reorder_the_scenes_are_told(revisions: Revisions) -> None:
    seen = revisions.load().revision
    revisions.edit(lambda project: moved(project, "scene-1", 2), "Move scene 1", seen)
    with pytest.raises(EditConflict, match="the order of the scenes"):
        revisions.edit(lambda project: moved(project, "scene-3", -1), "Move scene 3", seen)
    assert [scene.id for scene in revisions.load().scenes] == ["scene-2", "scene-3", "scene-1"]


def test_two_windows_edit_the_shots_of_a_scene(revisions: Revisions) -> None:
    three = tuple(Shot(id=f"shot-{number}", frames=frames) for number, frames in enumerate((20, 20, 20), 1))
    cut = revisions.edit(lambda project: with_scene(project, "scene-2", frames=60, shots=three), "Cut")

    def framed(shot: str, framing: str) -> Edit:
        return lambda project: shot_edits.with_shot(project, "scene-2", shot, framing=framing)

    def lasting(shot: str, frames: int) -> Edit:
        return lambda project: shot_edits.with_length(project, "scene-2", shot, frames)

    def meet(mine: Edit, theirs: Edit) -> list[tuple[str, int]]:
        """Both begin with the three shots."""
        seen = revisions.edit(lambda project: cut.model_copy(update={"revision": project.revision}), "Again").revision
        revisions.edit(theirs, "Theirs", seen)
        made = revisions.edit(mine, "Mine", seen)
        return [(shot.framing.value, shot.frames) for shot in made.scenes[1].shots]

    assert meet(framed("shot-2", "close"), lasting("shot-2", 24)) == [("wide", 20), ("close", 24), ("wide", 16)]
    for mine, theirs, said in (
        (framed("shot-2", "close"), framed("shot-2", "detail"), "the framing of shot 2 of scene 2"),
        (framed("shot-2", "close"), lambda one: shot_edits.deleted(one, "scene-2", "shot-2"),
         "Another window has deleted a shot of scene 2"),
        (lambda one: shot_edits.moved(one, "scene-2", "shot-1", 1),
         lambda one: shot_edits.deleted(one, "scene-2", "shot-1"), "Another window has deleted a shot of scene 2"),
        (lasting("shot-1", 24), lasting("shot-3", 24), "the lengths of the shots of scene 2"),
        (lambda one: shot_edits.moved(one, "scene-2", "shot-1", 2),
         lambda one: shot_edits.moved(one, "scene-2", "shot-3", -1), "the order of the shots of scene 2"),
    ):  # fmt: skip
        with pytest.raises(EditConflict, match=said):
            meet(mine, theirs)


def test_a_plan_made_while_the_shots_of_a_scene_were_edited_leaves_them_as_edited(revisions: Revisions) -> None:
    def cut(prefix: str, *lengths: int) -> dict[str, Any]:
        shots = tuple(Shot(id=f"{prefix}-{number}", frames=frames) for number, frames in enumerate(lengths))
        return {"frames": sum(lengths), "shots": shots}

    begun = revisions.edit(lambda project: with_scene(project, "scene-2", **cut("old", 30, 30)), "Cut")
    revisions.edit(lambda project: with_scene(project, "scene-2", **cut("mine", 20, 20, 20)), "Cut again")
    planned = with_scene(with_scene(begun, "scene-1", **cut("new", 30, 60)), "scene-2", **cut("new", 45, 45))
    made = revisions.add(begun, planned, "Plan again")
    assert [[(shot.id, shot.frames) for shot in scene.shots] for scene in made.scenes[:2]] == [
        [("new-0", 30), ("new-1", 60)],
        [("mine-0", 30), ("mine-1", 30), ("mine-2", 30)],
    ]


def test_two_windows_may_want_the_same_order(revisions: Revisions) -> None:
    seen = revisions.load().revision
    for _ in range(2):
        both = revisions.edit(lambda project: moved(project, "scene-1", 2), "Move scene 1", seen)
    assert [scene.id for scene in both.scenes] == ["scene-2", "scene-3", "scene-1"]


def test_a_scene_moved_in_one_window_and_another_deleted_in_the_other(revisions: Revisions) -> None:
    seen = revisions.load().revision
    revisions.edit(lambda project: moved(project, "scene-3", -2), "Move scene 3", seen)
    both = revisions.edit(lambda project: deleted(project, "scene-1"), "Delete scene 1", seen)
    assert [scene.id for scene in both.scenes] == ["scene-3", "scene-2"]


def test_a_scene_moved_in_one_window_and_another_added_in_the_other(revisions: Revisions) -> None:
    seen = revisions.load().revision
    revisions.edit(lambda project: added(project, "scene-1"), "Add a scene", seen)
    both = revisions.edit(lambda project: moved(project, "scene-3", -2), "Move scene 3", seen)
    new = next(scene.id for scene in both.scenes if scene.id not in {"scene-1", "scene-2", "scene-3"})
    assert [scene.id for scene in both.scenes] == ["scene-3", "scene-1", new, "scene-2"]


def test_the_opening_scene_has_no_transition_after_a_merge(revisions: Revisions) -> None:
    fade = Transition(kind=TransitionKind.CROSSFADE, frames=10)
    revisions.edit(lambda project: with_scene(project, "scene-3", transition=fade), "Fade")
    seen = revisions.load().revision
    revisions.edit(lambda project: deleted(project, "scene-1"), "Delete scene 1", seen)
    both = revisions.edit(lambda project: deleted(project, "scene-2"), "Delete scene 2", seen)
    assert [(scene.id, scene.transition) for scene in both.scenes] == [("scene-3", Transition())]


def test_two_windows_cannot_delete_every_scene(revisions: Revisions) -> None:
    revisions.edit(lambda project: deleted(project, "scene-1"), "Delete scene 1")
    seen = revisions.load().revision
    revisions.edit(lambda project: deleted(project, "scene-2"), "Delete scene 2", seen)
    with pytest.raises(BadProject, match="at least one scene"):
        revisions.edit(lambda project: deleted(project, "scene-3"), "Delete scene 3", seen)
    assert [scene.id for scene in revisions.load().scenes] == ["scene-3"]


def make(revisions: Revisions, scene: str, asked: float) -> Project:
    """What background work does that was asked for a while ago."""
    voice_frame = int(scene[-1])
    return revisions.edit(
        lambda project: with_scene(project, scene, voice_frame=voice_frame), f"Make {scene}", asked=asked
    )


def test_undo_goes_back_by_what_was_asked_for_not_by_what_was_finished(revisions: Revisions) -> None:
    asked = time.time()
    revisions.edit(lambda project: deleted(project, "scene-1"), "Delete scene 1")
    make(revisions, "scene-2", asked)
    made = make(revisions, "scene-3", asked)
    assert revisions.history().undo == "Delete scene 1"
    undone = revisions.undo()
    assert [scene.id for scene in undone.scenes] == ["scene-1", "scene-2", "scene-3"]
    assert [scene.voice_frame for scene in undone.scenes] == [0, 2, 3]
    assert revisions.history().redo == "Delete scene 1"
    assert revisions.redo().scenes == made.scenes
    for label in ("Delete scene 1", "Make scene-3", "Make scene-2"):
        assert revisions.history().undo == label
        undone = revisions.undo()
    assert [scene.voice_frame for scene in undone.scenes] == [0, 0, 0]
    for _ in range(3):
        redone = revisions.redo()
    assert redone.scenes == made.scenes


def test_what_was_asked_for_after_an_edit_is_taken_back_before_it(revisions: Revisions) -> None:
    revisions.edit(lambda project: with_scene(project, "scene-1", super="Hello"), "Edit scene 1")
    make(revisions, "scene-2", time.time())
    assert revisions.history().undo == "Make scene-2"
    assert supers(revisions.undo()) == ["Hello", "", ""]


def test_what_is_finished_after_an_undo_leaves_redo_as_it_was(revisions: Revisions) -> None:
    asked = time.time()
    revisions.edit(lambda project: with_scene(project, "scene-1", super="Hello"), "Edit scene 1")
    revisions.undo()
    make(revisions, "scene-2", asked)
    assert (revisions.history().undo, revisions.history().redo) == ("Make scene-2", "Edit scene 1")
    redone = revisions.redo()
    assert (supers(redone), redone.scenes[1].voice_frame) == (["Hello", "", ""], 2)


def test_an_edit_and_work_beside_it_are_each_taken_back_alone(revisions: Revisions) -> None:
    """A person edits while work that they asked for first ends on other threads, whenever it does."""
    asked = time.time()
    words = [f"word {number}" for number in range(12)]

    def work(scene: str) -> None:
        make(revisions, scene, asked)

    def type_on() -> None:
        for word in words:
            revisions.edit(showing("scene-1", word), word)

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(type_on), pool.submit(work, "scene-2"), pool.submit(work, "scene-3")]:
            done.result()
    for word in reversed(words):
        assert revisions.history().undo == word
        undone = revisions.undo()
    assert supers(undone) == ["", "", ""]
    assert [scene.voice_frame for scene in undone.scenes] == [0, 2, 3]
    for word in words:
        assert revisions.history().redo == word
        redone = revisions.redo()
    assert (supers(redone)[0], [scene.voice_frame for scene in redone.scenes]) == (words[-1], [0, 2, 3])


def test_no_more_steps_are_kept_than_can_be_undone_when_made_things_join_them() -> None:
    history = History()
    for number in range(200):
        history = history.with_step(number, number + 1, f"edit {number}", gesture=False)
    kept = len(history.steps)
    undone = history.model_copy(update={"done": kept - 5})
    made = undone.with_made(200, 201, "made", asked=time.time())
    assert (len(made.steps), made.undo, made.redo) == (kept, "made", undone.redo)
    assert undone.with_made(200, 201, "made", asked=0.0).undo == undone.undo


def test_two_windows_cannot_make_nine_scenes(revisions: Revisions) -> None:
    for _ in range(4):
        revisions.edit(added)
    seen = revisions.load().revision
    revisions.edit(added, "Add", seen)
    with pytest.raises(BadProject, match="would have 9 scenes; it can have at most 8"):
        revisions.edit(added, "Add", seen)
    assert len(revisions.load().scenes) == 8


def test_scenes_that_two_windows_add_at_once_are_two(revisions: Revisions) -> None:
    seen = revisions.load().revision
    for word in ("Mine", "Theirs"):
        both = revisions.edit(partial(with_new, super=word), "Add a scene", seen)
    assert sorted(supers(both)) == ["", "", "", "Mine", "Theirs"]


def test_scenes_that_two_windows_copy_at_once_are_two(revisions: Revisions) -> None:
    seen = revisions.load().revision
    for _ in range(2):
        both = revisions.edit(lambda project: duplicated(project, "scene-1"), "Duplicate a scene", seen)
    assert len({scene.id for scene in both.scenes}) == 5


@pytest.mark.parametrize("there", [0, 2], ids=["first", "again"])
def test_of_two_storyboards_planned_at_once_the_first_stands_alone(revisions: Revisions, there: int) -> None:
    base = revisions.replace(revisions.load().model_copy(update={"scenes": revisions.load().scenes[:there]}))

    def planned(word: str, scenes: int) -> Project:
        made = tuple(
            Scene(id=f"scene-{number}", role=Role.BENEFIT, frames=60, super=word) for number in range(1, scenes + 1)
        )
        return base.model_copy(update={"scenes": made, "scenes_numbered": scenes})

    revisions.add(base, planned("first", 3), "Plan")
    assert supers(revisions.add(base, planned("second", 5), "Plan")) == ["first"] * 3


def test_an_edit_of_a_deleted_scene_never_lands_on_the_next_one(revisions: Revisions) -> None:
    old = revisions.edit(lambda project: with_new(project, "Old"), "Add a scene")
    id = next(scene.id for scene in old.scenes if scene.super == "Old")
    revisions.edit(lambda project: deleted(project, id), "Delete a scene")
    new = revisions.edit(lambda project: with_new(project, "New"), "Add a scene")
    with pytest.raises(EditConflict):
        revisions.edit(lambda project: with_scene(project, id, vo="For the old one."), "Edit", old.revision)
    assert revisions.load() == new


def with_new(project: Project, super: str) -> Project:
    made = added(project)
    new = next(scene for scene in made.scenes if scene not in project.scenes)
    return with_scene(made, new.id, super=super)


def test_an_ad_that_is_too_long_already_can_be_copied(revisions: Revisions, kept: Kept) -> None:
    kept.write(kept.text().replace('"frames": 60', '"frames": 1200'))
    copy = MemoryProject()
    assert copy.revisions.replace(revisions.load()).frames == 3600


def take(id: str) -> Take:
    light = KeyLight(azimuth=40, elevation=45, softness=0.6)
    ground = Ground(stand=Point(x=0.5, y=0.6), light=light)
    return Take(id=id, format=Format.VERTICAL, provider="own", media=f"{id}.png", ground=ground)


def test_a_take_chosen_in_one_window_and_deleted_in_the_other_is_not_selected(revisions: Revisions) -> None:
    revisions.edit(lambda project: with_take(project, "scene-1", take("old")))
    revisions.edit(lambda project: with_take(project, "scene-1", take("new")))
    seen = revisions.load().revision
    revisions.edit(lambda project: without_take(project, "scene-1", "old"))
    joined = revisions.edit(lambda project: selected(project, "scene-1", "old"), seen=seen)
    assert joined.scenes[0].take == take("new")


def test_a_project_damaged_before_its_first_edit_can_be_restored(revisions: Revisions, kept: Kept) -> None:
    begun = revisions.load()
    kept.write(kept.text().replace('"format": "9:16"', '"format": null'))
    assert fields(revisions.restore_last_good()) == fields(begun)


def test_a_project_that_came_with_no_past_is_kept_once(revisions: Revisions, kept: Kept) -> None:
    kept.forget_past()
    begun = revisions.keep_first()
    before = kept.everything()
    assert revisions.keep_first() == begun
    assert kept.everything() == before
    kept.write("{}")
    assert fields(revisions.restore_last_good()) == fields(begun)


def test_edits_from_many_threads_are_each_there_and_each_undone_alone(revisions: Revisions) -> None:
    scenes = ("scene-1", "scene-2", "scene-3")

    def type_in(scene: str) -> None:
        for number in range(8):
            revisions.edit(showing(scene, f"{scene} {number}"), f"{scene} {number}")

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(type_in, scenes))
    now = revisions.load()
    assert (supers(now), now.revision) == ([f"{scene} 7" for scene in scenes], 25)
    labels = []
    while label := revisions.history().undo:
        labels.append(label)
        revisions.undo()
    assert sorted(labels) == sorted(f"{scene} {number}" for scene in scenes for number in range(8))
    assert supers(revisions.load()) == ["", "", ""]


def test_whoever_reads_while_others_save_sees_one_revision_whole(revisions: Revisions) -> None:
    """Headline and line always change together."""

    def save() -> None:
        for number in range(30):
            both = partial(with_scene, id="scene-1", super=str(number), vo=str(number))
            revisions.edit(both, "Edit")

    with ThreadPoolExecutor(1) as pool:
        saving = pool.submit(save)
        while not saving.done():
            scene = revisions.load().scenes[0]
            assert scene.super == scene.vo
            revisions.history()
        saving.result()


def test_an_edit_is_made_again_where_somebody_saves_first(revisions: Revisions) -> None:
    asked: list[int] = []

    def slow(project: Project) -> Project:
        if not asked:
            revisions.edit(showing("scene-2", "First"), "First")
        asked.append(project.revision)
        return with_scene(project, "scene-1", super="Second")

    assert supers(revisions.edit(slow, "Second")) == ["Second", "First", ""]
    assert asked == [1, 2]


def test_a_store_saves_only_over_what_was_seen(kept: Kept, revisions: Revisions) -> None:
    store = store_of(kept)
    seen = store.head()
    revisions.edit(showing("scene-1", "Theirs"), "Edit")
    before = kept.everything()
    assert not store.commit(seen, Commit(b"{}", past=(9, b"{}"), steps=b"{}", forget=frozenset({1}), set_aside=True))
    assert kept.everything() == before
    assert not store.commit(Head(store.head().text, b"other steps"), Commit(b"{}"))
    assert kept.everything() == before


def test_a_store_keeps_and_forgets_what_it_is_told_to(kept: Kept, revisions: Revisions) -> None:
    store = store_of(kept)
    seen = store.head()
    assert seen.text is not None
    assert store.commit(
        seen, Commit(b"two", past=(7, seen.text), steps=b"steps", forget=frozenset({1}), set_aside=True)
    )
    assert (store.head(), store.text()) == (Head(b"two", b"steps"), b"two")
    assert store.numbers() == {7}
    assert (store.past(7), store.past(1)) == (seen.text, None)
    assert kept.aside() == [seen.text.decode()]
    assert store.commit(store.head(), Commit(b"two", past=(8, b"two")))
    assert store.head() == Head(b"two", b"steps"), "steps that are not named stay"
    kept.write("broken by hand")
    assert store.past(8) == b"two"


def test_undo_is_not_too_late_while_another_window_saves(
    kept: Kept, revisions: Revisions, monkeypatch: pytest.MonkeyPatch
) -> None:
    revisions.edit(showing("scene-1", "Hello"), "Edit scene 1")
    store = store_of(kept)
    past = store.past

    def read_and_then_saved(number: int) -> bytes | None:
        found = past(number)
        if found is None:
            monkeypatch.undo()
            revisions.edit(showing("scene-2", "World"))
        return found

    monkeypatch.setattr(store, "past", read_and_then_saved)
    assert supers(revisions.undo()) == ["", "World", ""]


def test_a_step_that_a_crash_left_is_not_taken_for_the_next_save(kept: Kept, revisions: Revisions) -> None:
    """The steps are written before the project: a power cut between them leaves a step to a revision nobody saved."""
    revisions.edit(showing("scene-1", "Hello"), "Edit scene 1")
    number = revisions.load().revision
    kept.write_steps(revisions.history().with_step(number, number + 1, "Edit scene 2", gesture=False).model_dump_json())
    revisions.edit(showing("scene-3", "Made by a run"))
    assert revisions.history().undo == "Edit scene 1"
    assert supers(revisions.undo()) == ["", "", "Made by a run"]


def test_a_project_made_where_one_was_lost_leaves_the_revisions_of_that_alone(kept: Kept, revisions: Revisions) -> None:
    revisions.edit(showing("scene-1", "Hello"), "Edit scene 1")
    kept.lose()
    earlier = {number: store_of(kept).past(number) for number in store_of(kept).numbers()}
    coffee = revisions.replace(Project(name="Coffee", brief=Brief(product="Coffee")))
    assert earlier.items() <= {number: store_of(kept).past(number) for number in store_of(kept).numbers()}.items()
    assert coffee.revision > max(earlier)
    assert revisions.history() == History(), "an edit of the other project cannot be undone here"
    assert revisions.last_good() == coffee


def store_of(kept: Kept) -> RevisionStore:
    project = kept.project
    return project.files if isinstance(project, ProjectFolder) else cast(MemoryProject, project).store


def fields(project: Project) -> dict[str, Any]:
    return project.model_dump(exclude={"revision"})


def test_a_folder_in_the_place_of_the_project_is_told(folder: ProjectFolder) -> None:
    folder.revisions.edit(lambda project: project.model_copy(update={"name": "Coffee"}), "Rename")
    folder.files.file.unlink()
    folder.files.file.mkdir()
    with pytest.raises(BadOutput, match="it is a folder"):
        folder.revisions.restore_last_good()


def test_a_project_that_cannot_be_locked_is_told(folder: ProjectFolder) -> None:
    lock = folder.folder / ".saving"
    lock.unlink(missing_ok=True)
    lock.mkdir()
    with pytest.raises(BadOutput, match="cannot be written"):
        folder.revisions.edit(lambda project: project.model_copy(update={"name": "Coffee"}))


def test_a_project_is_saved_on_a_volume_that_knows_no_links(
    folder: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no links here")

    monkeypatch.setattr("os.link", refuse)
    folder.revisions.edit(lambda project: project.model_copy(update={"name": "Coffee"}), "Rename")
    assert folder.revisions.undo().name == "Tea"
    assert {path.name for path in folder.folder.iterdir() if path.name.startswith(".writing")} == set()


def test_damaging_the_project_by_hand_leaves_its_past_alone(folder: ProjectFolder) -> None:
    """An editor that writes a file in its place changes it under every name it has."""
    for name in ("Coffee", "Cocoa"):
        folder.revisions.edit(methodcaller("model_copy", update={"name": name}), "Rename")
        with folder.files.file.open("r+b") as file:
            file.write(b"#")
        assert folder.revisions.last_good() is not None
        folder.revisions.restore_last_good()


def test_a_project_that_is_a_symbolic_link_keeps_its_past(folder: ProjectFolder) -> None:
    elsewhere = folder.folder.parent / "elsewhere.json"
    folder.files.file.rename(elsewhere)
    folder.files.file.symlink_to("../elsewhere.json")
    folder.revisions.edit(methodcaller("model_copy", update={"name": "Coffee"}), "Rename")
    assert folder.revisions.undo().name == "Tea"
    assert not any(path.is_symlink() for path in folder.files.past_folder.iterdir())


def test_a_project_with_a_second_name_shares_it_with_no_revision(folder: ProjectFolder) -> None:
    """Backups are often made of links, and some programs write a file in its place."""
    backup = folder.folder.parent / "backup.json"
    backup.hardlink_to(folder.files.file)
    folder.revisions.edit(methodcaller("model_copy", update={"name": "Coffee"}), "Rename")
    backup.write_text("something else", "utf-8")
    assert folder.revisions.undo().name == "Tea"


def test_a_revision_that_somebody_named_otherwise_is_no_revision(folder: ProjectFolder) -> None:
    folder.revisions.edit(methodcaller("model_copy", update={"name": "Coffee"}), "Rename")
    past = folder.files.past_folder
    (past / "70.json").write_bytes((past / "000001.json").read_bytes())
    folder.files.file.unlink()
    assert folder.revisions.restore_last_good().revision == 3, "it comes after those there are"
    assert folder.files.numbers() == {1}
