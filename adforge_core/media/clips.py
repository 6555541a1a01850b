"""Plates: each draws a requested frame directly into a `Frame`."""

import threading
from collections.abc import Callable
from copy import copy
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.camera import TAIL, Field, Shift, steepest, travel
from adforge_core.media.films import Films
from adforge_core.media.frames import Frame, Plane, bytes_of, yuv_from_rgb
from adforge_core.media.grade import PlaneGrade, graded
from adforge_core.media.lazy import Lazy, LruCache, ThreadLocalLazy
from adforge_core.media.lighting import mix, on
from adforge_core.media.motion import ease
from adforge_core.media.soft_shadow import blurred, scaling
from adforge_core.model.look import Grade
from adforge_core.model.placement import OVERSCAN, CameraMove
from adforge_core.model.shots import View
from adforge_core.model.value import FPS

_COARSE = 8
_APART = 8
_ROUNDS = 16
_ROUNDING = np.array([32, 160, 224, 96], np.uint16)
"""Bayer's 2 x 2 matrix: added to a block's four pixels before their 16 bits are cut to 8."""

_SHARP = 1.1
"""The zoom up to which a view is as sharp as the whole picture."""

_BLURS = 2
"""The blurs of which luma and chroma are kept beside those being drawn. Each takes 18 MB at 1080x1920."""

_BLUR, _DEEP = 0.009, 0.35
"""The blur of a view, as a share of the still's width, and the relative distance from the product where it is full."""

_PULL_FROM, _PULL = 7, 28
"""The frame on which a focus pull begins, and how many it takes."""

_WIDER, _LEAST_PULL = 2.4, 0.003
"""How much more a view that pulls focus blurs than others, and the least blur before that."""

Layers = tuple[NDArray[np.uint8], ...]
"""Luma and chroma as `_blocks` makes them."""

Focused = tuple[Lazy[Layers], Lazy[Layers]]
"""A still as a shot shows it, and the same before its focus is pulled."""

_WHITE, _VIVID = 235, 240
"""The highest luma and chroma in limited range: ITU-R BT.709-6, section 3."""


class DepthCameraClip:
    """A camera that moves in front of a still with OVERSCAN around the frame. Without depth the still moves as a card.

    `still` is RGB (h, w, 3), uint8 or uint16; `nearness` (h, w) uint16, linear in 1 / distance. `unlit` returns the
    still with lamps out; it is asked only if a shot's light moves.
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
        unlit: Callable[[], NDArray[Any]] | None = None,
    ) -> None:
        self._size = size
        self._ready = Lazy(lambda: _Developed(still, nearness, stand_nearness, size, grade))
        self._unlit = unlit and Lazy(lambda: _Developed(unlit(), nearness, stand_nearness, size, grade))
        self._film(camera, frames, None)

    def _film(self, camera: CameraMove, frames: int, view: View | None) -> None:
        size, ready, unlit = self._size, self._ready, self._unlit
        self._move, self._frames, self._view = camera, frames, view
        self._lighting = None if unlit is None or view is None else view.lighting
        if unlit is not None:
            self._darker = Lazy(lambda: unlit().seen(view)), Lazy(lambda: unlit().seen(view, open_=False))
        self._room = ThreadLocalLazy(lambda: _Room(size))
        self._lit = Lazy(lambda: ready().seen(view)), Lazy(lambda: ready().seen(view, open_=False))

    def seen(self, camera: CameraMove, frames: int, view: View | None, first: int) -> "DepthCameraClip":  # noqa: ARG002  the camera of every shot begins anew
        """Returns the clip of a shot of the same still. What is computed for the still is shared."""
        shot = copy(self)
        shot._film(camera, frames, view)
        return shot

    def camera_at(self, frame: int) -> Shift:
        """Returns the camera's effect at the product's depth."""
        return travel(self._move, frame, self._frames).shift.seen(self._view and self._view.at(frame, self._frames))

    def draw(self, frame: int, into: Frame) -> None:
        """Fills `into` with frame `frame`."""
        room, sources = self._room(), self._sources(frame)
        room.show(self._focused(frame, self._lit), sources, into)
        lighting = self._lighting
        if lighting is not None and on(lighting, frame) < 1:
            unlit = room.unlit()
            room.show(self._focused(frame, self._darker), sources, unlit)
            mix(lighting, frame, unlit, into)

    def _focused(self, frame: int, still: Focused) -> Layers:
        """Returns the still as far out of focus as it is on `frame`."""
        blurred, sharp = still
        done = (frame - _PULL_FROM) / _PULL if self._view is not None and self._view.pulls else 1.0
        if done >= 1:
            return blurred()
        if done <= 0:
            return sharp()
        share = ease(done)
        both = zip(sharp(), blurred(), strict=True)
        return tuple(bytes_of(cv2.addWeighted(near, 1 - share, soft, share, 0)) for near, soft in both)

    def approximate(self, frame: int, into: Frame) -> None:
        """Fills `into` with frame `frame`: every frame of a still is quick to draw."""
        self.draw(frame, into)

    def _sources(self, frame: int) -> tuple[Field, Field]:
        """Returns the place in the still for each place of the lattice, in frame fractions from the middle.

        They move so evenly that they are computed for every eighth frame and interpolated: within 0.05 pixels, or half
        a pixel where a rising camera stretches the nearest things most.
        """
        last = self._frames + TAIL
        frame = min(frame, last)
        before = frame - frame % _APART
        if self._view is not None and before < self._view.even_from:
            return self._found(frame)
        after = min(before + _APART, last)
        found = self._room().found
        one, other = (found.get(key, partial(self._found, key)) for key in (before, after))
        share = (frame - before) / max(1, after - before)
        x, y = (cv2.addWeighted(first, 1 - share, then, share, 0) for first, then in zip(one, other, strict=True))
        return np.asarray(x, np.float32), np.asarray(y, np.float32)

    def _found(self, frame: int) -> tuple[Field, Field]:
        """Computes the places by iteration, because each depends on the nearness at the place itself.

        It converges because the nearness is smooth compared with the movements.
        """
        camera = travel(self._move, frame, self._frames)
        near_by, room = self._ready().near, self._room()
        qx, qy = room.qx, room.qy
        if self._view is not None:
            view = self._view.at(frame, self._frames)
            qx, qy = qx / view.zoom + (view.x - 0.5), qy / view.zoom + (view.y - 0.5)
        sx, sy = qx, qy
        rows, columns = near_by.shape
        for _ in range(_ROUNDS):
            at_x, at_y = _pixels(sx, columns), _pixels(sy, rows)
            near = cv2.remap(near_by, at_x, at_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            sx, sy = camera.source(qx, qy, np.asarray(near, np.float32))
        return sx, sy


class _Developed:
    """What is computed once for a still, before its first frame is drawn; not at all if only the ground is used."""

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
        # A small still is graded first and its planes are enlarged afterwards: that is less work.
        planes = np.moveaxis(_sixteen(yuv_from_rgb(graded(rgb, grade) * 255)), 2, 0)
        whole = max(across, still.shape[1]), max(down, still.shape[0])
        half = whole[0] // 2, whole[1] // 2
        self._width = size[0]
        self._planes = tuple(
            _sized(plane, side, most)
            for plane, side, most in zip(planes, (whole, half, half), (_WHITE, _VIVID, _VIVID), strict=True)
        )
        self._blurred: LruCache[float, Lazy[Layers]] = LruCache(_BLURS)
        self._lock = threading.Lock()
        self.near = _relief(nearness, stand_nearness, size[0])

    def seen(self, view: View | None, *, open_: bool = True) -> Layers:
        """Returns luma and chroma for a view. The closer it is, the more blurred is what is not at the product's depth.

        A lens of the same aperture blurs in proportion to the magnification. If the view pulls focus, the aperture is
        `open_` wider, or else it is closed.
        """
        if view is None or (view.zoom < _SHARP and not view.pulls) or not open_:
            sigma = 0.0
        else:
            sigma = _BLUR * self._width * (view.zoom - 1) / view.zoom
            if view.pulls:
                sigma = _WIDER * max(sigma, _LEAST_PULL * self._width)
        with self._lock:
            layers = self._blurred.get(sigma, lambda: Lazy(lambda: self._at(sigma)))
        return layers()

    def _at(self, sigma: float) -> Layers:
        """Returns the layers with what is not at the product's depth blurred by `sigma` pixels at most."""
        if not sigma:
            return tuple(map(_blocks, self._planes))
        apart = np.clip(np.abs(1 - self.near) / _DEEP, 0, 1)
        layers = []
        for plane, step in zip(self._planes, (1, 2, 2), strict=True):
            share = cv2.resize(apart, plane.shape[::-1], interpolation=cv2.INTER_LINEAR)
            sharp = plane.astype(np.float32)
            mixed = blurred(sharp, sigma / step, sigma / step)
            # In place: a still has ten megabytes in floats.
            np.subtract(mixed, sharp, out=mixed)
            np.multiply(mixed, share, out=mixed)
            np.add(mixed, sharp, out=mixed)
            layers.append(_blocks(np.rint(mixed, out=mixed).astype(np.uint16)))
        return tuple(layers)


class _Room:
    """The work memory for the frames of a still: allocating it for each frame would take longer than the work.

    Places are computed for every eighth pixel of the frame, and one more on each side, and interpolated. `qx`, `qy` are
    the places of those pixels as fractions of the frame from its middle, `found` the results for recent frames.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        width, height = size
        columns, rows = (-(-side // _COARSE) + 2 for side in size)
        qx = (np.arange(columns, dtype=np.float32) - 0.5) * _COARSE / width - 0.5
        qy = (np.arange(rows, dtype=np.float32) - 0.5) * _COARSE / height - 0.5
        self.qx, self.qy = (np.ascontiguousarray(grid, np.float32) for grid in np.meshgrid(qx, qy))
        self.luma, self.chroma = _View(size, 1), _View(size, 2)
        self.found: LruCache[int, tuple[Field, Field]] = LruCache(2)
        self.unlit = Lazy(lambda: Frame.empty(size))

    def show(self, layers: Layers, sources: tuple[Field, Field], into: Frame) -> None:
        """Fills `into` from the layers of a still; `sources` are the places in it for qx, qy."""
        luma, u, v = layers
        self.luma.show(sources, (luma, into.y))
        self.chroma.show(sources, (u, into.u), (v, into.v))


class _View:
    """A plane of a frame of `size`. One of its pixels covers `step` pixels of the frame in both directions."""

    def __init__(self, size: tuple[int, int], step: int) -> None:
        cells = _COARSE // step // 2
        columns, rows = (-(-side // step // 2) for side in size)
        across, down = ((-(-side // _COARSE) + 2) * cells for side in size)
        self._inside = slice(cells, cells + rows), slice(cells, cells + columns)
        self._fine = np.empty((2, down, across), np.float32)
        self._seen = np.empty((rows, columns, 4), np.uint8)
        self._whole = np.empty((2 * rows, 2 * columns), np.uint8)

    def show(self, sources: tuple[Field, Field], *planes: tuple[NDArray[np.uint8], Plane]) -> None:
        """Fills the second of each of `planes` from the first, made by `_blocks`; `sources` are the places for qx, qy.

        All first ones are of the same size. All pixels of a block move like its middle. Even where a still is stretched
        most, the error is not larger than that of the interpolation.
        """
        rows, columns, _ = planes[0][0].shape
        for source, side, fine in zip(sources, (columns, rows), self._fine, strict=True):
            cv2.resize(_pixels(source, side) - 0.5, fine.shape[::-1], dst=fine, interpolation=cv2.INTER_LINEAR)
        across, down = (fine[self._inside] for fine in self._fine)
        for layer, into in planes:
            cv2.remap(layer, across, down, cv2.INTER_LINEAR, self._seen, borderMode=cv2.BORDER_REPLICATE)
            even = into if into.shape == self._whole.shape else self._whole
            pairs = even.view(np.uint16)
            cv2.split(self._seen.view(np.uint16), [pairs[0::2], pairs[1::2]])
            if even is not into:
                into[:] = even[: into.shape[0], : into.shape[1]]


def _pixels(places: Field, side: int) -> Field:
    """Converts frame fractions from the middle to pixels of a still with OVERSCAN, `side` pixels wide or high."""
    per = side / (1 + 2 * OVERSCAN)
    return places * np.float32(per) + np.float32((0.5 + OVERSCAN) * per - 0.5)


class VideoPlateClip:
    """A video that covers the frame, at its own pace, without sound, repeated if it is shorter than the scene.

    Pictures of a video with a lower frame rate are blended: repeated pictures would make slow movement stutter.
    """

    def __init__(self, media: Path, frames: int, size: tuple[int, int], grade: Grade) -> None:
        self._films = Films(media, size)
        self._finish = Lazy(lambda: PlaneGrade(grade, size))
        # The last few hundredths of a second are left out: files often state a slightly longer duration.
        filmed, wanted = self._films.seconds, (frames + TAIL) / FPS
        self._length = wanted if filmed >= wanted else max(1 / FPS, filmed - 0.05)
        self._first, self._frames, self._view = 0, frames, None

    _view: View | None

    def seen(self, camera: CameraMove, frames: int, view: View | None, first: int) -> "VideoPlateClip":  # noqa: ARG002  the video moves its own camera
        """Returns the clip of a shot that begins on frame `first`. The video goes on over the cut."""
        shot = copy(self)
        # A video has no margin around the frame that a punch-in could begin with.
        shot._first, shot._frames, shot._view = first, frames, view and view.model_copy(update={"punch": 0.0})
        return shot

    def camera_at(self, frame: int) -> Shift:
        """Returns no movement but that of the view: a video has its own."""
        return Shift().seen(self._view and self._view.at(frame, self._frames))

    def draw(self, frame: int, into: Frame) -> None:
        """Fills `into` with frame `frame`."""
        seconds = self._time(frame)
        self._show(self._films.at(seconds).mixed(seconds), frame, into)

    def approximate(self, frame: int, into: Frame) -> None:
        """Fills `into` with a frame near `frame` that is quick to decode."""
        seconds = self._time(frame)
        self._show(self._films.at(seconds).near(seconds), frame, into)

    def _show(self, planes: tuple[Plane, Plane, Plane], frame: int, into: Frame) -> None:
        self._finish().lay_on(*planes, into)
        view = self._view and self._view.at(frame, self._frames)
        if view is not None and view.zoom > 1:
            for plane in (into.y, into.u, into.v):
                plane[:] = _enlarged(plane, view)

    def _time(self, frame: int) -> float:
        # Slightly after the frame's time, so that rounding, to whole milliseconds in some files, repeats no picture.
        return float(((self._first + frame) / FPS + 1e-3) % self._length)


def _enlarged(plane: Plane, view: View) -> Plane:
    """Returns the part of `plane` in the view, as large as the plane."""
    height, width = plane.shape
    onto = scaling(view.zoom, np.array([width * (0.5 - view.zoom * view.x), height * (0.5 - view.zoom * view.y)]))
    return bytes_of(
        cv2.warpAffine(plane, onto, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    )


def _sixteen(plane: NDArray[np.float32]) -> NDArray[np.uint16]:
    return np.rint(np.clip(plane, 0, 255) * 256).astype(np.uint16)


def _sized(plane: NDArray[np.uint16], size: tuple[int, int], most: int) -> NDArray[np.uint16]:
    """Resizes the plane to `size` (width, height) and clips overshoot to limited range: 16 to `most`."""
    way = cv2.INTER_LANCZOS4 if plane.shape[1] < size[0] else cv2.INTER_AREA
    return np.clip(cv2.resize(plane, size, interpolation=way), 16 << 8, most << 8).astype(np.uint16, copy=False)


def _blocks(plane: NDArray[np.uint16]) -> NDArray[np.uint8]:
    """Returns the 2 x 2 pixels that begin at every place of a 16-bit `plane`: (rows, columns, 4), in 8 bits.

    OpenCV remaps four channels as fast as one. Each is rounded with a different offset, so that values between two
    steps become a fine pattern instead of bands. The pattern does not move with the picture, which saves bits.
    """
    wide = np.pad(plane, (0, 1), "edge")
    corners = wide[:-1, :-1], wide[:-1, 1:], wide[1:, :-1], wide[1:, 1:]
    rounded = [((corner + up) >> 8).astype(np.uint8) for corner, up in zip(corners, _ROUNDING, strict=True)]
    return bytes_of(cv2.merge(rounded))


def _relief(nearness: NDArray[np.uint16] | None, stand: float, width: int) -> Field:
    """Returns the nearness relative to the product's, without steps: near things keep their edges."""
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
