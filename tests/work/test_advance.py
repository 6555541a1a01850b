"""How far work is: by what is made, never backwards, and at its end only when it has ended."""

from itertools import pairwise
from pathlib import Path

from adforge_core.model.stages import Stage
from adforge_core.model.variant import VariantCopy
from adforge_core.pipeline import render_ad
from adforge_core.pipeline.variants import make_variants
from adforge_core.project.library import Library
from adforge_core.providers.registry import choose_providers
from adforge_core.work.advance import Advance
from adforge_core.work.cache import Cache
from adforge_core.work.monitor import Event, RunMonitor
from adforge_core.work.tasks import Tasks
from adforge_core.work.timings import Timings
from tests.placed import begin_placed


def test_what_was_drawn_before_is_no_work() -> None:
    advance = Advance({Stage.SEGMENT: 10.0}, {Stage.SEGMENT: 4}, {Stage.SEGMENT: 1})
    monitor = RunMonitor(listener=advance.hear)
    for scene in ("scene-1", "scene-2", "scene-3"):
        with monitor.stage(Stage.SEGMENT, scene) as note:
            note(True)
    assert advance.stages() == {"segment": 0.0}
    with monitor.stage(Stage.SEGMENT, "scene-4") as note:
        monitor.progress(Stage.SEGMENT, "scene-4")(0.5)
        assert advance.stages() == {"segment": 0.5}
        note(False)
    assert advance.stages() == {"segment": 1.0}


def test_results_of_one_name_count_each_and_a_stage_that_is_over_is_done() -> None:
    advance = Advance({Stage.VOICE: 12.0}, {Stage.VOICE: 12})
    monitor = RunMonitor(listener=advance.hear)
    for done in range(3):
        assert advance.stages() == {"voice": done / 12}
        with monitor.stage(Stage.VOICE) as note:
            note(False)
    monitor.over(Stage.VOICE, Stage.BED)
    assert advance.stages() == {"voice": 1.0}


def test_what_tells_nothing_goes_by_its_time_and_never_to_its_end() -> None:
    advance = Advance({Stage.PLATE: 1e-6}, {})
    with RunMonitor(listener=advance.hear).stage(Stage.PLATE, "scene-1") as note:
        assert advance.stages() == {"plate": 0.9}
        note(False)
    assert advance.stages() == {"plate": 1.0}


def test_variants_are_as_far_as_what_is_drawn_and_joined_for_them(tmp_path: Path) -> None:
    folder = begin_placed(Library(tmp_path / "projects"), frames=30)
    providers, cache = choose_providers(offline=True).providers, Cache(tmp_path / "cache")
    render_ad(folder.folder, providers=providers, cache=cache)
    bar: list[float] = []
    drawn: dict[int, list[float]] = {}

    def listen(event: Event) -> None:
        if event.stage is Stage.VARIANTS:
            bar.append(event.done)
        elif event.stage is Stage.SEGMENT and event.scene == "scene-1" and event.kind == "made":
            drawn[len(drawn)] = bar[-1:]

    hooks = [VariantCopy(shown=words) for words in ("One", "Two", "Three", "Four")]
    make_variants(folder.folder, hooks, (), providers=providers, cache=cache, monitor=RunMonitor(listener=listen))
    # Other scenes than the first were drawn before: they move nothing. A quarter of the drawing is a quarter of it,
    # but for what is drawn beside it.
    assert bar[0] == 0.0
    assert bar[-1] == 1.0
    assert [done[0] for done in drawn.values()] == sorted(done[0] for done in drawn.values())
    assert 0.15 < drawn[0][0] < 0.5
    assert drawn[2][0] > 0.5
    assert max(after - before for before, after in pairwise(bar)) < 0.1


def test_a_bar_never_falls_and_is_full_only_at_the_end(tmp_path: Path) -> None:
    folder = begin_placed(Library(tmp_path / "projects"), frames=15)
    providers, cache = choose_providers(offline=True).providers, Cache(tmp_path / "cache")
    here = Tasks(Timings(tmp_path / "timings.json"))

    def work(monitor: RunMonitor) -> None:
        render_ad(folder.folder, providers=providers, cache=cache, monitor=monitor)

    parts = {Stage.PLACEMENT: 3, Stage.SEGMENT: 3, Stage.MIX: 1, Stage.MASTER: 1}
    task = here.start(folder.folder, "render", work, expected=dict.fromkeys(parts, 3.0), parts=parts)
    seen = []
    while (now := task.progress()).running:
        seen.append(now.done)
        task.wait(0.01)
    assert task.progress().error == ""
    assert seen == sorted(seen)
    assert max(seen) < 1.0
    assert task.progress().done == 1.0
