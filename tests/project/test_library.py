import subprocess
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import Barrier

import pytest

from adforge_core.errors import BadInput, BadProject
from adforge_core.model.brief import BrandKit, Brief
from adforge_core.model.project import Project
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.library import Library

PHOTO = f"{sha256(b'pixels').hexdigest()[:32]}.png"


@pytest.fixture
def shelf(tmp_path: Path) -> Library:
    return Library(tmp_path / "projects")


def begun(shelf: Library, name: str = "Tea") -> str:
    folder = shelf.begin(Project(name=name, brief=Brief(product=name)))
    (folder.media.folder / PHOTO).write_bytes(b"pixels")
    return folder.folder.name


def test_an_empty_shelf_has_no_projects(shelf: Library) -> None:
    assert shelf.projects() == ()


def test_projects_of_one_name_stand_side_by_side(shelf: Library) -> None:
    assert {begun(shelf), begun(shelf)} == set(shelf.projects()) == {"tea", "tea-2"}


def test_a_copy_has_everything_but_the_past(shelf: Library) -> None:
    original = shelf.open(begun(shelf))
    original.variants.mkdir()
    (original.variants / "hook-1.mp4").write_bytes(b"a video")
    original.revisions.edit(lambda project: project.model_copy(update={"offer": "Half"}), "Edit the offer")
    copy = shelf.duplicate("tea")
    assert copy.load().offer == "Half"
    assert copy.load().name == "Tea (copy)"
    assert (copy.media.folder / PHOTO).read_bytes() == b"pixels"
    assert (copy.variants / "hook-1.mp4").read_bytes() == b"a video"
    assert copy.revisions.history().undo == ""


def test_a_deleted_project_comes_back_whole(shelf: Library) -> None:
    token = shelf.delete(begun(shelf))
    assert shelf.projects() == ()
    assert shelf.restore(token) == "tea"
    assert (shelf.open("tea").media.folder / PHOTO).exists()
    with pytest.raises(BadProject, match="no longer in the trash"):
        shelf.restore(token)


def test_a_project_that_is_rendered_is_not_deleted(shelf: Library) -> None:
    folder = shelf.open(begun(shelf))
    with folder.run_lock(), pytest.raises(BadProject, match="being rendered"):
        shelf.delete("tea")
    assert shelf.projects() == ("tea",)


def test_a_project_somebody_works_on_is_not_deleted_by_this_process_or_another(shelf: Library) -> None:
    folder = shelf.open(begun(shelf))
    delete = (
        "import sys; from pathlib import Path; from adforge_core.project.library import Library;"
        "Library(Path(sys.argv[1])).delete('tea')"
    )
    with folder.shared_lock(), ProjectFolder(folder.folder).shared_lock():
        with pytest.raises(BadProject, match="still being made"):
            shelf.delete("tea")
        other = subprocess.run(
            [sys.executable, "-c", delete, folder.folder.parent], stderr=subprocess.PIPE, check=False
        )
        assert b"still being made" in other.stderr
    assert shelf.projects() == ("tea",)
    shelf.delete("tea")


def test_nobody_makes_a_deleted_project_anew(shelf: Library) -> None:
    folder = shelf.open(begun(shelf))
    token = shelf.delete("tea")
    with pytest.raises(BadProject, match="There is no longer a project"), folder.shared_lock():
        pass
    with pytest.raises(BadProject, match="There is no longer a project"), folder.run_lock():
        pass
    with pytest.raises(BadProject, match="There is no longer a project"):
        folder.scratch()
    with pytest.raises(BadProject, match="There is no longer a project"):
        folder.revisions.edit(lambda project: project)
    with pytest.raises(BadProject, match="There is no longer a project"), folder.ledger.held():
        pass
    assert not folder.folder.exists()
    assert shelf.restore(token) == "tea"


def test_a_folder_of_any_name_is_listed_opened_and_brought_back(shelf: Library) -> None:
    folder = shelf.open(begun(shelf)).folder
    folder.rename(folder.with_name("Spring_Tea 2"))
    assert shelf.projects() == ("Spring_Tea 2",)
    assert shelf.open("Spring_Tea 2").load().name == "Tea"
    assert shelf.restore(shelf.delete("Spring_Tea 2")) == "Spring_Tea 2"


def test_a_new_project_has_no_past_of_a_deleted_one_which_comes_back_by_its_name(shelf: Library) -> None:
    token = shelf.delete(begun(shelf))
    packed = shelf.pack(begun(shelf), shelf.open("tea-2").previews / "tea.adforge")
    assert shelf.unpack(packed).folder.folder.name == "tea-3"
    assert shelf.restore(token) == "tea"


@pytest.mark.parametrize(
    "held", [{}, {"photo.jpg": "?"}, {"project.json": "{"}, {"project.json": '{"schema_version": 1}'}]
)
def test_a_file_that_holds_no_project_is_said_to_be_none(shelf: Library, tmp_path: Path, held: dict[str, str]) -> None:
    file = tmp_path / "mine.adforge"
    with zipfile.ZipFile(file, "w") as packed:
        for name, text in held.items():
            packed.writestr(name, text)
    with pytest.raises(BadProject, match=r"^mine\.adforge is not an exported project:"):
        shelf.unpack(file)
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("project.json", '{"schema_version": 999}')
    with pytest.raises(BadProject, match=r"^mine\.adforge was exported by a newer version of the studio\. Update"):
        shelf.unpack(file)
    assert shelf.projects() == ()


@pytest.mark.parametrize("place", [f"media/{PHOTO}", "deliverables/variants/hook-1.mp4", "project.json"])
def test_a_pack_is_old_as_soon_as_anything_in_it_changes(shelf: Library, place: str) -> None:
    folder = shelf.open(begun(shelf))
    file = folder.previews / "tea.adforge"
    assert not shelf.is_packed("tea", file)
    shelf.pack("tea", file)
    assert shelf.is_packed("tea", file)
    changed = folder.folder / place
    changed.parent.mkdir(exist_ok=True)
    time.sleep(0.02)  # the clock of the file system ticks slowly
    with changed.open("a") as more:
        more.write(" ")
    assert not shelf.is_packed("tea", file)
    shelf.pack("tea", file)
    assert shelf.is_packed("tea", file)


def test_a_packed_project_reads_no_file_of_this_machine(shelf: Library, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"secret")
    for secret in (str(tmp_path / "secret.png"), "../../../secret.png", "..", ""):
        folder = shelf.begin(Project(name="Bad", brief=Brief(product="Bad", brand=BrandKit(logo=secret))))
        unpacked = shelf.unpack(shelf.pack(folder.folder.name, tmp_path / "bad.adforge")).folder
        with pytest.raises(BadProject):
            unpacked.media.local(unpacked.load().brief.brand.logo)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
@pytest.mark.parametrize("place", [50, 70, 90, 150])
def test_a_damaged_pack_is_one_sentence(shelf: Library, tmp_path: Path, method: int, place: int) -> None:
    with zipfile.ZipFile(tmp_path / "bad.adforge", "w", method) as packed:
        packed.writestr("project.json", "".join(map(str, range(999))))
    content = bytearray((tmp_path / "bad.adforge").read_bytes())
    content[place : place + 8] = b"\xff" * 8
    (tmp_path / "bad.adforge").write_bytes(content)
    with pytest.raises(BadProject, match="could not be imported"):
        shelf.unpack(tmp_path / "bad.adforge")
    assert not list(tmp_path.glob("projects/.unpacking*"))


def test_a_packed_project_is_unpacked_the_same(shelf: Library, tmp_path: Path) -> None:
    folder = shelf.open(begun(shelf))
    file = shelf.pack("tea", tmp_path / "tea.adforge")
    other = Library(tmp_path / "elsewhere").unpack(file).folder
    assert other.load() == folder.load()
    assert (other.media.folder / PHOTO).read_bytes() == b"pixels"
    assert shelf.unpack(file).folder.folder.name == "tea-2"


@pytest.mark.parametrize("name", ["../evil.txt", "/evil.txt", "media/../../evil.txt", "media/.hidden/x", "other/x"])
def test_a_packed_project_writes_nowhere_else(shelf: Library, tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "bad.adforge", "w") as packed:
        packed.writestr("project.json", "{}")
        packed.writestr(name, "evil")
    with pytest.raises(BadProject, match="not an exported project"):
        shelf.unpack(tmp_path / "bad.adforge")
    assert not list(tmp_path.rglob("evil.txt"))


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut short"])
def test_a_file_that_is_no_project_is_one_sentence(shelf: Library, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.adforge").write_bytes(content)
    with pytest.raises(BadProject, match="could not be imported"):
        shelf.unpack(tmp_path / "bad.adforge")
    assert shelf.projects() == ()


@pytest.mark.parametrize("name", ["../tea", "nothing", "", ".bin"])
def test_a_name_that_is_none_opens_nothing(shelf: Library, name: str) -> None:
    begun(shelf)
    with pytest.raises(BadProject, match="no project"):
        shelf.open(name)


def test_a_project_needs_a_product(shelf: Library) -> None:
    with pytest.raises(BadInput, match="needs a name"):
        shelf.begin_empty("   ")
    assert shelf.begin_empty(" Tea ").load().brief.product == "Tea"


_BEGIN = """
import sys
from pathlib import Path
from adforge_core.project.library import Library
shelf = Library(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(4):
    print(shelf.begin_empty("Kettle").folder.name)
"""


def test_projects_begun_at_once_by_several_processes_have_folders_of_their_own(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _BEGIN, str(tmp_path)]
    others = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    for other in others:
        assert other.stdout
        assert other.stdout.readline() == "ready\n"
    for other in others:
        assert other.stdin
        other.stdin.write("go\n")
        other.stdin.flush()
    names = [name for other in others for name in other.communicate()[0].split()]
    assert len(names) == len(set(names)) == 16
    assert set(Library(tmp_path).projects()) == set(names)


@pytest.mark.parametrize("way", ["begin", "duplicate", "unpack"])
def test_projects_begun_at_once_by_threads_have_folders_of_their_own(shelf: Library, tmp_path: Path, way: str) -> None:
    packed, at_once = shelf.pack(begun(shelf), tmp_path / "tea.adforge"), Barrier(8)

    def go(_: int) -> str:
        at_once.wait()
        match way:
            case "begin":
                return shelf.begin_empty("Tea").folder.name
            case "duplicate":
                return shelf.duplicate("tea").folder.name
            case _:
                return shelf.unpack(packed).folder.folder.name

    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(go, range(8)))
    assert len(names) == 8
    assert set(shelf.projects()) == {"tea", *names}
    assert all(shelf.open(name).load() for name in names)


def test_a_project_that_lost_its_file_is_still_on_the_shelf_and_can_be_deleted(shelf: Library) -> None:
    folder = shelf.open(begun(shelf))
    folder.files.file.unlink()
    assert shelf.projects() == ("tea",)
    with pytest.raises(BadProject, match="has no project"):
        shelf.open("tea").load()
    assert shelf.changed("tea").timestamp() == pytest.approx((folder.media.folder / PHOTO).stat().st_mtime)
    shelf.delete("tea")
    assert shelf.projects() == ()


def test_a_project_that_a_first_run_is_making_is_not_damaged(shelf: Library) -> None:
    begun(shelf, "Other")
    folder = ProjectFolder(shelf.open("other").folder.parent / "tea")
    with folder.run_lock():
        (folder.media.folder / PHOTO).write_bytes(b"pixels")
        assert shelf.projects() == ("other",)


_FIRST_RUN = """
import sys
from pathlib import Path
from adforge_core.work.monitor import RunMonitor
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.underway import announced
folder = ProjectFolder(Path(sys.argv[1]))
with folder.run_lock(), announced(folder, RunMonitor(), "render"):
    (folder.media.folder / sys.argv[2]).write_bytes(b"paid for")
    print("at it", flush=True)
    sys.stdin.read()
"""
"""A first run that has made something and not saved a project yet."""


def test_what_a_first_run_that_was_killed_has_made_is_on_the_shelf(shelf: Library) -> None:
    begun(shelf, "Other")
    tea = shelf.open("other").folder.parent / "tea"
    command = [sys.executable, "-c", _FIRST_RUN, str(tea), PHOTO]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"at it\n"
        assert shelf.projects() == ("other",)
        run.kill()
        run.wait()
    assert set(shelf.projects()) == {"other", "tea"}
    shelf.delete("tea")


_WITH_LITTLE_ROOM = """
import resource, signal, sys
from pathlib import Path
from adforge_core.project.library import Library
from adforge_core.errors import BadOutput
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    getattr(Library(Path(sys.argv[1])), sys.argv[2])(Path(sys.argv[3]) if "/" in sys.argv[3] else sys.argv[3])
except BadOutput as error:
    print(error)
"""
"""Calls the shelf in a process that can write files of 100 kB at most."""


@pytest.mark.parametrize("way", ["duplicate", "unpack"])
def test_where_there_is_no_room_that_is_said_and_nothing_is_left(shelf: Library, tmp_path: Path, way: str) -> None:
    folder = shelf.open(begun(shelf))
    folder.variants.mkdir()
    (folder.variants / "hook-1.mp4").write_bytes(bytes(300_000))
    of = shelf.pack("tea", tmp_path / "tea.adforge") if way == "unpack" else "tea"
    done = subprocess.run(
        [sys.executable, "-c", _WITH_LITTLE_ROOM, folder.folder.parent, way, of],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "ree some disk space" in done.stdout, done.stderr
    assert [path.name for path in folder.folder.parent.iterdir()] == ["tea"]


def test_what_a_killed_process_has_half_made_is_removed(shelf: Library) -> None:
    home = shelf.open(begun(shelf)).folder.parent
    half = (
        "import os, sys; from pathlib import Path; from adforge_core.project.library import Library\n"
        "with Library(Path(sys.argv[1])).incoming() as file: file.write_bytes(bytes(9)); os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", half, home], check=False)
    assert len(list(home.iterdir())) == 2
    with shelf.incoming() as mine:
        mine.write_bytes(b"1")
        shelf.sweep()
        assert mine.exists()
    assert [path.name for path in home.iterdir()] == ["tea"]
