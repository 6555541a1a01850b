"""The segment stage: one scene, drawn and encoded on its own, so that scenes join without being encoded again."""

from collections.abc import Callable
from pathlib import Path

from adforge_core.media.ffmpeg import encoding
from adforge_core.media.files import written_whole
from adforge_core.media.frames import Frame
from adforge_core.media.watch import Watch
from adforge_core.model.value import FPS
from adforge_core.providers.base import Progress

PRESET = "superfast"
"""Unlike the slower presets it has no macroblock-tree rate control, which takes away the dither that keeps 8 bits from
banding: of a dithered dark gradient under a slow push it kept 94 %, veryfast at CRF 18 46 %, in less time."""

CRF = 20

X264 = "aq-mode=3:keyint=60:open-gop=0:chromaloc=1"
"""More bits for dark and flat places; a key frame every two seconds at most;
chroma sited between the pixels, as in Frame."""

TIMESCALE = 15360
"""Ticks a second in the file: a frame is exactly 512 of them."""


# x264 counts decoding times from two frames before the first picture, as it reorders by two, but not where a segment is
# too short to reorder. Counting them for it makes all segments alike, which joining by copying needs.
_DECODING_TIMES = f"setts=pts=PTS:dts=(N-2)/({FPS}*TB)"

# x264 writes its settings into every stream; a master made of several segments would tell them several times.
_NO_REMARKS = "filter_units=remove_types=6"

_ARGUMENTS = (
    *("-c:v", "libx264", "-preset", PRESET, "-crf", str(CRF), "-profile:v", "high", "-pix_fmt", "yuv420p"),
    # Two threads: a lone segment, after an edit, keeps more than one core busy. More of them make the same file.
    *("-x264-params", X264, "-threads", "2"),
    # Raw frames carry no tags and untagged frames override the encoder's own options, so the frames are tagged.
    *("-vf", "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"),
    *("-bsf:v", f"{_DECODING_TIMES},{_NO_REMARKS}"),
    *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-video_track_timescale", str(TIMESCALE)),
    # The edit list counts in the movie's unit: the usual 1 kHz would round the segment's length.
    *("-movie_timescale", str(TIMESCALE), "-f", "mp4"),
)


def encode_segment(
    draw: Callable[[int, Frame], None],
    frames: range,
    size: tuple[int, int],
    out: Path,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Watch:
    """Draws these `frames` of `size` (width, height), writes them to `out` (.mp4, no sound), and tells what was seen.

    H.264 High, yuv420p, BT.709, limited range, closed groups of pictures. Files of one size join by copying, so a
    segment may be encoded in parts. `draw` fills the frame it is handed, whose earlier content means nothing. Raises
    BadOutput where `out` cannot be written and Cancelled; what `draw` and `progress` raise passes through, and nothing
    is left behind.
    """
    frame, watch = Frame.empty(size), Watch()
    with (
        written_whole(out) as unfinished,
        encoding([*_ARGUMENTS, unfinished], size, FPS, cancelled=cancelled) as encoder,
    ):
        for done, number in enumerate(frames, 1):
            draw(number, frame)
            encoder.write(frame)
            watch.see(number, frame)
            if progress:
                progress(done / len(frames))
    return watch
