from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from adforge_core.media.frames import Frame, Picture, Pose, Sprite, resample, yuv_from_rgb

SIZE = (160, 200)


def noise(seed: int, size: tuple[int, int] = SIZE) -> Frame:
    frame = Frame.empty(size)
    frame.buffer[:] = np.random.default_rng(seed).integers(16, 236, frame.buffer.shape, np.uint8)
    return frame


def cutout(width: int = 300, height: int = 420) -> NDArray[np.uint8]:
    """A patterned ellipse with a soft outline, green all around it as a careless matte would leave it."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    distance = np.hypot((x + 0.5 - width / 2) / (width / 2), (y + 0.5 - height / 2) / (height / 2))
    alpha = np.clip((1 - distance) * 40, 0, 1)
    rgb = np.dstack([128 + 90 * np.sin(x / 9), 60 + 40 * np.sin(y / 13), 150 + 60 * np.cos((x + y) / 17)])
    rgb[alpha == 0] = (0, 255, 0)
    return np.dstack([rgb, alpha * 255]).astype(np.uint8)


def opaque_chroma(sprite: Sprite) -> NDArray[np.bool_]:
    solid = sprite.alpha == 255
    solid = solid[::2] & solid[1::2]
    return np.asarray(solid[:, ::2] & solid[:, 1::2])


def test_a_frame_gives_back_the_picture_it_was_set_to() -> None:
    y, x = np.mgrid[:64, :48]
    rgb = np.dstack([x * 4, y * 3, 120 + x]).astype(np.uint8)
    frame = Frame.empty((48, 64))
    frame.paint(rgb)
    assert np.abs(frame.rgb().astype(int) - rgb).mean() < 1.5


def test_white_black_and_pure_colours_are_what_bt709_says() -> None:
    colours = np.array([[[255, 255, 255], [0, 0, 0], [255, 0, 0], [0, 0, 255]]], np.uint8)
    expected = [[235, 128, 128], [16, 128, 128], [63, 102, 240], [32, 240, 118]]
    assert np.rint(yuv_from_rgb(colours))[0].tolist() == expected


@settings(max_examples=25)
@given(
    scale=st.floats(0.05, 1.2),
    rotation=st.floats(-180, 180),
    x=st.floats(-40, 200),
    y=st.floats(-20, 400),
    seed=st.integers(0, 99),
)
def test_opaque_pixels_are_copied_and_nothing_outside_is_touched(
    scale: float, rotation: float, x: float, y: float, seed: int
) -> None:
    sprite = resample(cutout(), SIZE, Pose(scale, rotation, x, y))
    before, after = noise(seed), noise(seed)
    sprite.lay_on(after)
    rows, columns = (slice(at, at + n) for at, n in zip((sprite.y, sprite.x), sprite.alpha.shape, strict=True))
    solid = sprite.alpha == 255
    assert np.array_equal(after.y[rows, columns][solid], sprite.luma[solid])
    clear = np.ones(after.y.shape, bool)
    clear[rows, columns] = sprite.alpha == 0
    assert np.array_equal(after.y[clear], before.y[clear])
    half_rows, half_columns = (slice(part.start // 2, part.stop // 2) for part in (rows, columns))
    solid = opaque_chroma(sprite)
    for plane, colour in ((after.u, sprite.u), (after.v, sprite.v)):
        assert np.array_equal(plane[half_rows, half_columns][solid], colour[solid])


@pytest.mark.parametrize(("scale", "floor"), [(0.31, 38), (0.5, 40), (0.77, 42), (1.4, 45)])
def test_resampling_is_as_good_as_lanczos(scale: float, floor: float) -> None:
    picture = cutout()
    picture[..., 3] = 255
    width, height = picture.shape[1], picture.shape[0]
    x, y = 250.3, 640.7
    sprite = resample(picture, (500, 700), Pose(scale, 0, x, y))
    left, top = x - width * scale / 2, y - height * scale
    inner = 8
    box = (
        (sprite.x + inner - left) / scale,
        (sprite.y + inner - top) / scale,
        (sprite.x + sprite.luma.shape[1] - inner - left) / scale,
        (sprite.y + sprite.luma.shape[0] - inner - top) / scale,
    )
    shape = (sprite.luma.shape[1] - 2 * inner, sprite.luma.shape[0] - 2 * inner)
    ideal = Image.fromarray(yuv_from_rgb(picture[..., :3])[..., 0]).resize(shape, Image.Resampling.LANCZOS, box=box)
    error = sprite.luma[inner:-inner, inner:-inner] - np.asarray(ideal)
    assert 10 * np.log10(255**2 / np.mean(error**2)) > floor


@pytest.mark.parametrize("scale", [0.2, 0.43, 1.3])
def test_the_outline_has_no_fringe(scale: float) -> None:
    """A product in front of its own colour cannot be seen, whatever was behind it in the photo."""
    picture, colour = cutout(), (190, 80, 60)
    picture[picture[..., 3] > 0, :3] = colour
    sprite = resample(picture, SIZE, Pose(scale, 20, 80, 190))
    frame, bare = Frame.empty(SIZE), Frame.empty(SIZE)
    for each in (frame, bare):
        each.paint(np.full((200, 160, 3), colour, np.uint8))
    sprite.lay_on(frame)
    assert np.abs(frame.buffer.astype(int) - bare.buffer).max() <= 3


def test_the_foot_stands_where_the_pose_says() -> None:
    solid = np.full((100, 60, 4), 255, np.uint8)
    upright = resample(solid, SIZE, Pose(0.5, 0, 80, 150))
    rows, columns = np.nonzero(upright.alpha > 127)
    place = upright.y + rows.min(), upright.y + rows.max() + 1, upright.x + columns.min(), upright.x + columns.max() + 1
    assert place == (100, 150, 65, 95)
    clockwise = resample(solid, SIZE, Pose(0.5, 90, 80, 150))
    rows, columns = np.nonzero(clockwise.alpha > 127)
    place = (
        clockwise.y + rows.min(),
        clockwise.y + rows.max() + 1,
        clockwise.x + columns.min(),
        clockwise.x + columns.max() + 1,
    )
    assert place == (135, 165, 80, 130)


def test_the_same_picture_serves_smaller_poses_without_a_jump() -> None:
    picture = Picture.of(cutout(), 0.5)
    means = [float(picture.at(Pose(0.4 + step * 0.001, 0, 80, 190), SIZE).alpha.sum()) for step in range(12)]
    assert all(0 < after - before < 0.02 * before for before, after in pairwise(means))


@settings(max_examples=30)
@given(
    x=st.integers(-70, 200),
    y=st.integers(-50, 230),
    width=st.integers(1, 61),
    height=st.integers(1, 41),
    seed=st.integers(0, 9),
)
def test_a_sprite_at_its_own_size_lands_on_its_pixels(x: int, y: int, width: int, height: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 4), np.uint8)
    pixels[..., 3] = 255
    before, after = noise(seed), noise(seed)
    Sprite.of(pixels, x, y).lay_on(after)
    expected = before.y.copy()
    rows, columns = np.mgrid[y : y + height, x : x + width]
    inside = (rows >= 0) & (rows < SIZE[1]) & (columns >= 0) & (columns < SIZE[0])
    expected[rows[inside], columns[inside]] = np.rint(yuv_from_rgb(pixels[..., :3])[..., 0])[inside]
    assert np.array_equal(after.y, expected)


def test_fading_is_between_there_and_not_there() -> None:
    sprite = resample(cutout(), SIZE, Pose(0.4, 0, 80, 190))
    frames = [noise(3) for _ in range(3)]
    for opacity, frame in zip((0.0, 0.5, 1.0), frames, strict=True):
        sprite.faded(opacity).lay_on(frame)
    gone, half, there = (frame.buffer.astype(int) for frame in frames)
    assert np.array_equal(gone, noise(3).buffer)
    assert np.abs(2 * half - gone - there).max() <= 4


def test_moving_by_parts_of_a_pixel_moves_the_middle_by_as_much() -> None:
    sprite = resample(cutout(), SIZE, Pose(0.2, 0, 80, 120))

    def middle(moved: Sprite) -> float:
        weight = moved.alpha.astype(float).sum(axis=0)
        return moved.x + float((weight * np.arange(len(weight))).sum() / weight.sum())

    for dx in (0.25, 1.0, 1.75, -0.6, 6.0, -7.3):
        assert middle(sprite.shifted(dx, 0)) - middle(sprite) == pytest.approx(dx, abs=0.02)
    still = replace(sprite)
    assert np.array_equal(sprite.shifted(0, 0).alpha, still.alpha)
