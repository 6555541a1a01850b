"""What was made, by whom, and what it cost: one line of JSON each, only ever appended."""

import os
from datetime import UTC, datetime
from pathlib import Path

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
        with self._path.open("a", encoding="utf-8") as file:
            file.write(entry.model_dump_json() + "\n")
            file.flush()
            os.fsync(file.fileno())

    def entries(self) -> tuple[Entry, ...]:
        """All lines. A last line cut short by a crash is not counted: its answer was never used."""
        if not self._path.exists():
            return ()
        whole = self._path.read_text("utf-8").rpartition("\n")[0]
        return tuple(Entry.model_validate_json(line) for line in whole.splitlines() if line)

    def total_usd(self) -> float:
        """What the project has cost so far."""
        return sum(entry.cost_usd for entry in self.entries())
