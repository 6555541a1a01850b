import zipfile
from pathlib import Path

import pytest

from adforge_core.engine.shelf import Shelf
from adforge_core.errors import BadInput, BadProject
from adforge_core.model.brief import Brief
from adforge_core.model.project import Project


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "projects")


def begun(shelf: Shelf, name: str = "Tea") -> str:
    folder = shelf.begin(Project(name=name, brief=Brief(product=name)))
    (folder.media / "photo.png").write_bytes(b"pixels")
    return folder.folder.name


def test_an_empty_shelf_has_no_projects(shelf: Shelf) -> None:
    assert shelf.projects() == ()


def test_projects_of_one_name_stand_side_by_side(shelf: Shelf) -> None:
    assert {begun(shelf), begun(shelf)} == set(shelf.projects()) == {"tea", "tea-2"}


def test_a_copy_has_everything_but_the_past(shelf: Shelf) -> None:
    original = shelf.open(begun(shelf))
    original.variants.mkdir()
    (original.variants / "hook-1.mp4").write_bytes(b"a video")
    original.revisions.edit(lambda project: project.model_copy(update={"offer": "Half"}), "Edit the offer")
    copy = shelf.duplicate("tea")
    assert copy.load().offer == "Half"
    assert copy.load().name == "Tea (copy)"
    assert (copy.media / "photo.png").read_bytes() == b"pixels"
    assert (copy.variants / "hook-1.mp4").read_bytes() == b"a video"
    assert copy.revisions.history().undo == ""


def test_a_deleted_project_comes_back_whole(shelf: Shelf) -> None:
    token = shelf.delete(begun(shelf))
    assert shelf.projects() == ()
    assert shelf.restore(token) == "tea"
    assert (shelf.open("tea").media / "photo.png").exists()
    with pytest.raises(BadProject, match="cannot be brought back"):
        shelf.restore(token)


def test_a_project_that_is_rendered_is_not_deleted(shelf: Shelf) -> None:
    folder = shelf.open(begun(shelf))
    with folder.opened(), pytest.raises(BadProject, match="being rendered"):
        shelf.delete("tea")
    assert shelf.projects() == ("tea",)


def test_a_packed_project_is_unpacked_the_same(shelf: Shelf, tmp_path: Path) -> None:
    folder = shelf.open(begun(shelf))
    file = shelf.pack("tea", tmp_path / "tea.adforge")
    other = Shelf(tmp_path / "elsewhere").unpack(file)
    assert other.load() == folder.load()
    assert (other.media / "photo.png").read_bytes() == b"pixels"
    assert shelf.unpack(file).folder.name == "tea-2"


@pytest.mark.parametrize("name", ["../evil.txt", "/evil.txt", "media/../../evil.txt", "media/.hidden/x", "other/x"])
def test_a_packed_project_writes_nowhere_else(shelf: Shelf, tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "bad.adforge", "w") as packed:
        packed.writestr("project.json", "{}")
        packed.writestr(name, "evil")
    with pytest.raises(BadProject, match="not a packed project"):
        shelf.unpack(tmp_path / "bad.adforge")
    assert not list(tmp_path.rglob("evil.txt"))


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut short"])
def test_a_file_that_is_no_project_is_one_sentence(shelf: Shelf, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.adforge").write_bytes(content)
    with pytest.raises(BadProject, match="cannot be unpacked"):
        shelf.unpack(tmp_path / "bad.adforge")
    assert shelf.projects() == ()


@pytest.mark.parametrize("name", ["../tea", "nothing", "", ".bin"])
def test_a_name_that_is_none_opens_nothing(shelf: Shelf, name: str) -> None:
    begun(shelf)
    with pytest.raises(BadProject, match="no project"):
        shelf.open(name)


def test_a_project_needs_a_product(shelf: Shelf) -> None:
    with pytest.raises(BadInput, match="needs a name"):
        shelf.begin_empty("   ")
    assert shelf.begin_empty(" Tea ").load().brief.product == "Tea"
