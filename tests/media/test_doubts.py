import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from adforge_core.media.doubts import matte_doubts, photo_doubts, transparency_doubts
from adforge_core.model.doubt import Doubt, DoubtKind
from tests.shots import bag, bottle, mug, shot

Pixels = NDArray[np.uint8]
GREY = np.full((800, 800, 3), 120, np.uint8)


def boxes(*corners: tuple[int, int, int, int], opacity: int = 255) -> Pixels:
    matte = np.zeros((800, 800), np.uint8)
    for left, top, right, bottom in corners:
        matte[top:bottom, left:right] = opacity
    return matte


def shoes() -> Pixels:
    """A pair of boots, side by side."""
    return boxes((60, 200, 180, 700), (60, 550, 360, 700), (420, 200, 540, 700), (420, 550, 720, 700))


def kinds(doubts: tuple[Doubt, ...]) -> list[tuple[str, bool]]:
    return [(doubt.kind.value, doubt.spoils) for doubt in doubts]


@pytest.mark.parametrize("draw", [bottle, mug, bag])
def test_a_clean_cut_out_has_no_doubts(draw: object) -> None:
    picture, truth = shot(draw, (150, 85, 45))  # type: ignore[arg-type]  # leather brown, near to skin
    matte = np.rint(truth * 255).astype(np.uint8)
    assert matte_doubts(picture, matte, matte) == ()


def test_a_pair_and_a_trimmed_picture_are_no_doubt() -> None:
    pair = shoes()
    assert matte_doubts(GREY, pair, pair) == ()
    assert (
        matte_doubts(GREY, mirrored := np.ascontiguousarray(np.hstack([pair[:, :400], pair[:, 399::-1]])), mirrored)
        == ()
    )
    assert transparency_doubts(GREY[:500, :600], np.full((500, 600), 255, np.uint8)) == ()


@pytest.mark.parametrize(
    ("matte", "other", "expected"),
    [
        (boxes((50, 100, 330, 700), (420, 450, 760, 700)), None, [("several", False)]),
        (boxes((100, 200, 350, 700), (450, 200, 700, 700)), None, [("several", False)]),  # two bottles of one kind
        (cv2.rectangle(shoes(), (570, 100), (760, 400), 255, -1), None, [("several", False)]),
        (boxes((100, 100, 600, 700), (680, 600, 760, 690)), None, [("pieces", False)]),
        (boxes((200, 300, 600, 800)), None, [("cut off", True)]),
        (cv2.rectangle(boxes((100, 200, 700, 700)), (380, 0), (420, 210), 255, -1), None, [("cut off", False)]),
        (boxes((300, 300, 500, 600)), None, [("small", False)]),
        (boxes((100, 100, 700, 700)), boxes((100, 100, 700, 520)), [("unclear", False)]),
        (boxes((100, 100, 700, 700)), boxes((100, 100, 700, 400)), [("unclear", True)]),
        (cv2.rectangle(boxes((100, 100, 700, 700)), (300, 300), (500, 500), 120, -1), None, [("unclear", True)]),
    ],
)
def test_each_doubt_is_found_and_says_what_to_do(
    matte: Pixels, other: Pixels | None, expected: list[tuple[str, bool]]
) -> None:
    found = matte_doubts(GREY, matte, matte if other is None else other)
    assert kinds(found) == expected
    assert all(doubt.said.endswith(".") and doubt.remedy.endswith(".") for doubt in found)


def test_two_things_of_one_shape_and_two_colours_are_not_a_pair() -> None:
    pair = shoes()
    apart, alike = GREY.copy(), GREY.copy()
    apart[:, :400], apart[:, 400:] = (180, 30, 30), (30, 60, 150)
    alike[:, :400], alike[:, 400:] = (120, 100, 90), (100, 82, 74)
    assert kinds(matte_doubts(apart, pair, pair)) == [("several", False)]
    assert matte_doubts(alike, pair, pair) == ()


def test_an_arm_that_reaches_in_is_a_person_and_a_brown_bag_is_not() -> None:
    matte = boxes((250, 200, 600, 600), (350, 590, 480, 800))
    picture = GREY.copy()
    picture[200:600, 250:600] = (30, 60, 120)
    picture[590:800, 350:480] = (205, 150, 125)
    found = matte_doubts(picture, matte, matte)
    assert (DoubtKind.PERSON, True) in [(doubt.kind, doubt.spoils) for doubt in found]
    inside = np.roll(matte, -150, axis=0)
    assert matte_doubts(np.roll(picture, -150, axis=0), inside, inside) == ()


def test_see_through_parts_are_said_where_the_ground_is_known() -> None:
    matte = boxes((200, 100, 600, 700))
    assert kinds(matte_doubts(GREY, matte, matte, clear=0.5)) == [("see-through", False)]


def test_a_correction_by_hand_leaves_only_what_the_photo_lacks() -> None:
    assert kinds(photo_doubts(boxes((100, 100, 600, 700), (680, 600, 760, 690)))) == []
    assert kinds(photo_doubts(boxes((300, 500, 600, 800)))) == [("cut off", True), ("small", False)]


@pytest.mark.parametrize(
    ("matte", "other", "said"),
    [
        (boxes((300, 100, 500, 700)), boxes((100, 100, 700, 700)), "missing at its left and right: it has nearly the"),
        (boxes((100, 100, 700, 400)), boxes((100, 100, 700, 700)), "missing at its bottom: it has nearly the colour"),
        (boxes((100, 100, 700, 700)), boxes((100, 100, 700, 400)), "cut out at its bottom may be background."),
    ],
)
def test_a_doubt_says_where_it_is(matte: Pixels, other: Pixels, said: str) -> None:
    (doubt,) = matte_doubts(GREY, matte, other)
    assert said in doubt.said
