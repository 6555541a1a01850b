"""Shadows on a plane that is parallel to the picture, such as a table seen from above, and on a wall behind a product.

The shadow of a flat thing on such a plane is its own outline, moved along the light by its distance from the plane.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.frames import Pose, resample
from adforge_core.media.shadow import Tint, dark
from adforge_core.media.soft_shadow import SoftShadow, blurred
from adforge_core.model.look import KeyLight

Mask = NDArray[np.float32]
Rgba = NDArray[np.uint8]

_LAYERS = 5
_STEEPEST = 1.6
"""The most a shadow moves for each unit of distance from the plane. Lower light would part it from the product."""


@dataclass(frozen=True)
class Relief:
    """How far a product is from the plane, as fractions of its shorter side in the picture.

    From `low` to `high` it is solid: a thing that lies is from 0 to its thickness. `lower` is added at its foot, and
    nothing at its top: a garment's hem hangs further from the wall than its collar.
    """

    low: float
    high: float
    lower: float = 0.0


LAID = Relief(0.0, 0.11)
CARD = Relief(0.0, 0.024)
HUNG = Relief(0.01, 0.035, 0.05)
AFLOAT = Relief(0.2, 0.3)


def relief_of(cutout: Rgba) -> Relief:
    """Returns the relief of a product that lies: thin if it has four straight sides, such as a card or a book."""
    solid = np.asarray(cutout[::4, ::4, 3] > 127)
    if not solid.any():
        return LAID
    _, (across, down), _ = cv2.minAreaRect(np.ascontiguousarray(np.argwhere(solid)[:, ::-1].astype(np.float32)))
    return CARD if solid.sum() > 0.955 * (across + 1) * (down + 1) else LAID


def plane_shadow(cutout: Rgba, pose: Pose, light: KeyLight, relief: Relief, strength: float, tint: Tint) -> SoftShadow:
    """Returns the shadow of the RGBA `cutout` at `pose` on a plane that is parallel to the picture.

    `light` is relative to the picture: azimuth 90 is its top, elevation is above the plane. `strength` is 0 to 1.
    """
    matte, foot = _matte(cutout, pose)
    down, shorter = _extent(matte)
    shift = _shift(light)
    farthest = (relief.high + relief.lower) * shorter
    wide = 3 * _spread(light, farthest, shorter) + 0.14 * shorter
    left, right = (int(wide + max(0.0, sign * shift[0]) * farthest) + 2 for sign in (-1, 1))
    top, bottom = (int(wide + max(0.0, sign * shift[1]) * farthest) + 2 for sign in (-1, 1))
    padded = _padded(matte, top, bottom, left, right)
    lower = relief.lower * shorter / max(1.0, down[1] - down[0])
    begin = down[0] + top

    def cast(distance: float) -> Mask:
        moved = _sheared(padded, shift, distance * shorter, lower, begin)
        near = _soft(moved, _spread(light, distance * shorter, shorter))
        if not lower:
            return near
        far = _soft(moved, _spread(light, (distance + relief.lower) * shorter, shorter))
        share = np.clip((np.arange(len(moved), dtype=np.float32) - begin) / max(1.0, down[1] - down[0]), 0, 1)
        return np.asarray(near + share[:, None] * (far - near), np.float32)

    body = np.maximum.reduce([cast(distance) for distance in np.linspace(relief.low, relief.high, _LAYERS)])
    key = body * (0.62 - 0.2 * light.softness)
    # Close to the plane little light comes in from the sides, either.
    close = 1 / (1 + 12 * relief.low)
    sky = _sheared(padded, shift, 0.4 * (relief.low + relief.high) * shorter, lower, begin)
    around = _soft(sky, (0.02 + 0.3 * (relief.low + relief.high) / 2) * shorter + 1) * 0.34 * close
    seam = _soft(padded, 0.8 + 0.006 * shorter) * 0.5 * close * (relief.low < 0.005)
    alpha = strength * (1 - (1 - key) * (1 - around) * (1 - seam))
    return dark(np.asarray(alpha, np.float32), tint, foot[0] + left, foot[1] + top)


def leaning_shadow(
    cutout: Rgba, pose: Pose, light: KeyLight, gap: float, foreshortening: float, strength: float, tint: Tint
) -> SoftShadow:
    """Returns the shadow on the wall behind a product that leans against it: it touches the wall with its top.

    `gap` is the height in the picture, in frame pixels, of the floor between the product's foot and the wall. `light`
    is relative to the floor and comes from in front of the wall, or from the side.
    """
    matte, foot = _matte(cutout, pose)
    down, shorter = _extent(matte)
    tall = max(1.0, down[1] - down[0])
    level = np.sqrt(1 - foreshortening**2)
    away = gap / 2 / max(0.08, foreshortening)
    height = max(0.3 * tall, (tall - gap / 2) / level)
    azimuth, elevation = np.deg2rad(light.azimuth), np.deg2rad(light.elevation)
    facing = max(0.35, -np.sin(azimuth))
    across = float(np.clip(np.cos(azimuth) / facing, -_STEEPEST, _STEEPEST)) * away
    sinks = float(min(np.tan(elevation) / facing, _STEEPEST)) * away
    wide = int(3 * _spread(light, away, shorter) + 4)
    left, right = int(wide + max(0.0, -across)), int(wide + max(0.0, across))
    top = wide
    padded = _padded(matte, top, wide, left, right)
    # A point at the share u of the product's height is seen on its wall at this row, and as far to the side.
    foot_row = down[1] + top
    line = foot_row - gap / 2
    slope = (height + sinks) * level / tall
    onto = np.array(
        [[1, across / tall, across * (1 - foot_row / tall)], [0, slope, line + sinks * level - slope * foot_row]]
    )
    moved = np.asarray(cv2.warpAffine(padded, onto, padded.shape[::-1]), np.float32)
    rows = np.arange(len(moved), dtype=np.float32)[:, None]
    lowered = np.clip((rows - down[0] - top) / tall, 0, 1)
    near, far = (_soft(moved, _spread(light, part * away, shorter)) for part in (0.06, 0.8))
    soft = near + lowered * (far - near)
    occluded = _soft(moved, 0.04 * shorter + 1) * (1 - 0.7 * lowered) * 0.4
    alpha = 1 - (1 - soft * (0.6 - 0.22 * light.softness)) * (1 - occluded)
    alpha = alpha * np.clip(line - rows, 0, 1) * strength  # below is the floor
    return dark(np.asarray(alpha, np.float32), tint, foot[0] + left, foot[1] + top)


def _matte(cutout: Rgba, pose: Pose) -> tuple[Mask, tuple[float, float]]:
    """Returns the cut-out's opacity, 0 to 1, at half the frame's resolution, and the place of its foot in it."""
    height, width = cutout.shape[:2]
    reach = int(np.hypot(height, width) * pose.scale / 2) + 4
    sprite = resample(cutout, (4 * reach, 4 * reach), Pose(pose.scale / 2, pose.rotation, 2 * reach, 2 * reach))
    matte = np.asarray(sprite.alpha / np.float32(255), np.float32)
    return matte, (2 * reach - sprite.x, 2 * reach - sprite.y)


def _padded(matte: Mask, top: int, bottom: int, left: int, right: int) -> Mask:
    return np.pad(matte, ((top, bottom), (left, right)))


def _extent(matte: Mask) -> tuple[tuple[float, float], float]:
    """Returns the rows the matte begins and ends at, and the length of its shorter side."""
    _, top, width, height = cv2.boundingRect(np.asarray(matte > 0.5, np.uint8))
    return (top, top + height), float(max(4, min(width, height)))


def _shift(light: KeyLight) -> tuple[float, float]:
    """Returns how far, across and down, the shadow of a point moves for each unit of its distance from the plane."""
    azimuth = np.deg2rad(light.azimuth)
    length = min(1 / np.tan(np.deg2rad(light.elevation)), _STEEPEST)
    return float(np.cos(azimuth) * length), float(np.sin(azimuth) * length)


def _spread(light: KeyLight, distance: float, shorter: float) -> float:
    """Returns the width of the penumbra at this distance from the plane: the light's apparent size times distance."""
    way = distance / max(float(np.sin(np.deg2rad(light.elevation))), 0.35)
    return float(0.7 + 0.0025 * shorter + (0.03 + 0.3 * light.softness) * way)


def _soft(mask: Mask, sigma: float) -> Mask:
    return blurred(mask, sigma, sigma)


def _sheared(matte: Mask, shift: tuple[float, float], distance: float, lower: float, begin: float) -> Mask:
    """Returns `matte` moved along the light by `distance`, and by `lower` more for every row below `begin`."""
    x, y = shift
    onto = np.array(
        [[1, x * lower, x * (distance - lower * begin)], [0, 1 + y * lower, y * (distance - lower * begin)]]
    )
    return np.asarray(cv2.warpAffine(matte, onto, matte.shape[::-1]), np.float32)
