"""Measures loudness: ITU-R BS.1770 loudness, true peak and silences of a file, with ffmpeg."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from adforge_core.errors import StageFailed
from adforge_core.media import ffmpeg

SILENCE_DB = -50
SILENCE_S = 0.5

_METER = "ebur128=framelog=quiet:peak"
LISTENING = f"silencedetect=noise={SILENCE_DB}dB:duration={SILENCE_S},{_METER}=true"
"""The filters whose log `read_loudness` reads."""

OVERHEARING = f"{_METER}=sample"
"""The same in less time, for intermediate sound: no silences, and the highest sample instead of the true peak."""

_NOTHING = -70.0
"""The loudness in LUFS that ffmpeg gives a file without anything above BS.1770's absolute gate."""


@dataclass(frozen=True)
class Loudness:
    """The measured properties of a sound. `lufs` is minus infinity if nothing passes BS.1770's gate.

    `lufs` is the integrated loudness, `true_peak_db` in dBTP, `spread` the loudness range in LU (EBU Tech 3342),
    `silences` the (start, end) in seconds of every stretch of at least SILENCE_S below SILENCE_DB.
    """

    lufs: float
    true_peak_db: float
    spread: float
    silences: tuple[tuple[float, float], ...]

    @property
    def silent(self) -> bool:
        """Whether the sound is silent, so that no loudness target applies."""
        return math.isinf(self.lufs)


def measure(path: Path, cancelled: Callable[[], bool] | None = None) -> Loudness:
    """Measures the first sound track of any file ffmpeg can read.

    Raises StageFailed if there is none, and Cancelled soon after `cancelled` returns True.
    """
    try:
        asked = ["-map", "0:a:0", "-af", LISTENING, "-f", "null", "-"]
        run = ffmpeg.run(["-i", path, *asked], cancelled=cancelled, loglevel="info")
    except StageFailed as failed:
        happened = f"The sound of {path.name} cannot be measured. {failed.happened}"
        raise StageFailed(happened, "Check that the file plays and has a sound track.") from None
    return read_loudness(run.stderr)


def read_loudness(log: str) -> Loudness:
    """Reads the log of an ffmpeg that ran the filters `LISTENING`."""
    summary = log[log.rindex("Summary:") :]
    lufs = _figure(summary, "I")
    return Loudness(
        lufs=lufs if lufs > _NOTHING else -math.inf,
        true_peak_db=_figure(summary, "Peak"),
        spread=_figure(summary, "LRA"),
        silences=tuple(
            (max(0.0, float(start)), float(end))
            for start, end in re.findall(r"silence_start: (\S+).*?silence_end: (\S+)", log, re.DOTALL)
        ),
    )


def _figure(summary: str, name: str) -> float:
    match = re.search(rf"\b{name}:\s+(\S+)", summary)
    return float(match[1]) if match else -math.inf
