"""How work is followed while it runs, and stopped."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Literal

from adforge_core.errors import Cancelled
from adforge_core.model.stages import Stage
from adforge_core.model.value import Value


@dataclass(frozen=True)
class Event:
    """How far a stage has come with a scene: `done` from 0 to 1. `scene` is empty for what is made once an ad.

    `kind` says whether its result was begun, is told of on the way, was made, or was found in the cache; "over", that
    nothing more of the stage is to come. `waits_for` says who has asked a service for the same already, as long as that
    is waited for.
    """

    stage: Stage
    scene: str
    done: float
    kind: Literal["begun", "told", "made", "found", "over"] = "told"
    waits_for: str = ""


class StageRecord(Value):
    """How long a stage took for a scene, and whether its result was there already.

    `by` names the service that made it; it is empty for what is made on this machine.
    """

    stage: Stage
    scene: str
    seconds: float
    cached: bool
    by: str = ""


def _ignore(_: Event) -> None:
    pass


@dataclass(frozen=True)
class RunMonitor:
    """One run of the pipeline: who is told about it, whether it should stop, and what it has done so far.

    `asked` is when somebody asked for it, in seconds since 1970: it may wait before it begins.
    """

    listener: Callable[[Event], None] = _ignore
    asked: float = field(default_factory=time.time)
    _stop: threading.Event = field(default_factory=threading.Event)
    _interrupted: threading.Event = field(default_factory=threading.Event)
    _records: list[StageRecord] = field(default_factory=list)

    def cancel(self) -> None:
        """Asks the work to stop; it raises `Cancelled` at its next step."""
        self._stop.set()

    def interrupt(self) -> None:
        """Asks the work to stop because its process is about to end: nobody decided against what it makes."""
        self._interrupted.set()
        self._stop.set()

    def interrupted(self) -> bool:
        """Whether the process was about to end."""
        return self._interrupted.is_set()

    def check(self) -> None:
        """Raises `Cancelled` if somebody asked for that."""
        if self._stop.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Waits so many seconds. Raises `Cancelled` as soon as somebody asks for that."""
        self._stop.wait(seconds)
        self.check()

    def cancelled(self) -> bool:
        """Whether somebody asked the work to stop."""
        return self._stop.is_set()

    def progress(self, stage: Stage, scene: str = "") -> Callable[[float], None]:
        """What a stage calls with how much of it is done, 0 to 1."""

        def tell(done: float) -> None:
            self.check()
            self.listener(Event(stage, scene, done))

        return tell

    @contextmanager
    def stage(self, stage: Stage, scene: str = "", by: str = "") -> Iterator[Callable[[bool], None]]:
        """Times a stage, made `by` a service. The block calls what it is given with whether it came from the cache."""
        self.check()
        self.listener(Event(stage, scene, 0.0, "begun"))
        started = time.perf_counter()
        cached = False

        def note(was_cached: bool) -> None:
            nonlocal cached
            cached = was_cached

        yield note
        seconds = time.perf_counter() - started
        self._records.append(StageRecord(stage=stage, scene=scene, seconds=round(seconds, 3), cached=cached, by=by))
        self.listener(Event(stage, scene, 1.0, "found" if cached else "made"))

    def over(self, *stages: Stage) -> None:
        """Tells that nothing more of these stages is to come."""
        for stage in stages:
            self.listener(Event(stage, "", 1.0, "over"))

    def overheard(self, listener: Callable[[Event], None]) -> "RunMonitor":
        """The same run, with another listener too."""

        def both(event: Event) -> None:
            self.listener(event)
            listener(event)

        return replace(self, listener=both)

    @property
    def records(self) -> tuple[StageRecord, ...]:
        """What has been done, in the order it was finished."""
        return tuple(self._records)
