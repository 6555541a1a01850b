import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from adforge_core.media.difference import difference
from tests.shots import SIDE, Colour, Draw, bag, bottle, mug, shot


def ring(draw: ImageDraw.ImageDraw) -> None:
    draw.ellipse([540, 600, 1260, 1320], fill=255)
    draw.ellipse([610, 670, 1190, 1250], fill=0)


def rough(draw: Draw) -> NDArray[np.uint8]:
    """The shape as a network may see it: its outline unsharp, its holes filled."""
    mask = Image.new("L", (SIDE * 3, SIDE * 3), 0)
    draw(ImageDraw.Draw(mask))
    shape = np.asarray(mask.resize((SIDE, SIDE), Image.Resampling.BOX), np.uint8)
    outlines, _ = cv2.findContours(np.asarray(shape > 127, np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    whole = cv2.drawContours(np.zeros_like(shape), outlines, -1, 255, -1)
    return np.asarray(cv2.GaussianBlur(np.asarray(whole, np.uint8), (0, 0), 1.5), np.uint8)


@pytest.mark.parametrize(
    ("draw", "colour", "ground", "most"),
    [
        (bottle, (40, 90, 80), (203, 190, 176), 0.0006),
        (bag, (70, 45, 35), (245, 245, 243), 0.0008),
        (ring, (200, 160, 70), (236, 236, 236), 0.0020),
        (mug, (60, 60, 190), (235, 170, 150), 0.0012),
    ],
)
def test_a_product_on_a_plain_ground_is_matted_with_its_holes_and_without_its_shadow(
    draw: Draw, colour: Colour, ground: Colour, most: float
) -> None:
    photo, truth = shot(draw, colour, ground)
    found = difference(photo, rough(draw))
    assert found is not None
    assert np.abs(found.matte / 255 - truth).mean() < most
    solid = found.matte == 255
    assert np.array_equal(found.colours[solid], photo[solid]), "opaque pixels are the photo's"
    edge = (found.matte > 30) & (found.matte < 225)
    assert edge.sum() < 3 * cv2.countNonZero(cv2.morphologyEx(found.matte, cv2.MORPH_GRADIENT, np.ones((3, 3))))
    assert found.clear == 0


def test_the_edge_keeps_nothing_of_the_grounds_colour() -> None:
    photo, _ = shot(bottle, (30, 60, 120), ground=(250, 235, 120))
    found = difference(photo, rough(bottle))
    assert found is not None
    edge = (found.matte > 60) & (found.matte < 225)
    inside = np.median(photo[found.matte == 255], axis=0)
    assert np.abs(photo[edge] - inside).mean() > 40
    assert np.abs(found.colours[edge] - inside).mean() < 20


def test_clear_glass_keeps_its_label_solid_and_the_rest_see_through() -> None:
    height, width = 700, 500
    ground = np.full((height, width, 3), 205.0)
    outline, label = np.zeros((2, height, width), np.uint8)
    cv2.rectangle(outline, (140, 100), (360, 620), 1, -1)
    cv2.rectangle(label, (150, 380), (350, 520), 1, -1)
    depth = cv2.distanceTransform(outline, cv2.DIST_L2, 5)
    opacity = np.where(label > 0, 1, outline * (0.07 + 0.7 * np.exp(-((depth / 5) ** 2))))[..., None]
    colours = np.where(label[..., None] > 0, (180, 60, 40), (30, 30, 30))
    mixed = opacity * colours + (1 - opacity) * ground + np.random.default_rng(2).normal(0, 1, ground.shape)
    found = difference(np.clip(np.rint(mixed), 0, 255).astype(np.uint8), outline * np.uint8(255))
    assert found is not None
    assert found.clear > 0.4
    assert found.matte[150:350, 180:320].mean() < 40
    assert (found.matte[390:510, 160:340] == 255).mean() > 0.99


def test_a_patterned_ground_or_another_shape_is_left_to_the_network() -> None:
    photo, _ = shot(bottle, (40, 90, 80))
    down, across = np.mgrid[0:SIDE, 0:SIDE]
    tiles = np.where((down // 20 + across // 20) % 2, 40, 0)[..., None]
    assert difference(np.clip(photo.astype(int) - tiles, 0, 255).astype(np.uint8), rough(bottle)) is None
    elsewhere = np.roll(rough(bottle), 220, axis=1)
    assert difference(photo, elsewhere) is None
