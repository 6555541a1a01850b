"""Work in the background: a screen starts it, watches it, stops it, and finds it again after a reload."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from adforge_core.errors import AdForgeError, Cancelled
from adforge_core.model.stages import Stage
from adforge_core.work.advance import Advance
from adforge_core.work.memory import give_back_what_lies_free
from adforge_core.work.monitor import RunMonitor
from adforge_core.work.timings import Timings

_log = logging.getLogger(__name__)

Work = Callable[[RunMonitor], object]

_KNOWN = 0.3
"""How much must be done before its own pace alone says how long the rest takes."""

_QUIET_KEPT = 100
"""Ended tasks that nobody has to read of any more: a page that was open while they ran still asks how they ended."""

_LOUD_KEPT = 1000
"""Ended tasks with an error or an answer that nobody has taken up yet."""


@dataclass(frozen=True)
class Progress:
    """How far a task is. `done` 0 to 1, over all its stages by the time each takes; `seconds_left` by the same.

    `done` never falls, and is 1 only once the work has ended well. `stages` says for each stage how much of it is done.
    `error` is the sentence that says why there is no result; `cancelled` says that somebody asked for the end, not an
    error; `waits_for` whose answer to the same question it waits for.
    """

    done: float
    seconds_left: float
    seconds_spent: float
    stages: Mapping[Stage, float]
    running: bool
    cancelled: bool
    error: str
    waits_for: str = ""


@dataclass
class Task:
    """One piece of work on one project. `kind` is what is made: plan, plate, sound, render, …; `scene` for which.

    `about` is whatever it was begun for, for those who ask whether that still stands.
    """

    project: Path
    kind: str
    scene: str
    monitor: RunMonitor
    expected: Mapping[Stage, float]
    parts: Mapping[Stage, int]
    advance: Advance
    about: object = None
    started: float = field(default_factory=time.monotonic)
    _ended: float = 0.0
    _error: str = ""
    _answer: object = None
    _thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Whether the worker is at it. One whose work has returned is not, though it may still be tidying up."""
        return self._thread is not None and not self._ended and self._thread.is_alive()

    @property
    def answer(self) -> object:
        """What the work returned; None until it has ended well."""
        return self._answer

    def cancel(self) -> None:
        """Asks the worker to stop; it does so at its next step."""
        self.monitor.cancel()

    def progress(self) -> Progress:
        """Where it stands now."""
        stages = self.advance.stages()
        done, total = self.advance.done(), sum(self.expected.values())
        spent = (self._ended or time.monotonic()) - self.started
        # What was expected is for one after the other; what was seen of this run says how much runs side by side. The
        # further it is, the more that counts.
        known = min(1.0, done / _KNOWN)
        pace = 1.0 - known + known * spent / (done * total) if done * total else 1.0
        running = self.running
        finished = not running and not self._error and not self.monitor.cancelled()
        return Progress(
            done=1.0 if finished else done,
            seconds_left=(1 - done) * total * pace if running else 0.0,
            seconds_spent=spent,
            stages=stages,
            running=running,
            cancelled=self.monitor.cancelled() and not self._error,  # an error cancels what works beside it
            error=self._error,
            waits_for=self.advance.waits_for() if running else "",
        )

    def done_of(self, stage: Stage) -> dict[str, float]:
        """How much of `stage` is done, 0 to 1, by scene."""
        return self.advance.by_scene(stage)

    def wait(self, seconds: float | None = None) -> None:
        """Returns when the work has ended, or after so many seconds."""
        if self._thread is not None:
            self._thread.join(seconds)


class Tasks:
    """All background work of a process, by project.

    An ended task is remembered until it is forgotten; of those that left nothing to read, the newest few.
    """

    def __init__(self, timings: Timings) -> None:
        self._timings = timings
        self._lock = threading.Lock()
        self._tasks: dict[tuple[Path, str, str], Task] = {}
        self._ending = False

    def start(
        self,
        project: Path,
        kind: str,
        work: Work,
        *,
        scene: str = "",
        expected: Mapping[Stage, float] | None = None,
        parts: Mapping[Stage, int] | None = None,
        made: Mapping[Stage, int] | None = None,
        about: object = None,
    ) -> Task:
        """Starts `work` on a thread; where the same is at work already, that task is answered.

        It may have been begun for something else, which its `about` says. One that was told to stop is not the same:
        `work` begins when that has ended. `expected` says how many seconds each stage should take all in all, `parts`
        how many results it has, and `made` how many of these are not there already. Raises Cancelled once `end` was
        called.
        """
        key = (project, kind, scene)
        with self._lock:
            if self._ending:
                raise Cancelled
            known = self._tasks.get(key)
            before = known if known is not None and known.running else None
            if before is not None and not before.monitor.cancelled():
                return before
            self._forget_old()
            advance = Advance(expected or {}, parts or {}, made or {})
            monitor = RunMonitor(listener=advance.hear)
            task = Task(project, kind, scene, monitor, expected or {}, parts or {}, advance, about)
            task._thread = threading.Thread(target=self._work, args=(task, work, before), daemon=True)
            task._thread.name = f"{kind} {scene}"
            self._tasks.pop(key, None)  # what is begun again is the newest
            self._tasks[key] = task
            task._thread.start()
            return task

    def of(self, project: Path) -> tuple[Task, ...]:
        """The project's tasks, running and ended, oldest first."""
        with self._lock:
            return tuple(task for (folder, _, _), task in self._tasks.items() if folder == project)

    def find(self, project: Path, kind: str, scene: str = "") -> Task | None:
        """The newest task of that kind, if there was one."""
        with self._lock:
            return self._tasks.get((project, kind, scene))

    def forget(self, task: Task) -> None:
        """Drops an ended task: its error was read."""
        with self._lock:
            key = (task.project, task.kind, task.scene)
            if not task.running and self._tasks.get(key) is task:
                del self._tasks[key]

    def end(self, seconds: float) -> None:
        """Stops everything for good, and waits so long until it has ended."""
        with self._lock:
            self._ending = True
            tasks = tuple(self._tasks.values())
        for task in tasks:
            if task.running:
                task.monitor.interrupt()
        until = time.monotonic() + seconds
        for task in tasks:
            task.wait(max(0.0, until - time.monotonic()))

    def _forget_old(self) -> None:
        ended = [(key, task) for key, task in self._tasks.items() if not task.running]
        loud = [key for key, task in ended if task._error or task._answer is not None]
        quiet = [key for key, _ in ended if key not in set(loud)]
        for key in (*loud[:-_LOUD_KEPT], *quiet[:-_QUIET_KEPT]):
            del self._tasks[key]

    def _work(self, task: Task, work: Work, before: Task | None) -> None:
        try:
            if before is not None:
                before.wait()
                task.monitor.check()
            task._answer = work(task.monitor)
        except Cancelled:
            task.monitor.cancel()
        except AdForgeError as error:
            task._error = str(error)
        except Exception as error:
            _log.exception("%s failed", task.kind)
            task._error = f"The studio failed in a way nobody foresaw ({type(error).__name__}). Try it again."
        finally:
            task._ended = time.monotonic()
            self._timings.learn(task.monitor.records)
            give_back_what_lies_free()  # a rendering leaves frames in cycles, and holes in the heaps
