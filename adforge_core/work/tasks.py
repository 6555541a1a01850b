"""Background work: the studio starts it, shows its progress, stops it, and finds it again after a reload."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from adforge_core.errors import AdForgeError, Cancelled
from adforge_core.model.stages import Stage
from adforge_core.work.advance import Advance
from adforge_core.work.memory import exclude_libraries, give_back_what_lies_free
from adforge_core.work.monitor import RunMonitor
from adforge_core.work.timings import Timings

_log = logging.getLogger(__name__)

Work = Callable[[RunMonitor], object]

_KNOWN = 0.3
"""The share of the work after which only its own pace predicts the remaining time."""

_QUIET_KEPT = 100
"""The number of ended tasks kept that have nothing to show. Pages that were open while they ran still query them."""

_LOUD_KEPT = 1000
"""The number of ended tasks kept whose error or answer was not shown yet."""


class TaskKind(StrEnum):
    """What a task makes. Notes of work in progress hold the values, so none may be renamed."""

    CUTOUT = "cutout"
    PLAN = "plan"
    PLATE = "plate"
    SOUND = "sound"
    RENDER = "render"
    VARIANTS = "variants"
    FIDELITY = "fidelity"
    ANIMATIC = "animatic"
    PREVIEW = "preview"
    REVISE = "revise"
    REWRITE = "rewrite"
    PACK = "pack"


@dataclass(frozen=True)
class Progress:
    """The progress of a task. `done`, 0 to 1, and `seconds_left` are over all stages, weighted by their time.

    `done` never decreases and is 1 only after success. `stages` is the share of each stage that is done. `error` says
    why there is no result. `cancelled` says that a person stopped the task. `waits_for` names the process whose paid
    request it waits for.
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
    """One piece of work on one project. `kind` is what it makes, a `TaskKind` in the studio, for `scene`.

    `about` is the input it was started with, so that callers can check if it is still current.
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
        """Whether the work is running. It is not after it has returned, even if clean-up is still running."""
        return self._thread is not None and not self._ended and self._thread.is_alive()

    @property
    def answer(self) -> object:
        """The result of the work; None until it has succeeded."""
        return self._answer

    def cancel(self) -> None:
        """Stops the work at its next step."""
        self.monitor.cancel()

    def progress(self) -> Progress:
        """Returns its progress."""
        stages = self.advance.stages()
        done, total = self.advance.done(), sum(self.expected.values())
        spent = (self._ended or time.monotonic()) - self.started
        # Expected times assume one thing at a time; this run's own pace shows how much runs in parallel. It counts
        # more the further the run is.
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
            cancelled=self.monitor.cancelled() and not self._error,  # an error cancels parallel work too
            error=self._error,
            waits_for=self.advance.waits_for() if running else "",
        )

    def done_of(self, stage: Stage) -> dict[str, float]:
        """Returns the share of `stage` that is done, 0 to 1, by scene."""
        return self.advance.by_scene(stage)

    def wait(self, seconds: float | None = None) -> None:
        """Waits until the work has ended, at most `seconds`."""
        if self._thread is not None:
            self._thread.join(seconds)


class Tasks:
    """All background work of a process, by project.

    Ended tasks are kept until they are forgotten; of those with nothing to show, only the newest.
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
        """Starts `work` on a thread. If a task of the same kind and scene is running, that task is returned instead.

        That task may have another input: see its `about`. If it was told to stop, `work` begins when it has ended.
        `expected` are the total seconds of each stage, `parts` the number of its results, and `made` how many of those
        must be made. Raises Cancelled after `end` was called.
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
            self._tasks.pop(key, None)  # moves it to the end: the newest
            self._tasks[key] = task
            task._thread.start()
            return task

    def of(self, project: Path) -> tuple[Task, ...]:
        """Returns the project's tasks, running and ended, oldest first."""
        with self._lock:
            return tuple(task for (folder, _, _), task in self._tasks.items() if folder == project)

    def find(self, project: Path, kind: str, scene: str = "") -> Task | None:
        """Returns the newest task of this kind and scene; None if there is none."""
        with self._lock:
            return self._tasks.get((project, kind, scene))

    def forget(self, task: Task) -> None:
        """Removes an ended task whose error was shown."""
        with self._lock:
            key = (task.project, task.kind, task.scene)
            if not task.running and self._tasks.get(key) is task:
                del self._tasks[key]

    def end(self, seconds: float) -> None:
        """Stops all tasks and accepts no more. Waits at most `seconds` until they have ended."""
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
            give_back_what_lies_free()  # a rendering leaves frames in reference cycles and free memory in the heaps
            if not self._any_running():
                exclude_libraries()  # those that the work has loaded

    def _any_running(self) -> bool:
        with self._lock:
            return any(task.running for task in self._tasks.values())
