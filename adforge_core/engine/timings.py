"""How long stages take on this machine, learnt from its runs, so that a screen can say what work will cost."""

import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from adforge_core.engine.jobs import StageRecord
from adforge_core.errors import BadOutput
from adforge_core.media.files import written_whole

_FIRST = {
    "plan": 0.3, "cutout": 4.0, "voice": 0.6, "bed": 1.0, "plate": 6.0, "placement": 0.6,
    "segment": 8.0, "mix": 2.0, "master": 1.0, "check": 2.5, "poster": 0.3,
}  # fmt: skip
"""Seconds a result, measured on two cores of a 2020s server, until this machine's own are known."""

_WEIGHT = 0.3
"""How much the newest run counts against those before."""

_STORED = TypeAdapter(dict[str, float])


class Timings:
    """Seconds a result of each stage takes, as a running mean in a small file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()

    def seconds(self, stage: str) -> float:
        """What one result of `stage` takes here."""
        return self._read().get(stage, _FIRST.get(stage, 1.0))

    def learn(self, records: Iterable[StageRecord]) -> None:
        """Takes in what a run was seen to take; what came from the cache teaches nothing."""
        made = [record for record in records if not record.cached]
        if not made:
            return
        with self._lock, suppress(BadOutput, OSError):
            known = self._read()
            for record in made:
                before = known.get(record.stage, _FIRST.get(record.stage, record.seconds))
                known[record.stage] = round(before + _WEIGHT * (record.seconds - before), 3)
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with written_whole(self._file) as unfinished:
                unfinished.write_bytes(_STORED.dump_json(known))

    def _read(self) -> dict[str, float]:
        try:
            return _STORED.validate_json(self._file.read_bytes())
        except (FileNotFoundError, ValidationError):
            return {}
