"""Making backgrounds as background tasks, one for each scene."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Semaphore

import streamlit as st

from adforge_core.errors import StageFailed
from adforge_core.model.edits import scene_of
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Scene
from adforge_core.pipeline.backgrounds import import_background
from adforge_core.pipeline.piecework import make_plate
from adforge_core.pipeline.run import Run
from adforge_core.project.folder import ProjectFolder
from adforge_core.work.monitor import RunMonitor
from adforge_core.work.tasks import Task, TaskKind
from pages.parts.kit.page import ProjectPage
from pages.parts.kit.progress import tasks_of
from pages.parts.kit.studio import studio
from pages.parts.kit.uploads import plain_name
from pages.parts.kit.work import start


def plate_task(page: ProjectPage, scene: str) -> Task | None:
    """The task that makes the scene's background, or made it last."""
    return studio().tasks.find(page.folder.folder, TaskKind.PLATE, scene)


def busy(page: ProjectPage, scene: Scene) -> bool:
    """Whether the scene's background is being made, by itself or as part of the whole ad."""
    task = plate_task(page, scene.id)
    return (task is not None and task.running) or (scene.take is None and page.rendering)


def why_failed(page: ProjectPage, scene: Scene) -> str:
    """Why the scene's background could not be made; empty once another background is asked for."""
    task = plate_task(page, scene.id)
    return task.progress().error if task is not None and _is_about(task, scene) else ""


def _is_about(task: Task, scene: Scene) -> bool:
    return isinstance(task.about, _Asked) and task.about.of == _asked_of(scene)


@dataclass(frozen=True)
class _Asked:
    """What a background was asked for: whether it is `another` one, or a video that starts with a take's picture."""

    of: tuple[str, ...]
    another: bool
    start_with: str


def _asked_of(scene: Scene) -> tuple[str, ...]:
    return scene.set, scene.plate_prompt, scene.own_plate, scene.selected_take


def animating() -> bool:
    """Whether the provider of backgrounds can make a video from a picture."""
    with suppress(StageFailed):
        return studio().providers.plates.animates
    return False


def start_plates(page: ProjectPage, scenes: Iterable[str], another: bool = False, start_with: str = "") -> None:
    """Starts making the backgrounds of these scenes, in parallel; `another` asks for new ones.

    `start_with` names the take whose picture the video starts with.
    """
    at_once = max(1, studio().providers.plates.at_once)
    line = _line(at_once)
    waiting = sum(task.running for task in tasks_of(page, TaskKind.PLATE))
    seconds, now = studio().timings.seconds(Stage.PLATE), page.folder.load()
    for place, scene in enumerate(scenes, waiting):

        def make(run: Run, scene: str = scene) -> None:
            with _turn(line, run.monitor):
                make_plate(run, scene, another, start_with)

        asked = _Asked(_asked_of(scene_of(now, scene)), another, start_with)
        expected = {Stage.PLATE: seconds * (1 + place // at_once)}
        start(page, TaskKind.PLATE, make, scene=scene, expected=expected, about=asked)


def how_far(task: Task) -> tuple[float, float]:
    """How much of a background is made, 0 to 1, and the seconds left, estimated from how long one takes.

    Providers report the end and no progress before it.
    """
    now, expected = task.progress(), sum(task.expected.values())
    return max(now.done, min(0.95, now.seconds_spent / expected)), max(1.0, expected - now.seconds_spent)


def in_line(task: Task) -> bool:
    """Whether the task is queued behind others."""
    return not task.done_of(Stage.PLATE)


@st.cache_resource(show_spinner=False)
def _line(at_once: int) -> Semaphore:
    """A queue for the provider: tasks that wait here, not inside the provider, are not timed and can be stopped."""
    return Semaphore(at_once)


@contextmanager
def _turn(line: Semaphore, monitor: RunMonitor) -> Iterator[None]:
    while not line.acquire(timeout=0.1):
        monitor.check()
    try:
        yield
    finally:
        line.release()


def import_file(folder: ProjectFolder, name: str, content: bytes) -> str:
    """Adds an uploaded picture or clip to the project and returns its name there. Raises BadPhoto or BadVideo."""
    with TemporaryDirectory() as place:
        file = Path(place) / plain_name(name)
        file.write_bytes(content)
        return import_background(folder.media, file)
