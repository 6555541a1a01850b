"""Work in the background: a screen starts it, watches it, stops it, and finds it again after a reload."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from adforge_core.engine.jobs import Event, Job
from adforge_core.engine.memory import give_back_what_lies_free
from adforge_core.engine.timings import Timings
from adforge_core.errors import AdForgeError, Cancelled

_log = logging.getLogger(__name__)

Work = Callable[[Job], object]


@dataclass(frozen=True)
class Progress:
    """How far a task is. `done` 0 to 1, over all its stages by the time each takes; `seconds_left` by the same.

    `stages` says for each stage how much of it is done. `error` is the sentence that says why there is no result;
    `cancelled` says that somebody asked for the end, not an error.
    """

    done: float
    seconds_left: float
    seconds_spent: float
    stages: Mapping[str, float]
    running: bool
    cancelled: bool
    error: str


@dataclass
class Task:
    """One piece of work on one project. `kind` is what is made: plan, plate, sound, render, …; `scene` for which.

    `about` is whatever it was begun for, for those who ask whether that still stands.
    """

    project: Path
    kind: str
    scene: str
    job: Job
    expected: Mapping[str, float]
    parts: Mapping[str, int]
    about: object = None
    started: float = field(default_factory=time.monotonic)
    _ended: float = 0.0
    _error: str = ""
    _answer: object = None
    _heard: dict[tuple[str, str], float] = field(default_factory=dict)
    _thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Whether the worker is at it."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def answer(self) -> object:
        """What the work returned; None until it has ended well."""
        return self._answer

    def cancel(self) -> None:
        """Asks the worker to stop; it does so at its next step."""
        self.job.cancel()

    def progress(self) -> Progress:
        """Where it stands now."""
        heard = dict(self._heard)
        stages = dict.fromkeys(self.expected, 0.0)
        for (stage, _), done in heard.items():
            stages[stage] = stages.get(stage, 0.0) + done / max(1, self.parts.get(stage, 1))
        stages = {stage: min(1.0, done) for stage, done in stages.items()}
        total = sum(self.expected.values())
        left = sum(seconds * (1 - stages[stage]) for stage, seconds in self.expected.items())
        spent = (self._ended or time.monotonic()) - self.started
        # What was expected is for one after the other; what was seen of this run says how much runs side by side.
        pace = spent / (total - left) if total - left > 0.15 * total else 1.0
        running = self.running
        finished = not running and not self._error and not self.job.cancelled()
        return Progress(
            done=1.0 if finished else (1 - left / total if total else 0.0),
            seconds_left=left * pace if running else 0.0,
            seconds_spent=spent,
            stages=stages,
            running=running,
            cancelled=self.job.cancelled() and not self._error,  # an error cancels what works beside it
            error=self._error,
        )

    def done_of(self, stage: str) -> dict[str, float]:
        """How much of `stage` is done, 0 to 1, by scene."""
        return {scene: done for (heard, scene), done in dict(self._heard).items() if heard == stage}

    def wait(self, seconds: float | None = None) -> None:
        """Returns when the work has ended, or after so many seconds."""
        if self._thread is not None:
            self._thread.join(seconds)


class Tasks:
    """All background work of a process, by project."""

    def __init__(self, timings: Timings) -> None:
        self._timings = timings
        self._lock = threading.Lock()
        self._tasks: dict[tuple[Path, str, str], Task] = {}

    def start(
        self,
        project: Path,
        kind: str,
        work: Work,
        *,
        scene: str = "",
        expected: Mapping[str, float] | None = None,
        parts: Mapping[str, int] | None = None,
        about: object = None,
    ) -> Task:
        """Starts `work` on a thread; where the same is at work already, that task is answered.

        `expected` says how many seconds each stage should take all in all, `parts` how many results it has.
        """
        key = (project, kind, scene)
        with self._lock:
            known = self._tasks.get(key)
            if known is not None and known.running:
                return known
            heard: dict[tuple[str, str], float] = {}

            def listen(event: Event) -> None:
                part = event.stage, event.scene
                heard[part] = max(event.done, heard.get(part, 0.0))

            task = Task(project, kind, scene, Job(listener=listen), dict(expected or {}), dict(parts or {}), about)
            task._heard = heard
            task._thread = threading.Thread(target=self._work, args=(task, work), name=f"{kind} {scene}", daemon=True)
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

    def _work(self, task: Task, work: Work) -> None:
        try:
            task._answer = work(task.job)
        except Cancelled:
            task.job.cancel()
        except AdForgeError as error:
            task._error = str(error)
        except Exception as error:
            _log.exception("%s failed", task.kind)
            task._error = f"The studio failed in a way nobody foresaw ({type(error).__name__}). Try it again."
        finally:
            task._ended = time.monotonic()
            self._timings.learn(task.job.records)
            give_back_what_lies_free()  # a rendering leaves frames in cycles, and holes in the heaps
