"""Who is at work on a file or folder, and whether they still are: this process, a neighbour's, or one of another host.

An owner is a process: its number, when it was started (numbers are used again), and the process table and the boot it
is found in. What that table cannot tell, because the owner is on another host or in another container that shares the
volume, its *beat* does: a thread of the owner renews the time of what it owns.
"""

import fcntl
import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from adforge_core.model.value import Value

BEAT_S = 5.0
"""How often an owner renews the time of what it owns."""

SILENT_S = 180.0
"""How long an owner on another host may be silent before others take over what it was at.

A machine that is suspended and moved, or a process that somebody stopped to look at it, is back within a minute or two;
whoever waits has an answer to wait for that itself takes minutes.
"""

SWEPT_S = 24 * 3600.0
"""How long what another host left unfinished lies untouched before it is taken away.

All that is won is disk, all that may be lost is work. A day covers a computer that slept through the night, and a clock
that is wrong by a time zone.
"""


class Owner(Value):
    """A process. `boot` is the run of the operating system it is in, `space` the process table that shows it."""

    host: str
    boot: str
    space: str
    pid: int
    start: int
    program: str = ""

    @property
    def mark(self) -> str:
        """It as part of a file's name: 1f2e3d4c5b6a_4711_88123."""
        return f"{_table(self.boot, self.space)}_{self.pid}_{self.start}"

    @property
    def told(self) -> str:
        """It in words, for whoever has to look for it."""
        who = f"process {self.pid} on {self.host}"
        return f"{self.program} ({who})" if self.program else who

    @property
    def is_near(self) -> bool:
        """Whether it runs, or ran, on the operating system that this process runs on: locks of files tell of it."""
        return self.boot == this_process().boot


def this_process() -> Owner:
    """The process that asks."""
    return _process(os.getpid())


def has_ended(mark: str) -> bool | None:
    """Whether the process with that `Owner.mark` is no more; None where that cannot be seen from here."""
    table, pid, start = mark.split("_")
    here = this_process()
    if table != _table(here.boot, here.space):
        return None
    return _started(int(pid)) != int(start)


@contextmanager
def beating(path: Path) -> Iterator[None]:
    """Renews the time of the file or folder `path` while the block lasts, where it is there."""
    _heart.add(path)
    try:
        yield
    finally:
        _heart.remove(path)


def silent_s(path: Path) -> float:
    """How long ago `path` was renewed, by the clock of the volume it lies on: two hosts' clocks differ.

    Raises FileNotFoundError where it is not there.
    """
    renewed = path.stat().st_mtime
    try:
        with tempfile.TemporaryFile(dir=path.parent) as now:
            return os.fstat(now.fileno()).st_mtime - renewed
    except OSError:  # a volume that takes no files
        return time.time() - renewed


class Claim:
    """The right to be the only one at something, which a lock file stands for.

    It goes with the process, however that ends, and is kept while the process is stopped. Threads of one process
    exclude each other too.
    """

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        self._file = file
        _heart.add(path)

    def release(self) -> None:
        """Lets others have it."""
        if self._file.closed:
            return
        _heart.remove(self._path)
        if claimant(self._path) == this_process():  # or it was taken over from an owner that was silent for long
            self._path.unlink(missing_ok=True)  # whoever waits for this very file finds that it is not the one
        self._file.close()


class Claiming:
    """Trying to get the claim that the lock file `path` stands for, until it is there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, float] | None = None

    def attempt(self) -> Claim | None:
        """The claim; None while somebody else has it.

        Where the volume's locks do not reach the host of whoever had it last, that owner's beat says whether it still
        is at it. It is watched by this host's own clock.
        """
        file = self._path.open("a+b")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(file, self._path) and not self._lives(file):
                file.truncate(0)
                file.write(this_process().model_dump_json().encode())
                file.flush()
                return Claim(self._path, file)
        except BlockingIOError:
            pass
        except BaseException:
            file.close()
            raise
        file.close()
        return None

    def _lives(self, file: BinaryIO) -> bool:
        """Whether whoever had the claim before, and never let go of it, lives on another host."""
        file.seek(0)
        owner = _read(file.read())
        if owner is None or owner.is_near:  # its lock would have held
            return False
        beat, now = os.fstat(file.fileno()).st_mtime_ns, time.monotonic()
        if self._seen is None or self._seen[0] != beat:
            self._seen = beat, now
        # Seen from the volume's clock it may have been silent for long; one whose clock is wrong is heard meanwhile.
        enough = 3 * BEAT_S if silent_s(self._path) > SILENT_S else SILENT_S
        return now - self._seen[1] <= enough


def claimant(path: Path) -> Owner | None:
    """Who has, or had when it ended, the claim that the lock file `path` stands for; None where nobody has."""
    try:
        return _read(path.read_bytes())
    except FileNotFoundError:
        return None


class _Heart:
    """Renews the times of files and folders, in a thread that lasts as long as there are any."""

    def __init__(self) -> None:
        self._paths: list[Path] = []
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, path: Path) -> None:
        with self._lock:
            self._paths.append(path)
            if self._thread is None:
                self._thread = threading.Thread(target=self._beat, name="beating", daemon=True)
                self._thread.start()

    def remove(self, path: Path) -> None:
        with self._lock:
            self._paths.remove(path)

    def _beat(self) -> None:
        while True:
            time.sleep(BEAT_S)
            with self._lock:
                paths = tuple(self._paths)
                if not paths:
                    self._thread = None
                    return
            for path in paths:
                with suppress(OSError):
                    os.utime(path)


_heart = _Heart()
"""One a process, which is what owns things."""


@cache
def _process(pid: int) -> Owner:
    return Owner(
        host=socket.gethostname(),
        boot=Path("/proc/sys/kernel/random/boot_id").read_text().strip(),
        space=str(Path("/proc/self/ns/pid").readlink()),
        pid=pid,
        start=_started(pid) or 0,
        program=_program(),
    )


def _program() -> str:
    """What the process is called by people."""
    name = Path(sys.argv[0]) if sys.argv and sys.argv[0] else Path()
    name = name.parent if name.stem == "__main__" else name
    return {"streamlit": "the studio", "adforge_core": "adforge"}.get(name.stem, name.stem)


@cache
def _table(boot: str, space: str) -> str:
    return sha256(f"{boot} {space}".encode()).hexdigest()[:12]


def _started(pid: int) -> int | None:
    """When the process was started, in ticks since the boot; None where there is none, or it has ended."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, *fields = stat.rpartition(")")[2].split()  # a program's name may hold anything
    return None if state in "ZX" else int(fields[18])


def _read(text: bytes) -> Owner | None:
    with suppress(ValidationError):
        return Owner.model_validate_json(text)
    return None


def _is_at(file: BinaryIO, path: Path) -> bool:
    """Whether the open file is the one that is at `path` now."""
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    return False
