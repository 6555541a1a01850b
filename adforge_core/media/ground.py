"""Finds the plain ground of a photo: one colour, or one that changes smoothly, as in a studio."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.float32]
Flags = NDArray[np.bool_]

_SIDE = 320  # the longer side at which the ground is fitted
_DEGREE = 3
_ROUNDS = 8
_NEAR = 7.0  # levels of 255: a pixel of the photo's border this near to the fit shows the ground
_MOST_GRAIN = 5.0
_MOST_LIT = 0.02  # the share of the ground that may be brighter than the fit
_LEAST_OF_BORDER, _LEAST_OF_SIDE = 0.8, 0.5


@dataclass(frozen=True)
class Ground:
    """A plain ground.

    `colours` is its colour in every pixel, (height, width, 3), in levels of 255 and without shadows; `grain` is how far
    the photo strays from it, in levels.
    """

    colours: Picture
    grain: float


def plain_ground(photo: Picture, product: Picture) -> Ground | None:
    """Fits a smooth ground to the RGB `photo`, (height, width, 3) in levels of 255.

    `product` is a rough opacity of the product, 0 to 1. The ground is fitted to what is not the product, most of it;
    soft shadows and dust are left out as they do not follow the fit. Returns None if the photo's border does not show a
    plain ground on at least three sides.
    """
    height, width = photo.shape[:2]
    scale = min(1.0, _SIDE / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small = np.asarray(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), np.float32)
    around = cv2.dilate(
        np.asarray(cv2.resize(product, size, interpolation=cv2.INTER_AREA), np.float32), np.ones((7, 7))
    )
    free = around < 0.15
    if free.mean() < 0.08:
        return None
    powers = _powers(size)
    fitted, kept = _fitted(small, powers, free)
    off = np.abs(small - fitted).max(axis=2)
    if not _on_three_sides(off < _NEAR, free):
        return None
    # Light on the ground, or another ground behind it: shadows only darken.
    if ((small - fitted).max(axis=2)[free] > _NEAR).mean() > _MOST_LIT:
        return None
    grain = _grain(photo, product)
    if grain > _MOST_GRAIN:
        return None
    spread = float(np.median(off[kept])) if kept.any() else _NEAR
    whole = np.asarray(cv2.resize(fitted, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)
    return Ground(np.clip(whole, 1, 255), max(0.5, grain, 1.2 * spread))


def _powers(size: tuple[int, int]) -> NDArray[np.float64]:
    across, down = np.linspace(-1, 1, size[0]), np.linspace(-1, 1, size[1])
    x, y = np.meshgrid(across, down)
    return np.stack([x**i * y**j for i in range(_DEGREE + 1) for j in range(_DEGREE + 1 - i)], axis=-1)


def _fitted(small: Picture, powers: NDArray[np.float64], free: Flags) -> tuple[Picture, Flags]:
    """Returns the surface through most of the `free` pixels, and which of them it follows."""
    kept, surface = free, small
    for round_ in range(_ROUNDS):
        factors = np.linalg.lstsq(powers[kept], small[kept].astype(np.float64), rcond=None)[0]
        surface = np.asarray(powers @ factors, np.float32)
        off = np.abs(small - surface).max(axis=2)
        # Shadows only darken: what lies below the surface is dropped first.
        below = (surface - small).max(axis=2)
        limit = max(2.0, 2.5 * float(np.median(off[kept]))) * (1.5 if round_ < 2 else 1)
        chosen = free & (off < limit) & (below < 0.8 * limit)
        if chosen.sum() < 0.2 * free.sum():
            break
        kept = chosen
    return surface, kept


def _on_three_sides(near: Flags, free: Flags) -> bool:
    edge = max(2, round(0.02 * max(near.shape)))
    sides = [(slice(0, edge),), (slice(-edge, None),), (slice(None), slice(0, edge)), (slice(None), slice(-edge, None))]
    shown = [(near[side] & free[side]).sum() / near[side].size for side in sides]
    believed = sum(float((near[side] & free[side]).sum()) for side in sides) / max(1, sum(free[s].sum() for s in sides))
    return bool(sum(share > _LEAST_OF_SIDE for share in shown) >= 3 and believed > _LEAST_OF_BORDER)


def _grain(photo: Picture, product: Picture) -> float:
    """The standard deviation of the fine differences between neighbours along the photo's border, in levels."""
    edge = max(4, round(0.03 * max(photo.shape[:2])))
    found = []
    for strip, behind in (
        (photo[:edge], product[:edge]),
        (photo[-edge:], product[-edge:]),
        (photo[:, :edge].transpose(1, 0, 2), product[:, :edge].T),
        (photo[:, -edge:].transpose(1, 0, 2), product[:, -edge:].T),
    ):
        fine = np.abs(np.diff(strip, axis=1)).max(axis=2)[behind[:, 1:] < 0.1]
        if fine.size:
            found.append(float(np.median(fine)))
    return float(np.median(found)) if found else _MOST_GRAIN + 1
