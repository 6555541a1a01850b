"""What somebody edits while an ad is planned, or something in it is made, stands."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event as ThreadEvent
from typing import Any

import pytest

from adforge_core.errors import Cancelled
from adforge_core.media.assets import asset
from adforge_core.model.brief import Brief
from adforge_core.model.edits import added, deleted, scene_of, with_budget, with_drafts, with_scene, with_take
from adforge_core.model.project import Project
from adforge_core.model.storyboard import Plan
from adforge_core.pipeline import make_ad
from adforge_core.pipeline.piecework import at_work, make_plate
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.library import Library
from adforge_core.providers.base import MadePlate, Planner, PlanRequest, PlateRequest, Providers
from adforge_core.providers.registry import choose_providers
from adforge_core.work.cache import Cache
from adforge_core.work.monitor import Event, RunMonitor
from tests.pipeline.test_voices import Humming
from tests.placed import begin_placed
from tests.plain_plates import PlainPlates

PHOTO = asset("samples", "coffee.png")
BRIEF = Brief(product="Box", benefits=("Closes tight",), duration=9, scenes=3)


class Waiting:
    """A planner that is at it until it is let go."""

    name, version = "waiting", "1"

    def __init__(self, planner: Planner) -> None:
        self._planner = planner
        self.begun, self.let_go = ThreadEvent(), ThreadEvent()

    def plan(self, request: PlanRequest) -> Plan:
        self.begun.set()
        assert self.let_go.wait(60)
        return self._planner.plan(request)


class Held(PlainPlates):
    """A maker of plates that tells when it is at work."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = ThreadEvent()

    def make(self, request: PlateRequest) -> MadePlate:
        self.begun.set()
        return super().make(request)


@pytest.fixture
def folder(tmp_path: Path) -> ProjectFolder:
    return begin_placed(Library(tmp_path / "projects"))


@pytest.fixture
def providers() -> Providers:
    known = choose_providers(offline=True).providers
    return replace(known, voice=Humming(word_s=0.2), plates=Held())


def planned_by_make(folder: ProjectFolder, providers: Providers, cache: Cache, meanwhile: Callable[[], Any]) -> Project:
    """The project as `make_ad` of another brief leaves it when it begins to render, `meanwhile` having been done."""

    def stop(event: Event) -> None:
        if event.stage == "segment":
            monitor.cancel()

    monitor, planner = RunMonitor(stop), Waiting(providers.planner)
    slow: Any = replace(providers, planner=planner)
    with ThreadPoolExecutor(1) as pool:
        made = pool.submit(make_ad, BRIEF, PHOTO, folder.folder, providers=slow, monitor=monitor, cache=cache)
        try:
            assert planner.begun.wait(60), made.exception(0)
            meanwhile()
        finally:
            planner.let_go.set()
        with pytest.raises(Cancelled):
            made.result()
    return folder.load()


def test_what_is_edited_while_make_plans_stands_and_can_be_undone(
    folder: ProjectFolder, providers: Providers, tmp_path: Path
) -> None:
    revisions, before = folder.revisions, folder.load()
    take = before.scenes[0].takes[0].model_copy(update={"id": "take-2"})

    def meanwhile() -> None:
        revisions.edit(lambda project: with_budget(project, 50), "Change the budget")
        revisions.edit(lambda project: with_drafts(project, hooks="Look here"), "Type a hook")
        revisions.edit(lambda project: with_take(project, "scene-1", take), "Make a background")
        revisions.edit(lambda project: with_scene(project, "scene-2", super="By hand"), "Edit the headline")

    made = planned_by_make(folder, providers, Cache(tmp_path / "cache"), meanwhile)
    assert (made.brief, made.cta != before.cta, made.budget_usd) == (BRIEF, True, 50)
    assert made.drafts.hooks == "Look here"
    assert {"take-1", "take-2"} <= {one.id for one in scene_of(made, "scene-1").takes}
    assert [bool(scene.vo) for scene in made.scenes] == [True, True, True]
    assert scene_of(made, "scene-2").super == "By hand"
    for label in ("Edit the headline", "Make a background", "Type a hook", "Change the budget"):
        assert revisions.history().undo == label
        revisions.undo()
    undone = folder.load()
    assert (undone.brief, undone.cta, undone.budget_usd, undone.drafts.hooks) == (BRIEF, made.cta, 5, "")


def test_a_background_that_is_late_for_its_scene_lands_nowhere_and_is_no_error(
    folder: ProjectFolder, providers: Providers, tmp_path: Path
) -> None:
    maker: Any = providers.plates
    maker.allowed.clear()
    revisions, monitor = folder.revisions, RunMonitor()

    def work() -> Project:
        with at_work(folder, providers, Cache(tmp_path / "cache"), monitor) as run:
            return make_plate(run, "scene-2", another=True)

    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(work)
        assert maker.begun.wait(60)
        revisions.edit(lambda project: deleted(project, "scene-2"), "Delete a scene")
        revisions.edit(added, "Add a scene")
        maker.allowed.set()
        late.result()
    project = folder.load()
    assert [len(scene.takes) for scene in project.scenes] == [1, 0, 1]
    assert revisions.history().undo == "Add a scene"
    with at_work(folder, providers, Cache(tmp_path / "cache"), monitor) as run:
        assert make_plate(run, "scene-2") == project


def test_undo_takes_back_the_delete_and_not_the_background_that_came_after(
    folder: ProjectFolder, providers: Providers, tmp_path: Path
) -> None:
    maker: Any = providers.plates
    maker.allowed.clear()
    revisions, monitor = folder.revisions, RunMonitor()

    def work() -> Project:
        with at_work(folder, providers, Cache(tmp_path / "cache"), monitor) as run:
            return make_plate(run, "scene-1", another=True)

    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(work)
        assert maker.begun.wait(60)
        revisions.edit(lambda project: deleted(project, "scene-2"), "Delete a scene")
        maker.allowed.set()
        made = late.result()
    undone = revisions.undo()
    assert [scene.id for scene in undone.scenes] == ["scene-1", "scene-2", "scene-3"]
    assert undone.scenes[0] == made.scenes[0]
    assert len(undone.scenes[0].takes) == 2
