"""Words in their places become pictures, in the ink and over the scrim that the pixels behind them ask for."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache, partial, reduce
from math import ceil, floor

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.ink import Colour, Inking, best_ink, choose_ink, tinted, worst_contrast
from adforge_core.media.layers import Entrance, Layer
from adforge_core.media.shapes import Bar, soft_box
from adforge_core.media.type import PlacedLine, coverage, over
from adforge_core.model.value import rgb
from adforge_core.stages.titles.words import Block, Edges, Spoken, Timing, Titles, around

Behind = Callable[[int], NDArray[np.uint8]]

_LOOKS = 6  # frames of a scene at which the picture behind the words is measured
_MOST_PIXELS = 6_000  # of a block's paper, a look; more tell nothing more
_TRAVEL = 28.0
"""How far words move while they come in, in pixels of the layout."""
_MARGIN = 14.0  # around the letters, measured and kept readable too; master pixels


@dataclass(frozen=True)
class Written:
    """A layer, the ink of its letters (`coverage`, of the layer's size) and the scrim laid under it, if any."""

    layer: Layer
    coverage: NDArray[np.uint8]
    ink: Colour
    scrim: Layer | None


def draw(titles: Titles, behind: Behind) -> tuple[Layer, ...]:
    """The layers to lay over the scene, lowest first.

    `behind(n)` is frame n of the scene without words, (height, width, 3) RGB of the titles' size; it is asked for a few
    frames only. Every letter reaches 4.5:1 against what is behind it, on all frames and in the block's worst place.
    """
    written = tuple(write(titles, behind))
    scrims = {id(each.scrim): each.scrim for each in written if each.scrim is not None}
    return (*scrims.values(), *(each.layer for each in written))


def write(titles: Titles, behind: Behind) -> Iterator[Written]:
    """What `draw` flattens: each layer with its letters' own coverage and ink, to be measured."""
    look_at = cache(behind)
    foot = titles.room.bottom * titles.size[1]
    yield from _together([block for block in titles.blocks if block.edges[1] < foot], titles, look_at)
    yield from _together([block for block in titles.blocks if block.edges[1] >= foot], titles, look_at)
    if titles.captions:
        yield from _spoken(titles.captions, titles, look_at)


def _together(blocks: list[Block], titles: Titles, behind: Behind) -> Iterator[Written]:
    """What stands together is written in one ink, over one scrim."""
    logos = [block for block in blocks if block.logo]
    for block in logos:
        written = _logo(block, titles, behind)
        behind = cache(_beneath(behind, written.scrim)) if written.scrim else behind
        yield written
    texts = [block for block in blocks if not block.logo]
    papers = {
        id(block): _paper(block.inked, block.timing.first, block.timing.end, titles, behind)
        for block in texts
        if block.inked
    }
    ink = choose_ink(np.concatenate(list(papers.values())), _inks(titles)).ink if papers else _inks(titles)[0]
    inkings = [choose_ink(paper, [ink]) for paper in papers.values()]
    inking = max(inkings, key=lambda each: each.strength, default=Inking(ink, ink, 0.0))
    scrim = None
    if inking.strength:
        written_on = [block for block in texts if block.inked]
        edges = reduce(around, [block.inked for block in written_on if block.inked])
        entrance = Entrance.CUT if written_on[0].timing.entrance is Entrance.CUT else Entrance.FADE
        scrim = _scrim(edges, inking, titles, _layer(replace(written_on[0].timing, entrance=entrance), titles))
    for block in texts:
        yield _block(block, titles, inking, papers.get(id(block)), scrim)


def _layer(timing: Timing, titles: Titles) -> Callable[..., Layer]:
    return partial(Layer, **asdict(timing), travel=_TRAVEL * titles.scale)


def _beneath(behind: Behind, scrim: Layer) -> Behind:
    """The picture behind with `scrim` already laid on it."""

    def look(frame: int) -> NDArray[np.uint8]:
        picture = behind(frame).copy()
        high, wide = scrim.pixels.shape[:2]
        place = picture[scrim.y : scrim.y + high, scrim.x : scrim.x + wide]
        alpha = scrim.pixels[..., 3:].astype(np.float32) / 255
        place[:] = np.rint(place + (scrim.pixels[..., :3] - place.astype(np.float32)) * alpha)
        return picture

    return look


def _block(
    block: Block, titles: Titles, inking: Inking, paper: NDArray[np.uint8] | None, scrim: Layer | None
) -> Written:
    accent = rgb(titles.look.palette.accent)
    fine = tinted(accent, inking, paper) if block.accented and paper is not None else inking.ink
    on_bar = best_ink(accent, _inks(titles))
    size, origin = _canvas([block.edges], titles)
    pixels = np.zeros((size[1], size[0], 4), np.uint8)
    for rule in (*block.bars, *block.rules):
        pixels = over(pixels, accent, rule.coverage(size, origin))
    letters = np.zeros((size[1], size[0]), np.uint8)
    for lines, colour in ((block.lines, inking.ink), (block.accented, fine), (block.reversed, on_bar)):
        if lines:
            covered = coverage(lines, size, origin)
            pixels = over(pixels, colour, covered)
            letters = np.maximum(letters, covered) if lines is block.lines else letters
    return Written(_layer(block.timing, titles)(pixels, *origin), letters, inking.ink, scrim if block.inked else None)


def _logo(block: Block, titles: Titles, behind: Behind) -> Written:
    assert block.logo is not None
    picture, (left, top, right, bottom) = block.logo
    inking = _logo_inking(picture, _paper(block.logo[1], block.timing.first, block.timing.end, titles, behind))
    layer = _layer(block.timing, titles)
    scrim = _scrim(block.logo[1], inking, titles, layer) if inking.strength else None
    size = (max(1, round(right - left)), max(1, round(bottom - top)))
    # Weighted by opacity while it shrinks: what colour a transparent pixel has must not bleed into its neighbours.
    alpha = picture[..., 3:].astype(np.float32) / 255
    weighted = np.concatenate([picture[..., :3] * alpha, alpha * 255], axis=-1)
    small = cv2.resize(weighted, size, interpolation=cv2.INTER_AREA)
    colours = small[..., :3] / np.maximum(small[..., 3:] / 255, 1e-3)
    pixels = np.rint(np.clip(np.concatenate([colours, small[..., 3:]], axis=-1), 0, 255)).astype(np.uint8)
    return Written(layer(pixels, round(left), round(top)), pixels[..., 3], inking.ink, scrim)


def _logo_inking(picture: NDArray[np.uint8], paper: NDArray[np.uint8]) -> Inking:
    """The scrim a logo needs, judged by the mean colour of its opaque pixels; a mark needs 3:1."""
    opaque = picture[picture[..., 3] > 127][:, :3]
    if not len(opaque):
        return Inking((0, 0, 0), (0, 0, 0), 0.0)
    red, green, blue = (int(part) for part in opaque.mean(axis=0))
    ink = (red, green, blue)
    return choose_ink(paper, [ink], aim=3.0)


def _spoken(captions: tuple[Spoken, ...], titles: Titles, behind: Behind) -> Iterator[Written]:
    """All the scene's captions, in one ink."""
    paper = np.concatenate([_paper(each.edges, each.first, each.end, titles, behind) for each in captions])
    inking = choose_ink(paper, _inks(titles))
    for index, caption in enumerate(captions):
        pauses = index + 1 == len(captions) or caption.end < captions[index + 1].first
        scrim = None
        if inking.strength:
            timing = Timing(caption.first, caption.end, Entrance.CUT, 0, 3 if pauses else 0)
            scrim = _scrim(caption.edges, inking, titles, _layer(timing, titles))
        yield from _caption(caption, inking, paper, pauses, scrim, titles)


def _caption(
    caption: Spoken, inking: Inking, paper: NDArray[np.uint8], pauses: bool, scrim: Layer | None, titles: Titles
) -> Iterator[Written]:
    """One layer for each word that is spoken, showing the whole caption with that word brought out."""
    design, scale = titles.design, titles.scale
    accent = rgb(titles.look.palette.accent)
    on_bar = best_ink(accent, _inks(titles))
    tint = tinted(accent, inking, paper)
    coloured = not design.highlight and sum(abs(a - b) for a, b in zip(tint, inking.ink, strict=True)) > 110
    line = accent if worst_contrast(accent, paper) > 1.6 else inking.ink
    size, origin = _canvas([*(_marker(word) for word in caption.words), caption.edges], titles)
    words = [_word(word, size, origin) for word in caption.words]
    letters = np.maximum.reduce(words)
    for index, (start, word) in enumerate(zip(caption.active, words, strict=True)):
        end = caption.active[index + 1] if index + 1 < len(words) else caption.end
        if end <= start:
            continue
        rest = letters - word if design.highlight or coloured else letters
        pixels = over(np.zeros((size[1], size[0], 4), np.uint8), inking.ink, rest)
        if design.highlight:
            left, top, right, bottom = _marker(caption.words[index])
            pixels = over(pixels, accent, Bar(left, top, right, bottom, radius=6 * scale).coverage(size, origin))
            pixels = over(pixels, on_bar, word)
        elif coloured:
            pixels = over(pixels, tint, word)
        else:
            pixels = over(pixels, line, _underline(caption.words[index], scale).coverage(size, origin))
        enters, leaves = start == caption.first, pauses and end == caption.end
        entrance = Entrance.FADE if enters else Entrance.CUT
        layer = Layer(pixels, *origin, start, end, entrance, 3 if enters else 0, 3 if leaves else 0)
        yield Written(layer, rest, inking.ink, scrim)


def _marker(word: PlacedLine) -> Edges:
    """Where the block of accent behind a spoken word is: as high for every word, whatever its letters."""
    pad = 0.16 * word.size
    return word.left - pad, word.baseline - 0.98 * word.size, word.right + pad, word.baseline + 0.36 * word.size


def _underline(word: PlacedLine, scale: float) -> Bar:
    top = word.baseline + 0.16 * word.size
    return Bar(word.left, top, word.right, top + 4 * scale)


def _word(word: PlacedLine, size: tuple[int, int], origin: tuple[int, int]) -> NDArray[np.uint8]:
    """The word's coverage on the caption's whole canvas, drawn on no more than its own place."""
    left, right = floor(word.left) - 2 - origin[0], ceil(word.right) + 2 - origin[0]
    left, right = max(0, left), min(size[0], right)
    whole = np.zeros((size[1], size[0]), np.uint8)
    if right > left:
        whole[:, left:right] = coverage([word], (right - left, size[1]), (origin[0] + left, origin[1]))
    return whole


def _scrim(edges: Edges, inking: Inking, titles: Titles, layer: Callable[..., Layer]) -> Layer:
    """A soft shade behind the words at `edges`, that is gone where the product's room begins."""
    width, height = titles.size
    scale, room = titles.scale, titles.room
    room_top, room_bottom = room.top * height, room.bottom * height
    margin, soft = _MARGIN * scale * 0.6, 70 * scale
    inner = (edges[0] - margin, edges[1] - margin, edges[2] + margin, edges[3] + margin)
    above = edges[3] <= room_top
    wide = titles.design.veil if above else not titles.captions
    left, right = (0.0, float(width)) if wide else (inner[0] - soft, inner[2] + soft)
    top = (0.0 if wide else inner[1] - soft) if above else max(inner[1] - soft, room_bottom)
    bottom = min(inner[3] + soft, room_top) if above else inner[3] + (4 if wide else 1) * soft
    x, y = max(0, floor(left)), max(0, ceil(top))
    size = (min(width, ceil(right)) - x, min(height, floor(bottom)) - y)
    at = (
        0.0 if wide else inner[0] - x, 0.0 if wide and above else inner[1] - y,
        size[0] if wide else inner[2] - x, inner[3] - y,
    )  # fmt: skip
    field = soft_box(size, at)
    pixels = np.empty((size[1], size[0], 4), np.uint8)
    pixels[..., :3] = inking.scrim
    pixels[..., 3] = np.rint(field * ceil(inking.strength * 255))
    return layer(pixels, x, y)


def _inks(titles: Titles) -> list[Colour]:
    return [rgb(titles.look.palette.light_ink), rgb(titles.look.palette.dark_ink)]


def _canvas(edges: list[Edges], titles: Titles) -> tuple[tuple[int, int], tuple[int, int]]:
    """The whole pixels around all `edges`, inside the frame: size and origin."""
    left, top = floor(min(e[0] for e in edges)) - 1, floor(min(e[1] for e in edges)) - 1
    right, bottom = ceil(max(e[2] for e in edges)) + 1, ceil(max(e[3] for e in edges)) + 1
    left, top = max(0, left), max(0, top)
    right, bottom = min(titles.size[0], right), min(titles.size[1], bottom)
    return (max(1, right - left), max(1, bottom - top)), (left, top)


def _paper(edges: Edges, first: int, end: int, titles: Titles, behind: Behind) -> NDArray[np.uint8]:
    """The pixels (n, 3) behind `edges` and a margin, at the looks that fall in or border on the time."""
    looks = sorted({round(frame) for frame in np.linspace(0, titles.frames - 1, _LOOKS)})
    before = [look for look in looks if look <= first][-1:]
    after = [look for look in looks if look >= end][:1]
    wanted = {*before, *(look for look in looks if first <= look < end), *after}
    margin = _MARGIN * titles.scale
    left, top = max(0, floor(edges[0] - margin)), max(0, floor(edges[1] - margin))
    right, bottom = ceil(edges[2] + margin), ceil(edges[3] + margin)
    step = max(1, round(((right - left) * (bottom - top) / _MOST_PIXELS) ** 0.5))
    return np.concatenate([behind(look)[top:bottom:step, left:right:step].reshape(-1, 3) for look in sorted(wanted)])
