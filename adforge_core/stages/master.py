"""The master stage: joins segments and the mix without encoding them again, and writes the poster."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from heapq import merge
from math import inf
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream
from PIL import Image

from adforge_core.errors import Cancelled, StageFailed
from adforge_core.media.audio import RATE
from adforge_core.media.files import written_whole
from adforge_core.media.film import UNDECODED
from adforge_core.media.frames import Frame
from adforge_core.model.value import FPS

# Space reserved for the index before the media: +faststart would write the whole file twice. A picture and its sound
# take at most 58 bytes of it, each in a chunk of its own (ISO/IEC 14496-12, 8.6 and 8.7), and usually 38.
_INDEX_BYTES = 8192
_INDEX_BYTES_A_FRAME = 64

# Some channels refuse edit lists. Without them, reordered pictures need negative offsets to start at 0.
_NO_EDIT_LISTS = {"use_editlist": "0", "movflags": "+negative_cts_offsets"}


def join_master(
    segments: Sequence[Path],
    sound: Path,
    out: Path,
    *,
    title: str = "",
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Writes the master: the segments or their parts in order, and `sound`, AAC of the same length.

    Both are copied bit by bit, except that the sound's priming is left out. Both start at 0 and are equally long, and
    the picture runs at exactly 30 frames per second, without edit lists. The index comes before the media, so a browser
    plays the file while it loads. The file contains no machine, program or date. Raises BadOutput, StageFailed, and
    Cancelled soon after `cancelled` returns True.
    """
    with ExitStack() as opened:
        parts = [opened.enter_context(_opened(segment)) for segment in segments]
        music = opened.enter_context(_opened(sound))
        frames = sum(part.streams.video[0].frames for part in parts)
        if (samples := _samples(music)) != frames * RATE // FPS:
            raise StageFailed(f"The mix lasts {samples / RATE:.3f} s and the picture {frames / FPS:.3f} s.")
        unfinished = opened.enter_context(written_whole(out))
        index = _INDEX_BYTES + frames * _INDEX_BYTES_A_FRAME
        # The time scale: frames and samples are whole numbers of 1/48000 s, but not of the usual 1/1000 s.
        options = {"fflags": "+bitexact", "movie_timescale": str(RATE), "moov_size": str(index), **_NO_EDIT_LISTS}
        master = opened.enter_context(av.open(str(unfinished), "w", format="mp4", options=options))
        master.metadata["title"] = title
        picture = master.add_stream_from_template(parts[0].streams.video[0])
        audio = master.add_stream_from_template(music.streams.audio[0])
        copied = 0
        stored: Iterator[Packet[Any]] = merge(_pictures(parts), music.demux(audio=0), key=_decoded_at)
        for packet in stored:
            if cancelled and cancelled():
                raise Cancelled
            if packet.dts is None or _primes(packet):
                continue
            copied += packet.stream.type == "video"
            packet.stream = picture if packet.stream.type == "video" else audio
            master.mux(packet)
        if copied != frames:
            raise StageFailed(f"{copied} of {frames} frames were joined: a segment is damaged.")


def _pictures(parts: Sequence[InputContainer]) -> "Iterator[Packet[VideoStream]]":
    """Yields the packets of all parts, with continuous times."""
    begin = 0
    for part in parts:
        video = part.streams.video[0]
        try:
            for packet in part.demux(video):
                if packet.dts is not None and packet.pts is not None:
                    packet.dts, packet.pts = packet.dts + begin, packet.pts + begin
                    yield packet
        except av.FFmpegError as error:
            raise StageFailed(f"{part.name} is damaged, so the master cannot be joined.") from error
        begin += video.duration or 0


def _primes(packet: "Packet[Any]") -> bool:
    """Whether it is a packet of sound from before the start.

    An encoder of AAC writes one of silence, which only an edit list could hide. Without it, the sound fades in within
    the first 21 ms, most often after 10.
    """
    return packet.stream.type == "audio" and packet.pts is not None and packet.pts < 0


def _decoded_at(packet: "Packet[Any]") -> float:
    """Returns a packet's decoding time in seconds. The last packet of a file, which is empty, has none: infinity."""
    return inf if packet.dts is None else float(packet.dts * packet.time_base)


def poster(frame: Frame, out: Path) -> None:
    """Writes `frame` as a JPEG (sRGB, quality 92). Raises BadOutput."""
    with written_whole(out) as unfinished:
        Image.fromarray(frame.rgb()).save(unfinished, "JPEG", quality=92, subsampling="4:4:4", optimize=True)


def _samples(sound: InputContainer) -> int:
    """Returns the length of an AAC stream in samples at 48 kHz."""
    stream = sound.streams.audio[0]
    assert stream.duration is not None
    assert stream.time_base is not None
    return round(stream.duration * stream.time_base * RATE)


@contextmanager
def _opened(path: Path) -> Iterator[InputContainer]:
    try:
        container = av.open(str(path.resolve()), options=UNDECODED)
    except av.FFmpegError as error:
        raise StageFailed(f"{path.name} cannot be read, so the master cannot be joined.") from error
    with container:
        yield container
