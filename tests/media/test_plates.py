"""Plates in motion: what stands at the product's depth goes where the camera says, and nothing tears."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moviepy import VideoClip
from numpy.typing import NDArray

from adforge_core.errors import BadPhoto, BadVideo
from adforge_core.media.camera import TAIL, Shift, travel
from adforge_core.media.clips import DepthCameraClip
from adforge_core.media.frames import Frame
from adforge_core.media.plates import open_plate
from adforge_core.model.look import Grade
from adforge_core.model.placement import OVERSCAN, CameraMove
from adforge_core.stages.segment import encode_segment

SIZE = (270, 480)
WORK = (302, 538)
STAND = (0.5, 0.6)
FRAMES = 60
MOVES = sorted(CameraMove)


def scene() -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    """A grey wall, a nearer pillar, and on the pillar at the stand's depth a white dot at the stand."""
    still = np.full((WORK[1], WORK[0], 3), 20000, np.uint16)
    near = np.full((WORK[1], WORK[0]), 30000, np.uint16)
    x, y = ((OVERSCAN + place) / (1 + 2 * OVERSCAN) * side - 0.5 for place, side in zip(STAND, WORK, strict=True))
    near[round(y) - 60 :, round(x) - 60 : round(x) + 60] = 45000
    columns, rows = np.meshgrid(np.arange(WORK[0]), np.arange(WORK[1]))
    dot = np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / 8)
    return (still + 40000 * dot[..., None]).astype(np.uint16), near


def clip(move: CameraMove, grade: Grade | None = None) -> DepthCameraClip:
    still, near = scene()
    return DepthCameraClip(still, near, 45000 / 65535, move, FRAMES, SIZE, grade or Grade())


def drawn(plate: DepthCameraClip, frame: int) -> Frame:
    into = Frame.empty(SIZE)
    plate.draw(frame, into)
    return into


def dot_of(frame: Frame) -> tuple[float, float]:
    bright = np.clip(frame.y.astype(float) - 110, 0, None)
    rows, columns = np.indices(bright.shape)
    return (
        float((bright * (columns + 0.5)).sum() / bright.sum() / SIZE[0]),
        float((bright * (rows + 0.5)).sum() / bright.sum() / SIZE[1]),
    )


@pytest.mark.parametrize("move", MOVES)
def test_what_stands_on_the_plinth_moves_as_the_camera_says(move: CameraMove) -> None:
    plate = clip(move)
    for frame in (0, 13, FRAMES, FRAMES + TAIL - 1):
        shift = plate.camera_at(frame)
        x = 0.5 + (STAND[0] - 0.5) * shift.scale + shift.dx
        y = 0.5 + (STAND[1] - 0.5) * shift.scale + shift.dy
        seen = dot_of(drawn(plate, frame))
        assert seen[0] * SIZE[0] == pytest.approx(x * SIZE[0], abs=0.25)
        assert seen[1] * SIZE[1] == pytest.approx(y * SIZE[1], abs=0.25)


@pytest.mark.parametrize("move", [move for move in MOVES if move is not CameraMove.STILL])
def test_a_move_is_steady_and_lasts_through_the_tail(move: CameraMove) -> None:
    plate = clip(move)
    places = np.array([dot_of(drawn(plate, frame)) for frame in range(0, FRAMES + TAIL, 5)]) * SIZE
    steps = np.diff(places, axis=0)
    assert np.abs(places[-1] - places[0]).max() > 1
    assert np.abs(steps - steps.mean(axis=0)).max() < 0.2


def test_a_frame_is_the_same_whatever_was_drawn_before() -> None:
    plate = clip(CameraMove.RISE)
    for frame in (0, 7, 8, 9, 71, FRAMES + TAIL - 1, 12, FRAMES + TAIL, 0):
        assert np.array_equal(drawn(plate, frame).buffer, drawn(clip(CameraMove.RISE), frame).buffer)


@given(st.sampled_from(MOVES), st.floats(-0.5, 0.5), st.floats(-0.5, 0.5), st.floats(0, 1.6), st.integers(0, 89))
def test_no_move_ever_looks_past_the_overscan(move: CameraMove, x: float, y: float, near: float, frame: int) -> None:
    at = travel(move, frame, FRAMES)
    fields = (np.full((1, 1), part, np.float32) for part in (x, y, near))
    for part in at.source(*fields):
        assert abs(float(part[0, 0])) <= 0.5 + OVERSCAN


def test_a_resting_camera_shows_the_middle_of_the_still() -> None:
    still, near = scene()
    plate = DepthCameraClip(still, near, 0.7, CameraMove.STILL, FRAMES, SIZE, Grade())
    assert plate.camera_at(40) == Shift()
    assert np.array_equal(drawn(plate, 0).buffer, drawn(plate, 50).buffer)


def test_straight_edges_of_a_near_thing_stay_straight_under_a_slide() -> None:
    still, near = scene()
    still[near > 40000] = 50000
    plate = DepthCameraClip(still, near, 45000 / 65535, CameraMove.SLIDE_LEFT, FRAMES, SIZE, Grade())
    luma = drawn(plate, FRAMES).y[260:460, :135].astype(float)
    edge = (luma > luma.mean()).argmax(axis=1)
    assert np.ptp(edge) <= 1


def ramp() -> DepthCameraClip:
    """A wall that is five steps of luma brighter on the right than on the left, under a push."""
    shades = np.linspace(20000, 21500, WORK[0])[None, :, None]
    still = np.broadcast_to(shades, (WORK[1], WORK[0], 3)).astype(np.uint16)
    return DepthCameraClip(still, None, 0, CameraMove.PUSH, FRAMES, SIZE, Grade())


def bands(luma: NDArray[Any]) -> float:
    """How far, in steps, any place of a ramp is from where a ramp would be, if one looks at 8 x 8 pixels at a time."""
    across, down = (side // 8 for side in SIZE)
    means = luma[: 8 * down, : 8 * across].reshape(down, 8, across, 8).mean(axis=(1, 3))
    straight = np.polyval(np.polyfit(np.arange(across), means.mean(axis=0), 1), np.arange(across))
    return float(np.abs(means - straight).max())


def test_a_gradient_survives_eight_bits_without_bands() -> None:
    luma = drawn(ramp(), 30).y
    assert bands(luma) < 0.15
    # The pattern repeats every two pixels: no band is narrower.
    means = luma.mean(axis=0).reshape(-1, 2).mean(axis=1)
    straight = np.polyval(np.polyfit(np.arange(len(means)), means, 1), np.arange(len(means)))
    assert np.abs(means - straight).max() < 0.15


def test_nor_does_encoding_make_bands(tmp_path: Path) -> None:
    encode_segment(ramp().draw, range(30), SIZE, tmp_path / "ramp.mp4")
    with av.open(str(tmp_path / "ramp.mp4")) as film:
        lumas = [picture.to_ndarray()[: SIZE[1], : SIZE[0]] for picture in film.decode(video=0)]
    assert max(bands(luma) for luma in lumas) < 0.25


@pytest.mark.parametrize("move", [CameraMove.STILL, CameraMove.SLIDE_LEFT])
def test_a_still_traced_at_half_the_size_shows_the_same_picture(move: CameraMove) -> None:
    still, near = scene()
    smaller = [cv2.resize(part, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) for part in (still, near)]
    plates = [
        DepthCameraClip(picture, depth.astype(np.uint16), 45000 / 65535, move, FRAMES, SIZE, Grade())
        for picture, depth in ((still, near), smaller)
    ]
    whole, half = (drawn(plate, FRAMES) for plate in plates)
    assert np.array(dot_of(half)) * SIZE == pytest.approx(np.array(dot_of(whole)) * SIZE, abs=0.3)
    # Between them lies one step of noise and what a dot four pixels wide loses by being halved.
    assert np.abs(half.y.astype(int) - whole.y).max() <= 12
    assert np.abs(half.y.astype(int) - whole.y).mean() < 0.6


def test_the_grade_is_seen() -> None:
    plain = drawn(clip(CameraMove.STILL), 0)
    warm = drawn(clip(CameraMove.STILL, Grade(warmth=1)), 0)
    dark = drawn(clip(CameraMove.STILL, Grade(vignette=1)), 0)
    assert warm.v.mean() > plain.v.mean() + 2
    assert warm.u.mean() < plain.u.mean() - 2
    assert dark.y[:10, :10].mean() < plain.y[:10, :10].mean() - 8
    assert dark.y[230:250, 40:60].mean() == pytest.approx(plain.y[230:250, 40:60].mean(), abs=2)


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One second of video at 25 frames a second, its brightness rising."""
    path = tmp_path_factory.mktemp("video") / "rising.mp4"
    rising = VideoClip(lambda t: np.full((90, 160, 3), 40 + round(150 * t), np.uint8), duration=1)
    rising.write_videofile(str(path), fps=25, logger=None)
    return path


def luma_at(plate: object, frame: int) -> float:
    into = Frame.empty((72, 128))
    plate.draw(frame, into)  # type: ignore[attr-defined]  # any plate draws
    return float(into.y.mean())


def test_a_short_video_is_repeated_and_any_frame_can_be_asked_for(video: Path) -> None:
    plate = open_plate(video, None, 0, CameraMove.PUSH, 60, (72, 128), Grade())
    forwards = [luma_at(plate, frame) for frame in range(28)]
    assert all(after >= before - 0.6 for before, after in pairwise(forwards))
    assert forwards[-1] > forwards[0] + 80
    assert luma_at(plate, 89) < 180
    assert luma_at(plate, 32) < forwards[14]
    assert luma_at(plate, 10) == pytest.approx(forwards[10], abs=1)
    assert plate.camera_at(17) == Shift()


def test_a_video_takes_the_grade(video: Path) -> None:
    grey = open_plate(video, None, 0, CameraMove.STILL, 20, (72, 128), Grade())
    hard = open_plate(video, None, 0, CameraMove.STILL, 20, (72, 128), Grade(contrast=1.4))
    assert luma_at(hard, 2) < luma_at(grey, 2) - 5


@settings(max_examples=8)
@given(st.binary(max_size=400), st.sampled_from(["a.mp4", "a.png"]))
def test_a_file_that_is_no_plate_is_named(tmp_path_factory: pytest.TempPathFactory, junk: bytes, name: str) -> None:
    path = tmp_path_factory.mktemp("junk") / name
    path.write_bytes(junk)
    with pytest.raises((BadPhoto, BadVideo), match=name):
        open_plate(path, None, 0, CameraMove.PUSH, 30, (72, 128), Grade())


def test_a_picture_without_depth_is_pushed_as_one_card(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "own.png"), scene()[0])
    plate = open_plate(tmp_path / "own.png", None, 0, CameraMove.PUSH, FRAMES, SIZE, Grade())
    into = Frame.empty(SIZE)
    plate.draw(FRAMES, into)
    shift = plate.camera_at(FRAMES)
    assert dot_of(into)[1] == pytest.approx(0.5 + 0.1 * shift.scale, abs=0.001)
