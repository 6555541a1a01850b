"""Reads pictures of a video file by time, in the encoder's own planes, without conversion to RGB."""

from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import av
import cv2
import numpy as np
from av.codec.context import ThreadType
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from adforge_core.errors import BadVideo
from adforge_core.media.frames import Frame, Plane
from adforge_core.media.video_facts import HELD, UNTAGGED, Turn, picture_stream, told_matrix, turn_of
from adforge_core.model.value import FPS

Planes = tuple[Plane, Plane, Plane]

UNDECODED = {"codec_whitelist": "none"}
"""Options to open a file whose packets are only copied. With a decoder, probing its first picture takes 30 ms."""

_FAR = 3.0
"""The seconds ahead beyond which seeking is likely faster than decoding."""

_NEAR = 2.0
"""The most seconds by which an approximate picture may be earlier."""

_APART, _FAR_APART = 1.02 / FPS, 0.1
"""Pictures are blended if they are further apart than at our frame rate and closer than in a slide show, in seconds."""

_HARDLY = 1 / 16
"""The share of another picture below which it is invisible."""


class Film:
    """A video that covers frames of `size` (width, height), cropped to its middle, in BT.709 limited range.

    Pictures are decoded in order, by one thread; another order requires seeking. Threads must not share a film. Raises
    BadVideo if it cannot be read.
    """

    _shown: av.VideoFrame | None = None
    _next: av.VideoFrame | None = None
    _glanced: av.VideoFrame | None = None
    _turn: Turn | None = None

    def __init__(self, media: Path, size: tuple[int, int]) -> None:
        self._media, self._size = media, size
        self._reformatter = VideoReformatter()
        self._lately: dict[av.VideoFrame, Planes] = {}
        try:
            self._file = av.open(str(media), metadata_errors="replace")  # titles need not be UTF-8
            self._stream = picture_stream(self._file)
            # One thread per decoder: several scenes are drawn side by side, and frame threads add memory and delay.
            self._stream.codec_context.thread_count = 1
            self._stream.codec_context.thread_type = ThreadType.NONE
            assert self._stream.time_base is not None
            self._tick = float(self._stream.time_base)
            self._begin = (self._stream.start_time or 0) * self._tick
            self._wide = float(self._stream.sample_aspect_ratio or 1)
            ends = self._stream.duration
            self.seconds = self._last_packet() if ends is None else ends * self._tick
        except (av.FFmpegError, IndexError, OSError) as error:
            raise BadVideo(
                f"The video {media.name} cannot be read.", "Save it as an H.264 MP4 and try again."
            ) from error

    def at(self, seconds: float) -> Planes:
        """Returns the picture at `seconds` from the start. Its planes are valid until the next call."""
        try:
            shown = self._shown
            if shown is None or not self._time(shown) <= seconds <= self._time(shown) + _FAR:
                shown = self._sought(seconds)
            while self._next is not None and self._time(self._next) <= seconds:
                shown, self._next = self._next, next(self._pictures, None)
        except av.FFmpegError as error:
            raise self._breaks_off() from error
        if shown is None or (self._next is None and seconds > self._time(shown) + self._held(shown)):
            raise self._breaks_off()
        self._shown = shown
        return self._fit(shown)

    def mixed(self, seconds: float) -> Planes:
        """Returns the picture at `seconds`, blended from the two nearest ones if the frame rate is lower than ours."""
        now, coming = self.at(seconds), self._next
        if self._shown is None or coming is None:
            return now
        gap = self._time(coming) - self._time(self._shown)
        share = (seconds - self._time(self._shown)) / gap
        if not (_APART < gap < _FAR_APART and _HARDLY < share < 1 - _HARDLY):
            return now
        y, u, v = (
            np.asarray(cv2.addWeighted(one, 1 - share, other, share, 0), np.uint8)
            for one, other in zip(now, self._fit(coming), strict=True)
        )
        return y, u, v

    def near(self, seconds: float) -> Planes:
        """Returns the key picture before `seconds` unless it is too early; exact decoding can take seconds."""
        codec, self._shown = self._stream.codec_context, None
        try:
            self._file.seek(self._ticks(seconds), stream=self._stream)
            key = next((packet for packet in self._file.demux(self._stream) if packet.is_keyframe), None)
            if key is not None and (self._glanced is None or self._glanced.pts != key.pts):
                self._glanced = next(iter([*codec.decode(key), *codec.decode(None)]), None)
                codec.flush_buffers()
        except av.FFmpegError as error:
            raise self._breaks_off() from error
        if key is not None and self._glanced is not None and 0 <= seconds - self._time(self._glanced) <= _NEAR:
            return self._fit(self._glanced)
        return self.at(seconds)

    def _last_packet(self) -> float:
        """Returns the end of the pictures in seconds, for streams that do not state it: the sound may be longer."""
        whole = (self._file.duration or 0) / av.time_base
        for begin in (whole - _NEAR, 0.0):
            self._file.seek(self._ticks(begin), stream=self._stream)
            ends = [(one.pts or 0) + (one.duration or 0) for one in self._file.demux(self._stream) if one.size]
            if ends:
                return max(ends) * self._tick - self._begin
        return 0.0

    @property
    def place(self) -> float:
        """The position of the decoder in seconds."""
        return 0.0 if self._shown is None else self._time(self._shown)

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def __del__(self) -> None:
        # A container is in a reference cycle, so it would stay open for long, with 26 MB for its decoder.
        with suppress(AttributeError):  # it could not be opened
            self.close()

    def _sought(self, seconds: float) -> av.VideoFrame | None:
        """Returns a picture at or before that time, with the next one in `_next`; else the first picture."""
        shown = None
        # Some containers seek by other times than those of display, and return a later picture.
        for earlier in (0, 2, 10):
            self._file.seek(self._ticks(seconds - earlier), stream=self._stream)
            self._pictures = self._file.decode(self._stream)
            shown, self._next = next(self._pictures, None), next(self._pictures, None)
            if shown is not None and self._time(shown) <= seconds:
                break
        return shown

    def _held(self, picture: av.VideoFrame) -> float:
        return max(HELD, (picture.duration or 0) * self._tick)

    def _ticks(self, seconds: float) -> int:
        return max(0, int((seconds + self._begin) / self._tick))

    def _time(self, picture: av.VideoFrame) -> float:
        return (picture.pts or 0) * self._tick - self._begin

    def _breaks_off(self) -> BadVideo:
        return BadVideo(f"The video {self._media.name} is cut short.", "Save it again as an H.264 MP4.")

    def _fit(self, picture: av.VideoFrame) -> Planes:
        """Returns its planes from a small cache: a picture is blended with the one before, then with the one after."""
        if picture not in self._lately:
            if len(self._lately) > 1:
                del self._lately[next(iter(self._lately))]
            self._lately[picture] = self._fitted(picture)
        return self._lately[picture]

    def _fitted(self, picture: av.VideoFrame) -> Planes:
        """Returns the picture's planes, turned as they are to be shown, scaled and cropped to cover the frame."""
        turn = self._turn = self._turn or turn_of(picture)
        width, height = self._size[::-1] if turn.lies else self._size
        shown = picture.width * self._wide  # pixels of old cameras are not square
        cover = max(width / shown, height / picture.height)
        across, down = max(width, _even(shown * cover)), max(height, _even(picture.height * cover))
        # If nothing must change, this returns the picture itself.
        picture = self._reformatter.reformat(
            picture,
            across,
            down,
            "yuv420p",
            src_colorspace=None if picture.colorspace != UNTAGGED else told_matrix(picture),
            dst_colorspace=Colorspace.ITU709,
            interpolation=Interpolation.BICUBIC,
            src_color_range=picture.color_range or ColorRange.MPEG,
            dst_color_range=ColorRange.MPEG,
            threads=1,
        )
        left, top = (2 * ((own - side) // 4) for own, side in ((across, width), (down, height)))
        y, u, v = (
            turn.of(_plane(picture, index)[top // step :, left // step :][: height // step, : width // step])
            for index, step in enumerate((1, 2, 2))
        )
        return y, u, v


def picture_at(file: Path, index: int) -> Frame:
    """Decodes frame `index` of a video with a constant frame rate. Raises BadVideo."""
    try:
        with av.open(file.resolve()) as container:
            video = container.streams.video[0]
            assert video.time_base is not None
            wanted = round(index / FPS / video.time_base)
            container.seek(wanted, stream=video)
            for picture in container.decode(video):
                if picture.pts is not None and picture.pts >= wanted:
                    frame = Frame.empty((picture.width, picture.height))
                    frame.buffer[:] = picture.to_ndarray(format="yuv420p").ravel()
                    return frame
    except (av.FFmpegError, IndexError, OSError) as error:
        raise BadVideo(f"{file} cannot be read as a video.", "Make it again.") from error
    raise BadVideo(f"{file} has no frame {index}.", "Ask for an earlier one.")


def _even(length: float) -> int:
    return 2 * round(length / 2)


def _plane(picture: av.VideoFrame, index: int) -> Plane:
    """Returns a view of one plane."""
    plane = picture.planes[index]
    rows = np.frombuffer(cast(Any, plane), np.uint8)  # it is a buffer; its stub does not say so
    return rows.reshape(-1, plane.line_size)[: plane.height, : plane.width]
