"""Removes the drop shadow that a picture with transparency brings along."""

import cv2
import numpy as np
from numpy.typing import NDArray

Matte = NDArray[np.uint8]
Flags = NDArray[np.bool_]

_SOLID = 200  # opacities of a shadow stay below
_DARK, _EVEN = 90.0, 40.0  # levels: how bright a shadow is at most, and how far its channels are apart
_FADED = 30  # the opacity at which a shadow ends
_STEEPEST = 0.018  # the steepest change of a shadow's opacity, across the longer side of the picture / 100


def without_drop_shadow(rgb: NDArray[np.uint8], alpha: Matte) -> Matte:
    """Returns `alpha`, (height, width), without the product's own shadow.

    A shadow is dark and colourless, faint, smooth, and fades out: beside the product or below it, apart or touching.
    Tinted glass inside a frame does not fade out, and stays; so do hair and fabric, which are not smooth.
    """
    solid = np.asarray(alpha >= _SOLID, np.uint8)
    if not solid.any() or solid.all():
        return alpha
    longest = max(alpha.shape)
    reach = max(3, round(0.004 * longest))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    near = cv2.dilate(solid, disc) > 0
    faint = np.asarray((alpha > 0) & ~near, np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(faint, connectivity=8)
    steep = cv2.morphologyEx(alpha, cv2.MORPH_GRADIENT, np.ones((3, 3))).astype(np.float32) / 2 * (longest / 100)
    shadow = np.zeros(alpha.shape, bool)
    for index in range(1, count):
        left, top, width, height, area = stats[index]
        if area < 9:
            continue
        window = slice(max(0, top - 1), top + height + 1), slice(max(0, left - 1), left + width + 1)
        mine = labels[window] == index
        if _is_shadow(rgb[window][mine], alpha[window], mine, steep[window][mine]):
            shadow[window] |= mine
    if not shadow.any():
        return alpha
    return _freed(alpha, solid > 0, shadow, reach)


def _is_shadow(colours: NDArray[np.uint8], alpha: Matte, mine: Flags, steep: NDArray[np.float32]) -> bool:
    weight = alpha[mine].astype(np.float64)
    mean = np.average(colours.astype(np.float64), axis=0, weights=weight)
    if mean.mean() > _DARK or float(np.ptp(mean)) > _EVEN or np.percentile(steep, 90) > _STEEPEST * 100 * 255 / 10:
        return False
    inside = cv2.erode(np.asarray(mine, np.uint8), np.ones((3, 3)), borderType=cv2.BORDER_CONSTANT, borderValue=1) > 0
    clear = cv2.dilate(np.asarray(alpha == 0, np.uint8), np.ones((3, 3))) > 0
    rim = mine & ~inside
    free = rim & clear
    return bool(free.sum() > 0.2 * rim.sum() and np.median(alpha[free]) <= _FADED)


def _freed(alpha: Matte, solid: Flags, shadow: Flags, reach: int) -> Matte:
    """Removes the shadow; in the product's soft edge beside it, what the shadow adds there is subtracted."""
    result = np.where(shadow, np.uint8(0), alpha)
    window = (4 * reach + 1, 4 * reach + 1)
    share = cv2.blur(shadow.astype(np.float32), window)
    level = cv2.blur(np.where(shadow, alpha, 0).astype(np.float32), window) / np.maximum(share, 1e-6) / 255
    edge = ~solid & ~shadow & (alpha > 0) & (share > 1e-4)
    own = (alpha[edge].astype(np.float32) / 255 - level[edge]) / np.maximum(1 - level[edge], 0.05)
    # The shadow is darkest under the product: a faint rest of it is cut.
    result[edge] = np.rint(np.clip((own - 0.2) / 0.8, 0, 1) * 255).astype(np.uint8)
    return np.asarray(result, np.uint8)
