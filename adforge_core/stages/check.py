"""The check stage: the technical properties of any video file, and its problems."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import av

from adforge_core.errors import BadVideo, StageFailed
from adforge_core.media.film import UNDECODED
from adforge_core.media.freezes import Stretches, joined
from adforge_core.media.loudness import LISTENING, Loudness, read_loudness
from adforge_core.media.screening import See, screen
from adforge_core.media.video_facts import Turn, VideoFacts, moving_pictures, picture_stream, video_facts
from adforge_core.model.channels import channels
from adforge_core.model.formats import Format
from adforge_core.model.value import FPS, Value, seconds

BLACK_TOO_LONG_S = 0.4
SILENT_TOO_LONG_S = 1.5
FROZEN_TOO_LONG_S = 5.0
LUFS = (-14.5, -13.5)
TRUE_PEAK_DB = -1.0

BLACK_S, FROZEN_S = 0.1, 1.0
"""The shortest black and frozen stretches that are reported, in seconds."""

_SEEN = f"blackdetect=d={BLACK_S}:pix_th=0.06,freezedetect=n=-60dB:d={FROZEN_S}"

# ITU-T H.273, tables 2 to 4: the code points of primaries, transfer and matrix that occur in practice.
_H273 = {1: "bt709", 2: "unspecified", 5: "bt470bg", 6: "smpte170m", 9: "bt2020", 13: "srgb", 16: "pq", 18: "hlg"}
_PRIMARIES = {**_H273, 11: "p3-dci", 12: "p3"}
_RANGES = {1: "tv", 2: "pc"}


class Stretch(Value):
    """A part of the file, in seconds from its start."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """The length in seconds."""
        return self.end - self.start


class MasterFacts(Value):
    """The technical properties of a video file.

    `width` and `height` are those players show, after pixel aspect and rotation; `stored` is the size of the pictures
    in the file if it is another, `turned` whether they are rotated or mirrored. `steady`: all pictures are shown for
    the same time. `interlaced`: pictures are stored as fields. `hdr`: PQ or HLG, or empty. `faststart`: the index does
    not come after the media data. `edit_lists`: the file says which parts of its streams to show. `duration_s` is the
    length of the picture, `true_peak_db` is in dBTP. Properties of sound are None if there is none. `black`, `silence`
    (below -50 dB) and `frozen` (nothing moves) list stretches, from second to second, of at least 0.1, 0.5 and 1 s.
    `problems` are sentences about what a channel would reject or a viewer would notice.
    """

    width: int
    height: int
    fps: float
    steady: bool
    frames: int
    duration_s: float
    video_codec: str
    profile: str
    pixel_format: str
    primaries: str
    transfer: str
    matrix: str
    colour_range: str
    audio_codec: str | None = None
    audio_rate: int | None = None
    channels: int | None = None
    audio_bitrate_kbps: float | None = None
    audio_duration_s: float | None = None
    faststart: bool
    edit_lists: bool = False
    interlaced: bool = False
    hdr: str = ""
    stored: tuple[int, int] | None = None
    turned: bool = False
    size_bytes: int
    bitrate_kbps: float
    lufs: float | None = None
    true_peak_db: float | None = None
    black: tuple[Stretch, ...] = ()
    silence: tuple[Stretch, ...] = ()
    frozen: tuple[Stretch, ...] = ()
    problems: tuple[str, ...] = ()


def check_master(path: Path, *, see: See | None = None, cancelled: Callable[[], bool] | None = None) -> MasterFacts:
    """Measures a finished video. The whole file is decoded.

    Args:
        path: The video file.
        see: Called with each of its pictures, 270 pixels wide, so that more can be measured in the same pass.
        cancelled: Called repeatedly; True stops the work.

    Returns:
        The technical properties of the file. Its `problems` are empty if there is nothing to criticise.

    Raises:
        BadVideo: The file is missing, empty, cut short or not a video.
        Cancelled: `cancelled` returned True.

    Example:
        >>> from pathlib import Path
        >>> from adforge_core import check_master
        >>> facts = check_master(Path("kettle-ad/deliverables/master-1x1.mp4"))
        >>> facts.video_codec, facts.lufs, facts.problems
        ('h264', -14.0, ())
    """
    stored = _stored(path, as_shown=True)
    return _judged(stored | _decoded(path, stored, see, cancelled))


def check_joined(path: Path, sound: Path, measured: Loudness, black: Stretches, frozen: Stretches) -> MasterFacts:
    """Checks a master made here, in a fraction of the time: it uses what was measured while the master was made.

    `measured` is the loudness of `sound`, which must be bit-identical to the master's sound. `black` and `frozen` are
    stretches of the ad's frames, found while they were drawn. The file is read but not decoded. Raises BadVideo, and
    StageFailed if the sound differs.
    """
    stored = _stored(path, as_shown=False)
    if _stored_sound(path) != _stored_sound(sound):
        raise StageFailed("The master's sound is not the one that was mixed.")
    seen = {"black": _lasting(joined(black), BLACK_S), "frozen": _lasting(frozen, FROZEN_S)}
    return _judged(stored | seen | _sound_facts(measured))


def _judged(facts: dict[str, Any]) -> MasterFacts:
    checked = MasterFacts.model_validate(facts)
    return checked.model_copy(update={"problems": tuple(_problems(checked))})


def _lasting(stretches: Stretches, least: float) -> tuple[Stretch, ...]:
    return tuple(
        Stretch(start=round(seconds(first), 4), end=round(seconds(end), 4))
        for first, end in stretches
        if seconds(end - first) >= least
    )


def _stored(path: Path, *, as_shown: bool) -> dict[str, Any]:
    """Returns the properties stored in the container and in the headers of its streams.

    `as_shown` also those that tell how its pictures are shown, for which the first ones are decoded.
    """
    if not path.is_file():
        raise BadVideo(f"There is no file {path}.", "Check the name.")
    if not path.stat().st_size:
        raise BadVideo(f"{path} is empty.", "Make it again.")
    try:
        with av.open(path.resolve(), metadata_errors="replace") as container:
            if not moving_pictures(container) or re.search("pipe|image|gif", container.format.name):
                raise BadVideo(f"{path} contains no video.", "Name a video file, such as an MP4.")
            facts = _video_facts(path, container) | _audio_facts(container)
        if as_shown:
            facts |= _shown_facts(video_facts(path))
    except av.FFmpegError as error:
        raise BadVideo(
            f"{path} cannot be read as a video: {error.strerror}.", "Name a video file, or make this one again."
        ) from error
    size = path.stat().st_size
    return facts | {
        "faststart": _index_first(path),
        "edit_lists": _has_edit_lists(path),
        "size_bytes": size,
        "bitrate_kbps": round(size * 8 / 1000 / max(facts["duration_s"], 1e-3), 1),
    }


def _video_facts(path: Path, container: "av.container.InputContainer") -> dict[str, Any]:
    video = picture_stream(container)
    codec = video.codec_context
    packets = [packet for packet in container.demux(video) if packet.size and packet.pts is not None]
    # Edit lists may leave pictures out.
    times = sorted(packet.pts or 0 for packet in packets if not packet.is_discard)
    if not times or video.time_base is None:
        raise BadVideo(f"{path} contains no pictures.", "Make it again.")
    if len(packets) == len(times) < video.frames:
        raise BadVideo(f"{path} is cut short: {len(times)} of its {video.frames} pictures are there.", "Make it again.")
    steps = [later - earlier for earlier, later in pairwise(times)] or [video.duration or 1]
    duration = float((times[-1] - times[0] + min(steps)) * video.time_base)
    # A time base of milliseconds, as in MKV, cannot represent frames exactly: steps differ by one tick.
    tick = 1 if video.time_base.denominator <= 1000 else 0
    return {
        "width": video.width,
        "height": video.height,
        "fps": round(len(times) / duration, 3),
        "steady": max(steps) - min(steps) <= tick,
        "frames": len(times),
        "duration_s": round(duration, 4),
        "video_codec": codec.codec.canonical_name,
        "profile": codec.profile or "",
        "pixel_format": codec.pix_fmt or "",
        "primaries": _PRIMARIES.get(codec.color_primaries, f"code {codec.color_primaries}"),
        "transfer": _H273.get(codec.color_trc, f"code {codec.color_trc}"),
        "matrix": _H273.get(codec.colorspace, f"code {codec.colorspace}"),
        "colour_range": _RANGES.get(codec.color_range, "unspecified"),
    }


def _shown_facts(facts: VideoFacts) -> dict[str, Any]:
    (width, height), same = facts.shown, facts.shown == facts.stored
    size = {"width": width, "height": height, "stored": None if same else facts.stored}
    return size | {"turned": facts.turn != Turn(), "interlaced": facts.interlaced, "hdr": facts.hdr}


def _audio_facts(container: "av.container.InputContainer") -> dict[str, Any]:
    audio = next((one for one in container.streams.audio if one.codec_context is not None), None)
    if audio is None:
        return {}
    length = audio.duration * audio.time_base if audio.duration and audio.time_base else None
    return {
        "audio_codec": audio.codec_context.codec.canonical_name,
        "audio_rate": audio.codec_context.sample_rate,
        "channels": audio.codec_context.layout.nb_channels,
        "audio_bitrate_kbps": round((audio.codec_context.bit_rate or 0) / 1000, 1),
        "audio_duration_s": None if length is None else round(float(length), 4),
    }


def _stored_sound(path: Path) -> list[bytes]:
    with av.open(path.resolve(), options=UNDECODED, metadata_errors="replace") as container:
        return [bytes(one) for one in container.demux(audio=0) if one.size and one.pts is not None and one.pts >= 0]


def _index_first(path: Path) -> bool:
    """Whether no `mdat` box comes before the `moov` box, as in an MP4 that plays only when it is loaded."""
    with path.open("rb") as file:
        kinds = (kind for kind, _ in _boxes(file, path.stat().st_size))
        return next((kind for kind in kinds if kind in {b"moov", b"mdat"}), b"") != b"mdat"


def _has_edit_lists(path: Path) -> bool:
    """Whether a track of an MP4 has one: an `elst` box, which is in moov, trak, edts."""
    with path.open("rb") as file:
        return _contains(file, path.stat().st_size, (b"moov", b"trak", b"edts", b"elst"))


def _contains(file: BinaryIO, end: int, way: tuple[bytes, ...]) -> bool:
    """Whether there is a box inside boxes of these kinds before `end`. `file` is at the beginning of a box."""
    return not way or any(
        kind == way[0] and _contains(file, inner_end, way[1:]) for kind, inner_end in _boxes(file, end)
    )


def _boxes(file: BinaryIO, end: int) -> Iterator[tuple[bytes, int]]:
    """Yields the kind and the end of each box from here to `end`; the file is then at the beginning of its content.

    ISO/IEC 14496-12, 4.2: size, kind, then a size of 64 bits if that of 32 is 1. A size of 0 reaches to the end.
    """
    place = file.tell()
    while place + 8 <= end and len(head := file.read(8)) == 8:
        size, kind = int.from_bytes(head[:4], "big"), head[4:]
        if size == 1:
            size = int.from_bytes(file.read(8), "big")
        place += size or end - place
        if place < file.tell():
            return
        yield kind, min(place, end)
        file.seek(place)


def _decoded(
    path: Path, stored: dict[str, Any], see: See | None, cancelled: Callable[[], bool] | None
) -> dict[str, Any]:
    """Returns the properties that need the file to be decoded, in one pass."""
    frames, length = stored["frames"], stored["duration_s"]
    sound = LISTENING if "audio_codec" in stored else ""
    try:
        size = stored["width"], stored["height"]
        decoded, log = screen(path, size, see or (lambda _: None), whole=_SEEN, sound=sound, cancelled=cancelled)
    except StageFailed as error:
        raise BadVideo(f"{path} cannot be decoded to its end.", "Make it again.") from error
    if decoded < frames:
        raise BadVideo(f"{path} is damaged: not all of its {frames} pictures can be decoded.", "Make it again.")
    return {
        "black": _stretches(r"black_start:(\S+) black_end:(\S+)", log, length),
        "frozen": _stretches(r"freeze_start: (\S+)(?:(?:.|\n)*?freeze_end: (\S+))?", log, length),
        **(_sound_facts(read_loudness(log)) if sound else {}),
    }


def _sound_facts(loudness: Loudness) -> dict[str, Any]:
    """Returns the properties of sound. Silence, which has no loudness, is -70 LUFS as in BS.1770."""
    return {
        "silence": tuple(Stretch(start=start, end=end) for start, end in loudness.silences),
        "lufs": max(-70.0, loudness.lufs),
        "true_peak_db": max(-70.0, loudness.true_peak_db),
    }


def _stretches(pattern: str, log: str, length: float) -> tuple[Stretch, ...]:
    """Returns the stretches in ffmpeg's log. One without an end lasts to the end of the file."""
    found = re.findall(pattern, log)
    return tuple(Stretch(start=max(0.0, float(start)), end=float(end) if end else length) for start, end in found)


def _problems(facts: MasterFacts) -> Iterator[str]:
    sizes = {each.size: each.value for each in Format}
    if (facts.width, facts.height) not in sizes:
        known = ", ".join(f"{width}x{height} ({name})" for (width, height), name in sizes.items())
        yield f"The picture is {facts.width}x{facts.height}; channels expect {known}."
    if abs(facts.fps - FPS) > 0.01 or not facts.steady:
        yield f"It runs at {facts.fps:g} frames a second{'' if facts.steady else ', unevenly'}; a master runs at {FPS}."
    if (facts.video_codec, facts.profile, facts.pixel_format) != ("h264", "High", "yuv420p"):
        made = f"{facts.video_codec} {facts.profile} {facts.pixel_format}".replace("  ", " ")
        yield f"The picture is {made}; every channel plays H.264 High in yuv420p."
    if facts.stored:
        across, down = facts.stored
        yield f"It is stored as {across}x{down} and shown as {facts.width}x{facts.height}, which some channels ignore."
    elif facts.turned:
        yield "It is stored upside down or mirrored, and marked so that players turn it, which some channels ignore."
    if facts.interlaced:
        yield "It is interlaced: phones show its movements as combs. Export it progressive."
    if facts.hdr:
        yield f"It is HDR ({facts.hdr}): each channel shows its colours in its own way. Export it as BT.709."
    elif {facts.primaries, facts.transfer, facts.matrix} != {"bt709"} or facts.colour_range != "tv":
        yield "Its colours are not tagged as BT.709, limited range, so players may show them differently."
    if not facts.faststart:
        yield "Its index is at the end of the file, so browsers play it only when it is fully loaded."
    if facts.edit_lists:
        yield "It has edit lists, which YouTube asks to leave out: picture and sound may shift where they are ignored."
    yield from _sound_problems(facts)
    for stretch in facts.black:
        if stretch.seconds >= BLACK_TOO_LONG_S or stretch.start == 0:
            yield f"The picture is black from {stretch.start:.1f} s to {stretch.end:.1f} s."
    for stretch in facts.frozen:
        if stretch.seconds >= FROZEN_TOO_LONG_S:
            yield f"Nothing moves from {stretch.start:.1f} s to {stretch.end:.1f} s."
    for channel in channels():
        # A video of another shape is not meant for the channel.
        if sizes.get((facts.width, facts.height)) == channel.format:
            megabytes, size = facts.size_bytes / 1e6, (facts.width, facts.height)
            for misfit in channel.misfits(size, facts.duration_s, megabytes, facts.bitrate_kbps):
                yield f"{channel.name} may refuse it: {misfit}."


def _sound_problems(facts: MasterFacts) -> Iterator[str]:
    if facts.audio_codec is None:
        yield "It has no sound."
        return
    if (facts.audio_codec, facts.audio_rate, facts.channels) != ("aac", 48_000, 2):
        made = f"{facts.audio_codec}, {facts.audio_rate} Hz, {facts.channels} channels"
        yield f"The sound is {made}; every channel plays AAC, 48000 Hz, 2 channels."
    if facts.audio_duration_s is not None and abs(facts.audio_duration_s - facts.duration_s) > 1 / FPS:
        yield f"The picture lasts {facts.duration_s:.2f} s and the sound {facts.audio_duration_s:.2f} s."
    if facts.lufs is not None and not LUFS[0] <= facts.lufs <= LUFS[1]:
        yield f"Its loudness is {facts.lufs:g} LUFS; channels play at -14."
    if facts.true_peak_db is not None and facts.true_peak_db > TRUE_PEAK_DB:
        yield f"Its peaks reach {facts.true_peak_db:g} dBTP; above -1 it may distort."
    for stretch in facts.silence:
        if stretch.seconds >= SILENT_TOO_LONG_S:
            yield f"There is no sound from {stretch.start:.1f} s to {stretch.end:.1f} s."
