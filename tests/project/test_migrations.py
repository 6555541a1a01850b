"""Projects that older studios saved. `tests/projects` holds what they wrote, finished, without its media."""

import json
from pathlib import Path
from shutil import copytree

import pytest

from adforge_core.errors import BadProject
from adforge_core.model.edits import reframed
from adforge_core.model.formats import Format
from adforge_core.model.placement import Placement
from adforge_core.model.stages import Stage
from adforge_core.pipeline.delivered import Delivered, ad_key, scene_keys
from adforge_core.project.folder import ProjectFolder

PLACED = Placement(x=0.4, y=0.8, scale=0.7, rotation=4)
KEPT = Path(__file__).parents[1] / "projects"


@pytest.fixture
def folder(tmp_path: Path) -> ProjectFolder:
    return ProjectFolder(copytree(KEPT / "schema-3", tmp_path / "field-kettle"))


def test_what_was_placed_by_hand_belongs_to_the_format_it_was_saved_in(folder: ProjectFolder) -> None:
    project = folder.load()
    assert [scene.placements for scene in project.scenes] == [{Format.VERTICAL: PLACED}, {}, {}]
    assert [scene.supers_y for scene in project.scenes] == [{}, {Format.VERTICAL: 0.5}, {}]
    square = reframed(project, Format.SQUARE)
    assert square.scenes[0].placement_in(square.format) is None


def test_a_finished_ad_is_still_what_its_project_shows(folder: ProjectFolder) -> None:
    made = Delivered.model_validate_json((folder.deliverables / "master-9x16.json").read_bytes())
    project = folder.load()
    assert (ad_key(project), scene_keys(project)) == (made.made_from, made.scenes)


def test_what_was_understood_of_a_note_is_kept(folder: ProjectFolder) -> None:
    fields = json.loads(folder.files.file.read_bytes()) | {"heard": "Warmer light."}
    folder.files.file.write_text(json.dumps(fields), "utf-8")
    assert folder.load().understood == "Warmer light."


def test_a_project_with_the_note_of_an_unknown_stage_opens_and_keeps_it(folder: ProjectFolder) -> None:
    notes = [{"stage": stage, "wanted": "a jingle", "used": "none", "why": "It failed."} for stage in ("jingle", "bed")]
    fields = json.loads(folder.files.file.read_bytes()) | {"fallbacks": notes}
    folder.files.file.write_text(json.dumps(fields), "utf-8")
    project = folder.revisions.edit(lambda project: project.model_copy(update={"mood": "calm"}))
    assert [note.stage for note in project.fallbacks] == ["jingle", Stage.BED]
    assert project.fallbacks[1].stage is Stage.BED
    assert json.loads(folder.files.file.read_bytes())["fallbacks"] == notes


def test_what_was_done_before_is_undone_and_done_again(folder: ProjectFolder) -> None:
    assert folder.revisions.undo().scenes[1].supers_y == {}
    assert folder.revisions.undo().scenes[0].placements == {}
    assert folder.revisions.redo().scenes[0].placements == {Format.VERTICAL: PLACED}
    assert folder.revisions.redo() == folder.load()


@pytest.mark.parametrize("scenes", [None, 7, [7], [{"placement": 7}], {"id": "scene-1"}])
def test_what_is_no_project_is_told_as_such(folder: ProjectFolder, scenes: object) -> None:
    fields = json.loads(folder.files.file.read_bytes()) | {"scenes": scenes}
    folder.files.file.write_text(json.dumps(fields), "utf-8")
    with pytest.raises(BadProject, match="is not a valid project"):
        folder.load()
