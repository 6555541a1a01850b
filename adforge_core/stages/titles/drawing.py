"""Draws laid-out words as layers, with an ink and a backing chosen for the pixels behind them."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.ink import Colour, best_ink, standing_out, tinted
from adforge_core.media.layers import Layer
from adforge_core.media.shapes import Bar
from adforge_core.media.type import coverage, over
from adforge_core.model.design import Entrance
from adforge_core.model.value import rgb
from adforge_core.stages.titles.backing import Backed, Group, Kind, Look, Part, back
from adforge_core.stages.titles.logo import Logo
from adforge_core.stages.titles.panels import TRAVEL, behind, canvas, panel
from adforge_core.stages.titles.spoken import write_captions
from adforge_core.stages.titles.words import Block, Timing, Titles, Written, edges_of

_PANEL_IN = 3
"""The frames in which the panel of words that appear one after another fades in."""


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
        if block.panel or not sides or block.alone:
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
    return Part(block.inked or (block.edges,), block.timing.first, block.timing.end, inked, block.alone)


def _side(blocks: Sequence[Block], logos: dict[int, Logo], titles: Titles, group: Backed) -> Iterator[Written]:
    """Yields the blocks that share a panel. It belongs to the first and is under all of them."""
    under_all: tuple[Layer, ...] = ()
    for block, paper in zip(blocks, group.seen, strict=True):
        if block.steps:
            yield from _stepped(block, titles, group, paper)
            continue
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
    if block.tilt:
        x, y = (block.edges[0] + block.edges[2]) / 2 - origin[0], (block.edges[1] + block.edges[3]) / 2 - origin[1]
        pixels = _turned(pixels, x, y, block.tilt)
    inked = coverage(block.accented, size, origin) if block.accented else letters
    backing = behind(group, block.panel, np.maximum(letters, inked), origin, block.timing, titles)
    return Written(_layer(block, titles, pixels, origin), letters, group.ink, backing)


def _turned(pixels: NDArray[np.uint8], x: float, y: float, degrees: float) -> NDArray[np.uint8]:
    """Turns the straight-alpha RGBA picture clockwise about (`x`, `y`), without colour from where it is empty."""
    weighted = pixels.astype(np.float32)
    weighted[..., :3] *= weighted[..., 3:] / 255
    onto = cv2.getRotationMatrix2D((x - 0.5, y - 0.5), -degrees, 1)
    drawn = np.asarray(cv2.warpAffine(weighted, onto, pixels.shape[1::-1], flags=cv2.INTER_LINEAR), np.float32)
    colours = drawn[..., :3] / np.maximum(drawn[..., 3:] / 255, 1e-3)
    return np.asarray(np.rint(np.clip(np.concatenate([colours, drawn[..., 3:]], axis=-1), 0, 255)), np.uint8)


def _stepped(block: Block, titles: Titles, group: Backed, paper: NDArray[np.uint8]) -> Iterator[Written]:
    """Yields the words of a block whose words appear one after another, and what always stands with them."""
    standing = replace(block, lines=(), reversed=(), bars=(), panel=(), steps=())
    if any(step.marks for step in block.steps):
        standing = replace(standing, rules=())
    if standing.accented or standing.rules:
        yield _block(standing, titles, group, paper)
    fill = standing_out(rgb(titles.look.palette.accent), group.ink, paper)
    on_fill = best_ink(fill, titles.inks)
    backing: list[Layer] = []
    if group.kind is Kind.PANEL:
        backing += _growing([(step.panel, step.timing) for step in block.steps], block.timing, group.tone, titles)
    elif block.lines:
        size, origin = canvas([edges_of(line) for line in block.lines], titles)
        letters = coverage(block.lines, size, origin)
        backing += behind(group, (), letters, origin, block.timing, titles)
    backing += _growing([(step.bars, step.timing) for step in block.steps], block.timing, fill, titles)
    for step in block.steps:
        size, origin = canvas([edges_of(step.line), *(edges_of(mark) for mark in step.marks)], titles)
        covered = coverage([step.line], size, origin)
        pixels = over(np.zeros((size[1], size[0], 4), np.uint8), on_fill if step.bars else group.ink, covered)
        for mark in step.marks:
            pixels = over(pixels, fill, mark.coverage(size, origin))
        layer = Layer(pixels, *origin, **asdict(step.timing), travel=TRAVEL * titles.scale)
        yield Written(layer, np.zeros_like(covered) if step.bars else covered, group.ink, tuple(backing))


def _growing(
    steps: Sequence[tuple[tuple[Bar, ...], Timing]], whole: Timing, tone: Colour, titles: Titles
) -> Iterator[Layer]:
    """Yields the bars of each step until those of a later one replace them, the last until the end of `whole`."""
    shown = [(bars, timing) for bars, timing in steps if bars]
    kept = [one for one, before in zip(shown, [None, *shown], strict=False) if before is None or one[0] != before[0]]
    for place, (bars, timing) in enumerate(kept):
        last = place + 1 == len(kept)
        end = whole.end if last else kept[place + 1][1].first
        if end <= timing.first:
            continue
        enters = not place and timing.entrance is not Entrance.CUT
        entrance, frames_in = (Entrance.FADE, _PANEL_IN) if enters else (Entrance.CUT, 0)
        yield panel(bars, tone, Timing(timing.first, end, entrance, frames_in, whole.frames_out if last else 0), titles)


def _logo(logo: Logo, block: Block, titles: Titles, group: Backed, paper: NDArray[np.uint8]) -> Written:
    shown = logo.shown(group.ink, paper)
    origin, letters = (shown.x, shown.y), shown.pixels[..., 3]
    backing = behind(group, block.panel, letters, origin, block.timing, titles)
    return Written(_layer(block, titles, shown.pixels, origin), letters, shown.colour or group.ink, backing)


def _layer(block: Block, titles: Titles, pixels: NDArray[np.uint8], origin: tuple[int, int]) -> Layer:
    return Layer(pixels, *origin, **asdict(block.timing), travel=TRAVEL * titles.scale)
