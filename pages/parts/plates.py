"""Making backgrounds in the background: one piece of work a scene."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Semaphore

import streamlit as st

from adforge_core.engine.jobs import Job
from adforge_core.engine.pipeline.piecework import at_work, make_plate
from adforge_core.engine.pipeline.steps import Standing, State, Step
from adforge_core.engine.pipeline.takes import plate_key
from adforge_core.engine.store import ProjectFolder
from adforge_core.engine.tasks import Task
from adforge_core.model.edits import scene_of, selected, with_scene
from adforge_core.model.project import Project
from adforge_core.stages.plate import check_own_plate
from pages.parts.page import Open, cost
from pages.parts.studio import studio


def plate_task(opened: Open, scene: str) -> Task | None:
    """The making of the scene's background that is under way, or ended last."""
    return studio().tasks.find(opened.folder.folder, "plate", scene)


def busy(opened: Open, scene: str) -> bool:
    """Whether the scene's background is being made."""
    task = plate_task(opened, scene)
    return task is not None and task.running


def start_plates(opened: Open, scenes: Iterable[str], another: bool = False) -> None:
    """Makes the backgrounds of these scenes, side by side; `another` asks for a different one than there is."""
    here, folder, line = studio(), opened.folder, _line()
    seconds, at_once = here.timings.seconds("plate"), max(1, here.providers.plates.at_once)
    waiting = sum(task.running for task in here.tasks.of(folder.folder) if task.kind == "plate")

    def begin(place: int, scene: str) -> None:
        def work(job: Job) -> None:
            with _turn(line, job), at_work(folder, here.providers, here.cache, job) as run:
                make_plate(run, scene, another=another)

        expected = {"plate": seconds * (1 + place // at_once)}
        here.tasks.start(folder.folder, "plate", work, scene=scene, expected=expected)

    for place, scene in enumerate(scenes, waiting):
        begin(place, scene)


def how_far(task: Task) -> tuple[float, float]:
    """How much of a background is made, 0 to 1, and the seconds left, going by how long one takes.

    Its maker tells when it is done and nothing before.
    """
    now, expected = task.progress(), sum(task.expected.values())
    return max(now.done, min(0.95, now.seconds_spent / expected)), max(1.0, expected - now.seconds_spent)


def in_line(task: Task) -> bool:
    """Whether the maker is still busy with others."""
    return not task.done_of("plate")


@st.cache_resource(show_spinner=False)
def _line() -> Semaphore:
    """Who may ask the maker now: whoever waits here and not at the maker's door is not timed, and can be stopped."""
    return Semaphore(max(1, studio().providers.plates.at_once))


@contextmanager
def _turn(line: Semaphore, job: Job) -> Iterator[None]:
    while not line.acquire(timeout=0.1):
        job.check()
    try:
        yield
    finally:
        line.release()


def said_maker(provider: str) -> str:
    """Who made a take, in words."""
    known = {"own": "your own file", "sweep": "a plain sweep", "sets": "the studio's own sets"}
    return known.get(provider, provider)


def price(scenes: int) -> str:
    """What making so many backgrounds takes: "about 6 s, $0"."""
    seconds = studio().timings.seconds("plate") * scenes
    return cost(Standing(step=Step.BACKGROUNDS, state=State.STALE, seconds=seconds))


def with_own(project: Project, scene: str, media: str) -> Project:
    """The project with the user's file `media` as the scene's background."""
    return with_scene(project, scene, own_plate=media)


def without_own(project: Project, scene: str) -> Project:
    """The project with the scene's background generated again: one that was made for what is asked, if there is one."""
    generated = with_scene(project, scene, own_plate="")
    wanted = scene_of(generated, scene)
    key = plate_key(generated, wanted)
    fitting = [take.id for take in wanted.takes if take.made_from == key and take.format is project.format]
    return selected(generated, scene, fitting[-1]) if fitting else generated


def take_in(folder: ProjectFolder, name: str, content: bytes) -> str:
    """Keeps an uploaded picture or clip in the project; its name there. Raises BadPhoto or BadVideo."""
    with TemporaryDirectory() as place:
        file = Path(place) / Path(name).name
        file.write_bytes(content)
        check_own_plate(file)
        return folder.keep(file)
