"""The MoviePy clips behind plates. All of them also draw straight into a `Frame`, which is what the comp uses."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from moviepy import VideoClip
from numpy.typing import NDArray

from adforge_core.media.camera import TAIL, Field, Shift, steepest, travel
from adforge_core.media.film import Film
from adforge_core.media.frames import Frame, yuv_from_rgb
from adforge_core.media.grade import PlaneGrade, dither, graded
from adforge_core.media.once import Once, OnceEach
from adforge_core.model.look import Grade
from adforge_core.model.placement import OVERSCAN, CameraMove
from adforge_core.model.value import FPS

_COARSE = 8
_ROUNDS = 5
_HIGH = int(sys.byteorder == "little")
"""Which byte of a 16-bit number is the high one."""


class DepthCameraClip(VideoClip):  # type: ignore[misc]  # MoviePy is untyped
    """A camera moving in front of a still with OVERSCAN around the frame; without depth the still moves as one card.

    `still` is RGB (h, w, 3), uint8 or uint16; `nearness` (h, w) uint16, linear in 1 / distance.
    """

    def __init__(
        self,
        still: NDArray[Any],
        nearness: NDArray[np.uint16] | None,
        stand_nearness: float,
        camera: CameraMove,
        frames: int,
        size: tuple[int, int],
        grade: Grade,
    ) -> None:
        super().__init__(duration=(frames + TAIL) / FPS)
        self.size, self.fps, self.frame_function = size, FPS, self._rgb_at
        self._move, self._frames = camera, frames
        self._ready = Once(lambda: _Developed(still, nearness, stand_nearness, size, grade))
        self._room = OnceEach(lambda: _Room(self._ready()))

    def camera_at(self, frame: int) -> Shift:
        """Where the camera has moved what stands at the product's depth."""
        return travel(self._move, frame, self._frames).shift

    def draw(self, frame: int, into: Frame) -> None:
        """Fills `into` with frame `frame`."""
        ready, room, sources = self._ready(), self._room(), self._sources(frame)
        for layer, sums, divisor, targets in (
            (ready.luma, room.luma, 1, [into.y]),
            (ready.chroma, room.chroma, 2, [into.u, into.v]),
        ):
            across, down = room.lattice.fine(sources, layer.plane.shape, divisor)
            cv2.remap(layer.plane, across, down, cv2.INTER_LINEAR, dst=sums, borderMode=cv2.BORDER_REPLICATE)
            # The noise of one 8-bit step, added before the low byte is left off, keeps gradients from banding.
            cv2.add(sums, layer.noise, dst=sums)
            halves = sums.view(np.uint8).reshape(*targets[0].shape, -1)
            for channel, target in enumerate(targets):
                cv2.extractChannel(halves, 2 * channel + _HIGH, dst=target)

    def glance(self, frame: int, into: Frame) -> None:
        """The same: every frame of a still is soon to be had."""
        self.draw(frame, into)

    def let_go(self) -> None:
        """Frees what this thread works in."""
        self._room.forget()

    def _sources(self, frame: int) -> tuple[Field, Field]:
        """Where in the still each place of the lattice is seen, in frame fractions from the middle.

        The nearness that counts is the source's own, which is not known before: found by repetition, which converges
        because the nearness is smooth compared with how far anything moves.
        """
        camera = travel(self._move, frame, self._frames)
        near_by = self._ready().near
        lattice = self._room().lattice
        qx, qy = lattice.qx, lattice.qy
        sx, sy = qx, qy
        rows, columns = near_by.shape
        for _ in range(_ROUNDS):
            at_x, at_y = _pixels(sx, columns), _pixels(sy, rows)
            near = cv2.remap(near_by, at_x, at_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            sx, sy = camera.source(qx, qy, np.asarray(near, np.float32))
        return sx, sy

    def _rgb_at(self, t: float) -> NDArray[np.uint8]:
        frame = Frame.empty(self.size)
        self.draw(round(t * FPS), frame)
        return frame.rgb()


@dataclass(frozen=True)
class _Layer:
    """A plane of a still in 16 bits, and the noise its frames get."""

    plane: NDArray[np.uint16]
    noise: NDArray[np.uint16]


class _Developed:
    """All that is worked out once for a still, before its first frame is drawn: where it is only placed on, never."""

    def __init__(
        self,
        still: NDArray[Any],
        nearness: NDArray[np.uint16] | None,
        stand_nearness: float,
        size: tuple[int, int],
        grade: Grade,
    ) -> None:
        width, height = size
        work = tuple(round(side * (1 + 2 * OVERSCAN)) for side in size)
        if still.shape[1] > 1.2 * work[0]:
            still = cv2.resize(still, work, interpolation=cv2.INTER_AREA)
        elif still.shape[1] < work[0]:
            still = cv2.resize(still, work, interpolation=cv2.INTER_LANCZOS4)
        rgb = still.astype(np.float32) / np.float32(65535 if still.dtype == np.uint16 else 255)
        yuv = yuv_from_rgb(graded(rgb, grade) * 255)
        half = (yuv.shape[1] // 2, yuv.shape[0] // 2)
        chroma = np.asarray(cv2.resize(yuv[..., 1:], half, interpolation=cv2.INTER_AREA), np.float32)
        noise = dither((height, width))
        part = noise[: height // 2, : width // 2]
        twice = np.dstack([part, part[::-1]] * 2)
        self.luma = _Layer(_sixteen(yuv[..., 0]), noise)
        # U and V twice: OpenCV remaps four channels faster than two.
        self.chroma = _Layer(_sixteen(np.dstack([chroma, chroma])), twice)
        self.near = _relief(nearness, stand_nearness, width)


class _Room:
    """Where one frame of a still is worked out: fresh memory for each frame would cost more than the work."""

    def __init__(self, ready: _Developed) -> None:
        self.luma, self.chroma = np.empty_like(ready.luma.noise), np.empty_like(ready.chroma.noise)
        height, width = self.luma.shape
        self.lattice = _Lattice(width, height)


class _Lattice:
    """Every eighth pixel of the frame, one cell more on each side, so that what is found there can be made fine.

    `qx`, `qy` are its places as fractions of the frame from the frame's middle.
    """

    def __init__(self, width: int, height: int) -> None:
        self._size = width, height
        columns, rows = (-(-side // _COARSE) + 2 for side in (width, height))
        qx = (np.arange(columns, dtype=np.float32) - 0.5) * _COARSE / width - 0.5
        qy = (np.arange(rows, dtype=np.float32) - 0.5) * _COARSE / height - 0.5
        self.qx, self.qy = (np.ascontiguousarray(grid, np.float32) for grid in np.meshgrid(qx, qy))
        self._room = {
            divisor: np.empty((2, rows * _COARSE // divisor, columns * _COARSE // divisor), np.float32)
            for divisor in (1, 2)
        }

    def fine(self, sources: tuple[Field, Field], still: tuple[int, ...], divisor: int) -> tuple[Field, Field]:
        """`sources` as pixels (x, y) of a plane of shape `still`, for each pixel of the frame over `divisor`."""
        width, height = (side // divisor for side in self._size)
        cell, (x, y) = _COARSE // divisor, self._room[divisor]
        for source, side, into in zip(sources, (still[1], still[0]), (x, y), strict=True):
            cv2.resize(_pixels(source, side), into.shape[::-1], dst=into, interpolation=cv2.INTER_LINEAR)
        inside = slice(cell, cell + height), slice(cell, cell + width)
        return x[inside], y[inside]


def _pixels(places: Field, side: int) -> Field:
    """Frame fractions from the middle as pixels of a still `side` pixels wide (or high), OVERSCAN around the frame."""
    per = side / (1 + 2 * OVERSCAN)
    return places * np.float32(per) + np.float32((0.5 + OVERSCAN) * per - 0.5)


class VideoPlateClip(VideoClip):  # type: ignore[misc]  # MoviePy is untyped
    """A video covering the frame, played at its own pace, silent, repeated when it is shorter than the scene.

    One of fewer pictures a second than ours has them mixed: repeated ones would make slow movement stutter.
    """

    def __init__(self, media: Path, frames: int, size: tuple[int, int], grade: Grade) -> None:
        super().__init__(duration=(frames + TAIL) / FPS)
        self.size, self.fps, self.frame_function = size, FPS, self._rgb_at
        # Each thread has the file open at a place of its own.
        film = Film(media, size)
        self._film = OnceEach(lambda: Film(media, size), film)
        self._finish = Once(lambda: PlaneGrade(grade, size))
        # The last few hundredths are left out: files often promise a little more than they hold.
        self._length = self.duration if film.seconds >= self.duration else max(1 / FPS, film.seconds - 0.05)

    def camera_at(self, frame: int) -> Shift:  # noqa: ARG002  the video moves its own camera
        """Nowhere: a video brings its own movement."""
        return Shift()

    def draw(self, frame: int, into: Frame) -> None:
        """Fills `into` with frame `frame`."""
        self._finish().lay_on(*self._film().mixed(self._time(frame)), into)

    def glance(self, frame: int, into: Frame) -> None:
        """Fills `into` with a frame that is near `frame` and soon to be had."""
        self._finish().lay_on(*self._film().near(self._time(frame)), into)

    def let_go(self) -> None:
        """Closes the file, where this thread has it open."""
        self._film.forget()

    def _time(self, frame: int) -> float:
        # A hair past the frame's time, so that rounding, to whole milliseconds in some files, never shows one twice.
        return float((frame / FPS + 1e-3) % self._length)

    def _rgb_at(self, t: float) -> NDArray[np.uint8]:
        frame = Frame.empty(self.size)
        self.draw(round(t * FPS), frame)
        return frame.rgb()


def _sixteen(plane: NDArray[np.float32]) -> NDArray[np.uint16]:
    return np.rint(np.clip(plane, 0, 255) * 256).astype(np.uint16)


def _relief(nearness: NDArray[np.uint16] | None, stand: float, width: int) -> Field:
    """Nearness over the stand's, without cliffs: near things keep their edges, what is behind them stretches."""
    if nearness is None or stand <= 0:
        return np.ones((8, 8), np.float32)
    columns = max(32, width // 3)
    rows = round(columns * nearness.shape[0] / nearness.shape[1])
    small = cv2.resize(nearness, (columns, rows), interpolation=cv2.INTER_AREA)
    near = small.astype(np.float32) / np.float32(65535 * stand)
    reach = columns / 360
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * round(4 * reach) + 1,) * 2)
    smooth = cv2.GaussianBlur(cv2.dilate(near, brush), (0, 0), max(0.8, 3.2 * reach))
    return steepest(np.asarray(smooth, np.float32))
