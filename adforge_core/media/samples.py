"""Samples of a cut-out: places all over the product, to measure how much of it is seen."""

import cv2
import numpy as np
from numpy.typing import NDArray


def sampled(cutout: NDArray[np.uint8], most: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Returns places on the product of the RGBA `cutout`, (n, 2), as fractions of its sides, and their weights.

    There are at most `most` places along its longer side. A weight is the share of the cut-out's area that the place
    stands for: together they are the share of it that the product covers.
    """
    rows, columns = cutout.shape[:2]
    factor = min(1.0, most / max(rows, columns))
    across, down = max(1, round(columns * factor)), max(1, round(rows * factor))
    alpha = cv2.resize(cutout[..., 3], (across, down), interpolation=cv2.INTER_AREA)
    y, x = np.nonzero(alpha > 12)
    places = np.column_stack([(x + 0.5) / across, (y + 0.5) / down])
    return places, alpha[y, x] / 255 / (across * down)
