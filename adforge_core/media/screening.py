"""Screening: all pictures of a film, small, for measurements that need every frame but not every pixel."""

from collections.abc import Callable
from pathlib import Path

from adforge_core.media import ffmpeg
from adforge_core.media.frames import Frame

WIDTH = 270
"""The width of a small picture in pixels."""

See = Callable[[Frame], None]
"""Takes the next picture. The frame is drawn into again afterwards."""


def small_size(width: int, height: int) -> tuple[int, int]:
    """Returns the (width, height) of the small pictures of a film of this size."""
    return WIDTH, max(2, 2 * round(WIDTH * height / width / 2))


def screen(
    path: Path,
    size: tuple[int, int],
    see: See,
    *,
    whole: str = "",
    sound: str = "",
    cancelled: Callable[[], bool] | None = None,
) -> tuple[int, str]:
    """Decodes the video at `path` once. Returns the number of its pictures, and ffmpeg's log.

    `see` is called with each picture, scaled to `small_size` of `size`, the video's (width, height). `whole` are
    filters that look at the pictures at their full size, `sound` filters that listen to the sound. Raises StageFailed
    and Cancelled.
    """
    width, height = small_size(*size)
    frame, count = Frame.empty((width, height)), 0

    def count_and_see() -> None:
        nonlocal count
        count += 1
        see(frame)

    small = f"scale={width}:{height}:flags=area:out_color_matrix=bt709:out_range=tv,setsar=1"
    graph = (
        f"[0:V:0]split[whole][small];[whole]{whole}[seen];[small]{small}[shown]" if whole else f"[0:V:0]{small}[shown]"
    )
    looks = ["-map", "[seen]"] if whole else []
    hears = ["-map", "0:a:0", "-af", sound] if sound else []
    nowhere = [*looks, *hears, "-fps_mode", "passthrough", "-f", "null", "-"] if looks or hears else []
    shows = ["-map", "[shown]", "-fps_mode", "passthrough", "-pix_fmt", "yuv420p", "-f", "rawvideo", "pipe:1"]
    log = ffmpeg.read(
        ["-i", path, "-filter_complex", graph, *nowhere, *shows, "-nostats"],
        frame.buffer,
        count_and_see,
        cancelled=cancelled,
        loglevel="info",
    )
    return count, log
