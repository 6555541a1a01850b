import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adforge_core.media.ink import best_ink, between, contrast, shaded, standing_out, tinted, worst_contrast

WHITE, BLACK = (255, 255, 255), (20, 20, 20)
colours = st.tuples(*[st.integers(0, 255)] * 3)


def test_contrast_is_wcags() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((118, 118, 118), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)  # the well-known #767676


def test_a_plain_ground_needs_no_shade() -> None:
    for ink, tone in ((WHITE, 30), (BLACK, 225)):
        inking = shaded(ink, [np.full((500, 3), tone, np.uint8)])
        assert (inking.strength, inking.change) == (0, 0)


@given(st.sampled_from([WHITE, BLACK]), st.integers(0, 2**32 - 1), colours, colours, st.integers(0, 90))
def test_any_ground_becomes_readable_with_no_more_shade_than_needed(
    ink: tuple[int, int, int], seed: int, one: tuple[int, ...], other: tuple[int, ...], noise: int
) -> None:
    rng = np.random.default_rng(seed)
    mix = rng.uniform(0, 1, (1500, 1))
    ground = np.array(one) * mix + np.array(other) * (1 - mix) + rng.normal(0, noise, (1500, 3))
    paper = np.clip(ground, 0, 255).astype(np.uint8)
    inking = shaded(ink, [paper])

    def read(strength: float) -> float:
        return worst_contrast(ink, between(paper, inking.shade, strength))

    assert read(inking.strength) >= 4.5
    assert inking.strength == 0 or read(max(0, inking.strength - 0.03)) < 4.85
    veiled = between(paper, inking.shade, inking.strength)
    gold = tinted((200, 160, 90), ink, veiled)
    assert worst_contrast(gold, veiled) >= 4.5


def test_a_small_place_counts_as_much_as_a_large_one() -> None:
    """A word over a bright patch is not lost among a thousand that read well."""
    large, small = np.full((100_000, 3), 20, np.uint8), np.full((100, 3), 200, np.uint8)
    assert shaded(WHITE, [large]).strength == 0
    inking = shaded(WHITE, [large, small])
    assert worst_contrast(WHITE, between(small, inking.shade, inking.strength)) >= 4.5


def test_a_light_shade_is_seen_more_than_a_dark_one() -> None:
    lighter = shaded(BLACK, [np.full((500, 3), 100, np.uint8)])
    darker = shaded(WHITE, [np.full((500, 3), 140, np.uint8)])
    moved = [abs(100 - between(np.full((1, 3), 100, np.uint8), lighter.shade, lighter.strength)[0, 0].astype(int))]
    moved.append(abs(140 - between(np.full((1, 3), 140, np.uint8), darker.shade, darker.strength)[0, 0].astype(int)))
    assert lighter.change / moved[0] > 1.5 * darker.change / moved[1]


@given(colours)
def test_a_button_of_any_colour_can_be_read(accent: tuple[int, int, int]) -> None:
    assert contrast(best_ink(accent, [(250, 240, 230), (60, 50, 40)]), accent) >= 4.5


def test_a_shape_keeps_its_colour_only_where_it_shows() -> None:
    green = (24, 58, 48)
    assert standing_out(green, BLACK, np.full((500, 3), 220, np.uint8)) == green
    assert standing_out(green, WHITE, np.full((500, 3), 40, np.uint8)) == WHITE
