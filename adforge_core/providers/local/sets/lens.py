"""The camera, solved so that the product's place projects exactly to where the storyboard wants it."""

from dataclasses import dataclass
from math import asin, atan, cos, degrees, radians, sin

import numpy as np
from numpy.typing import NDArray

from adforge_core.model.placement import OVERSCAN
from adforge_core.model.value import Point

DISTANCE = 3.5
"""How far from the stand the camera of every set is, in set units."""


@dataclass(frozen=True)
class Lens:
    """A camera looking at the origin from `distance` set units, `tilt` degrees above the floor.

    `width`, `height` are the still's pixels; (`px`, `py`) the principal point in them, a whole pixel, so that
    a shift lens can be had by cropping a larger film. `focal` is in pixels, `pitch` degrees down. The camera
    stands at `place`.
    """

    width: int
    height: int
    px: int
    py: int
    focal: float
    pitch: float
    place: tuple[float, float, float]

    @property
    def film(self) -> tuple[int, int]:
        """The size of the whole film, of which the still is a part and the principal point the middle."""
        return 2 * max(self.px, self.width - self.px), 2 * max(self.py, self.height - self.py)

    @property
    def field_of_view(self) -> float:
        """Of the whole film's width, in degrees."""
        return degrees(2 * atan(self.film[0] / 2 / self.focal))

    @property
    def forward(self) -> tuple[float, float, float]:
        """Which way the camera looks."""
        return 0.0, -sin(radians(self.pitch)), -cos(radians(self.pitch))

    def project(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Places (n, 3) in the set as pixels (n, 2) of the still."""
        ahead = np.array(self.forward)
        up = np.array([0.0, cos(radians(self.pitch)), -sin(radians(self.pitch))])
        rays = points - np.array(self.place)
        depth = rays @ ahead
        return np.stack([self.px + self.focal * rays[:, 0] / depth, self.py - self.focal * (rays @ up) / depth], axis=1)

    def in_frame(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Places (n, 3) in the set as fractions (n, 2) of the frame inside the still."""
        fractions = self.project(points) / (self.width, self.height)
        return np.asarray(fractions * (1 + 2 * OVERSCAN) - OVERSCAN)


def aim(size: tuple[int, int], stand: Point, distance: float, tilt: float, level: float = 0.45) -> Lens:
    """The lens for a still of `size` pixels.

    `level` is the share of the tilt that is taken by shifting the lens instead of turning it, which keeps
    uprights upright. With a the angle between the optical axis and the ray to the stand, d the distance and s the
    pixels of one set unit at the stand, the stand lies s d sin(a) below the principal point: the focal length is
    s d cos(a).
    """
    width, height = size
    unit = min(size) / (1 + 2 * OVERSCAN)
    whole = 1 + 2 * OVERSCAN
    across, down = (OVERSCAN + stand.x) / whole * width, (OVERSCAN + stand.y) / whole * height
    px, py = round(across), round(down - unit * distance * sin(radians(level * tilt)))
    angle = asin((down - py) / (unit * distance))
    pitch = tilt - degrees(angle)
    sideways = (px - across) / unit
    return Lens(
        width=width,
        height=height,
        px=px,
        py=py,
        focal=unit * distance * cos(angle),
        pitch=pitch,
        place=(sideways, distance * sin(radians(tilt)), distance * cos(radians(tilt))),
    )
