"""Whole ads, small ones, through the library's front door."""

from dataclasses import replace
from pathlib import Path
from shutil import copytree
from threading import Event as ThreadEvent
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from adforge_core.errors import BadPhoto, Cancelled, MissingAsset, StageFailed
from adforge_core.media.assets import asset
from adforge_core.media.audio import RATE, write_wav
from adforge_core.media.ffmpeg import run
from adforge_core.model.brief import NO_MUSIC, BrandKit, Brief, SceneRequest
from adforge_core.model.edits import renamed, with_budget
from adforge_core.model.formats import Format
from adforge_core.model.project import Project
from adforge_core.model.sound import Sound
from adforge_core.model.stages import Stage
from adforge_core.pipeline import MadeAd, make_ad, render_ad
from adforge_core.pipeline.estimate import estimate_ad
from adforge_core.pipeline.inputs import project_to_plan
from adforge_core.pipeline.wording import Wording
from adforge_core.project.folder import ProjectFolder
from adforge_core.providers.base import PlateRequest, Providers
from adforge_core.providers.registry import choose_providers
from adforge_core.work.cache import Cache
from adforge_core.work.monitor import Event, RunMonitor
from tests.posters import most_like

PHOTO = asset("samples", "coffee.png")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ads")


@pytest.fixture(scope="module")
def providers() -> Providers:
    return choose_providers(offline=True).providers


@pytest.fixture(scope="module")
def ad(place: Path, providers: Providers) -> MadeAd:
    """Six seconds, two scenes: one on the user's own picture, one on the user's own video."""
    stripes = np.zeros((400, 600, 3), np.uint8)
    stripes[:, ::40] = (90, 160, 220)
    cv2.imwrite(str(place / "own.png"), cv2.GaussianBlur(stripes, (0, 0), 30) + 60)
    run(["-f", "lavfi", "-i", "testsrc2=size=320x240:rate=24:duration=1", "-pix_fmt", "yuv420p", place / "own.mp4"])
    scenes = (
        SceneRequest(plate=str(place / "own.png"), vo="Good morning.", super="Good morning ཀ"),
        SceneRequest(plate=str(place / "own.mp4")),
    )
    brief = Brief(
        product="Corner Cup", offer="$2.50", cta="Stop by", duration=6, scenes=scenes, brand=BrandKit(legal="Weekdays.")
    )
    return make_ad(brief, PHOTO, place / "ad", providers=providers, format=Format.SQUARE, cache=Cache(place / "cache"))


def rendered(place: Path, providers: Providers) -> MadeAd:
    return render_ad(place / "ad", providers=providers, cache=Cache(place / "cache"))


def made_anew(ad: MadeAd) -> list[tuple[str, str]]:
    return [(record.stage, record.scene) for record in ad.stages if not record.cached]


def test_the_users_own_picture_and_video_are_backgrounds(ad: MadeAd) -> None:
    takes = [scene.take for scene in ad.project.scenes]
    assert [take and take.provider for take in takes] == ["own", "own"]
    assert ad.project.scenes[0].vo == "Good morning."
    assert (ad.facts.width, ad.facts.height, ad.facts.frames) == (*Format.SQUARE.size, 180)
    assert ad.facts.problems == ()
    assert "Good morning." in ad.captions_srt.read_text()
    assert ad.poster.stat().st_size > 10_000


def test_the_poster_is_an_early_frame_which_has_the_product_and_all_words(ad: MadeAd) -> None:
    first = ad.project.scenes[0]
    assert first.shots
    complete, elsewhere = Wording.of(ad.project, 0).complete, first.frames + 30
    assert complete <= first.frames * 3 // 5
    assert most_like(ad.poster, ad.master, (complete, elsewhere)) == complete


def test_a_character_no_typeface_has_is_left_out_and_said(ad: MadeAd) -> None:
    assert [(note.stage, "ཀ" in note.wanted) for note in ad.fallbacks] == [("titles", True)]


@pytest.mark.usefixtures("ad")
def test_other_words_in_one_scene_encode_that_scene_and_no_other(place: Path, providers: Providers) -> None:
    folder = ProjectFolder(place / "ad")
    before = folder.load()
    folder.revisions.replace(
        before.with_scene(before.scenes[0].model_copy(update={"super": "Good evening to all who are up"}))
    )
    again = rendered(place, providers)
    assert {what for what in made_anew(again) if what[1]} == {("placement", "scene-1"), ("segment", "scene-1")}
    folder.revisions.replace(before)
    assert made_anew(rendered(place, providers)) == []


@pytest.mark.usefixtures("ad")
def test_a_sound_edit_encodes_no_picture(place: Path, providers: Providers) -> None:
    folder = ProjectFolder(place / "ad")
    before = folder.load()
    folder.revisions.replace(before.model_copy(update={"sound": before.sound.model_copy(update={"bed_level": -20})}))
    assert {stage for stage, _ in made_anew(rendered(place, providers))} == {"mix", "master"}
    folder.revisions.replace(before)


@pytest.mark.usefixtures("ad")
def test_sound_that_was_lost_is_made_again(place: Path, providers: Providers) -> None:
    folder = ProjectFolder(place / "ad")
    before = folder.load()
    for lost in folder.media.folder.glob("*.wav"):
        lost.unlink()
    again = rendered(place, providers)
    assert again.project.sound.bed == before.sound.bed
    assert [scene.voice for scene in again.project.scenes] == [scene.voice for scene in before.scenes]
    assert {note.stage for note in again.fallbacks} == {"titles"}


@pytest.mark.usefixtures("ad")
def test_another_brief_for_a_project_keeps_what_was_set_and_made_there(place: Path, providers: Providers) -> None:
    copytree(place / "ad", place / "rebriefed")
    folder = ProjectFolder(place / "rebriefed")
    saved = folder.revisions.edit(lambda project: with_budget(renamed(project, "Spring"), 0))
    scenes = tuple(SceneRequest(plate=str(folder.media.local(scene.own_plate))) for scene in saved.scenes)
    brief = Brief(product="Corner Mug", duration=6, scenes=scenes)
    estimate = estimate_ad(brief, PHOTO, folder.folder, providers=providers, format=Format.SQUARE)
    assert estimate.budget_usd == 0

    def stop(event: Event) -> None:
        if event.stage == "segment":
            monitor.cancel()

    monitor = RunMonitor(stop)
    cache = Cache(place / "cache")
    with pytest.raises(Cancelled):
        make_ad(brief, PHOTO, folder.folder, providers=providers, format=Format.SQUARE, monitor=monitor, cache=cache)
    planned = folder.load()
    assert (planned.brief.product, planned.name, planned.budget_usd) == ("Corner Mug", "Spring", 0)
    for scene, before in zip(planned.scenes, saved.scenes, strict=True):
        assert {take.id for take in before.takes} <= {take.id for take in scene.takes}


def test_music_that_the_brief_brings_or_does_not_want_is_not_asked_for(tmp_path: Path) -> None:
    own = tmp_path / "own.wav"
    write_wav(own, np.sin(np.arange(6 * RATE) / 20).astype(np.float32)[:, None].repeat(2, axis=1) * 0.3, RATE)
    for music, makers in ((NO_MUSIC, set()), (str(own), {"own"}), ("", {"music library"})):
        brief = Brief(product="Mug", duration=6, music=music)
        estimate = estimate_ad(brief, PHOTO, tmp_path / "ad", providers=choose_providers(offline=True).providers)
        assert {one.provider for one in estimate.requests if one.stage is Stage.BED} == makers


def test_another_brief_for_a_project_changes_its_music_where_it_says_something_else_of_it() -> None:
    silent = Project(name="x", brief=Brief(product="Mug"), planned_from="key", sound=Sound(music_on=False))
    other = Brief(product="Cup")
    assert not project_to_plan(silent, other, 0, Format.SQUARE).sound.music_on, "as it was switched by hand"
    own = project_to_plan(silent, other.model_copy(update={"music": "own.wav"}), 0, Format.SQUARE)
    assert (own.sound.music_on, own.sound.own_music) == (True, "own.wav")
    none = project_to_plan(own, other.model_copy(update={"music": NO_MUSIC}), 0, Format.SQUARE)
    assert (none.sound.music_on, none.sound.own_music) == (False, "")


class Broken:
    """A provider of everything that can do nothing."""

    name, version, at_once, speakers = "broken", "1", 1, ()

    def _fail(self, *_: Any, **__: Any) -> Any:
        raise StageFailed("The service is down.", "Try later.")

    plan = matte = make = speak = _fail


class Surprising(Broken):
    """One that fails in a way nobody foresaw."""

    def _fail(self, *_: Any, **__: Any) -> Any:
        return 1 // 0

    plan = matte = make = speak = _fail


def test_when_everything_fails_foreseen_or_not_there_is_still_an_ad_and_it_says_so(tmp_path: Path) -> None:
    brief = Brief(product="Corner Cup", benefits=("Served warm",), duration=6, scenes=1)
    none: Any = Broken()
    worse: Any = Surprising()
    providers = Providers(planner=none, editor=none, cutter=worse, plates=none, voice=worse, bed=worse)
    photo, cache = _busy_photo(tmp_path / "busy.png"), Cache(tmp_path / "c")
    made = make_ad(brief, photo, tmp_path / "ad", providers=providers, format=Format.SQUARE, cache=cache)
    assert made.facts.frames == 180
    assert {note.stage for note in made.fallbacks} >= {"plan", "cutout", "bed", "plate"}
    assert all(note.why and note.used for note in made.fallbacks)
    assert ProjectFolder(tmp_path / "ad").load().fallbacks


def test_a_missing_model_is_not_papered_over(tmp_path: Path, providers: Providers) -> None:
    class Gone(Broken):
        def matte(self, *_: Any) -> NDArray[np.uint8]:
            raise MissingAsset("The model u2netp.onnx is missing.", "Restore it.")

    gone: Any = Gone()
    with pytest.raises(MissingAsset):
        make_ad(
            Brief(product="Cup", duration=6, scenes=1),
            _busy_photo(tmp_path / "busy.png"),
            tmp_path / "ad",
            providers=replace(providers, cutter=gone),
            cache=Cache(tmp_path / "c"),
        )
    assert not (tmp_path / "ad").exists()


def test_nothing_is_left_of_a_project_that_never_began(tmp_path: Path, providers: Providers) -> None:
    cv2.imwrite(str(tmp_path / "blank.png"), np.full((300, 300, 3), 180, np.uint8))
    with pytest.raises(BadPhoto):
        make_ad(Brief(product="Cup"), tmp_path / "blank.png", tmp_path / "ad", providers=providers)
    assert not (tmp_path / "ad").exists()


def test_a_cancelled_run_stops_and_keeps_what_was_done(tmp_path: Path, providers: Providers) -> None:
    brief = Brief(product="Corner Cup", duration=6, scenes=1)

    def stop(event: Event) -> None:
        if event.stage == "plate":
            monitor.cancel()

    monitor = RunMonitor(listener=stop)
    with pytest.raises(Cancelled):
        make_ad(brief, PHOTO, tmp_path / "ad", providers=providers, monitor=monitor, cache=Cache(tmp_path / "c"))
    assert len(ProjectFolder(tmp_path / "ad").load().scenes) == 1


class Endless:
    """A provider that is asked to stop, does not listen and answers when it is let go."""

    name, version, at_once, speakers, sets = "endless", "1", 1, (), ()

    def __init__(self, monitor: RunMonitor) -> None:
        self._job = monitor
        self.let_go, self.answered = ThreadEvent(), False

    def uses(self, _: PlateRequest) -> dict[str, Any]:
        return {}

    def _work(self, *_: Any, **__: Any) -> Any:
        self._job.cancel()
        self.let_go.wait(60)
        self.answered = True
        raise StageFailed("It is too late.")

    matte = make = speak = _work


@pytest.mark.parametrize("capability", ["cutter", "voice", "bed", "plates"])
def test_a_cancelled_run_does_not_wait_for_a_provider(tmp_path: Path, providers: Providers, capability: str) -> None:
    monitor = RunMonitor()
    endless: Any = Endless(monitor)
    brief = Brief(product="Corner Cup", benefits=("Served warm",), duration=6, scenes=2)
    slow = replace(providers, **{capability: endless})
    try:
        with pytest.raises(Cancelled):
            make_ad(brief, PHOTO, tmp_path / "ad", providers=slow, monitor=monitor, cache=Cache(tmp_path / "c"))
        assert not endless.answered
        assert list(tmp_path.rglob(".making-*")) == []
    finally:
        endless.let_go.set()


@pytest.mark.usefixtures("ad")
@pytest.mark.parametrize(("stage", "bed_level"), [("segment", -16), ("mix", -17), ("master", -18)])
def test_every_stage_stops_when_it_is_told_to(
    place: Path, tmp_path: Path, providers: Providers, stage: str, bed_level: float
) -> None:
    def stop(event: Event) -> None:
        if (event.stage, event.done) == (stage, 0.0):
            monitor.cancel()

    folder, monitor = ProjectFolder(place / "ad"), RunMonitor(listener=stop)
    before = folder.load()
    folder.revisions.replace(
        before.model_copy(update={"sound": before.sound.model_copy(update={"bed_level": bed_level})})
    )
    cache = Cache(tmp_path) if stage == "segment" else Cache(place / "cache")
    with pytest.raises(Cancelled):
        render_ad(place / "ad", providers=providers, monitor=monitor, cache=cache)
    assert stage not in {record.stage for record in monitor.records}
    assert list(place.rglob(".making-*")) == []
    folder.revisions.replace(before)


def _busy_photo(path: Path) -> Path:
    noise = np.random.default_rng(0).integers(0, 255, (12, 10, 3), dtype=np.uint8)
    cv2.imwrite(str(path), cv2.resize(noise, (500, 600), interpolation=cv2.INTER_CUBIC))
    return path
