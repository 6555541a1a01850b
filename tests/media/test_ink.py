import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adforge_core.media.ink import (
    best_ink,
    between,
    choose_ink,
    choose_inks,
    contrast,
    strength_needed,
    tinted,
    worst_contrast,
)

WHITE, BLACK = (255, 255, 255), (20, 20, 20)
colours = st.tuples(*[st.integers(0, 255)] * 3)


def test_contrast_is_wcags() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((118, 118, 118), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)  # the well-known #767676


def test_a_plain_ground_needs_no_shade() -> None:
    assert choose_ink(np.full((500, 3), 30, np.uint8), [WHITE, BLACK]).strength == 0
    assert choose_ink(np.full((500, 3), 30, np.uint8), [WHITE, BLACK]).ink == WHITE
    assert choose_ink(np.full((500, 3), 225, np.uint8), [WHITE, BLACK]).ink == BLACK


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), colours, colours, st.integers(0, 90))
def test_any_ground_becomes_readable_with_no_more_shade_than_needed(
    seed: int, one: tuple[int, ...], other: tuple[int, ...], noise: int
) -> None:
    rng = np.random.default_rng(seed)
    mix = rng.uniform(0, 1, (1500, 1))
    ground = np.array(one) * mix + np.array(other) * (1 - mix) + rng.normal(0, noise, (1500, 3))
    paper = np.clip(ground, 0, 255).astype(np.uint8)
    inking = choose_ink(paper, [WHITE, BLACK])
    shade = np.broadcast_to(np.array(inking.shade, np.uint8), paper.shape)

    def read(strength: float) -> float:
        return worst_contrast(inking.ink, between(paper, shade, strength))

    assert read(inking.strength) >= 4.5
    assert inking.strength == 0 or read(max(0, inking.strength - 0.03)) < 4.85
    veiled = between(paper, shade, inking.strength)
    gold = tinted((200, 160, 90), inking.ink, veiled)
    assert worst_contrast(gold, veiled) >= 4.5


@settings(deadline=None)
@given(colours)
def test_a_button_of_any_colour_can_be_read(accent: tuple[int, int, int]) -> None:
    assert contrast(best_ink(accent, [(250, 240, 230), (60, 50, 40)]), accent) >= 4.5


def test_several_papers_share_an_ink_unless_that_costs_much() -> None:
    dark, grey, bright = (np.full((500, 3), tone, np.uint8) for tone in (30, 125, 235))
    assert {inking.ink for inking in choose_inks([dark, grey], [WHITE, BLACK])} == {WHITE}
    assert [inking.ink for inking in choose_inks([dark, bright], [WHITE, BLACK])] == [WHITE, BLACK]


def test_no_strength_is_enough_where_the_shade_itself_cannot_be_read() -> None:
    paper, shade = np.full((500, 3), 40, np.uint8), np.full((500, 3), 90, np.uint8)
    assert strength_needed(BLACK, paper, shade) is None
    assert strength_needed(WHITE, paper, shade) == 0
