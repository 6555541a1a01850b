"""Words are laid out and drawn over real pictures, then measured in the finished pixels."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache, reduce
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from adforge_core.media.ink import contrast_behind
from adforge_core.media.layers import Entrance, Layer
from adforge_core.model.brief import Style
from adforge_core.model.formats import Format
from adforge_core.model.look import Case, KeyLight, Look, Palette, TypeStyle
from adforge_core.model.sound import Cue, Word
from adforge_core.model.storyboard import Role
from adforge_core.model.value import rgb
from adforge_core.stages.titles import Block, Spoken, Titles, Words, draw, lay_out
from adforge_core.stages.titles.drawing import Written, write
from adforge_core.stages.titles.shades import Beneath

FACES = {
    Style.LUXURY: TypeStyle(headline="PlayfairDisplay_500Medium", text="Poppins_500Medium", tracking=0.01),
    Style.MINIMAL: TypeStyle(headline="Inter_600SemiBold", text="Inter_600SemiBold", tracking=-0.02),
    Style.ENERGETIC: TypeStyle(headline="BebasNeue_400Regular", text="Montserrat_800ExtraBold", case=Case.UPPER),
    Style.BOLD: TypeStyle(headline="Anton_400Regular", text="Inter_800ExtraBold", case=Case.UPPER),
}
LEGAL = "Offer ends 31 December. While stocks last. Terms apply; see emberandoak.example for details and exclusions."


def look(style: Style, accent: str = "#c9a45c") -> Look:
    return Look(
        lighting="", camera="", texture="", mood="",
        palette=Palette(background="#202020", surface="#303030", accent=accent),
        type=FACES[style], key_light=KeyLight(azimuth=30, elevation=45, softness=0.5),
    )  # fmt: skip


def cue(text: str, first: int = 20, pace: int = 9) -> Cue:
    spoken = text.split()
    starts = [(first + index * pace) / 30 for index in range(len(spoken))]
    timed = zip(spoken, starts, strict=True)
    words = tuple(Word(text=word, start=start, end=start + pace / 30) for word, start in timed)
    return Cue(words=words, first=first, end=first + pace * len(spoken))


def scene(
    style: Style, super_: str = "Mornings, slowed down", said: str = "Better coffee for you.", frames: int = 90
) -> Words:
    cues = (cue(said),) if said else ()
    return Words(role=Role.HOOK, style=style, frames=frames, super=super_, cues=cues, brand="Ember & Oak")


def end(style: Style) -> Words:
    return Words(
        role=Role.CALL_TO_ACTION, style=style, frames=90, super="Made to last", brand="Ember & Oak",
        offer="20% off, now $49.99", cta="Shop the set", legal=LEGAL, end_card=True,
    )  # fmt: skip


def pictures(kind: str, size: tuple[int, int]) -> Callable[[int], NDArray[np.uint8]]:
    width, height = size
    across, down = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    rng = np.random.default_rng(3)
    flat = {"dark": 34.0, "bright": 226.0, "mid": 122.0}

    def frame(n: int) -> NDArray[np.uint8]:
        if kind in flat:
            grey = np.full((height, width), flat[kind])
        elif kind == "gradient":
            grey = 255 * (0.7 * down + 0.3 * across)
        elif kind == "brightening":
            grey = np.full((height, width), 20 + 2.2 * n)
        else:
            coarse = rng.uniform(0, 255, (height // 24 + 1, width // 24 + 1))
            grey = np.kron(coarse, np.ones((24, 24)))[:height, :width]
        rgb: NDArray[np.uint8] = np.clip(np.stack([grey, grey * 0.96, grey * 0.9], -1), 0, 255).astype(np.uint8)
        return rgb

    return frame if kind == "brightening" else cache(lambda _: frame(0))


def laid(picture: NDArray[np.uint8], layer: Layer | None) -> NDArray[np.uint8]:
    if layer is None:
        return picture
    result: NDArray[np.float32] = picture.astype(np.float32)
    height, width = layer.pixels.shape[:2]
    alpha = layer.pixels[..., 3:].astype(np.float32) / 255
    place = result[layer.y : layer.y + height, layer.x : layer.x + width]
    place += (layer.pixels[..., :3] - place) * alpha
    finished: NDArray[np.uint8] = np.rint(result).astype(np.uint8)
    return finished


def beneath(picture: Callable[[int], NDArray[np.uint8]]) -> Beneath:
    """A scene without a product: whatever is under it lies on the picture itself."""

    def with_layers(layers: tuple[Layer, ...]) -> Callable[[int], NDArray[np.uint8]]:
        return cache(lambda frame: reduce(laid, layers, picture(frame)))

    return with_layers


def behind(layer: Layer, frame: int, look: Callable[[int], NDArray[np.uint8]]) -> NDArray[np.uint8]:
    high, wide = layer.pixels.shape[:2]
    return look(frame)[layer.y : layer.y + high, layer.x : layer.x + wide]


def shades(layers: tuple[Layer, ...]) -> list[Layer]:
    return [layer for layer in layers if layer.under]


def all_shades(written: list[Written]) -> tuple[Layer, ...]:
    return tuple({id(shade): shade for each in written for shade in each.shades}.values())


def on_it(layers: tuple[Layer, ...]) -> list[Layer]:
    return [layer for layer in layers if not layer.under]


def all_edges(titles: Titles) -> list[tuple[float, float, float, float]]:
    parts: list[Block | Spoken] = [*titles.blocks, *titles.captions]
    return [part.edges for part in parts]


@pytest.mark.parametrize("format_", Format)
@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("is_end", [False, True])
def test_every_word_is_safe_and_clear_of_the_product(style: Style, format_: Format, is_end: bool) -> None:
    words = end(style) if is_end else scene(style)
    titles = lay_out(words, look(style), format_, format_.size)
    width, height = format_.size
    safe, room = format_.safe_area, titles.room
    assert titles.undrawn == ""
    stand = format_.end_card_stand if is_end else format_.stand
    assert room.top + 0.14 < stand.y <= room.bottom + 1e-6
    for left, top, right, bottom in all_edges(titles):
        assert left >= safe.left * width - 0.01
        assert right <= safe.right * width + 0.01
        assert top >= safe.top * height - 0.01
        assert bottom <= safe.bottom * height + 0.01
        assert bottom < room.top * height or top > room.bottom * height
        if style is not Style.MINIMAL:
            assert (left + right) / 2 == pytest.approx(width / 2, abs=2)


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


@pytest.mark.parametrize("kind", ["dark", "bright", "mid", "gradient", "brightening", "blocks"])
@pytest.mark.parametrize("style", Style)
def test_every_letter_reads_against_what_is_behind_it(style: Style, kind: str) -> None:
    size = (540, 960)
    scene_ = beneath(pictures(kind, size))
    for words in (scene(style), end(style)):
        titles = lay_out(words, look(style), Format.VERTICAL, size)
        written = [each for each in write(titles, scene_) if each.coverage.any()]
        assert written
        seen = scene_(all_shades(written))
        for each in written:
            for frame in (each.layer.first, each.layer.end - 1):
                assert contrast_behind(each.ink, each.coverage, behind(each.layer, frame, seen), reach=3) >= 4.5


@pytest.mark.parametrize("style", Style)
def test_no_shade_where_none_is_needed_and_all_of_it_under_the_product(style: Style) -> None:
    size = (540, 960)
    for words in (scene(style), end(style)):
        titles = lay_out(words, look(style), Format.VERTICAL, size)
        assert not shades(draw(titles, beneath(pictures("dark", size))))
        layers = draw(titles, beneath(pictures("blocks", size)))
        assert shades(layers)
        top, bottom = titles.room.top * size[1], titles.room.bottom * size[1]
        for layer in on_it(layers):
            assert layer.y + layer.pixels.shape[0] <= top + 1 or layer.y >= bottom - 1


@pytest.mark.parametrize("style", Style)
def test_a_shade_has_no_edge(style: Style) -> None:
    size = (540, 960)
    for words in (scene(style), end(style)):
        titles = lay_out(words, look(style), Format.VERTICAL, size)
        for layer in shades(draw(titles, beneath(pictures("blocks", size)))):
            assert (layer.x, layer.pixels.shape[1]) == (0, size[0])
            opacity = layer.pixels[..., 3].astype(int)
            assert (opacity == opacity[:, :1]).all()
            down = opacity[:, 0]
            at_top = layer.y == 0
            assert at_top or layer.y + len(down) == size[1]
            assert down[-1 if at_top else 0] <= 1
            assert np.abs(np.diff(down)).max() <= max(2, down.max() / 60)


def test_a_preview_is_shaded_as_the_master_is() -> None:
    def shaded(size: tuple[int, int]) -> list[Layer]:
        def picture(_: int) -> NDArray[np.uint8]:
            across = np.where(np.arange(size[0]) % (size[0] / 6) < size[0] / 12, 40, 220).astype(np.uint8)
            return np.broadcast_to(across[None, :, None], (size[1], size[0], 3))

        titles = lay_out(end(Style.BOLD), look(Style.BOLD), Format.VERTICAL, size)
        return shades(draw(titles, beneath(picture)))

    master, preview = shaded((1080, 1920)), shaded((540, 960))
    assert len(master) == len(preview) == 2
    for large, small in zip(master, preview, strict=True):
        assert (large.y / 2, large.pixels.shape[0] / 2) == pytest.approx((small.y, small.pixels.shape[0]), abs=1)
        assert int(large.pixels[..., 3].max()) == pytest.approx(int(small.pixels[..., 3].max()), abs=4)


@pytest.mark.parametrize("style", Style)
def test_words_read_on_what_a_product_casts_over_their_shade(style: Style) -> None:
    """A shadow that lies over the shade: no light shade can lift what is under it."""
    size = (540, 960)
    titles = lay_out(scene(style), look(style), Format.VERTICAL, size)
    foot = round(titles.room.bottom * size[1])
    picture = pictures("blocks", size)

    def shadowed(layers: tuple[Layer, ...]) -> Callable[[int], NDArray[np.uint8]]:
        lit = beneath(picture)(tuple(layer for layer in layers if layer.under))
        over = tuple(layer for layer in layers if not layer.under)

        def look_at(frame: int) -> NDArray[np.uint8]:
            seen = lit(frame).copy()
            seen[foot : foot + 80, :300] //= 4
            return reduce(laid, over, seen)

        return look_at

    written = list(write(titles, shadowed))
    seen = shadowed(all_shades(written))
    for each in written:
        if each.coverage.any():
            assert contrast_behind(each.ink, each.coverage, behind(each.layer, each.layer.first, seen), reach=3) >= 4.5


def test_one_ink_for_a_scene() -> None:
    """The blocks' brightness differs above and below, and still one ink with a little shade is better than two."""
    size = (540, 960)

    def picture(_: int) -> NDArray[np.uint8]:
        down = np.linspace(60, 125, size[1]).astype(np.uint8)
        return np.broadcast_to(down[:, None, None], (size[1], size[0], 3))

    titles = lay_out(end(Style.BOLD), look(Style.BOLD), Format.VERTICAL, size)
    assert len({each.ink for each in write(titles, beneath(picture)) if each.coverage.any()}) == 1


@pytest.mark.parametrize("style", Style)
def test_captions_follow_the_voice_a_word_at_a_time(style: Style) -> None:
    titles = lay_out(scene(style, "", "Better coffee for you."), look(style), Format.VERTICAL, (540, 960))
    layers = draw(titles, beneath(pictures("dark", (540, 960))))
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


def test_words_wait_for_the_transition_and_stay_to_the_end() -> None:
    size = (540, 960)
    silent = lay_out(scene(Style.BOLD, said=""), look(Style.BOLD), Format.VERTICAL, size)
    for layer in draw(silent, beneath(pictures("dark", size))):
        assert 8 <= layer.first <= 14
        assert layer.end == 90
    for layer in draw(
        lay_out(end(Style.BOLD), look(Style.BOLD), Format.VERTICAL, size), beneath(pictures("dark", size))
    ):
        last = layer.at(89)
        assert last is not None
        assert last.opacity == 1


def test_a_scene_of_three_quarters_of_a_second_shows_its_words_at_once() -> None:
    words = scene(Style.ENERGETIC, said="", frames=22)
    (layer,) = draw(
        lay_out(words, look(Style.ENERGETIC), Format.VERTICAL, (540, 960)), beneath(pictures("dark", (540, 960)))
    )
    assert (layer.first, layer.end, layer.entrance) == (0, 22, Entrance.CUT)


def test_a_logo_takes_the_names_place_and_is_never_stretched() -> None:
    logo = np.zeros((100, 300, 4), np.uint8)
    logo[20:80, 20:280] = (220, 60, 40, 255)
    words = replace(end(Style.LUXURY), logo=logo)
    titles = lay_out(words, look(Style.LUXURY), Format.VERTICAL, (1080, 1920))
    layers = draw(titles, beneath(pictures("bright", (1080, 1920))))
    drawn = [layer for layer in layers if (layer.pixels[..., 3] == 255).any() and layer.pixels.shape[:2] == (120, 360)]
    assert len(drawn) == 1
    red, green, blue, alpha = (int(part) for part in drawn[0].pixels[60, 180])
    assert (red, green, blue, alpha) == (220, 60, 40, 255)


def logo_on(logo: NDArray[np.uint8], kind: str) -> tuple[Titles, tuple[Layer, ...], Layer]:
    size = (1080, 1920)
    titles = lay_out(replace(end(Style.LUXURY), logo=logo), look(Style.LUXURY), Format.VERTICAL, size)
    layers = draw(titles, beneath(pictures(kind, size)))
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


def test_a_logo_of_several_colours_keeps_them_and_gets_a_panel() -> None:
    logo = np.zeros((100, 300, 4), np.uint8)
    logo[20:80, 20:150] = (150, 20, 20, 255)
    logo[20:80, 150:280] = (20, 30, 120, 255)
    _, layers, drawn = logo_on(logo, "dark")
    assert tuple(drawn.pixels[60, 70, :3]) == (150, 20, 20)
    (panel,) = shades(layers)
    assert panel.pixels[panel.pixels.shape[0] // 2, panel.pixels.shape[1] // 2, :3].min() > 200
    assert panel.pixels[0, :, 3].max() <= 8
    assert not shades(logo_on(logo, "bright")[1])


def test_the_super_steps_aside_when_the_offer_already_says_it() -> None:
    twice = replace(end(Style.BOLD), super="20% OFF, now $49.99")
    once = replace(end(Style.BOLD), super="")
    assert (
        lay_out(twice, look(Style.BOLD), Format.VERTICAL, (1080, 1920)).room
        == lay_out(once, look(Style.BOLD), Format.VERTICAL, (1080, 1920)).room
    )


def test_what_cannot_be_drawn_is_named() -> None:
    words = replace(scene(Style.BOLD, "Hot 🔥 deal"), brand="")
    titles = lay_out(words, look(Style.BOLD), Format.VERTICAL, (1080, 1920))
    assert titles.undrawn == "🔥"
    assert [line.line.text for line in titles.blocks[0].lines] == ["HOT DEAL"]


QUOTED = "“Only” $49.99™ — l’été"  # noqa: RUF001 typographic quotes
AWKWARD = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["", "W" * 200, "word " * 1000, QUOTED, "קפה חם", "قهوة ساخنة", "☕🔥", "\n\t"]),
)


@settings(deadline=None, max_examples=40)
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
        assert bottom < titles.room.top * height or top > titles.room.bottom * height
