"""The MoviePy clips behind plates. All of them also draw straight into a `Frame`, which is what the comp uses."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
from moviepy import VideoClip
from numpy.typing import NDArray

from adforge_core.media.camera import TAIL, Field, Shift, steepest, travel
from adforge_core.media.films import Films
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

_WHITE, _VIVID = 235, 240
"""The most that luma and chroma may be in limited range: ITU-R BT.709-6, section 3."""


class _Clip(VideoClip):  # type: ignore[misc]  # MoviePy is untyped
    """What MoviePy wants to know of a plate that draws itself."""

    def __init__(self, frames: int, size: tuple[int, int]) -> None:
        super().__init__(duration=(frames + TAIL) / FPS)
        self.size, self.fps = size, FPS

    def draw(self, frame: int, into: Frame) -> None:
        """Fills `into` with frame `frame`."""
        raise NotImplementedError

    def frame_function(self, t: float) -> NDArray[np.uint8]:
        """What MoviePy calls: the picture at `t` seconds as (height, width, 3) RGB."""
        frame = Frame.empty(self.size)
        self.draw(round(t * FPS), frame)
        return frame.rgb()


class DepthCameraClip(_Clip):
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
        super().__init__(frames, size)
        self._move, self._frames = camera, frames
        self._ready = Once(lambda: _Developed(still, nearness, stand_nearness, size, grade))
        self._room = OnceEach(lambda: _Room(size))

    def camera_at(self, frame: int) -> Shift:
        """Where the camera has moved what stands at the product's depth."""
        return travel(self._move, frame, self._frames).shift

    def draw(self, frame: int, into: Frame) -> None:
        """Fills `into` with frame `frame`."""
        ready, room, sources = self._ready(), self._room(), self._sources(frame)
        seen = room.luma.see(ready.luma, sources)
        for row in range(2):
            pairs = into.y[row::2].reshape(*into.u.shape, 2)
            cv2.mixChannels([seen], [pairs], [4 * row + _HIGH, 0, 4 * row + 2 + _HIGH, 1])
        seen = room.chroma.see(ready.chroma, sources)
        for channel, plane in enumerate((into.u, into.v)):
            cv2.mixChannels([seen], [room.pairs], [2 * channel + _HIGH, 0, 2 * channel + 4 + _HIGH, 1])
            plane[:] = room.pairs.reshape(plane.shape[0], -1)[:, : plane.shape[1]]

    def glance(self, frame: int, into: Frame) -> None:
        """The same: every frame of a still is soon to be had."""
        self.draw(frame, into)

    def _sources(self, frame: int) -> tuple[Field, Field]:
        """Where in the still each place of the lattice is seen, in frame fractions from the middle.

        The nearness that counts is the source's own, which is not known before: found by repetition, which converges
        because the nearness is smooth compared with how far anything moves.
        """
        camera = travel(self._move, frame, self._frames)
        near_by, room = self._ready().near, self._room()
        qx, qy = room.qx, room.qy
        sx, sy = qx, qy
        rows, columns = near_by.shape
        for _ in range(_ROUNDS):
            at_x, at_y = _pixels(sx, columns), _pixels(sy, rows)
            near = cv2.remap(near_by, at_x, at_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            sx, sy = camera.source(qx, qy, np.asarray(near, np.float32))
        return sx, sy


@dataclass(frozen=True)
class _Layer:
    """What of a still is seen in each block of a frame's pixels, in 16 bits.

    `plane` is (rows, columns, 4): at every place all that a block shows which begins there. That is `before`, across
    and down, pixels of the plane before what is in the block's middle.
    """

    plane: NDArray[np.uint16]
    before: tuple[float, float]


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
        across, down = (round(side * (1 + 2 * OVERSCAN)) for side in size)
        if still.shape[1] > 1.2 * across:
            still = cv2.resize(still, (across, down), interpolation=cv2.INTER_AREA)
        rgb = still.astype(np.float32) / np.float32(65535 if still.dtype == np.uint16 else 255)
        # A small still is finished as it is, its planes are enlarged: that is less to work on.
        planes = (_words(plane) for plane in cv2.split(_sixteen(yuv_from_rgb(graded(rgb, grade) * 255))))
        whole = max(across, still.shape[1]), max(down, still.shape[0])
        half = whole[0] // 2, whole[1] // 2
        y, u, v = (
            np.pad(_sized(plane, side, most), (0, 1), "edge")
            for plane, side, most in zip(planes, (whole, half, half), (_WHITE, _VIVID, _VIVID), strict=True)
        )
        # OpenCV remaps four channels as soon as one: four pixels of luma at once, and two of U and V.
        blocks = cv2.merge([y[:-1, :-1], y[:-1, 1:], y[1:, :-1], y[1:, 1:]])
        self.luma = _Layer(_words(blocks), (0.5, 0.5))
        blocks = cv2.merge([u[:-1, :-1], v[:-1, :-1], u[:-1, 1:], v[:-1, 1:]])
        self.chroma = _Layer(_words(blocks), (0.5, 0))
        self.near = _relief(nearness, stand_nearness, size[0])


class _Room:
    """Where one frame of a still is worked out: fresh memory for each frame would cost more than the work.

    Where places are seen is found for every eighth pixel of the frame and one more on each side, and made finer.
    `qx`, `qy` are those pixels' places as fractions of the frame from the frame's middle.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        width, height = size
        columns, rows = (-(-side // _COARSE) + 2 for side in size)
        qx = (np.arange(columns, dtype=np.float32) - 0.5) * _COARSE / width - 0.5
        qy = (np.arange(rows, dtype=np.float32) - 0.5) * _COARSE / height - 0.5
        self.qx, self.qy = (np.ascontiguousarray(grid, np.float32) for grid in np.meshgrid(qx, qy))
        self.luma, self.chroma = _View(size, (2, 2)), _View(size, (4, 2))
        self.pairs = np.empty((height // 2, -(-width // 4), 2), np.uint8)


class _View:
    """A frame of `size` in blocks of `block` (width, height) pixels, seen in a layer."""

    def __init__(self, size: tuple[int, int], block: tuple[int, int]) -> None:
        cells = [_COARSE // side for side in block]
        columns, rows = (-(-whole // side) for whole, side in zip(size, block, strict=True))
        lattice = [(-(-side // _COARSE) + 2) * cell for side, cell in zip(size, cells, strict=True)]
        self._inside = slice(cells[1], cells[1] + rows), slice(cells[0], cells[0] + columns)
        self._fine = np.empty((2, lattice[1], lattice[0]), np.float32)
        self._seen = np.empty((rows, columns, 4), np.uint16)
        self._noise = dither(self._seen.shape)

    def see(self, layer: _Layer, sources: tuple[Field, Field]) -> NDArray[np.uint8]:
        """What of `layer` is seen if `sources` are seen at the room's qx, qy: the bytes of its 16-bit numbers.

        All pixels of a block are moved as its middle is, which even where a still is stretched most puts none of them
        further away than making places finer does. Read it before asking again.
        """
        rows, columns, _ = layer.plane.shape
        for source, side, before, fine in zip(sources, (columns, rows), layer.before, self._fine, strict=True):
            places = _pixels(source, side) - np.float32(before)
            cv2.resize(places, fine.shape[::-1], dst=fine, interpolation=cv2.INTER_LINEAR)
        across, down = (fine[self._inside] for fine in self._fine)
        cv2.remap(layer.plane, across, down, cv2.INTER_LINEAR, self._seen, borderMode=cv2.BORDER_REPLICATE)
        # The noise of one 8-bit step, added before the low byte is left off, keeps gradients from banding.
        cv2.add(self._seen, self._noise, dst=self._seen)
        return self._seen.view(np.uint8)


def _pixels(places: Field, side: int) -> Field:
    """Frame fractions from the middle as pixels of a still `side` pixels wide (or high), OVERSCAN around the frame."""
    per = side / (1 + 2 * OVERSCAN)
    return places * np.float32(per) + np.float32((0.5 + OVERSCAN) * per - 0.5)


class VideoPlateClip(_Clip):
    """A video covering the frame, played at its own pace, silent, repeated when it is shorter than the scene.

    One of fewer pictures a second than ours has them mixed: repeated ones would make slow movement stutter.
    """

    def __init__(self, media: Path, frames: int, size: tuple[int, int], grade: Grade) -> None:
        super().__init__(frames, size)
        self._films = Films(media, size)
        self._finish = Once(lambda: PlaneGrade(grade, size))
        # The last few hundredths are left out: files often promise a little more than they hold.
        filmed = self._films.seconds
        self._length = self.duration if filmed >= self.duration else max(1 / FPS, filmed - 0.05)

    def camera_at(self, frame: int) -> Shift:  # noqa: ARG002  the video moves its own camera
        """Nowhere: a video brings its own movement."""
        return Shift()

    def draw(self, frame: int, into: Frame) -> None:
        """Fills `into` with frame `frame`."""
        seconds = self._time(frame)
        self._finish().lay_on(*self._films.at(seconds).mixed(seconds), into)

    def glance(self, frame: int, into: Frame) -> None:
        """Fills `into` with a frame that is near `frame` and soon to be had."""
        seconds = self._time(frame)
        self._finish().lay_on(*self._films.at(seconds).near(seconds), into)

    def _time(self, frame: int) -> float:
        # A hair past the frame's time, so that rounding, to whole milliseconds in some files, never shows one twice.
        return float((frame / FPS + 1e-3) % self._length)


def _sixteen(plane: NDArray[np.float32]) -> NDArray[np.uint16]:
    return np.rint(np.clip(plane, 0, 255) * 256).astype(np.uint16)


def _sized(plane: NDArray[np.uint16], size: tuple[int, int], most: int) -> NDArray[np.uint16]:
    """The plane in `size` (width, height), nowhere beyond limited range where it overshoots: 16 to `most`."""
    way = cv2.INTER_LANCZOS4 if plane.shape[1] < size[0] else cv2.INTER_AREA
    return np.clip(_words(cv2.resize(plane, size, interpolation=way)), 16 << 8, most << 8)


def _words(result: NDArray[Any]) -> NDArray[np.uint16]:
    """`result` as what it is: OpenCV answers 16-bit pictures with 16-bit pictures, its types do not say so."""
    return cast(NDArray[np.uint16], result)


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
