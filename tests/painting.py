"""Pictures in RGB as frames."""

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.frames import Frame, yuv_from_rgb


def paint(into: Frame, rgb: NDArray[np.uint8]) -> None:
    """Makes `into` the picture `rgb` (height, width, 3)."""
    y, *chroma = np.moveaxis(yuv_from_rgb(rgb), 2, 0)
    into.y[:] = np.rint(y)
    for plane, whole in zip((into.u, into.v), chroma, strict=True):
        plane[:] = np.rint(cv2.resize(whole, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
