"""Confetti and dust in the air, drawn on the encoder's own planes. Where each piece is follows from a seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.frames import Frame, Plane, yuv_from_rgb
from adforge_core.model.value import FPS

_PIECES, _SPECKS = 100, 80

_TINTED = 4.0
"""The size in pixels from which the warm colour of a speck is seen: smaller ones only brighten what is behind."""
_DRAG, _FALL = 3.4, 0.15
"""Confetti: how fast it loses its speed, a second, and how fast it sinks after that, in frame heights a second."""

_WARM = (255, 246, 228)
"""The colour of dust in light."""


class Particles(Protocol):
    """What floats in the air of a shot."""

    def draw(self, frame: int, into: Frame) -> None:
        """Draws them as they are on frame `frame` of the shot onto `into`."""
        ...


@dataclass(frozen=True, eq=False)
class Confetti:
    """Paper that two poppers, outside the lower corners, throw up on the first frame. It turns over as it falls."""

    start: NDArray[np.float64]
    speed: NDArray[np.float64]
    sides: NDArray[np.float64]
    turns: NDArray[np.float64]
    colours: NDArray[np.float64]

    @classmethod
    def of(cls, seed: int, colours: Sequence[tuple[int, int, int]]) -> "Confetti":
        """Returns the confetti of this seed in these RGB colours."""
        random = np.random.default_rng([seed, 5])
        left = np.where(np.arange(_PIECES) % 2, 1.0, -1.0)
        start = np.column_stack([0.5 + left * random.uniform(0.52, 0.6, _PIECES), random.uniform(0.9, 1.15, _PIECES)])
        # A popper throws a cone: up, and towards the middle.
        up = random.uniform(0.55, 2.7, _PIECES)
        speed = np.column_stack([-left * random.uniform(0.1, 1.75, _PIECES), -up])
        sides = random.uniform(0.0075, 0.0165, (_PIECES, 1)) * np.column_stack(
            [np.ones(_PIECES), random.uniform(0.45, 0.8, _PIECES)]
        )
        turns = np.column_stack(
            [
                random.uniform(0, 2 * np.pi, _PIECES), random.uniform(-5, 5, _PIECES),
                random.uniform(0, 2 * np.pi, _PIECES), random.uniform(5, 13, _PIECES),
            ]
        )  # fmt: skip
        yuv = yuv_from_rgb(np.array([colours], np.uint8))[0]
        return cls(start, speed, sides, turns, np.asarray(yuv[random.integers(0, len(colours), _PIECES)], np.float64))

    def draw(self, frame: int, into: Frame) -> None:
        """Draws the pieces that are in the frame."""
        now, before = self._corners(frame, into.size), self._corners(max(0.0, frame - 0.45), into.size)
        flat = np.cos(self.turns[:, 2] + self.turns[:, 3] * frame / FPS)
        width, height = into.size
        for piece, earlier, colour, lies in zip(now, before, self.colours, flat, strict=True):
            # A shutter that is open for half a frame sees the piece all along its way.
            shape = cv2.convexHull(np.concatenate([piece, earlier]).astype(np.float32))[:, 0]
            if (shape.max(axis=0) < 0).any() or (shape.min(axis=0) > (width, height)).any():
                continue
            light = 0.72 + 0.28 * abs(lies)
            level = (16 + light * (colour[0] - 16), *(128 + light * (part - 128) for part in colour[1:]))
            for plane, step, value in zip((into.y, into.u, into.v), (1, 2, 2), level, strict=True):
                outline = np.rint(16 * (shape / step - 0.5)).astype(np.int32)
                cv2.fillConvexPoly(plane, outline, float(value), cv2.LINE_AA, shift=4)

    def _corners(self, frame: float, size: tuple[int, int]) -> NDArray[np.float64]:
        """Returns the corners of all pieces in pixels: (n, 4, 2)."""
        width, height = size
        t = frame / FPS
        glide = (1 - np.exp(-_DRAG * t)) / _DRAG
        lean, spin, over, tumble = self.turns.T
        sway = 0.018 * np.sin(over + 0.5 * tumble * t) * min(1.0, t)
        x = self.start[:, 0] + self.speed[:, 0] * glide + sway
        y = self.start[:, 1] + self.speed[:, 1] * glide * min(1.0, width / height + 0.35) + _FALL * (t - glide)
        middle = np.column_stack([x * width, y * height])
        long, short = (self.sides * max(size)).T / 2
        short = short * np.maximum(0.12, np.abs(np.cos(over + tumble * t)))
        angle = lean + spin * t
        along = np.column_stack([np.cos(angle), np.sin(angle)]) * long[:, None]
        across = np.column_stack([-np.sin(angle), np.cos(angle)]) * short[:, None]
        return np.stack(
            [middle + along + across, middle + along - across, middle - along - across, middle - along + across], 1
        )


@dataclass(frozen=True, eq=False)
class Dust:
    """Specks that drift through a beam of light from above, from the side of the key light."""

    places: NDArray[np.float64]
    drift: NDArray[np.float64]
    sizes: NDArray[np.float64]
    bright: NDArray[np.float64]
    turning: NDArray[np.float64]
    side: float

    @classmethod
    def of(cls, seed: int, azimuth: float) -> "Dust":
        """Returns the dust of this seed in light from `azimuth`, in degrees: 0 is from the left, 180 from the right."""
        random = np.random.default_rng([seed, 11])
        near = random.random(_SPECKS) ** 3  # most of it is far away
        drift = np.column_stack([random.normal(0.012, 0.012, _SPECKS), random.normal(-0.010, 0.010, _SPECKS)])
        turning = np.column_stack([random.uniform(0, 2 * np.pi, _SPECKS), random.uniform(0.4, 1.6, _SPECKS)])
        bright = (0.95 - 0.5 * near) * random.uniform(0.45, 1, _SPECKS)
        sizes = 0.0019 + 0.0102 * near
        places = random.uniform(-0.05, 1.05, (_SPECKS, 2))
        return cls(
            places, drift * (0.6 + 1.4 * near[:, None]), sizes, bright, turning, float(-np.cos(np.deg2rad(azimuth)))
        )

    def draw(self, frame: int, into: Frame) -> None:
        """Draws the specks that are in the light."""
        width, height = into.size
        t = frame / FPS
        places = (self.places + self.drift * t + 0.05) % 1.1 - 0.05
        glint = 0.55 + 0.45 * np.sin(self.turning[:, 0] + self.turning[:, 1] * t)
        # The beam comes from an upper corner and widens towards the middle of the frame.
        axis = 0.5 + self.side * 0.42 * (0.75 - places[:, 1])
        lit = np.exp(-(((places[:, 0] - axis) / (0.2 + 0.2 * places[:, 1])) ** 2))
        shown = self.bright * glint * lit
        warm = yuv_from_rgb(np.array([[_WARM]], np.uint8))[0, 0]
        sizes = self.sizes * min(into.size)
        for (x, y), size, strength in zip(places * (width, height), sizes, shown, strict=True):
            if strength > 0.03:
                planes = zip((into.y, into.u, into.v)[: 3 if size > _TINTED else 1], (1, 2, 2), warm, strict=False)
                for plane, step, level in planes:
                    _glow(plane, x / step, y / step, max(0.7, size / step), strength, float(level))


def _glow(plane: Plane, x: float, y: float, sigma: float, strength: float, level: float) -> None:
    """Mixes a soft round spot of `level` into `plane` about (x, y)."""
    reach = int(np.ceil(2.6 * sigma))
    left, top = max(0, int(x) - reach), max(0, int(y) - reach)
    right, bottom = min(plane.shape[1], int(x) + reach + 2), min(plane.shape[0], int(y) + reach + 2)
    if left >= right or top >= bottom:
        return
    across = np.exp(-((np.arange(left, right) + 0.5 - x) ** 2) / (2 * sigma**2))
    down = strength * np.exp(-((np.arange(top, bottom) + 0.5 - y) ** 2) / (2 * sigma**2))
    region = plane[top:bottom, left:right]
    region[:] = region + np.outer(down, across) * (level - region) + 0.5
