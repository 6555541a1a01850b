"""What a viewer would take for a fault, noticed while frames are drawn: black ones, and ones in which nothing moves."""

from collections.abc import Iterable

import cv2
import numpy as np

from adforge_core.media.frames import Frame, Plane

Stretches = list[tuple[int, int]]
"""The first frame of each, and the one after its last."""

_DARK = 29
"""Luma up to which a pixel is black: 6 % of the way to white, as ffmpeg's blackdetect has it here."""

_LIT = 0.02
"""The share of pixels that may be lighter in a black frame."""

_STILL = 0.001 * 255
"""The mean difference up to which two frames are the same, as in ffmpeg's freezedetect at -60 dB."""


class FreezeDetector:
    """Sees the frames of one part of a segment in order, every eighth pixel each way. Its stretches end with the part.

    `black` are black stretches of any length, `frozen` those of frames that all show what the first of them did.
    """

    def __init__(self) -> None:
        self.black: Stretches = []
        self.frozen: Stretches = []
        self._since = 0
        self._shown: Plane | None = None

    def see(self, number: int, frame: Frame) -> None:
        """Takes note of the next frame."""
        small = np.ascontiguousarray(frame.y[::8, ::8])
        if self._shown is None or cv2.norm(small, self._shown, cv2.NORM_L1) > _STILL * small.size:
            self._since, self._shown = number, small
        elif self.frozen and self.frozen[-1][0] == self._since:
            self.frozen[-1] = self._since, number + 1
        else:
            # Slow motion stands still for a few frames again and again: stretches that touch are not one.
            self.frozen.append((self._since, number + 1))
        if np.count_nonzero(small > _DARK) <= _LIT * small.size:
            _note(self.black, number, number + 1)


def joined(stretches: Iterable[tuple[int, int]]) -> Stretches:
    """The stretches, in order, those that follow one another without a gap as one."""
    whole: Stretches = []
    for first, end in stretches:
        _note(whole, first, end)
    return whole


def _note(stretches: Stretches, first: int, end: int) -> None:
    """Adds a stretch; where the last one ends as it begins, the two are one."""
    if stretches and stretches[-1][1] == first:
        first, _ = stretches.pop()
    stretches.append((first, end))
