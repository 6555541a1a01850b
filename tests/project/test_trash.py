import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from adforge_core.errors import BadProject
from adforge_core.project.library import Library


@pytest.fixture
def shelf(tmp_path: Path) -> Library:
    return Library(tmp_path / "projects")


def deleted(shelf: Library, product: str) -> str:
    return shelf.delete(shelf.begin_empty(product).folder.name)


def test_nothing_leaves_the_trash_unasked(shelf: Library) -> None:
    tokens = [deleted(shelf, f"Tea {number}") for number in range(25)]
    assert [one.token for one in shelf.trash.projects()] == tokens[::-1]
    assert shelf.restore(tokens[0]) == "tea-0"


def test_the_trash_says_what_is_in_it(shelf: Library) -> None:
    folder = shelf.begin_empty("Tea & Toast")
    (folder.media.folder / "a.mp4").write_bytes(bytes(70_000))
    before = folder.folder.stat().st_mtime
    token = shelf.delete("tea-toast")
    (one,) = shelf.trash.projects()
    assert (one.token, one.name, shelf.trash.title(token)) == (token, "tea-toast", "Tea & Toast")
    assert one.deleted.timestamp() >= before - 1
    assert 70_000 < shelf.trash.size(token) < 80_000


def test_a_project_deleted_by_an_older_studio_is_in_the_trash(shelf: Library) -> None:
    token = deleted(shelf, "Tea")
    bin = shelf.trash.find(token).parent
    (bin / token).rename(bin / "tea.0a1b2c3d")
    (one,) = shelf.trash.projects()
    assert one.name == "tea"
    assert one.deleted.timestamp() == pytest.approx((bin / one.token).stat().st_ctime)
    assert shelf.restore("tea.0a1b2c3d") == "tea"


@pytest.mark.parametrize("name", ["a.b", "a.b.0a1b2c3d", "Tea 2.0", "x." + "y" * 40])
def test_a_name_with_dots_comes_back(shelf: Library, name: str) -> None:
    folder = shelf.begin_empty("Tea").folder
    folder.rename(folder.with_name(name))
    token = shelf.delete(name)
    assert [one.name for one in shelf.trash.projects()] == [name]
    assert shelf.restore(token) == name
    assert shelf.open(name).load().name == "Tea"


def test_a_project_comes_back_beside_one_that_has_its_name_now(shelf: Library) -> None:
    token = deleted(shelf, "Tea")
    other = shelf.begin_empty("Other").folder
    other.rename(other.with_name("tea"))
    assert shelf.restore(token) == "tea-2"
    assert shelf.open("tea").load().name == "Other"
    assert shelf.open("tea-2").load().name == "Tea"


def test_a_damaged_project_is_deleted_and_comes_back(shelf: Library) -> None:
    for spoil in (lambda file: file.write_text("{"), Path.unlink):
        folder = shelf.begin_empty("Tea")
        folder.revisions.edit(lambda project: project.model_copy(update={"offer": "Half"}))
        spoil(folder.files.file)
        name = folder.folder.name
        token = shelf.delete(name)
        assert shelf.projects() == ()
        assert shelf.trash.title(token) == name
        assert shelf.restore(token) == name
        shelf.trash.remove([shelf.delete(name)])


def test_only_what_is_named_is_deleted_for_good(shelf: Library) -> None:
    first, second, third = (deleted(shelf, name) for name in ("One", "Two", "Three"))
    shelf.restore(second)
    shelf.trash.remove([first, second, first])
    assert [one.token for one in shelf.trash.projects()] == [third]
    assert shelf.projects() == ("two",)
    with pytest.raises(BadProject, match="no longer in the trash"):
        shelf.restore(first)


@pytest.mark.parametrize("token", ["../tea", "..", ".", "", ".removing-1-x", "nothing"])
def test_a_token_that_is_none_finds_nothing(shelf: Library, token: str) -> None:
    shelf.begin_empty("Tea")
    deleted(shelf, "Coffee")
    with pytest.raises(BadProject, match="no longer in the trash"):
        shelf.restore(token)
    shelf.trash.remove([token])
    assert shelf.projects() == ("tea",)
    assert len(shelf.trash.projects()) == 1


def test_of_many_restores_at_once_one_is_it(shelf: Library) -> None:
    token, at_once = deleted(shelf, "Tea"), Barrier(6)

    def restore(_: int) -> str:
        at_once.wait()
        try:
            return shelf.restore(token)
        except BadProject:
            return ""

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(restore, range(6)))[:5] == [""] * 5
    (name,) = shelf.projects()
    assert shelf.open(name).load().name == "Tea"


@pytest.mark.parametrize("by", ["the next deletion", "the studio, as it starts"])
def test_what_a_killed_process_has_half_deleted_goes_with_the_next(shelf: Library, by: str) -> None:
    token = deleted(shelf, "Tea")
    half = (
        "import os, sys; from pathlib import Path; from adforge_core.media.files import unfinished;"
        "Path(sys.argv[1]).rename(Path(sys.argv[1]).with_name(unfinished('removing') + 'x')); os._exit(1)"
    )
    place = shelf.trash.find(token)
    subprocess.run([sys.executable, "-c", half, place], check=False)
    assert shelf.trash.projects() == ()
    assert list(place.parent.iterdir())
    shelf.trash.remove([]) if by == "the next deletion" else shelf.sweep()
    assert not list(place.parent.iterdir())
