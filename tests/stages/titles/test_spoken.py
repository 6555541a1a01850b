"""Captions: a word at a time, a line at a time, in the time they are spoken."""

from itertools import pairwise

import numpy as np
import pytest

from adforge_core.media.faces import shapes_scripts
from adforge_core.model.brief import Style
from adforge_core.model.formats import Format
from adforge_core.model.value import rgb
from adforge_core.stages.titles import lay_out
from adforge_core.stages.titles.drawing import write
from tests.wordings import look, pictures, scene


@pytest.mark.parametrize("style", Style)
def test_captions_follow_the_voice_a_word_at_a_time(style: Style) -> None:
    titles = lay_out(scene(style, "", "Better coffee for you."), look(style), Format.VERTICAL, (540, 960))
    layers = [each.layer for each in write(titles, pictures("dark", (540, 960)))]
    assert [(layer.first, layer.end) for layer in layers] == [(20, 29), (29, 38), (38, 47), (47, 56)]
    for one, other in pairwise(layers):
        assert one.pixels.shape == other.pixels.shape
        assert not np.array_equal(one.pixels, other.pixels)


def test_a_caption_too_long_for_a_line_becomes_several_in_its_own_time() -> None:
    said = "Two thousand people have already made the change and none of them went back"
    titles = lay_out(scene(Style.BOLD, "", said, 300), look(Style.BOLD), Format.VERTICAL, (1080, 1920))
    assert len(titles.captions) > 1
    assert " ".join(word.line.text for caption in titles.captions for word in caption.words) == said
    assert titles.captions[0].first == 20
    assert titles.captions[-1].end == 20 + 9 * len(said.split())
    for one, other in pairwise(titles.captions):
        assert one.end == other.first
    assert {word.baseline for caption in titles.captions for word in caption.words} == {
        titles.captions[0].words[0].baseline
    }


def test_captions_stand_in_the_middle_whatever_the_style() -> None:
    for style in Style:
        (caption,) = lay_out(scene(style), look(style), Format.VERTICAL, (1080, 1920)).captions
        left, _, right, _ = caption.edges
        assert (left + right) / 2 == pytest.approx(540, abs=3)
        assert (caption.panel.left + caption.panel.right) / 2 == pytest.approx(540, abs=3)


@pytest.mark.skipif(not shapes_scripts(), reason="this machine has no FriBidi, which Pillow needs to lay out scripts")
@pytest.mark.parametrize("style", Style)
def test_words_of_a_caption_to_the_left_stand_apart_in_their_order(style: Style) -> None:
    said = scene(style, "", "חצי מחיר Ember Oak היום")
    (caption,) = lay_out(said, look(style), Format.WIDE, (1920, 1080)).captions
    first, half, ember, oak, last = caption.words
    from_left = [last, ember, oak, half, first]
    assert all(one.right + 8 < other.left for one, other in pairwise(from_left))
    assert (from_left[0].left + from_left[-1].right) / 2 == pytest.approx(960, abs=3)


def test_marks_below_the_letters_stand_on_the_panel_and_clear_of_the_underline() -> None:
    for said, deep in (("Better coffee", False), ("ภู กู้", True)):
        (caption,) = lay_out(scene(Style.BOLD, "", said), look(Style.BOLD), Format.VERTICAL, (1080, 1920)).captions
        below = max(word.bottom for word in caption.words) - caption.words[0].baseline
        assert (below > 10) == deep
        assert caption.panel.bottom >= caption.words[0].baseline + below + 8
        assert caption.panel.top <= min(word.top for word in caption.words) - 4


@pytest.mark.parametrize("style", Style)
def test_the_captions_of_an_ad_stand_on_the_same_panels_in_every_scene(style: Style) -> None:
    titles = lay_out(scene(style, ""), look(style), Format.VERTICAL, (540, 960))
    tones = set()
    for kind in ("dark", "bright", "blocks", "gradient"):
        written = list(write(titles, pictures(kind, (540, 960))))
        (panel,) = {id(layer): layer for each in written for layer in each.backing}.values()
        assert (panel.first, panel.end) == (titles.captions[0].first, titles.captions[0].end)
        tones.add(tuple(int(part) for part in panel.pixels[panel.pixels.shape[0] // 2, 20]))
    assert len(tones) == 1
    assert style is not Style.BOLD or tones == {(*rgb("#c9a45c"), 255)}


def test_a_word_that_would_only_pale_in_the_accent_is_underlined_instead() -> None:
    """On a panel of the accent no word can be brought out by the accent."""
    titles = lay_out(scene(Style.BOLD, ""), look(Style.BOLD), Format.VERTICAL, (540, 960))
    for each in write(titles, pictures("dark", (540, 960))):
        opaque = each.layer.pixels[each.layer.pixels[..., 3] == 255][:, :3]
        assert {tuple(int(part) for part in colour) for colour in opaque} == {each.ink}
