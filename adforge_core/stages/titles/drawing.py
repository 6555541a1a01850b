"""Words in their places become pictures, in the ink and over the shade that the pixels behind them ask for."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial, reduce
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from adforge_core.media.ink import Colour, best_ink, tinted, worst_contrast
from adforge_core.media.layers import Entrance, Layer
from adforge_core.media.shapes import Bar
from adforge_core.media.type import PlacedLine, coverage, over
from adforge_core.model.value import rgb
from adforge_core.stages.titles.logo import Logo
from adforge_core.stages.titles.shades import Beneath, Group, Inked, Part, ink
from adforge_core.stages.titles.words import Block, Edges, Spoken, Timing, Titles, around

_CAPTION_OUT = 3  # frames that a caption takes to leave
_TRAVEL = 28.0
"""How far words move while they come in, in pixels of the layout."""


@dataclass(frozen=True)
class Written:
    """A layer, the ink of its letters (`coverage`, of the layer's size) and what shades the picture behind them."""

    layer: Layer
    coverage: NDArray[np.uint8]
    ink: Colour
    shades: tuple[Layer, ...]


def draw(titles: Titles, beneath: Beneath) -> tuple[Layer, ...]:
    """The layers to lay over the scene, and their shades to lay under its product, lowest first.

    `beneath(layers)(n)` is frame n of the scene without words but with those layers, (height, width, 3) RGB of the
    titles' size; it is asked for a few frames only. Every letter reaches 4.5:1 against what is behind it, on all frames
    and in the block's worst place.
    """
    written = tuple(write(titles, beneath))
    shades = {id(shade): shade for each in written for shade in each.shades}
    return (*shades.values(), *(each.layer for each in written))


def write(titles: Titles, beneath: Beneath) -> Iterator[Written]:
    """What `draw` flattens: each layer with its letters' own coverage and ink, to be measured."""
    foot = titles.room.bottom * titles.size[1]
    logos = {id(block): Logo.of(*block.logo) for block in titles.blocks if block.logo}
    sides = [[block for block in titles.blocks if (block.edges[1] < foot) == above] for above in (True, False)]
    groups = [
        Group(tuple(_part(block, logos) for block in blocks), _around(blocks), above, blocks[0].timing.frames_out)
        for blocks, above in zip(sides, (True, False), strict=True)
        if blocks
    ]
    if titles.captions:
        parts = tuple(Part(each.edges, each.first, each.end) for each in titles.captions)
        groups.append(Group(parts, _around(titles.captions), False, _CAPTION_OUT))
    inked = iter(ink(groups, titles, _inks(titles), beneath))
    for blocks in sides:
        for group in [next(inked)] if blocks else []:
            for block, paper in zip(blocks, group.seen, strict=True):
                if block.logo:
                    yield _logo(logos[id(block)], block, titles, group, paper)
                else:
                    yield _block(block, titles, group, paper)
    if titles.captions:
        yield from _spoken(titles.captions, titles, next(inked))


def _part(block: Block, logos: dict[int, Logo]) -> Part:
    logo = logos.get(id(block))
    inked = logo.colour is not None if logo else block.inked is not None
    return Part(block.inked or block.edges, block.timing.first, block.timing.end, inked)


def _around(parts: Sequence[Block | Spoken]) -> Edges:
    return reduce(around, [part.edges for part in parts])


def _layer(timing: Timing, titles: Titles) -> Callable[..., Layer]:
    return partial(Layer, **asdict(timing), travel=_TRAVEL * titles.scale)


def _block(block: Block, titles: Titles, group: Inked, paper: NDArray[np.uint8]) -> Written:
    accent = rgb(titles.look.palette.accent)
    fine = tinted(accent, group.ink, paper) if block.accented else group.ink
    on_bar = best_ink(accent, _inks(titles))
    size, origin = _canvas([block.edges], titles)
    pixels = np.zeros((size[1], size[0], 4), np.uint8)
    for rule in (*block.bars, *block.rules):
        pixels = over(pixels, accent, rule.coverage(size, origin))
    letters = np.zeros((size[1], size[0]), np.uint8)
    for lines, colour in ((block.lines, group.ink), (block.accented, fine), (block.reversed, on_bar)):
        if lines:
            covered = coverage(lines, size, origin)
            pixels = over(pixels, colour, covered)
            letters = np.maximum(letters, covered) if lines is block.lines else letters
    return Written(
        _layer(block.timing, titles)(pixels, *origin), letters, group.ink, _shades(group) if block.inked else ()
    )


def _logo(logo: Logo, block: Block, titles: Titles, group: Inked, paper: NDArray[np.uint8]) -> Written:
    shown = logo.shown(group.ink, paper)
    layer = _layer(block.timing, titles)(shown.pixels, shown.x, shown.y)
    panel = shown.panel(_inks(titles), paper, titles, layer)
    shades = (*_shades(group), panel) if panel else _shades(group)
    return Written(layer, shown.pixels[..., 3], shown.colour or group.ink, shades)


def _shades(group: Inked) -> tuple[Layer, ...]:
    return (group.shade,) if group.shade else ()


def _spoken(captions: tuple[Spoken, ...], titles: Titles, group: Inked) -> Iterator[Written]:
    """All the scene's captions, in one ink."""
    paper = np.concatenate(group.seen)
    for index, caption in enumerate(captions):
        pauses = index + 1 == len(captions) or caption.end < captions[index + 1].first
        yield from _caption(caption, group, paper, pauses, titles)


def _caption(
    caption: Spoken, group: Inked, paper: NDArray[np.uint8], pauses: bool, titles: Titles
) -> Iterator[Written]:
    """One layer for each word that is spoken, showing the whole caption with that word brought out."""
    design, scale = titles.design, titles.scale
    accent = rgb(titles.look.palette.accent)
    on_bar = best_ink(accent, _inks(titles))
    tint = tinted(accent, group.ink, paper)
    coloured = not design.highlight and sum(abs(a - b) for a, b in zip(tint, group.ink, strict=True)) > 110
    line = accent if worst_contrast(accent, paper) > 1.6 else group.ink
    size, origin = _canvas([*(_marker(word) for word in caption.words), caption.edges], titles)
    words = [_word(word, size, origin) for word in caption.words]
    letters = np.maximum.reduce(words)
    for index, (start, word) in enumerate(zip(caption.active, words, strict=True)):
        end = caption.active[index + 1] if index + 1 < len(words) else caption.end
        if end <= start:
            continue
        rest = letters - word if design.highlight or coloured else letters
        pixels = over(np.zeros((size[1], size[0], 4), np.uint8), group.ink, rest)
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
        layer = Layer(pixels, *origin, start, end, entrance, 3 if enters else 0, _CAPTION_OUT if leaves else 0)
        yield Written(layer, rest, group.ink, _shades(group))


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


def _inks(titles: Titles) -> list[Colour]:
    return [rgb(titles.look.palette.light_ink), rgb(titles.look.palette.dark_ink)]


def _canvas(edges: list[Edges], titles: Titles) -> tuple[tuple[int, int], tuple[int, int]]:
    """The whole pixels around all `edges`, inside the frame: size and origin."""
    left, top = floor(min(e[0] for e in edges)) - 1, floor(min(e[1] for e in edges)) - 1
    right, bottom = ceil(max(e[2] for e in edges)) + 1, ceil(max(e[3] for e in edges)) + 1
    left, top = max(0, left), max(0, top)
    right, bottom = min(titles.size[0], right), min(titles.size[1], bottom)
    return (max(1, right - left), max(1, bottom - top)), (left, top)
