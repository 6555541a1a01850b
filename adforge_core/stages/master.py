"""The master stage: segments joined without encoding them again, with the mix, and the poster frame."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import av
from PIL import Image

from adforge_core.errors import StageFailed
from adforge_core.media.audio import RATE
from adforge_core.media.ffmpeg import run
from adforge_core.media.files import written_whole
from adforge_core.media.frames import Frame
from adforge_core.model.value import FPS

# Room for the index kept free before the media: +faststart would write the whole file a second time. A picture and its
# sound take at most 58 bytes of it, each in a chunk of its own (ISO/IEC 14496-12, 8.6 and 8.7), and 38 as they come.
_INDEX_BYTES = 8192
_INDEX_BYTES_A_FRAME = 64


def join_master(
    segments: Sequence[Path],
    sound: Path,
    out: Path,
    *,
    title: str = "",
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Writes the master: the segments, or their parts, one after the other, and `sound`, AAC as long as they are.

    Both are copied bit by bit. The picture starts at 0 and runs at exactly 30 frames a second; the sound's priming is
    hidden by an edit list, so that both are equally long. The index stands before the media, so a browser plays it
    while loading. The file names no machine, program or date. Raises BadOutput, StageFailed, and Cancelled soon after
    `cancelled` says so.
    """
    frames = sum(map(_frames, segments))
    if (samples := _samples(sound)) != frames * RATE // FPS:
        raise StageFailed(f"The mix lasts {samples / RATE:.3f} s and the picture {frames / FPS:.3f} s.")
    listing = "".join(f"file {_quoted(segment)}\n" for segment in segments)
    with written_whole(out) as unfinished:
        run(
            [
                *("-f", "concat", "-safe", "0", "-protocol_whitelist", "file,pipe", "-i", "pipe:0", "-i", sound),
                *("-map", "0:v", "-map", "1:a", "-map_metadata", "-1", "-metadata", f"title={title}"),
                *("-c", "copy"),
                *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
                # The unit of lengths: 48 kHz holds a frame and a sample exactly, the usual 1 kHz neither.
                *("-movie_timescale", str(RATE), "-moov_size", str(_INDEX_BYTES + frames * _INDEX_BYTES_A_FRAME)),
                *("-f", "mp4", unfinished),
            ],
            stdin=listing.encode(),
            cancelled=cancelled,
        )
        # ffmpeg takes a segment it cannot read for the end of the list, and succeeds.
        if (joined := _frames(unfinished)) != frames:
            raise StageFailed(f"{joined} of {frames} frames were joined: a segment is damaged.")


def poster(frame: Frame, out: Path) -> None:
    """Writes `frame` as a JPEG (sRGB, quality 92). Raises BadOutput."""
    with written_whole(out) as unfinished:
        Image.fromarray(frame.rgb()).save(unfinished, "JPEG", quality=92, subsampling="4:4:4", optimize=True)


def _quoted(path: Path) -> str:
    """The path as ffmpeg's list of files wants it, whatever characters it holds."""
    return "'file:" + str(path.resolve()).replace("'", r"'\''") + "'"


def _frames(video: Path) -> int:
    with _opened(video) as container:
        return container.streams.video[0].frames


def _samples(sound: Path) -> int:
    """The length of an AAC file at 48 kHz."""
    with _opened(sound) as container:
        stream = container.streams.audio[0]
        assert stream.duration is not None
        assert stream.time_base is not None
        return round(stream.duration * stream.time_base * RATE)


@contextmanager
def _opened(path: Path) -> Iterator["av.container.InputContainer"]:
    try:
        with av.open(path.resolve()) as container:
            yield container
    except (av.FFmpegError, IndexError) as error:
        raise StageFailed(f"{path.name} cannot be read, so the master cannot be joined.") from error
