"""Encodes frames to an H.264 file in this process: a separate one would read every frame from a pipe."""

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
"""Ticks per second in the file. A frame is exactly 512."""

_REORDERED = 2
"""The frames before the first picture at which x264's decoding times start, because it reorders by as many.

For files with too few pictures to reorder it starts at 0. Shifting those makes all files alike, as joining requires."""

# x264 writes its settings into every stream; a joined file would contain them several times.
_NO_REMARKS = "filter_units=remove_types=6"

# The edit list uses the movie's time scale: the default of 1 kHz would round the file's length.
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
        """Writes to `container`; `options` are x264's, `rate` is in frames per second."""
        self._container, self._written, self._tick = container, 0, 1 / rate
        self._stream = container.add_stream("libx264", rate, dict(options))
        codec = self._stream.codec_context
        codec.width, codec.height = size
        codec.pix_fmt, codec.time_base = "yuv420p", self._tick
        # Frame threads encode while the next frame is drawn; slice threads would not.
        codec.thread_count, codec.thread_type = threads, ThreadType.FRAME
        codec.color_range, codec.colorspace = ColorRange.MPEG, Colorspace.ITU709
        codec.color_primaries, codec.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
        codec.flags |= Flags.bitexact
        self._silenced = BitStreamFilterContext(_NO_REMARKS, self._stream)
        self._frames = 0

    def write(self, frame: Frame) -> None:
        """Encodes the next frame. The frame can be drawn into again after this returns."""
        width, height = frame.size
        # PyAV 18 rounds the height of a borrowed buffer down to a multiple of four, such as 1350 to 1348.
        take = av.VideoFrame.from_numpy_buffer if height % 4 == 0 else av.VideoFrame.from_ndarray
        picture = take(frame.buffer.reshape(-1, width), "yuv420p")
        picture.pts, picture.time_base = self._frames, self._tick
        self._frames += 1
        self._mux(self._stream.encode(picture))

    def finish(self) -> None:
        """Writes the frames that are still in the encoder."""
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
    """Opens an MP4 at `out` (.mp4, no sound) for frames of `size` (width, height), complete when the context ends.

    `options` are x264's, `rate` is in frames per second. Raises OSError if `out` cannot be written.
    """
    with av.open(str(out), "w", format="mp4", options=_MP4) as container:
        recorder = Recorder(container, size, options, threads, rate)
        yield recorder
        recorder.finish()
