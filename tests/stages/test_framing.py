"""Framing: the product is as large as asked, sharp, and no word of its label is cut."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from adforge_core.model.placement import Placement
from adforge_core.model.shots import Framing, View
from adforge_core.model.value import Box, Point
from adforge_core.stages.framing import MOST_ENLARGED, SHARES, SPARE, Subject, details_of, view_of

SIZE = (1080, 1920)
ROOM = Box(left=0.04, top=0.4, right=0.96, bottom=0.8)


def bottle(height: int = 2400) -> NDArray[np.uint8]:
    colours = np.full((height, height // 2, 3), (40, 90, 70), np.uint8)
    left, top = height // 7, height // 2
    cv2.putText(colours, "LABEL", (left, top), cv2.FONT_HERSHEY_DUPLEX, height / 1100, (240, 240, 230), height // 300)
    return np.dstack([colours, np.full(colours.shape[:2], 255, np.uint8)])


def subject(cutout: NDArray[np.uint8], scale: float = 0.6) -> Subject:
    return Subject.of(cutout, Placement(x=0.5, y=0.8, scale=scale), SIZE)


@pytest.mark.parametrize("framing", [Framing.MEDIUM, Framing.CLOSE])
def test_the_product_fills_its_share_of_the_frame(framing: Framing) -> None:
    product = subject(bottle())
    view = view_of(framing, product, ROOM)
    least = SHARES[framing] if framing is Framing.CLOSE else 0.8 * SHARES[framing]
    assert least * 0.95 <= product.share(view) <= SHARES[framing] * 1.05


def test_closer_framings_are_closer() -> None:
    product = subject(bottle())
    zooms = [view_of(framing, product, ROOM).zoom for framing in (Framing.WIDE, Framing.MEDIUM, Framing.CLOSE)]
    assert zooms[0] < zooms[1] < zooms[2]
    assert zooms[2] > 1.25 * zooms[1]


@pytest.mark.parametrize("framing", Framing)
def test_no_photo_is_enlarged_until_it_is_soft(framing: Framing) -> None:
    cutout = bottle(500)
    scale = 0.6 * 1080 / 500
    focus = Box(left=0.4, top=0.4, right=0.6, bottom=0.5)
    assert view_of(framing, subject(cutout), ROOM, focus=focus).zoom * scale <= MOST_ENLARGED + 1e-6


def test_a_view_shows_nothing_beyond_the_picture() -> None:
    for framing in Framing:
        for place in (None, Point(x=0.1, y=0.9), Point(x=0.9, y=0.1)):
            window = view_of(framing, subject(bottle(), 0.3), ROOM, place).window
            assert min(window.left, window.top) >= -1e-9
            assert max(window.right, window.bottom) <= 1 + 1e-9


def test_words_do_not_cover_the_top_of_a_whole_product() -> None:
    product = subject(bottle(), 0.5)
    view = view_of(Framing.MEDIUM, product, ROOM)
    top = (product.points[:, 1].min() - view.window.top) * view.zoom
    assert top >= ROOM.top - 0.01


def test_all_of_a_product_in_a_wide_shot_is_above_the_captions() -> None:
    product, square = subject(bottle(), 0.3), Box(left=0.04, top=0.3, right=0.96, bottom=0.84)
    view = view_of(Framing.WIDE, product, square, Point(x=0.5, y=0.9), floor=square.bottom)
    foot = (product.points[:, 1].max() - view.window.top) * view.zoom
    assert foot <= square.bottom + 0.005
    assert view.zoom > 1


def test_the_place_moves_the_product_to_a_third() -> None:
    product = subject(bottle(), 0.5)
    view = view_of(Framing.CLOSE, product, ROOM, Point(x=0.36, y=0.6))
    middle = (product.middle - (view.window.left, view.window.top)) * view.zoom
    assert middle[0] == pytest.approx(0.36, abs=0.01)


def test_a_wide_product_stays_in_the_frame_whatever_third_it_is_at() -> None:
    bar = np.full((280, 1560, 4), 255, np.uint8)
    for framing in (Framing.WIDE, Framing.MEDIUM):
        for third in (0.36, 0.64):
            product = subject(bar, 0.8)
            view = view_of(framing, product, ROOM, Point(x=third, y=0.6))
            assert product.cut(view, margin=0.01) == 0


def test_details_have_the_frames_shape_and_whole_words() -> None:
    cutout = bottle()
    found = details_of(cutout, SIZE)
    assert found
    letters = np.argwhere(cutout[..., 0] > 200)
    top, left = letters.min(axis=0) / cutout.shape[:2]
    bottom, right = letters.max(axis=0) / cutout.shape[:2]
    for box in found:
        assert box.width * 1200 / (box.height * 2400) == pytest.approx(9 / 16, rel=0.06)
        apart = box.right <= left or box.left >= right or box.bottom <= top or box.top >= bottom
        inside = box.left <= left and box.right >= right and box.top <= top and box.bottom >= bottom
        assert apart or inside


def test_a_word_right_across_the_product_is_never_cut_however_close_the_camera_gets() -> None:
    colours = np.full((2400, 1000, 3), (200, 60, 40), np.uint8)
    cv2.putText(colours, "FERNWAY", (40, 1500), cv2.FONT_HERSHEY_DUPLEX, 6.6, (250, 240, 230), 40, cv2.LINE_AA)
    cv2.circle(colours, (500, 900), 170, (250, 240, 230), 30, cv2.LINE_AA)
    cutout = np.dstack([colours, np.full((2400, 1000), 255, np.uint8)])
    letters = np.argwhere((cutout[..., 2] > 200) & (np.arange(2400)[:, None] > 1200))
    top, bottom = letters[:, 0].min() / 2400, letters[:, 0].max() / 2400
    assert np.ptp(letters[:, 1]) > 850
    found = details_of(cutout, SIZE)
    assert found, "the ring is a detail"
    for box in found:
        spare = box.height * SPARE / 2
        for first, last in ((box.top, box.bottom), (box.top - spare, box.bottom + spare)):
            assert last <= top or first >= bottom


def test_a_plain_or_tiny_product_has_no_details() -> None:
    plain = np.full((2000, 1200, 4), 255, np.uint8)
    assert details_of(plain, SIZE) == ()
    assert details_of(bottle(200), SIZE) == ()


def test_a_product_of_nothing_is_shown_whole() -> None:
    assert view_of(Framing.CLOSE, subject(np.zeros((400, 200, 4), np.uint8)), ROOM) == View()
