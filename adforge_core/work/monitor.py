"""Progress and cancel of a run."""

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
    """The progress of a stage in one scene. `done` is from 0 to 1; `scene` is empty for stages of the whole ad.

    `kind` is "begun", "told" (progress), "made" or "found" (in the cache) for one result, and "over" when the stage has
    no more results to come. `waits_for` names the process that has sent the same paid request, while this run waits
    for its answer.
    """

    stage: Stage
    scene: str
    done: float
    kind: Literal["begun", "told", "made", "found", "over"] = "told"
    waits_for: str = ""


class StageRecord(Value):
    """The time a stage took in one scene, and whether its result came from the cache.

    `scene` is empty for stages of the whole ad. `by` names the service that did the work; empty for this machine.
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
    """The progress of one run of the pipeline, and the way to cancel it. Create one for each run.

    `listener` is called with each `Event`, from several threads. `asked` is the time the run was requested, in seconds
    since 1970: a run may wait before it begins.

    Example:
        >>> from pathlib import Path
        >>> from adforge_core import Cancelled, RunMonitor, choose_providers, render_ad
        >>> providers, stages = choose_providers(offline=True).providers, []
        >>> monitor = RunMonitor(lambda event: stages.append(event.stage.value))
        >>> ad = render_ad(Path("kettle-ad"), providers=providers, monitor=monitor)
        >>> "segment" in stages
        True
        >>> monitor.cancel()
        >>> try:
        ...     render_ad(Path("kettle-ad"), providers=providers, monitor=monitor)
        ... except Cancelled:
        ...     print("cancelled")
        cancelled
    """

    listener: Callable[[Event], None] = _ignore
    asked: float = field(default_factory=time.time)
    _stop: threading.Event = field(default_factory=threading.Event)
    _interrupted: threading.Event = field(default_factory=threading.Event)
    _records: list[StageRecord] = field(default_factory=list)

    def cancel(self) -> None:
        """Stops the run: it raises `Cancelled` at its next step."""
        self._stop.set()

    def interrupt(self) -> None:
        """Stops the run because its process ends, not because a person cancelled it."""
        self._interrupted.set()
        self._stop.set()

    def interrupted(self) -> bool:
        """Whether `interrupt` was called."""
        return self._interrupted.is_set()

    def check(self) -> None:
        """Raises `Cancelled` if the run was stopped."""
        if self._stop.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Waits for `seconds`. Raises `Cancelled` as soon as the run is stopped."""
        self._stop.wait(seconds)
        self.check()

    def cancelled(self) -> bool:
        """Whether the run was stopped."""
        return self._stop.is_set()

    def progress(self, stage: Stage, scene: str = "") -> Callable[[float], None]:
        """Returns a callback for the progress of a stage, 0 to 1. It raises `Cancelled` if the run was stopped."""

        def tell(done: float) -> None:
            self.check()
            self.listener(Event(stage, scene, done))

        return tell

    @contextmanager
    def stage(self, stage: Stage, scene: str = "", by: str = "") -> Iterator[Callable[[bool], None]]:
        """Times a stage, done `by` a service or by this machine.

        The block calls the function it is given with whether the result came from the cache.
        """
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
        """Announces that these stages have no more results to come."""
        for stage in stages:
            self.listener(Event(stage, "", 1.0, "over"))

    def with_listener(self, listener: Callable[[Event], None]) -> "RunMonitor":
        """Returns the same run with one more listener."""

        def both(event: Event) -> None:
            self.listener(event)
            listener(event)

        return replace(self, listener=both)

    @property
    def records(self) -> tuple[StageRecord, ...]:
        """The finished stages, in the order they finished."""
        return tuple(self._records)
