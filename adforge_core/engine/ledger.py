"""What was made, by whom, and what it cost: one line of JSON each, only ever appended."""

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from adforge_core.model.value import Value


class Entry(Value):
    """One answer of a provider."""

    at: datetime
    stage: str
    scene: str
    provider: str
    cost_usd: float
    request_id: str = ""


class Ledger:
    """The ledger of one project."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def record(self, stage: str, scene: str, provider: str, cost_usd: float = 0.0, request_id: str = "") -> None:
        """Appends one line, on disk before this returns."""
        entry = Entry(
            at=datetime.now(UTC), stage=stage, scene=scene, provider=provider, cost_usd=cost_usd, request_id=request_id
        )
        with self._path.open("a+b") as file:
            # A line that a crash cut short must not swallow this one.
            torn = file.tell() and os.pread(file.fileno(), 1, file.tell() - 1) != b"\n"
            file.write((b"\n" if torn else b"") + entry.model_dump_json().encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def entries(self) -> tuple[Entry, ...]:
        """All lines. One that a crash cut short is not counted: its answer was never used."""
        if not self._path.exists():
            return ()
        entries = []
        for line in self._path.read_bytes().splitlines():
            with suppress(ValidationError):
                entries.append(Entry.model_validate_json(line))
        return tuple(entries)

    def total_usd(self) -> float:
        """What the project has cost so far."""
        return sum(entry.cost_usd for entry in self.entries())
