"""A scene's comp: its shots one after another, each with the product's own pixels, and the words over all of them."""

from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from adforge_core.media.camera import TAIL, Shift
from adforge_core.media.clips import DepthCameraClip
from adforge_core.media.frames import Frame, Picture, resample
from adforge_core.media.layers import Layer
from adforge_core.media.motion import entrance_frames, move
from adforge_core.media.particles import Confetti, Dust
from adforge_core.media.plates import FlatPlate
from adforge_core.model.design import Entrance
from adforge_core.model.look import Grade, KeyLight
from adforge_core.model.placement import CameraMove, Ground, Motion, Placement
from adforge_core.model.shots import Framing, View
from adforge_core.model.value import Box, Point
from adforge_core.stages.comp import Comp, SceneComp, Shot, SplitComp
from adforge_core.stages.framing import Subject, panel_view, view_of
from adforge_core.stages.row import in_row

SIZE = (270, 480)
SHOT = 20
ROOM = Box(left=0.05, top=0.4, right=0.95, bottom=0.8)
PLACEMENT = Placement(x=0.5, y=0.8, scale=0.7)
FRAMINGS = tuple(framing for framing in Framing if framing is not Framing.TYPE)


def bottle() -> NDArray[np.uint8]:
    random = np.random.default_rng(3)
    colours = cv2.GaussianBlur(random.integers(0, 256, (900, 420, 3), np.uint8), (0, 0), 3)
    alpha = np.zeros((900, 420), np.uint8)
    cv2.ellipse(alpha, (210, 450), (205, 445), 0, 0, 360, 255, -1, cv2.LINE_AA)
    return np.dstack([colours, alpha])


def scene(frames: int = SHOT * len(FRAMINGS)) -> tuple[SceneComp, Shot]:
    random = np.random.default_rng(5)
    still = cv2.resize(random.integers(0, 256, (60, 34, 3), np.uint8), (302, 538), interpolation=cv2.INTER_CUBIC)
    nearness = np.tile(np.linspace(20_000, 60_000, 538).astype(np.uint16)[:, None], (1, 302))
    plate = DepthCameraClip(still, nearness, 0.6, CameraMove.STILL, frames, SIZE, Grade())
    cutout = bottle()
    light = KeyLight(azimuth=40, elevation=45, softness=0.4)
    shot = Shot(SIZE, frames, plate, cutout, PLACEMENT, Ground(stand=Point(x=0.5, y=0.8), light=light))
    subject = Subject.of(cutout, PLACEMENT, SIZE)
    focus = Box(left=0.3, top=0.3, right=0.7, bottom=0.55)

    def filming(number: int, framing: Framing) -> "Film":
        view = view_of(framing, subject, ROOM, focus=focus).model_copy(update={"creep": 0.05})
        return Film(view, number * SHOT)

    films = [filming(number, framing) for number, framing in enumerate(FRAMINGS)]
    return SceneComp(Comp(shot), films, [film.first for film in films]), shot


class Film:
    """Films a shot that slides and gets closer."""

    def __init__(self, view: View, first: int) -> None:
        self.view, self.first = view, first

    def __call__(self, whole: Comp) -> Comp:
        plate = whole.shot.plate.seen(CameraMove.SLIDE_LEFT, SHOT, self.view, self.first)
        return whole.filmed(plate, SHOT, Motion.STILL)


@pytest.mark.parametrize("number", range(len(FRAMINGS)), ids=[framing.value for framing in FRAMINGS])
def test_opaque_product_pixels_are_the_photos_in_every_framing(number: int) -> None:
    comp, shot = scene()
    first = number * SHOT
    one, _ = comp.shot_at(first)
    largest = max(one.pose(frame).scale for frame in range(SHOT + TAIL))
    for frame in (first, first + SHOT - 1):
        canvas = Frame.empty(SIZE)
        comp.draw(frame, canvas)
        wanted = resample(shot.cutout, SIZE, comp.pose(frame), largest)
        solid = wanted.alpha == 255
        assert solid.sum() > 4000
        rows, columns = (slice(at, at + n) for at, n in zip((wanted.y, wanted.x), solid.shape, strict=True))
        off = np.abs(canvas.y[rows, columns][solid].astype(int) - wanted.luma[solid])
        # Pillow and OpenCV compute places from where a part begins, and not to the last digit.
        assert off.max() <= 1
        assert np.count_nonzero(off) < 0.0005 * off.size
        assert np.array_equal(comp.opaque(frame)[rows, columns], solid)


@pytest.mark.parametrize("motion", [one for one in Motion if entrance_frames(one, 14) > 20])
def test_a_product_that_enters_keeps_its_pixels_and_comes_to_rest_where_it_stands(motion: Motion) -> None:
    comp, shot = scene()
    frames, lands = 90, 14
    view = View(x=0.5, y=0.6, zoom=1.3)
    plate = shot.plate.seen(CameraMove.PUSH, frames, view, 0)
    entering = comp.whole.filmed(plate, frames, motion, lands)
    still = comp.whole.filmed(plate, frames, Motion.STILL)
    largest = max(entering.pose(frame).scale for frame in range(frames + TAIL))
    rest = entrance_frames(motion, lands)
    moved = [entering.pose(frame) for frame in range(rest)]
    assert sum(pose != still.pose(frame) for frame, pose in enumerate(moved)) > 6
    assert all(entering.pose(frame) == still.pose(frame) for frame in range(rest, frames))
    for frame in (6, lands - 1, lands + 3):
        canvas = Frame.empty(SIZE)
        entering.draw(frame, canvas)
        wanted = resample(shot.cutout, SIZE, entering.pose(frame), largest)
        solid = (wanted.alpha == 255) & bool(move(motion, frame, frames, lands).opacity)
        rows, columns = (slice(at, at + n) for at, n in zip((wanted.y, wanted.x), solid.shape, strict=True))
        off = np.abs(canvas.y[rows, columns][solid].astype(int) - wanted.luma[solid])
        assert off.max(initial=0) <= 1
        assert np.count_nonzero(off) <= 0.001 * off.size


def test_confetti_and_dust_float_behind_the_product_and_are_the_same_each_time() -> None:
    comp, shot = scene()
    still = comp.whole.filmed(shot.plate, 60, Motion.STILL)
    plain, busy, again = (Frame.empty(SIZE) for _ in range(3))
    still.draw(12, plain)
    for canvas in (busy, again):
        floating = (Confetti.of(3, [(255, 0, 0), (0, 0, 255)]), Dust.of(3, 40))
        comp.whole.filmed(shot.plate, 60, Motion.STILL, particles=floating).draw(12, canvas)
    assert np.array_equal(busy.buffer, again.buffer)
    changed = busy.y != plain.y
    assert 0.005 < changed.mean() < 0.3
    assert not (changed & still.opaque(12)).any()


def test_a_focus_pull_blurs_the_background_and_leaves_the_products_depth() -> None:
    still = np.random.default_rng(5).integers(0, 256, (538, 302, 3), np.uint8)
    nearness = np.full((538, 302), 15_000, np.uint16)
    nearness[269:] = 30_000
    plate = DepthCameraClip(still, nearness, 30_000 / 65_535, CameraMove.STILL, 60, SIZE, Grade())
    pulled = plate.seen(CameraMove.STILL, 60, View(pulls=True), 0)
    drawn = [Frame.empty(SIZE) for _ in range(3)]
    for frame, canvas in zip((0, 20, 59), drawn, strict=True):
        pulled.draw(frame, canvas)
    far, near = slice(0, 180), slice(300, 480)
    sharp, between, soft = (float(canvas.y[far].std()) for canvas in drawn)
    assert soft < between < sharp
    assert soft < 0.7 * sharp
    assert np.array_equal(drawn[0].y[near], drawn[2].y[near])


def test_a_part_of_a_cut_out_has_the_pixels_of_all_of_it() -> None:
    cutout = bottle()
    whole, part = Picture.of(cutout, 1.7), Picture.of(cutout, 1.7, (0.31, 0.22, 0.83, 0.58))
    left, top, right, bottom = part.part
    off = np.abs(part.planes[2:-2, 2:-2].astype(int) - whole.planes[top + 2 : bottom + 2, left + 2 : right + 2])
    # Pillow computes its weights from where a part begins: in double precision, but not to the last digit.
    assert off.max() <= 1
    assert np.count_nonzero(off) < 0.0005 * off.size


def test_each_shot_is_another_picture_and_the_words_stay() -> None:
    pixels = np.full((20, 60, 4), 255, np.uint8)
    comp = scene()[0].with_layers((Layer(pixels, 20, 20, 0, SHOT * len(FRAMINGS), Entrance.CUT, 0, 0),))
    drawn = []
    for number in range(len(FRAMINGS)):
        canvas = Frame.empty(SIZE)
        comp.draw(number * SHOT + 5, canvas)
        drawn.append(canvas.y.copy())
        assert (canvas.y[22:38, 22:78] == 235).all()
    for one, other in pairwise(drawn):
        assert np.abs(one.astype(int) - other).mean() > 8


def test_the_last_shot_goes_on_for_the_transition_into_the_next_scene() -> None:
    comp, _ = scene()
    end = SHOT * len(FRAMINGS)
    before, after = (comp.pose(frame) for frame in (end - 1, end + 5))
    assert after.scale > before.scale


def test_a_shot_of_words_alone_shows_one_colour_and_no_product() -> None:
    whole = scene()[0].whole
    comp = whole.blank(FlatPlate((200, 30, 60), SIZE), SHOT)
    canvas = Frame.empty(SIZE)
    comp.draw(5, canvas)
    assert np.abs(canvas.rgb().astype(int) - (200, 30, 60)).max() <= 2
    assert not comp.opaque(5).any()
    assert scene()[0].whole.opaque(5).any()


def test_products_side_by_side_keep_their_pixels_and_the_one_in_front_hides_the_others() -> None:
    _, shot = scene()
    other = np.ascontiguousarray(shot.cutout[..., [2, 0, 1, 3]])
    first, second = in_row(PLACEMENT, (420 / 900, 420 / 900), shot.ground, SIZE)
    assert first.x < second.x
    assert first.y > second.y, "it stands nearer"
    back = Comp(replace(shot, cutout=other, placement=second))
    front = Comp(replace(shot, placement=first), behind=(back,))
    row = front.filmed(shot.plate.seen(CameraMove.PUSH, SHOT, View(y=0.6, zoom=1.2), 0), SHOT, Motion.STILL)
    one = back.filmed(row.shot.plate, SHOT, Motion.STILL)
    canvas = Frame.empty(SIZE)
    row.draw(12, canvas)
    hidden = np.zeros(SIZE[::-1], np.bool_)
    for cutout, comp in ((shot.cutout, row), (other, one)):
        wanted = resample(cutout, SIZE, comp.pose(12), max(comp.pose(frame).scale for frame in range(SHOT + TAIL)))
        rows, columns = (slice(at, at + n) for at, n in zip((wanted.y, wanted.x), wanted.alpha.shape, strict=True))
        solid = (wanted.alpha == 255) & ~hidden[rows, columns]
        assert solid.sum() > 4000
        assert np.abs(canvas.y[rows, columns][solid].astype(int) - wanted.luma[solid]).max() <= 1
        assert row.opaque(12)[rows, columns][solid].all()
        hidden[rows, columns] |= wanted.alpha > 0
    assert row.product_box(12).width > 1.5 * one.product_box(12).width


@pytest.mark.parametrize(("size", "count"), [(SIZE, 2), (SIZE, 3), ((480, 270), 2)])
def test_panels_of_a_split_screen_are_the_middles_of_their_own_frames(size: tuple[int, int], count: int) -> None:
    _, shot = scene()
    subject = Subject.of(shot.cutout, PLACEMENT, size)
    whole = Comp(replace(shot, size=size, plate=FlatPlate((90, 120, 60), size)))
    views = [panel_view(framing, subject, size, count) for framing in FRAMINGS[:count]]
    plates = [_Seen(view, size) for view in views]
    panels = [whole.filmed(plate, 30, Motion.STILL) for plate in plates]
    split, ground = SplitComp(panels, FlatPlate((250, 0, 0), size)), FlatPlate((250, 0, 0), size)
    canvas, own, bare = (Frame.empty(size) for _ in range(3))
    split.draw_without_layers(20, canvas)
    covered = np.zeros(size[::-1], np.bool_)
    for panel, (source, target) in zip(panels, split.shown(20), strict=True):
        panel.draw(20, own)
        for plane, drawn, step in ((canvas.y, own.y, 1), (canvas.u, own.u, 2), (canvas.v, own.v, 2)):
            assert np.array_equal(plane[target.slices(step)], drawn[source.slices(step)])
        assert np.array_equal(split.opaque(20)[target.slices()], panel.opaque(20)[source.slices()])
        assert panel.opaque(20)[source.slices()].mean() > 0.05
        covered[target.slices()] = True
    assert 0.97 < covered.mean() < 1, "there is a line between them"
    ground.draw(0, bare)
    assert (canvas.y[~covered] == bare.y[~covered]).all()
    split.draw_without_layers(0, canvas)
    assert (canvas.y == bare.y[0, 0]).mean() > 0.1, "they slide in"
    box, pose = split.product_box(20), split.pose(20)
    assert box.left * size[0] <= pose.x <= box.right * size[0]


class _Seen(FlatPlate):
    """A plate of one colour with a view."""

    def __init__(self, view: View, size: tuple[int, int]) -> None:
        super().__init__((90, 120, 60), size)
        self._view = view

    def camera_at(self, frame: int) -> Shift:
        return Shift().seen(self._view)
