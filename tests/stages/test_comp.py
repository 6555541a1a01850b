from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from adforge_core.media.camera import TAIL, Shift
from adforge_core.media.frames import Frame, Sprite, resample
from adforge_core.media.layers import Layer
from adforge_core.model.brief import Pose
from adforge_core.model.design import Entrance
from adforge_core.model.look import KeyLight
from adforge_core.model.placement import CameraMove, Ground, Motion, Placement, Plane
from adforge_core.model.shots import Light, Lighting, View
from adforge_core.model.value import Point
from adforge_core.stages.comp import Comp, Shot

SIZE = (216, 384)
FRAMES = 60
FOOT = (108, 270)
PLINTH = ((0.25, 0.66), (0.75, 0.66), (0.75, 0.73), (0.25, 0.73))


class Wall:
    """A plate: one level of grey with a grain, and a camera that drifts by `drift` a frame."""

    def __init__(self, level: int = 190, drift: float = 0.0) -> None:
        self.drift = drift
        self.picture = Frame.empty(SIZE)
        self.picture.buffer[:] = 128
        self.picture.y[:] = np.random.default_rng(level).integers(level - 2, level + 3, self.picture.y.shape, np.uint8)

    def draw(self, frame: int, into: Frame) -> None:
        del frame
        into.copy_from(self.picture)

    def approximate(self, frame: int, into: Frame) -> None:
        self.draw(frame, into)

    def seen(self, camera: CameraMove, frames: int, view: View | None, first: int) -> "Wall":
        del camera, frames, view, first
        return self

    def camera_at(self, frame: int) -> Shift:
        return Shift(1 + self.drift * frame, self.drift * frame / 3, -self.drift * frame / 5)


def bottle(seed: int = 0) -> NDArray[np.uint8]:
    """A cylinder seen a little from above, so that its base is curved, with a random label."""
    height, width = 400, 160
    y, x = np.mgrid[:height, :width].astype(np.float32)
    across = (x + 0.5 - width / 2) / (width / 2)
    sag = 24 * (1 - np.sqrt(np.clip(1 - across**2, 0, 1)))
    alpha = np.clip(height - sag - y, 0, 1)
    rgb = np.dstack([200 - 60 * across, 50 + 20 * np.cos(y / 9), 40 + 30 * across])
    rgb[120:260, 30:130] = np.random.default_rng(seed).integers(0, 256, (140, 100, 3))
    return np.dstack([rgb, alpha * 255]).astype(np.uint8)


def ground(azimuth: float = 40, gloss: float = 0, edge: tuple[tuple[float, float], ...] = ()) -> Ground:
    return Ground(
        stand=Point(x=0.5, y=FOOT[1] / SIZE[1]),
        gloss=gloss,
        light=KeyLight(azimuth=azimuth, elevation=45, softness=0.3),
        edge=tuple(Point(x=x, y=y) for x, y in edge),
    )


def placement(motion: Motion = Motion.STILL, **changes: float) -> Placement:
    still = Placement(x=FOOT[0] / SIZE[0], y=FOOT[1] / SIZE[1], scale=0.6, motion=motion)
    return still.model_copy(update=changes)


SHOT = Shot(SIZE, FRAMES, Wall(), bottle(), placement(), ground())


def drawn(shot: Shot, frame: int = 0) -> Frame:
    into = Frame.empty(SIZE)
    Comp(shot).draw(frame, into)
    return into


def product(shot: Shot, frame: int = 0) -> Sprite:
    """The cut-out as the fidelity promise has it on that frame."""
    comp = Comp(shot)
    largest = max(comp.pose(number).scale for number in range(shot.frames + TAIL))
    return resample(shot.cutout, shot.size, comp.pose(frame), largest)


def darkening(shot: Shot, frame: int = 0) -> NDArray[np.int64]:
    """How much darker than the bare plate every pixel is, 0 where the product is."""
    bare, sprite = Frame.empty(SIZE), product(shot, frame)
    shot.plate.draw(frame, bare)
    difference = bare.y.astype(np.int64) - drawn(shot, frame).y.astype(np.int64)
    rows, columns = sprite.alpha.shape
    difference[sprite.y : sprite.y + rows, sprite.x : sprite.x + columns][sprite.alpha > 0] = 0
    return difference


@pytest.mark.parametrize("is_key", [True, False])
def test_the_shadow_is_as_strong_as_the_key_light_and_the_product_stays_its_photo(*, is_key: bool) -> None:
    lighting = Lighting(light=Light.COMES_UP, frames=FRAMES, is_key=is_key)
    shot = replace(SHOT, lighting=lighting)
    dark, light, usual = darkening(shot, 0).sum(), darkening(shot, FRAMES - 1).sum(), darkening(SHOT).sum()
    assert light == pytest.approx(usual, rel=0.02)
    assert dark / usual == pytest.approx(0.4 if is_key else 1.0, abs=0.06)
    solid = Comp(shot).opaque(0)
    assert solid.any()
    assert np.array_equal(drawn(shot).y[solid], drawn(SHOT).y[solid])


def words(x: int, y: int, first: int = 0, end: int = FRAMES) -> Layer:
    pixels = np.zeros((20, 60, 4), np.uint8)
    pixels[4:16, 5:55] = (255, 220, 0, 255)
    return Layer(pixels, x, y, first, end, Entrance.SLIDE)


@pytest.mark.parametrize("motion", list(Motion))
@settings(max_examples=8)
@given(
    frame=st.integers(20, FRAMES + TAIL - 1),
    seed=st.integers(0, 1000),
    rotation=st.sampled_from([0, 0, 7.5, -90]),
    drift=st.sampled_from([0, 0.0007]),
    edge=st.sampled_from([(), PLINTH]),
)
def test_opaque_product_pixels_are_the_cutouts_bit_for_bit(
    motion: Motion, frame: int, seed: int, rotation: float, drift: float, edge: tuple[tuple[float, float], ...]
) -> None:
    shot = Shot(
        SIZE,
        FRAMES,
        Wall(150, drift),
        bottle(seed),
        placement(motion, rotation=rotation),
        ground(gloss=0.8, edge=edge),
        layers=(words(10, 10), words(100, 350)),
    )
    sprite, frame_drawn = product(shot, frame), drawn(shot, frame)
    solid = sprite.alpha == 255
    assert solid.sum() > 1500
    rows, columns = (slice(at, at + n) for at, n in zip((sprite.y, sprite.x), solid.shape, strict=True))
    assert np.array_equal(frame_drawn.y[rows, columns][solid], sprite.luma[solid])
    solid = solid[::2, ::2] & solid[1::2, ::2] & solid[::2, 1::2] & solid[1::2, 1::2]
    rows, columns = (slice(part.start // 2, part.stop // 2) for part in (rows, columns))
    assert np.array_equal(frame_drawn.u[rows, columns][solid], sprite.u[solid])
    assert np.array_equal(frame_drawn.v[rows, columns][solid], sprite.v[solid])


@pytest.mark.parametrize("motion", list(Motion))
def test_frames_can_be_drawn_in_any_order(motion: Motion) -> None:
    shot = replace(SHOT, placement=placement(motion), ground=ground(gloss=0.5), layers=(words(10, 10, 2, 50),))
    comp, into = Comp(shot), Frame.empty(SIZE)
    for frame in (70, 3, 3, 31, 0):
        comp.draw(frame, into)
        assert np.array_equal(into.buffer, drawn(shot, frame).buffer)


def test_the_product_stays_glued_to_what_the_camera_moves() -> None:
    comp = Comp(replace(SHOT, plate=Wall(drift=0.001)))
    pose, start = comp.pose(50), comp.pose(0)
    assert pose.scale == pytest.approx(start.scale * 1.05)
    assert pose.x == pytest.approx(108 + (FOOT[0] - 108) * 1.05 + 216 * 0.05 / 3)
    assert pose.y == pytest.approx(192 + (FOOT[1] - 192) * 1.05 - 384 * 0.05 / 5)


@pytest.mark.parametrize(
    ("azimuth", "dark", "light"),
    [
        (0, (slice(235, 270), slice(150, 190)), (slice(235, 270), slice(26, 66))),
        (180, (slice(235, 270), slice(26, 66)), (slice(235, 270), slice(150, 190))),
        (90, (slice(274, 292), slice(96, 120)), (slice(200, 225), slice(140, 160))),
        (270, (slice(215, 245), slice(134, 142)), (slice(278, 296), slice(96, 120))),
    ],
)
def test_the_shadow_falls_away_from_the_light(
    azimuth: float, dark: tuple[slice, slice], light: tuple[slice, slice]
) -> None:
    shadow = darkening(replace(SHOT, ground=ground(azimuth)))
    assert shadow[dark].mean() > 8
    assert shadow[dark].mean() > 4 * abs(shadow[light].mean())


def test_the_contact_shadow_follows_the_curve_of_the_base() -> None:
    shot = replace(SHOT, ground=ground(azimuth=270))
    sprite, shadow = product(shot), darkening(shot)
    bottom = sprite.y + sprite.alpha.shape[0] - np.argmax(sprite.alpha[::-1] > 0, axis=0)
    middle = sprite.alpha.shape[1] // 2
    for column in (middle - 14, middle, middle + 14):
        below = shadow[bottom[column] : bottom[column] + 2, sprite.x + column]
        assert below.mean() > 25, "the product would float"
    assert bottom[middle] > bottom[middle - 20]


def test_without_shadow_and_gloss_only_the_product_changes_the_plate() -> None:
    shot = replace(SHOT, placement=placement(shadow=0))
    assert not darkening(shot).any()


def test_shadow_and_reflection_end_where_the_ground_does() -> None:
    shot = replace(SHOT, ground=ground(gloss=0.9, edge=PLINTH))
    changed = darkening(shot)
    left, right, top, bottom = 0.25 * 216, 0.75 * 216, 0.66 * 384, 0.73 * 384
    on = np.zeros(changed.shape, bool)
    on[int(top) - 2 : int(bottom) + 3, int(left) - 2 : int(right) + 3] = True
    assert np.abs(changed[~on]).max() <= 2
    assert changed[on].max() > 25


def test_glossy_ground_mirrors_the_product() -> None:
    matt, glossy = (drawn(replace(SHOT, plate=Wall(30), ground=ground(gloss=gloss))) for gloss in (0.0, 0.9))
    below = slice(138, 150), slice(46, 62)
    redder = glossy.v[below].astype(int) - matt.v[below]
    assert redder.mean() > 4
    shot = replace(SHOT, plate=Wall(30), ground=ground(gloss=0.9), framed=True)
    assert abs(drawn(shot).v[below].astype(int).mean() - 128) < 2, "a framed photo has no reflection"


def test_a_framed_photo_is_set_off_from_the_plate_on_every_side() -> None:
    photo = np.full((300, 300, 4), 255, np.uint8)
    shadow = darkening(replace(SHOT, cutout=photo, framed=True))
    half = int(0.6 * 216 / 2)
    for beside in (FOOT[0] - half - 3, FOOT[0] + half + 2):
        assert shadow[FOOT[1] - half, beside] > 3
    assert shadow[FOOT[1] + 2, FOOT[0]] > 20


def test_a_hovering_product_has_a_lighter_shadow_the_higher_it_is() -> None:
    shot = replace(SHOT, placement=placement(Motion.FLOAT))
    comp = Comp(shot)
    heights = [comp.pose(frame).y for frame in (0, 55)]
    assert 0 < FOOT[1] - heights[0] < FOOT[1] - heights[1] < 12
    low, high = (darkening(shot, frame)[265:285, 60:156].max() for frame in (0, 55))
    assert high < 0.85 * low


def test_a_push_grows_about_the_foot() -> None:
    comp = Comp(replace(SHOT, placement=placement(Motion.PUSH)))
    poses = [comp.pose(frame) for frame in range(FRAMES + TAIL)]
    assert all(after.scale > before.scale for before, after in pairwise(poses))
    assert 1.04 < poses[FRAMES].scale / poses[0].scale < 1.06
    assert {(pose.x, pose.y) for pose in poses} == {(FOOT[0], FOOT[1])}


@pytest.mark.parametrize(("x", "side"), [(0.3, -1), (0.8, 1)])
def test_sliding_in_starts_outside_and_settles_without_overshoot(x: float, side: int) -> None:
    comp = Comp(replace(SHOT, placement=placement(Motion.SLIDE_IN, x=x)))
    away = [side * (comp.pose(frame).x - x * SIZE[0]) for frame in range(30)]
    assert all(before >= after >= 0 for before, after in pairwise(away))
    assert away[17:] == [0] * 13
    first = comp.product_box(0)
    assert first.right < 0.15 or first.left > 0.85


def test_on_a_plinth_sliding_in_stays_on_it() -> None:
    comp = Comp(replace(SHOT, placement=placement(Motion.SLIDE_IN), ground=ground(edge=PLINTH)))
    assert comp.product_box(0).left >= 0.25
    assert comp.pose(0).x < comp.pose(5).x < comp.pose(25).x == FOOT[0]


def test_rising_comes_from_below_and_is_all_there_in_the_end() -> None:
    comp = Comp(shot := replace(SHOT, placement=placement(Motion.RISE)))
    heights = [comp.pose(frame).y for frame in range(30)]
    assert heights[0] > FOOT[1] + 10
    assert heights == sorted(heights, reverse=True)
    assert heights[20] == FOOT[1]
    assert np.array_equal(drawn(shot, 25).buffer, drawn(SHOT, 25).buffer)


def test_words_are_there_for_their_time_and_nowhere_else() -> None:
    shot = replace(SHOT, layers=(words(-10, 21, 10, 40),))
    bare = drawn(SHOT)
    for frame in (0, 9, 40, FRAMES):
        assert np.array_equal(drawn(shot, frame).buffer, bare.buffer)
    settled = drawn(shot, 30)
    changed = np.argwhere(settled.y != bare.y)
    assert changed.min(axis=0).tolist() == [25, 0]
    assert changed.max(axis=0).tolist() == [36, 44]
    assert len(np.unique(settled.y[25:37, :45])) == 1
    comp, into = Comp(shot), Frame.empty(SIZE)
    comp.draw_without_layers(30, into)
    assert np.array_equal(into.buffer, bare.buffer)


@pytest.mark.parametrize("rotation", [0, 15, -140])
def test_the_product_box_is_tight(rotation: float) -> None:
    shot = replace(SHOT, placement=placement(rotation=rotation, y=0.5))
    box, sprite = Comp(shot).product_box(0), product(shot)
    rows, columns = np.nonzero(sprite.alpha > 127)
    assert box.left * SIZE[0] == pytest.approx(sprite.x + columns.min(), abs=1)
    assert box.right * SIZE[0] == pytest.approx(sprite.x + columns.max() + 1, abs=1)
    assert box.top * SIZE[1] == pytest.approx(sprite.y + rows.min(), abs=1)
    assert box.bottom * SIZE[1] == pytest.approx(sprite.y + rows.max() + 1, abs=1)


@settings(max_examples=30)
@given(
    x=st.floats(-0.5, 1.5),
    y=st.floats(-0.5, 1.5),
    scale=st.floats(0.03, 3),
    rotation=st.floats(-180, 180),
    azimuth=st.floats(0, 359),
    elevation=st.floats(5, 90),
    softness=st.floats(0, 1),
    foreshortening=st.floats(0, 1),
    shape=st.tuples(st.integers(1, 60), st.integers(1, 60)),
    framed=st.booleans(),
)
def test_any_placement_of_anything_can_be_drawn(
    x: float,
    y: float,
    scale: float,
    rotation: float,
    azimuth: float,
    elevation: float,
    softness: float,
    foreshortening: float,
    shape: tuple[int, int],
    framed: bool,
) -> None:
    """Only a place's worth of pixels may be asked for: what is cast stays a shadow, never brighter than the plate."""
    light = KeyLight(azimuth=azimuth, elevation=elevation, softness=softness)
    shot = replace(
        SHOT,
        cutout=np.full((*shape, 4), 255, np.uint8),
        placement=placement(x=x, y=y, scale=scale, rotation=rotation),
        ground=ground().model_copy(update={"light": light, "foreshortening": foreshortening}),
        framed=framed,
    )
    assert darkening(shot).min() >= -1


def test_other_words_on_the_same_shot_change_nothing_else() -> None:
    layers = (words(10, 10),)
    comp, first, second = Comp(SHOT), Frame.empty(SIZE), Frame.empty(SIZE)
    comp.with_layers(layers).draw(20, first)
    assert np.array_equal(first.buffer, drawn(replace(SHOT, layers=layers), 20).buffer)
    comp.draw(20, second)
    assert np.array_equal(second.buffer, drawn(SHOT, 20).buffer)


# Poses

TABLE, WALL = (
    Ground(
        stand=Point(x=0.5, y=0.7),
        foreshortening=1,
        light=KeyLight(azimuth=40, elevation=40, softness=0.2),
        plane=plane,
    )
    for plane in (Plane.TABLE, Plane.WALL)
)
CORNER = ground(azimuth=320).model_copy(update={"wall": (FOOT[1] - 14) / SIZE[1]})
POSED = {Pose.LYING: TABLE, Pose.HANGING: WALL, Pose.LEANING: CORNER, Pose.FLOATING: ground(gloss=0.5)}


def posed(pose: Pose, rotation: float = 0) -> Shot:
    return replace(SHOT, pose=pose, ground=POSED[pose], placement=placement(rotation=rotation))


@pytest.mark.parametrize("pose", list(POSED))
@pytest.mark.parametrize("drift", [0, 0.0007])
def test_the_product_is_the_cutout_bit_for_bit_in_every_pose(pose: Pose, drift: float) -> None:
    shot = replace(posed(pose, rotation=6), plate=Wall(150, drift))
    sprite, into = product(shot, 40), drawn(shot, 40)
    solid = sprite.alpha == 255
    assert solid.sum() > 1500
    rows, columns = (slice(at, at + n) for at, n in zip((sprite.y, sprite.x), solid.shape, strict=True))
    assert np.array_equal(into.y[rows, columns][solid], sprite.luma[solid])


def test_what_lies_has_its_shadow_all_around_it_and_most_of_it_away_from_the_light() -> None:
    dark, opaque = darkening(posed(Pose.LYING)), Comp(posed(Pose.LYING)).opaque(0)
    rows, columns = np.nonzero(opaque)
    middle, left, right = int(rows.mean()), columns.min(), columns.max()
    for x in (left - 2, right + 3):
        assert dark[middle, x] > 20, "nothing lies on air"
    # The light is at the upper left.
    assert dark[middle, right + 3 : right + 14].sum() > 2 * dark[middle, left - 14 : left - 3].sum()
    assert dark[rows.max() + 3 : rows.max() + 14].sum() > 1.5 * dark[rows.min() - 14 : rows.min() - 3].sum()


def test_a_hem_hangs_further_from_the_wall_than_a_collar() -> None:
    dark, opaque = darkening(posed(Pose.HANGING)), Comp(posed(Pose.HANGING)).opaque(0)
    rows, columns = np.nonzero(opaque)
    right, tall = columns.max(), int(np.ptp(rows))

    def reach(row: int) -> int:
        return int((dark[row, right + 1 :] > 12).sum())

    assert reach(rows.max() - tall // 8) > reach(rows.min() + tall // 4) + 1


def test_a_shadow_climbs_the_wall_that_a_product_leans_against() -> None:
    leaning = darkening(posed(Pose.LEANING))
    standing = darkening(replace(posed(Pose.LEANING), pose=Pose.STANDING))
    line = round(CORNER.wall * SIZE[1])
    # Light from the front left: beside the product, to its right, up the wall to its top.
    above = slice(line - 60, line - 10)
    assert leaning[above, FOOT[0] + 20 :].sum() > 3 * max(1, standing[above, FOOT[0] + 20 :].sum())
    assert leaning[above, : FOOT[0] - 30].max() < 12
    assert leaning[FOOT[1] + 1 : FOOT[1] + 4, FOOT[0] - 10 : FOOT[0] + 10].max() > 20, "its foot is on the floor"


def test_a_floating_product_has_its_shadow_well_below_it() -> None:
    floating, standing = darkening(posed(Pose.FLOATING)), darkening(replace(posed(Pose.FLOATING), pose=Pose.STANDING))
    foot = FOOT[1]
    assert floating[foot + 1 : foot + 4, FOOT[0]].max() < standing[foot + 1 : foot + 4, FOOT[0]].max()
    below = floating[foot + 1 : foot + 60, FOOT[0] - 20 : FOOT[0] + 20].mean(axis=1)
    assert int(below.argmax()) > 10, "under it, not at its foot"
    assert below.max() > 8


def test_a_garment_hangs_from_a_hook_and_a_poster_does_not() -> None:
    shirt = bottle()
    y, x = np.mgrid[: shirt.shape[0], : shirt.shape[1]]
    shirt[np.abs(x - 79.5) > 20 + y] = 0
    hung, flat = posed(Pose.HANGING), replace(posed(Pose.HANGING), cutout=bottle())
    hung = replace(hung, cutout=shirt)
    top = int(np.nonzero(Comp(hung).opaque(0).any(axis=1))[0].min())
    above = slice(top - 14, top - 4)
    assert (np.abs(darkening(hung)[above, FOOT[0] - 8 : FOOT[0] + 8]) > 40).any()
    assert not (np.abs(darkening(flat)[above, FOOT[0] - 8 : FOOT[0] + 8]) > 40).any()
