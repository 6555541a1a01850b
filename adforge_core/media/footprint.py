"""The contact of a product with the ground: its outline, its base line, its footprint."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.frames import Pose, Sprite, resample

Mask = NDArray[np.float32]


@dataclass(frozen=True)
class Footprint:
    """A product at half the frame's resolution. Lengths and places are in pixels of `matte`, (height, width), 0 to 1.

    `sprite` is the picture of the matte, `foot` the place of its foot. For every column, `base` is the height of the
    line where the product meets the ground, and `touches`, 0 to 1, how close the product is to it. `centre` is the
    middle of the footprint, `radius` half its width, `flatness` its height in the picture divided by its width, `tall`
    the product's height.
    """

    sprite: Sprite
    matte: Mask
    foot: tuple[float, float]
    base: Mask
    touches: Mask
    centre: tuple[float, float]
    radius: float
    flatness: float
    tall: float


def footprint(cutout: NDArray[np.uint8], pose: Pose, foreshortening: float, framed: bool = False) -> Footprint:
    """Returns the footprint of the RGBA `cutout` at `pose`, on ground with this `foreshortening`.

    A `framed` photo stands as a thin upright card.
    """
    height, width = cutout.shape[:2]
    reach = int(np.hypot(height, width) * pose.scale / 2) + 4
    sprite = resample(cutout, (4 * reach, 4 * reach), Pose(pose.scale / 2, pose.rotation, 2 * reach, 2 * reach))
    matte = (sprite.alpha / 255).astype(np.float32)
    rows, columns = matte.shape
    solid = matte > 0.5
    if not solid.any():
        solid[-2:] = True
    covered = np.asarray(solid.any(axis=0))
    bottom = np.where(covered, rows - np.argmax(solid[::-1], axis=0), 0).astype(np.float32)
    footline, tall = float(bottom.max()), float(solid.any(axis=1).sum())
    gap = footline - bottom
    touching = _touching(gap, covered, tall)
    where = np.nonzero(touching)[0]
    base = np.interp(np.arange(columns), where, bottom[where]).astype(np.float32)[None]
    base = cv2.GaussianBlur(base, (0, 0), max(1.0, columns / 120))[0].astype(np.float32)
    radius = max(1.0, (where[-1] - where[0] + 1) / 2)
    tenth = max(1, len(where) // 10)
    sag = float(min(gap[where[:tenth]].mean(), gap[where[-tenth:]].mean()))
    # A round base shows the tilt of the photo's camera. If that is steeper than the plate's, it is used.
    flatness = 0.03 if framed else float(np.clip(max(foreshortening, sag / radius), 0.05, 0.75))
    near = np.exp(-np.square(gap / (0.7 * radius * flatness + 0.03 * tall)))
    return Footprint(
        sprite=sprite,
        matte=matte,
        foot=(2 * reach - sprite.x, 2 * reach - sprite.y),
        base=base,
        touches=np.where(touching, near * _rounding(np.arange(columns) - where[0], radius), 0).astype(np.float32),
        centre=(float(where[0] + where[-1] + 1) / 2, footline - radius * flatness),
        radius=radius,
        flatness=flatness,
        tall=tall,
    )


def _rounding(place: NDArray[np.int_], radius: float) -> NDArray[np.float64]:
    """Returns a factor that falls off at the ends of a base, where light also comes from the side."""
    from_middle = np.abs((place + 0.5) / radius - 1)
    return np.asarray(np.clip((1.04 - from_middle) / 0.16, 0, 1))


def _touching(gap: Mask, covered: NDArray[np.bool_], tall: float) -> NDArray[np.bool_]:
    """Returns the columns whose lowest pixel is on the ground.

    They start where the outline is lowest and continue while it is no steeper than the curve of a round base. A handle
    or a widening wall is steeper.
    """
    step = max(2, len(gap) // 80)
    touching = covered & (gap < 0.02 * tall + 1)
    for order in (slice(None), slice(None, None, -1)):
        heights, found, there = gap[order], touching[order], covered[order]
        for column in range(step, len(heights)):
            climb = heights[column] - heights[column - step]
            if there[column] and found[column - 1] and climb < 1.3 * step and heights[column] < 0.4 * tall:
                found[column] = True
    return touching
