"""The MoviePy clips behind plates. All of them also draw straight into a `Frame`, which is what the comp uses."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from moviepy import VideoClip, VideoFileClip, vfx
from numpy.typing import NDArray

from adforge_core.errors import BadVideo
from adforge_core.media.camera import TAIL, Field, Shift, steepest, travel
from adforge_core.media.frames import Frame, yuv_from_rgb
from adforge_core.media.grade import dither, graded, grading, vignette
from adforge_core.model.look import Grade
from adforge_core.model.placement import OVERSCAN, CameraMove
from adforge_core.model.value import FPS

_COARSE = 6
_ROUNDS = 5


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
        width, height = size
        work = tuple(round(side * (1 + 2 * OVERSCAN)) for side in size)
        if still.shape[1] > 1.2 * work[0]:
            still = cv2.resize(still, work, interpolation=cv2.INTER_AREA)
        rgb = still.astype(np.float32) / np.float32(65535 if still.dtype == np.uint16 else 255)
        yuv = yuv_from_rgb(graded(rgb, grade) * 255)
        self._luma = _sixteen(yuv[..., 0])
        half = (yuv.shape[1] // 2, yuv.shape[0] // 2)
        chroma = np.asarray(cv2.resize(yuv[..., 1:], half, interpolation=cv2.INTER_AREA), np.float32)
        self._chroma = _sixteen(chroma)
        self._near = _relief(nearness, stand_nearness, width)
        self._grids = _Grid(width, height, self._luma.shape), _Grid(width // 2, height // 2, chroma.shape)
        rows, columns = -(-height // _COARSE), -(-width // _COARSE)
        qx = (np.arange(columns, dtype=np.float32) + 0.5) * _COARSE / width - 0.5
        qy = (np.arange(rows, dtype=np.float32) + 0.5) * _COARSE / height - 0.5
        self._qx, self._qy = (np.ascontiguousarray(grid, np.float32) for grid in np.meshgrid(qx, qy))
        self._noise = dither((height, width))

    def camera_at(self, frame: int) -> Shift:
        """Where the camera has moved what stands at the product's depth."""
        return travel(self._move, frame, self._frames).shift

    def draw(self, frame: int, into: Frame) -> None:
        """Fills `into` with frame `frame`."""
        moved = self._moved(frame)
        luma = self._grids[0].pull(self._luma, moved)
        chroma = self._grids[1].pull(self._chroma, moved)
        _quantise(luma, self._noise, into.y)
        half = self._noise[: luma.shape[0] // 2, : luma.shape[1] // 2]
        _quantise(chroma[..., 0], half, into.u)
        _quantise(chroma[..., 1], half[::-1], into.v)

    def _moved(self, frame: int) -> tuple[Field, Field]:
        """How far away each place's source is, in frame fractions, on the coarse grid.

        The nearness that counts is the source's own, which is not known before: found by repetition, which converges
        because the nearness is smooth compared with how far anything moves.
        """
        camera = travel(self._move, frame, self._frames)
        sx, sy = self._qx, self._qy
        rows, columns = self._near.shape
        for _ in range(_ROUNDS):
            at_x = (sx + 0.5 + OVERSCAN) * (columns / (1 + 2 * OVERSCAN)) - 0.5
            at_y = (sy + 0.5 + OVERSCAN) * (rows / (1 + 2 * OVERSCAN)) - 0.5
            near = cv2.remap(self._near, at_x, at_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            sx, sy = camera.source(self._qx, self._qy, np.asarray(near, np.float32))
        return sx - self._qx, sy - self._qy

    def _rgb_at(self, t: float) -> NDArray[np.uint8]:
        frame = Frame.empty(self.size)
        self.draw(round(t * FPS), frame)
        return frame.rgb()


class _Grid:
    """Which pixel of the still each pixel of the frame shows while the camera rests, and room to work in."""

    def __init__(self, width: int, height: int, still: tuple[int, ...]) -> None:
        self._per_x, self._per_y = still[1] / (1 + 2 * OVERSCAN), still[0] / (1 + 2 * OVERSCAN)
        x = ((np.arange(width, dtype=np.float32) + 0.5) / width + OVERSCAN) * self._per_x - 0.5
        y = ((np.arange(height, dtype=np.float32) + 0.5) / height + OVERSCAN) * self._per_y - 0.5
        self._x, self._y = (np.ascontiguousarray(grid) for grid in np.meshgrid(x, y))
        self._map_x, self._map_y = np.empty_like(self._x), np.empty_like(self._y)
        self._out = np.empty((height, width, *still[2:]), np.uint16)

    def pull(self, plane: NDArray[np.uint16], moved: tuple[Field, Field]) -> NDArray[np.uint16]:
        height, width = self._x.shape
        for part, rest, scale, into in (
            (moved[0], self._x, self._per_x, self._map_x),
            (moved[1], self._y, self._per_y, self._map_y),
        ):
            fine = cv2.resize(part * np.float32(scale), (width, height), dst=into, interpolation=cv2.INTER_LINEAR)
            cv2.add(fine, rest, dst=into)
        return np.asarray(
            cv2.remap(plane, self._map_x, self._map_y, cv2.INTER_LINEAR, dst=self._out, borderMode=cv2.BORDER_REPLICATE)
        )


class VideoPlateClip(VideoClip):  # type: ignore[misc]  # MoviePy is untyped
    """A video covering the frame, played at its own pace, silent, repeated when it is shorter than the scene."""

    def __init__(self, media: Path, frames: int, size: tuple[int, int], grade: Grade) -> None:
        width, height = size
        try:
            with VideoFileClip(str(media), audio=False) as probe:
                own_width, own_height = probe.size
                length = probe.duration
            cover = max(width / own_width, height / own_height)
            scaled = (max(width, round(own_width * cover)), max(height, round(own_height * cover)))
            # ffmpeg scales while it decodes, which is far quicker than MoviePy's own effect.
            source = VideoFileClip(str(media), audio=False, target_resolution=scaled, resize_algorithm="bicubic")
        except (OSError, KeyError, ValueError, ZeroDivisionError, AttributeError) as error:
            raise BadVideo(
                f"The video {media.name} cannot be read.", "Save it as an H.264 MP4 and try again."
            ) from error
        effects = [vfx.Crop(x_center=source.w / 2, y_center=source.h / 2, width=width, height=height)]
        duration = (frames + TAIL) / FPS
        if length < duration:
            # The last few hundredths are left out: files often promise a little more than they hold.
            source = source.subclipped(0, max(1 / FPS, length - 0.05))
            effects.append(vfx.Loop(duration=duration))
        self._source = source.with_effects(effects)
        super().__init__(duration=duration)
        self.size, self.fps, self.frame_function = size, FPS, self._rgb_at
        self._media = media
        self._grading, self._shade = grading(grade), vignette(grade, (height, width))

    def camera_at(self, frame: int) -> Shift:  # noqa: ARG002  the video moves its own camera
        """Nowhere: a video brings its own movement."""
        return Shift()

    def draw(self, frame: int, into: Frame) -> None:
        """Fills `into` with frame `frame`."""
        # A hair past the frame's time, so that rounding never shows a frame twice.
        try:
            rgb = self._source.get_frame(min(frame / FPS, self.duration - 1 / FPS) + 1e-4)
        except (OSError, IndexError) as error:
            raise BadVideo(f"The video {self._media.name} breaks off.", "Save it again as an H.264 MP4.") from error
        if self._grading is not None:
            rgb = cv2.transform(np.ascontiguousarray(rgb), self._grading)
        into.set_rgb(rgb)
        if self._shade is not None:
            for plane, black in ((into.y, 16), (into.u, 128), (into.v, 128)):
                shade = cv2.resize(self._shade, plane.shape[::-1], interpolation=cv2.INTER_AREA)
                plane[:] = np.rint((plane.astype(np.float32) - black) * shade + black)

    def _rgb_at(self, t: float) -> NDArray[np.uint8]:
        frame = Frame.empty(self.size)
        self.draw(round(t * FPS), frame)
        return frame.rgb()

    def close(self) -> None:
        """Lets go of the file."""
        self._source.close()


def _sixteen(plane: NDArray[np.float32]) -> NDArray[np.uint16]:
    return np.rint(np.clip(plane, 0, 255) * 256).astype(np.uint16)


def _quantise(plane: NDArray[np.uint16], noise: NDArray[np.uint16], into: NDArray[np.uint8]) -> None:
    """To 8 bits with `noise` of one step, so that gradients do not band."""
    np.copyto(into, np.asarray(cv2.add(plane, noise), np.uint16) >> 8, casting="unsafe")


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
