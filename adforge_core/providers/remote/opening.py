"""The picture a model of videos is to begin with."""

import base64
from contextlib import closing
from pathlib import Path
from typing import Any

import cv2
from numpy.typing import NDArray

from adforge_core.errors import BadVideo, StageFailed
from adforge_core.media.film import Film
from adforge_core.media.frames import Frame
from adforge_core.media.plates import PICTURES, read_picture
from adforge_core.media.video_facts import video_facts
from adforge_core.model.placement import OVERSCAN

_LONGEST = 1280


def opening(plate: Path, size: tuple[int, int]) -> str:
    """What the frame of `size` shows of a plate, a still within its overscan or the end of a video: a JPEG data URL.

    Raises StageFailed where the plate cannot be read.
    """
    picture = _within_overscan(read_picture(plate, cv2.IMREAD_COLOR)) if _is_picture(plate) else _end(plate, size)
    height, width = picture.shape[:2]
    # As much of the middle as has the frame's shape.
    across, down = min(width, round(height * size[0] / size[1])), min(height, round(width * size[1] / size[0]))
    left, top = (width - across) // 2, (height - down) // 2
    scale = min(1.0, _LONGEST / max(across, down))
    fitting = cv2.resize(
        picture[top : top + down, left : left + across], None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA
    )
    done, jpeg = cv2.imencode(".jpg", fitting, [cv2.IMWRITE_JPEG_QUALITY, 90])
    assert done, "any 8-bit picture can be a JPEG"
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg.tobytes()).decode('ascii')}"


def _is_picture(plate: Path) -> bool:
    return plate.suffix.lower() in PICTURES


def _within_overscan(still: NDArray[Any]) -> NDArray[Any]:
    top, left = (round(side * OVERSCAN / (1 + 2 * OVERSCAN)) for side in still.shape[:2])
    return still[top : still.shape[0] - top, left : still.shape[1] - left]


def _end(video: Path, size: tuple[int, int]) -> NDArray[Any]:
    """Returns what a frame of `size` shows of the video's last picture, not enlarged."""
    try:
        shown = video_facts(video).shown
        share = min(1.0, *(own / side for own, side in zip(shown, size, strict=True)))
        across, down = (max(2, 2 * round(side * share / 2)) for side in size)
        frame = Frame.empty((across, down))
        with closing(Film(video, (across, down))) as film:
            frame.y[:], frame.u[:], frame.v[:] = film.at(max(0.0, film.seconds - 1e-3))
    except BadVideo as error:
        raise StageFailed("The picture to animate cannot be read.", "Choose another take.") from error
    return frame.rgb()[..., ::-1]
