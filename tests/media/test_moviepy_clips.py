"""Any MoviePy clip as a video file."""

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from moviepy import ColorClip, CompositeVideoClip, ImageClip, VideoClip, VideoFileClip, vfx
from numpy.typing import NDArray

from adforge_core.errors import BadOutput, BadVideo, Cancelled
from adforge_core.media.film import Film
from adforge_core.media.frames import Frame
from adforge_core.media.moviepy_clips import record_clip

SIZE = (96, 160)
RED, TEAL = (200, 60, 40), (20, 140, 150)


def recorded(clip: VideoClip, folder: Path, **asked: object) -> list[NDArray[np.uint8]]:
    """The pictures of the clip's file, RGB."""
    record_clip(clip, folder / "clip.mp4", **asked)  # type: ignore[arg-type]  # as its tests ask
    with av.open(folder / "clip.mp4") as container:
        return [np.asarray(picture.to_ndarray(format="rgb24"), np.uint8) for picture in container.decode(video=0)]


def colours(picture: NDArray[np.uint8], left: int, top: int, width: int = 8) -> NDArray[np.float64]:
    return np.asarray(picture[top : top + width, left : left + width].reshape(-1, 3).mean(axis=0))


def gliding(at: float) -> NDArray[np.uint8]:
    """A white bar that moves 60 pixels a second to the right over dark blue."""
    picture = np.full((SIZE[1], SIZE[0], 3), (10, 20, 60), np.uint8)
    picture[:, round(60 * at) : round(60 * at) + 12] = 240
    return picture


def bar(picture: NDArray[np.uint8]) -> float:
    return float(np.flatnonzero(picture[..., 0].mean(axis=0) > 130).mean())


def test_a_colour_keeps_its_colour(tmp_path: Path) -> None:
    pictures = recorded(ColorClip(SIZE, RED, duration=0.4), tmp_path)
    assert len(pictures) == 12
    assert np.abs(pictures[7].astype(int) - RED).max() <= 4


def test_a_frame_function_is_asked_for_every_frame_at_its_time(tmp_path: Path) -> None:
    pictures = recorded(VideoClip(gliding, duration=1), tmp_path)
    assert len(pictures) == 30
    assert [bar(pictures[frame]) for frame in (0, 10, 29)] == pytest.approx([5.5, 25.5, 63.5], abs=0.6)


@pytest.mark.parametrize("pace", [-0.5, 0.5])
def test_a_clip_whose_pictures_change_their_size_is_recorded_at_that_of_the_first(tmp_path: Path, pace: float) -> None:
    """MoviePy's usual zoom of a single picture."""
    pictures = recorded(ColorClip(SIZE, TEAL, duration=0.4).resized(lambda at: 1 + pace * at), tmp_path)
    assert {picture.shape for picture in pictures} == {(SIZE[1], SIZE[0], 3)}
    assert colours(pictures[-1], SIZE[0] - 10, SIZE[1] - 10) == pytest.approx(TEAL, abs=5)


def test_numbers_that_are_none_are_black(tmp_path: Path) -> None:
    pictures = recorded(VideoClip(lambda _: np.full((SIZE[1], SIZE[0], 3), np.nan), duration=0.1), tmp_path)
    assert pictures[0].max() <= 4


def test_the_layers_of_a_composite_and_effects_are_seen(tmp_path: Path) -> None:
    wall = ColorClip(SIZE, TEAL, duration=1)
    box = ColorClip((40, 40), RED, duration=1).with_position(lambda at: (20 + 30 * at, 60))
    clip = CompositeVideoClip([wall, box]).with_effects([vfx.FadeOut(0.5), vfx.MirrorX()])
    pictures = recorded(clip, tmp_path)
    assert colours(pictures[0], SIZE[0] - 44, 70) == pytest.approx(RED, abs=5)
    assert colours(pictures[14], SIZE[0] - 56, 70) == pytest.approx(RED, abs=5)
    assert colours(pictures[0], 4, 4) == pytest.approx(TEAL, abs=5)
    assert colours(pictures[29], 4, 4) == pytest.approx(np.array(TEAL) / 15, abs=8)


def test_what_is_transparent_shows_the_colour_behind_it(tmp_path: Path) -> None:
    see_through = np.zeros((SIZE[1], SIZE[0], 4), np.uint8)
    see_through[:80] = (*RED, 255)
    picture = recorded(ImageClip(see_through, duration=0.2), tmp_path, behind="#148c96")[3]
    assert colours(picture, 40, 40) == pytest.approx(RED, abs=5)
    assert colours(picture, 40, 120) == pytest.approx(TEAL, abs=5)


def test_a_clip_without_an_end_is_recorded_for_as_long_as_is_asked(tmp_path: Path) -> None:
    assert len(recorded(ColorClip(SIZE, RED), tmp_path, endless_s=0.5)) == 15


def test_a_clip_of_fewer_frames_a_second_keeps_them_for_the_plate_to_mix(tmp_path: Path) -> None:
    record_clip(VideoClip(gliding, duration=1).with_fps(24), tmp_path / "slow.mp4")
    with VideoFileClip(str(tmp_path / "slow.mp4"), audio=False) as clip:
        again = recorded(clip.with_effects([vfx.MultiplyColor(0.9)]), tmp_path)
    assert len(again) == 24
    film = Film(tmp_path / "clip.mp4", SIZE)
    assert film.seconds == pytest.approx(1)
    y, u, v = film.mixed(0.5 / 24)
    frame = Frame.empty(SIZE)
    frame.y[:], frame.u[:], frame.v[:] = y, u, v
    # Half way between two pictures both bars are half there.
    assert 60 < float(frame.rgb()[80, 0].mean()) < 180


@pytest.mark.parametrize(("size", "kept"), [((97, 161), (96, 160)), ((2200, 2300), (1920, 2006))])
def test_a_clip_of_odd_sides_or_a_very_large_one_is_fitted(
    size: tuple[int, int], kept: tuple[int, int], tmp_path: Path
) -> None:
    (picture,) = recorded(ColorClip(size, RED, duration=1 / 30), tmp_path)
    assert picture.shape == (kept[1], kept[0], 3)
    assert colours(picture, kept[0] - 10, kept[1] - 10) == pytest.approx(RED, abs=4)


def grey(at: float) -> NDArray[np.float64]:
    return np.full((40, 40), 0.5)


@pytest.mark.parametrize(
    "clip",
    [VideoClip(grey, duration=1), ColorClip((8, 200), RED, duration=1), "clip.mp4"],
    ids=["grey only", "too narrow", "a file's name"],
)
def test_what_is_no_picture_is_refused_and_leaves_nothing(clip: VideoClip, tmp_path: Path) -> None:
    with pytest.raises(BadVideo, match="MoviePy"):
        record_clip(clip, tmp_path / "clip.mp4")
    assert list(tmp_path.iterdir()) == []


def breaking(at: float) -> NDArray[np.uint8]:
    if at > 0.1:
        raise ZeroDivisionError("the script's own fault")
    return gliding(at)


def test_what_the_clip_raises_is_raised_and_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(b"before")
    with pytest.raises(ZeroDivisionError, match="the script's own fault"):
        record_clip(VideoClip(breaking, duration=1), tmp_path / "clip.mp4")
    assert [file.name for file in tmp_path.iterdir()] == ["clip.mp4"]
    assert (tmp_path / "clip.mp4").read_bytes() == b"before"


def stopping(after: float) -> Callable[[float], None]:
    def step(done: float) -> None:
        if done >= after:
            raise Cancelled

    return step


def test_a_recording_is_followed_and_can_be_ended(tmp_path: Path) -> None:
    told: list[float] = []
    record_clip(ColorClip(SIZE, RED, duration=0.2), tmp_path / "clip.mp4", step=told.append)
    assert told == pytest.approx([number / 6 for number in range(6)])
    with pytest.raises(Cancelled):
        record_clip(ColorClip(SIZE, RED, duration=1), tmp_path / "other.mp4", step=stopping(0.5))
    assert [file.name for file in tmp_path.iterdir()] == ["clip.mp4"]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadOutput, match=r"clip\.mp4"):
        record_clip(ColorClip(SIZE, RED, duration=0.1), tmp_path / "none" / "clip.mp4")
