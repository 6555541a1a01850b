"""The command as a program: its answer, its streams, and where `--out` leads."""

import json
import os
import socket
import subprocess
import sys
import threading
from io import StringIO
from pathlib import Path

import pytest

from adforge_core.cli.out import Out
from adforge_core.errors import BadOutput
from tests.test_cli import called

PROGRAM = """
import os, sys
from adforge_core.__main__ import program
from adforge_core.cli import commands

def doctor(_):
    kept = open(place, "wb")  # takes the lowest free number
    os.write(1, b"from C\\n")
    os.write(2, b"from C\\n")
    print("from Python", flush=True)
    return {"ok": True, "findings": [], "kept": os.fstat(kept.fileno()).st_size}

commands.doctor = doctor
place, sys.argv[1:] = sys.argv[1], ["doctor", "--json"]
program()
"""
"""The program with a command whose libraries print."""


def run(kept: Path, redirected: str = "") -> subprocess.CompletedProcess[str]:
    words = ["bash", "-c", f'exec "$0" -c "$1" "$2" {redirected}', sys.executable, PROGRAM, str(kept)]
    return subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)


def test_standard_output_carries_the_answer_whatever_libraries_print(tmp_path: Path) -> None:
    done = run(tmp_path / "kept")
    assert json.loads(done.stdout) == {"ok": True, "findings": [], "kept": 0}
    assert (done.returncode, done.stderr.count("from C"), "from Python" in done.stderr) == (0, 2, True)


@pytest.mark.parametrize(
    ("redirected", "why"),
    [(">/dev/full", "No space left on device."), (">&-", "it is closed."), ("> >(true)", "Broken pipe.")],
    ids=["full", "closed", "pipe"],
)
def test_an_answer_that_cannot_be_written_is_one_sentence(tmp_path: Path, redirected: str, why: str) -> None:
    done = run(tmp_path / "kept", redirected)
    told = [line for line in done.stderr.splitlines() if not line.startswith("from")]
    assert (done.returncode, done.stdout, len(told)) == (1, "", 1)
    assert told[0].startswith("The command is done, but its answer cannot be written to standard output: ")
    assert told[0].endswith(why)


def test_no_file_takes_the_place_of_a_closed_stream(tmp_path: Path) -> None:
    assert run(tmp_path / "kept", "<&- >&- 2>&-").returncode == 1
    assert (tmp_path / "kept").read_bytes() == b""


def test_names_of_files_are_safe_in_messages_and_in_json(tmp_path: Path) -> None:
    name = os.fsdecode(b'a "b"\n\x1b[31m\xe2\x80\xae\xff.toml')
    done = called("make", tmp_path / name, "--json", home=tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert r"\n\x1b[31m\u202e\xff.toml" in done.stderr
    assert r"\xff.toml" in json.loads(done.stdout.encode())["error"]
    too_long = called("make", tmp_path / f"{'n' * 300}.toml", home=tmp_path)
    assert (too_long.returncode, len(too_long.stderr.splitlines())) == (2, 1)


@pytest.fixture
def master(tmp_path: Path) -> Path:
    (tmp_path / "master.mp4").write_bytes(b"an ad" * 50_000)
    return tmp_path / "master.mp4"


def test_what_a_link_leads_to_is_written_and_the_link_stays(tmp_path: Path, master: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "old.mp4").write_bytes(b"old")
    for target in ("old.mp4", "new.mp4"):
        link = tmp_path / f"to-{target}"
        link.symlink_to(tmp_path / "there" / target)
        assert Out(link, None).place(master) == tmp_path / "there" / target
        assert link.is_symlink()
        assert link.read_bytes() == master.read_bytes()


def test_a_pipe_that_is_read_is_written_to_and_stays_a_pipe(tmp_path: Path, master: Path) -> None:
    pipe, got = tmp_path / "pipe", []
    os.mkfifo(pipe)
    with pytest.raises(BadOutput, match="Nothing reads from the pipe"):
        Out(pipe, None)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    out = Out(pipe, None)
    os.set_blocking(reading, True)
    with os.fdopen(reading, "rb") as reader:
        thread = threading.Thread(target=lambda: got.append(reader.read()))
        thread.start()
        out.place(master)
        thread.join()
    assert got == [master.read_bytes()]
    assert pipe.is_fifo()


def test_a_name_of_any_bytes_is_written(tmp_path: Path, master: Path) -> None:
    place = tmp_path / os.fsdecode(b'a "b"\n\xe2\x80\xae\xff.mp4')
    assert Out(place, None).place(master).read_bytes() == master.read_bytes()


def test_where_no_ad_can_be_written_is_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "loop.mp4").symlink_to("loop.mp4")
    (tmp_path / "folder.mp4").mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket.mp4"))
        cases = {
            tmp_path / "loop.mp4": "cannot be written",
            tmp_path / "folder.mp4": "is a folder",
            tmp_path / "socket.mp4": "neither a file nor a pipe",
            tmp_path / f"{'n' * 300}.mp4": "File name too long",
            tmp_path / "none" / "ad.mp4": "does not exist",
            tmp_path / "ad.mov": "does not end in",
            Path("/proc/ad.mp4"): "not writable",
        }
        for place, why in cases.items():
            with pytest.raises(BadOutput, match=why):
                Out(place, None)
    with pytest.raises(BadOutput, match="carries the answer and not the ad"):
        Out(Path("/dev/stdout"), StringIO(), json=True)


def test_a_disk_that_is_full_at_the_end_is_told_with_the_place_of_the_ad(master: Path) -> None:
    with pytest.raises(BadOutput, match=r"No space left on device\. The ad is finished: copy it from .*master\.mp4"):
        Out(Path("/dev/full"), None).place(master)


def test_standard_output_gets_the_ad_also_where_it_is_a_file(tmp_path: Path, master: Path) -> None:
    with (tmp_path / "ad.mp4").open("w") as redirected:
        out = Out(tmp_path / "ad.mp4", redirected)
        assert out.is_standard_output
        out.place(master)
    assert (tmp_path / "ad.mp4").read_bytes() == master.read_bytes()
