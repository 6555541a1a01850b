"""Outlines drawn here, each of a kind of thing that is photographed for a shop."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw

from adforge_core.media.outline import outline_of
from adforge_core.model.pose import Outline

Draw = Callable[[ImageDraw.ImageDraw], object]


def polygon(*points: tuple[int, int]) -> Draw:
    return lambda draw: draw.polygon(points, fill=255)


def both(*drawn: Draw) -> Draw:
    return lambda draw: [one(draw) for one in drawn]


def mirrored(*half: tuple[int, int]) -> Draw:
    return polygon(*half, *((600 - x, y) for x, y in reversed(half)))


TEE = mirrored((240, 60), (190, 80), (60, 170), (110, 270), (180, 220), (175, 560))
LONG_SLEEVED = mirrored((240, 40), (170, 90), (110, 200), (60, 480), (120, 495), (180, 300), (180, 560))
BOTTLE = mirrored((260, 40), (260, 180), (200, 260), (200, 560))
GOBLET = mirrored((120, 60), (150, 250), (280, 330), (280, 500), (180, 560))
LAMP = mirrored((200, 60), (100, 280), (285, 280), (285, 520), (200, 560))
TOY = both(
    lambda draw: draw.ellipse((210, 40, 390, 220), fill=255),
    lambda draw: draw.ellipse((180, 200, 420, 540), fill=255),
    lambda draw: draw.rectangle((90, 250, 510, 310), fill=255),
)


@pytest.mark.parametrize(
    ("draw", "outline"),
    [
        (TEE, Outline.GARMENT),
        (LONG_SLEEVED, Outline.GARMENT),
        (lambda draw: draw.rounded_rectangle((100, 180, 500, 440), 14, fill=255), Outline.SHEET),
        (polygon((120, 140), (470, 60), (540, 430), (190, 510)), Outline.SHEET),  # turned
        (
            both(
                lambda draw: draw.ellipse((80, 60, 260, 540), fill=255),
                lambda draw: draw.ellipse((330, 80, 510, 560), fill=255),
            ),
            Outline.PAIR,
        ),
        (lambda draw: draw.rounded_rectangle((250, 20, 350, 580), 50, fill=255), Outline.POLE),
        (polygon((296, 20), (304, 20), (330, 400), (302, 590), (298, 590), (270, 400)), Outline.POLE),  # an umbrella
        (BOTTLE, Outline.PLAIN),
        (GOBLET, Outline.PLAIN),
        (LAMP, Outline.PLAIN),
        (TOY, Outline.PLAIN),
        (lambda draw: draw.ellipse((100, 100, 500, 500), fill=255), Outline.PLAIN),  # a ball, or a plate
        (
            polygon((120, 200), (300, 120), (480, 200), (480, 440), (300, 540), (120, 440)),
            Outline.PLAIN,
        ),  # a box at an angle
        (lambda draw: draw.rectangle((270, 100, 330, 560), fill=255), Outline.PLAIN),  # a candle stands
        (
            both(
                lambda draw: draw.rectangle((80, 200, 250, 540), fill=255),
                lambda draw: draw.rectangle((330, 200, 500, 540), fill=255),
            ),
            Outline.PLAIN,
        ),  # two jars
    ],
)
def test_an_outline_says_what_kind_of_thing_it_is(draw: Draw, outline: Outline) -> None:
    picture = Image.new("L", (600, 600))
    draw(ImageDraw.Draw(picture))
    alpha = np.asarray(picture.crop(picture.getbbox()))
    assert outline_of(alpha) is outline
