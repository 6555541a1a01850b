"""Checks videos and pictures from elsewhere to their end, and fits them to the frame."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer

from adforge_core.errors import BadVideo, StageFailed
from adforge_core.media import ffmpeg
from adforge_core.media.camera import TAIL
from adforge_core.media.colour_table import colour_table
from adforge_core.media.video_facts import VideoFacts, picture_stream, turn_of, video_facts
from adforge_core.model.clip_edit import AtItsEnd, ClipEdit
from adforge_core.model.value import FPS, Box, rgb

_SMALL = 48
_EVERY = 4
"""One in so many frames is checked; all are decoded."""
_LEAST_LEVELS = 12
_LEAST_MOTION = 0.12
SPARE = TAIL + 3
"""The frames a video must have beyond its scene: for the transition, and as files state slightly long durations."""

_MOST_BETWEEN_KEYS = 150 * 720 * 1280
"""The most pixels to decode between two key pictures: about a quarter of a second of work."""

_MOST_PIXELS = 4096 * 2304
"""The most pixels of a user's video that is drawn from as it is. A decoder holds up to 16 larger ones in memory."""

_QUICKEST = 60
"""The most pictures a second that are kept of a video that is encoded anew."""

_TICKS = 90_000
"""The ticks per second of videos with their own pace, which may be uneven."""

_MATRICES = {1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020", 10: "bt2020"}
"""ffmpeg's names of the matrices of H.273, table 4."""

_ENCODED = (
    *("-c:v", "libx264", "-preset", "ultrafast", "-crf", "14", "-maxrate", "60M", "-bufsize", "60M", "-g", str(FPS)),
    *("-movflags", "+faststart"),
)
"""ffmpeg's options for a video that is quick to draw from: one key picture a second."""

_MUCH_LARGER = 1.5
"""The largest size of a film relative to the frame. A larger one would be scaled down in every drawing."""

_AS_IT_IS = ClipEdit()

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
        with av.open(path, metadata_errors="replace") as container:
            stream = picture_stream(container)
            for frame in container.decode(stream):
                frames += 1
                if frames % _EVERY != 1:
                    continue
                size = (frame.height, frame.width) if turn_of(frame).lies else (frame.width, frame.height)
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


def is_drawn_as_it_is(facts: VideoFacts) -> bool:
    """Whether frames can be drawn from the video as it is stored.

    Pixel aspect, turns, ranges, more bits and matrices are converted while drawing. What is not: fields, transparency,
    HDR and other primaries than BT.709's, and pictures too large to hold.
    """
    large = facts.stored[0] * facts.stored[1] > _MOST_PIXELS
    return not (facts.interlaced or facts.transparent or facts.other_colours or large)


def develop(
    video: Path,
    facts: VideoFacts,
    size: tuple[int, int],
    longest_s: float,
    behind: str,
    out: Path,
    edit: ClipEdit = _AS_IT_IS,
    *,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Writes a video that cannot be drawn from as it is to `out` (.mp4), without sound, as a player would show it.

    Only the part of it that `edit` says, at its pace. Fields become pictures, transparency shows the colour `behind`
    (`#rrggbb`), and other colours become BT.709's, HDR by tone mapping. It has its own pace, at most `longest_s`
    seconds, and a size that just covers `size`. Raises StageFailed and Cancelled.
    """
    there_and_back = edit.at_its_end is AtItsEnd.BACK_AND_FORTH
    forth = out.with_name(f"forth-{out.name}") if there_and_back else out
    with _graph(video, facts, size, behind, forth, _paced(edit, longest_s), edit) as (inputs, graph):
        timing = ("-t", f"{longest_s:.3f}", "-fps_mode", "passthrough", "-enc_time_base", f"1/{_TICKS}")
        ffmpeg.run([*inputs, *graph, *timing, *_ENCODED, forth], cancelled=cancelled)
    if there_and_back:
        try:
            _add_the_way_back(forth, longest_s, out, cancelled)
        finally:
            forth.unlink(missing_ok=True)
    try:
        video_facts(out)
    except BadVideo:
        raise StageFailed(f"No picture of {video.name} can be decoded.", "Export it again as an H.264 MP4.") from None


def conform(video: Path, size: tuple[int, int], least_s: float, out: Path) -> None:
    """Writes the video to `out` (.mp4) without sound, in a form from which frames of `size` are quick to draw.

    A video that already is in that form is copied: drawing scales it and converts its frame rate. Any other is encoded
    at FPS, at a size that just covers `size`. A video slightly shorter than `least_s` is slowed down, so that it does
    not repeat before the scene ends. Raises StageFailed.
    """
    try:
        facts = video_facts(video)
        with av.open(video, metadata_errors="replace") as container:
            slower = min(MOST_SLOWER, max(1.0, least_s * av.time_base / (container.duration or av.time_base)))
            ready = is_drawn_as_it_is(facts) and _ready(container, size)
    except (av.FFmpegError, BadVideo, OSError):
        raise StageFailed("The video cannot be read.", "Try again.") from None
    paced = ("-itsscale", f"{slower:.6f}")
    if ready:
        copied = ("-map", f"0:{facts.index}", "-c", "copy", "-movflags", "+faststart")
        ffmpeg.run([*paced, "-i", video, *copied, out])
        return
    # Frames are blended to convert the rate: repeated frames would make slow movement stutter.
    with _graph(video, facts, size, "#000000", out, f"framerate=fps={FPS}") as (inputs, graph):
        ffmpeg.run([*paced, *inputs, *graph, *_ENCODED, out])


def _ready(container: InputContainer, size: tuple[int, int]) -> bool:
    """Whether it is H.264 with a constant frame rate, not much larger than `size`, and with frequent key pictures."""
    stream = picture_stream(container)
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


def _paced(edit: ClipEdit, longest_s: float) -> str:
    """Returns the filters that give a clip its pace, and its last picture as long as it is to be held."""
    filters = [f"setpts=(PTS-STARTPTS)/{edit.speed:g}"] if edit.speed != 1 else []
    if edit.speed > 1:
        filters.append(f"fps={_QUICKEST}")
    if edit.at_its_end is not AtItsEnd.REPEAT:
        filters.append(f"framerate=fps={FPS}")  # what is held or reversed is counted in pictures
    if edit.at_its_end is AtItsEnd.HOLD:
        filters.append(f"tpad=stop_mode=clone:stop_duration={longest_s:.3f}")
    return ",".join(filters)


def _add_the_way_back(forth: Path, longest_s: float, out: Path, cancelled: Callable[[], bool] | None) -> None:
    """Writes the video `forth`, FPS pictures a second, and after it the same backwards.

    A second is reversed at a time: ffmpeg holds what it reverses in memory.
    """
    with av.open(forth) as container:
        count = sum(1 for packet in container.demux(picture_stream(container)) if packet.pts is not None)
    parts = [forth]
    try:
        for first in reversed(range(0, count, FPS)):
            part = out.with_name(f"{out.stem}-{first}.mp4")
            parts.append(part)
            second = ffmpeg.part_of(first / FPS, min(first + FPS, count) / FPS)
            ffmpeg.run([*second, "-i", forth, "-vf", "reverse", *_ENCODED, part], cancelled=cancelled)
            if len(parts) > longest_s:
                break
        listed = out.with_suffix(".txt")
        listed.write_text("".join(f"file {part.name}\n" for part in parts), "utf-8")
        ffmpeg.run(["-f", "concat", "-safe", "0", "-i", listed, "-c", "copy", "-movflags", "+faststart", out])
    finally:
        for part in [*parts[1:], out.with_suffix(".txt")]:
            part.unlink(missing_ok=True)


@contextmanager
def _graph(
    video: Path,
    facts: VideoFacts,
    size: tuple[int, int],
    behind: str,
    out: Path,
    paced: str = "",
    edit: ClipEdit = _AS_IT_IS,
) -> Iterator[tuple[list[str | Path], list[str]]]:
    """Yields ffmpeg's inputs, and its options for their pictures as a player shows them, in BT.709 and square pixels.

    `paced` are filters that change their rate. Only the part of them in `edit` is read and shown. A file beside `out`
    holds what other colours become.
    """
    crop = edit.crop or Box(left=0, top=0, right=1, bottom=1)
    seen = facts.shown[0] * crop.width, facts.shown[1] * crop.height
    shrunk = min(1.0, max(side / own for side, own in zip(size, seen, strict=True)))
    across, down = (max(2, 2 * round(side * shrunk / 2)) for side in seen)
    sized, read = f"scale={across}:{down}:flags=lanczos", f"in_color_matrix={_MATRICES.get(facts.matrix, 'auto')}"
    written = "out_color_matrix=bt709:out_range=tv"
    decoder = ["-c:v", facts.decoder] if facts.decoder else []
    inputs: list[str | Path] = ["-noautorotate", *decoder, *ffmpeg.part_of(edit.start_s, edit.end_s), "-i", video]
    parts = ["bwdif=mode=send_field:deint=interlaced"] if facts.interlaced else []
    parts += [f"fps={_QUICKEST}"] if facts.rate > _QUICKEST + 1 else []
    parts += facts.turn.filters
    if edit.crop:
        parts.append(f"crop=iw*{crop.width:.5f}:ih*{crop.height:.5f}:iw*{crop.left:.5f}:ih*{crop.top:.5f}")
    table = out.with_suffix(".cube")
    recoloured = f",lut3d=file={ffmpeg.in_filter(table)}:interp=tetrahedral" if facts.other_colours else ""
    if facts.transparent:
        r, g, b = rgb(behind)
        parts.append(f"scale={read},format={'gbrapf32le' if recoloured else 'gbrap'}{recoloured}")
        # Scaled with colours premultiplied, so that those of invisible pixels do not show at edges.
        parts.append(f"format=gbrap,premultiply=inplace=1,{sized},unpremultiply=inplace=1,split[seen][under]")
        parts[-1] += f";[under]lutrgb=r={r}:g={g}:b={b}:a=255[paper];[paper][seen]overlay=format=gbrp"
        parts.append(f"scale={written}")
    elif recoloured:
        parts += [f"{sized}:{read}", f"format=gbrpf32le{recoloured}", f"scale={written}"]
    else:
        parts.append(f"{sized}:{read}:{written}")
    parts += ["setsar=1", "format=yuv420p", *([paced] if paced else ())]
    parts.append("setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709:field_mode=prog[shown]")
    graph = ["-filter_complex", f"[0:{facts.index}]{','.join(parts)}", "-map", "[shown]"]
    try:
        if recoloured:
            table.write_text(colour_table(facts.primaries, facts.transfer))
        yield inputs, graph
    finally:
        table.unlink(missing_ok=True)
