"""Supers that appear in steps: on the voice's words, on beats, or counting up to a number."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from adforge_core.media.type import Piece
from adforge_core.model.brief import Style
from adforge_core.model.design import Entrance
from adforge_core.model.formats import Format
from adforge_core.model.reveal import Reveal
from adforge_core.stages.titles import Titles, Words, lay_out
from adforge_core.stages.titles.drawing import write
from tests.stages.titles.test_backing import worst
from tests.wordings import look, pictures, scene

SIZE = (540, 960)
SAID = "Coffee that keeps its promise"


def told(style: Style, super_: str = SAID, **fields: Any) -> Words:
    return replace(scene(style, super_), **fields)


def laid_out(words: Words, format_: Format = Format.VERTICAL) -> Titles:
    return lay_out(words, look(words.style), format_, format_.size)


@pytest.mark.parametrize("format_", [Format.VERTICAL, Format.WIDE])
@pytest.mark.parametrize("style", Style)
def test_words_appear_on_their_moments_where_they_stand_together(style: Style, format_: Format) -> None:
    moments = (12, 20, 30, 38, 47)
    apart = laid_out(told(style, moments=moments, reveal=Reveal.WORD_BY_WORD), format_)
    (block,) = apart.blocks
    assert " ".join(step.line.line.text for step in block.steps).casefold() == SAID.casefold()
    assert tuple(step.timing.first for step in block.steps) == moments
    left, top, right, bottom = block.edges
    for step in block.steps:
        assert left - 0.5 <= step.line.left < step.line.right <= right + 0.5
        assert top - 0.5 <= step.line.top < step.line.bottom <= bottom + 0.5
    safe, (width, _) = format_.safe_area, format_.size
    for step in block.steps:  # an overshoot of 4 % stays inside
        grown = (step.timing.entrance is Entrance.SNAP) * 0.02 * (step.line.right - step.line.left)
        assert safe.left * width <= step.line.left - grown
        assert step.line.right + grown <= safe.right * width


def test_right_to_left_words_appear_from_the_right() -> None:
    (block,) = laid_out(told(Style.BOLD, "קפה חם מאוד", moments=(10, 20, 30), reveal=Reveal.WORD_BY_WORD)).blocks
    firsts = [
        step.timing.first for step in sorted(block.steps, key=lambda step: (step.line.baseline, -step.line.right))
    ]
    assert firsts == sorted(firsts)
    assert len(firsts) == 3


@pytest.mark.parametrize("style", Style)
def test_without_a_voice_a_super_is_there_in_time_to_be_read(style: Style) -> None:
    (block,) = laid_out(told(style, step=14, reveal=Reveal.WORD_BY_WORD)).blocks
    firsts = [step.timing.first for step in block.steps]
    assert firsts == sorted(firsts)
    assert firsts[0] == 10
    assert firsts[-1] <= 0.4 * 90
    lines = {step.line.baseline: step.timing.first for step in block.steps}
    assert style not in {Style.MINIMAL, Style.LUXURY} or len(set(firsts)) == len(lines)


def test_the_first_frame_of_an_ad_has_the_first_words_of_its_super() -> None:
    (block,) = laid_out(told(Style.BOLD, step=6, reveal=Reveal.WORD_BY_WORD, opens=True)).blocks
    assert [step.timing.first for step in block.steps][:3] == [0, 0, 6]


@pytest.mark.parametrize("kind", ["bright", "blocks"])
@pytest.mark.parametrize("style", Style)
def test_words_that_appear_apart_read_on_every_picture(style: Style, kind: str) -> None:
    words = told(style, moments=(12, 20, 30, 38, 47), reveal=Reveal.WORD_BY_WORD)
    written = list(write(lay_out(words, look(style), Format.VERTICAL, SIZE), pictures(kind, SIZE)))
    assert sum(each.coverage.any() for each in written) >= 2
    assert worst(written, pictures(kind, SIZE)) >= 4.5


@pytest.mark.parametrize("style", Style)
def test_a_number_counts_up_in_places_that_do_not_move(style: Style) -> None:
    (block,) = laid_out(told(style, "Rated 4.8 stars by runners", reveal=Reveal.COUNT)).blocks
    values = [step for step in block.steps if any(char.isdigit() for char in written_in(step.line.line.pieces))]
    read = [float(written_in(step.line.line.pieces)) for step in values]
    assert read == sorted(read)
    assert read[-1] == 4.8
    assert len(read) > 5
    assert values[-1].timing.first < 0.5 * 90
    assert values[-1].timing.end == 90
    assert {(step.line.left, step.line.right) for step in values} == {(values[0].line.left, values[0].line.right)}
    others = [step for step in block.steps if step not in values]
    assert min(step.timing.first for step in others) >= values[-1].timing.first


@pytest.mark.parametrize("text", ["Save 30% today", "Now just $29.90", "Cold for 24 hours", "Jetzt 1.299,50€"])
def test_no_frame_of_a_count_says_anything_but_the_truth(text: str) -> None:
    (block,) = laid_out(told(Style.BOLD, text, reveal=Reveal.COUNT)).blocks
    said = [
        " ".join(written_in(step.line.line.pieces) for step in block.steps if step.timing.first <= at < step.timing.end)
        for at in range(90)
    ]
    assert {words for words in said if any(not char.isdigit() and char not in ".," for char in words)} == {
        text.upper() if said[-1].isupper() else text
    }
    assert len(set(said)) > 5


def written_in(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


def test_every_frame_of_a_count_shows_one_value() -> None:
    words = told(Style.BOLD, "Now just $29.90", reveal=Reveal.COUNT, cues=())
    titles = lay_out(words, look(Style.BOLD), Format.VERTICAL, SIZE)
    layers = [each.layer for each in write(titles, pictures("dark", SIZE))]
    shown = [sum(layer.at(frame) is not None for layer in layers) for frame in range(10, 90)]
    rules = any(block.rules for block in titles.blocks)
    assert set(shown) == {1 + rules, 3 + rules}  # the number alone, then with its words
    assert shown == sorted(shown)
    assert np.any(layers[-1].pixels[..., 3])


@pytest.mark.parametrize(
    "text",
    ["Since 1998", "Pixel 8 battery", "Call 555 0100", "Version 2.1 is here", "2.0 is here", "0% sugar", "12 x 30 cm"],
)
def test_what_is_no_amount_does_not_count(text: str) -> None:
    (block,) = laid_out(told(Style.BOLD, text, reveal=Reveal.COUNT)).blocks
    assert block.steps == ()


@pytest.mark.parametrize("format_", [Format.VERTICAL, Format.WIDE])
@pytest.mark.parametrize("style", Style)
def test_a_list_is_ticked_off_point_by_point(style: Style, format_: Format) -> None:
    words = told(style, "Light, waterproof and warm", reveal=Reveal.LIST, moments=(12, 30, 50))
    titles = laid_out(words, format_)
    (block,) = titles.blocks
    assert [step.line.line.text.casefold() for step in block.steps] == ["light", "waterproof", "warm"]
    assert [step.timing.first for step in block.steps] == [12, 30, 50]
    assert len({step.line.size for step in block.steps}) == 1
    safe, (width, height) = format_.safe_area, format_.size
    left, top, right, bottom = block.edges
    assert safe.left * width - 0.01 <= left < right <= safe.right * width + 0.01
    assert safe.top * height - 0.01 <= top < bottom <= safe.bottom * height + 0.01
    assert all(bottom < caption.panel.top for caption in titles.captions)
    for step in block.steps:
        assert max(bar.right for bar in step.marks) < step.line.left
        assert min(bar.left for bar in step.marks) >= left - 0.01


def test_a_list_in_hebrew_has_its_ticks_on_the_right() -> None:
    (block,) = laid_out(told(Style.BOLD, "קל, חם, עמיד", reveal=Reveal.LIST, step=10)).blocks
    assert all(min(bar.left for bar in step.marks) > step.line.right for step in block.steps)


@pytest.mark.parametrize("format_", [Format.VERTICAL, Format.WIDE])
@pytest.mark.parametrize("style", Style)
def test_words_alone_fill_their_shot_and_the_super_comes_after(style: Style, format_: Format) -> None:
    words = told(style, moments=(12, 20, 30, 38, 47), reveal=Reveal.WORD_BY_WORD, frames=120, alone=((0, 30),))
    titles = laid_out(words, format_)
    after, alone = titles.blocks
    assert (alone.timing.first, alone.timing.end, alone.steps[0].timing.first) == (0, 30, 0)
    assert max(step.timing.first for step in alone.steps) < 15
    assert alone.lines[0].size >= (*after.lines, *after.reversed)[0].size
    assert (after.timing.first, after.timing.end) == (30, 120)
    assert {(step.timing.first, step.timing.entrance) for step in after.steps} == {(30, Entrance.CUT)}
    safe, (width, height) = format_.safe_area, format_.size
    left, top, right, bottom = alone.edges
    assert safe.left * width - 0.01 <= left < right <= safe.right * width + 0.01
    assert safe.top * height - 0.01 <= top < bottom <= safe.bottom * height + 0.01
    for caption in titles.captions:
        assert caption.first >= 30 or bottom < caption.panel.top or top > caption.panel.bottom


def test_a_number_that_counted_is_whole_after_words_alone() -> None:
    words = told(Style.BOLD, "Now just $21.11", reveal=Reveal.COUNT, cues=(), frames=120, alone=((60, 80),))
    before, after, _ = laid_out(words).blocks
    assert (before.timing.first, before.timing.end) == (10, 60)
    assert [written_in(step.line.line.pieces).casefold() for step in after.steps] == ["now", "just", "$21.11"]
