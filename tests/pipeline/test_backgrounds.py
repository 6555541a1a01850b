"""The user's own backgrounds, put behind scenes by a script and rendered."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from moviepy import ColorClip, CompositeVideoClip, VideoClip, vfx
from numpy.typing import NDArray

from adforge_core.errors import BadPhoto, BadProject, BadVideo
from adforge_core.media.ffmpeg import run as ffmpeg
from adforge_core.model.edits import scene_of, with_scene
from adforge_core.model.placement import Motion
from adforge_core.model.storyboard import Transition
from adforge_core.pipeline import MadeAd, render_ad
from adforge_core.pipeline.backgrounds import use_background
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.library import Library
from adforge_core.providers.registry import choose_providers
from adforge_core.work.cache import Cache
from tests.clips import pictures
from tests.placed import begin_placed

TEAL, AMBER = (20, 140, 150), (230, 170, 40)
TALL = (216, 384)


def begun(place: Path) -> ProjectFolder:
    """Three scenes of a red box: still, without words or transitions, so that pixels say what is shown."""
    folder = begin_placed(Library(place))

    def plain(project: Any) -> Any:
        for scene in project.scenes:
            project = with_scene(project, scene.id, super="", frames=60, motion=Motion.STILL, transition=Transition())
        return project

    folder.revisions.edit(plain)
    return folder


def put(folder: ProjectFolder, scene: str, background: Any) -> None:
    providers = choose_providers(offline=True).providers
    use_background(folder.folder, scene, background, providers=providers, cache=Cache(folder.folder.parent / "cache"))


def rendered(folder: ProjectFolder, cache: str = "cache") -> MadeAd:
    providers = choose_providers(offline=True).providers
    return render_ad(folder.folder, providers=providers, cache=Cache(folder.folder.parent / cache))


def sweeping(at: float) -> NDArray[np.uint8]:
    """Amber that fills the frame from the top within two seconds, over teal."""
    picture = np.full((TALL[1], TALL[0], 3), TEAL, np.uint8)
    picture[: round(TALL[1] * at / 2)] = AMBER
    return picture


def colour(picture: NDArray[np.uint8], x: float, y: float) -> NDArray[np.float64]:
    rows, columns = round(y * picture.shape[0]), round(x * picture.shape[1])
    return np.asarray(picture[rows - 6 : rows + 6, columns - 6 : columns + 6].reshape(-1, 3).mean(axis=0))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    """A frame function, a composite with an effect, and a video file of the user's own."""
    place = tmp_path_factory.mktemp("backgrounds")
    folder = begun(place / "library")
    put(folder, "scene-1", VideoClip(sweeping, duration=3))
    stripe = ColorClip((TALL[0], 60), AMBER, duration=1).with_position(("center", "top"))
    wall = ColorClip(TALL, TEAL, duration=1)
    put(folder, "scene-2", CompositeVideoClip([wall, stripe]).with_effects([vfx.MirrorY()]))
    own = place / "own.mp4"
    ffmpeg(["-f", "lavfi", "-i", "testsrc2=size=320x568:rate=24:duration=3", "-pix_fmt", "yuv420p", own])
    put(folder, "scene-3", own)
    return folder


@pytest.fixture(scope="module")
def ad(folder: ProjectFolder) -> MadeAd:
    return rendered(folder)


def frames_of(ad: MadeAd) -> list[NDArray[np.uint8]]:
    yuv = pictures(ad.master)
    return [np.asarray(cv2.cvtColor(one, cv2.COLOR_YUV2RGB_I420), np.uint8) for one in yuv]


def test_the_product_stands_before_any_moviepy_clip_and_before_the_users_own_video(ad: MadeAd) -> None:
    shown = frames_of(ad)
    assert len(shown) == 180
    for index, segment in enumerate(ad.segments):
        placed, middle = segment.placement, shown[60 * index + 30]
        red = colour(middle, placed.x, placed.y - 0.05)
        assert red[0] > 180
        assert red[1:].max() < 80
    assert [scene.take and scene.take.provider for scene in ad.project.scenes] == ["own"] * 3
    assert ad.fallbacks == ()


def test_every_frame_shows_what_the_clip_shows_then(ad: MadeAd) -> None:
    shown = frames_of(ad)
    grown = [float(np.mean([colour(shown[frame], 0.05, y / 100)[0] > 125 for y in range(2, 98)])) for frame in (15, 45)]
    assert grown == pytest.approx([0.25, 0.75], abs=0.04)


def test_a_clip_that_is_too_short_is_repeated(ad: MadeAd) -> None:
    shown = frames_of(ad)
    for frame in (62, 118):
        below, above = colour(shown[frame], 0.05, 0.97), colour(shown[frame], 0.05, 0.03)
        assert below[0] > above[0] + 60


def test_another_render_needs_no_clip_and_shows_the_same(ad: MadeAd, folder: ProjectFolder) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from adforge_core.pipeline import render_ad\n"
        "from adforge_core.providers.registry import choose_providers\n"
        "from adforge_core.work.cache import Cache\n"
        "place = Path(sys.argv[1])\n"
        "ad = render_ad(place, providers=choose_providers(offline=True).providers, cache=Cache(place.parent / 'new'))\n"
        "assert not any(record.cached for record in ad.stages if record.stage == 'segment')\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules} & {'moviepy', 'proglog'}), ad.master)\n"
    )
    before = pictures(ad.master)
    command = [sys.executable, "-c", code, str(folder.folder)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert said.strip() == str(ad.master)
    assert np.array_equal(pictures(ad.master), before)


def test_what_cannot_be_a_background_leaves_the_project_as_it_is(tmp_path: Path) -> None:
    folder = begun(tmp_path / "library")
    before = folder.load()
    for suffix, told in ((".png", BadPhoto), (".mp4", BadVideo)):
        (tmp_path / f"broken{suffix}").write_bytes(b"nothing")
        with pytest.raises(told):
            put(folder, "scene-1", tmp_path / f"broken{suffix}")
    with pytest.raises(BadVideo, match="MoviePy"):
        put(folder, "scene-1", "a name")
    with pytest.raises(BadProject):
        put(folder, "scene-9", ColorClip(TALL, TEAL, duration=1))
    with pytest.raises(BadProject):
        put(ProjectFolder(tmp_path / "none"), "scene-1", ColorClip(TALL, TEAL, duration=1))
    assert not (tmp_path / "none").exists()
    assert folder.load() == before


def test_the_take_before_stays(tmp_path: Path) -> None:
    folder = begun(tmp_path / "library")
    (earlier,) = scene_of(folder.load(), "scene-1").takes
    put(folder, "scene-1", ColorClip(TALL, AMBER))
    scene = scene_of(folder.load(), "scene-1")
    assert [take.id for take in scene.takes] == [earlier.id, scene.selected_take]
    assert scene.own_plate == scene.takes[1].media
