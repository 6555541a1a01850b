"""Single pictures of a clip, to choose from it by."""

from pathlib import Path

import av

from adforge_core.errors import BadVideo, StageFailed
from adforge_core.media import ffmpeg
from adforge_core.media.video_facts import VideoFacts, video_facts


def clip_seconds(video: Path) -> float:
    """Returns how long a clip is, in seconds; 0 if it does not say. Raises BadVideo."""
    try:
        with av.open(video, metadata_errors="replace") as container:
            return (container.duration or 0) / av.time_base
    except (av.FFmpegError, OSError) as error:
        raise BadVideo(f"{video.name} cannot be read as a video.", "Choose another file.") from error


def clip_still(video: Path, at_s: float, height: int) -> bytes:
    """Returns the picture of a clip at `at_s` seconds as JPEG, upright, with square pixels, `height` pixels high.

    Past its end it is the last one. Raises BadVideo.
    """
    facts = video_facts(video)
    seconds = clip_seconds(video)
    for at in (min(at_s, max(0.0, seconds - 0.1)), 0.0):
        try:
            made = ffmpeg.run(["-noautorotate", "-ss", f"{at:.3f}", "-i", video, *_drawn(facts, height), "pipe:1"])
        except StageFailed:
            continue
        if made.stdout:
            return made.stdout
    raise BadVideo(f"No picture of {video.name} can be decoded.", "Export it again as an H.264 MP4.")


def _drawn(facts: VideoFacts, height: int) -> list[str]:
    width = max(2, round(height * facts.shown[0] / facts.shown[1]))
    filters = [*facts.turn.filters, f"scale={width}:{height}"]
    picture = ["-frames:v", "1", "-vf", ",".join(filters), "-q:v", "4", "-f", "image2", "-c:v", "mjpeg"]
    return ["-map", f"0:{facts.index}", *picture]
