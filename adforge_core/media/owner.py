"""The owner of a file or folder, and whether it is still alive: this process, another one, or one on another host.

An owner is a process: its number, its start time (numbers are reused), its process table and its boot. For an owner on
another host or in another container that shares the volume, that table is not visible; its *beat* is: a thread of the
owner renews the time stamps of what it owns.
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
"""The seconds between two beats of an owner."""

SILENT_S = 180.0
"""The seconds without a beat after which others take over the work of an owner on another host.

A machine that is suspended and moved, or a process stopped in a debugger, is back within a minute or two. The work that
others wait for takes minutes itself.
"""

SWEPT_S = 24 * 3600.0
"""The seconds without a beat after which unfinished files of another host are removed.

Removing them only frees disk space, but may lose work. A day covers a computer that sleeps overnight, and a clock that
is wrong by a time zone.
"""


class Owner(Value):
    """A process. `boot` identifies the boot of its operating system, `space` its process table."""

    host: str
    boot: str
    space: str
    pid: int
    start: int
    program: str = ""

    @property
    def mark(self) -> str:
        """The owner as part of a file name: 1f2e3d4c5b6a_4711_88123."""
        return f"{_table(self.boot, self.space)}_{self.pid}_{self.start}"

    @property
    def told(self) -> str:
        """A description of the owner for people."""
        who = f"process {self.pid} on {self.host}"
        return f"{self.program} ({who})" if self.program else who

    @property
    def is_near(self) -> bool:
        """Whether it runs, or ran, on the same operating system as this process, so that file locks show it."""
        return self.boot == this_process().boot


def this_process() -> Owner:
    """Returns this process."""
    return _process(os.getpid())


def has_ended(mark: str) -> bool | None:
    """Whether the process with this `Owner.mark` has ended; None if that is not visible from here."""
    table, pid, start = mark.split("_")
    here = this_process()
    if table != _table(here.boot, here.space):
        return None
    return _started(int(pid)) != int(start)


@contextmanager
def beating(path: Path) -> Iterator[None]:
    """Renews the time stamp of the file or folder `path` while the block runs, if it exists."""
    _heart.add(path)
    try:
        yield
    finally:
        _heart.remove(path)


def silent_s(path: Path) -> float:
    """Returns the seconds since `path` was renewed, by the clock of its volume: the clocks of hosts differ.

    Raises FileNotFoundError if it does not exist.
    """
    renewed = path.stat().st_mtime
    try:
        with tempfile.TemporaryFile(dir=path.parent) as now:
            return os.fstat(now.fileno()).st_mtime - renewed
    except OSError:  # a volume that is not writable
        return time.time() - renewed


class Claim:
    """An exclusive right that a lock file represents.

    It ends with the process, however that ends, and is kept while the process is stopped. Threads of one process
    exclude each other too.
    """

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        self._file = file
        _heart.add(path)

    def release(self) -> None:
        """Releases the right."""
        if self._file.closed:
            return
        _heart.remove(self._path)
        if claimant(self._path) == this_process():  # else it was taken over because this owner had no beat
            self._path.unlink(missing_ok=True)  # those who wait for this file notice that it was replaced
        self._file.close()


class Claiming:
    """Repeated attempts to get the claim of the lock file `path`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, float] | None = None

    def attempt(self) -> Claim | None:
        """Returns the claim; None while another owner has it.

        If the volume's locks do not reach the last owner's host, its beat decides whether it is alive. The beat is
        timed with this host's clock.
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
        """Whether the previous owner, which did not release the claim, is alive on another host."""
        file.seek(0)
        owner = _read(file.read())
        if owner is None or owner.is_near:  # its lock would still be held
            return False
        beat, now = os.fstat(file.fileno()).st_mtime_ns, time.monotonic()
        if self._seen is None or self._seen[0] != beat:
            self._seen = beat, now
        # By the volume's clock it may have been silent for long. If only a clock is wrong, its beat is noticed
        # meanwhile.
        enough = 3 * BEAT_S if silent_s(self._path) > SILENT_S else SILENT_S
        return now - self._seen[1] <= enough


def claimant(path: Path) -> Owner | None:
    """Returns the owner of the claim of the lock file `path`, which may have ended; None if it was released."""
    try:
        return _read(path.read_bytes())
    except FileNotFoundError:
        return None


class _Heart:
    """Renews the time stamps of files and folders, in a thread that runs while there are any."""

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
"""One for each process: processes are owners."""


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
    """Returns the name of the program for people."""
    name = Path(sys.argv[0]) if sys.argv and sys.argv[0] else Path()
    name = name.parent if name.stem == "__main__" else name
    return {"streamlit": "the studio", "adforge_core": "adforge"}.get(name.stem, name.stem)


@cache
def _table(boot: str, space: str) -> str:
    return sha256(f"{boot} {space}".encode()).hexdigest()[:12]


def _started(pid: int) -> int | None:
    """Returns when the process was started, in ticks since the boot; None if there is none or it has ended."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, *fields = stat.rpartition(")")[2].split()  # the name of a program may contain anything
    return None if state in "ZX" else int(fields[18])


def _read(text: bytes) -> Owner | None:
    with suppress(ValidationError):
        return Owner.model_validate_json(text)
    return None


def _is_at(file: BinaryIO, path: Path) -> bool:
    """Whether the open file is the one at `path`."""
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    return False
