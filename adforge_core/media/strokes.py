"""Corrects a matte by hand: the inside of a stroke is certain, and its rim follows the photo's edges."""

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.model.project import Stroke

Matte = NDArray[np.uint8]
Flags = NDArray[np.bool_]

SURE = 0.6
"""Within this fraction of its radius a stroke is certain. Between that and the radius, edges decide."""

_MOST_UNKNOWN = 40_000  # pixels solved at once: half a second
_CONTRAST = 60.0  # how strongly a colour difference separates two neighbours


def corrected(matte: Matte, photo: NDArray[np.uint8], strokes: Iterable[Stroke]) -> Matte:
    """Applies `strokes` in their order to the matte, (height, width), along the edges of the RGB `photo`.

    Within SURE of its radius a stroke sets 255 or 0. In its rim, opacity spreads from there and from the surrounding
    matte: freely over even colour, hardly across an edge. A stroke that keeps never lowers it there, one that erases
    never raises it. Nothing changes beyond the radius. The result is deterministic.
    """
    kept, erased, rim, up, down = _painted(matte.shape[:2], strokes)
    touched = kept | erased | rim
    if not touched.any():
        return matte
    result = np.where(kept, np.uint8(255), np.where(erased, np.uint8(0), matte))
    left, top, width, height = cv2.boundingRect(touched.astype(np.uint8))
    window = slice(max(0, top - 2), top + height + 2), slice(max(0, left - 2), left + width + 2)
    if rim.any():
        spread = _spread(result[window], np.ascontiguousarray(photo[window]), rim[window])
        spread = np.where(up[window] & ~down[window], np.maximum(spread, matte[window]), spread)
        spread = np.where(down[window] & ~up[window], np.minimum(spread, matte[window]), spread)
        result[window] = np.where(rim[window], spread, result[window])
    return np.asarray(result, np.uint8)


def _painted(size: tuple[int, ...], strokes: Iterable[Stroke]) -> tuple[Flags, Flags, Flags, Flags, Flags]:
    """Returns what is certainly kept, certainly erased, undecided, and touched by keeping and by erasing strokes."""
    kept, erased, rim, up, down = (np.zeros(size, bool) for _ in range(5))
    for stroke in strokes:
        radius = max(1.5, stroke.radius * max(size))
        core, whole = _drawn(size, stroke, SURE * radius), _drawn(size, stroke, radius)
        mine, other = (kept, erased) if stroke.keep else (erased, kept)
        # Earlier strokes remain valid except inside and near the new stroke.
        rim[whole & ~mine] = True
        other[whole] = False
        mine[core] = True
        rim[core] = False
        touched = up if stroke.keep else down
        touched[whole] = True
    return kept, erased, rim, up, down


def _drawn(size: tuple[int, ...], stroke: Stroke, radius: float) -> Flags:
    """Returns the pixels within about `radius` pixels of the stroke's line."""
    height, width = size
    # cv2 counts from the middles of pixels, in sixteenths; its numbers overflow far outside the picture.
    places = np.array([(point.x * width - 0.5, point.y * height - 0.5) for point in stroke.points])
    points = np.rint(np.clip(places, -4 * width - 99, 5 * width + 4 * height + 99) * 16).astype(np.int32)
    mask = np.zeros(size, np.uint8)
    cv2.polylines(mask, [points[:, None]], False, 255, max(1, round(2 * radius)), cv2.LINE_8, 4)
    for x, y in points[[0, -1]]:
        cv2.circle(mask, (int(x), int(y)), round(radius * 16), 255, -1, cv2.LINE_8, 4)
    return np.asarray(mask > 0)


def _spread(matte: Matte, photo: NDArray[np.uint8], unknown: Flags) -> Matte:
    """Returns the matte with its `unknown` pixels solved from the known ones around them.

    Opacities differ least between neighbours of similar colour: Grady, Random Walks for Image Segmentation
    (2006), equations 1 and 8, with the matte's own values on the border. Solved at a bounded size.
    """
    scale = min(1.0, (_MOST_UNKNOWN / int(unknown.sum())) ** 0.5)
    whole = (matte.shape[1], matte.shape[0])
    small = (max(1, round(whole[0] * scale)), max(1, round(whole[1] * scale)))
    if scale == 1:
        solved = _walked(matte.astype(np.float64) / 255, photo, unknown)
    else:
        open_to = cv2.resize(unknown.astype(np.uint8), small, interpolation=cv2.INTER_NEAREST) > 0
        known = cv2.resize(matte, small, interpolation=cv2.INTER_NEAREST).astype(np.float64) / 255
        solved = _walked(known, np.asarray(cv2.resize(photo, small, interpolation=cv2.INTER_AREA), np.uint8), open_to)
        solved = np.asarray(cv2.resize(solved, whole, interpolation=cv2.INTER_LINEAR), np.float64)
    # A clear outline: without an edge in the photo, the change is in the middle of the rim.
    steep = np.clip((solved - 0.35) / 0.3, 0, 1)
    return np.asarray(np.rint(steep * steep * (3 - 2 * steep) * 255), np.uint8)


def _walked(known: NDArray[np.float64], photo: NDArray[np.uint8], unknown: Flags) -> NDArray[np.float64]:
    """Returns the opacities, 0 to 1, with the `unknown` ones solved."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.linalg import spsolve

    count = int(unknown.sum())
    if not count:
        return known
    index = np.full(known.shape, -1)
    index[unknown] = np.arange(count)
    colour = cv2.cvtColor(cv2.GaussianBlur(photo, (0, 0), 0.7).astype(np.float32) / 255, cv2.COLOR_RGB2Lab) / 100
    rows, columns, weights, total, right = [], [], [], np.zeros(count), np.zeros(count)
    ahead, behind = slice(1, None), slice(None, -1)
    for here, there in (((ahead, slice(None)), (behind, slice(None))), ((slice(None), ahead), (slice(None), behind))):
        weight = np.exp(-_CONTRAST * np.abs(colour[here] - colour[there]).sum(axis=2)) + 1e-5
        for one, next_to in ((here, there), (there, here)):
            inside = index[one] >= 0
            own, neighbour, bond = index[one][inside], index[next_to][inside], weight[inside].astype(np.float64)
            np.add.at(total, own, bond)
            free = neighbour >= 0
            np.add.at(right, own[~free], (bond * known[next_to][inside])[~free])
            rows.append(own[free])
            columns.append(neighbour[free])
            weights.append(-bond[free])
    places = np.concatenate([*rows, np.arange(count)]), np.concatenate([*columns, np.arange(count)])
    laplacian = coo_matrix((np.concatenate([*weights, total + 1e-9]), places), (count, count)).tocsc()
    solved = known.copy()
    solved[unknown] = np.clip(spsolve(laplacian, right), 0, 1)
    return solved
