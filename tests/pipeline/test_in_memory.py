"""An ad is planned, spoken, paid for and estimated without a folder: the pipeline needs only the stores it is given."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from adforge_core.media.assets import asset
from adforge_core.model.brief import Brief
from adforge_core.model.project import Project
from adforge_core.pipeline.estimate import Pricing, pending_for_sound, total_usd
from adforge_core.pipeline.piecework import make_sound, plan_storyboard, take_photo
from adforge_core.pipeline.run import Run
from adforge_core.project.memory import MemoryProject
from adforge_core.providers.registry import choose_providers
from adforge_core.work.memory_cache import MemoryCache
from adforge_core.work.monitor import RunMonitor
from tests.pipeline.test_voices import Bought


def test_an_ad_is_planned_spoken_and_estimated_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ADFORGE_HOME", str(tmp_path / "home"))
    project = MemoryProject()
    local = choose_providers(offline=True).providers
    providers = replace(local, voice=Bought(word_s=0.2), fallback=local)
    run = Run(project, MemoryCache(), providers, RunMonitor(), 2)
    brief = Brief(product="Corner Cup", description="A cup for one.", benefits=("Keeps warm",), duration=10, scenes=2)
    project.revisions.add(None, Project(name="Cup", brief=brief))

    take_photo(run, asset("samples", "coffee.png"))
    pricing = Pricing(providers, project.ledger, project.media)
    planned = plan_storyboard(run)
    made = make_sound(run)

    assert len(planned.scenes) == 2
    assert made.product is not None
    assert made.sound.bed is not None
    voices = [scene.voice.media for scene in made.scenes if scene.voice]
    assert len(voices) == 2
    named = (made.product.photo, made.product.cutout, made.sound.bed.media, *voices)
    assert all(project.media.has(name) for name in named)
    assert project.ledger.total_usd() == pytest.approx(0.01 * len(project.ledger.orders())) != 0
    assert total_usd(pending_for_sound(pricing, made)) == 0
    edited = made.with_scene(made.scenes[0].model_copy(update={"vo": "Another line altogether."}))
    assert total_usd(pending_for_sound(pricing, edited)) == 0.01
    assert (project.revisions.history().undo, project.revisions.undo().scenes) == ("Plan the storyboard", ())
    assert os.listdir(tmp_path) == []  # noqa: PTH208  hidden files too


def test_what_one_run_made_another_finds_in_the_cache() -> None:
    cache, local = MemoryCache(), choose_providers(offline=True).providers
    photo = asset("samples", "coffee.png")
    for cached in (False, True):
        project, monitor = MemoryProject(), RunMonitor()
        project.revisions.add(None, Project(name="Cup", brief=Brief(product="Corner Cup")))
        made = take_photo(Run(project, cache, local, monitor, 2), photo)
        assert made.product is not None
        assert project.media.local(made.product.cutout).is_file()
        assert [record.cached for record in monitor.records] == [cached]
