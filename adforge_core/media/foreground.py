"""The product's own colours where its old background shines through."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Matte = NDArray[np.uint8]
Plane = NDArray[np.float32]

_FIELD_LONGEST = 2048


def without_background(rgb: NDArray[np.uint8], matte: Matte) -> NDArray[np.uint8]:
    """Removes the background from the colours of the RGB picture's partly transparent pixels; others do not change.

    Forte: Approximate Fast Foreground Colour Estimation (2021), two passes of blur fusion, the blurred fields
    taken at a bounded size.
    """
    result = rgb.copy()
    left, top, width, height = cv2.boundingRect(np.asarray((matte > 0) & (matte < 255), np.uint8))
    if not width:
        return result
    # Colours come from at most as far as both blurs reach together.
    reach = 2 * (max(12, max(matte.shape) // 40) + 6)
    window = slice(max(0, top - reach), top + height + reach), slice(max(0, left - reach), left + width + reach)
    result[window] = _purified(rgb[window], matte[window], max(matte.shape))
    return result


def _purified(rgb: NDArray[np.uint8], matte: Matte, longest: int) -> NDArray[np.uint8]:
    """`without_background` for a part of a photo that is `longest` pixels long.

    Channels are processed one by one: allocating memory for all three takes longer than the computation.
    """
    result = rgb.copy()
    partly = (matte > 0) & (matte < 255)
    cover = matte[partly].astype(np.float32) / 255
    scale = min(1.0, _FIELD_LONGEST / longest)
    size = (max(1, round(matte.shape[1] * scale)), max(1, round(matte.shape[0] * scale)))
    radii = (max(12, round(longest * scale) // 40), 5)
    opacity = np.asarray(cv2.resize(matte, size, interpolation=cv2.INTER_AREA), np.float32) / np.float32(255)
    passes = [(radius, _blur(opacity, radius), _blur(1 - opacity, radius)) for radius in radii]
    for colour, plane in enumerate(cv2.split(rgb)):
        seen = np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.float32)
        near_front, behind = _fields(seen, opacity, passes)
        at_front, at_back = (
            np.asarray(cv2.resize(field, matte.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)[partly]
            for field in (near_front, behind)
        )
        mixed = plane[partly].astype(np.float32)
        pure = at_front + cover * (mixed - cover * at_front - (1 - cover) * at_back)
        result[..., colour][partly] = np.clip(np.rint(pure), 0, 255).astype(np.uint8)
    return result


def _fields(seen: Plane, opacity: Plane, passes: Sequence[tuple[int, Plane, Plane]]) -> tuple[Plane, Plane]:
    """Returns one colour channel of the product near each pixel, and of its background.

    Each of the `passes` of blur fusion is a radius, and `opacity` and 1 - `opacity` blurred with it.
    """
    front = behind = near_front = seen
    for radius, in_front, at_back in passes:
        near_front = _blur(front * opacity, radius) / (in_front + np.float32(1e-5))
        behind = _blur(behind * (1 - opacity), radius) / (at_back + np.float32(1e-5))
        front = np.clip(near_front + opacity * (seen - opacity * near_front - (1 - opacity) * behind), 0, 255)
    return near_front, behind


def _blur(field: Plane, radius: int) -> Plane:
    return np.asarray(cv2.blur(field, (2 * radius + 1, 2 * radius + 1)), np.float32)
