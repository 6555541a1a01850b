"""Whether words can be read: contrast against the pixels really behind them, and the least scrim that makes it so.

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

_WORST = 4.0  # percent of the pixels that decide how strong a scrim must be

Colour = tuple[int, int, int]

_LINEAR = np.array([v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in np.arange(256) / 255])
_RED, _GREEN, _BLUE = ((_LINEAR * weight).astype(np.float32) for weight in (0.2126, 0.7152, 0.0722))


@dataclass(frozen=True)
class Inking:
    """The ink that reads best, and the scrim it needs: `strength` 0 (none) to 1 (opaque) of colour `scrim`."""

    ink: Colour
    scrim: Colour
    strength: float


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
    them, scrim included. What counts is each pixel the ink touches or comes within `reach` pixels of.
    """
    near = cv2.dilate(coverage, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0
    return worst_contrast(ink, picture[near])


def best_ink(paper: Colour, inks: Sequence[Colour]) -> Colour:
    """Whichever of `inks` reads best on a flat `paper`; black or white where none of them reaches 4.5:1."""
    able = [ink for ink in inks if contrast(ink, paper) >= READABLE]
    return max(able or [(0, 0, 0), (255, 255, 255)], key=lambda ink: contrast(ink, paper))


def choose_ink(paper: NDArray[np.uint8], inks: Sequence[Colour], aim: float = _AIM) -> Inking:
    """The one of `inks` to write with over the pixels `paper` (n, 3), and the lightest scrim that lets it be read.

    The scrim is the paper's own tone, darkened for a light ink and lightened for a dark one. `aim` is the contrast it
    has to reach.
    """
    mean = paper.reshape(-1, 3).mean(axis=0)
    choices = [_with_scrim(paper, ink, mean, aim) for ink in inks]
    least = min(choice.strength for choice in choices)
    able = [choice for choice in choices if choice.strength <= least + 0.02]
    return max(able, key=lambda choice: worst_contrast(choice.ink, paper))


def tinted(colour: Colour, inking: Inking, paper: NDArray[np.uint8]) -> Colour:
    """`colour` with as little of the ink mixed in, in quarters, as lets it be read over `paper` and its scrim."""
    veiled = np.rint(paper + (np.array(inking.scrim) - paper) * inking.strength).astype(np.uint8)
    for share in (0.0, 0.25, 0.5, 0.75):
        red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, inking.ink, strict=True))
        if worst_contrast((red, green, blue), veiled) >= READABLE:
            return red, green, blue
    return inking.ink


def _with_scrim(paper: NDArray[np.uint8], ink: Colour, mean: NDArray[np.float64], aim: float) -> Inking:
    """`ink` with the least scrim, found by bisection: contrast only grows with the scrim's strength."""
    inked = float(luminance(np.array(ink, np.uint8)))
    light = inked > 0.18
    toned = mean * 0.16 if light else 255 - (255 - mean) * 0.12
    scrim: Colour = (int(toned[0]), int(toned[1]), int(toned[2]))
    if contrast(ink, scrim) < aim + 1:
        scrim = (0, 0, 0) if light else (255, 255, 255)
    worst = _worst_pixels(paper, light)
    tail = _TAIL * 100 / _WORST
    if worst_contrast(ink, worst, tail) >= aim:
        return Inking(ink, scrim, 0.0)
    low, high = 0.0, 1.0
    for _ in range(8):
        middle = (low + high) / 2
        veiled = np.rint(worst + (np.array(scrim) - worst) * middle).astype(np.uint8)
        low, high = (low, middle) if worst_contrast(ink, veiled, tail) >= aim else (middle, high)
    return Inking(ink, scrim, high)


def _worst_pixels(paper: NDArray[np.uint8], light_ink: bool) -> NDArray[np.uint8]:
    """The few percent of the pixels nearest in luminance to the ink: the only ones that bisection must look at."""
    bright = luminance(paper)
    kept = max(1, round(len(bright) * _WORST / 100))
    return paper[np.argpartition(-bright if light_ink else bright, kept - 1)[:kept]]


def _contrasts(ink: Colour, paper: NDArray[np.uint8]) -> NDArray[np.float32]:
    inked, papers = float(luminance(np.array(ink, np.uint8))), luminance(paper)
    return np.asarray((np.maximum(inked, papers) + 0.05) / (np.minimum(inked, papers) + 0.05))
