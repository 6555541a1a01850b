"""Shapes for type: bars, buttons, slanted blocks. All are drawn as coverage, 0 to 255."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

_OVERSAMPLING = 4


@dataclass(frozen=True)
class Bar:
    """A filled or outlined rectangle, in pixels of the frame. `radius` rounds its corners.

    `slant` shifts its top edge to the right and its bottom edge to the left, each by that many pixels. A `stroke` above
    0 draws only an outline of that width, inside the edge.
    """

    left: float
    top: float
    right: float
    bottom: float
    radius: float = 0.0
    slant: float = 0.0
    stroke: float = 0.0

    def scaled(self, factor: float) -> "Bar":
        """Returns the same bar in a frame `factor` times as large."""
        edges = (self.left, self.top, self.right, self.bottom, self.radius, self.slant, self.stroke)
        return Bar(*(edge * factor for edge in edges))

    def coverage(self, size: tuple[int, int], origin: tuple[int, int]) -> NDArray[np.uint8]:
        """Returns the coverage of each pixel: (height, width) of `size`, with its top left at `origin`."""
        paper = np.zeros((size[1] * _OVERSAMPLING, size[0] * _OVERSAMPLING), np.uint8)
        shift = np.array([self.left - origin[0], self.top - origin[1], self.right - origin[0], self.bottom - origin[1]])
        _fill(paper, shift * _OVERSAMPLING, self.radius * _OVERSAMPLING, self.slant * _OVERSAMPLING, 255)
        if self.stroke:
            inner = shift + np.array([1, 1, -1, -1]) * self.stroke
            radius = max(0.0, self.radius - self.stroke)
            _fill(paper, inner * _OVERSAMPLING, radius * _OVERSAMPLING, self.slant * _OVERSAMPLING, 0)
        return np.asarray(cv2.resize(paper, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _fill(paper: NDArray[np.uint8], edges: NDArray[np.float64], radius: float, slant: float, value: int) -> None:
    left, top, right, bottom = (float(edge) for edge in edges)
    radius = min(radius, (right - left) / 2, (bottom - top) / 2)
    if radius > 0:
        corners = [(right - radius, top + radius, -90), (right - radius, bottom - radius, 0)]
        corners += [(left + radius, bottom - radius, 90), (left + radius, top + radius, 180)]
        turn = np.radians(np.linspace(0, 90, 24))
        points = [
            (x + radius * np.cos(np.radians(start) + angle), y + radius * np.sin(np.radians(start) + angle))
            for x, y, start in corners
            for angle in turn
        ]
    else:
        points = [(left + slant, top), (right + slant, top), (right - slant, bottom), (left - slant, bottom)]
    fixed = np.rint(np.array(points) * 16).astype(np.int32)  # 4 fractional bits
    cv2.fillPoly(paper, [fixed.reshape(-1, 1, 2)], value, shift=4)
