"""What words stand on: they read on every frame, and the picture stays as it is."""

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from adforge_core.media.frames import Frame, Sprite
from adforge_core.media.ink import worst_contrast
from adforge_core.media.layers import Layer
from adforge_core.model.brief import Style
from adforge_core.model.formats import Format
from adforge_core.model.value import rgb
from adforge_core.stages.titles import Titles, Words, draw, lay_out
from adforge_core.stages.titles.drawing import write
from adforge_core.stages.titles.words import Written
from tests.wordings import Pictures, end, look, pictures, scene, with_layers

SIZE = (540, 960)
KINDS = ["dark", "bright", "mid", "gradient", "brightening", "blocks"]


def titles_of(words: Words, size: tuple[int, int] = SIZE) -> Titles:
    return lay_out(words, look(words.style), Format.VERTICAL, size)


@cache
def on(kind: str, style: Style) -> tuple[list[Written], ...]:
    """A scene's words and an end card's, written on pictures of that kind."""
    return tuple(list(write(titles_of(words), pictures(kind, SIZE))) for words in (scene(style), end(style)))


def backing_of(written: list[Written]) -> tuple[Layer, ...]:
    return tuple({id(layer): layer for each in written for layer in each.backing}.values())


def opaque(layer: Layer) -> bool:
    return bool((layer.pixels[..., 3] == 255).any())


def worst(written: list[Written], picture: Pictures) -> float:
    """The worst contrast of any letter while it is wholly there, over all that lies behind it then."""
    backing = backing_of(written)
    ratios = [21.0]
    for each in written:
        layer = each.layer
        high, wide = each.coverage.shape
        for frame in {min(layer.first + layer.frames_in, layer.end - 1), layer.end - 1 - layer.frames_out}:
            if each.coverage.any():
                seen = with_layers(picture(frame), backing, frame)
                behind = seen[layer.y : layer.y + high, layer.x : layer.x + wide]
                near = cv2.dilate(each.coverage, np.ones((7, 7), np.uint8)) > 0
                ratios.append(worst_contrast(each.ink, behind[near]))
    return min(ratios)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("style", Style)
def test_every_letter_reads_against_what_is_behind_it(style: Style, kind: str) -> None:
    for written in on(kind, style):
        assert any(each.coverage.any() for each in written)
        assert worst(written, pictures(kind, SIZE)) >= 4.5


def test_words_read_at_the_brightest_moment_of_a_light_that_moves() -> None:
    """No frame that is looked at anyway sees the flash."""
    flash = 41
    dark, bright = (np.full((SIZE[1], SIZE[0], 3), tone, np.uint8) for tone in (30, 235))

    def picture(frame: int) -> NDArray[np.uint8]:
        return bright if frame == flash else dark

    titles = titles_of(scene(Style.LUXURY))
    lowest = []
    for lit in ((), (flash,)):
        written = list(write(replace(titles, lit=lit), picture))
        seen = with_layers(picture(flash), backing_of(written), flash)
        there = [each for each in written if each.layer.first <= flash < each.layer.end and each.coverage.any()]
        assert there
        ratios = []
        for each in there:
            layer, near = each.layer, cv2.dilate(each.coverage, np.ones((7, 7), np.uint8)) > 0
            high, wide = each.coverage.shape
            ratios.append(worst_contrast(each.ink, seen[layer.y : layer.y + high, layer.x : layer.x + wide][near]))
        lowest.append(min(ratios))
    assert lowest[0] < 2
    assert lowest[1] >= 4.5


@settings(max_examples=25)
@given(st.sampled_from(Style), st.integers(0, 255), st.integers(0, 255), st.floats(0.1, 0.9), st.booleans())
def test_every_letter_reads_where_two_tones_meet(style: Style, one: int, other: int, at: float, upright: bool) -> None:
    picture = np.full((SIZE[1], SIZE[0], 3), one, np.uint8)
    if upright:
        picture[:, round(SIZE[0] * at) :] = other
    else:
        picture[round(SIZE[1] * at) :] = other
    assert worst(list(write(titles_of(scene(style)), lambda _: picture)), lambda _: picture) >= 4.5


@pytest.mark.parametrize("style", Style)
def test_words_read_on_what_a_product_casts(style: Style) -> None:
    titles = titles_of(scene(style))
    foot = round(titles.room.bottom * SIZE[1])
    shadowed = pictures("bright", SIZE)(0).copy()
    shadowed[foot : foot + 80, :300] //= 4
    assert worst(list(write(titles, lambda _: shadowed)), lambda _: shadowed) >= 4.5


@pytest.mark.parametrize("kind", ["dark", "bright"])
@pytest.mark.parametrize("style", Style)
def test_words_on_a_calm_picture_have_nothing_behind_them(style: Style, kind: str) -> None:
    """Neither a dark palette on a bright picture nor the other way round: but for captions and an end card's foot."""
    palette = look(style).palette
    inks = {rgb(palette.light_ink)} if kind == "dark" else {rgb(palette.dark_ink)}
    for words in (scene(style), end(style)):
        titles = titles_of(words)
        written = [each for each in write(titles, pictures(kind, SIZE)) if each.coverage.any()]
        assert len(backing_of(written)) == (1 if words.end_card else len(titles.captions))
        assert {each.ink for each in written if not each.backing} == inks


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("style", Style)
def test_the_picture_keeps_its_light(style: Style, kind: str) -> None:
    """A frame with and without words differs in panels and letters, and by next to nothing anywhere else."""
    picture = pictures(kind, SIZE)
    for written in on(kind, style):
        layers = (*backing_of(written), *(each.layer for each in written))
        for frame in (0, 40, 88):
            solid = np.zeros(SIZE[::-1], bool)
            for layer in filter(opaque, layers):
                high, wide = layer.pixels.shape[:2]
                solid[layer.y : layer.y + high, layer.x : layer.x + wide] |= layer.pixels[..., 3] > 0
            bare, worded = picture(frame), with_layers(picture(frame), layers, frame)
            off = cv2.absdiff(worded, bare).sum(axis=-1, dtype=np.uint16) / 3
            assert off[~solid].max() <= 0.05 * 255 + 1


@pytest.mark.parametrize("style", Style)
def test_nothing_reaches_into_the_products_room_while_it_comes_in(style: Style) -> None:
    for words in (scene(style), end(style)):
        for kind in ("blocks", "mid"):
            titles = titles_of(words)
            top, bottom = titles.room.top * SIZE[1], titles.room.bottom * SIZE[1]
            for layer in draw(titles, pictures(kind, SIZE)):
                _, y, _, height = cv2.boundingRect(layer.pixels[..., 3])
                for frame in range(layer.first, layer.end):
                    shown = layer.at(frame)
                    assert shown is not None
                    first = layer.y + y + shown.dy
                    assert first + height <= top + 1 or first >= bottom - 1


@pytest.mark.parametrize("style", Style)
def test_backing_is_there_exactly_while_its_words_are(style: Style) -> None:
    """It must neither come before them nor be left behind: a scene's tail is drawn without words."""
    for words in (scene(style), end(style)):
        written = list(write(titles_of(words), pictures("blocks", SIZE)))
        assert backing_of(written)
        for backing in backing_of(written):
            on_it = [each.layer for each in written if any(layer is backing for layer in each.backing)]
            assert backing.first == min(layer.first for layer in on_it)
            assert backing.end == max(layer.end for layer in on_it) <= words.frames
            assert backing.frames_out == max(layer.frames_out for layer in on_it)


def test_where_little_is_missing_there_is_a_shade_without_an_edge() -> None:
    written = list(write(titles_of(scene(Style.MINIMAL, said="")), pictures("mid", SIZE)))
    shades = backing_of(written)
    assert shades
    for shade in shades:
        opacity = shade.pixels[..., 3].astype(int)
        assert 0 < opacity.max() < 40
        smooth = cv2.blur(opacity.astype(np.float32), (4, 4))
        assert max(np.abs(np.diff(smooth, axis=axis)).max() for axis in (0, 1)) <= 1
        inside = opacity[1:-1, 1:-1]
        assert max(opacity[0].max(), opacity[-1].max(), opacity[:, -1].max()) <= 1 <= inside.max()
        assert opacity[:, 0].max() <= 1 or shade.x == 0


def test_a_shade_on_an_even_wall_has_no_contours() -> None:
    """In steps of 8 bits it would lie in rings about the words: few means of 4 x 4 pixels are whole numbers."""
    picture = pictures("mid", SIZE)
    written = list(write(titles_of(scene(Style.MINIMAL, said="")), picture))
    (shade,) = backing_of(written)
    frame = Frame.empty(SIZE)
    frame.y[:], frame.u[:], frame.v[:] = 121, 128, 128
    Sprite.of(shade.pixels, shade.x, shade.y).lay_on(frame)
    means = cv2.blur(frame.y.astype(np.float32), (4, 4))
    ramp = means[(means < 120.5) & (means > means.min() + 0.5)]
    assert ramp.size > 5_000
    assert (np.abs(ramp - np.rint(ramp)) < 0.03).mean() < 0.2


@pytest.mark.parametrize("style", Style)
def test_an_end_cards_words_share_one_panel(style: Style) -> None:
    """Offer, button and small print belong together, on one card that holds them all."""
    titles = titles_of(end(style))
    foot = titles.room.bottom * SIZE[1]
    written = [each for each in write(titles, pictures("blocks", SIZE)) if each.layer.y > foot]
    assert len(written) == 3
    (card,) = backing_of(written)
    for each in written:
        assert card.x < each.layer.x
        assert card.y < each.layer.y
        assert card.x + card.pixels.shape[1] > each.layer.x + each.layer.pixels.shape[1]
        assert card.y + card.pixels.shape[0] > each.layer.y + each.layer.pixels.shape[0]


def test_a_button_stands_out_from_a_card_of_its_own_colour() -> None:
    titles = titles_of(end(Style.BOLD))
    (button,) = [each for each in write(titles, pictures("mid", SIZE)) if not each.coverage.any()]
    middle = button.layer.pixels.shape[0] // 2
    assert tuple(int(part) for part in button.layer.pixels[middle, 20, :3]) == button.ink
    assert button.ink != rgb(titles.look.palette.accent)


def test_a_preview_is_backed_as_the_master_is() -> None:
    def backed(size: tuple[int, int]) -> list[Layer]:
        @cache
        def picture(_: int) -> NDArray[np.uint8]:
            across = np.where(np.arange(size[0]) % (size[0] / 6) < size[0] / 12, 40, 220).astype(np.uint8)
            return np.broadcast_to(across[None, :, None], (size[1], size[0], 3))

        return list(backing_of(list(write(titles_of(end(Style.BOLD), size), picture))))

    master, preview = backed((1080, 1920)), backed(SIZE)
    assert len(master) == len(preview) == 2
    for large, small in zip(master, preview, strict=True):
        assert (large.y / 2, large.pixels.shape[0] / 2) == pytest.approx((small.y, small.pixels.shape[0]), abs=2)
        assert (large.pixels[40, 40] == small.pixels[20, 20]).all()
