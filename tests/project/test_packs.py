"""Packs as they may come in: from anywhere, and made by anybody."""

import json
import os
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from adforge_core.errors import BadOutput, BadProject, Cancelled, NewerProject
from adforge_core.model.formats import Format
from adforge_core.pipeline.delivered import delivered
from adforge_core.project.library import Imported, Library
from adforge_core.work.monitor import Event, RunMonitor

Held = dict[str, bytes]


@pytest.fixture
def shelf(tmp_path: Path) -> Library:
    return Library(tmp_path / "projects")


@pytest.fixture
def good(shelf: Library) -> Held:
    """What is in the pack of a project with a past."""
    folder = shelf.begin_empty("Kettle")
    folder.revisions.edit(lambda project: project.model_copy(update={"offer": "Half"}), "Edit the offer")
    folder.revisions.edit(lambda project: project.model_copy(update={"offer": "A third"}), "Edit the offer")
    folder.ledger.record("plan", "", "local")
    (folder.media.folder / f"{sha256(b'pixels').hexdigest()[:32]}.png").write_bytes(b"pixels")
    with zipfile.ZipFile(shelf.pack("kettle", folder.previews / "k.adforge")) as packed:
        held = {entry.filename: packed.read(entry) for entry in packed.infolist()}
    shelf.trash.remove([shelf.delete("kettle")])
    return held


@pytest.fixture
def comes(shelf: Library, tmp_path: Path) -> Callable[[Held], Imported]:
    """Unpacks a file that holds this; nothing is left of one that is refused."""

    def unpack(held: Held) -> Imported:
        with packed(tmp_path) as file:
            for name, content in held.items():
                file.writestr(name, content)
        return unpacked(shelf, tmp_path)

    return unpack


@contextmanager
def packed(place: Path) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(place / "mine.adforge", "w", zipfile.ZIP_DEFLATED) as file:
        yield file


def unpacked(shelf: Library, place: Path) -> Imported:
    try:
        return shelf.unpack(place / "mine.adforge")
    except BadProject:
        assert [path for path in (place / "projects").iterdir() if path.name != ".bin"] == []
        raise


def test_a_whole_pack_comes_in_with_nothing_left_out(good: Held, comes: Callable[[Held], Imported]) -> None:
    came = comes(good)
    assert came.left_out == ()
    assert came.folder.load().offer == "A third"
    assert came.folder.revisions.history().undo == "Edit the offer"
    assert came.folder.revisions.undo().offer == "Half"
    assert len(came.folder.ledger.entries()) == 1


@pytest.mark.parametrize("history", ['{"steps":[],"done":3}', '{"steps":[],"done":-1}', "{", "[]", "[" * 100_000])
def test_a_broken_history_is_left_out(good: Held, comes: Callable[[Held], Imported], history: str) -> None:
    came = comes(good | {"revisions/history.json": history.encode()})
    assert came.folder.revisions.history().undo == ""
    assert came.folder.load().offer == "A third"
    (said,) = came.left_out
    assert "cannot be undone" in said


@pytest.mark.parametrize("broken", ["{", "{}", '{"schema_version": 999}', "[" * 100_000, "null"])
def test_a_broken_revision_is_left_out(good: Held, comes: Callable[[Held], Imported], broken: str) -> None:
    came = comes(good | {"revisions/000001.json": broken.encode()})
    assert came.left_out == ("1 earlier version of it cannot be read.",)
    assert [path.stem for path in came.folder.files.past_folder.glob("0*")] == ["000002"]


@pytest.mark.parametrize("broken", ["{", '{"schema_version": 3}', "[" * 100_000, None])
def test_a_pack_of_a_damaged_project_is_its_last_good_version(
    good: Held, comes: Callable[[Held], Imported], broken: str | None
) -> None:
    held = {name: content for name, content in good.items() if name != "project.json"}
    came = comes(held if broken is None else held | {"project.json": broken.encode()})
    assert came.folder.load().offer == "Half"
    (said,) = came.left_out
    assert "last good version" in said


def test_numbers_that_are_none_are_no_project(good: Held, comes: Callable[[Held], Imported]) -> None:
    held = {"project.json": good["project.json"]}
    for number in (b"NaN", b"1e999", b"-Infinity"):
        spoilt = good["project.json"].replace(b'"budget_usd": 5.0', b'"budget_usd": ' + number)
        assert spoilt != good["project.json"]
        with pytest.raises(BadProject, match=r"its project\.json is damaged"):
            comes(held | {"project.json": spoilt})


@pytest.mark.parametrize("name", ["project.json", "revisions/000001.json", "revisions/history.json"])
def test_what_is_far_too_large_is_not_read(good: Held, comes: Callable[[Held], Imported], name: str) -> None:
    with pytest.raises(BadProject, match="35 MB, more than any"):
        comes(good | {name: b" " * (33 << 20)})


def test_what_unpacks_to_a_thousand_times_its_size_is_refused(shelf: Library, tmp_path: Path, good: Held) -> None:
    with packed(tmp_path) as file:
        for name, content in good.items():
            file.writestr(name, content)
        with file.open(f"media/{'0' * 32}.wav", "w") as bomb:
            for _ in range(1100):
                bomb.write(bytes(1 << 20))
    with pytest.raises(BadProject, match="would unpack to 1 GB"):
        unpacked(shelf, tmp_path)


def test_what_is_larger_than_it_says_is_refused(
    shelf: Library, tmp_path: Path, good: Held, comes: Callable[[Held], Imported]
) -> None:
    name = f"media/{sha256(bytes(5000)).hexdigest()[:32]}.wav"
    assert comes(good | {name: bytes(5000)}).left_out == ()
    shelf.trash.remove([shelf.delete("kettle")])
    content = (tmp_path / "mine.adforge").read_bytes()
    assert content.count((5000).to_bytes(4, "little")) == 2
    (tmp_path / "mine.adforge").write_bytes(content.replace((5000).to_bytes(4, "little"), (50).to_bytes(4, "little")))
    with pytest.raises(BadProject, match="could not be imported"):
        unpacked(shelf, tmp_path)


def test_what_is_larger_than_the_disk_is_told_so(shelf: Library, tmp_path: Path, good: Held) -> None:
    # Sparse files: they take no room themselves, and every file may be as large as all that is free.
    free = shutil.disk_usage(tmp_path).free
    with zipfile.ZipFile(tmp_path / "mine.adforge", "w") as file:
        for name, content in good.items():
            file.writestr(name, content)
        file.fp.seek(free, os.SEEK_CUR)  # type: ignore[union-attr]
        file.start_dir = file.fp.tell()  # type: ignore[union-attr]
        entry = file.infolist()[-1]
        entry.file_size = entry.compress_size = free
    with pytest.raises(BadOutput, match="not enough disk space to import"):
        shelf.unpack(tmp_path / "mine.adforge")


@pytest.mark.parametrize(
    "name",
    [
        *("media", "revisions", "deliverables/variants", "project.json/x", "media/photo.png", "Project.json"),
        *(
            "revisions/notes.txt",
            "revisions/1.json",
            "revisions/0000001.json",
            "media/../project.json",
            "./project.json",
            "media\\x",
        ),
        *("C:/x", "deliverables/x\x07.mp4", "deliverables/variants/more/x.mp4", "deliverables/" + "x" * 300),
        *("deliverables//x", "deliverables/..", "ledger.jsonl/", "previews/x.png", ".lock", "deliverables/.x"),
    ],
)
def test_what_is_no_file_of_a_project_is_refused(good: Held, comes: Callable[[Held], Imported], name: str) -> None:
    with pytest.raises(BadProject, match="which is no file of a project"):
        comes(good | {name: b"?"})


@pytest.mark.parametrize("twice", [("x.srt", "X.srt"), ("\u00e9.srt", "e\u0301.srt"), ("x.srt", "x.srt")])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_that_some_disks_take_for_one_are_refused(
    shelf: Library, tmp_path: Path, good: Held, twice: tuple[str, str]
) -> None:
    with packed(tmp_path) as file:
        for name, content in good.items():
            file.writestr(name, content)
        for name in twice:
            file.writestr(f"deliverables/{name}", "1")
    with pytest.raises(BadProject, match="twice"):
        unpacked(shelf, tmp_path)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFDIR])
def test_links_and_devices_are_refused(shelf: Library, tmp_path: Path, good: Held, kind: int) -> None:
    with packed(tmp_path) as file:
        for name, content in good.items():
            file.writestr(name, content)
        entry = zipfile.ZipInfo("deliverables/x.mp4")
        entry.external_attr = (kind | 0o777) << 16
        file.writestr(entry, "/etc/passwd")
    with pytest.raises(BadProject, match="link or a device"):
        unpacked(shelf, tmp_path)


def test_very_many_files_are_refused(shelf: Library, tmp_path: Path, good: Held) -> None:
    with zipfile.ZipFile(tmp_path / "mine.adforge", "w") as file:
        file.writestr("project.json", good["project.json"])
        for number in range(100_000):
            file.writestr(f"deliverables/{number}", "")
    with pytest.raises(BadProject, match="100,001 files"):
        unpacked(shelf, tmp_path)


def test_a_table_of_contents_that_fills_the_memory_is_not_read(shelf: Library, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "mine.adforge", "w") as file:
        for number in range(300):
            entry = zipfile.ZipInfo(f"deliverables/{number}")
            entry.comment = bytes(60_000)
            file.writestr(entry, "")
    with pytest.raises(BadProject, match="could not be imported"):
        unpacked(shelf, tmp_path)


def test_media_that_are_not_what_they_say_are_left_out(good: Held, comes: Callable[[Held], Imported]) -> None:
    (photo,) = (name for name in good if name.startswith("media/"))
    came = comes(good | {photo: b"pixelz"})
    assert came.left_out == (f"Its file {photo} is damaged and was left out.",)
    assert not list(came.folder.media.folder.glob("*"))


def test_lines_of_the_ledger_that_are_none_are_left_out(good: Held, comes: Callable[[Held], Imported]) -> None:
    line = good["ledger.jsonl"]
    came = comes(good | {"ledger.jsonl": b'{"at": ' + b"\n" + line + b"x" * (2 << 20) + b"\n\n" + line.strip()})
    assert len(came.folder.ledger.entries()) == 2
    assert came.folder.folder.joinpath("ledger.jsonl").read_bytes() == line * 2
    (said,) = came.left_out
    assert "of its ledger cannot be read" in said


@pytest.mark.parametrize("place", ["deliverables/master-9x16.json", "deliverables/variants/hook-1-cta-1-9x16.json"])
@pytest.mark.parametrize("field", ["master", "poster", "captions_srt", "captions_vtt"])
@pytest.mark.parametrize("named", ["../project.json", "/etc/passwd", "..", "", "variants/x", ".x", None, ["x"]])
def test_a_finished_ad_names_files_beside_it_only(
    good: Held, comes: Callable[[Held], Imported], place: str, field: str, named: object
) -> None:
    with pytest.raises(BadProject, match="names a file that is not beside it"):
        comes(good | {place: json.dumps({field: named}).encode()})


@pytest.mark.parametrize("record", ["{", "[]", "[" * 100_000, '{"seconds": NaN}'])
def test_a_record_that_cannot_be_read_is_left_out(good: Held, comes: Callable[[Held], Imported], record: str) -> None:
    came = comes(good | {"deliverables/master-9x16.json": record.encode()})
    assert delivered(came.folder, Format.VERTICAL) is None
    (said,) = came.left_out
    assert "render it again" in said


def test_a_newer_studios_pack_is_told_to_be_newer_whatever_else_it_holds(
    good: Held, comes: Callable[[Held], Imported]
) -> None:
    with pytest.raises(NewerProject, match=r"^mine\.adforge was exported by a newer version of the studio\. Update"):
        comes(good | {"project.json": b'{"schema_version": 999}', "shots/1.json": b"{}"})


def test_a_pack_made_anew_with_folders_in_it_comes_in(good: Held, comes: Callable[[Held], Imported]) -> None:
    folders = dict.fromkeys(("media/", "revisions/", "deliverables/", "deliverables/variants/"), b"")
    assert comes(folders | good).left_out == ()


def test_unpacking_says_how_far_it_is_and_is_stopped(shelf: Library, tmp_path: Path, good: Held) -> None:
    with packed(tmp_path) as file:
        for name, content in good.items():
            file.writestr(name, content)
    seen: list[float] = []

    def listen(event: Event) -> None:
        seen.append(event.done)
        if len(seen) == 2:
            monitor.cancel()

    monitor = RunMonitor(listener=listen)
    with pytest.raises(Cancelled):
        shelf.unpack(tmp_path / "mine.adforge", monitor=monitor)
    assert 0 < seen[0] < seen[1] < 1
    assert [path.name for path in (tmp_path / "projects").iterdir()] == [".bin"]
