"""Whether words can be read: contrast against the pixels really behind them, and the least shade that makes it so.

Contrast is WCAG 2.2's (L1 + 0.05) / (L2 + 0.05) of relative luminances, 1 to 21; body text needs 4.5.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

READABLE = 4.5
_AIM = 4.7  # a little more than must be, for rounding, chroma subsampling and the encoder
_TAIL = 0.5  # percent of the pixels behind that may be worse: single specks of noise, not patches
_HAZE = 2.0  # a light shade is a haze, a dark one of the same change is only less light
_DISCORD = 0.06  # the change of the picture that is worth one ink for all its words

Colour = tuple[int, int, int]

_LINEAR = np.array([v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in np.arange(256) / 255])
_RED, _GREEN, _BLUE = ((_LINEAR * weight).astype(np.float32) for weight in (0.2126, 0.7152, 0.0722))


@dataclass(frozen=True)
class Inking:
    """The ink that reads best, and the shade it needs: `strength` 0 (none) to 1 (opaque) of the colour `shade`.

    `change` is how much of the picture that takes away, about 0 to 1: what eyes see of the shade.
    """

    ink: Colour
    shade: Colour
    strength: float
    change: float = 0.0


def luminance(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Relative luminance, 0 to 1, of sRGB pixels (…, 3): WCAG 2.2, "relative luminance"."""
    return np.asarray(_RED[rgb[..., 0]] + _GREEN[rgb[..., 1]] + _BLUE[rgb[..., 2]])


def contrast(ink: Colour, paper: Colour) -> float:
    """The contrast between two colours, 1 to 21."""
    return float(_contrasts(ink, np.array([paper], np.uint8))[0])


def worst_contrast(ink: Colour, paper: NDArray[np.uint8], tail: float = _TAIL) -> float:
    """The least contrast of `ink` against the pixels `paper` (n, 3), but for `tail` percent of them."""
    return float(np.percentile(_contrasts(ink, paper), tail))


def contrast_behind(ink: Colour, coverage: NDArray[np.uint8], picture: NDArray[np.uint8], reach: int = 6) -> float:
    """The worst contrast of drawn letters against what surrounds them in the finished picture.

    `coverage` (height, width) is the letters' ink, `picture` (height, width, 3) the same place of the frame without
    them, shade included. What counts is each pixel the ink touches or comes within `reach` pixels of.
    """
    near = cv2.dilate(coverage, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0
    return worst_contrast(ink, picture[near])


def best_ink(paper: Colour, inks: Sequence[Colour]) -> Colour:
    """Whichever of `inks` reads best on a flat `paper`; black or white where none of them reaches 4.5:1."""
    able = [ink for ink in inks if contrast(ink, paper) >= READABLE]
    return max(able or [(0, 0, 0), (255, 255, 255)], key=lambda ink: contrast(ink, paper))


def choose_ink(paper: NDArray[np.uint8], inks: Sequence[Colour], aim: float = _AIM) -> Inking:
    """The one of `inks` to write with over the pixels `paper` (n, 3), and the lightest shade that lets it be read.

    The shade is the paper's own tone, darkened for a light ink and lightened for a dark one. `aim` is the contrast it
    has to reach. The ink is the one whose shade is seen least.
    """
    return min(
        (_shaded(paper, ink, aim) for ink in inks),
        key=lambda each: (round(each.change, 2), -worst_contrast(each.ink, paper)),
    )


def choose_inks(papers: Sequence[NDArray[np.uint8]], inks: Sequence[Colour]) -> list[Inking]:
    """An ink and a shade for each of several `papers`: one ink for all, unless its shades would be seen much more."""

    def change(choice: list[Inking]) -> float:
        return sum(each.change for each in choice)

    ways = [[_shaded(paper, ink, _AIM) for paper in papers] for ink in inks]
    together = min(ways, key=change)
    apart = [choose_ink(paper, inks) for paper in papers]
    return together if change(together) <= change(apart) + _DISCORD else apart


def strength_needed(
    ink: Colour, paper: NDArray[np.uint8], shaded: NDArray[np.uint8], aim: float = _AIM
) -> float | None:
    """How much, 0 to 1, of the way from `paper` to `shaded` (both (n, 3)) it takes for `ink` to be read.

    `shaded` is the same place with the shade at its fullest. None where not even that is enough.
    """
    if worst_contrast(ink, paper) >= aim:
        return 0.0
    if worst_contrast(ink, shaded) < aim:
        return None
    low, high = 0.0, 1.0
    for _ in range(8):
        middle = (low + high) / 2
        reads = worst_contrast(ink, between(paper, shaded, middle)) >= aim
        low, high = (low, middle) if reads else (middle, high)
    return high


def between(paper: NDArray[np.uint8], shaded: NDArray[np.uint8], strength: float) -> NDArray[np.uint8]:
    """What `paper` looks like under that much of the shade which makes it `shaded` at its fullest."""
    return np.rint(paper + (shaded.astype(np.float32) - paper) * strength).astype(np.uint8)


def tinted(colour: Colour, ink: Colour, paper: NDArray[np.uint8]) -> Colour:
    """`colour` with as little of the ink mixed in, in quarters, as lets it be read over `paper`, its shade included."""
    for share in (0.0, 0.25, 0.5, 0.75):
        red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, ink, strict=True))
        if worst_contrast((red, green, blue), paper) >= READABLE:
            return red, green, blue
    return ink


def _shaded(paper: NDArray[np.uint8], ink: Colour, aim: float) -> Inking:
    """`ink` with the least shade that lets it be read over `paper`."""
    mean = paper.reshape(-1, 3).mean(axis=0)
    light = float(luminance(np.array(ink, np.uint8))) > 0.18
    toned = mean * 0.16 if light else 255 - (255 - mean) * 0.12
    shade: Colour = (int(toned[0]), int(toned[1]), int(toned[2]))
    if contrast(ink, shade) < aim + 1:
        shade = (0, 0, 0) if light else (255, 255, 255)
    flat = np.broadcast_to(np.array(shade, np.uint8), paper.shape)
    strength = strength_needed(ink, paper, flat, aim)
    strength = 1.0 if strength is None else strength
    change = strength * float(np.abs(flat - paper.astype(np.float32)).mean()) / 255 * (1.0 if light else _HAZE)
    return Inking(ink, shade, strength, change)


def _contrasts(ink: Colour, paper: NDArray[np.uint8]) -> NDArray[np.float32]:
    inked, papers = float(luminance(np.array(ink, np.uint8))), luminance(paper)
    return np.asarray((np.maximum(inked, papers) + 0.05) / (np.minimum(inked, papers) + 0.05))
