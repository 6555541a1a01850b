"""Where words go: inside the safe area, clear of the product, the same at every size."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adforge_core.media.camera import travel
from adforge_core.model.brief import Style
from adforge_core.model.design import Entrance
from adforge_core.model.formats import Format
from adforge_core.model.placement import CameraMove, Ground, Motion, place
from adforge_core.model.sound import Cue, Word
from adforge_core.model.value import Box, Point
from adforge_core.stages.titles import Words, draw, lay_out
from adforge_core.stages.titles.words import Edges
from tests.wordings import LEGAL, all_edges, end, look, pictures, scene

QUOTED = "“Only” $49.99™ — l’été"  # noqa: RUF001 typographic quotes
AWKWARD = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["", "W" * 200, "word " * 1000, QUOTED, "קפה חם", "قهوة ساخنة", "☕🔥", "\n\t"]),
)


def stand_of(words: Words, format_: Format) -> Point:
    if words.end_card:
        return format_.end_card_stand if words.under_words else format_.first_end_card_stand
    return format_.stand if words.under_words else format_.first_stand


def beside(edges: Edges, room: Box, size: tuple[int, int]) -> bool:
    left, top, right, bottom = edges
    (width, height) = size
    return (
        bottom < room.top * height
        or top > room.bottom * height
        or right < room.left * width
        or left > room.right * width
    )


@pytest.mark.parametrize("format_", Format)
@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("is_end", [False, True])
@pytest.mark.parametrize("under", [False, True], ids=["over", "under words"])
def test_every_word_is_safe_and_clear_of_the_product(style: Style, format_: Format, is_end: bool, under: bool) -> None:
    words = replace(end(style) if is_end else scene(style), under_words=under)
    titles = lay_out(words, look(style), format_, format_.size)
    width, height = format_.size
    safe, room = format_.safe_area, titles.room
    assert titles.lost.undrawn == ""
    assert room.top + 0.14 < stand_of(words, format_).y <= room.bottom + 1e-6
    for left, top, right, bottom in all_edges(titles):
        assert left >= safe.left * width - 0.01
        assert right <= safe.right * width + 0.01
        assert top >= safe.top * height - 0.01
        assert bottom <= safe.bottom * height + 0.01
        assert beside((left, top, right, bottom), room, format_.size)
        if (is_end or style is not Style.MINIMAL) and not (is_end and under and format_.is_wide):
            assert (left + right) / 2 == pytest.approx(width / 2, abs=2)


@pytest.mark.parametrize("format_", Format)
@pytest.mark.parametrize(
    "words",
    [
        scene(Style.BOLD),
        replace(scene(Style.BOLD), super_y=0.9),
        end(Style.BOLD),
        replace(scene(Style.BOLD), under_words=True),
        replace(end(Style.BOLD), under_words=True),
    ],
)
def test_nothing_is_written_on_a_product_of_any_shape(words: Words, format_: Format) -> None:
    height = format_.size[1]
    titles = lay_out(words, look(Style.BOLD), format_, format_.size)
    stand = stand_of(words, format_)
    panels = [panel for block in titles.blocks for panel in block.panel] + [each.panel for each in titles.captions]
    for aspect in (0.2, 0.5, 1.0, 1.6, 2.7, 4.0):
        for tilt in (0.18, 0.44):
            ground = Ground(stand=stand, foreshortening=tilt, light=titles.look.key_light)
            placed = place(ground, titles.room, aspect, format_.size, Motion.STILL, base=0.5)
            foot, tall = placed.y * height, placed.scale * min(format_.size) / max(1.0, aspect)
            assert tall > 0.08 * height
            for panel in panels:
                edges = (panel.left, panel.top, panel.right, panel.bottom)
                assert panel.top > foot + 8 or panel.bottom < foot - tall or beside(edges, titles.room, format_.size)


@pytest.mark.parametrize("move", CameraMove)
@pytest.mark.parametrize("format_", Format)
def test_no_camera_moves_the_products_foot_onto_its_captions(format_: Format, move: CameraMove) -> None:
    titles = lay_out(scene(Style.BOLD), look(Style.BOLD), format_, format_.size)
    shift = travel(move, 120, 120).shift
    foot = 0.5 + (format_.first_stand.y - 0.5) * shift.scale + shift.dy
    assert min(caption.panel.top for caption in titles.captions) > foot * format_.size[1]


@pytest.mark.parametrize("said", ["", "Better coffee for you."])
@pytest.mark.parametrize("format_", Format)
@pytest.mark.parametrize("style", Style)
def test_a_lower_super_leaves_the_product_the_larger_side(style: Style, format_: Format, said: str) -> None:
    height = format_.size[1]
    safe, tops = format_.safe_area, []
    for super_y in (0.0, 0.3, 0.7, 1.0):
        titles = lay_out(replace(scene(style, said=said), super_y=super_y), look(style), format_, format_.size)
        tops.append(titles.blocks[0].edges[1])
        room = titles.room
        assert min(room.bottom, format_.stand.y) - room.top > 0.09
        for _, top, _, bottom in all_edges(titles):
            assert safe.top * height - 0.01 <= top < bottom <= safe.bottom * height + 0.01
            assert bottom < room.top * height or top > room.bottom * height
    assert tops == sorted(set(tops))
    if said:
        assert titles.blocks[0].edges[3] < min(caption.panel.top for caption in titles.captions)
    else:
        assert titles.blocks[0].edges[3] == pytest.approx(safe.bottom * height, abs=2)


def test_room_grows_when_words_are_missing() -> None:
    def room(super_: str, said: str) -> tuple[float, float]:
        box = lay_out(scene(Style.BOLD, super_, said), look(Style.BOLD), Format.VERTICAL, (1080, 1920)).room
        return box.top, box.bottom

    assert room("Go", "Hi")[0] < room("Mornings are better slowed down", "Hi")[0]
    assert room("", "Hi")[0] == Format.VERTICAL.safe_area.top
    assert room("Go", "")[1] > room("Go", "Hi")[1]


@pytest.mark.parametrize("style", Style)
def test_a_preview_has_the_masters_layout(style: Style) -> None:
    for words in (scene(style), end(style)):
        master = lay_out(words, look(style), Format.VERTICAL, (1080, 1920))
        preview = lay_out(words, look(style), Format.VERTICAL, (540, 960))
        assert preview.room == master.room
        assert np.array(all_edges(preview)) * 2 == pytest.approx(np.array(all_edges(master)))


def test_the_super_steps_aside_when_the_offer_already_says_it() -> None:
    twice = replace(end(Style.BOLD), super="20% OFF, now $49.99")
    once = replace(end(Style.BOLD), super="")
    assert (
        lay_out(twice, look(Style.BOLD), Format.VERTICAL, (1080, 1920)).room
        == lay_out(once, look(Style.BOLD), Format.VERTICAL, (1080, 1920)).room
    )


def test_what_cannot_be_drawn_is_named() -> None:
    words = replace(scene(Style.BOLD, "Hot ཀ deal"), brand="")
    titles = lay_out(words, look(Style.BOLD), Format.VERTICAL, (1080, 1920))
    assert titles.lost.undrawn == "ཀ"
    assert [line.line.text for line in titles.blocks[0].lines] == ["HOT DEAL"]


def test_what_there_is_no_room_for_is_named() -> None:
    long = "Nothing more than this " * 30
    on_card = lay_out(replace(end(Style.BOLD), legal=long), look(Style.BOLD), Format.VERTICAL, (1080, 1920))
    in_scene = lay_out(scene(Style.BOLD, long), look(Style.BOLD), Format.VERTICAL, (1080, 1920))
    assert (on_card.lost.cut, in_scene.lost.cut) == ((long,), (long,))
    assert lay_out(end(Style.BOLD), look(Style.BOLD), Format.VERTICAL, (1080, 1920)).lost.cut == ()


@settings(max_examples=40)
@given(AWKWARD, AWKWARD, AWKWARD, st.sampled_from(Style), st.sampled_from(Format), st.booleans())
def test_any_words_are_laid_out_inside_the_safe_area(
    one: str, two: str, three: str, style: Style, format_: Format, is_end: bool
) -> None:
    cues = (Cue(words=tuple(Word(text=text, start=0.5, end=1) for text in (one, two)), first=15, end=60),)
    words = replace(scene(style, one), cues=cues, brand=two, legal=three, offer=two, cta=three, end_card=is_end)
    titles = lay_out(words, look(style), format_, format_.size)
    width, height = format_.size
    safe = format_.safe_area
    for left, top, right, bottom in all_edges(titles):
        assert left >= safe.left * width - 0.5
        assert right <= safe.right * width + 0.5
        assert top >= safe.top * height - 0.5
        assert bottom <= safe.bottom * height + 0.5
        assert beside((left, top, right, bottom), titles.room, format_.size)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["a", "book", "April", "free", "service", "worth", "€120", "bottle,"]), min_size=8),
    st.sampled_from(["", LEGAL]),
    st.sampled_from(Style),
    st.sampled_from(Format),
)
def test_an_offer_is_never_cut_off(said: list[str], legal: str, style: Style, format_: Format) -> None:
    offer = " ".join(said)[:150].rsplit(" ", 1)[0]
    titles = lay_out(replace(end(style), super="", offer=offer, legal=legal), look(style), format_, format_.size)
    lines = [line for block in titles.blocks for line in block.lines]
    shown = " ".join(line.line.text for line in lines).replace("\u00a0", " ").upper()
    assert offer.upper() in shown
    assert min(line.size for line in lines if line.line.text.upper() in offer.upper()) >= 36
    assert min(titles.room.bottom, format_.first_end_card_stand.y) - titles.room.top > 0.14


def test_words_wait_for_the_transition_and_stay_to_the_end() -> None:
    size = (540, 960)
    silent = lay_out(scene(Style.BOLD, said=""), look(Style.BOLD), Format.VERTICAL, size)
    for layer in draw(silent, pictures("dark", size)):
        assert 8 <= layer.first <= 14
        assert layer.end == 90
    for layer in draw(lay_out(end(Style.BOLD), look(Style.BOLD), Format.VERTICAL, size), pictures("dark", size)):
        last = layer.at(89)
        assert last is not None
        assert last.opacity == 1


@pytest.mark.parametrize(("overlap", "first"), [(4, 10), (15, 15), (16, 10)])
def test_words_wait_for_a_takeover_that_is_soon_over(overlap: int, first: int) -> None:
    words = replace(scene(Style.MINIMAL, said=""), overlap=overlap)
    titles = lay_out(words, look(Style.MINIMAL), Format.VERTICAL, (540, 960))
    assert min(block.timing.first for block in titles.blocks) == first


def test_a_scene_of_three_quarters_of_a_second_shows_its_words_at_once() -> None:
    words = scene(Style.ENERGETIC, said="", frames=22)
    (layer,) = draw(lay_out(words, look(Style.ENERGETIC), Format.VERTICAL, (540, 960)), pictures("dark", (540, 960)))
    assert (layer.first, layer.end, layer.entrance) == (0, 22, Entrance.CUT)
