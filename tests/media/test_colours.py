import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from adforge_core.media.colours import brightness, dominant_colours
from adforge_core.model.value import rgb

RED, BLUE, CREAM = (200, 30, 40), (20, 40, 160), (243, 234, 216)


def mixture(*parts: tuple[tuple[int, int, int], int]) -> NDArray[np.uint8]:
    return np.concatenate([np.full((count, 3), colour, np.uint8) for colour, count in parts])


def test_colours_come_by_area_and_slivers_are_left_out() -> None:
    pixels = mixture((BLUE, 3000), (CREAM, 5000), (RED, 1000), ((0, 255, 0), 90))
    assert [rgb(colour) for colour in dominant_colours(pixels)] == [CREAM, BLUE, RED]
    assert len(dominant_colours(pixels, most=2)) == 2


def test_shades_of_one_colour_count_as_one() -> None:
    shades = np.clip(np.array(RED) + np.arange(-6, 7)[:, None], 0, 255).astype(np.uint8).repeat(300, axis=0)
    (only,) = dominant_colours(shades)
    assert np.abs(np.array(rgb(only)) - RED).max() <= 2


def test_nearly_equal_pictures_have_nearly_equal_palettes() -> None:
    random = np.random.default_rng(5)
    pixels = mixture((BLUE, 20_000), (CREAM, 50_000), (RED, 10_000)).astype(np.int16)
    noisy = [np.clip(pixels + random.normal(0, 4, pixels.shape), 0, 255).astype(np.uint8) for _ in range(3)]
    palettes = [np.array([rgb(colour) for colour in dominant_colours(picture)[:3]]) for picture in noisy]
    assert all(np.abs(palette - palettes[0]).max() <= 4 for palette in palettes)


@given(arrays(np.uint8, st.tuples(st.integers(1, 60), st.just(3))))
def test_any_pixels_have_a_palette_and_a_brightness(pixels: NDArray[np.uint8]) -> None:
    palette = dominant_colours(pixels)
    assert 1 <= len(palette) <= 5
    assert palette == dominant_colours(pixels)
    assert 0 <= brightness(pixels) <= 1


def test_brightness_weighs_green_most() -> None:
    assert brightness(np.array([[255, 255, 255]], np.uint8)) == 1
    green, blue = (brightness(np.array([colour], np.uint8)) for colour in ((0, 200, 0), (0, 0, 200)))
    assert green > 5 * blue
