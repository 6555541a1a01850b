"""A project's ledger as a file in its folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from adforge_core.errors import BadOutput, BadProject, GoneProject
from adforge_core.media.files import flush


class LedgerFile:
    """The LedgerStore of a project's folder. Threads and processes can share it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def held(self) -> Iterator[None]:
        """Excludes all other threads and processes. Raises GoneProject if the project's folder is gone."""
        if not self.path.parent.is_dir():  # locking would create it again
            raise GoneProject(self.path.parent)
        lock = FileLock(self.path.with_name(".ledger.lock"))
        try:
            lock.acquire()
        except OSError as error:
            raise self._unwritable(error) from error
        try:
            yield
        finally:
            lock.release()

    def append(self, line: bytes) -> None:
        """Appends one line and flushes it to disk. Raises BadOutput if that fails."""
        new = not self.path.exists()
        try:
            with self.path.open("a+b") as file:
                # After a truncated line, this one must begin on a new line.
                torn = file.tell() and os.pread(file.fileno(), 1, file.tell() - 1) != b"\n"
                file.write((b"\n" if torn else b"") + line + b"\n")
                file.flush()
                os.fsync(file.fileno())
            if new:
                flush(self.path.parent)
        except OSError as error:
            raise self._unwritable(error) from error

    def size(self) -> int:
        """Returns the file's size in bytes; 0 if it does not exist. Raises BadProject if it is not a file."""
        if not self.path.exists():
            return 0
        if not self.path.is_file():
            raise BadProject(f"{self.path} is not a file.", "Restore it: it records what was paid for.")
        return self.path.stat().st_size

    def read(self, size: int) -> bytes:
        """Returns the first `size` bytes of the file."""
        return self.path.read_bytes()[:size] if size else b""

    def _unwritable(self, error: OSError) -> BadOutput:
        return BadOutput(
            f"The ledger {self.path} cannot be written: {error.strerror}.",
            "Check its permissions, or free some disk space.",
        )
