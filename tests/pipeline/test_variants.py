"""Variants show and say their own words, share what they have in common, and leave the project as it is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from adforge_core.errors import BadInput, BadProject, Cancelled
from adforge_core.media.film import picture_at
from adforge_core.media.frames import Frame
from adforge_core.model.edits import with_scene
from adforge_core.model.formats import Format
from adforge_core.model.project import Project
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Transition, TransitionKind
from adforge_core.model.variant import VariantCopy
from adforge_core.pipeline import MadeAd
from adforge_core.pipeline.delivered import ad_key, delivered_variants, record_variant
from adforge_core.pipeline.estimate import Estimate
from adforge_core.pipeline.filming import draw_picture, free_area, resolve_placement
from adforge_core.pipeline.pictures import Picture
from adforge_core.pipeline.variants import estimate_variants, make_variants
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.library import Library
from adforge_core.providers.base import Providers
from adforge_core.providers.registry import choose_providers
from adforge_core.work.cache import Cache
from adforge_core.work.monitor import Event, RunMonitor
from tests.bought import BoughtVoice
from tests.placed import begin_placed

HOOKS = (
    VariantCopy(shown="Wake up slowly", said="Wake up slowly."),
    VariantCopy(shown="Two minutes more in bed, every morning"),
)
CALLS = (VariantCopy(shown="Come in"), VariantCopy(shown="Taste it", said="Taste it today."))
NAMES = [f"hook-{hook}-cta-{call}-9x16" for hook, call in product((1, 2), (1, 2))]
FADE = 6


def short(project: Project) -> Project:
    """Scenes of a second and a half, the second fading in, with a line to begin and one to end with."""
    lines = ("Good morning.", "", "Stop by.")
    for scene, line in zip(project.scenes, lines, strict=True):
        project = with_scene(project, scene.id, frames=45, vo=line)
    fade = Transition(kind=TransitionKind.CROSSFADE, frames=FADE)
    return with_scene(project, project.scenes[1].id, transition=fade).model_copy(update={"cta": "Stop by"})


def varied(
    folder: ProjectFolder,
    hooks: Sequence[VariantCopy] = HOOKS,
    calls: Sequence[VariantCopy] = CALLS,
    monitor: RunMonitor | None = None,
) -> tuple[MadeAd, ...]:
    cache = Cache(folder.folder.parent / "cache")
    return make_variants(folder.folder, hooks, calls, providers=paid_voice(), cache=cache, monitor=monitor)


def paid_voice() -> Providers:
    here = choose_providers(offline=True).providers
    return replace(here, voice=BoughtVoice(), fallback=here)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    folder = begin_placed(Library(tmp_path_factory.mktemp("variants")))
    folder.revisions.edit(short)
    return folder


@pytest.fixture(scope="module")
def before(folder: ProjectFolder) -> bytes:
    return folder.files.file.read_bytes()


@pytest.fixture(scope="module")
def estimate(folder: ProjectFolder) -> Estimate:
    return estimate_variants(folder.folder, HOOKS, CALLS, providers=paid_voice())


@pytest.fixture(scope="module")
def ads(folder: ProjectFolder, before: bytes, estimate: Estimate) -> tuple[MadeAd, ...]:
    return varied(folder)


def test_every_hook_meets_every_call_in_files_of_their_own(
    folder: ProjectFolder, before: bytes, ads: tuple[MadeAd, ...]
) -> None:
    assert [ad.master.stem for ad in ads] == NAMES
    kinds = {f"{name}.{kind}" for name in NAMES for kind in ("mp4", "srt", "vtt", "jpg", "json")}
    assert {path.name for path in folder.variants.iterdir()} == kinds
    assert folder.files.file.read_bytes() == before
    assert [path.name for path in folder.deliverables.iterdir()] == ["variants"]
    assert all(ad.facts.frames == 135 and ad.fallbacks == () for ad in ads)


def test_what_is_known_of_each_stands_beside_its_files(folder: ProjectFolder, ads: tuple[MadeAd, ...]) -> None:
    found = delivered_variants(folder, Format.VERTICAL)
    assert [one.master for one in found] == [f"{name}.mp4" for name in NAMES]
    assert [one.facts for one in found] == [ad.facts for ad in ads]
    assert [(one.hook.shown, one.call.shown) for one in found] == [
        (hook.shown, call.shown) for hook, call in product(HOOKS, CALLS)
    ]
    assert [(one.hook.said, one.call.said) for one in found][0::3] == [
        ("Wake up slowly.", "Come in."),
        ("Good morning.", "Taste it today."),
    ]
    assert {one.made_from for one in found} == {ad_key(folder.load())}
    assert all(one.fallbacks == () for one in found)
    assert delivered_variants(folder, Format.SQUARE) == []


def test_a_voice_that_stood_in_is_told_beside_the_files(tmp_path: Path) -> None:
    folder = begin_placed(Library(tmp_path))
    folder.revisions.edit(short)
    made = make_variants(
        folder.folder, HOOKS[:1], (), providers=paid_voice(), cache=Cache(tmp_path / "cache"), budget_usd=0.01
    )
    (told,) = delivered_variants(folder, Format.VERTICAL)
    assert told.fallbacks == made[0].fallbacks
    assert "voice" in {note.stage for note in told.fallbacks}


def test_variants_are_listed_by_number_and_without_those_whose_files_are_gone(
    tmp_path: Path, folder: ProjectFolder, ads: tuple[MadeAd, ...]
) -> None:
    one, other = delivered_variants(folder, Format.VERTICAL)[0], ProjectFolder(tmp_path)
    other.variants.mkdir(parents=True)
    for name in ("hook-10-cta-1-9x16.mp4", "hook-2-cta-1-9x16.mp4", "hook-2-cta-11-9x16.mp4", "hook-3-cta-1-9x16.mp4"):
        (other.variants / name).touch()
        record_variant(other, one.model_copy(update={"master": name}))
    (other.variants / "hook-3-cta-1-9x16.mp4").unlink()
    (other.variants / "hook-4-cta-1-9x16.json").write_text("{")
    listed = [made.master for made in delivered_variants(other, Format.VERTICAL)]
    assert listed == ["hook-2-cta-1-9x16.mp4", "hook-2-cta-11-9x16.mp4", "hook-10-cta-1-9x16.mp4"]


def test_each_line_is_paid_for_once_as_was_foreseen(estimate: Estimate, ads: tuple[MadeAd, ...]) -> None:
    asked = [due.request["line"] for due in estimate.requests if due.stage == "voice"]
    assert asked == ["Wake up slowly.", "Come in.", "Taste it today.", "Good morning."]
    assert estimate.cost_usd == pytest.approx(4 * 0.03)
    assert ads[0].cost_usd == pytest.approx(estimate.cost_usd)


def test_each_says_its_own_lines(ads: tuple[MadeAd, ...]) -> None:
    spoken = [ad.captions_srt.read_text("utf-8") for ad in ads]
    assert ["Wake up slowly." in text for text in spoken] == [True, True, False, False]
    assert ["Good morning." in text for text in spoken] == [False, False, True, True]
    assert ["Come in." in text for text in spoken] == [True, False, True, False]
    assert ["Taste it today." in text for text in spoken] == [False, True, False, True]
    assert not any("Stop by" in text for text in spoken)


def test_each_shows_its_own_words(folder: ProjectFolder, ads: tuple[MadeAd, ...]) -> None:
    canvas = Frame.empty(ads[0].project.format.size)
    for ad, hook, call in zip(ads[::3], HOOKS, CALLS, strict=True):
        assert (ad.project.scenes[0].super, ad.project.cta) == (hook.shown, call.shown)
        for index, frame in ((0, 30), (2, 40)):
            picture = Picture.of(ad.project, index)
            settled = resolve_placement(picture, free_area(picture, folder.media), folder.media)
            draw_picture(settled, folder.media, ad.project.format.size)[0].draw(frame, canvas)
            shown = picture_at(ad.master, ad.project.first_frame(index) + frame)
            assert psnr(shown.buffer, canvas.buffer) > 40


def test_what_they_share_is_the_same_to_the_bit_and_made_once(ads: tuple[MadeAd, ...]) -> None:
    hooks, middles, calls = zip(*(stored_scenes(ad) for ad in ads), strict=True)
    assert hooks[0] == hooks[1] != hooks[2] == hooks[3]
    assert middles[0] == middles[1] == middles[2] == middles[3]
    assert calls[0] == calls[2] != calls[1] == calls[3]
    made = Counter((one.stage, one.scene) for one in ads[0].stages if not one.cached)
    assert [made[Stage.SEGMENT, f"scene-{number}"] for number in (1, 2, 3)] == [2, 1, 2]
    assert made[Stage.MIX, ""] == 4


def test_run_again_everything_is_there(folder: ProjectFolder, ads: tuple[MadeAd, ...]) -> None:
    masters = [ad.master.read_bytes() for ad in ads]
    again = varied(folder)
    assert all(one.cached for one in again[0].stages)
    assert [ad.master.read_bytes() for ad in again] == masters


def test_cancelled_it_keeps_what_it_has_and_goes_on(tmp_path: Path) -> None:
    folder = begin_placed(Library(tmp_path))
    folder.revisions.edit(short)

    def told(event: Event) -> None:
        if event.stage == "segment" and event.kind == "made":
            monitor.cancel()

    monitor = RunMonitor(told)
    with pytest.raises(Cancelled):
        varied(folder, HOOKS[:1], (), monitor=monitor)
    assert list(folder.folder.rglob(".*-*.mp4")) == []
    done = {one.scene for one in monitor.records if one.stage == "segment"}
    assert done
    again = varied(folder, HOOKS[:1], ())
    assert [ad.master.stem for ad in again] == ["hook-1-9x16"]
    assert {one.scene for one in again[0].stages if one.stage == "segment" and one.cached} >= done


def test_a_line_without_the_time_is_told_before_anything_is_rendered(folder: ProjectFolder) -> None:
    long, monitor = (
        VariantCopy(said="There is nobody in the whole wide world who would not like to wake up to this."),
        RunMonitor(),
    )
    with pytest.raises(BadInput, match=r"nobody in the whole wide world.*Shorten the line"):
        varied(folder, [HOOKS[0], long], monitor=monitor)
    assert {one.stage for one in monitor.records} == {"voice"}


def test_what_cannot_be_varied_is_told(folder: ProjectFolder, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no variants to make"):
        varied(folder, [], [])
    with pytest.raises(BadProject, match="adforge render"):
        varied(begin_placed(Library(tmp_path), plates=False))


def stored_scenes(ad: MadeAd) -> list[list[bytes]]:
    """The pictures of each scene as they are stored, in that order; without those in which it fades in."""
    scenes: list[list[bytes]] = [[], [], []]
    with av.open(ad.master) as master:
        video = master.streams.video[0]
        assert video.time_base is not None
        for packet in master.demux(video):
            if packet.pts is not None:
                scene, frame = divmod(round(packet.pts * video.time_base * 30), 45)
                if scene != 1 or frame >= FADE:
                    scenes[scene].append(bytes(packet))
    return scenes


def psnr(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    error = np.mean((one.astype(np.float32) - other) ** 2)
    return float(10 * np.log10(255**2 / error))
