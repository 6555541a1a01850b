"""Draws laid-out words as layers, with an ink and a backing chosen for the pixels behind them."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace

import numpy as np
from numpy.typing import NDArray

from adforge_core.media.ink import best_ink, standing_out, tinted
from adforge_core.media.layers import Layer
from adforge_core.media.type import coverage, over
from adforge_core.model.value import rgb
from adforge_core.stages.titles.backing import Backed, Group, Kind, Look, Part, back
from adforge_core.stages.titles.logo import Logo
from adforge_core.stages.titles.panels import TRAVEL, behind, canvas
from adforge_core.stages.titles.spoken import write_captions
from adforge_core.stages.titles.words import Block, Titles, Written


def draw(titles: Titles, look: Look) -> tuple[Layer, ...]:
    """Returns the layers to draw over the scene, lowest first: backings, then words.

    `look(n)` returns frame n of the scene without words, (height, width, 3) RGB of the titles' size. It is called for a
    few frames only. Every letter has a contrast of at least 4.5:1 on all frames, even in the block's worst place.
    """
    written = tuple(write(titles, look))
    backing = {id(layer): layer for each in written for layer in each.backing}
    return (*backing.values(), *(each.layer for each in written))


def write(titles: Titles, look: Look) -> Iterator[Written]:
    """Yields the layers with the coverage and ink of their letters, so that contrast can be measured."""
    logos = {id(block): Logo.of(*block.logo) for block in titles.blocks if block.logo}
    sides: list[list[Block]] = []
    for block in titles.blocks:
        if block.panel or not sides:
            sides.append([])
        sides[-1].append(block)
    groups = [
        Group(tuple(_part(block, logos) for block in blocks), any(block.on_panel for block in blocks))
        for blocks in sides
    ]
    if titles.captions:
        parts = tuple(Part((each.edges,), each.first, each.end) for each in titles.captions)
        groups.append(Group(parts, on_panels=True))
    backed = back(groups, titles, look)
    for blocks, group in zip(sides, backed, strict=False):  # the captions' group comes after
        yield from _side(blocks, logos, titles, group)
    if titles.captions:
        yield from write_captions(titles, backed[-1])


def _part(block: Block, logos: dict[int, Logo]) -> Part:
    logo = logos.get(id(block))
    inked = logo.colour is not None if logo else bool(block.inked)
    return Part(block.inked or (block.edges,), block.timing.first, block.timing.end, inked)


def _side(blocks: Sequence[Block], logos: dict[int, Logo], titles: Titles, group: Backed) -> Iterator[Written]:
    """Yields the blocks that share a panel. It belongs to the first and is under all of them."""
    under_all: tuple[Layer, ...] = ()
    for block, paper in zip(blocks, group.seen, strict=True):
        each = (
            _logo(logos[id(block)], block, titles, group, paper) if block.logo else _block(block, titles, group, paper)
        )
        yield replace(each, backing=(*under_all, *each.backing))
        if group.kind is Kind.PANEL and block is blocks[0]:
            under_all = each.backing[:1]


def _block(block: Block, titles: Titles, group: Backed, paper: NDArray[np.uint8]) -> Written:
    accent = rgb(titles.look.palette.accent)
    fine = tinted(accent, group.ink, paper) if block.accented else group.ink
    fill = standing_out(accent, group.ink, paper)
    size, origin = canvas([block.edges], titles)
    pixels = np.zeros((size[1], size[0], 4), np.uint8)
    ornamented = group.kind is not Kind.PANEL or not titles.design.lined
    for shape in (*block.bars, *(block.rules if ornamented else ())):
        pixels = over(pixels, fill, shape.coverage(size, origin))
    letters = np.zeros((size[1], size[0]), np.uint8)
    for lines, colour in (
        (block.lines, group.ink), (block.accented, fine), (block.reversed, best_ink(fill, titles.inks))
    ):  # fmt: skip
        if lines:
            covered = coverage(lines, size, origin)
            pixels = over(pixels, colour, covered)
            letters = np.maximum(letters, covered) if lines is block.lines else letters
    inked = coverage(block.accented, size, origin) if block.accented else letters
    backing = behind(group, block.panel, np.maximum(letters, inked), origin, block.timing, titles)
    return Written(_layer(block, titles, pixels, origin), letters, group.ink, backing)


def _logo(logo: Logo, block: Block, titles: Titles, group: Backed, paper: NDArray[np.uint8]) -> Written:
    shown = logo.shown(group.ink, paper)
    origin, letters = (shown.x, shown.y), shown.pixels[..., 3]
    backing = behind(group, block.panel, letters, origin, block.timing, titles)
    return Written(_layer(block, titles, shown.pixels, origin), letters, shown.colour or group.ink, backing)


def _layer(block: Block, titles: Titles, pixels: NDArray[np.uint8], origin: tuple[int, int]) -> Layer:
    return Layer(pixels, *origin, **asdict(block.timing), travel=TRAVEL * titles.scale)
