"""Reads from the outline of a cut-out what kind of thing it is: a garment, a sheet, a pair, a pole."""

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.model.pose import Outline

_LONGEST = 256

_ROUND = 0.93
"""The share of the smallest circle around it that a round outline fills."""


def outline_of(alpha: NDArray[np.uint8]) -> Outline:
    """Returns what the outline of `alpha`, (height, width), cropped to the product, says of the product."""
    scale = min(1.0, _LONGEST / max(alpha.shape))
    size = (max(1, round(alpha.shape[1] * scale)), max(1, round(alpha.shape[0] * scale)))
    solid = np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA) > 127, np.uint8)
    left, top, width, height = cv2.boundingRect(solid)
    if min(width, height) < 4:
        return Outline.PLAIN
    solid = solid[top : top + height, left : left + width]
    if _is_pair(solid):
        return Outline.PAIR
    if _is_sheet(solid):
        return Outline.SHEET
    if _is_garment(solid):
        return Outline.GARMENT
    return Outline.POLE if _is_pole(solid) else Outline.PLAIN


def is_round(alpha: NDArray[np.uint8]) -> bool:
    """Whether the outline of `alpha`, (height, width), is nearly a circle: a ball, a wheel, a plate seen from above."""
    solid = np.asarray(alpha > 127, np.uint8)
    outlines, _ = cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return False
    largest = max(outlines, key=cv2.contourArea)
    _, radius = cv2.minEnclosingCircle(largest)
    return bool(cv2.contourArea(largest) > _ROUND * np.pi * radius**2)


def _is_sheet(solid: NDArray[np.uint8]) -> bool:
    """Whether it fills the smallest rectangle around it, and that is upright or turned as a whole."""
    points = np.ascontiguousarray(np.argwhere(solid)[:, ::-1].astype(np.float32))
    _, (across, down), _ = cv2.minAreaRect(points)
    return bool(solid.sum() > 0.955 * (across + 1) * (down + 1)) and min(across, down) > 0.2 * max(across, down)


def _is_pair(solid: NDArray[np.uint8]) -> bool:
    """Whether there are two tall things of the same size side by side, both rounded at both ends."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    parts = [n for n in range(1, count) if stats[n, cv2.CC_STAT_AREA] > 0.1 * solid.sum()]
    if len(parts) != 2:
        return False
    one, other = (stats[n] for n in parts)
    areas = sorted(float(part[cv2.CC_STAT_AREA]) for part in (one, other))
    aside = abs(one[cv2.CC_STAT_LEFT] - other[cv2.CC_STAT_LEFT]) > 0.6 * min(
        one[cv2.CC_STAT_WIDTH], other[cv2.CC_STAT_WIDTH]
    )
    if areas[0] < 0.75 * areas[1] or not aside:
        return False
    return all(_is_rounded(np.asarray(labels == n)) for n in parts)


def _is_rounded(part: NDArray[np.bool_]) -> bool:
    """Whether a tall part narrows towards its top and towards its bottom, as a shoe does seen from above."""
    rows = np.nonzero(part.any(axis=1))[0]
    widths = part[rows[0] : rows[-1] + 1].sum(axis=1)
    tall, widest = len(widths), float(widths.max())
    end = max(1, tall // 30)
    ends = widths[:end].mean(), widths[-end:].mean()
    return bool(tall > 1.5 * widest and max(ends) < 0.6 * widest)


def _is_garment(solid: NDArray[np.uint8]) -> bool:
    """Whether it has shoulders below a narrower neck, sleeves that stand out or hang beside a body, and a broad hem.

    The body is alike left and right, and its middle is filled from the neck to the hem.
    """
    height, width = solid.shape
    if not 0.5 < width / height < 1.6:
        return False
    rows = np.arange(height)
    first = np.argmax(solid, axis=1)
    last = width - 1 - np.argmax(solid[:, ::-1], axis=1)
    spans = np.where(solid.any(axis=1), last - first + 1, 0) / width
    centre = (first + last) / 2
    # Sleeves reach out furthest above the hem; the hem is broad, and much narrower than the sleeves.
    upper, hem = spans[: round(0.92 * height)].max(), float(np.median(_body(solid, rows[round(0.82 * height) :])))
    neck, shoulders = float(spans[: max(1, height // 40)].mean()), float(spans[round(0.2 * height)])
    if not (upper > 0.97 and 0.36 < hem < 0.86 and neck < 0.5 and shoulders > 0.45 and shoulders > 1.25 * neck):
        return False
    middle = solid[round(0.12 * height) : round(0.97 * height), round(0.46 * width) : round(0.54 * width)]
    even = abs(centre[round(0.2 * height) :] - width / 2).mean() < 0.06 * width
    mirrored = (solid & solid[:, ::-1]).sum() / max(1, (solid | solid[:, ::-1]).sum())
    # What stands widens towards its foot, or has its foot as wide as itself; a garment's body has the same width.
    body = _body(solid, rows[round(0.6 * height) : round(0.95 * height)])
    steady = np.percentile(body, 85) - np.percentile(body, 15) < 0.3 * body.mean()
    return bool(middle.mean() > 0.97 and even and mirrored > 0.82 and steady)


def _body(solid: NDArray[np.uint8], rows: NDArray[np.int_]) -> NDArray[np.float64]:
    """Returns the width, as a fraction of the whole, of the run of pixels in the middle of each of the rows."""
    width, middle = solid.shape[1], solid.shape[1] // 2
    spans = []
    for row in rows:
        left = np.nonzero(solid[row, :middle][::-1] == 0)[0]
        right = np.nonzero(solid[row, middle:] == 0)[0]
        reach = (left[0] if len(left) else middle) + (right[0] if len(right) else width - middle)
        spans.append(reach / width)
    return np.array(spans)


def _is_pole(solid: NDArray[np.uint8]) -> bool:
    """Whether it is tall and thin and its foot is much narrower than itself, or rounded like the end of a board."""
    height, width = solid.shape
    if width > 0.36 * height:
        return False
    widths = solid.sum(axis=1) / width
    foot = float(widths[-max(1, height // 80) :].mean())
    return foot < 0.5 and float(np.median(widths)) > 0.25
