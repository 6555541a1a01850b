"""From linear light to a picture: a little glow, a film-like shoulder, sRGB."""

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.float32]

_KNEE = 0.72


def develop(light: Picture, exposure: float, bloom: float) -> NDArray[np.uint16]:
    """Linear `light` (h, w, 3) as 16-bit sRGB, sharpened a little because it will be enlarged."""
    exposed = light * exposure
    if bloom:
        sigma = light.shape[1] / 40
        small = cv2.resize(np.minimum(exposed, 8), None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        halo = (cv2.GaussianBlur(small, (0, 0), sigma / 4) + cv2.GaussianBlur(small, (0, 0), sigma)) / 2
        halo = cv2.resize(halo, light.shape[1::-1], interpolation=cv2.INTER_CUBIC)
        exposed = np.asarray(exposed * (1 - bloom) + np.maximum(halo, 0) * bloom, np.float32)
    encoded = _encoded(_shouldered(exposed))
    soft = cv2.GaussianBlur(encoded, (0, 0), 1.0)
    encoded = np.asarray(encoded + 0.4 * (encoded - soft), np.float32)
    return np.rint(np.clip(encoded, 0, 1) * 65535).astype(np.uint16)


def _shouldered(light: Picture) -> Picture:
    """Straight up to the knee, then rolling off so that 1 is reached only at infinity.

    The roll-off is found on the brightest channel and part of it given to all three, so bright colours keep their hue
    and only very bright ones bleach.
    """
    peak = light.max(axis=-1, keepdims=True)
    over = np.maximum(peak - _KNEE, 0)
    rolled = np.minimum(peak, _KNEE) + (1 - _KNEE) * (1 - np.exp(-over / (1 - _KNEE)))
    kept = light * (rolled / np.maximum(peak, 1e-6))
    bleach = np.clip(over / 6, 0, 0.8)
    return np.asarray(kept * (1 - bleach) + rolled * bleach, np.float32)


def _encoded(light: Picture) -> Picture:
    """The sRGB transfer function, IEC 61966-2-1."""
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * np.maximum(light, 1e-9) ** (1 / 2.4) - 0.055).astype(
        np.float32
    )
