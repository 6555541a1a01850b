"""How work is followed while it runs, and stopped."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from adforge_core.errors import Cancelled
from adforge_core.model.value import Value


@dataclass(frozen=True)
class Event:
    """How far a stage has come with a scene: `done` from 0 to 1. `scene` is empty for what is made once an ad."""

    stage: str
    scene: str
    done: float


class StageRecord(Value):
    """How long a stage took for a scene, and whether its result was there already.

    `by` names the service that made it; it is empty for what is made on this machine.
    """

    stage: str
    scene: str
    seconds: float
    cached: bool
    by: str = ""


def _ignore(_: Event) -> None:
    pass


@dataclass(frozen=True)
class Job:
    """One run of the pipeline: who is told about it, whether it should stop, and what it has done so far.

    `asked` is when somebody asked for it, in seconds since 1970: it may wait before it begins.
    """

    listener: Callable[[Event], None] = _ignore
    asked: float = field(default_factory=time.time)
    _stop: threading.Event = field(default_factory=threading.Event)
    _records: list[StageRecord] = field(default_factory=list)

    def cancel(self) -> None:
        """Asks the work to stop; it raises `Cancelled` at its next step."""
        self._stop.set()

    def check(self) -> None:
        """Raises `Cancelled` if somebody asked for that."""
        if self._stop.is_set():
            raise Cancelled

    def cancelled(self) -> bool:
        """Whether somebody asked the work to stop."""
        return self._stop.is_set()

    def progress(self, stage: str, scene: str = "") -> Callable[[float], None]:
        """What a stage calls with how much of it is done, 0 to 1."""

        def tell(done: float) -> None:
            self.check()
            self.listener(Event(stage, scene, done))

        return tell

    @contextmanager
    def stage(self, stage: str, scene: str = "", by: str = "") -> Iterator[Callable[[bool], None]]:
        """Times a stage, made `by` a service. The block calls what it is given with whether it came from the cache."""
        self.check()
        self.listener(Event(stage, scene, 0.0))
        started = time.perf_counter()
        cached = False

        def note(was_cached: bool) -> None:
            nonlocal cached
            cached = was_cached

        yield note
        seconds = time.perf_counter() - started
        self._records.append(StageRecord(stage=stage, scene=scene, seconds=round(seconds, 3), cached=cached, by=by))
        self.listener(Event(stage, scene, 1.0))

    @property
    def records(self) -> tuple[StageRecord, ...]:
        """What has been done, in the order it was finished."""
        return tuple(self._records)
