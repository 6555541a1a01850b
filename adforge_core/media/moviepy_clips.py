"""MoviePy clips as video files, so that a scene on one renders the same later, without the script that made it."""

from collections.abc import Callable
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.errors import BadVideo
from adforge_core.media.files import written_whole
from adforge_core.media.frames import Frame, bytes_of
from adforge_core.media.recorder import recording
from adforge_core.model.value import FPS, rgb

if TYPE_CHECKING:
    from moviepy import VideoClip

LONGEST_S = 95.0
"""No more than this is recorded: the longest ad, and the transition after its scene."""

_LEAST = 16
_MOST = 1920
"""Pixels of a clip's shorter side beyond which it is made smaller: it covers a frame of any format then."""

_HARDLY = 1e-6
"""Of a frame: what sums of seconds may be off by."""

_THREADS = 2
_X264 = {"preset": "superfast", "crf": "14", "profile": "high", "x264-params": f"keyint={FPS}:chromaloc=1"}


def record_clip(
    clip: "VideoClip",
    out: Path,
    *,
    endless_s: float = 5.0,
    behind: str = "#000000",
    step: Callable[[float], None] | None = None,
) -> None:
    """Records a MoviePy clip to a video file, silent, for use as the background of a scene.

    The clip is recorded at its own frame rate, up to 30 frames a second, at its own size, up to 1920 pixels on the
    shorter side, and for up to 95 seconds. Its colours are taken as they come: MoviePy reads HDR, interlaced and turned
    videos in its own way, so hand those over as files. Errors of the clip itself are raised unchanged.

    Args:
        clip: Any `moviepy.VideoClip`: a colour, an image, a composite, a frame function, with or without effects.
        out: The file to write (.mp4). After an error it is as it was before.
        endless_s: How many seconds to record of a clip without a duration.
        behind: The colour that is seen where the clip's mask is transparent, as `#rrggbb`.
        step: Called before every frame with the share that is done, 0 to 1. An error it raises ends the recording.

    Raises:
        BadVideo: `clip` is no MoviePy clip, or its frames are no RGB pictures of at least 16 pixels a side.
        BadOutput: The disk is full, or the folder is not writable.

    Example:
        >>> from pathlib import Path
        >>> from moviepy import ColorClip
        >>> from adforge_core import SceneRequest, record_clip
        >>> record_clip(ColorClip((270, 480), (20, 90, 110), duration=1), Path("teal.mp4"))
        >>> scene = SceneRequest(plate="teal.mp4")
    """
    # MoviePy takes a third of a second to load: an ad without such a clip does without it.
    from moviepy import VideoClip

    if not isinstance(clip, VideoClip):
        raise BadVideo(f"A {type(clip).__name__} is no MoviePy clip.", "Hand over a moviepy.VideoClip, or a file.")
    own = getattr(clip, "fps", None)  # colours and images have none, not even empty
    rate = Fraction(min(FPS, own or FPS)).limit_denominator(1001)
    frames = max(1, ceil(min(LONGEST_S, clip.duration or endless_s) * rate - _HARDLY))
    frame = Frame.empty(_size_of(clip))
    with written_whole(out) as unfinished, recording(unfinished, frame.size, _X264, _THREADS, rate) as recorder:
        for number in range(frames):
            if step:
                step(number / frames)
            frame.paint(_sized(_shown(clip, float(number / rate), behind), frame.size))
            recorder.write(frame)


def _shown(clip: "VideoClip", at: float, behind: str) -> NDArray[np.uint8]:
    """What the clip shows at that second, RGB (height, width, 3), over the colour `behind`. Raises BadVideo."""
    picture: NDArray[Any] = np.asarray(clip.get_frame(at))
    if picture.ndim != 3 or picture.shape[2] != 3 or min(picture.shape[:2]) < _LEAST:
        raise BadVideo(
            f"The MoviePy clip shows {' x '.join(map(str, picture.shape))} numbers, which is no picture to use.",
            f"Its frames must be RGB, (height, width, 3), of at least {_LEAST} pixels a side.",
        )
    if clip.mask is not None:
        opacity = np.asarray(clip.mask.get_frame(at), np.float32)[..., None]
        picture = picture * opacity + np.array(rgb(behind), np.float32) * (1 - opacity)
    if picture.dtype != np.uint8:
        picture = np.rint(np.clip(np.nan_to_num(picture), 0, 255))
    return picture.astype(np.uint8, copy=False)


def _size_of(clip: "VideoClip") -> tuple[int, int]:
    """The width and height to record it at: its own, not larger than it takes to cover a frame, and even."""
    height, width = _shown(clip, 0.0, "#000000").shape[:2]
    scale = min(1.0, _MOST / min(width, height))
    return 2 * int(width * scale / 2), 2 * int(height * scale / 2)


def _sized(picture: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    if picture.shape[1] - size[0] in (0, 1) and picture.shape[0] - size[1] in (0, 1):
        return picture[: size[1], : size[0]]  # at most the last column or row is left off
    return bytes_of(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
