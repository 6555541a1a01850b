"""A hanger's hook on a peg, drawn behind a garment that hangs on a wall."""

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.model.look import KeyLight

Plane = NDArray[np.float64]

_FINER = 3
_WIRE, _LOOP, _KNOB = 0.026, 0.17, 0.155
_BRASS, _WOOD = np.array([0.80, 0.60, 0.34]), np.array([0.62, 0.42, 0.25])
BELOW = 0.5
"""How far the wire goes on behind the garment, in heights of the hook above it."""


def collar(alpha: NDArray[np.uint8]) -> tuple[float, float] | None:
    """Returns where a hook comes out behind the garment, (x, y) in its pixels; None if its upper edge is straight.

    What has a straight upper edge, such as a poster or a towel, needs no hanger.
    """
    height, width = alpha.shape
    solid = alpha > 127
    top = np.nonzero(solid[: max(1, height // 50)].any(axis=0))[0]
    if not len(top) or np.ptp(top) > 0.6 * width:
        return None
    x = float(top[0] + top[-1] + 1) / 2
    column = solid[:, min(width - 1, int(x))]
    return x, float(np.argmax(column))


def hook(height: float, light: KeyLight) -> NDArray[np.uint8]:
    """Returns the picture, straight-alpha RGBA, of a brass hook on a wooden peg that is `height` pixels high.

    The lower part of the picture, `BELOW` times `height`, is the wire that the garment hides. The middle of its lower
    edge is the wire's end. `light` is relative to the picture, with its top at azimuth 90.
    """
    side = max(8, round(height)) * _FINER
    rows, columns = round(side * (1 + BELOW)), side
    y = (side - np.arange(rows)[:, None] - 0.5) / side  # upward, 0 where the garment begins
    x = (np.arange(columns)[None] - columns / 2 + 0.5) / side
    centre = 0.62
    # The shank, and a loop over the peg that ends on the left.
    shank = np.hypot(x, np.maximum(y - (centre - _LOOP), 0))
    around = np.hypot(x, y - centre)
    angle = np.degrees(np.arctan2(y - centre, x)) % 360
    loop = np.where((angle < 205) | (angle > 270), np.abs(around - _LOOP), 9.0)
    end = np.radians(205)
    tip = np.hypot(x - _LOOP * np.cos(end), y - centre - _LOOP * np.sin(end))
    wire = np.minimum(np.minimum(shank, loop), tip)
    knob = np.hypot(x, y - centre - _LOOP + _KNOB * 0.7)
    tones = np.zeros((rows, columns, 3))
    tones[:] = _lit(wire / _WIRE, wire, side, light, _BRASS, 40, 0.7)
    dome = np.clip(knob / _KNOB, 0, 1) ** 3
    on_knob = knob < _KNOB
    tones[on_knob] = _lit(dome, knob, side, light, _WOOD, 8, 0.12)[on_knob]
    alpha = np.maximum(np.clip((_WIRE - wire) * side + 0.5, 0, 1), np.clip((_KNOB - knob) * side + 0.5, 0, 1))
    whole = np.dstack([tones * alpha[..., None], alpha]).astype(np.float32)
    small = cv2.resize(whole, (columns // _FINER, rows // _FINER), interpolation=cv2.INTER_AREA)
    straight = small[..., :3] / np.maximum(small[..., 3:], 1e-3)
    encoded = np.dstack([np.clip(straight, 0, 1) ** (1 / 2.2), small[..., 3]])
    return np.asarray(np.rint(np.clip(encoded, 0, 1) * 255), np.uint8)


def _lit(slope: Plane, field: Plane, side: int, light: KeyLight, colour: Plane, gloss: float, shine: float) -> Plane:
    """Returns a surface that leans away from the eye by `slope`, 0 to 1, along the gradient of `field`."""
    down, right = np.gradient(field, 1 / side)
    lean = np.clip(slope, 0, 1)
    normal = np.dstack([right * lean, -down * lean, np.sqrt(1 - lean**2)])
    azimuth, elevation = np.radians(light.azimuth), np.radians(light.elevation)
    towards = np.array([-np.cos(azimuth) * np.cos(elevation), np.sin(azimuth) * np.cos(elevation), np.sin(elevation)])
    half = towards + np.array([0, 0, 1])
    half /= np.linalg.norm(half)
    facing, glint = np.clip(normal @ towards, 0, 1), np.clip(normal @ half, 0, 1) ** gloss
    return np.asarray(colour * (0.16 + 0.75 * facing)[..., None] + shine * glint[..., None])
