from pathlib import Path

import pytest

from adforge_core.engine.revisions import Revisions
from adforge_core.engine.store import ProjectFolder
from adforge_core.errors import BadProject, EditConflict
from adforge_core.model.brief import Brief
from adforge_core.model.edits import moved, with_scene
from adforge_core.model.project import Project
from adforge_core.model.storyboard import Fallback, Role, Scene


@pytest.fixture
def revisions(tmp_path: Path) -> Revisions:
    folder = ProjectFolder(tmp_path / "tea")
    folder.create()
    scenes = tuple(Scene(id=f"scene-{number}", role=Role.BENEFIT, frames=60) for number in (1, 2, 3))
    folder.revisions.replace(Project(name="Tea", brief=Brief(product="Tea"), scenes=scenes))
    return folder.revisions


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
    with pytest.raises(EditConflict, match="super of scene-1"):
        revisions.edit(lambda project: with_scene(project, "scene-1", super="Mine"), "Edit", seen)
    assert supers(revisions.load()) == ["Theirs", "", ""]


def test_a_run_never_overwrites_an_edit_made_meanwhile(revisions: Revisions) -> None:
    begun = revisions.load()
    revisions.edit(lambda project: with_scene(project, "scene-1", super="Edited"), "Edit")
    made = begun.with_scene(begun.scenes[0].model_copy(update={"super": "", "voice_frame": 9}))
    kept = revisions.add(begun, made)
    assert (kept.scenes[0].super, kept.scenes[0].voice_frame) == ("Edited", 9)


def test_a_project_of_the_first_version_is_read(revisions: Revisions) -> None:
    text = revisions.file.read_text().replace('"schema_version": 2', '"schema_version": 1')
    revisions.file.write_text(text.replace('"revision": 1,', ""))
    assert revisions.load().name == "Tea"
