"""Checks videos and pictures from elsewhere to their end, and fits them to the frame."""

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
"""One in so many frames is checked; all are decoded."""
_LEAST_LEVELS = 12
_LEAST_MOTION = 0.12
SPARE = TAIL + 3
"""The frames a video must have beyond its scene: for the transition, and as files state slightly long durations."""

_MOST_BETWEEN_KEYS = 150 * 720 * 1280
"""The most pixels to decode between two key pictures: about a quarter of a second of work."""

_MUCH_LARGER = 1.5
"""The largest size of a film relative to the frame. A larger one would be scaled down in every drawing."""

MOST_SLOWER = 1.15
"""The largest factor by which a video is slowed down to last long enough."""


@dataclass(frozen=True)
class Footage:
    """The properties of a video or picture: its upright size, and its length, which is 0 s for a picture.

    `brightest` and `contrast` are in levels of 0 to 255. `motion` is the largest mean difference of a frame from the
    first, in levels.
    """

    size: tuple[int, int]
    seconds: float
    brightest: float
    contrast: float
    motion: float

    @property
    def black(self) -> bool:
        """Whether it is black."""
        return self.brightest < _LEAST_LEVELS

    @property
    def empty(self) -> bool:
        """Whether it is a single flat colour."""
        return self.contrast < _LEAST_LEVELS / 4

    @property
    def frozen(self) -> bool:
        """Whether it is a video without movement."""
        return self.seconds > 0 and self.motion < _LEAST_MOTION


def look_through(path: Path) -> Footage:
    """Decodes every frame of the file. Raises StageFailed if that fails, or if the file is shorter than it states."""
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
    """Writes the video to `out` (.mp4) without sound, in a form from which frames of `size` are quick to draw.

    A video that already is in that form is copied: drawing scales it and converts its frame rate. Any other is encoded
    at FPS, at a size that just covers `size`. A video slightly shorter than `least_s` is slowed down, so that it does
    not repeat before the scene ends. Raises StageFailed.
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
    """Whether it is H.264 with a constant frame rate, not much larger than `size`, and with frequent key pictures."""
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
    """Returns ffmpeg's options to encode it: BT.709, one key picture per second.

    Frames are blended to convert the rate: repeated frames would make slow movement stutter.
    """
    shrunk = f"min(1,max({size[0]}/(iw*sar),{size[1]}/ih))/2"
    chain = (
        f"framerate=fps={FPS},"
        f"scale='2*round(iw*sar*{shrunk})':'2*round(ih*{shrunk})':flags=lanczos:out_color_matrix=bt709:out_range=tv,"
        "setsar=1,format=yuv420p,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
    )
    quality = ("-preset", "ultrafast", "-crf", "14", "-maxrate", "60M", "-bufsize", "60M", "-g", str(FPS))
    return ("-vf", chain, "-c:v", "libx264", *quality)
