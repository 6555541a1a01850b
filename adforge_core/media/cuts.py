"""Finds the cuts of a finished film in its pictures, knowing nothing of how it was made.

Two pictures belong to one shot if what has a structure in one of them has the same structure in the other, at the same
place or moved as by a camera. Brightness and colour do not count: a lamp that is switched on is no cut. Nor do words
that appear: then everything else stays.
"""

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.frames import Plane

_WIDTH = 90
"""The width of the pictures that are compared, in pixels."""

_BLOCK = 9
"""The side of the blocks that are compared with each other, in these pixels."""

_LEAST = 2.0
"""The standard deviation, in levels, from which a block has a structure."""

_ALIKE = 0.6
"""The correlation of two blocks from which they show the same."""

_CUT = 0.57
"""The most of a picture's blocks that are the same after a cut: words run over it, and a flat wall stays flat."""

_GRADUAL = 0.45
"""The same for pictures `_APART` frames from each other. In a shot, things may have moved."""

_LEAP = 2.5
"""The mean change of a cut, in levels, and how many times larger than the changes around it it is at least."""

_AROUND = 3
_APART = 16
"""The frames a gradual transition may take."""

_FARTHEST = 0.15
"""The farthest a camera moves a picture in that time, as a share of its width."""

_AS_BRIGHT, _ENTERED = 4, 0.28
"""The most change, in levels, of what is as bright as before, and the share of that from which a place is the same.

A blurred background has little structure: where a thing enters before it, nearly all structure is new."""

_FLASH = 8
"""The most frames of a flash, after which the same shot goes on."""


_Blocks = tuple[NDArray[np.float32], NDArray[np.float32]]
"""The blocks of a picture with a mean of 0 and a deviation of 1, (n, pixels), and their deviations in levels."""


class CutFinder:
    """Finds cuts. `see` takes the pictures one after another, `cuts` says where another shot begins."""

    def __init__(self) -> None:
        self._seen: list[Plane] = []
        self._changes: list[float] = []

    def see(self, luma: Plane, change: float) -> None:
        """Notes the next picture. `change` is the mean absolute difference from the one before, in levels."""
        rows, columns = luma.shape
        size = _WIDTH, max(_BLOCK, round(rows * _WIDTH / columns))
        small = np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)
        self._seen.append(small)
        self._changes.append(change)

    def cuts(self) -> tuple[int, ...]:
        """Returns the frames on which another shot begins; of a gradual transition, its middle."""
        hard = [frame for frame in range(1, len(self._seen)) if self._is_cut(frame)]
        flashes = [
            (first, end)
            for first, end in pairwise(hard)
            if end - first <= _FLASH and self._kept_moved(first - 1, end) >= _CUT
        ]
        # A flash is passed over: the frame before it stands for all of it.
        shown = list(range(len(self._seen)))
        for first, end in flashes:
            shown[first:end] = [first - 1] * (end - first)
        hard = [cut for cut in hard if not any(cut in flash for flash in flashes)]
        gradual = [
            frame for first, end in pairwise([0, *hard, len(shown)]) for frame in self._gradual(shown[first:end])
        ]
        return _apart(sorted([*hard, *gradual]))

    def _is_cut(self, frame: int) -> bool:
        change, changes = self._changes[frame], self._changes
        sides = changes[max(1, frame - _AROUND) : frame], changes[frame + 1 : frame + 1 + _AROUND]
        usual = max((float(np.median(side)) for side in sides if side), default=0.0)
        return change >= _LEAP * max(1.0, usual) and self._kept(frame - 1, frame) < _CUT

    def _gradual(self, frames: Sequence[int]) -> list[int]:
        """Returns the middles of the transitions among `frames`, between which there is no hard cut."""
        found: list[int] = []
        run: list[int] = []
        for place, frame in enumerate(frames[:-2]):
            other = frames[min(place + _APART, len(frames) - 1)]
            entered = self._unchanged(frame, other) > _ENTERED
            if not entered and self._kept(frame, other) < _GRADUAL and self._kept_moved(frame, other) < _GRADUAL:
                run.append(frame + other)
            elif run:
                found.append((run[0] + run[-1]) // 4)
                run = []
        return [*found, (run[0] + run[-1]) // 4] if run else found

    def _kept(self, one: int, other: int) -> float:
        # The blocks take eight times the memory of the picture, and are quick to make.
        return _kept(_blocks(self._seen[one]), _blocks(self._seen[other]))

    def _unchanged(self, one: int, other: int) -> float:
        """Returns the share of a picture that is as bright as before: a thing that enters leaves the rest as it was."""
        changes = np.abs(self._seen[one].astype(np.int16) - self._seen[other])
        return float((changes <= _AS_BRIGHT).mean())

    def _kept_moved(self, one: int, other: int) -> float:
        """The same, if `one` is first moved, turned and scaled onto `other` as well as can be."""
        before, after = self._seen[one], self._seen[other]
        until = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 40, 1e-4)
        try:
            _, onto = cv2.findTransformECC(after, before, np.eye(2, 3, dtype=np.float32), cv2.MOTION_AFFINE, until)
        except cv2.error:  # it finds no movement
            return self._kept(one, other)
        size = after.shape[1], after.shape[0]
        corners = np.array([[0, size[0], 0, size[0]], [0, 0, size[1], size[1]], [1, 1, 1, 1]])
        if np.abs(onto @ corners - corners[:2]).max() > _FARTHEST * size[0]:
            return self._kept(one, other)  # the same place from elsewhere is another shot
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        moved = np.asarray(cv2.warpAffine(before, onto, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8)
        return _kept(_blocks(before), _blocks(after), _blocks(moved))


def _apart(cuts: Sequence[int]) -> tuple[int, ...]:
    """Returns the cuts without those that follow another at once: a quick transition may look like two."""
    apart: list[int] = []
    for cut in cuts:
        if not apart or cut - apart[-1] > _FLASH:
            apart.append(cut)
    return tuple(apart)


def _blocks(picture: Plane) -> _Blocks:
    rows, columns = (side // _BLOCK for side in picture.shape)
    whole = picture[: rows * _BLOCK, : columns * _BLOCK].astype(np.float32)
    blocks = whole.reshape(rows, _BLOCK, columns, _BLOCK).transpose(0, 2, 1, 3).reshape(rows * columns, -1)
    blocks -= blocks.mean(axis=1, keepdims=True)
    deviations = np.sqrt((blocks**2).mean(axis=1))
    return blocks / np.maximum(deviations, 1e-3)[:, None], deviations


def _kept(one: _Blocks, other: _Blocks, moved: _Blocks | None = None) -> float:
    """Returns the share of the blocks with a structure that are alike, of the picture in which it is larger.

    1 if no block has any. `moved` is `one` after a movement: its blocks count as well.
    """
    alike = (one[0] * other[0]).mean(axis=1) >= _ALIKE
    if moved is not None:
        alike |= (moved[0] * other[0]).mean(axis=1) >= _ALIKE
    structured = [deviations > _LEAST for _, deviations in (one, other)]
    there = alike & (one[1] > _LEAST / 2) & (other[1] > _LEAST / 2)
    shares = [float((where & there).sum() / where.sum()) for where in structured if where.any()]
    # Beside a picture without any structure, nothing of the other one is left.
    return max(shares) if len(shares) == 2 else float(not shares)
