"""Files that are whole or not there, and what is said when one cannot be written."""

import errno
import shutil
from pathlib import Path

import pytest

from adforge_core.errors import BadOutput
from adforge_core.media.files import written_whole


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
