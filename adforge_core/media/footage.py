"""Videos and pictures that others made: looked through to their end, and made to fit the frame."""

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer

from adforge_core.errors import StageFailed
from adforge_core.media import ffmpeg
from adforge_core.media.camera import TAIL
from adforge_core.model.value import FPS

_SMALL = 48
_EVERY = 4
"""Of so many frames one is looked at; all are decoded."""
_LEAST_LEVELS = 12
_LEAST_MOTION = 0.12
SPARE = TAIL + 3
"""Frames a video must last beyond its scene: for the transition, and because files promise a little more than they
hold."""

_MOST_BETWEEN_KEYS = 150 * 720 * 1280
"""Pixels that may have to be decoded to get to a moment of a film: about a quarter of a second's work."""

_MUCH_LARGER = 1.5
"""How many times a frame's pixels a film may have, which are scaled down whenever it is drawn."""

MOST_SLOWER = 1.15
"""How much slower a video is played at most, to last long enough."""


@dataclass(frozen=True)
class Footage:
    """What a video or picture shows: its size upright, how long it lasts, a picture 0 s.

    `brightest` and `contrast` are in levels of 0 to 255; `motion` is how far its frames differ from the first, in
    levels a pixel, the most of all.
    """

    size: tuple[int, int]
    seconds: float
    brightest: float
    contrast: float
    motion: float

    @property
    def black(self) -> bool:
        """Whether nothing is seen."""
        return self.brightest < _LEAST_LEVELS

    @property
    def empty(self) -> bool:
        """Whether it is one flat colour."""
        return self.contrast < _LEAST_LEVELS / 4

    @property
    def frozen(self) -> bool:
        """Whether it is a video in which nothing moves."""
        return self.seconds > 0 and self.motion < _LEAST_MOTION


def look_through(path: Path) -> Footage:
    """Decodes every frame of the file. Raises StageFailed where that is not possible, or it ends before it says."""
    first, brightest, contrast, motion, frames = None, 0.0, 0.0, 0.0, 0
    try:
        with av.open(path) as container:
            stream = container.streams.video[0]
            for frame in container.decode(stream):
                frames += 1
                if frames % _EVERY != 1:
                    continue
                size = (frame.width, frame.height) if frame.rotation % 180 == 0 else (frame.height, frame.width)
                small = frame.reformat(_SMALL, _SMALL, "gray", interpolation="AREA").to_ndarray().astype(np.int16)
                first = small if first is None else first
                brightest, contrast = max(brightest, float(small.max())), max(contrast, float(np.ptp(small)))
                motion = max(motion, float(np.abs(small - first).mean()))
            promised = stream.frames
            seconds = float(frames / stream.average_rate) if frames > 1 and stream.average_rate else 0.0
    except (av.FFmpegError, IndexError, OSError):
        frames = 0
    if not frames:
        raise StageFailed("The result is not a readable video or picture.", "Try again.")
    if frames < 0.95 * promised:
        raise StageFailed(f"The generated video stops after {frames} of {promised} frames.", "Try again.")
    return Footage(size, seconds, brightest, contrast, motion)


def conform(video: Path, size: tuple[int, int], least_s: float, out: Path) -> None:
    """Writes the video to `out` (.mp4) without its sound, so that frames of `size` are soon drawn from it.

    One that is ready for that is copied: scaling it, and bringing it to FPS, are part of drawing. Any other is encoded
    anew, at FPS and not larger than it takes to cover `size`. One a little shorter than `least_s` is played slower: it
    would begin anew before the scene ends. Raises StageFailed.
    """
    try:
        with av.open(video) as container:
            slower = min(MOST_SLOWER, max(1.0, least_s * av.time_base / (container.duration or av.time_base)))
            ready = _ready(container, size)
    except (av.FFmpegError, IndexError, OSError):
        raise StageFailed("The video cannot be read.", "Try again.") from None
    how = ("-c", "copy") if ready else _anew(size)
    ffmpeg.run(["-itsscale", f"{slower:.6f}", "-i", video, "-map", "0:v:0", *how, "-movflags", "+faststart", out])


def _ready(container: InputContainer, size: tuple[int, int]) -> bool:
    """Whether it is H.264 of a steady rate, not much larger than `size`, in which any moment is soon found."""
    stream = container.streams.video[0]
    if (stream.codec_context.name, stream.codec_context.pix_fmt) != ("h264", "yuv420p"):
        return False
    packets = [packet for packet in container.demux(stream) if packet.pts is not None]
    keys = [index for index, packet in enumerate(packets) if packet.is_keyframe]
    steps = np.diff(sorted(packet.pts or 0 for packet in packets))
    pixels = stream.width * stream.height
    return (
        bool(keys)
        and max(np.diff([*keys, len(packets)])) * pixels <= _MOST_BETWEEN_KEYS
        and pixels <= _MUCH_LARGER * size[0] * size[1]
        and len(steps) > 0
        and max(steps) <= 1.1 * min(steps)
    )


def _anew(size: tuple[int, int]) -> tuple[str, ...]:
    """How ffmpeg is to encode it: as BT.709, one key picture a second.

    Between two rates, frames are mixed: repeated ones would make slow movement stutter.
    """
    shrunk = f"min(1,max({size[0]}/(iw*sar),{size[1]}/ih))/2"
    chain = (
        f"framerate=fps={FPS},"
        f"scale='2*round(iw*sar*{shrunk})':'2*round(ih*{shrunk})':flags=lanczos:out_color_matrix=bt709:out_range=tv,"
        "setsar=1,format=yuv420p,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
    )
    quality = ("-preset", "ultrafast", "-crf", "14", "-maxrate", "60M", "-bufsize", "60M", "-g", str(FPS))
    return ("-vf", chain, "-c:v", "libx264", *quality)
