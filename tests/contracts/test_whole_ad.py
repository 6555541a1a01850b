"""Whole ads by live providers: the best of them, every one of their failures, and money that adds up."""

import json
import logging
import shutil
from pathlib import Path
from typing import Any

import pytest

from adforge_core.media.assets import asset
from adforge_core.model.brief import Brief
from adforge_core.model.edits import with_budget
from adforge_core.model.formats import Format
from adforge_core.model.project import Project
from adforge_core.model.storyboard import Fallback
from adforge_core.pipeline import MadeAd, make_ad
from adforge_core.pipeline.estimate import estimate_ad
from adforge_core.pipeline.piecework import (
    at_work,
    cut_out_product,
    make_plate,
    make_sound,
    plan_storyboard,
    take_photo,
)
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.ledger import OrderState
from adforge_core.providers.local.sets import maker
from adforge_core.providers.registry import choose_providers
from adforge_core.providers.remote.downloads import LOOPBACK
from adforge_core.providers.settings import AUTO, LOCAL, Settings
from adforge_core.work.cache import Cache
from adforge_core.work.monitor import RunMonitor
from tests.contracts import elevenlabs_wire, openai_wire, replicate_wire
from tests.contracts.footage import video
from tests.contracts.server import BadJson, Double, DropBefore, DropMidBody, Fault, Html, Status
from tests.plain_plates import PlainPlates

PHOTO = asset("samples", "coffee.png")
BRIEF = Brief(product="Morning Roast", benefits=("Roasted every Tuesday",), duration=6, scenes=2)
KEYS = {
    "OPENAI_API_KEY": openai_wire.OPENAI_KEY,
    "REPLICATE_API_TOKEN": replicate_wire.KEY,
    "ELEVENLABS_API_KEY": elevenlabs_wire.KEY,
}
STAGES = {
    "plan": r"POST /v1/responses",
    "plate": r"POST /v1/models/bytedance",
    "bed": r"POST /v1/models/stability-ai|POST /v1/models/google/lyria",
    "voice": r"POST /v1/text-to-speech",
}


@pytest.fixture
def live(double: Double, files: Double, monkeypatch: pytest.MonkeyPatch) -> Double:
    """All services behind one double, every key set."""
    openai_wire.install(double)
    replicate_wire.install(double, files)
    elevenlabs_wire.ElevenLabs(double)
    monkeypatch.setitem(
        replicate_wire.MODELS,
        "bytedance/seedance-1-lite",
        lambda sent: (video(float(sent["duration"]), (720, 720)), 0.036 * sent["duration"]),
    )
    for name, key in KEYS.items():
        monkeypatch.setenv(name, key)
    for name, path in (("OPENAI", "/v1"), ("REPLICATE", ""), ("ELEVENLABS", "")):
        monkeypatch.setenv(f"{name}_BASE_URL", double.url + path)
    monkeypatch.setenv(LOOPBACK, "1")
    return double


def made(folder: Path, cache: Path, **how: Any) -> MadeAd:
    providers = choose_providers().providers
    return make_ad(BRIEF, PHOTO, folder, providers=providers, format=Format.SQUARE, cache=Cache(cache), seed=4, **how)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    """The ad of one scene with its product cut out, which no service has a part in.

    The cache beside it knows what this machine makes where services fail.
    """
    place = tmp_path_factory.mktemp("begun")
    folder = ProjectFolder(place / "ad")
    with at_work(folder, choose_providers(offline=True).providers, Cache(place / "cache"), RunMonitor()) as run:
        brief = BRIEF.model_copy(update={"scenes": 1})
        folder.revisions.replace(Project(name="Roast", brief=brief, format=Format.SQUARE, seed=4))
        cut_out_product(run, folder.media.add(PHOTO))
    here = ProjectFolder(Path(shutil.copytree(folder.folder, place / "made here")))
    with at_work(here, choose_providers(offline=True).providers, Cache(place / "cache"), RunMonitor()) as run:
        plan_storyboard(run)
        make_sound(run)
    return folder


def gone_on_with(
    begun: ProjectFolder,
    place: Path,
    plates: bool = True,
    settings: Settings | None = None,
    budget_usd: float = 5.0,
) -> tuple[ProjectFolder, Project]:
    """The ad, planned and heard, and with its background where that is wanted."""
    shutil.copytree(begun.folder, place / "ad")
    shutil.copytree(begun.folder.parent / "cache", place / "cache")
    folder = ProjectFolder(place / "ad")
    folder.revisions.replace(with_budget(folder.load(), budget_usd))
    with at_work(folder, choose_providers(settings=settings).providers, Cache(place / "cache"), RunMonitor()) as run:
        plan_storyboard(run)
        if plates:
            make_plate(run, folder.load().scenes[0].id)
        return folder, make_sound(run)


def notes(project: Project) -> list[Fallback]:
    return [*project.fallbacks, *(note for scene in project.scenes for note in scene.fallbacks)]


def test_with_all_keys_the_services_make_the_ad_and_it_costs_what_they_charged(live: Double, tmp_path: Path) -> None:
    providers = choose_providers().providers
    foreseen = estimate_ad(BRIEF, PHOTO, tmp_path / "ad", providers=providers, format=Format.SQUARE, seed=4)
    assert live.requests == []
    assert {due.stage for due in foreseen.requests if due.cost_usd} == {"plan", "plate", "voice", "bed"}
    assert not (tmp_path / "ad").exists()
    ad = made(tmp_path / "ad", tmp_path / "cache", budget_usd=4.0)
    assert ad.fallbacks == ()
    assert ad.project.budget_usd == 4
    assert ad.facts.frames == 180
    planned = [(shot.framing.value, shot.camera.value) for shot in ad.project.scenes[0].shots]
    # The end card is wide: the planned wide shot before it is another, so that the cut is seen.
    assert planned == [("close", "pull"), ("medium", "slide left")]
    assert {scene.take.provider for scene in ad.project.scenes if scene.take} == {"replicate"}
    assert {scene.voice.provider for scene in ad.project.scenes if scene.voice} == {"elevenlabs"}
    assert ad.cost_usd == pytest.approx(live.charged_usd, abs=1e-6)
    assert 0 < ad.cost_usd <= foreseen.cost_usd
    asked = len(live.requests)
    again, elsewhere = ProjectFolder(tmp_path / "ad"), ProjectFolder(tmp_path / "copy")
    elsewhere.create()
    elsewhere.revisions.replace(Project(name="Roast", brief=BRIEF, format=Format.SQUARE, seed=4))
    for folder, cache, cost_usd in ((again, "another cache", ad.cost_usd), (elsewhere, "cache", 0)):
        with at_work(folder, providers, Cache(tmp_path / cache), RunMonitor()) as run:
            take_photo(run, PHOTO)
            for scene in plan_storyboard(run).scenes:
                make_plate(run, scene.id)
            make_sound(run)
        assert folder.ledger.total_usd() == cost_usd
        assert len(folder.load().scenes) == 2
    assert [one.path for one in live.requests[asked:] if one.method == "POST"] == []


def test_when_every_service_is_down_the_ad_is_made_here_and_says_so(
    live: Double, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(maker, "SetPlates", PlainPlates)  # sets take their time
    live.fail("", *[Status(500)] * 500)
    ad = made(tmp_path / "ad", tmp_path / "cache")
    assert ad.facts.problems == ()
    assert {note.stage for note in ad.fallbacks} == {"plan", "plate", "voice", "bed"}
    assert all("internal error (500)" in note.why for note in ad.fallbacks)
    assert ad.cost_usd == live.charged_usd == 0
    spoken = json.dumps([note.model_dump() for note in ad.fallbacks]) + caplog.text
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for key in KEYS.values():
        assert key not in spoken
        assert key.encode() not in kept


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (Status(401), "does not accept the key"),
        (Status(402), "no credit left"),
        (Status(403), "does not allow"),
        (Status(429, headers={"Retry-After": "1"}), ""),
        (Status(503), ""),
        (DropBefore(), ""),
        (DropMidBody(), ""),
        (BadJson(), ""),
        (Html(), ""),
    ],
    ids=lambda value: f"{type(value).__name__}{getattr(value, 'code', '')}" if not isinstance(value, str) else "",
)
def test_every_fault_at_every_stage_ends_in_an_ad_and_a_ledger_that_is_true(
    live: Double,
    begun: ProjectFolder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stage: str,
    fault: Fault,
    says: str,
) -> None:
    monkeypatch.setattr(maker, "SetPlates", PlainPlates)  # sets take their time
    live.fail(STAGES[stage], *[fault] * 40)
    alone = Settings(planner=LOCAL, plates=LOCAL, voice=LOCAL, bed=LOCAL)
    live_at = alone.model_copy(update={{"plan": "planner", "plate": "plates"}.get(stage, stage): AUTO})
    folder, project = gone_on_with(begun, tmp_path, stage == "plate", live_at)
    (scene,) = project.scenes
    assert scene.voice
    assert project.sound.bed
    assert scene.take or stage != "plate"
    said = [note for note in notes(project) if note.stage == stage]
    orders = [entry for entry in folder.ledger.orders() if entry.stage == stage]
    if said:
        assert says in said[0].why
        assert all(entry.state in (OrderState.REFUSED, OrderState.CHARGED_UNUSABLE) for entry in orders)
    else:
        # What became of an order whose answer was lost on its way was found out, from the service's list of them.
        assert {entry.state for entry in orders} == {OrderState.ANSWERED}
    counted, charged = folder.ledger.total_usd(), live.charged_usd
    perhaps = sum(entry.cost_usd for entry in orders if entry.state is OrderState.CHARGED_UNUSABLE)
    assert counted - perhaps - 1e-6 <= charged <= counted + 1e-6


def test_a_voice_that_fails_is_asked_for_a_line_once(live: Double, begun: ProjectFolder, tmp_path: Path) -> None:
    """It is heard before the scenes are timed, and again to fit them."""
    live.fail(STAGES["voice"], *[Status(401)] * 9)
    _, project = gone_on_with(begun, tmp_path, plates=False, settings=Settings(planner=LOCAL, bed=LOCAL))
    assert [note.stage for note in notes(project)] == ["voice"]
    assert len(live.asked(STAGES["voice"])) == 1


def test_a_fault_that_passes_is_not_noticed(live: Double, begun: ProjectFolder, tmp_path: Path) -> None:
    for pattern in STAGES.values():
        live.fail(pattern, Status(429, headers={"Retry-After": "0"}), Status(503))
    folder, project = gone_on_with(begun, tmp_path)
    assert notes(project) == []
    assert folder.ledger.total_usd() == pytest.approx(live.charged_usd, abs=1e-6)


def test_the_budget_stops_before_anything_is_sent(
    live: Double, begun: ProjectFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maker, "SetPlates", PlainPlates)  # sets take their time
    folder, project = gone_on_with(begun, tmp_path, budget_usd=0.0)
    assert [one for one in live.requests if one.method == "POST"] == []
    assert folder.ledger.orders() == ()
    assert {note.stage for note in notes(project)} == {"plan", "plate", "voice", "bed"}
    assert all("$0.00" in note.why and "--budget" in note.why for note in notes(project))
