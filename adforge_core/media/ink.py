"""The readability of words: their contrast to the pixels behind them, and the weakest shade that is sufficient.

Contrast is WCAG 2.2's (L1 + 0.05) / (L2 + 0.05) of relative luminances, 1 to 21; body text needs 4.5.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

READABLE = 4.5
_AIM = 4.7  # slightly more than required, for rounding, chroma subsampling and the encoder
_TAIL = 0.5  # percent of the pixels behind that may be worse: specks of noise, not areas
_HAZE = 2.0  # the cost of a light shade, which looks like haze, against a dark one of the same change
_SEEN = 95  # the percentile of a change that is visible: the strongest part, without specks
_HALF = 50.0  # percent
_SHOWS = 1.6  # the lowest contrast at which a large shape is visible on its ground

Colour = tuple[int, int, int]

_LINEAR = np.array([v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in np.arange(256) / 255])
_RED, _GREEN, _BLUE = ((_LINEAR * weight).astype(np.float32) for weight in (0.2126, 0.7152, 0.0722))


@dataclass(frozen=True)
class Inking:
    """An ink and the shade it needs: the colour `shade` with a `strength` of 0 (none) to 1 (opaque).

    `change` is the largest change of the picture by the shade, about 0 to 1: how visible the shade is.
    """

    ink: Colour
    shade: Colour
    strength: float
    change: float


def luminance(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Returns the relative luminance, 0 to 1, of sRGB pixels (…, 3): WCAG 2.2, "relative luminance"."""
    return np.asarray(_RED[rgb[..., 0]] + _GREEN[rgb[..., 1]] + _BLUE[rgb[..., 2]])


def contrast(ink: Colour, paper: Colour) -> float:
    """Returns the contrast of two colours, 1 to 21."""
    return float(_contrasts(ink, np.array([paper], np.uint8))[0])


def worst_contrast(ink: Colour, paper: NDArray[np.uint8], tail: float = _TAIL) -> float:
    """Returns the lowest contrast of `ink` to the pixels `paper`, (n, 3), except for `tail` percent of them."""
    return float(np.percentile(_contrasts(ink, paper), tail))


def best_ink(paper: Colour, inks: Sequence[Colour]) -> Colour:
    """Returns the most readable of `inks` on a flat `paper`; black or white if none of them reaches 4.5:1."""
    able = [ink for ink in inks if contrast(ink, paper) >= READABLE]
    return max(able or [(0, 0, 0), (255, 255, 255)], key=lambda ink: contrast(ink, paper))


def shaded(ink: Colour, papers: Sequence[NDArray[np.uint8]], aim: float = _AIM) -> Inking:
    """Returns `ink` with the weakest shade that gives it the contrast `aim` over each of `papers`, pixels (n, 3).

    The shade has the papers' own tone, darkened for a light ink and lightened for a dark one.
    """
    whole = np.concatenate(list(papers))
    mean = whole.mean(axis=0)
    light = float(luminance(np.array(ink, np.uint8))) > 0.18
    toned = mean * 0.16 if light else 255 - (255 - mean) * 0.12
    shade: Colour = (int(toned[0]), int(toned[1]), int(toned[2]))
    if contrast(ink, shade) < aim + 1:
        shade = (0, 0, 0) if light else (255, 255, 255)
    strength = max(_strength(ink, shade, paper, aim) for paper in papers)
    apart = np.abs(np.array(shade, np.float32) - whole).mean(axis=-1)
    change = strength * float(np.percentile(apart, _SEEN)) / 255 * (1.0 if light else _HAZE)
    return Inking(ink, shade, strength, change)


def between(paper: NDArray[np.uint8], tone: Colour, strength: float) -> NDArray[np.uint8]:
    """Returns `paper`, (…, 3), under a flat `tone` with this `strength`, 0 to 1."""
    return np.rint(paper + (np.array(tone, np.float32) - paper) * strength).astype(np.uint8)


def standing_out(colour: Colour, ink: Colour, paper: NDArray[np.uint8]) -> Colour:
    """Returns the colour of a shape on `paper`, pixels (…, 3): `colour` if that is visible there, else `ink`."""
    return colour if worst_contrast(colour, paper, _HALF) >= _SHOWS else ink


def tinted(colour: Colour, ink: Colour, paper: NDArray[np.uint8]) -> Colour:
    """Returns `colour` mixed with as little of the ink, in quarters, as makes it readable over `paper`."""
    for share in (0.0, 0.25, 0.5, 0.75):
        red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, ink, strict=True))
        if worst_contrast((red, green, blue), paper) >= READABLE:
            return red, green, blue
    return ink


def _strength(ink: Colour, shade: Colour, paper: NDArray[np.uint8], aim: float) -> float:
    if worst_contrast(ink, paper) >= aim:
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(8):
        middle = (low + high) / 2
        reads = worst_contrast(ink, between(paper, shade, middle)) >= aim
        low, high = (low, middle) if reads else (middle, high)
    return high


def _contrasts(ink: Colour, paper: NDArray[np.uint8]) -> NDArray[np.float32]:
    inked, papers = float(luminance(np.array(ink, np.uint8))), luminance(paper)
    return np.asarray((np.maximum(inked, papers) + 0.05) / (np.minimum(inked, papers) + 0.05))
