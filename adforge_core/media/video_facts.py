"""How a video file is to be shown, read from its headers and its first pictures, as players do."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from math import atan2, degrees
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from av.container import InputContainer
from av.sidedata.sidedata import Type
from av.stream import Disposition
from av.video.stream import VideoStream
from numpy.typing import NDArray

from adforge_core.errors import BadVideo
from adforge_core.media.colorimetry import HLG, PQ

# ITU-T H.273, tables 2 to 4: code points of primaries, transfer characteristics and matrices.
BT709, UNTAGGED = 1, 2
_BT601 = 6
_ICTCP = (14, 15)
"""Also its form with constant intensity."""

HD = 720
"""Untagged pictures with at least this many rows are BT.709, smaller ones BT.601, as in players."""

HELD = 0.5
"""The seconds the last picture may be shown, whatever its duration, before a file counts as cut short."""

_LOOKED_AT = 6
"""A recording with fields may begin with a picture without."""

_LEAST, _MOST, _SLIMMEST = 16, 16384, 32
"""The shortest and the longest side of a usable picture in pixels, and the largest ratio of its sides."""

_CONTAINERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,gif,apng,ogg,asf,flv,live_flv,mxf,nut,ivf,dv,rm,"
    "wtv,yuv4mpegpipe,obu,av1,vob"
)
"""The formats that are read, by ffmpeg's names: all that hold their pictures. Play lists would open other files."""

_DOLBY = ("dvh1", "dvhe", "dav1", "dva1", "dvav")
"""The codec tags of Dolby Vision. Where it has an ordinary picture as its base, that picture's transfer is tagged."""


@dataclass(frozen=True)
class Turn:
    """How stored pictures are turned to be shown: mirrored left to right first, then by `quarters` to the left."""

    quarters: int = 0
    mirrored: bool = False

    @property
    def lies(self) -> bool:
        """Whether width and height are exchanged."""
        return self.quarters % 2 == 1

    def of(self, plane: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Returns a view of the plane as it is shown."""
        return np.rot90(plane[:, ::-1] if self.mirrored else plane, self.quarters)

    @property
    def filters(self) -> tuple[str, ...]:
        """The same as filters of ffmpeg."""
        turned = ((), ("transpose=cclock",), ("hflip", "vflip"), ("transpose=clock",))[self.quarters]
        return (*(("hflip",) if self.mirrored else ()), *turned)


@dataclass(frozen=True)
class VideoFacts:
    """How a video is shown.

    `index` is its picture's stream in the file, `rate` its pictures per second, 0 if not known. `stored` is the size of
    its pictures, `shown` that after pixel aspect and turn, both (width, height). `aspect` is the width of a pixel
    relative to its height. `primaries`, `transfer` and `matrix` are code points of ITU-T H.273; an untagged matrix is
    told by the size. `decoder` is ffmpeg's decoder to use if not the usual one. `whole`: no pictures are missing at its
    end. `foreign`: its colours are Dolby Vision's own, which are not shown right here.
    """

    index: int
    rate: float
    stored: tuple[int, int]
    shown: tuple[int, int]
    turn: Turn
    aspect: float
    interlaced: bool
    transparent: bool
    primaries: int
    transfer: int
    matrix: int
    decoder: str
    whole: bool
    foreign: bool

    @property
    def hdr(self) -> str:
        """The kind of HDR; empty if it is none."""
        return {PQ: "PQ", HLG: "HLG"}.get(self.transfer, "")

    @property
    def other_colours(self) -> bool:
        """Whether its colours are tagged as other than BT.709's, its matrix and range aside."""
        return bool(self.hdr) or self.primaries not in {0, BT709, UNTAGGED}


def moving_pictures(container: InputContainer) -> list[VideoStream]:
    """Returns the streams of moving pictures that can be decoded, the usual ones first. Cover art is none."""
    kinds = {one.index: Disposition(one.disposition) for one in container.streams.video}
    can_be_decoded = [one for one in container.streams.video if one.codec_context is not None]
    moving = [one for one in can_be_decoded if not kinds[one.index] & Disposition.attached_pic]
    return sorted(moving, key=lambda one: not kinds[one.index] & Disposition.default)


def picture_stream(container: InputContainer) -> VideoStream:
    """Returns the stream of the moving picture. Raises IndexError if there is none."""
    return moving_pictures(container)[0]


def turn_of(picture: av.VideoFrame) -> Turn:
    """Returns how a decoded picture is to be turned: its display matrix, to the nearest quarter."""
    stored = picture.side_data.get(Type.DISPLAYMATRIX.name)
    if stored is None:
        return Turn()
    # Rows (a, b, u), (c, d, v), (x, y, w): a place goes to (a x + c y, b x + d y).
    a, b, _, c, d = np.frombuffer(cast(Any, stored), np.int32)[:5].astype(np.float64)
    mirrored = bool(a * d - b * c < 0)
    if mirrored:
        a, b = -a, -b
    return Turn(round(degrees(atan2(-b, a)) / 90) % 4, mirrored)


def told_matrix(picture: av.VideoFrame) -> int:
    """Returns the code point of the picture's matrix; of an untagged one, that which players take for its size."""
    if picture.colorspace != UNTAGGED:
        return int(picture.colorspace)
    return BT709 if picture.height >= HD else _BT601


def video_facts(path: Path) -> VideoFacts:
    """Reads how the video at `path` is shown. Raises BadVideo if it cannot be decoded."""
    try:
        with av.open(path.resolve(), options={"format_whitelist": _CONTAINERS}, metadata_errors="replace") as container:
            stream = picture_stream(container)
            tag, index, decoder = stream.codec_context.codec_tag, stream.index, _with_alpha(stream)
            aspect, rate = float(stream.sample_aspect_ratio or 1), float(stream.average_rate or 0)
            pictures = islice(_decoded(container, stream), _LOOKED_AT)
            first = next(pictures, None)
            interlaced = first is not None and any(one.interlaced_frame for one in (first, *pictures))
            whole = _has_its_end(container, stream)
    except IndexError:
        raise BadVideo(f"{path.name} contains no moving picture.", "Choose a file with one.") from None
    except (av.FFmpegError, OSError) as error:
        raise BadVideo(f"The video {path.name} cannot be read.", "Save it as an H.264 MP4 and try again.") from error
    if first is None:
        raise BadVideo(f"The video {path.name} contains no pictures.", "Save it again as an H.264 MP4.")
    turn, (width, height) = turn_of(first), (round(first.width * aspect), first.height)
    return VideoFacts(
        index=index,
        rate=rate,
        stored=(first.width, first.height),
        shown=(height, width) if turn.lies else (width, height),
        turn=turn,
        aspect=aspect,
        interlaced=interlaced,
        transparent=bool(decoder) or any(part.is_alpha for part in first.format.components),
        primaries=int(first.color_primaries),
        transfer=int(first.color_trc),
        matrix=told_matrix(first),
        decoder=decoder,
        whole=whole,
        foreign=first.colorspace in _ICTCP or (tag in _DOLBY and first.color_trc == UNTAGGED),
    )


def usable_video(path: Path) -> VideoFacts:
    """Reads the same of a video to be shown in an ad. Raises BadVideo also if it is not whole, or not shown right."""
    facts = video_facts(path)
    if not facts.whole:
        raise BadVideo(f"The video {path.name} is cut short: its end is missing.", "Copy or export it again.")
    if facts.foreign:
        raise BadVideo(
            f"The video {path.name} is Dolby Vision without an ordinary picture, whose colours cannot be shown here.",
            "Export it as HDR10, HLG or SDR and try again.",
        )
    if min(facts.shown) < _LEAST or max(facts.shown) > min(_MOST, _SLIMMEST * min(facts.shown)):
        raise BadVideo(
            f"The video {path.name} shows {facts.shown[0]} x {facts.shown[1]} pixels, which fits no frame.",
            f"Choose one of at least {_LEAST} pixels a side that is not a mere strip.",
        )
    return facts


def _has_its_end(container: InputContainer, stream: VideoStream) -> bool:
    """Whether its pictures reach the length that the file states, to within what the last one may be shown for."""
    if not stream.duration or stream.time_base is None:
        return True
    states = (stream.start_time or 0) + stream.duration
    try:
        container.seek(states, stream=stream)
        ends = [(one.pts or 0) + (one.duration or 0) for one in container.demux(stream) if one.size]
    except av.FFmpegError:
        return False
    return bool(ends) and float((states - max(ends)) * stream.time_base) <= HELD


def _decoded(container: InputContainer, stream: VideoStream) -> Iterator[av.VideoFrame]:
    """Yields its pictures as far as they can be decoded: what is damaged later is told when it is drawn."""
    done = 0
    try:
        for picture in container.decode(stream):
            done += 1
            yield picture
    except av.FFmpegError:
        if not done:
            raise


def _with_alpha(stream: VideoStream) -> str:
    """Returns the decoder that reads WebM's transparency, which the usual ones leave out; empty if there is none."""
    if stream.metadata.get("alpha_mode") != "1":
        return ""
    return {"vp8": "libvpx", "vp9": "libvpx-vp9"}.get(stream.codec_context.codec.canonical_name, "")
