from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from adforge_core.errors import BadPhoto, StageFailed
from adforge_core.media.assets import asset
from adforge_core.media.photo import open_photo
from adforge_core.model.project import Stroke
from adforge_core.model.value import Point, rgb
from adforge_core.providers.base import MattingModel
from adforge_core.providers.local.cutout import RembgCutter
from adforge_core.stages.cutout import cut_out, framed
from tests.shots import bottle, mug, shot


@dataclass(frozen=True)
class Answers:
    """A cutter that has its answer ready."""

    answer: NDArray[np.uint8]
    name: str = "answers"
    version: str = "1"
    models: tuple[MattingModel, ...] = ()

    def matte(self, photo: NDArray[np.uint8], model: str = "") -> NDArray[np.uint8]:
        assert photo.shape == (*self.answer.shape, 3)
        return self.answer


@dataclass(frozen=True)
class Fails:
    name: str = "fails"
    version: str = "1"
    models: tuple[MattingModel, ...] = ()

    def matte(self, photo: NDArray[np.uint8], model: str = "") -> NDArray[np.uint8]:
        raise StageFailed(f"No answer for {photo.shape[1]} pixels.", "Wait.")


def opaque(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])


def test_opaque_pixels_are_exactly_the_photos() -> None:
    photo = opaque(shot(mug, (190, 60, 45))[0])
    matte = RembgCutter().matte(np.ascontiguousarray(photo[..., :3]))
    made = cut_out(photo, Answers(matte))
    assert not made.framed
    assert made.fallback is None
    assert made.matte is not None
    left, top, width, height = cv2.boundingRect(made.matte)
    assert made.pixels.shape == (height, width, 4)
    assert np.abs(made.matte.astype(int) - matte).mean() < 0.5
    assert made.aspect == width / height
    solid = made.pixels[..., 3] == 255
    assert solid.mean() > 0.5
    assert np.array_equal(photo[top : top + height, left : left + width][solid], made.pixels[solid])


def test_no_halo_of_the_old_background_shows_on_a_new_one() -> None:
    colour = (30, 60, 120)
    picture, truth = shot(bottle, colour, ground=(250, 235, 120))
    matte = np.rint(truth * 255).astype(np.uint8)
    made = cut_out(opaque(picture), Answers(matte))
    assert made.matte is not None
    left, top, width, height = cv2.boundingRect(made.matte)
    old = picture[top : top + height, left : left + width]
    edge = (made.pixels[..., 3] > 30) & (made.pixels[..., 3] < 225)
    inside = np.median(made.pixels[made.pixels[..., 3] == 255][:, :3], axis=0)

    def off(pixels: NDArray[np.uint8]) -> float:
        return float(np.abs(pixels[edge].astype(np.float32) - inside).mean())

    assert off(old) > 50
    assert off(made.pixels[..., :3]) < 20


def test_the_palette_is_the_products_own_by_area() -> None:
    picture = np.full((300, 400, 3), (240, 240, 235), np.uint8)
    picture[40:260, 100:300] = (200, 30, 40)
    picture[120:180, 100:300] = (20, 40, 160)
    matte = np.zeros((300, 400), np.uint8)
    matte[40:260, 100:300] = 255
    made = cut_out(opaque(picture), Answers(matte))
    assert [rgb(colour) for colour in made.palette] == [(200, 30, 40), (20, 40, 160)]
    weights = np.array([0.2126, 0.7152, 0.0722]) / 255
    assert abs(made.brightness - (160 * weights @ (200, 30, 40) + 60 * weights @ (20, 40, 160)) / 220) < 1e-6


def test_the_same_photo_gives_the_same_cut_out() -> None:
    picture, truth = shot(bottle, (40, 90, 80))
    matte = np.rint(truth * 255).astype(np.uint8)
    first, second = (cut_out(opaque(picture), Answers(matte)) for _ in range(2))
    assert np.array_equal(first.pixels, second.pixels)
    assert first.palette == second.palette


def test_real_transparency_is_kept_and_the_cutter_not_asked() -> None:
    photo = np.zeros((300, 200, 4), np.uint8)
    photo[..., :3] = 77
    photo[50:250, 60:160] = (180, 90, 20, 255)
    photo[50:60, 60:160, 3] = 128
    photo[0, :, 3] = 3  # noise left by an eraser
    photo[100, 100, 3] = 252
    photo[295, 195] = (1, 2, 3, 255)  # one stray pixel
    made = cut_out(photo, Fails())
    assert made.fallback is None
    assert made.pixels.shape == (200, 100, 4)
    assert np.array_equal(made.pixels[:10, :, 3], np.full((10, 100), 128))
    assert tuple(made.pixels[50, 40]) == (180, 90, 20, 255)
    assert (made.pixels[10:, :, 3] == 255).all()


def test_nearly_opaque_alpha_is_not_transparency() -> None:
    picture, truth = shot(bottle, (40, 90, 80))
    photo = opaque(picture)
    photo[..., 3] = 254
    photo[0, 0, 3] = 0
    made = cut_out(photo, Answers(np.rint(truth * 255).astype(np.uint8)))
    assert made.aspect < 0.6
    assert made.pixels[..., 3].max() == 255


def test_a_transparent_picture_or_a_plain_background_is_refused() -> None:
    with pytest.raises(BadPhoto, match="transparent"):
        cut_out(np.zeros((100, 100, 4), np.uint8), Fails())
    down, across = np.mgrid[0:300, 0:400].astype(np.float32)
    flat = np.full((300, 400, 3), 130.0)
    grey = np.dstack([40 + 180 * down / 300] * 3)
    sunset = np.dstack([60 + 150 * down / 300, 40 + 90 * across / 400, 200 - 150 * down / 300])
    grainy = flat + np.random.default_rng(1).normal(0, 3, flat.shape)
    for background in (flat, grey, sunset, grainy):
        with pytest.raises(BadPhoto, match="only a background"):
            cut_out(opaque(np.clip(background, 0, 255).astype(np.uint8)), Fails())


def test_a_white_product_on_white_is_not_taken_for_background() -> None:
    made = cut_out(opaque(shot(bottle, (250, 250, 252), ground=(246, 246, 246))[0]), RembgCutter())
    assert not made.framed
    assert made.brightness > 0.85


def blobs(count: int) -> NDArray[np.uint8]:
    matte = np.zeros((600, 600), np.uint8)
    for index in range(count):
        row, column = divmod(index, 4)
        matte[40 + row * 140 : 120 + row * 140, 40 + column * 140 : 120 + column * 140] = 255
    return matte


@pytest.mark.parametrize(
    ("matte", "why"),
    [
        (np.zeros((600, 600), np.uint8), "Nothing in the photo stood out"),
        (np.full((600, 600), 255, np.uint8), "fills the whole photo"),
        (np.pad(np.full((400, 400), 140, np.uint8), 100), "could not be told clearly"),
        (blobs(12), "many pieces"),
        (np.pad(np.full((580, 580), 255, np.uint8), ((0, 20), (0, 20)))[::-1], "fills the whole photo"),
        (np.pad(np.full((450, 600), 255, np.uint8), ((150, 0), (0, 0))), "runs out of the photo"),
    ],
)
def test_a_matte_that_is_not_clean_leads_to_the_framed_photo(matte: NDArray[np.uint8], why: str) -> None:
    picture, _ = shot(mug, (190, 60, 45))
    made = cut_out(opaque(picture), Answers(matte))
    assert made.framed
    assert made.fallback is not None
    assert (made.fallback.stage, made.fallback.wanted) == ("cutout", "answers")
    assert made.fallback.used == "the photo itself"
    assert why in made.fallback.why
    assert np.array_equal(made.pixels[..., :3], picture)
    alpha = made.pixels[..., 3]
    assert alpha[0, 0] == 0
    assert (alpha[0, 40:-40] == 255).all()
    assert ((alpha > 0) & (alpha < 255)).any()
    assert np.array_equal(alpha, alpha[::-1, ::-1])


def test_a_cutter_that_fails_leads_to_the_framed_photo_of_bounded_size() -> None:
    picture = shot(mug, (190, 60, 45))[0].repeat(5, axis=0).repeat(5, axis=1)
    made = cut_out(opaque(picture), Fails())
    assert made.framed
    assert made.fallback is not None
    assert "No answer for 3000 pixels" in made.fallback.why
    assert max(made.pixels.shape) == 2048


def test_a_packshots_own_shadow_is_not_the_product() -> None:
    picture, truth = shot(bottle, (40, 90, 80))
    alpha = np.rint(truth * 255).astype(np.uint8)
    shadow = np.zeros_like(alpha)
    cv2.ellipse(shadow, (300, 560), (90, 8), 0, 0, 360, 90, -1)
    photo = np.dstack(
        [np.where(alpha[..., None] > 0, picture, 0), np.maximum(alpha, cv2.GaussianBlur(shadow, (0, 0), 6))]
    )
    made, alone = (cut_out(one.astype(np.uint8), Fails()) for one in (photo, np.dstack([picture, alpha])))
    assert np.array_equal(made.pixels[..., 3], alone.pixels[..., 3])
    assert made.doubts == ()


def test_a_matte_whose_doubts_are_corrected_by_hand_has_none() -> None:
    picture, truth = shot(bottle, (40, 90, 80))
    matte = np.rint(truth * 255).astype(np.uint8)
    matte[500:560, 30:130] = 255
    grain = np.random.default_rng(5).normal(0, 25, picture.shape)  # no plain ground: the matte alone counts
    photo = opaque(np.clip(picture + grain, 0, 255).astype(np.uint8))
    assert [doubt.kind.value for doubt in cut_out(photo, Answers(matte)).doubts] == ["pieces"]
    assert cut_out(photo, Answers(matte), strokes=[stroke(False, 0.12, (0.05, 0.9), (0.2, 0.9))]).doubts == ()


def test_a_photo_can_be_framed_without_asking_a_cutter() -> None:
    picture = opaque(shot(mug, (190, 60, 45))[0])
    made = framed(picture)
    assert (made.framed, made.fallback, made.aspect) == (True, None, 1)
    assert np.array_equal(made.pixels, cut_out(picture, Fails()).pixels)


def test_a_few_pieces_are_a_product_and_specks_are_not() -> None:
    matte = blobs(3)
    matte[590:593, 590:593] = 255
    made = cut_out(opaque(shot(mug, (190, 60, 45))[0]), Answers(matte))
    assert not made.framed
    assert made.pixels.shape[:2] == (80, 360)


@settings(max_examples=40)
@given(
    arrays(np.uint8, (70, 90), elements=st.sampled_from([0, 0, 5, 128, 250, 255])),
    st.integers(0, 2**16),
)
def test_any_matte_gives_a_sound_cut_out(matte: NDArray[np.uint8], seed: int) -> None:
    picture = np.random.default_rng(seed).integers(0, 256, (70, 90, 3), np.uint8)
    picture[20:50, 30:60] = 255
    made = cut_out(opaque(picture), Answers(matte[::10, ::10].repeat(10, axis=0).repeat(10, axis=1)))
    height, width = made.pixels.shape[:2]
    assert made.pixels.dtype == np.uint8
    assert made.aspect == width / height
    assert 0 <= made.brightness <= 1
    assert 1 <= len(made.palette) <= 5
    assert made.framed == (made.fallback is not None)
    assert made.pixels[..., 3].max() == 255 or made.pixels[..., 3].any()


@pytest.mark.parametrize(("name", "aspect"), [("coffee.png", 1.09), ("alder-wren-tea.jpg", 0.67)])
def test_the_samples_are_cut_out_cleanly(name: str, aspect: float) -> None:
    made = cut_out(open_photo(Path(asset("samples", name))), RembgCutter())
    assert not made.framed
    assert abs(made.aspect - aspect) < 0.03
    assert (made.pixels[..., 3] == 255).mean() > 0.7


def stroke(keep: bool, radius: float, *points: tuple[float, float]) -> Stroke:
    return Stroke(keep=keep, radius=radius, points=tuple(Point(x=x, y=y) for x, y in points))


def test_strokes_make_a_clean_cut_out_of_a_doubtful_one_and_alter_no_opaque_pixel() -> None:
    picture, truth = shot(bottle, (40, 90, 80))
    nothing = Answers(np.zeros(truth.shape, np.uint8))
    assert cut_out(opaque(picture), nothing).framed
    down_the_middle = stroke(True, 0.09, (0.5, 0.25), (0.5, 0.8))
    made = cut_out(opaque(picture), nothing, strokes=[down_the_middle])
    assert not made.framed
    assert made.matte is not None
    left, top, width, height = cv2.boundingRect(np.asarray(made.matte > 0, np.uint8))
    solid = made.pixels[..., 3] == 255
    assert solid.mean() > 0.5
    assert np.array_equal(picture[top : top + height, left : left + width][solid], made.pixels[..., :3][solid])


def test_strokes_correct_a_photos_own_transparency_too() -> None:
    photo = np.zeros((300, 200, 4), np.uint8)
    photo[50:250, 60:160] = (180, 90, 20, 255)
    made = cut_out(photo, Fails(), strokes=[stroke(False, 0.1, (0.2, 0.3), (0.9, 0.3))])
    assert made.matte is not None
    assert (made.matte[85:95, 60:160] == 0).all()
    assert (made.matte[150:250, 60:160] == 255).all()


def test_erasing_everything_is_refused() -> None:
    picture, truth = shot(mug, (190, 60, 45))
    whole = stroke(False, 0.5, (0, 0), (1, 1), (0, 1), (1, 0))
    with pytest.raises(BadPhoto, match=r"all of it was erased.*Undo a stroke"):
        cut_out(opaque(picture), Answers(np.rint(truth * 255).astype(np.uint8)), strokes=[whole])


def test_the_matte_is_told_also_where_it_was_not_good_enough() -> None:
    matte = np.pad(np.full((400, 400), 140, np.uint8), 100)
    made = cut_out(opaque(shot(mug, (190, 60, 45))[0]), Answers(matte))
    assert made.framed
    assert made.matte is not None
    assert np.array_equal(made.matte, matte)
