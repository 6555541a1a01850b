"""Soft pictures on the ground, such as shadows: drawn once for each scene at half resolution, moved with each pose.

Shadows are soft, and chroma has half resolution anyway.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.frames import Plane, Sprite, bytes_of

Mask = NDArray[np.float32]
Point = tuple[float, float]


@dataclass(frozen=True)
class SoftShadow:
    """A soft picture on the ground: (height, width, 4) premultiplied Y, U, V and alpha at half the frame's resolution.

    `foot_x`, `foot_y` is the place of the product's foot, in its own pixels.
    """

    planes: Plane
    foot_x: float
    foot_y: float

    @classmethod
    def of(cls, planes: Sequence[Mask], foot_x: float, foot_y: float) -> "SoftShadow":
        """Creates it from unrounded planes, with dither: without, its faint edges would show rings."""
        threshold = _threshold(planes[0].shape)
        whole = [np.clip(plane + threshold, 0, 255).astype(np.uint8) for plane in planes]
        return cls(np.dstack(whole), foot_x, foot_y)

    def at(
        self, x: float, y: float, scale: float, frame: tuple[int, int], clip: "Clip | None", turn: float = 0.0
    ) -> Sprite | None:
        """Returns the sprite with its foot at `x`, `y` in frame pixels, scaled by `scale`; None outside the frame.

        It is turned about its foot by `turn` degrees, clockwise.
        """
        height, width = self.planes.shape[:2]
        onto = np.eye(2) * scale
        if turn:
            angle = np.deg2rad(turn)
            onto = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        offset = np.array([x, y]) / 2 - onto @ (self.foot_x, self.foot_y)
        corners = offset[:, None] + onto @ np.array([[0, width, 0, width], [0, 0, height, height]])
        low = np.maximum(0, np.floor(corners.min(axis=1))).astype(int)
        high = np.minimum(np.array(frame) // 2, np.ceil(corners.max(axis=1))).astype(int)
        if not self.planes.size or (high <= low).any():
            return None
        size = int(high[0] - low[0]), int(high[1] - low[1])
        offset = offset - low + 0.5 * (onto.sum(axis=1) - 1)  # OpenCV counts places from the centres of pixels
        moved = cv2.split(cv2.warpAffine(self.planes, np.column_stack([onto, offset]), size))
        if clip is not None:
            kept = clip.over(low, size)
            for plane in moved:
                cv2.multiply(plane, kept, dst=plane, scale=1 / 255)
        luma, u, v, half = (bytes_of(plane) for plane in moved)
        doubled = (bytes_of(cv2.resize(plane, (2 * size[0], 2 * size[1]))) for plane in (luma, half))
        luma, alpha = doubled
        return Sprite(2 * int(low[0]), 2 * int(low[1]), luma, u, v, alpha, half)

    def towards(self, other: "SoftShadow", amount: float) -> "SoftShadow":
        """Returns the mix with `other`, which has the same size: `amount`, 0 to 1, is its share."""
        return replace(self, planes=bytes_of(cv2.addWeighted(self.planes, 1 - amount, other.planes, amount, 0)))


def cropped(*shadows: SoftShadow) -> tuple[SoftShadow, ...]:
    """Crops soft shadows of the same size to the rows and columns that are not empty in all of them."""
    x, y, width, height = cv2.boundingRect(np.maximum.reduce([shadow.planes[..., 3] for shadow in shadows]))
    window = slice(y, y + height), slice(x, x + width)
    return tuple(SoftShadow(shadow.planes[window].copy(), shadow.foot_x - x, shadow.foot_y - y) for shadow in shadows)


@dataclass(frozen=True)
class Clip:
    """The area of the surface the product stands on, at half resolution: 255 inside, with a soft edge."""

    mask: Plane
    frame: tuple[int, int]
    scale: float = 1.0
    dx: float = 0.0
    dy: float = 0.0

    def over(self, corner: NDArray[np.int_], size: tuple[int, int]) -> Plane:
        """Returns the part of the mask over a rectangle of the half-resolution frame."""
        half = np.array(self.frame) / 2
        # The frame is in the middle of a mask twice its size, so both have the same centre.
        offset = half / 2 - self.scale * half + half * (self.dx, self.dy)
        return bytes_of(cv2.warpAffine(self.mask, scaling(self.scale, offset - corner), size))

    @classmethod
    def inside(cls, corners: Sequence[Point], frame: tuple[int, int]) -> "Clip":
        """Creates the clip of the polygon `corners`, in fractions of the frame. It may exceed it by half a frame."""
        size = np.array(frame) // 2
        outline = (np.array(corners) + 0.5) * size - 0.5
        mask = np.zeros((2 * size[1], 2 * size[0]), np.uint8)
        cv2.fillPoly(mask, [np.rint(outline * 16).astype(np.int32)], 255, cv2.LINE_AA, shift=4)
        # Real edges are rounded and bright: a shadow ends slightly before them, never on what is behind.
        rounding = max(1, round(min(frame) / 250))
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * rounding + 1, 2 * rounding + 1))
        return cls(bytes_of(cv2.GaussianBlur(cv2.erode(mask, kernel), (0, 0), rounding / 2)), frame)

    def moved(self, scale: float, dx: float, dy: float) -> "Clip":
        """Returns the clip for a camera that has moved: see `Shift` in media/camera.py."""
        return replace(self, scale=scale, dx=dx, dy=dy)


def scaling(scale: float, offset: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns OpenCV's map for p' = p * scale + offset, with places counted from the corners of pixels."""
    return np.column_stack([np.eye(2) * scale, offset + 0.5 * (scale - 1)])


def blurred(plane: Mask, across: float, down: float) -> Mask:
    """Blurs `plane` by a Gaussian of these standard deviations. Wide blurs are computed at reduced size."""
    height, width = plane.shape
    by_x, by_y = (max(1, min(int(sigma / 3), side // 8)) for sigma, side in ((across, width), (down, height)))
    small = (-(-width // by_x), -(-height // by_y))
    even = cv2.copyMakeBorder(plane, 0, small[1] * by_y - height, 0, small[0] * by_x - width, cv2.BORDER_REPLICATE)
    soft = cv2.GaussianBlur(
        cv2.resize(even, small, interpolation=cv2.INTER_AREA), (0, 0), across / by_x, sigmaY=down / by_y
    )
    whole = cv2.resize(soft, (small[0] * by_x, small[1] * by_y), interpolation=cv2.INTER_LINEAR)
    return np.asarray(whole[:height, :width], dtype=np.float32)


def _threshold(shape: tuple[int, ...]) -> Mask:
    """Returns interleaved gradient noise, 0 to 1 (Jimenez, "Next generation post processing in Call of Duty", 2014)."""
    y, x = (np.arange(side, dtype=np.float32) for side in shape)
    inner = np.float32(0.00583715) * y[:, None] + np.float32(0.06711056) * x
    outer = np.float32(52.9829189) * (inner - np.floor(inner))
    return outer - np.floor(outer)
