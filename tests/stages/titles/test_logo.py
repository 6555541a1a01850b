"""Logos: as they are where they can be read, else in the card's ink."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from adforge_core.media.layers import Layer
from adforge_core.model.brief import Style
from adforge_core.model.formats import Format
from adforge_core.model.value import rgb
from adforge_core.stages.titles import Titles, draw, lay_out, trimmed
from tests.wordings import end, look, pictures


def test_a_logo_takes_the_names_place_and_is_never_stretched() -> None:
    logo = np.zeros((100, 300, 4), np.uint8)
    logo[20:80, 20:280] = (220, 60, 40, 255)
    words = replace(end(Style.LUXURY), logo=logo)
    titles = lay_out(words, look(Style.LUXURY), Format.VERTICAL, (1080, 1920))
    layers = draw(titles, pictures("bright", (1080, 1920)))
    drawn = [layer for layer in layers if (layer.pixels[..., 3] == 255).any() and layer.pixels.shape[:2] == (120, 360)]
    assert len(drawn) == 1
    red, green, blue, alpha = (int(part) for part in drawn[0].pixels[60, 180])
    assert (red, green, blue, alpha) == (220, 60, 40, 255)


def logo_on(logo: NDArray[np.uint8], kind: str) -> tuple[Titles, tuple[Layer, ...], Layer]:
    size = (1080, 1920)
    titles = lay_out(replace(end(Style.LUXURY), logo=logo), look(Style.LUXURY), Format.VERTICAL, size)
    layers = draw(titles, pictures(kind, size))
    (drawn,) = [layer for layer in layers if layer.pixels.shape[:2] == (120, 360)]
    return titles, layers, drawn


def test_a_logo_of_one_colour_that_cannot_be_read_is_knocked_out() -> None:
    logo = np.zeros((100, 300, 4), np.uint8)
    logo[20:80, 20:280] = (24, 58, 48, 255)
    logo[20:80, 20:150] = (28, 64, 52, 255)
    titles, _, drawn = logo_on(logo, "dark")
    _, _, kept = logo_on(logo, "bright")
    assert tuple(kept.pixels[60, 180, :3]) in {(24, 58, 48), (28, 64, 52), (26, 61, 50)}
    assert (drawn.pixels[..., 3] == kept.pixels[..., 3]).all()
    assert tuple(int(part) for part in drawn.pixels[60, 180, :3]) == rgb(titles.look.palette.light_ink)


def test_a_logo_on_white_paper_is_taken_off_it() -> None:
    logo = np.full((400, 400, 4), 255, np.uint8)
    cv2.putText(logo, "Tea", (60, 230), cv2.FONT_HERSHEY_SIMPLEX, 4, (24, 58, 48, 255), 14, cv2.LINE_AA)
    inked = (logo[..., :3] == (24, 58, 48)).all(axis=-1)
    left = trimmed(logo)
    solid = left[..., 3] > 250
    assert np.abs(left[solid][:, :3].astype(int) - (24, 58, 48)).max() <= 8
    assert solid.sum() == pytest.approx(inked.sum(), rel=0.08)
    assert left[..., 3].min() == 0


def test_a_logo_with_a_coloured_ground_is_shown_as_it_is() -> None:
    logo = np.full((100, 300, 4), (20, 60, 200, 255), np.uint8)
    logo[40:60, 130:170, :3] = 255
    _, _, drawn = logo_on(logo, "dark")
    assert tuple(drawn.pixels[60, 180]) == (255, 255, 255, 255)
    assert tuple(drawn.pixels[10, 10]) == (20, 60, 200, 255)


def test_the_margin_a_logo_was_exported_with_is_left_off() -> None:
    logo = np.zeros((400, 400, 4), np.uint8)
    logo[180:220, 100:300] = (24, 58, 48, 255)
    assert (trimmed(logo) == (24, 58, 48, 255)).all()
    assert trimmed(logo).shape == (40, 200, 4)


def test_a_logo_without_a_margin_stays_whole() -> None:
    photo = np.random.default_rng(3).integers(0, 256, (60, 90, 4)).astype(np.uint8)
    photo[..., 3] = 255
    flat = np.full((60, 90, 4), 255, np.uint8)
    for logo in (photo, flat):
        assert np.array_equal(trimmed(logo), logo)


@pytest.mark.parametrize("inside", [False, True])
def test_a_logo_of_several_colours_that_cannot_be_read_is_in_one_ink_without_a_box(inside: bool) -> None:
    logo = np.zeros((100, 300, 4), np.uint8)
    logo[20:80, 20:280] = (20, 24, 60, 255)
    mark = (slice(40, 60), slice(60, 160)) if inside else (slice(20, 80), slice(20, 120))
    logo[mark] = (130, 96, 96, 255)
    titles, layers, drawn = logo_on(logo, "dark")
    ink = rgb(titles.look.palette.light_ink)
    assert tuple(drawn.pixels[60, 300, :3]) == ink
    assert drawn.pixels[60, 300, 3] == 255
    assert drawn.pixels[60, 120, 3] == (0 if inside else 255), "what is drawn inside a mark is left open"
    assert not [
        layer
        for layer in layers
        if layer is not drawn
        and layer.x < drawn.x < layer.x + layer.pixels.shape[1]
        and layer.y < drawn.y < layer.y + layer.pixels.shape[0]
    ]
    _, _, kept = logo_on(logo, "bright")
    assert tuple(kept.pixels[60, 300, :3]) == (20, 24, 60)
