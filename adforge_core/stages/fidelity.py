"""How true the product's colours are in a finished file."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from adforge_core.media.film import picture_at
from adforge_core.media.frames import Frame
from adforge_core.model.value import Value


class Fidelity(Value):
    """How far the product's colours in a master are from what they should be, in CIEDE2000 units."""

    mean: float
    p95: float
    max: float


def fidelity(master: Path, frame_index: int, expected: Frame | NDArray[np.uint8], mask: NDArray[np.bool_]) -> Fidelity:
    """The colour difference of a decoded frame of `master` to `expected` (a frame, or RGB), where `mask` is true.

    `mask` is (height, width). Colours are compared as sRGB under D65 by CIEDE2000 (CIE 142-2001). Raises BadVideo.
    """
    from skimage.color import deltaE_ciede2000, rgb2lab

    if not mask.any():
        raise ValueError("the mask is empty: there is nothing to compare")
    wanted = expected.rgb() if isinstance(expected, Frame) else expected
    found = picture_at(master, frame_index).rgb()
    difference = deltaE_ciede2000(rgb2lab(wanted[mask]), rgb2lab(found[mask]))  # type: ignore[no-untyped-call]  # has none
    return Fidelity(
        mean=float(difference.mean()), p95=float(np.percentile(difference, 95)), max=float(difference.max())
    )
