"""What the screens show of a small ad that is planned and spoken, but not rendered."""

import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZipFile

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from adforge_core.errors import BadProject, Cancelled, StageFailed
from adforge_core.media.assets import asset
from adforge_core.media.audio import RATE, write_wav
from adforge_core.media.ffmpeg import run as ffmpeg
from adforge_core.media.frames import Frame
from adforge_core.model.brief import Brief, SceneRequest
from adforge_core.model.edits import placed, with_scene
from adforge_core.model.formats import Format
from adforge_core.model.placement import CameraMove, Motion, Placement
from adforge_core.model.project import Project
from adforge_core.model.shot_edits import with_shot, with_view
from adforge_core.model.shots import Effect, Framing, Shot, View
from adforge_core.pipeline.filming import draw_picture, free_area, resolve, resolve_placement
from adforge_core.pipeline.inputs import import_files, make_product
from adforge_core.pipeline.pictures import Picture
from adforge_core.pipeline.previews import (
    Preview,
    animatic,
    fidelity_of,
    shot_still,
    sound_tracks,
    take_loop,
    take_still,
    waves,
)
from adforge_core.pipeline.run import Run
from adforge_core.pipeline.storyboard import plan_ad
from adforge_core.pipeline.takes import make_take
from adforge_core.pipeline.voices import with_voices
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.library import Library
from adforge_core.providers.registry import choose_providers
from adforge_core.stages.segment import encode_segment
from adforge_core.work.cache import Cache
from adforge_core.work.monitor import Event, RunMonitor
from tests.placed import begin_placed

SHORTER = 240
SIZE = (240, 240)
FRAMES = (60, 50)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("previews")


@pytest.fixture(scope="module")
def run(place: Path) -> Iterator[Run]:
    folder = ProjectFolder(place / "shelf" / "ad")
    with folder.shared_lock():
        yield Run(folder, Cache(place / "cache"), choose_providers(offline=True).providers, RunMonitor(), 2)


@pytest.fixture(scope="module")
def project(place: Path, run: Run) -> Project:
    """Under four seconds, two scenes: one on the user's own picture, one on the user's own video."""
    stripes = np.zeros((400, 600, 3), np.uint8)
    stripes[:, ::40] = (90, 160, 220)
    cv2.imwrite(str(place / "own.png"), cv2.GaussianBlur(stripes, (0, 0), 30) + 60)
    ffmpeg(["-f", "lavfi", "-i", "testsrc2=size=320x240:rate=24:duration=1", "-pix_fmt", "yuv420p", place / "own.mp4"])
    scenes = (
        SceneRequest(plate=str(place / "own.png"), vo="Good morning.", super="Good morning"),
        SceneRequest(plate=str(place / "own.mp4")),
    )
    brief, [photo] = import_files(
        Brief(product="Corner Cup", duration=6, scenes=scenes), asset("samples", "coffee.png"), run.folder.media.add
    )
    product, _ = make_product(run, photo)
    ad = with_voices(run, plan_ad(run, Project(name="Cup", brief=brief, format=Format.SQUARE, product=product)))
    short = [
        scene.model_copy(update={"frames": frames, "camera": CameraMove.PUSH, "shots": ()})
        for scene, frames in zip(ad.scenes, FRAMES, strict=True)
    ]
    ad = ad.model_copy(update={"scenes": tuple(short)})
    for index in range(2):
        ad = ad.with_scene(make_take(run, ad, index))
    return run.folder.revisions.replace(ad)


@pytest.fixture(scope="module")
def preview() -> Preview:
    return Preview()


def rendered(run: Run, project: Project, index: int, frame: int, placement: Placement | None = None) -> Frame:
    """The frame as a rendering of that size draws it."""
    picture = Picture.of(project, index).model_copy(update={"placement": placement})
    comp, _ = draw_picture(resolve_placement(picture, free_area(picture, run.media), run.media), run.media, SIZE)
    canvas = Frame.empty(SIZE)
    comp.draw(frame, canvas)
    return canvas


def without_plates(project: Project) -> Project:
    bare = [scene.model_copy(update={"takes": (), "selected_take": ""}) for scene in project.scenes]
    return project.model_copy(update={"scenes": tuple(bare)})


def again(run: Run, monitor: RunMonitor, cache: Cache | None = None) -> Run:
    return Run(run.folder, cache or run.cache, run.providers, monitor, run.workers)


def films(path: Path) -> list[NDArray[np.uint8]]:
    with av.open(path) as container:
        return [np.asarray(one.to_ndarray(format="rgb24"), np.uint8) for one in container.decode(video=0)]


def repeated(frame: Frame) -> Callable[[int, Frame], None]:
    return lambda _, into: into.copy_from(frame)


def difference(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    return float(np.abs(one.astype(np.int16) - other).mean())


MOVED = Placement(x=0.4, y=0.8, scale=0.5, rotation=9, shadow=0.7, motion=Motion.FLOAT)


@pytest.mark.parametrize(("index", "frame", "placement"), [(0, 25, None), (0, 59, MOVED), (1, 30, MOVED)])
def test_a_settled_frame_is_what_a_rendering_shows(
    run: Run, project: Project, preview: Preview, index: int, frame: int, placement: Placement | None
) -> None:
    shown = preview.scene_frame(run.media, project, index, frame, placement, shorter=SHORTER)
    assert shown.settled
    assert np.array_equal(shown.pixels, rendered(run, project, index, frame, placement).rgb())


def test_a_shot_is_shown_as_a_rendering_shows_it_and_follows_a_hand(
    run: Run, project: Project, preview: Preview
) -> None:
    shots = (Shot(id="a", frames=24), Shot(id="b", frames=36, framing=Framing.CLOSE, motion=Motion.FLOAT))
    cut = with_scene(placed(project, [project.scenes[0].id], MOVED), project.scenes[0].id, shots=shots)
    by_hand = with_view(cut, cut.scenes[0].id, "b", View(x=0.4, y=0.6, zoom=1.8))
    pixels = []
    for ad, settled in ((cut, True), (by_hand, False), (by_hand, True)):
        shown = preview.shot_frame(run.media, ad, 0, 1, 40, settled=settled, shorter=SHORTER)
        pixels.append(shown.pixels)
        assert shown.settled is settled
        if settled:
            picture = Picture.of(ad, 0)
            comp, _ = draw_picture(resolve(picture, free_area(picture, run.media), run.media), run.media, SIZE)
            canvas = Frame.empty(SIZE)
            comp.draw(40, canvas)
            assert np.array_equal(shown.pixels, canvas.rgb())
    assert shown.view == View(x=0.4, y=0.6, zoom=1.8)
    assert difference(pixels[0], pixels[2]) > 3
    # The words may need another panel behind them; below the headline there is none.
    assert np.array_equal(pixels[1][60:190], pixels[2][60:190])
    # The whole picture does not depend on shots.
    for ad in (project, cut):
        assert np.array_equal(
            preview.scene_frame(run.media, ad, 0, 40, MOVED, shorter=SHORTER).pixels,
            rendered(run, project, 0, 40, MOVED).rgb(),
        )


@pytest.mark.parametrize("effect", [None, *Effect])
def test_every_effect_is_shown_as_a_rendering_shows_it(
    run: Run, project: Project, preview: Preview, effect: Effect | None
) -> None:
    shot = Shot(id="a", frames=project.scenes[0].frames, effects=(effect,) if effect else ())
    ad = with_scene(project, project.scenes[0].id, shots=(shot,))
    picture = Picture.of(ad, 0)
    comp, _ = draw_picture(resolve(picture, free_area(picture, run.media), run.media), run.media, SIZE)
    canvas = Frame.empty(SIZE)
    comp.draw(6, canvas)
    assert np.array_equal(preview.shot_frame(run.media, ad, 0, 0, 6, shorter=SHORTER).pixels, canvas.rgb())


def test_a_still_of_a_shot_is_kept_until_what_it_shows_is_changed(run: Run, project: Project) -> None:
    shots = (Shot(id="a", frames=24), Shot(id="b", frames=36, framing=Framing.CLOSE))
    cut = with_scene(without_plates(project), project.scenes[0].id, shots=shots)
    preview, id = Preview(), cut.scenes[0].id
    one, two = (shot_still(run, preview, cut, 0, place) for place in (0, 1))
    with Image.open(one) as first, Image.open(two) as second:
        assert first.size == second.size == (180, 180)
        assert difference(np.asarray(first), np.asarray(second)) > 3
    worded = with_scene(with_shot(cut, id, "a", framing=Framing.MEDIUM), id, super="Good evening")
    assert shot_still(run, preview, worded, 0, 1) == two
    assert shot_still(run, preview, worded, 0, 0) != one
    with pytest.raises(BadProject, match="This shot no longer exists"):
        shot_still(run, preview, cut, 0, 2)


def test_frames_are_drawn_one_after_the_other_in_any_order(run: Run, project: Project) -> None:
    preview = Preview()
    for frame in (40, 0, 39, 0):
        shown = preview.scene_frame(run.media, project, 0, frame, shorter=SHORTER, settled=False)
        assert shown.settled
        assert np.array_equal(shown.pixels, rendered(run, project, 0, frame).rgb())


@pytest.mark.parametrize(
    "change",
    [{"x": 0.3, "y": 0.9}, {"scale": 0.3}, {"scale": 1.1}, {"shadow": 0.2}, {"rotation": -14.0}, {"motion": "rise"}],
)
def test_a_dragged_product_looks_as_it_will_when_let_go(
    run: Run, project: Project, change: dict[str, float | str]
) -> None:
    silent = project.with_scene(project.scenes[0].model_copy(update={"super": "", "voice": None}))
    preview = Preview()
    start = preview.scene_frame(run.media, silent, 0, 30)
    wanted = Placement.model_validate(start.placement.model_dump() | change)
    dragged = preview.scene_frame(run.media, silent, 0, 30, wanted, settled=False)
    let_go = preview.scene_frame(run.media, silent, 0, 30, wanted)
    assert (dragged.settled, let_go.settled) == (False, True)
    assert (dragged.box, dragged.corners) == (let_go.box, let_go.corners)
    off, moved = (difference(one.pixels, let_go.pixels) for one in (dragged, start))
    assert off < 0.25 + 0.1 * moved
    assert off < 0.5 * moved


def test_words_stay_while_the_product_is_dragged(run: Run, project: Project) -> None:
    preview, bare = Preview(), project.with_scene(project.scenes[0].model_copy(update={"super": "", "voice": None}))
    aside = Placement(x=0.5, y=0.95, scale=0.1)
    with_words = preview.scene_frame(run.media, project, 0, 40, shorter=SHORTER).placement
    dragged, wordless = (
        preview.scene_frame(run.media, one, 0, 40, aside, settled=False, shorter=SHORTER) for one in (project, bare)
    )
    assert with_words != aside
    assert difference(dragged.pixels, wordless.pixels) > 1


def test_every_edit_shows(run: Run, project: Project, preview: Preview) -> None:
    def shown(one: Project) -> NDArray[np.uint8]:
        return preview.scene_frame(run.media, one, 0, 40, shorter=SHORTER).pixels

    scene = project.scenes[0]
    before = shown(project)
    edits = [
        project.with_scene(scene.model_copy(update={"super": "Good evening"})),
        placed(project, [scene.id], MOVED),
        project.with_scene(scene.model_copy(update={"camera": CameraMove.SLIDE_LEFT})),
        without_plates(project),
    ]
    for edit in edits:
        assert difference(shown(edit), before) > 0.05
    assert np.array_equal(shown(project), before)


def test_the_page_learns_where_the_product_is(run: Run, project: Project, preview: Preview) -> None:
    shown = preview.scene_frame(run.media, project, 0, 20, MOVED, shorter=SHORTER)
    assert shown.placement == MOVED
    top_left, top_right, _, bottom_left = shown.corners
    assert np.rad2deg(np.arctan2(top_right.y - top_left.y, top_right.x - top_left.x)) == pytest.approx(9)
    xs, ys = zip(*((corner.x, corner.y) for corner in shown.corners), strict=True)
    assert min(xs) <= shown.box.left < shown.box.right <= max(xs)
    assert min(ys) <= shown.box.top < shown.box.bottom <= max(ys)
    assert top_left.y < shown.foot.y
    assert bottom_left.x < shown.foot.x
    picture = Picture.of(project, 0)
    fitted = resolve_placement(picture, free_area(picture, run.media), run.media).placement
    assert preview.automatic(run.media, project, 0) == fitted


def test_threads_share_a_preview(run: Run, project: Project) -> None:
    shared, alone = Preview(scenes=1), Preview()
    asked = [(0, 10), (1, 30), (0, 30), (0, 45)]

    def shown(preview: Preview, index: int, frame: int) -> NDArray[np.uint8]:
        return preview.scene_frame(run.media, project, index, frame, MOVED, shorter=120).pixels

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda one: shown(shared, *one), asked))
    assert all(np.array_equal(picture, shown(alone, *one)) for one, picture in zip(asked, together, strict=True))


def test_no_more_than_two_products_are_held_and_each_once(tmp_path: Path) -> None:
    preview, shelf = Preview(8), Library(tmp_path)
    pixels = np.full((1600, 1600, 4), 255, np.uint8)
    tracemalloc.start()
    try:
        for number in range(4):
            folder = begin_placed(shelf)
            pixels[..., 0] = number
            file = folder.scratch() / "large.png"
            cv2.imwrite(str(file), pixels)
            project = folder.load()
            assert project.product is not None
            large = project.product.model_copy(update={"cutout": folder.media.add(file), "aspect": 1.0})
            project = project.model_copy(update={"product": large})
            for index in range(3):
                preview.scene_frame(folder.media, project, index, 0, shorter=SHORTER)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 4 * pixels.nbytes  # two cut-outs, and what else scenes are drawn with


def test_a_scene_without_a_plate_stands_on_a_sweep(run: Run, project: Project, preview: Preview) -> None:
    shown = preview.scene_frame(run.media, without_plates(project), 0, 20, shorter=SHORTER)
    assert shown.on_sweep
    assert 0 <= shown.box.left < shown.box.right <= 1
    assert 0 <= shown.box.top < shown.box.bottom <= 1
    with pytest.raises(BadProject, match="photo"):
        preview.scene_frame(run.media, project.model_copy(update={"product": None}), 0, 0)


def test_a_still_of_a_take_shows_the_plate_alone(run: Run, project: Project) -> None:
    take = project.scenes[0].take
    assert take is not None
    still = take_still(run, project, take, 120)
    assert still.parent == run.folder.previews
    assert take_still(run, project, take, 120) == still
    with Image.open(still) as picture:
        assert (picture.format, picture.size) == ("JPEG", (120, 120))
        rows = np.asarray(picture.convert("L"), np.float32).mean(axis=1)
    # The stripes are upright, so no row differs from another: the red cup is not there.
    assert np.ptp(rows) < 8


@pytest.mark.parametrize("index", [0, 1])
def test_a_loop_goes_there_and_back(run: Run, project: Project, index: int) -> None:
    scene = project.scenes[index]
    assert scene.take is not None
    loop = take_loop(run, project, scene.id, scene.take)
    assert loop.parent == run.folder.previews
    assert loop.stat().st_size < 600_000
    with av.open(loop) as container:
        video = container.streams.video[0]
        assert (video.codec_context.name, video.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (video.width, video.height) == (360, 360)
        assert video.average_rate == 15
        assert not container.streams.audio
    head = loop.read_bytes()
    assert head.index(b"moov") < head.index(b"mdat")
    frames = films(loop)
    assert 40 <= len(frames) <= 50
    assert difference(frames[1], frames[-1]) < 2
    assert difference(frames[0], frames[-1]) < 0.5 * difference(frames[0], frames[len(frames) // 2])
    assert take_loop(run, project, scene.id, scene.take) == loop


def test_a_loop_of_a_scene_that_is_gone_says_so(run: Run, project: Project) -> None:
    take = project.scenes[0].take
    assert take is not None
    with pytest.raises(BadProject):
        take_loop(run, project, "scene-9", take)


@pytest.mark.parametrize("plates", [True, False])
def test_the_animatic_is_the_whole_ad(run: Run, project: Project, plates: bool) -> None:
    heard: list[float] = []
    monitor = RunMonitor(listener=lambda event: heard.append(event.done) if event.stage == "animatic" else None)
    shown = project if plates else without_plates(project)
    film = animatic(again(run, monitor), shown)
    assert film.parent == run.folder.previews
    with av.open(film) as container:
        lengths = [float(stream.duration * stream.time_base) for stream in container.streams]  # type: ignore[operator]  # both are known
    assert lengths == pytest.approx([project.frames / 30] * 2, abs=0.1)
    assert heard == sorted(heard)
    assert heard[-1] == 1
    frames = films(film)
    assert frames[0].shape == (360, 360, 3)
    assert difference(frames[len(frames) // 4], frames[-1]) > 5
    assert animatic(run, shown) == film


def test_another_level_draws_no_picture_of_the_animatic_again(run: Run, project: Project) -> None:
    first = animatic(run, project)
    louder = project.model_copy(update={"sound": project.sound.model_copy(update={"bed_level": -20})})
    monitor = RunMonitor()
    assert animatic(again(run, monitor), louder) != first
    assert {record.stage for record in monitor.records if not record.cached} == {"mix", "animatic sound"}


def test_a_cancelled_animatic_leaves_nothing(run: Run, project: Project, place: Path, tmp_path: Path) -> None:
    def stop(event: Event) -> None:
        if event.stage == "animatic" and event.done > 0.2:
            monitor.cancel()

    monitor = RunMonitor(listener=stop)
    before = set(place.rglob("*.mp4"))
    with pytest.raises(Cancelled):
        animatic(again(run, monitor, Cache(tmp_path)), project)
    assert set(place.rglob("*.mp4")) == before


def test_a_wave_shows_what_is_heard(tmp_path: Path) -> None:
    time = np.arange(RATE) / RATE
    tone = np.where(time < 0.5, 0, 0.4 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)
    write_wav(tmp_path / "tone.wav", np.column_stack([tone, np.zeros_like(tone)]), RATE)
    wave = waves(tmp_path / "tone.wav", 10)
    assert wave.shape == (10, 2)
    assert wave.dtype == np.float32
    assert np.abs(wave[:5]).max() == 0
    assert wave[5:] == pytest.approx(np.array([[-0.4, 0.4]] * 5), abs=0.005)
    assert waves(tmp_path / "tone.wav", 2 * RATE).shape == (2 * RATE, 2)


def test_a_sound_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "torn.wav").write_bytes(b"RIFF")
    with pytest.raises(StageFailed, match="torn"):
        waves(tmp_path / "torn.wav", 10)


def test_the_bed_is_seen_ducked_under_the_voice(run: Run, project: Project) -> None:
    tracks = sound_tracks(run, project, 200)
    assert tracks.file.suffix == ".m4a"
    assert tracks.lufs == pytest.approx(-14, abs=1)
    assert tracks.true_peak_db < 0
    voice, bed, mix = (np.ptp(wave, axis=1) for wave in (tracks.voice, tracks.bed, tracks.mix))
    assert voice.shape == bed.shape == mix.shape == (200,)
    spoken = voice > 0.2 * voice.max()
    assert 10 < spoken.sum() < 190
    ducked = project.model_copy(update={"sound": project.sound.model_copy(update={"ducking": 20})})
    deeper = sound_tracks(run, ducked, 200)
    assert np.ptp(deeper.bed, axis=1)[spoken].mean() < 0.6 * bed[spoken].mean()


def test_an_ad_without_sound_has_flat_curves(run: Run, project: Project) -> None:
    scenes = tuple(scene.model_copy(update={"voice": None}) for scene in project.scenes)
    sound = project.sound.model_copy(update={"bed": None})
    silent = sound_tracks(run, project.model_copy(update={"scenes": scenes, "sound": sound}), 50)
    assert silent.lufs == -np.inf
    assert max(np.abs(wave).max() for wave in (silent.voice, silent.bed, silent.mix)) == 0


def test_fidelity_tells_a_true_master_from_a_false_one(run: Run, project: Project, tmp_path: Path) -> None:
    ad = project.model_copy(update={"scenes": project.scenes[:1]})
    picture, seen, false = Picture.of(ad, 0), Frame.empty(ad.format.size), Frame.empty(ad.format.size)
    comp, _ = draw_picture(
        resolve_placement(picture, free_area(picture, run.media), run.media), run.media, ad.format.size
    )
    comp.draw(ad.frames * 6 // 10, seen)
    false.copy_from(seen)
    np.add(false.v, 20, out=false.v, where=false.v < 220)
    found = []
    for name, frame in (("true.mp4", seen), ("false.mp4", false)):
        encode_segment(repeated(frame), range(ad.frames), ad.format.size, tmp_path / name)
        found.append(fidelity_of(run.media, ad, tmp_path / name))
    assert 0 < found[0].difference < 3
    assert found[0].wrong == ""
    assert found[1].difference > found[0].difference + 3
    assert "In scene 1 all of it is" in found[1].wrong


def test_a_cut_out_that_is_not_the_photos_is_no_true_product(run: Run, project: Project, tmp_path: Path) -> None:
    """The ad shows the cut-out exactly as it is; it is the photo that it is compared with."""
    assert project.product is not None
    cutout = cv2.imread(str(run.folder.media.local(project.product.cutout)), cv2.IMREAD_UNCHANGED)
    assert cutout is not None
    warmer = cutout.copy()
    warmer[..., 2] = np.minimum(cutout[..., 2].astype(int) + 8, 255)
    cv2.imwrite(str(tmp_path / "warmer.png"), warmer)
    product = project.product.model_copy(update={"cutout": run.folder.media.add(tmp_path / "warmer.png")})
    ad = project.model_copy(update={"scenes": project.scenes[:1], "product": product})
    picture = Picture.of(ad, 0)
    comp, _ = draw_picture(
        resolve_placement(picture, free_area(picture, run.media), run.media), run.media, ad.format.size
    )
    encode_segment(comp.draw, range(ad.frames), ad.format.size, tmp_path / "ad.mp4")
    assert "levels off in colour" in fidelity_of(run.media, ad, tmp_path / "ad.mp4").wrong


def test_previews_are_not_packed(run: Run, project: Project, place: Path, tmp_path: Path) -> None:
    take = project.scenes[0].take
    assert take is not None
    take_still(run, project, take)
    Library(place / "shelf").pack("ad", tmp_path / "packed.zip")
    with ZipFile(tmp_path / "packed.zip") as packed:
        assert not [name for name in packed.namelist() if name.startswith("previews")]


@pytest.mark.parametrize("which", ["cut-out", "plate"])
def test_a_damaged_file_of_the_project_is_named(which: str, tmp_path: Path) -> None:
    folder = begin_placed(Library(tmp_path))
    project = folder.load()
    take = project.scenes[0].take
    assert project.product is not None
    assert take is not None
    name = project.product.cutout if which == "cut-out" else take.media
    folder.media.local(name).write_bytes(b"")
    with pytest.raises(BadProject, match=f"media/{name} is damaged"):
        Preview().automatic(folder.media, project, 0)
