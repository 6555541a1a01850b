"""The ad's sound: waveforms, and a file to listen to."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from adforge_core.media import ffmpeg
from adforge_core.media.audio import FRAME, Samples, decode
from adforge_core.media.loudness import measure
from adforge_core.model.project import Project
from adforge_core.model.stages import Stage
from adforge_core.pipeline.clip_sounds import clip_sounds
from adforge_core.pipeline.deliver import make_mix, mix_inputs, vo_recordings
from adforge_core.pipeline.run import Run, only
from adforge_core.pipeline.sound import level_rides, music_alone
from adforge_core.stages.mix import blend
from adforge_core.work.cache import Json

Wave = NDArray[np.float32]
"""(columns, 2): the lowest and highest sample of each column over all channels, within ±1."""


@dataclass(frozen=True)
class SoundTracks:
    """The mix as a file to listen to, and waveforms of the VO, the ducked bed and the mix.

    VO and bed are as loud as in the mix before its limiter. `lufs` and `true_peak_db` were measured from the file;
    `lufs` is minus infinity for an ad without sound.
    """

    file: Path
    lufs: float
    true_peak_db: float
    voice: Wave
    bed: Wave
    mix: Wave


def waves(path: Path, columns: int) -> Wave:
    """Returns the waveform of the sound file at `path`, `columns` wide. Raises StageFailed if it cannot be read."""
    return _wave(decode(path), columns)


def sound_tracks(run: Run, project: Project, columns: int = 1000) -> SoundTracks:
    """Makes the project's sound. The file is an M4A of 128 kb/s in the previews folder."""
    mixed = make_mix(run, project)[0].pcm

    def make(folder: Path) -> Json:
        listened, cancelled = folder / "sound.m4a", run.monitor.cancelled
        aac = ["-c:a", "aac", "-b:a", "128k", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
        ffmpeg.run(["-i", mixed, *aac, "-movflags", "+faststart", listened], cancelled=cancelled)
        measured = measure(listened, cancelled)
        mix = decode(mixed)
        voice, bed = _parts(run, project, folder)
        # The mix is voice plus bed, made louder, plus accents. The gain is the best fit.
        both = voice + bed
        power = float(np.vdot(both, both))
        gain = float(np.vdot(both, mix)) / power if power else 1.0
        curves = [_wave(part, columns).round(4).tolist() for part in (gain * voice, gain * bed, mix)]
        return {"lufs": measured.lufs, "true_peak_db": measured.true_peak_db, "curves": curves}

    # Different sounds can give the same mix, for example with levels for a voice that no line uses.
    inputs = {"mix": mixed.name, "sound": project.sound, "lines": vo_recordings(project), "columns": columns}
    result = run.stage(Stage.WAVEFORM, "", inputs, make, run.folder.previews)
    voice, bed, mix = (np.array(curve, np.float32).reshape(-1, 2) for curve in result.value["curves"])
    return SoundTracks(only(result), result.value["lufs"], result.value["true_peak_db"], voice, bed, mix)


def _parts(run: Run, project: Project, folder: Path) -> tuple[Samples, Samples]:
    """Returns the voice and the ducked bed before they are mixed. The bed is their sum minus the voice."""
    lines, bed = mix_inputs(run, project)
    found, part = [], folder / "part.wav"
    kept, _ = clip_sounds(run, project)
    for music, clips in ((None, ()), (bed, kept)):
        blend(
            lines,
            music,
            project.sound,
            project.frames,
            part,
            clips=clips,
            alone=music_alone(project),
            rides=level_rides(project),
            cancelled=run.monitor.cancelled,
        )
        found.append(decode(part)[: project.frames * FRAME])
        part.unlink()
    voice, both = found
    return voice, both - voice


def _wave(samples: Samples, columns: int) -> Wave:
    """Returns the waveform of `samples`, (n, channels)."""
    if not len(samples):
        return np.zeros((columns, 2), np.float32)
    starts = np.arange(columns) * len(samples) // columns
    low = np.minimum.reduceat(samples.min(axis=1), starts)
    high = np.maximum.reduceat(samples.max(axis=1), starts)
    return np.asarray(np.clip(np.column_stack([low, high]), -1, 1), np.float32)
