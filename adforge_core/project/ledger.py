"""What was made, by whom, and what it cost: one line of JSON each, only ever appended."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from filelock import FileLock
from pydantic import Field, ValidationError

from adforge_core.errors import BadOutput, BadProject, GoneProject
from adforge_core.media.files import flush
from adforge_core.model.value import Value


class OrderState(StrEnum):
    """How an order stands.

    `asked`: about to be sent, so it may have been; `placed`: the service has it under `request_id`; `answered`: its
    answer is kept; `refused`: the service would not, or could not, and asks nothing for it; `spoiled`: paid, or
    perhaps paid, without an answer that can be used.
    """

    ASKED = "asked"
    SUBMITTED = "placed"
    ANSWERED = "answered"
    REFUSED = "refused"
    CHARGED_UNUSABLE = "spoiled"


class Entry(Value):
    """One line about one answer, or order, of a provider. A later line about an order replaces the earlier ones.

    `cost_usd` is what counts against the budget: the price quoted until the order is answered, then what it cost.
    """

    at: datetime
    stage: str
    scene: str
    provider: str
    cost_usd: float = Field(ge=0, le=1e6)
    request_id: str = ""
    order: str = Field(default="", description="empty for what is made on this machine, which needs no order")
    state: OrderState = OrderState.ANSWERED
    model: str = ""
    units: float = 0.0
    unit: str = ""
    answer: str = Field(default="", pattern="^[^/]*$", description="the media file that holds what came back")
    owner: str = Field(default="", description="the mark of the process that fills the order, or filled it")
    why: str = ""


class Ledger:
    """The ledger of one project."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[int, tuple[Entry, ...]] = 0, ()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keeps everybody else, in any process, from writing: for reading and then writing what follows from it.

        Raises GoneProject where the project's folder is.
        """
        if not self._path.parent.is_dir():  # locking would make it anew
            raise GoneProject(self._path.parent)
        lock = FileLock(self._path.with_name(".ledger.lock"))
        try:
            lock.acquire()
        except OSError as error:
            raise self._unwritable(error) from error
        try:
            yield
        finally:
            lock.release()

    def _unwritable(self, error: OSError) -> BadOutput:
        return BadOutput(
            f"The ledger {self._path} cannot be written: {error.strerror}.",
            "Check its permissions, or free some disk space.",
        )

    def record(self, stage: str, scene: str, provider: str) -> None:
        """Appends a line about something made on this machine."""
        self.append(Entry(at=datetime.now(UTC), stage=stage, scene=scene, provider=provider, cost_usd=0))

    def append(self, entry: Entry) -> None:
        """Appends one line, on disk before this returns. Raises BadOutput where that cannot be."""
        new, line = not self._path.exists(), entry.model_dump_json().encode() + b"\n"
        try:
            with self._path.open("a+b") as file:
                # A line that a crash cut short must not swallow this one.
                torn = file.tell() and os.pread(file.fileno(), 1, file.tell() - 1) != b"\n"
                file.write((b"\n" if torn else b"") + line)
                file.flush()
                os.fsync(file.fileno())
            if new:
                flush(self._path.parent)
        except OSError as error:
            raise self._unwritable(error) from error

    def entries(self) -> tuple[Entry, ...]:
        """All lines. One that a crash cut short is not counted: what it tells of had not begun."""
        if not self._path.exists():
            return ()
        if not self._path.is_file():
            raise BadProject(f"{self._path} is not a file.", "Restore it: it records what was paid for.")
        # It only grows, so its size says whether there is more than was read before.
        size = self._path.stat().st_size
        if self._read[0] != size:
            entries = []
            for line in self._path.read_bytes()[:size].splitlines():
                with suppress(ValidationError):
                    entries.append(Entry.model_validate_json(line))
            self._read = size, tuple(entries)
        return self._read[1]

    def current(self) -> tuple[Entry, ...]:
        """How every order stands, and what was made on this machine, in the order they were begun."""
        newest = {entry.order or f"line {number}": entry for number, entry in enumerate(self.entries())}
        return tuple(newest.values())

    def orders(self) -> tuple[Entry, ...]:
        """How every order stands, in the order they were asked."""
        return tuple(entry for entry in self.current() if entry.order)

    def states(self, order: str) -> tuple[OrderState, ...]:
        """What became of one order, step by step."""
        return tuple(entry.state for entry in self.entries() if entry.order == order)

    def total_usd(self) -> float:
        """What the project has cost so far, open orders at the price quoted."""
        return round(sum(entry.cost_usd for entry in self.orders()), 6)
