"""Layers behind words: a panel, or a shade that follows the letters."""

from collections.abc import Sequence
from dataclasses import asdict
from math import ceil, floor
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.ink import Colour, standing_out
from adforge_core.media.layers import Layer
from adforge_core.media.shapes import Bar
from adforge_core.media.type import over
from adforge_core.model.design import Entrance
from adforge_core.model.value import rgb
from adforge_core.stages.titles.backing import Backed, Kind
from adforge_core.stages.titles.words import Edges, Timing, Titles, edges_of

TRAVEL = 28.0
"""The distance that words and their panels move while they enter, in layout pixels."""

_INSET = 8.0  # of the hairline inside a framed panel
_LOW = 100.0  # panels lower than this are not framed: captions have no space for it
_HUG = 10.0  # the distance around the letters with the full strength of a shade, in layout pixels
_HEM = 180.0  # the distance beyond that over which it fades out
_CLEARING = 44.0  # the distance over which it fades out before the product's area, which it never enters

_PATTERN = (np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) + 0.5) / 16
"""Bayer's 4 x 4 matrix, 0 to 1. Shades are dithered upwards with it: no banding, and nowhere weaker."""


def behind(
    backed: Backed, bars: Sequence[Bar], letters: NDArray[np.uint8], origin: tuple[int, int], timing: Timing,
    titles: Titles,
) -> tuple[Layer, ...]:  # fmt: skip
    """Returns the layers behind words that are `backed` so: a panel of `bars`, or a shade around `letters`."""
    match backed.kind:
        case Kind.PANEL if bars:
            return (panel(bars, backed.tone, timing, titles),)
        case Kind.SHADE if letters.any():
            return (_shade(backed, letters, origin, timing, titles),)
        case _:
            return ()


def panel(bars: Sequence[Bar], tone: Colour, timing: Timing, titles: Titles) -> Layer:
    """Draws the bars as one panel with the timing of its words."""
    size, origin = canvas([edges_of(bar) for bar in bars], titles)
    covered = np.maximum.reduce([bar.coverage(size, origin) for bar in bars])
    pixels = _filled(tone, covered)
    if titles.design.framed:
        accent = standing_out(rgb(titles.look.palette.accent), tone, pixels[..., :3])
        for bar in [bar for bar in bars if bar.bottom - bar.top > _LOW * titles.scale]:
            pixels = over(pixels, accent, _hairline(bar, _INSET * titles.scale).coverage(size, origin))
    return Layer(pixels, *origin, **asdict(timing), travel=TRAVEL * titles.scale)


def _hairline(bar: Bar, inset: float) -> Bar:
    stroke = max(1.0, inset / 5)
    return Bar(bar.left + inset, bar.top + inset, bar.right - inset, bar.bottom - inset, stroke=stroke)


def _shade(
    backed: Backed, letters: NDArray[np.uint8], origin: tuple[int, int], timing: Timing, titles: Titles
) -> Layer:
    high, wide = letters.shape
    reach = ceil((_HUG + _HEM) * titles.scale)
    edges = (origin[0] - reach, origin[1] - reach, origin[0] + wide + reach, origin[1] + high + reach)
    size, place = canvas([edges], titles)
    empty = np.ones((size[1], size[0]), np.uint8)
    y, x = origin[1] - place[1], origin[0] - place[0]
    empty[y : y + high, x : x + wide] = letters == 0
    away = np.asarray(cv2.distanceTransform(empty, cv2.DIST_L2, cv2.DIST_MASK_PRECISE), np.float32) / titles.scale
    rows = np.arange(place[1], place[1] + size[1]) + 0.5
    top, bottom = titles.room.top * titles.size[1], titles.room.bottom * titles.size[1]
    clear = top - rows if origin[1] < top else rows - bottom
    fall = _smooth(1 - (away - _HUG) / _HEM) * _smooth(clear / (_CLEARING * titles.scale))[:, None]
    opacity = fall * ceil(backed.strength * 255)
    # The number of opacity steps in one step of the picture, which is what the pattern must hide.
    apart = np.abs(np.concatenate(backed.seen).mean(axis=0) - backed.tone).mean() / max(0.1, 1 - backed.strength)
    pattern = _PATTERN[np.ix_(np.arange(place[1], place[1] + size[1]) % 4, np.arange(place[0], place[0] + size[0]) % 4)]
    pixels = _filled(backed.tone, opacity + pattern * np.minimum(2 * opacity, 255 / max(16.0, apart)))
    entrance = Entrance.CUT if timing.entrance is Entrance.CUT else Entrance.FADE
    return Layer(pixels, *place, timing.first, timing.end, entrance, timing.frames_in, timing.frames_out)


def canvas(edges: Sequence[Edges], titles: Titles) -> tuple[tuple[int, int], tuple[int, int]]:
    """Returns the size and origin, in whole pixels, of the area around all `edges` inside the frame."""
    left, top = floor(min(e[0] for e in edges)) - 1, floor(min(e[1] for e in edges)) - 1
    right, bottom = ceil(max(e[2] for e in edges)) + 1, ceil(max(e[3] for e in edges)) + 1
    left, top = max(0, left), max(0, top)
    right, bottom = min(titles.size[0], right), min(titles.size[1], bottom)
    return (max(1, right - left), max(1, bottom - top)), (left, top)


def _smooth(share: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """Returns a smooth ramp from 0 to 1."""
    held = np.clip(share, 0, 1)
    return np.asarray(held * held * (3 - 2 * held))


def _filled(tone: Colour, opacity: NDArray[Any]) -> NDArray[np.uint8]:
    pixels = np.empty((*opacity.shape, 4), np.uint8)
    pixels[..., :3] = tone
    pixels[..., 3] = np.rint(opacity)
    return pixels
