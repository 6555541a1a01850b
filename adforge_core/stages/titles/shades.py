"""Which ink words are written in, and the shade behind the product that lets them be read.

A shade lies on the plate, under the product: a long gradient over the frame's whole width, from its edge to behind the
words and then down to nothing behind the product, as light falls off in a studio. It is there from the scene's first
frame and leaves with the words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from adforge_core.media.ink import Colour, Inking, between, choose_ink, choose_inks, strength_needed
from adforge_core.media.layers import Entrance, Layer
from adforge_core.media.shapes import soft_box
from adforge_core.stages.titles.words import Edges, Titles

Look = Callable[[int], NDArray[np.uint8]]
"""Frame n of the scene without words, (height, width, 3) RGB of the titles' size."""

Beneath = Callable[[tuple[Layer, ...]], Look]
"""What a scene looks like with these layers under its product, and no words."""

_LOOKS = 6  # frames of a scene at which the picture behind the words is measured
_MOST_PIXELS = 6_000  # of a part's paper, a look; more tell nothing more
_MARGIN = 14.0  # around the letters, measured and kept readable too; master pixels
_FALL = 640.0  # over how much a shade goes down to nothing, where the next words leave it that much; master pixels
_HEM = 200.0  # the same of a patch


@dataclass(frozen=True)
class Part:
    """A stretch of words, or a logo, at `edges` from frame `first` up to frame `end`.

    One that is `inked` is written in the group's ink; what is behind the others is only looked at.
    """

    edges: Edges
    first: int
    end: int
    inked: bool = True


@dataclass(frozen=True)
class Group:
    """What stands together `above` the product or below it, shares an ink and a shade, and lies within `edges`.

    `frames_out` is the length of its fade at the scene's end.
    """

    parts: tuple[Part, ...]
    edges: Edges
    above: bool
    frames_out: int


@dataclass(frozen=True, eq=False)
class Inked:
    """A group's ink, the shade under it if it needs one, and the pixels (n, 3) then seen behind each of its parts."""

    ink: Colour
    shade: Layer | None
    seen: tuple[NDArray[np.uint8], ...]


def ink(groups: Sequence[Group], titles: Titles, inks: Sequence[Colour], beneath: Beneath) -> list[Inked]:
    """Each group's ink and shade: one ink for the whole scene unless that would take much more shade."""
    plain = _papers(groups, titles, beneath(()))
    chosen = _inkings(groups, plain, inks)
    shaded = _shaded(groups, chosen, plain, titles, beneath)
    # A light shade cannot lift the product's own shadow, which lies over it. In such a place the other ink may do.
    other = [
        inking if _reads(*each) else choose_ink(_written_on(*each[:2]), [ink for ink in inks if ink != inking.ink])
        for inking, each in zip(chosen, zip(groups, plain, shaded, chosen, strict=True), strict=True)
    ]
    if other != chosen:
        again = _shaded(groups, other, plain, titles, beneath)
        for index, each in enumerate(zip(groups, plain, again, other, strict=True)):
            if _reads(*each):
                chosen[index], shaded[index] = other[index], again[index]
    return [_inked(*each, titles, groups) for each in zip(groups, chosen, plain, shaded, strict=True)]


def _shaded(
    groups: Sequence[Group], inkings: list[Inking], plain: list[list[NDArray[np.uint8]]], titles: Titles,
    beneath: Beneath,
) -> list[list[NDArray[np.uint8]]]:  # fmt: skip
    """What is behind each part with the shades of all groups at their fullest; `plain` where none is needed."""
    paired = zip(groups, inkings, strict=True)
    shades = [_shade(group, inking, 1.0, titles, groups) for group, inking in paired if inking.strength]
    # Full also on the last frames, as while there are words: they leave together.
    lasting = tuple(replace(shade, frames_out=0) for shade in shades)
    return _papers(groups, titles, beneath(lasting)) if shades else list(plain)


def _reads(group: Group, plain: list[NDArray[np.uint8]], shaded: list[NDArray[np.uint8]], inking: Inking) -> bool:
    """Whether a shade on the plate is enough for the group's ink."""
    if not inking.strength:
        return True
    return strength_needed(inking.ink, _written_on(group, plain), _written_on(group, shaded)) is not None


def _inkings(groups: Sequence[Group], papers: list[list[NDArray[np.uint8]]], inks: Sequence[Colour]) -> list[Inking]:
    """The groups' inkings, as if their shades lay over all that is behind them: right but for what is cast on them."""
    grounds = [_written_on(group, paper) for group, paper in zip(groups, papers, strict=True)]
    chosen = iter(choose_inks([ground for ground in grounds if len(ground)], inks))
    inkings = [next(chosen) if len(ground) else None for ground in grounds]
    first = next((inking.ink for inking in inkings if inking), inks[0])
    return [inking or Inking(first, first, 0.0) for inking in inkings]


def _inked(
    group: Group, inking: Inking, plain: list[NDArray[np.uint8]], shaded: list[NDArray[np.uint8]],
    titles: Titles, groups: Sequence[Group],
) -> Inked:  # fmt: skip
    """The group with the strength its shade really needs, the product's shadow and reflection lying on it.

    What lies on the plate lets the same share of it through whatever it is, so what is seen goes evenly from `plain` to
    `shaded` as the shade gets stronger.
    """
    if not inking.strength:
        return Inked(inking.ink, None, tuple(plain))
    strength = strength_needed(inking.ink, _written_on(group, plain), _written_on(group, shaded))
    if strength is None:  # a deep shadow, or the product itself where the user has put it behind the words
        colour = np.array(inking.shade, np.uint8)
        patched = (between(paper, np.broadcast_to(colour, paper.shape), inking.strength) for paper in plain)
        return Inked(inking.ink, _patch(group, inking, titles), tuple(patched))
    shade = _shade(group, inking, strength, titles, groups) if strength else None
    return Inked(inking.ink, shade, tuple(between(*each, strength) for each in zip(plain, shaded, strict=True)))


def _shade(group: Group, inking: Inking, strength: float, titles: Titles, groups: Sequence[Group]) -> Layer:
    """The group's shade: at its full strength from the frame's edge to the far end of the words and their margin."""
    width, height = titles.size
    scale = titles.scale
    inner = max if group.above else min
    margin = _MARGIN * scale if group.above else -_MARGIN * scale
    inked = [part.edges[3 if group.above else 1] for part in group.parts if part.inked]
    full = inner(inked) + margin
    if group.above:
        room = min((other.edges[1] for other in groups if not other.above), default=height)
        end = ceil(min(full + _FALL * scale, max(full + 1, room - margin), height))
        field = soft_box((width, end), (0, 0, width, min(full, end)))
        return _layer(field, inking, strength, (0, 0), titles, group)
    room = max((other.edges[3] for other in groups if other.above), default=0)
    start = floor(max(full - _FALL * scale, min(full - 1, room - margin), 0))
    field = soft_box((width, height - start), (0, max(0.0, full - start), width, height - start))
    return _layer(field, inking, strength, (0, start), titles, group)


def _patch(group: Group, inking: Inking, titles: Titles) -> Layer:
    """A soft patch over what is cast on the words' ground, gone where the product's room begins."""
    (width, height), margin, hem = titles.size, _MARGIN * titles.scale, _HEM * titles.scale
    inked = np.array([part.edges for part in group.parts if part.inked])
    (left, top), (right, bottom) = inked[:, :2].min(axis=0) - margin, inked[:, 2:].max(axis=0) + margin
    highest, lowest = (0.0, titles.room.top * height) if group.above else (titles.room.bottom * height, float(height))
    x, end_x = max(0, floor(left - hem)), min(width, ceil(right + hem))
    y, end_y = ceil(max(highest, top - hem)), floor(min(lowest, bottom + hem))
    box = (max(0.0, left - x), max(0.0, top - y), min(right, end_x) - x, min(bottom, end_y) - y)
    layer = _layer(soft_box((end_x - x, end_y - y), box), inking, inking.strength, (x, y), titles, group)
    first, end = min(part.first for part in group.parts), max(part.end for part in group.parts)
    return replace(layer, first=first, end=end, under=False)


def _layer(
    field: NDArray[np.float32], inking: Inking, strength: float, place: tuple[int, int], titles: Titles, group: Group
) -> Layer:
    pixels = np.empty((*field.shape, 4), np.uint8)
    pixels[..., :3] = inking.shade
    pixels[..., 3] = np.rint(field * ceil(strength * 255))
    return Layer(pixels, *place, 0, titles.frames, Entrance.CUT, 0, group.frames_out, under=True)


def _written_on(group: Group, papers: list[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """The papers of what is written in ink, as one."""
    inked = [paper for part, paper in zip(group.parts, papers, strict=True) if part.inked]
    return np.concatenate([np.empty((0, 3), np.uint8), *inked])


def _papers(groups: Sequence[Group], titles: Titles, look: Look) -> list[list[NDArray[np.uint8]]]:
    """What is behind each part of each group."""
    seen = cache(look)
    return [[_paper(part, titles, seen) for part in group.parts] for group in groups]


def _paper(part: Part, titles: Titles, look: Look) -> NDArray[np.uint8]:
    """The pixels (n, 3) behind the part and a margin, at the looks that fall in or border on its time."""
    looks = sorted({round(frame) for frame in np.linspace(0, titles.frames - 1, _LOOKS)})
    before = [frame for frame in looks if frame <= part.first][-1:]
    after = [frame for frame in looks if frame >= part.end][:1]
    wanted = {*before, *(frame for frame in looks if part.first <= frame < part.end), *after}
    margin, edges = _MARGIN * titles.scale, part.edges
    left, top = max(0, floor(edges[0] - margin)), max(0, floor(edges[1] - margin))
    right, bottom = ceil(edges[2] + margin), ceil(edges[3] + margin)
    step = max(1, round(((right - left) * (bottom - top) / _MOST_PIXELS) ** 0.5))
    return np.concatenate([look(frame)[top:bottom:step, left:right:step].reshape(-1, 3) for frame in sorted(wanted)])
