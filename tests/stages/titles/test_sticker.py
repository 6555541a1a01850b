"""The offer on a sticker: in the safe area, clear of other words and of the product, as readable as a button."""

from dataclasses import replace

import numpy as np
import pytest

from adforge_core.media.ink import contrast
from adforge_core.model.brief import Style
from adforge_core.model.formats import Format
from adforge_core.model.value import rgb
from adforge_core.stages.titles import Words, lay_out
from adforge_core.stages.titles.drawing import write
from adforge_core.stages.titles.words import Edges
from tests.wordings import all_edges, end, look, pictures, scene


def stuck(style: Style) -> Words:
    words = scene(style, "A kettle that keeps its promise at every hour")
    return replace(words, sticker="20% off", sticker_runs=((24, 60), (60, 70), (70, 90)))


def meet(one: Edges, other: Edges) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize("under", [False, True], ids=["over", "under words"])
@pytest.mark.parametrize("format_", Format)
@pytest.mark.parametrize("style", Style)
def test_a_sticker_is_clear_of_all_else(style: Style, format_: Format, under: bool) -> None:
    titles = lay_out(replace(stuck(style), under_words=under), look(style), format_, format_.size)
    headline, *stickers = titles.blocks
    assert [(each.timing.first, each.timing.end) for each in stickers] == [(24, 60), (70, 90)]
    (width, height), safe, room = format_.size, format_.safe_area, titles.room
    product = (room.left * width, room.top * height, room.right * width, room.bottom * height)
    left, top, right, bottom = stickers[0].edges
    assert safe.left * width - 0.01 <= left < right <= safe.right * width + 0.01
    assert safe.top * height - 0.01 <= top < bottom <= safe.bottom * height + 0.01
    for other in (headline.edges, *(each.edges for each in titles.captions), product):
        assert not meet(stickers[0].edges, other)


@pytest.mark.parametrize("style", Style)
def test_the_offer_is_the_largest_on_the_end_card_and_inside_it(style: Style) -> None:
    for format_ in Format:
        words = replace(end(style), super="", offer="20% off", offer_on_sticker=True, under_words=True)
        titles = lay_out(words, look(style), format_, format_.size)
        lines = [line for block in titles.blocks for line in (*block.lines, *block.reversed)]
        assert max(lines, key=lambda line: line.size).line.text.casefold().split() == ["20%", "off"]
        safe = format_.safe_area
        for left, top, right, bottom in all_edges(titles):
            assert safe.left * format_.size[0] - 0.01 <= left < right <= safe.right * format_.size[0] + 0.01
            assert safe.top * format_.size[1] - 0.01 <= top < bottom <= safe.bottom * format_.size[1] + 0.01


@pytest.mark.parametrize("style", Style)
def test_a_sticker_is_in_the_accent_and_reads(style: Style) -> None:
    titles = lay_out(stuck(style), look(style), Format.VERTICAL, (540, 960))
    layer = next(each.layer for each in write(titles, pictures("dark", (540, 960))) if each.layer.first == 24)
    high, wide = layer.pixels.shape[:2]
    inside = layer.pixels[high // 4 : -high // 4, wide // 6 : -wide // 6].reshape(-1, 4)
    colours, counts = np.unique(inside[inside[:, 3] == 255, :3], axis=0, return_counts=True)
    fill = tuple(colours[counts.argmax()].tolist())
    assert fill == rgb("#c9a45c")
    assert max(contrast((red, green, blue), fill) for red, green, blue in colours.tolist()) >= 4.5


@pytest.mark.parametrize("format_", Format)
@pytest.mark.parametrize("style", Style)
def test_a_long_offer_leaves_the_headline_its_room(style: Style, format_: Format) -> None:
    words = replace(scene(style, "Save 30% on all tins"), sticker_runs=((24, 90),))
    titles = lay_out(replace(words, sticker="Free shipping on every order"), look(style), format_, format_.size)
    headline, *stickers = titles.blocks
    assert len(headline.lines) + len(headline.reversed) <= 2
    assert all(line.size >= 60 for line in (*headline.lines, *headline.reversed))
    assert not any(meet(headline.edges, sticker.edges) for sticker in stickers)
    assert stickers or format_ is not Format.WIDE


@pytest.mark.parametrize("format_", Format)
def test_an_offer_that_is_too_long_for_a_sticker_is_smaller_or_told(format_: Format) -> None:
    for style in Style:
        long = replace(scene(style, "Hot"), sticker_runs=((24, 90),), sticker="Buy three bottles, get one free")
        titles = lay_out(long, look(style), format_, format_.size)
        shown = len(titles.blocks) > 1
        assert shown != bool(titles.lost.cut)
        endless = replace(long, sticker="Buy three bottles and get one free until the end of the week" * 2)
        assert lay_out(endless, look(style), format_, format_.size).lost.cut == (endless.sticker,)
