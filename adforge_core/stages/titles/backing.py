"""Chooses the ink of words and what is behind them: the picture itself, a faint shade, or a panel.

A shade is soft, follows the letters, and is used only where it is hardly visible. Where the words would need a stronger
change of the picture, they are on a panel, which is part of the design. Both appear and disappear with the words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from adforge_core.media.ink import READABLE, Colour, best_ink, between, contrast, luminance, shaded
from adforge_core.model.value import rgb
from adforge_core.stages.titles.words import Edges, Titles

Look = Callable[[int], NDArray[np.uint8]]
"""Returns frame n of the scene without words, (height, width, 3) RGB of the titles' size."""

_LOOKS = 6  # frames of a scene at which the picture behind the words is measured
_KEPT = 8  # of them, most recent first: six megabytes each
_MOST_PIXELS = 6_000  # sampled behind a part in a frame; more do not change the result
_MARGIN = 14.0  # around the letters, measured too; master pixels
_FAINT = 0.04  # a shade that changes the picture by more looks like a stain
_CLEAR = 7.0  # the contrast panels are chosen for: words on one should be read at a glance

# Costs, relative to 1 for a panel. Words in the ad's own ink on the picture itself cost 0. In order: the ink that does
# not match the palette's ground; a shade that is just invisible; a panel in the next tone of the palette; a panel as
# far from the picture as white is from black.
_OTHER_INK, _STAINED, _OTHER_TONE, _APART = 1.0, 0.4, 0.3, 0.5


class Kind(StrEnum):
    """What is behind words."""

    BARE = "bare"
    SHADE = "shade"
    PANEL = "panel"


@dataclass(frozen=True)
class Part:
    """Words, or a logo, in `places` from frame `first` to before frame `end`.

    If `inked`, it is drawn in the group's ink. For others, only the picture behind them is sampled. Words of a shot of
    their own come and go with it: the frames around it do not matter.
    """

    places: tuple[Edges, ...]
    first: int
    end: int
    inked: bool = True
    own_shot: bool = False


@dataclass(frozen=True)
class Group:
    """Words that share an ink and a backing. Those `on_panels` always have a panel."""

    parts: tuple[Part, ...]
    on_panels: bool = False


@dataclass(frozen=True, eq=False)
class Backed:
    """A group's ink, its backing, and the resulting pixels, (n, 3), behind each of its parts.

    `tone` is the backing's colour and `strength` its opacity, 0 to 1.
    """

    ink: Colour
    kind: Kind
    tone: Colour
    strength: float
    seen: tuple[NDArray[np.uint8], ...]


@dataclass(frozen=True)
class _Way:
    """One way to make a group readable, and its cost."""

    ink: Colour
    kind: Kind
    tone: Colour
    strength: float
    cost: float


def back(groups: Sequence[Group], titles: Titles, look: Look) -> list[Backed]:
    """Returns the ink and backing of each group: the least visible ones."""
    seen = lru_cache(_KEPT)(look)
    return [_backed(group, titles, seen) for group in groups]


def _backed(group: Group, titles: Titles, look: Look) -> Backed:
    papers = [_papers(part, titles, look) for part in group.parts]
    way = min((_way(ink, group, papers, titles) for ink in titles.inks), key=lambda way: way.cost)
    seen = tuple(between(np.concatenate(part), way.tone, way.strength) for part in papers)
    return Backed(way.ink, way.kind, way.tone, way.strength, seen)


def _light(ink: Colour) -> bool:
    return float(luminance(np.array(ink, np.uint8))) > 0.18


def _way(ink: Colour, group: Group, papers: list[list[NDArray[np.uint8]]], titles: Titles) -> _Way:
    """Returns the least visible way to write the group in `ink`."""
    inked = [paper for part, behind in zip(group.parts, papers, strict=True) if part.inked for paper in behind]
    if not inked:
        return _Way(ink, Kind.BARE, ink, 0.0, 0.0)
    # The palette's inks are slightly softer than white and black. The difference is hardly visible.
    for deeper in () if group.on_panels else (ink, (255, 255, 255) if _light(ink) else (0, 0, 0)):
        inking = shaded(deeper, inked)
        if inking.change <= _FAINT:
            kind = Kind.SHADE if inking.strength else Kind.BARE
            other = ink != best_ink(rgb(titles.look.palette.background), titles.inks)
            cost = _OTHER_INK * other + _STAINED * inking.change / _FAINT
            return _Way(deeper, kind, inking.shade, inking.strength, cost)
    tone, rank = _panel_tone(ink, titles)
    # Panels that are in every scene look the same, whatever is behind them.
    apart = 0.0 if group.on_panels else float(np.abs(np.array(tone, np.float32) - np.concatenate(inked)).mean()) / 255
    return _Way(ink, Kind.PANEL, tone, 1.0, 1 + _OTHER_TONE * rank + _APART * apart)


def _panel_tone(ink: Colour, titles: Titles) -> tuple[Colour, int]:
    """Returns the first of the palette's tones on which the ink is readable, and its index.

    The order is the same in every scene, so that the panels of an ad look the same.
    """
    palette = titles.look.palette
    tones = [(rgb(tone), _CLEAR) for tone in (palette.background, palette.surface, palette.light_ink, palette.dark_ink)]
    if titles.design.accent_panels:
        tones.insert(0, (rgb(palette.accent), READABLE + 0.2))
    for rank, (tone, aim) in enumerate(tones):
        if contrast(ink, tone) >= aim:
            return tone, rank
    return max([(0, 0, 0), (255, 255, 255)], key=lambda tone: contrast(ink, tone)), len(tones)


def _papers(part: Part, titles: Titles, look: Look) -> list[NDArray[np.uint8]]:
    """Returns the pixels, (n, 3), around each of the part's places, in frames during or next to its time."""
    ends = [frame for cut in titles.cuts for frame in (cut - 1, cut)]
    looks = sorted({*(round(frame) for frame in np.linspace(0, titles.frames - 1, _LOOKS)), *ends, *titles.lit})
    before = [part.first] if part.own_shot else [frame for frame in looks if frame <= part.first][-1:]
    after = [] if part.own_shot else [frame for frame in looks if frame >= part.end][:1]
    wanted = sorted({*before, *(frame for frame in looks if part.first <= frame < part.end), *after})
    margin = _MARGIN * titles.scale
    papers = []
    for edges in part.places:
        left, top = max(0, floor(edges[0] - margin)), max(0, floor(edges[1] - margin))
        right, bottom = ceil(edges[2] + margin), ceil(edges[3] + margin)
        step = max(1, round(((right - left) * (bottom - top) / _MOST_PIXELS) ** 0.5))
        papers.append(np.concatenate([look(n)[top:bottom:step, left:right:step].reshape(-1, 3) for n in wanted]))
    return papers
