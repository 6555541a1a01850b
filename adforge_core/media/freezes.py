"""Detects black and frozen frames, which viewers take for faults, while frames are drawn."""

from collections.abc import Iterable

import cv2
import numpy as np

from adforge_core.media.frames import Frame, Plane

Stretches = list[tuple[int, int]]
"""The first frame of each stretch, and the frame after its last."""

_DARK = 29
"""The highest luma of a black pixel: 6 % of the way to white, as set for ffmpeg's blackdetect here."""

_LIT = 0.02
"""The largest share of lighter pixels in a black frame."""

_STILL = 0.001 * 255
"""The largest mean difference of two equal frames, as in ffmpeg's freezedetect at -60 dB."""


class FreezeDetector:
    """Checks the frames of one part of a segment in order, every eighth pixel in both directions.

    `black` are black stretches of any length, `frozen` stretches of frames that equal their first frame. Stretches end
    with the part.
    """

    def __init__(self) -> None:
        self.black: Stretches = []
        self.frozen: Stretches = []
        self._since = 0
        self._shown: Plane | None = None

    def see(self, number: int, frame: Frame) -> None:
        """Checks the next frame."""
        small = np.ascontiguousarray(frame.y[::8, ::8])
        if self._shown is None or cv2.norm(small, self._shown, cv2.NORM_L1) > _STILL * small.size:
            self._since, self._shown = number, small
        elif self.frozen and self.frozen[-1][0] == self._since:
            self.frozen[-1] = self._since, number + 1
        else:
            # Slow motion repeatedly stops for a few frames, so adjacent stretches are not merged.
            self.frozen.append((self._since, number + 1))
        if np.count_nonzero(small > _DARK) <= _LIT * small.size:
            _note(self.black, number, number + 1)


def joined(stretches: Iterable[tuple[int, int]]) -> Stretches:
    """Returns the stretches in order, with adjacent ones merged."""
    whole: Stretches = []
    for first, end in stretches:
        _note(whole, first, end)
    return whole


def _note(stretches: Stretches, first: int, end: int) -> None:
    """Adds a stretch. It is merged with the last one if they are adjacent."""
    if stretches and stretches[-1][1] == first:
        first, _ = stretches.pop()
    stretches.append((first, end))
