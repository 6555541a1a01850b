import os
import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from adforge_core.errors import BadOutput, Cancelled, MissingProgram, StageFailed
from adforge_core.media.ffmpeg import encoding, ffmpeg_path, read, run
from adforge_core.media.frames import Frame
from tests.clips import ffmpegs

ENDLESS = ["-re", "-f", "lavfi", "-i", "testsrc2", "-f", "null", "-"]


def test_uses_the_ffmpeg_that_comes_with_the_studio(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADFORGE_FFMPEG", raising=False)
    assert Path(ffmpeg_path()).is_file()
    assert b"WAVE" in run(["-f", "lavfi", "-i", "sine=d=0.1", "-f", "wav", "-"]).stdout


def test_uses_the_ffmpeg_that_the_environment_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / "own-ffmpeg"
    own.write_text("#!/bin/sh\necho mine\n")
    own.chmod(0o755)
    monkeypatch.setenv("ADFORGE_FFMPEG", str(own))
    assert run(["-version"]).stdout == b"mine\n"


@pytest.mark.parametrize("content", [None, "no program"])
def test_a_named_ffmpeg_that_cannot_be_started_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    own = tmp_path / "own-ffmpeg"
    if content:
        own.write_text(content)
    monkeypatch.setenv("ADFORGE_FFMPEG", str(own))
    with pytest.raises(MissingProgram, match=r"ADFORGE_FFMPEG .*own-ffmpeg"):
        run(["-version"])


def test_a_program_of_another_kind_of_machine_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / "own-ffmpeg"
    own.write_bytes(b"\x7fELF nonsense")
    own.chmod(0o755)
    monkeypatch.setenv("ADFORGE_FFMPEG", str(own))
    with pytest.raises(MissingProgram, match="cannot be started"):
        run(["-version"])


def test_a_failure_is_one_sentence_in_ffmpegs_words(tmp_path: Path) -> None:
    garbage = tmp_path / "garbage.mp4"
    garbage.write_bytes(b"garbage" * 1000)
    with pytest.raises(StageFailed) as raised:
        run(["-i", garbage, "-f", "null", "-"])
    assert (
        str(raised.value) == "ffmpeg could not finish: Error opening input: Invalid data found when processing input."
    )


@pytest.mark.parametrize("name", ["a:b.wav", "-loop.wav", "it's 100% é.wav", "file,pipe|x.wav", "http:x.wav"])
def test_a_file_may_have_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    run(["-f", "lavfi", "-i", "sine=d=0.1", Path(name)])
    assert run(["-i", Path(name), "-f", "s16le", "-"]).stdout
    assert Path(name).is_file()


def test_input_is_fed_whole_also_while_asking_whether_to_stop() -> None:
    raw = bytes(range(256)) * 40_000
    args = ["-f", "u8", "-ar", "8000", "-ac", "1", "-i", "pipe:0", "-f", "u8", "-"]
    assert run(args, stdin=raw, cancelled=lambda: False).stdout == raw


def test_a_full_disc_is_told_as_one() -> None:
    with pytest.raises(BadOutput, match="disk is full"):
        run(["-f", "lavfi", "-i", "sine=d=5", "-f", "wav", Path("/dev/full")])


def test_cancelling_ends_ffmpeg() -> None:
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(len(ffmpegs()))
        return len(asked) > 2

    with pytest.raises(Cancelled):
        run(ENDLESS, cancelled=cancelled)
    assert asked == [0, 1, 1], "before ffmpeg starts, and while it runs"
    assert ffmpegs() == []


def test_an_exception_while_waiting_ends_ffmpeg() -> None:
    def interrupted() -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(ENDLESS, cancelled=interrupted)
    assert ffmpegs() == []


def test_output_is_read_piece_by_piece_and_cancelling_ends_ffmpeg() -> None:
    piece, seen = np.zeros(3 * 48 * 32, np.uint8), []
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"]
    read(["-f", "lavfi", "-i", "testsrc2=s=48x32:d=1:r=25", *raw], piece, lambda: seen.append(int(piece.sum())))
    assert len(seen) == 25
    assert len(set(seen)) > 1
    before = ffmpegs()
    with pytest.raises(Cancelled):
        read(
            ["-f", "lavfi", "-i", "testsrc2=s=48x32", *raw],
            piece,
            lambda: seen.append(0),
            cancelled=lambda: len(seen) > 30,
        )
    assert ffmpegs() == before


def feed(
    args: list[str | Path],
    size: tuple[int, int],
    before_each: Callable[[int], None] = lambda _: None,
    frames: int = 2000,
    stop: Callable[[], bool] | None = None,
) -> None:
    frame = Frame.empty(size)
    frame.buffer[:] = 128
    with encoding(args, size, 30, cancelled=stop) as encoder:
        for number in range(frames):
            before_each(number)
            encoder.write(frame)


def test_an_encoder_that_cannot_start_tells_why(tmp_path: Path) -> None:
    with pytest.raises(StageFailed, match="nosuchcodec"):
        feed(["-c:v", "nosuchcodec", tmp_path / "x.mp4"], (640, 640))
    assert ffmpegs() == []


def test_an_encoder_killed_from_outside_is_noticed(tmp_path: Path) -> None:
    def kill(number: int) -> None:
        if number == 5:
            [pid] = ffmpegs()
            os.kill(pid, signal.SIGKILL)

    with pytest.raises(StageFailed):
        feed([tmp_path / "x.mp4"], (640, 640), kill)
    assert ffmpegs() == []


def test_a_frame_of_another_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="64"), encoding([tmp_path / "x.mp4"], (64, 64), 30) as encoder:
        encoder.write(Frame.empty((32, 64)))
    assert ffmpegs() == []


def test_a_cancel_does_not_wait_for_the_last_frames(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        feed(["-c:v", "libx264", "-preset", "placebo", tmp_path / "x.mp4"], (640, 640), frames=20, stop=lambda: True)
    assert ffmpegs() == []
