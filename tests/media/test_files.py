"""Files that are whole or not there, and what is said when one cannot be written."""

import errno
import shutil
from pathlib import Path

import pytest

from adforge_core.errors import BadOutput
from adforge_core.media.files import abandoned, sweep, unfinished, write_whole, written_whole
from adforge_core.media.owner import this_process


@pytest.mark.parametrize(
    "error",
    [
        FileNotFoundError(errno.ENOENT, "No such file or directory", "media/plate.mp4"),
        ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"),
        OSError(errno.EIO, "Input/output error"),
        OSError("image file is truncated"),
        OSError(errno.ENOSPC, "No space left on device", "/elsewhere/font.tmp"),
    ],
)
def test_an_error_of_something_else_inside_the_block_is_raised_as_it_is(tmp_path: Path, error: OSError) -> None:
    out = tmp_path / "segment.mp4"
    out.write_text("old")
    with pytest.raises(type(error)) as raised, written_whole(out):
        raise error
    assert raised.value is error
    assert out.read_text() == "old"
    assert list(tmp_path.iterdir()) == [out]


def test_a_source_that_cannot_be_copied_is_no_error_of_the_copy(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), written_whole(tmp_path / "copy") as waiting:
        shutil.copyfile(tmp_path / "gone", waiting)


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    with (
        pytest.raises(BadOutput, match=r"segment\.mp4 cannot be written: No space left on device\..*free some disk"),
        written_whole(tmp_path / "segment.mp4"),
        Path("/dev/full").open("wb", buffering=0) as full,
    ):
        full.write(b"frame")


def test_a_file_that_somebody_has_taken_away_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadOutput, match="cannot be written"), written_whole(tmp_path / "segment.mp4") as waiting:
        waiting.unlink()


def test_a_place_that_is_a_folder_or_lacks_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "ad.mp4").mkdir()
    for out in (tmp_path / "ad.mp4", tmp_path / "none" / "ad.mp4"):
        with pytest.raises(BadOutput, match="cannot be written"), written_whole(out):
            pass


@pytest.fixture
def gone(tmp_path: Path) -> Path:
    """Where a process that is no more has left a folder and a file half made."""
    mark = this_process().model_copy(update={"start": 1}).mark
    (tmp_path / f".unpacking-{mark}-1" / "media").mkdir(parents=True)
    (tmp_path / f".unpacking-{mark}-1" / "media" / "film.mp4").write_bytes(b"half")
    (tmp_path / f".writing-{mark}-2.mp4").write_bytes(b"half")
    return tmp_path


def test_what_nobody_is_at_any_more_is_swept_files_and_folders(gone: Path) -> None:
    mine = gone / f"{unfinished('unpacking')}3"
    mine.mkdir()
    (gone / ".kept-as-it-is").touch()
    sweep(gone)
    assert {path.name for path in gone.iterdir()} == {mine.name, ".kept-as-it-is"}


def test_what_is_being_swept_belongs_to_whoever_sweeps(gone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(folder: Path) -> None:
        (folder / "media" / "film.mp4").unlink()
        raise KeyboardInterrupt

    monkeypatch.setattr("shutil.rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        sweep(gone)
    (left,) = (path for path in gone.iterdir() if path.is_dir())
    assert this_process().mark in left.name
    assert not abandoned(left), "others leave it to this process, and know at once when that has ended"


def test_several_files_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"old")
    (tmp_path / "two").mkdir()
    with pytest.raises(BadOutput, match="two cannot be written: it is a folder"):
        write_whole({tmp_path / "one": b"new", tmp_path / "two": b"new"})
    assert (tmp_path / "one").read_bytes() == b"old"
    write_whole({tmp_path / "one": b"new", tmp_path / "three": b"new"})
    assert {path.name for path in tmp_path.iterdir()} == {"one", "two", "three"}
    assert (tmp_path / "one").read_bytes() == b"new"
