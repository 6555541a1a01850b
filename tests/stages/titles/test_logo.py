"""Logos: as they are where they can be read, else in the card's ink or on a panel."""

from dataclasses import replace

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


@pytest.mark.parametrize("kind", ["dark", "bright"])
def test_a_logo_with_a_ground_of_its_own_is_shown_as_it_is(kind: str) -> None:
    logo = np.full((100, 300, 4), 255, np.uint8)
    logo[40:60, 130:170, :3] = (24, 58, 48)
    _, _, drawn = logo_on(logo, kind)
    assert tuple(drawn.pixels[60, 180, :3]) == (24, 58, 48)
    assert tuple(drawn.pixels[10, 10]) == (255, 255, 255, 255)


@pytest.mark.parametrize("ground", [(0, 0, 0, 0), (255, 255, 255, 255)], ids=["transparent", "white"])
def test_the_margin_a_logo_was_exported_with_is_left_off(ground: tuple[int, int, int, int]) -> None:
    logo = np.full((400, 400, 4), ground, np.uint8)
    logo[180:220, 100:300] = (24, 58, 48, 255)
    left = trimmed(logo)
    breath = 12 if ground[3] else 0
    assert left.shape == (40 + 2 * breath, 200 + 2 * breath, 4)
    assert (left == (24, 58, 48, 255)).all(axis=-1).sum() == 40 * 200


def test_a_logo_without_a_margin_stays_whole() -> None:
    photo = np.random.default_rng(3).integers(0, 256, (60, 90, 4)).astype(np.uint8)
    photo[..., 3] = 255
    flat = np.full((60, 90, 4), 255, np.uint8)
    for logo in (photo, flat):
        assert np.array_equal(trimmed(logo), logo)


def test_a_logo_of_several_colours_keeps_them_and_gets_a_panel() -> None:
    logo = np.zeros((100, 300, 4), np.uint8)
    logo[20:80, 20:150] = (150, 20, 20, 255)
    logo[20:80, 150:280] = (20, 30, 120, 255)
    _, layers, drawn = logo_on(logo, "dark")
    assert tuple(drawn.pixels[60, 70, :3]) == (150, 20, 20)
    (panel,) = [layer for layer in layers if layer.y < drawn.y and layer is not drawn]
    order = [id(layer) for layer in layers]
    assert order.index(id(panel)) < order.index(id(drawn))
    assert (panel.first, panel.end) == (drawn.first, drawn.end)
    assert panel.x < drawn.x
    assert panel.x + panel.pixels.shape[1] > drawn.x + 360
    assert panel.pixels[60, 60, :3].min() > 200
    assert panel.pixels[60, 60, 3] == 255
    assert len(logo_on(logo, "bright")[1]) == len(layers) - 1
