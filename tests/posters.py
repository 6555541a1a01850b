"""Which frame of a master its poster is."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PIL import Image

from adforge_core.media.film import picture_at


def most_like(poster: Path, master: Path, frames: Iterable[int]) -> int:
    """Returns which of these frames the poster shows."""
    shown = np.asarray(Image.open(poster), np.int16)
    return min(frames, key=lambda frame: float(np.abs(shown - picture_at(master, frame).rgb()).mean()))
