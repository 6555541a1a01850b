"""The sound of a user's own clip, as long as its scene."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np

from adforge_core.errors import StageFailed
from adforge_core.media import ffmpeg
from adforge_core.media.audio import FRAME, RATE, Samples, decode, write_wav
from adforge_core.model.clip_edit import AtItsEnd, ClipEdit

_EDGE_S = 0.03
"""The fade at both ends of the scene and at every joint."""

_SLOWEST = 0.5
"""The slowest tempo that ffmpeg's filter takes at once."""


def has_sound(video: Path) -> bool:
    """Whether there is sound in the file."""
    try:
        with av.open(video, metadata_errors="replace") as container:
            return bool(container.streams.audio)
    except (av.FFmpegError, OSError):
        return False


def write_clip_sound(
    video: Path, edit: ClipEdit, frames: int, out: Path, *, cancelled: Callable[[], bool] | None = None
) -> None:
    """Writes the sound of the part of a clip that `edit` says, at its pace, to `out`: `frames` frames of 48 kHz stereo.

    Where the clip is over sooner, it is repeated, or silent while its last picture is held. Raises StageFailed if there
    is none, and Cancelled.
    """
    if not has_sound(video):
        raise StageFailed("Your clip has no sound.", "Leave its sound out, or choose another clip.")
    with TemporaryDirectory() as place:
        part = Path(place, "part.wav")
        part_read = ffmpeg.part_of(edit.start_s, edit.end_s)
        tempo = ",".join(f"atempo={step:.4f}" for step in _steps(edit.speed)) or "anull"
        longest = ["-t", f"{frames * FRAME / RATE:.3f}"]
        ffmpeg.run(
            [*part_read, "-i", video, "-map", "0:a:0", "-af", tempo, "-ar", str(RATE), "-ac", "2", *longest, part],
            cancelled=cancelled,
        )
        write_wav(out, _lasting(decode(part), frames * FRAME, edit.at_its_end), RATE)


def _steps(speed: float) -> list[float]:
    steps = []
    while speed < _SLOWEST:
        steps.append(_SLOWEST)
        speed /= _SLOWEST
    return [*steps, speed] if speed != 1 else steps


def _lasting(sound: Samples, length: int, at_its_end: AtItsEnd) -> Samples:
    """Returns the sound, (n, 2), made `length` samples long, without a click anywhere."""
    edge = min(round(_EDGE_S * RATE), len(sound) // 2)
    sound = sound.copy()
    if edge:
        ramp = np.linspace(0, 1, edge, dtype=np.float32)[:, None]
        sound[:edge] *= ramp
        sound[-edge:] *= ramp[::-1]
    whole = np.zeros((length, 2), np.float32)
    if len(sound):
        times = 1 if at_its_end is AtItsEnd.HOLD else -(-length // len(sound))
        repeated = np.tile(sound, (times, 1))[:length]
        whole[: len(repeated)] = repeated
        edge = min(edge, length // 2)
        if edge:
            whole[-edge:] *= np.linspace(1, 0, edge, dtype=np.float32)[:, None]
    return whole
