"""Pipeline work that a page starts: on a thread, or at once if it takes only a moment."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext

from adforge_core.model.stages import Stage
from adforge_core.pipeline.piecework import at_work
from adforge_core.pipeline.run import Run
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.underway import announced
from adforge_core.work.monitor import RunMonitor
from adforge_core.work.tasks import Task, TaskKind, Work
from pages.parts.kit.page import ProjectPage, say
from pages.parts.kit.studio import studio

_LONG = (TaskKind.PLAN, TaskKind.PLATE)


def start(
    page: ProjectPage,
    kind: TaskKind,
    make: Callable[[Run], object],
    *,
    scene: str = "",
    parts: Mapping[Stage, int] | None = None,
    expected: Mapping[Stage, float] | None = None,
    workers: int = 2,
    about: object = None,
) -> Task:
    """Runs `make` on a thread; if the same work is running already, returns that task instead.

    If that task is about something else, the page says when it is drawn next that this was not started. What `make`
    returns is the task's answer. `parts` is the number of results of each stage. `expected` is the seconds each stage
    takes in total; by default what so many results took on this machine before. `about` is kept with the task.
    """
    # A folder value of its own: each has its own scratch folder, removed at its end.
    here, folder = studio(), studio().library.open(page.name)
    providers = here.providers

    def work(monitor: RunMonitor) -> object:
        with at_work(folder, providers, here.cache, monitor, workers) as run, _told(folder, monitor, kind, scene):
            return make(run)

    times = expected or seconds_of(parts or {})
    return begin(page, kind, work, scene=scene, expected=times, parts=parts, about=about)


def begin(
    page: ProjectPage,
    kind: TaskKind,
    work: Work,
    *,
    expected: Mapping[Stage, float],
    scene: str = "",
    parts: Mapping[Stage, int] | None = None,
    made: Mapping[Stage, int] | None = None,
    about: object = None,
) -> Task:
    """Runs `work`, which opens the project's folder itself, on a thread, as `start` does.

    `made` is the number of a stage's results that are still missing.
    """
    folder = page.folder.folder
    task = studio().tasks.start(folder, kind, work, scene=scene, expected=expected, parts=parts, made=made, about=about)
    if task.about != about:
        say(page, "Another window has already started this. Try again when it is done.", "warning")
    return task


def _told(folder: ProjectFolder, monitor: RunMonitor, kind: TaskKind, scene: str) -> AbstractContextManager[None]:
    """Announces long work to other processes; short work is simply started again after an interruption."""
    return announced(folder, monitor, kind, scene) if kind in _LONG else nullcontext()


def seconds_of(parts: Mapping[Stage, int]) -> dict[Stage, float]:
    """How long that many results of each stage take on this machine, in seconds."""
    return {stage: studio().timings.seconds(stage) * count for stage, count in parts.items()}


@contextmanager
def at_once(page: ProjectPage) -> Iterator[Run]:
    """A run for work that takes only a moment, in the page's own script."""
    here = studio()
    with at_work(here.library.open(page.name), here.providers, here.cache, RunMonitor()) as run:
        yield run
