"""The effects of a product on its ground: contact shadow, cast shadow, reflection."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.footprint import Footprint, Mask
from adforge_core.media.soft_shadow import SoftShadow, blurred
from adforge_core.model.look import KeyLight
from adforge_core.model.placement import Ground

_LONGEST = 2.0
"""The longest shadow, relative to the height that casts it. A lower sun would cast it out of the picture."""


@dataclass(frozen=True)
class Tint:
    """The colour of shadows: nearly black, with a trace of the ground's hue."""

    y: float
    u: float
    v: float


def shadow(
    footprint: Footprint, ground: Ground, strength: float, tint: Tint, lift: float = 0, highest: float = 0
) -> SoftShadow:
    """Returns the contact and cast shadow of `footprint`, which hovers `lift` pixels above the ground.

    Shadows with the same `highest` lift have the same size. `strength` is 0 to 1.
    """
    light = ground.light
    canvas = _Canvas.around(footprint, light, ground.foreshortening, max(lift, highest))
    hovering = lift / max(1.0, footprint.tall)
    contact = _contact(footprint, canvas, 0.012 + 0.5 * hovering) * 0.8 / (1 + (hovering / 0.025) ** 2)
    around = _footprint(footprint, canvas, 0.22 + hovering) * 0.5 / (1 + 8 * hovering)
    cast = _cast(footprint, canvas, light, lift)
    alpha = strength * (1 - (1 - contact) * (1 - around) * (1 - cast))
    return dark(alpha, tint, footprint.foot[0] + canvas.left, footprint.foot[1] + canvas.top)


def card_shadow(footprint: Footprint, strength: float, tint: Tint) -> SoftShadow:
    """Returns the soft shadow around a framed photo."""
    sigma = 0.07 * footprint.radius
    margin = int(3 * sigma) + 1
    alpha = blurred(np.pad(footprint.matte, margin), sigma, sigma) * 0.4 * strength
    return dark(alpha, tint, footprint.foot[0] + margin, footprint.foot[1] + margin - 0.4 * sigma)


def dark(alpha: Mask, tint: Tint, foot_x: float, foot_y: float) -> SoftShadow:
    """Returns a shadow of this opacity, 0 to 1, with the product's foot at this place in it."""
    alpha = np.maximum(0, alpha - 0.002)  # cuts the Gaussian off, so that the rectangle to draw is finite
    return SoftShadow.of([alpha * part for part in (tint.y, tint.u, tint.v, 255)], foot_x, foot_y)


@dataclass(frozen=True)
class _Canvas:
    """The area around a footprint's matte for its shadow: the pixels to its left and above, and the whole size.

    `along` is the shift of a point's shadow, across and down, for every pixel of the point's height.
    """

    left: int
    top: int
    width: int
    height: int
    along: tuple[float, float]

    @classmethod
    def around(cls, footprint: Footprint, light: KeyLight, foreshortening: float, lift: float) -> "_Canvas":
        azimuth, elevation = np.deg2rad(light.azimuth), np.deg2rad(light.elevation)
        # Heights in the picture are the real ones times the cosine of the camera's tilt.
        length = min(1 / np.tan(elevation), _LONGEST) / np.sqrt(1 - footprint.flatness**2)
        along = (float(np.cos(azimuth) * length), float(np.sin(azimuth) * length * foreshortening))
        highest = footprint.tall + lift
        blur = 3 * _blur(footprint, light, highest) + 0.5 * footprint.radius
        rows, columns = footprint.matte.shape
        left, right = (blur + max(0.0, sign * along[0] * highest) for sign in (-1, 1))
        top, bottom = (blur + max(0.0, sign * along[1] * highest) for sign in (-1, 1))
        return cls(int(left), int(top), int(left + right) + columns, int(top + bottom) + rows, along)

    def empty(self) -> NDArray[np.uint8]:
        return np.zeros((self.height, self.width), np.uint8)


def _blur(footprint: Footprint, light: KeyLight, height: float) -> float:
    """Returns the width of the penumbra for a `height` above the ground: the light's apparent size times distance."""
    way = height / max(np.sin(np.deg2rad(light.elevation)), 0.35)
    return float(0.8 + 0.012 * footprint.radius * (1 + 3 * light.softness) + (0.012 + 0.14 * light.softness) * way)


def _contact(footprint: Footprint, canvas: _Canvas, spread: float) -> Mask:
    """Returns the dark line under the foot, where no light gets, along the lower edge of the outline."""
    mask = np.zeros((canvas.height, canvas.width), np.float32)
    thick = max(0.8, 0.02 * footprint.radius)
    rows = np.arange(canvas.height, dtype=np.float32)[:, None] - canvas.top + 0.5
    columns = slice(canvas.left, canvas.left + len(footprint.base))
    mask[:, columns] = np.clip(2 * thick - np.abs(rows - footprint.base + thick), 0, 1) * footprint.touches
    near, far = max(0.8, spread * footprint.radius), max(1.5, 5.5 * spread * footprint.radius)
    tight, wide = blurred(mask, near, near), blurred(mask, far, far)
    return np.clip(0.6 * tight + 1.7 * wide, 0, 1)


def _footprint(footprint: Footprint, canvas: _Canvas, spread: float) -> Mask:
    """Returns the wide, faint darkening around the footprint, where the product hides the sky from the ground."""
    mask = canvas.empty()
    _disc(mask, canvas, footprint, (footprint.centre[0], footprint.centre[1]), footprint.radius * 0.96)
    sigma = max(1.0, spread * footprint.radius)
    return _soft(mask, sigma, max(footprint.flatness, 0.3))


def _cast(footprint: Footprint, canvas: _Canvas, light: KeyLight, lift: float) -> Mask:
    """Returns the shadow cast away from the light.

    The product is treated as a body of revolution: each row of its outline is a flattened disc, whose shadow is shifted
    by the light according to its height. So the shadow has the product's shape from any azimuth, even from the side,
    where a flat cut-out would cast only a line.
    """
    mask = canvas.empty()
    across, down = canvas.along
    rise = 1 / np.sqrt(1 - footprint.flatness**2)
    _disc(
        mask,
        canvas,
        footprint,
        (footprint.centre[0] + across * lift, footprint.centre[1] + down * lift),
        footprint.radius,
    )
    for row in range(int(footprint.centre[1]), -1, -1):
        height = (footprint.centre[1] - row) + lift
        for first, end in _runs(footprint.matte[row] > 0.5):
            centre = ((first + end) / 2 + across * height, footprint.centre[1] + down * height)
            _disc(mask, canvas, footprint, centre, (end - first) / 2)
    highest = footprint.tall * rise
    heights = _heights(canvas, footprint, lift, highest)
    levels = np.linspace(0, 1, 4)
    soft = [
        _soft(mask, _blur(footprint, light, lift + level * highest), max(footprint.flatness, 0.35)) for level in levels
    ]
    blended = soft[0]
    for index in range(1, len(levels)):
        weight = np.clip(heights * (len(levels) - 1) - (index - 1), 0, 1)
        blended = blended + weight * (soft[index] - soft[index - 1])
    darkness = (0.62 - 0.24 * light.softness) * (1 - (0.5 + 0.3 * light.softness) * heights)
    return np.asarray(blended * darkness / (1 + 1.5 * lift / max(1.0, footprint.tall)), dtype=np.float32)


def _soft(mask: NDArray[np.uint8], sigma: float, flatness: float) -> Mask:
    """Returns `mask` as 0 to 1, blurred in the plane of the ground."""
    return blurred(np.asarray(mask / 255, dtype=np.float32), sigma, max(0.8, sigma * flatness))


def _disc(
    mask: NDArray[np.uint8], canvas: _Canvas, footprint: Footprint, centre: tuple[float, float], radius: float
) -> None:
    """Draws a horizontal disc of the product. Products much wider than tall are assumed to be half as deep as tall."""
    deep = min(radius, max(0.5 * footprint.tall, footprint.radius))
    place = (round((centre[0] + canvas.left) * 16 - 8), round((centre[1] + canvas.top) * 16 - 8))
    axes = (max(8, round(radius * 16)), max(8, round(deep * footprint.flatness * 16)))
    cv2.ellipse(mask, place, axes, 0, 0, 360, 255, cv2.FILLED, cv2.LINE_AA, shift=4)


def _runs(row: NDArray[np.bool_]) -> NDArray[np.int_]:
    """Returns the (first, end) of each run of true values."""
    edges = np.diff(np.concatenate(([0], row.astype(np.int8), [0])))
    return np.column_stack([np.nonzero(edges == 1)[0], np.nonzero(edges == -1)[0]])


def _heights(canvas: _Canvas, footprint: Footprint, lift: float, highest: float) -> Mask:
    """Returns the height, as 0 to 1 of the product's, of the point whose shadow falls on each pixel."""
    length = canvas.along[0] ** 2 + canvas.along[1] ** 2
    if length < 1e-3:
        return np.zeros((canvas.height, canvas.width), np.float32)
    down = np.arange(canvas.height, dtype=np.float32)[:, None] - canvas.top - footprint.centre[1]
    across = np.arange(canvas.width, dtype=np.float32)[None] - canvas.left - footprint.centre[0]
    height = (across * canvas.along[0] + down * canvas.along[1]) / length - lift
    return np.clip(height / max(1.0, highest), 0, 1).astype(np.float32)


def reflection(footprint: Footprint, ground: Ground, strength: float) -> SoftShadow:
    """Returns the product mirrored in the floor: each column about its base, faded and blurred with distance."""
    gloss = ground.gloss
    sprite, (rows, columns) = footprint.sprite, footprint.matte.shape
    down = int(rows * 0.9)
    margin = max(4, int(0.1 * columns))
    x = np.arange(-margin, columns + margin, dtype=np.float32)
    base = np.interp(x, np.arange(columns), footprint.base).astype(np.float32)
    y = np.arange(down, dtype=np.float32)[:, None] + int(base.min())
    source_y = np.ascontiguousarray(2 * base - y - 1, dtype=np.float32)
    source_x = np.ascontiguousarray(np.broadcast_to(x, source_y.shape), dtype=np.float32)
    full = (columns, rows)
    planes = [sprite.luma, cv2.resize(sprite.u, full), cv2.resize(sprite.v, full), sprite.alpha]
    mirrored = [cv2.remap(plane, source_x, source_y, cv2.INTER_LINEAR).astype(np.float32) for plane in planes]
    away = np.clip((y + 1 - base) / (footprint.tall * (0.35 + 0.5 * gloss)), 0, 1)
    rough = (1 - gloss) * footprint.radius
    spreads = 0.5 + 0.06 * rough, 0.8 + 0.02 * footprint.radius + 0.28 * rough
    sharp, soft = ([blurred(plane, sigma, sigma) for plane in mirrored] for sigma in spreads)
    # A floor reflects more at grazing angles.
    kept = strength * gloss * (0.75 - 0.35 * ground.foreshortening) * np.square(1 - away)
    # The mirror image begins at the base. Above it, blur would be hidden by the product or look like a halo.
    kept = kept * np.clip(y + 1.5 - base, 0, 1)
    mixed = [(near + np.sqrt(away) * (far - near)) * kept for near, far in zip(sharp, soft, strict=True)]
    return SoftShadow.of(mixed, footprint.foot[0] + margin, footprint.foot[1] - int(base.min()))
