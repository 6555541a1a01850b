"""The time stages take on this machine, learnt from its runs, for estimates."""

import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from pydantic import TypeAdapter, ValidationError

from adforge_core.errors import BadOutput
from adforge_core.media.files import written_whole
from adforge_core.model.stages import Stage
from adforge_core.work.monitor import StageRecord

_WEIGHT = 0.3
"""The weight of the newest run in the mean."""

_STORED = TypeAdapter(dict[str, float])


class Timings:
    """The seconds per result of each stage, as a running mean in a small file.

    `services` names the service of a stage, if it uses one: times of services are learnt separately. Until the first
    run, the times in the table of stages are used.
    """

    def __init__(self, file: Path, services: Mapping[Stage, str] = MappingProxyType({})) -> None:
        self._file = file
        self._services = services
        self._lock = threading.Lock()

    def seconds(self, stage: Stage) -> float:
        """Returns the seconds one result of `stage` takes, here or at its service."""
        by = self._services.get(stage, "")
        return self._read().get(_name(stage, by), _first(stage, by) or 1.0)

    def learn(self, records: Iterable[StageRecord]) -> None:
        """Updates the means with the records of a run. Results from the cache are ignored."""
        made = [record for record in records if not record.cached]
        if not made:
            return
        with self._lock, suppress(BadOutput, OSError):
            known = self._read()
            for record in made:
                name = _name(record.stage, record.by)
                before = known.get(name, _first(record.stage, record.by) or record.seconds)
                known[name] = round(before + _WEIGHT * (record.seconds - before), 3)
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with written_whole(self._file) as unfinished:
                unfinished.write_bytes(_STORED.dump_json(known))

    def _read(self) -> dict[str, float]:
        try:
            return _STORED.validate_json(self._file.read_bytes())
        except (FileNotFoundError, ValidationError):
            return {}


def _name(stage: Stage, by: str) -> str:
    return f"{stage} by {by}" if by else stage


def _first(stage: Stage, by: str) -> float | None:
    return stage.about.service_seconds if by else stage.about.seconds
