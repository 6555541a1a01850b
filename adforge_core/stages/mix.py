"""Mixes the ad's sound: VO over the ducked bed, and accents, at the loudness channels ask for."""

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
"""The highest true peak in dBTP, after encoding."""

REFERENCE_LUFS = -18.0
"""The loudness that voice lines and the bed are normalised to before their levels are applied."""

_MONO_AS_STEREO = 3.01
"""The increase in LU of a mono sound that both loudspeakers play."""

_ALONE_DB, _UP_S, _DOWN_S = 4.0, 0.25, 0.2
"""How far music that is alone is brought up, and the seconds this takes."""

_RIDE_S = 0.3
"""The seconds in which the level of one scene becomes that of the next."""

_MOST_GAIN = 40.0
_CLOSE_ENOUGH = 0.2
_PASSES = 6

_HEADROOM_DB = 0.8
"""The measured increase of peaks by AAC. The limiter's ceiling is lower than CEILING_DB by this."""

_LOST = 0.03
"""The loss of loudness in LU for each dB that the limiter takes off the peaks: up to 0.2 at 5 dB in twelve mixes."""


@dataclass(frozen=True)
class _Aim:
    """The settings of the second pass: a gain in dB, and the ceiling of the limiter in dBFS."""

    gain: float
    ceiling: float

    @classmethod
    def at(cls, raw: Loudness) -> Self:
        """Returns the first settings for a mix of this loudness."""
        ceiling = CEILING_DB - _HEADROOM_DB
        if raw.silent:
            return cls(0, ceiling)
        gain = _gain(TARGET_LUFS, raw.lufs)
        return cls(min(_MOST_GAIN, gain + _LOST * max(0.0, raw.true_peak_db + gain - ceiling)), ceiling)

    def corrected(self, measured: Loudness) -> Self:
        """Returns the settings of another pass after this one had this loudness."""
        over = measured.true_peak_db - CEILING_DB
        return replace(
            self,
            gain=min(_MOST_GAIN, self.gain + TARGET_LUFS - measured.lufs),
            ceiling=self.ceiling - (over + 0.1 if over > 0 else 0),
        )


@dataclass(frozen=True)
class Recording:
    """A sound for the mix, and its own loudness in LUFS."""

    path: Path
    lufs: float


@dataclass(frozen=True)
class ClipSound:
    """The sound of a user's own clip for the mix: from the frame `first` of the ad on, at `level_db`."""

    first: int
    recording: Recording
    level_db: float


def mix(
    lines: Sequence[tuple[int, Recording]],
    bed: Recording | None,
    sound: Sound,
    frames: int,
    out: Path,
    encoded: Path,
    *,
    accents: Path | None = None,
    clips: Sequence[ClipSound] = (),
    alone: Sequence[tuple[float, float]] = (),
    rides: Sequence[tuple[float, float]] = (),
    cancelled: Callable[[], bool] | None = None,
) -> Loudness:
    """Writes `out`, 48 kHz stereo PCM, and `encoded`, the same as AAC, both exactly `frames` frames of picture long.

    `lines` are VO recordings with the frame of the ad on which each starts, to the sample. `accents` is a file with all
    accents of the ad, level with a voice at REFERENCE_LUFS. `clips` are the sounds of the user's own clips, lowered
    under the voice as the music is. Between each start and end in `alone`, in seconds, there is no voice, and the music
    is brought up. `rides` are levels of the whole in dB, each from a time in seconds on.

    The result is measured from the AAC: within 0.5 of TARGET_LUFS, at most CEILING_DB. Without voice, bed and clips the
    file is silent, even if there are accents; the result is `silent`, and no target applies. Raises Cancelled soon
    after `cancelled` returns True.
    """
    with TemporaryDirectory() as folder:
        raw = Path(folder, "raw.wav")
        blended = blend(
            lines, bed, sound, frames, raw, accents=accents, clips=clips, alone=alone, rides=rides, cancelled=cancelled
        )
        aim = _Aim.at(blended)
        for _ in range(_PASSES):
            _limit(raw, aim, frames, out, encoded, cancelled)
            loudness = measure(encoded, cancelled)
            close = abs(loudness.lufs - TARGET_LUFS) <= _CLOSE_ENOUGH and loudness.true_peak_db <= CEILING_DB
            if loudness.silent or close:
                break
            aim = aim.corrected(loudness)
    return loudness


def blend(
    lines: Sequence[tuple[int, Recording]],
    bed: Recording | None,
    sound: Sound,
    frames: int,
    out: Path,
    *,
    accents: Path | None = None,
    clips: Sequence[ClipSound] = (),
    alone: Sequence[tuple[float, float]] = (),
    rides: Sequence[tuple[float, float]] = (),
    cancelled: Callable[[], bool] | None = None,
) -> Loudness:
    """The first pass: mixes voice, ducked bed and accents at their levels, as float samples without a limit.

    Returns their loudness, with the highest sample as the true peak.
    """
    inputs = [*(line for _, line in lines), *([bed] if bed else []), *(clip.recording for clip in clips)]
    parts = []
    for index, (frame, line) in enumerate(lines):
        gain = _gain(REFERENCE_LUFS, line.lufs + _MONO_AS_STEREO) + sound.voice_level
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
    stereo = f"aresample={RATE},aformat=channel_layouts=stereo"
    if bed:
        gain = _gain(REFERENCE_LUFS, bed.lufs) + sound.bed_level
        parts.append(f"[{len(lines)}:a]{stereo},volume={gain:.2f}dB,{length}[tune]")
    for index, clip in enumerate(clips):
        gain = _gain(REFERENCE_LUFS, clip.recording.lufs) + clip.level_db
        delayed = f"adelay={clip.first * FRAME}S:all=1"
        heard = f"[{len(lines) + bool(bed) + index}:a]{stereo}"
        parts.append(f"{heard},volume={gain:.2f}dB,{delayed},{length}[clip{index}]")
    if lowered := len(inputs) - len(lines):
        together = ("[tune]" if bed else "") + "".join(f"[clip{index}]" for index in range(len(clips)))
        parts.append(f"{together}{f'amix=inputs={lowered}:normalize=0' if lowered > 1 else 'anull'}[bed]")
    if lines and lowered:
        # The ducker drops what is left of one input when the other ends, more or less of it from run to run.
        spare = f"apad=whole_len={frames * FRAME + RATE}"
        parts.append(f"[voice]asplit[over][said];[said]{spare}[key];[bed]{spare}[long];{_duck(sound.ducking)}")
        parts.append(f"[under]atrim=end_sample={frames * FRAME},{_brought_up(alone)}[music]")
        parts.append("[over][music]amix=inputs=2:normalize=0[mix]")
    elif not inputs:
        parts.append(f"anullsrc=r={RATE}:cl=stereo,{length}[mix]")
    else:
        parts.append(f"[{'voice' if lines else 'bed'}]anull[mix]")
    mixed = "mix"
    if accents and inputs:
        parts.append(f"[{len(inputs)}:a]volume={sound.accent_level:.2f}dB,{length}[accents]")
        parts.append("[mix][accents]amix=inputs=2:normalize=0[accented]")
        mixed = "accented"
    if rides:
        parts.append(f"[{mixed}]{_ridden(rides)}[ridden]")
        mixed = "ridden"
    parts.append(f"[{mixed}]asplit[whole][heard];[heard]{OVERHEARING}[nothing]")
    paths = [*(recording.path for recording in inputs), *([accents] if accents and inputs else [])]
    files = [word for path in paths for word in ("-i", path)]
    graph = ["-filter_complex", ";".join(parts), "-map", "[whole]", "-c:a", "pcm_f32le"]
    log = ffmpeg.run(
        [*files, *graph, out, "-map", "[nothing]", "-f", "null", "-"], cancelled=cancelled, loglevel="info"
    )
    return read_loudness(log.stderr)


def _duck(depth: float) -> str:
    """Returns the filter that lowers [long] by `depth` dB while there is sound in [key], as [under].

    The key is first compressed to one level, so that loud and soft words duck alike. With a ratio of 20 that level is
    close to its threshold; the threshold of the ducking compressor is set relative to it. The extra depth that makes
    up for the gaps of speech was measured.
    """
    if not depth:
        return "[key]anullsink;[long]anull[under]"
    level, ratio, gaps = -34.0, 20.0, 1.7
    threshold = level - (depth + gaps) / (1 - 1 / ratio)
    return (
        f"[key]acompressor=threshold={level}dB:ratio=20:attack=2:release=150:detection=rms:knee=1[even];"
        f"[long][even]sidechaincompress=threshold={10 ** (threshold / 20):.6f}:ratio={ratio}:attack=40:release=450"
        ":detection=rms:knee=2:link=maximum[under]"
    )


def _brought_up(alone: Sequence[tuple[float, float]]) -> str:
    """Returns the filter that raises the bed by _ALONE_DB within these spans, in seconds, and eases it back in time."""
    ramps = [
        f"clip((t-{start:.3f})/{_UP_S},0,1)*clip(({end:.3f}-t)/{_DOWN_S},0,1)" for start, end in alone if end > start
    ]
    if not ramps:
        return "anull"
    return _faded(f"{_ALONE_DB}*({'+'.join(ramps)})")


def _ridden(rides: Sequence[tuple[float, float]]) -> str:
    """Returns the filter that sets the level to each of `rides`, (seconds, dB), on the way from the one before."""
    levels = [0.0, *(level for _, level in rides)]
    steps = [
        f"{after - before:.2f}*clip((t-{start:.3f})/{_RIDE_S}+0.5,0,1)"
        for before, after, (start, _) in zip(levels, levels[1:], rides, strict=False)
    ]
    return _faded("+".join(steps))


def _faded(level_db: str) -> str:
    """Returns the filter with a gain in dB that is an expression of the time t."""
    # Filters are evaluated once a buffer: 5 ms are too short to be heard as steps.
    return f"asetnsamples=240,volume=volume='exp(({level_db})/8.686)':eval=frame"


def _limit(raw: Path, aim: _Aim, frames: int, out: Path, encoded: Path, cancelled: Callable[[], bool] | None) -> None:
    """The second pass: gain, a true-peak limiter (at four times the rate, ITU-R BS.1770-5 annex 2), exact length.

    One ffmpeg process limits and encodes, so that both run in parallel.
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
