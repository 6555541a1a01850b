"""Speed is not paid for with quality: the fast compositor against a slow, straightforward one."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage.metrics import structural_similarity

from adforge_core.media.clips import VideoPlateClip
from adforge_core.media.ffmpeg import run
from adforge_core.media.frames import Frame, yuv_from_rgb
from adforge_core.media.layers import Layer
from adforge_core.media.transitions import join
from adforge_core.model.design import Entrance
from adforge_core.model.look import Grade, KeyLight
from adforge_core.model.placement import Ground, Motion, Placement
from adforge_core.model.storyboard import TransitionKind
from adforge_core.model.value import Point
from adforge_core.stages.comp import Comp, Shot
from tests.oracle import Pixels, faded, reference

SIZE = (270, 480)
GRADE = Grade(contrast=1.08, saturation=0.92, warmth=0.22, vignette=0.38)


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Soft shapes that drift, with some grain."""
    path = tmp_path_factory.mktemp("oracle") / "drift.mp4"
    colours = "c0=#304860:c1=#a08060:c2=#506040:c3=#c0a890"
    moving = f"gradients=s=270x480:r=30:d=2:n=4:{colours}:seed=5:speed=0.02,format=yuv420p,noise=c0s=8:c0f=t"
    tags = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
    run(["-f", "lavfi", "-i", f"{moving},{tags}", "-c:v", "libx264", "-crf", "12", path])
    return path


def shot(video: Path, motion: Motion = Motion.PUSH, x: float = 0.5) -> Shot:
    across, down = np.meshgrid(np.linspace(-1, 1, 300), np.linspace(-1, 1, 420))
    alpha = np.clip((1 - np.hypot(across, down)) * 60, 0, 1)
    colours = [170 + 60 * np.sin(9 * across), 90 + 40 * np.cos(7 * down), 60 + 40 * across * down]
    light = KeyLight(azimuth=40, elevation=45, softness=0.4)
    words = np.zeros((60, 200, 4), np.uint8)
    cv2.putText(words, "Morning", (8, 42), cv2.FONT_HERSHEY_SIMPLEX, 1.3, (255, 244, 230, 255), 3, cv2.LINE_AA)
    return Shot(
        size=SIZE,
        frames=50,
        plate=VideoPlateClip(video, 20, SIZE, GRADE),
        cutout=np.dstack([*colours, 255 * alpha]).astype(np.uint8),
        placement=Placement(x=x, y=0.75, scale=0.6, motion=motion, reflection=0),
        ground=Ground(stand=Point(x=0.5, y=0.75), light=light),
        layers=(Layer(words, 30, 60, 5, 45, Entrance.RISE),),
    )


def similarity(found: Frame, wanted: Pixels) -> float:
    """The structural similarity (Wang et al. 2004) of their luma."""
    luma = np.rint(yuv_from_rgb((np.clip(wanted, 0, 1) * 255).astype(np.float32))[..., 0]).astype(np.uint8)
    return float(structural_similarity(found.y, luma, gaussian_weights=True, sigma=1.5))  # type: ignore[no-untyped-call]  # has none


@pytest.mark.parametrize("frame", [0, 7, 30])
def test_a_frame_is_what_the_slow_way_makes_of_it(video: Path, frame: int) -> None:
    found = Frame.empty(SIZE)
    Comp(shot(video)).draw(frame, found)
    assert similarity(found, reference(video, GRADE, shot(video), frame)) > 0.995


def test_a_crossfade_is_what_the_slow_way_makes_of_it(video: Path) -> None:
    before, after = shot(video), shot(video, Motion.SLIDE_IN, 0.45)
    old, new, found = (Frame.empty(SIZE) for _ in range(3))
    Comp(before).draw(40, old)
    Comp(after).draw(30, new)
    join(TransitionKind.CROSSFADE, 0.5, old, new, found)
    wanted = faded(reference(video, GRADE, before, 40), reference(video, GRADE, after, 30), 0.5)
    assert similarity(found, wanted) > 0.995
