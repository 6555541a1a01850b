"""Estimates the tilt of the camera from the lower outline of a product."""

import numpy as np
from numpy.typing import NDArray

_NEARLY_ALL = 0.95
_CAP = np.sqrt(1 - _NEARLY_ALL**2)


def camera_pitch(alpha: NDArray[np.uint8]) -> tuple[float, float]:
    """Returns the camera's downward tilt in degrees, and half the width of the product's base over its whole width.

    `alpha` is (height, width), cropped to the product. A round base appears as half an ellipse: its half axes are the
    base's radius, and the radius times the sine of the tilt. From the fraction 1 - sqrt(1 - 0.95^2) of the lower half
    axis upwards, the outline is nearly as wide as the base; the height of that row above the foot gives the tilt. For a
    flat outline, such as a box from the front, the tilt is 0.
    """
    solid = alpha > 127
    if not solid.any():
        return 0.0, 0.0
    spans = np.where(
        solid.any(axis=1), solid.shape[1] - np.argmax(solid[:, ::-1], axis=1) - np.argmax(solid, axis=1), 0
    )
    lower = spans[len(spans) // 2 :]
    foot = int(np.nonzero(lower)[0][-1]) if lower.any() else 0
    base = int(lower.max())
    if base == 0:
        return 0.0, 0.0
    full = int(np.nonzero(lower >= _NEARLY_ALL * base)[0][-1])
    sine = (foot - full) / (1 - _CAP) / (base / 2)
    return float(np.degrees(np.arcsin(min(1.0, sine)))), base / 2 / solid.shape[1]
