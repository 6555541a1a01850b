"""ffmpeg as a separate process: finding it, running it, and sending it frames.

No process outlives the call that started it: an error, a cancel or Ctrl-C kills it and waits for it.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from adforge_core.errors import BadOutput, Cancelled, MissingProgram, StageFailed
from adforge_core.media.frames import Frame

_FIX_IT = "Install the studio's requirements again, or set ADFORGE_FFMPEG to the path of an ffmpeg program."
_POLL_S = 0.05
_PIPE_BYTES = 1 << 20
"""The largest pipe Linux allows. With the default of 64 kB, a frame needs fifty process switches."""
_SAYS_NOTHING = (
    "Conversion failed",
    "Error opening input file",
    "Error opening output file",
    "Error selecting an encoder",
)


def ffmpeg_path() -> str:
    """Returns the ffmpeg that ADFORGE_FFMPEG names, or else the one in imageio-ffmpeg. Never downloads.

    Raises MissingProgram.
    """
    if chosen := os.environ.get("ADFORGE_FFMPEG", "").strip():
        if found := shutil.which(chosen):
            return found
        raise MissingProgram(
            f"ADFORGE_FFMPEG is set to {chosen}, which is not a program that can be run.",
            "Correct it, or unset it to use the ffmpeg that comes with the studio.",
        )
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        raise MissingProgram("ffmpeg was not found.", _FIX_IT) from None


@dataclass(frozen=True)
class Result:
    """The output of ffmpeg: its standard output as bytes, its log as text."""

    stdout: bytes
    stderr: str


def run(
    args: Sequence[str | Path],
    *,
    cancelled: Callable[[], bool] | None = None,
    stdin: bytes | None = None,
    loglevel: str = "error",
) -> Result:
    """Runs ffmpeg with `args`, and with `stdin` as its input if given. Existing files are overwritten.

    Pass file names as Paths: they may then contain any character.

    `cancelled` is called about twenty times a second; if it returns True, ffmpeg is killed and Cancelled is raised.
    Raises StageFailed with ffmpeg's last message, BadOutput if the disk is full, and MissingProgram.
    """
    if cancelled and cancelled():
        raise Cancelled
    # A file, because communicate() loses the rest of its input when it is called again after a timeout.
    with tempfile.TemporaryFile() as source:
        source.write(stdin or b"")
        source.seek(0)
        child = _start(args, loglevel, source, subprocess.PIPE, subprocess.PIPE)
    with _never_orphaned(child):
        while True:
            try:
                out, log = child.communicate(timeout=_POLL_S if cancelled else None)
                break
            except subprocess.TimeoutExpired:
                if cancelled and cancelled():
                    raise Cancelled from None
    stderr = log.decode("utf-8", "replace")
    if child.returncode:
        raise failure(stderr)
    return Result(out, stderr)


def read(
    args: Sequence[str | Path],
    into: NDArray[np.uint8],
    see: Callable[[], None],
    *,
    cancelled: Callable[[], bool] | None = None,
    loglevel: str = "error",
) -> str:
    """Runs ffmpeg with `args` and calls `see` each time its standard output has filled the array `into`.

    What is left over at the end is ignored. Returns ffmpeg's log. `cancelled` is called before each `see`. Raises the
    same errors as `run`.
    """
    # The log is a file, not a pipe: ffmpeg would stop on a full pipe that is not read.
    with tempfile.TemporaryFile() as log:
        child = _start(args, loglevel, subprocess.DEVNULL, subprocess.PIPE, log)
        with _never_orphaned(child):
            assert child.stdout is not None
            _widen(child.stdout)
            whole, filled = into.reshape(-1).data, 0
            while got := child.stdout.readinto(whole[filled:]):  # type: ignore[attr-defined]  # it is unbuffered
                filled += got
                if filled == len(whole):
                    if cancelled and cancelled():
                        raise Cancelled
                    see()
                    filled = 0
            child.wait()
        log.seek(0)
        text = log.read().decode("utf-8", "replace")
    if child.returncode:
        raise failure(text)
    return text


def part_of(start_s: float, end_s: float | None = None) -> list[str]:
    """Returns the options of an input that is read from `start_s` to `end_s` seconds only; None is its end."""
    start = ["-ss", f"{start_s:.4f}"] if start_s else []
    return start if end_s is None else [*start, "-t", f"{end_s - start_s:.4f}"]


def in_filter(path: Path) -> str:
    """Returns the file's name as the value of a filter's option in a filter graph: escaped for both."""
    option = re.sub(r"([\\':])", r"\\\1", str(path))
    return re.sub(r"([\\'\[\],;])", r"\\\1", option)


class Encoder:
    """A running ffmpeg that reads raw yuv420p frames from a pipe. `encoding` starts one."""

    def __init__(self, child: subprocess.Popen[bytes], log: IO[bytes], size: tuple[int, int]) -> None:
        """Sends frames to `child`. Its standard input is an unbuffered pipe, its errors go to the file `log`."""
        assert child.stdin is not None
        self._child = child
        self._pipe = child.stdin
        self._log = log
        self._size = size

    def write(self, frame: Frame) -> None:
        """Sends the next frame. The frame can be drawn into again after this returns."""
        if frame.size != self._size:
            raise ValueError(f"a frame of {frame.size} for an encoder of {self._size}")
        rest = frame.buffer.data
        try:
            while rest:
                rest = rest[self._pipe.write(rest) :]
        except BrokenPipeError:
            raise self._failure() from None

    def finish(self, cancelled: Callable[[], bool] | None = None) -> None:
        """Ends the input and waits until ffmpeg's file is complete. Raises Cancelled."""
        self._pipe.close()
        while self._child.poll() is None:
            if cancelled and cancelled():
                raise Cancelled
            with suppress(subprocess.TimeoutExpired):
                self._child.wait(_POLL_S)
        if self._child.returncode:
            raise self._failure()

    def _failure(self) -> StageFailed | BadOutput:
        self._child.wait()
        self._log.seek(0)
        return failure(self._log.read().decode("utf-8", "replace"))


@contextmanager
def encoding(
    args: Sequence[str | Path], size: tuple[int, int], fps: int, *, cancelled: Callable[[], bool] | None = None
) -> Iterator[Encoder]:
    """Runs an ffmpeg that encodes frames of `size` (width, height). `args` are its output options and the output.

    At the end of the context it waits until ffmpeg has finished its file, or `cancelled` returns True. An exception in
    the context kills ffmpeg. Raises the same errors as `run`.
    """
    width, height = size
    source = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", f"{width}x{height}", "-framerate", str(fps)]
    # The log is a file, not a pipe: ffmpeg would stop on a full pipe that is not read.
    with tempfile.TemporaryFile() as log:
        child = _start([*source, "-i", "pipe:0", *args], "error", subprocess.PIPE, subprocess.DEVNULL, log)
        with _never_orphaned(child):
            _widen(child.stdin)
            encoder = Encoder(child, log, size)
            yield encoder
            encoder.finish(cancelled)


def failure(log: str) -> StageFailed | BadOutput:
    """Returns the error in ffmpeg's log, in one sentence."""
    lines = [re.sub(r"^(\[[^\]]*\]\s*)+", "", line).strip() for line in log.splitlines()]
    meaningful = [line for line in lines if line and not line.startswith(_SAYS_NOTHING)]
    if any("No space left on device" in line for line in meaningful):
        return BadOutput("The disk is full.", "Free some disk space, or write to another disk.")
    reason = meaningful[-1].rstrip(".")[:300] if meaningful else "it stopped without saying why"
    return StageFailed(f"ffmpeg could not finish: {reason}.")


def _start(
    args: Sequence[str | Path], loglevel: str, stdin: int | IO[bytes], stdout: int, stderr: int | IO[bytes]
) -> subprocess.Popen[bytes]:
    program = ffmpeg_path()
    # "file:" allows any file name: without it ffmpeg takes "a:b.mp4" for a protocol and "-x.mp4" for an option.
    words = [f"file:{arg}" if isinstance(arg, Path) else arg for arg in args]
    command = [program, "-nostdin", "-hide_banner", "-loglevel", loglevel, "-y", *words]
    try:
        # Its own process group: Ctrl-C reaches only the studio, which kills ffmpeg before it can end its file early.
        return subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=stderr, bufsize=0, process_group=0)
    except OSError as error:
        raise MissingProgram(f"ffmpeg cannot be started from {program}: {error.strerror}.", _FIX_IT) from None


def _widen(pipe: IO[bytes] | None) -> None:
    if sys.platform == "linux" and pipe:
        import fcntl

        with suppress(OSError):  # a smaller pipe is only slower
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


@contextmanager
def _never_orphaned(child: subprocess.Popen[bytes]) -> Iterator[None]:
    try:
        yield
    finally:
        if child.poll() is None:
            child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout, child.stderr):
            if pipe:
                pipe.close()
