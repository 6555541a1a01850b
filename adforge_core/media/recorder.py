"""Frames becoming an H.264 file, encoded in this process: a program of its own would read every one from a pipe."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
from av.bitstream import BitStreamFilterContext
from av.codec.context import Flags, ThreadType
from av.container import OutputContainer
from av.packet import Packet
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream

from adforge_core.media.frames import Frame
from adforge_core.model.value import FPS

TIMESCALE = 15360
"""Ticks a second in the file: a frame is exactly 512 of them."""

_REORDERED = 2
"""From how many frames before the first picture x264 counts decoding times, as it reorders by so many. It does not
where there are too few pictures to reorder; counting them for it makes all files alike, which joining them needs."""

# x264 writes its settings into every stream; what is joined from several would tell them several times.
_NO_REMARKS = "filter_units=remove_types=6"

# The edit list counts in the movie's unit: the usual 1 kHz would round the file's length.
_MP4 = {"fflags": "+bitexact", "video_track_timescale": str(TIMESCALE), "movie_timescale": str(TIMESCALE)}


class Recorder:
    """Takes frames of one size, at a steady rate, in BT.709 limited range. `recording` opens one."""

    def __init__(
        self,
        container: OutputContainer,
        size: tuple[int, int],
        options: Mapping[str, str],
        threads: int,
        rate: Fraction,
    ) -> None:
        """Writes to `container`; `options` are x264's, `rate` is in frames a second."""
        self._container, self._written, self._tick = container, 0, 1 / rate
        self._stream = container.add_stream("libx264", rate, dict(options))
        codec = self._stream.codec_context
        codec.width, codec.height = size
        codec.pix_fmt, codec.time_base = "yuv420p", self._tick
        # Whole frames side by side: they go on being encoded while the next one is drawn, slices of one would not.
        codec.thread_count, codec.thread_type = threads, ThreadType.FRAME
        codec.color_range, codec.colorspace = ColorRange.MPEG, Colorspace.ITU709
        codec.color_primaries, codec.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
        codec.flags |= Flags.bitexact
        self._silenced = BitStreamFilterContext(_NO_REMARKS, self._stream)
        self._frames = 0

    def write(self, frame: Frame) -> None:
        """Hands over the next frame; the frame may be drawn into again when this returns."""
        width, height = frame.size
        # PyAV 18 takes the height of a borrowed buffer down to a multiple of four, such as 1350 to 1348.
        take = av.VideoFrame.from_numpy_buffer if height % 4 == 0 else av.VideoFrame.from_ndarray
        picture = take(frame.buffer.reshape(-1, width), "yuv420p")
        picture.pts, picture.time_base = self._frames, self._tick
        self._frames += 1
        self._mux(self._stream.encode(picture))

    def finish(self) -> None:
        """Writes what the encoder still holds."""
        self._mux(self._stream.encode(None))

    def _mux(self, packets: "list[Packet[VideoStream]]") -> None:
        for coded in packets:
            coded.dts = self._written - _REORDERED
            self._written += 1
            for packet in self._silenced.filter(coded):
                packet.stream = self._stream
                self._container.mux(packet)


@contextmanager
def recording(
    out: Path,
    size: tuple[int, int],
    options: Mapping[str, str],
    threads: int,
    rate: Fraction = Fraction(FPS),
) -> Iterator[Recorder]:
    """An MP4 at `out` (.mp4, no sound) for frames of `size` (width, height), finished when the context ends well.

    `options` are x264's, `rate` is in frames a second. Raises OSError where `out` cannot be written.
    """
    with av.open(str(out), "w", format="mp4", options=_MP4) as container:
        recorder = Recorder(container, size, options, threads, rate)
        yield recorder
        recorder.finish()
