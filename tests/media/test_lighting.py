"""Light that moves: it begins with lamps out, ends with all of them on, and never flickers dangerously."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from adforge_core.media.clips import DepthCameraClip
from adforge_core.media.film import Film
from adforge_core.media.frames import Frame
from adforge_core.media.ink import luminance
from adforge_core.media.lighting import FEWEST, all_on_from, mix, on_at
from adforge_core.model.look import Grade
from adforge_core.model.placement import CameraMove
from adforge_core.model.shots import Light, Lighting, View
from adforge_core.stages.segment import encode_segment

SIZE, FRAMES = (72, 128), 60
MOVES = [Light.SWEEPS, Light.STRIKES, Light.COMES_UP]


def shown(light: Light | None, *frames: int, from_right: bool = False) -> list[NDArray[np.int16]]:
    """The luma of frames of a shot over a grey still that is half as bright with its lamps out."""
    lit = np.linspace(20_000, 50_000, 80)[None, :, None].repeat(142, axis=0).repeat(3, axis=2).astype(np.uint16)
    grade, push = Grade(), CameraMove.PUSH
    clip = DepthCameraClip(lit, None, 0.5, push, FRAMES, SIZE, grade, lambda: lit // 2)
    lighting = light and Lighting(light=light, frames=FRAMES, from_right=from_right)
    plate = clip.seen(push, FRAMES, View(zoom=1.4, pulls=True, lighting=lighting), 0)
    into, found = Frame.empty(SIZE), []
    for frame in frames:
        plate.draw(frame, into)
        found.append(into.y.astype(np.int16))
    return found


@pytest.mark.parametrize("light", MOVES)
def test_light_moves_over_the_picture_and_then_the_shot_is_as_without_it(light: Light) -> None:
    end = all_on_from(Lighting(light=light, frames=FRAMES))
    frames = (0, 3, end // 2, end - 2, end, FRAMES - 1, FRAMES + 20)
    moving, still = shown(light, *frames), shown(None, *frames)
    assert 5 < end < FRAMES
    assert np.array_equal(moving[4:], still[4:])
    assert all((one <= whole + 1).all() for one, whole in zip(moving, still, strict=True))
    darkest = min(one.mean() - whole.mean() for one, whole in zip(moving, still, strict=True))
    assert darkest < -20


def test_a_sweep_comes_from_the_side_of_the_light_and_lamps_come_up_everywhere_at_once() -> None:
    for from_right in (False, True):
        [still], [now] = shown(None, 20), shown(Light.SWEEPS, 20, from_right=from_right)
        gone = (still - now).mean(axis=0)
        sides = gone[:10].mean(), gone[-10:].mean()
        assert bool(sides[0] > sides[1]) is from_right
        assert abs(sides[0] - sides[1]) > 15
    assert shown(Light.COMES_UP, 0)[0].mean() < shown(Light.COMES_UP, 20)[0].mean() - 10
    lighting = Lighting(light=Light.SWEEPS, frames=FRAMES)
    assert on_at(lighting, 20, 0.1, 0.5, 16 / 9) > on_at(lighting, 20, 0.9, 0.5, 16 / 9) + 0.3


def flashes(levels: NDArray[np.float64]) -> float:
    """The most flashes in a second: WCAG 2.2 counts pairs of opposing changes by 0.1 with the darker one below 0.8."""
    turns, last, way = [], levels[0], 0
    for frame, level in enumerate(levels):
        if way * (level - last) > 0:
            last = level
        elif abs(level - last) >= 0.1 and min(level, last) < 0.8:
            turns.append(frame)
            last, way = level, 1 if level > last else -1
    return max((sum(begin <= turn < begin + 30 for turn in turns) / 2 for begin in turns), default=0.0)


@pytest.mark.parametrize(("frames", "at"), [(FEWEST, 0), (FEWEST, 9), (24, 12), (30, 15), (12, 4)])
def test_shots_that_strike_one_after_the_other_flash_three_times_a_second_at_most(
    frames: int, at: int, tmp_path: Path
) -> None:
    """The worst that can be asked for: from black to white, in shots as short as can be, as decoded from the file."""
    lighting = Lighting(light=Light.STRIKES, frames=frames, at=at)
    dark = Frame.empty(SIZE)

    def draw(frame: int, into: Frame) -> None:
        dark.paint(np.zeros((SIZE[1], SIZE[0], 3), np.uint8))
        into.paint(np.full((SIZE[1], SIZE[0], 3), 255, np.uint8))
        if frame % frames < all_on_from(lighting):
            mix(lighting, frame % frames, dark, into)

    encode_segment(draw, range(5 * frames), SIZE, tmp_path / "strikes.mp4")
    film = Film(tmp_path / "strikes.mp4", SIZE)
    levels = []
    for frame in range(5 * frames):
        seen = Frame.empty(SIZE)
        seen.y[:], seen.u[:], seen.v[:] = film.at(frame / 30 + 1e-3)
        levels.append(float(luminance(seen.rgb()).mean()))
    film.close()
    assert (max(levels) - min(levels) > 0.8) is (frames >= FEWEST)
    assert flashes(np.array(levels)) <= 3
