"""The ad's sound: VO over bed, the bed ducked under it, brought to the loudness channels ask for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from adforge_core.media import ffmpeg
from adforge_core.media.audio import AAC, FRAME, RATE
from adforge_core.media.loudness import OVERHEARING, Loudness, measure, read_loudness
from adforge_core.model.sound import Sound

TARGET_LUFS = -14.0
CEILING_DB = -1.0
"""The most that the true peak may be, after the sound has been encoded."""

_REFERENCE_LUFS = -18.0
"""What every voice line and the bed are brought to before their own levels apply."""

_MONO_AS_STEREO = 3.01
"""By how many LU a mono sound is louder when both loudspeakers play it."""

_MOST_GAIN = 40.0
_CLOSE_ENOUGH = 0.2
_PASSES = 6

_HEADROOM_DB = 0.8
"""By how much AAC was seen to raise peaks: the limiter lets nothing past CEILING_DB less this."""

_LOST = 0.03
"""By how many LU limiting makes an ad quieter for each dB it takes off the peaks: up to 0.2 at 5 dB in twelve mixes."""


@dataclass(frozen=True)
class _Aim:
    """What the second pass does: a gain in dB, and the level in dBFS that the limiter lets nothing past."""

    gain: float
    ceiling: float

    @classmethod
    def at(cls, raw: Loudness) -> Self:
        """The aim of the first try at what is heard like that."""
        ceiling = CEILING_DB - _HEADROOM_DB
        if raw.silent:
            return cls(0, ceiling)
        gain = _gain(TARGET_LUFS, raw.lufs)
        return cls(min(_MOST_GAIN, gain + _LOST * max(0.0, raw.true_peak_db + gain - ceiling)), ceiling)

    def mended(self, heard: Loudness) -> Self:
        """The aim of another pass, after this one was heard like that."""
        over = heard.true_peak_db - CEILING_DB
        return replace(
            self,
            gain=min(_MOST_GAIN, self.gain + TARGET_LUFS - heard.lufs),
            ceiling=self.ceiling - (over + 0.1 if over > 0 else 0),
        )


@dataclass(frozen=True)
class Recording:
    """A sound that goes into the mix, and how loud it is by itself."""

    path: Path
    lufs: float


def mix(
    lines: Sequence[tuple[int, Recording]],
    bed: Recording | None,
    sound: Sound,
    frames: int,
    out: Path,
    encoded: Path,
    *,
    cancelled: Callable[[], bool] | None = None,
) -> Loudness:
    """Writes `out`, 48 kHz stereo PCM, and `encoded`, the same as AAC, both exactly `frames` frames of picture long.

    `lines` are VO recordings with the ad's frame each starts on, to the sample. What is returned was measured of
    the AAC: within 0.5 of TARGET_LUFS and at most CEILING_DB. Without voice and bed the file is silence and
    the result says so (`silent`); no target applies to it. Raises Cancelled soon after `cancelled` says so.
    """
    with TemporaryDirectory() as folder:
        raw = Path(folder, "raw.wav")
        aim = _Aim.at(blend(lines, bed, sound, frames, raw, cancelled=cancelled))
        for _ in range(_PASSES):
            _limit(raw, aim, frames, out, encoded, cancelled)
            heard = measure(encoded, cancelled)
            close = abs(heard.lufs - TARGET_LUFS) <= _CLOSE_ENOUGH and heard.true_peak_db <= CEILING_DB
            if heard.silent or close:
                break
            aim = aim.mended(heard)
    return heard


def blend(
    lines: Sequence[tuple[int, Recording]],
    bed: Recording | None,
    sound: Sound,
    frames: int,
    out: Path,
    *,
    cancelled: Callable[[], bool] | None = None,
) -> Loudness:
    """The first pass: voice and ducked bed together at their levels, as float samples without a ceiling.

    What is returned was heard of them, with the highest sample for the true peak.
    """
    inputs = [*(line for _, line in lines), *([bed] if bed else [])]
    parts = []
    for index, (frame, line) in enumerate(lines):
        gain = _gain(_REFERENCE_LUFS, line.lufs + _MONO_AS_STEREO) + sound.voice_level
        mono = f"aresample={RATE},aformat=channel_layouts=mono"
        parts.append(f"[{index}:a]{mono},volume={gain:.2f}dB,adelay={frame * FRAME}S:all=1[line{index}]")
    length = f"apad=whole_len={frames * FRAME},atrim=end_sample={frames * FRAME}"
    if lines:
        together = "".join(f"[line{index}]" for index in range(len(lines)))
        parts.append(
            f"{together}amix=inputs={len(lines)}:normalize=0,highpass=f=75,highshelf=f=8000:g=-4,"
            "acompressor=threshold=-20dB:ratio=2.5:attack=6:release=120:knee=6:makeup=1,"
            f"pan=stereo|c0=c0|c1=c0,{length}[voice]"
        )
    if bed:
        gain = _gain(_REFERENCE_LUFS, bed.lufs) + sound.bed_level
        stereo = f"aresample={RATE},aformat=channel_layouts=stereo"
        parts.append(f"[{len(lines)}:a]{stereo},volume={gain:.2f}dB,{length}[bed]")
    if lines and bed:
        parts.append(f"[voice]asplit[over][key];{_duck(sound.ducking)};[over][under]amix=inputs=2:normalize=0[mix]")
    elif not lines and not bed:
        parts.append(f"anullsrc=r={RATE}:cl=stereo,{length}[mix]")
    else:
        parts.append(f"[{'voice' if lines else 'bed'}]anull[mix]")
    parts.append(f"[mix]asplit[whole][heard];[heard]{OVERHEARING}[nothing]")
    files = [word for recording in inputs for word in ("-i", recording.path)]
    graph = ["-filter_complex", ";".join(parts), "-map", "[whole]", "-c:a", "pcm_f32le"]
    log = ffmpeg.run(
        [*files, *graph, out, "-map", "[nothing]", "-f", "null", "-"], cancelled=cancelled, loglevel="info"
    )
    return read_loudness(log.stderr)


def _duck(depth: float) -> str:
    """Lowers [bed] by `depth` dB while there is something in [key], as [under].

    The key is first pressed to one level, so that loud and soft words duck alike: behind a ratio of 20 that level is
    close to its threshold, from which the ducking compressor's own threshold is then counted down. The little more
    that speech's gaps cost on average is measured.
    """
    if not depth:
        return "[key]anullsink;[bed]anull[under]"
    level, ratio, gaps = -34.0, 20.0, 1.7
    threshold = level - (depth + gaps) / (1 - 1 / ratio)
    return (
        f"[key]acompressor=threshold={level}dB:ratio=20:attack=2:release=150:detection=rms:knee=1[even];"
        f"[bed][even]sidechaincompress=threshold={10 ** (threshold / 20):.6f}:ratio={ratio}:attack=40:release=450"
        ":detection=rms:knee=2:link=maximum[under]"
    )


def _limit(raw: Path, aim: _Aim, frames: int, out: Path, encoded: Path, cancelled: Callable[[], bool] | None) -> None:
    """The second pass: gain, a true-peak limiter (at four times the rate, ITU-R BS.1770-5 annex 2), exact length.

    One ffmpeg limits and encodes, so that both go on side by side.
    """
    last = frames * FRAME / RATE
    chain = (
        f"volume={aim.gain:.3f}dB,aresample={4 * RATE},"
        f"alimiter=limit={10 ** (aim.ceiling / 20):.6f}:attack=4:release=60:level=false:latency=true,"
        f"aresample={RATE},apad=whole_len={frames * FRAME},atrim=end_sample={frames * FRAME},"
        f"afade=t=in:d=0.004,afade=t=out:st={last - 0.01:.4f}:d=0.01,aformat=s16:{RATE}:stereo"
    )
    graph = ["-filter_complex", f"[0:a]{chain},asplit[pcm][aac]"]
    ffmpeg.run(
        ["-i", raw, *graph, "-map", "[pcm]", "-c:a", "pcm_s16le", out, "-map", "[aac]", *AAC, encoded],
        cancelled=cancelled,
    )


def _gain(wanted: float, measured: float) -> float:
    return min(_MOST_GAIN, wanted - measured) if measured > wanted - 2 * _MOST_GAIN else 0.0
