"""Finds the tempo and the bars of the tracks in assets/music and writes assets/music/tracks.toml.

Run once, when a track is added, where librosa is installed (it is no dependency of the studio):
    python benchmarks/find_beats.py assets/music

The tracks were generated at a constant tempo close to the one stated in LICENSE-MUSIC, in four beats to the bar. So
there are two unknowns only. The tempo is the one within 4 % of the stated at whose sixteenth notes the onsets' spectrum
has most energy. The downbeat is the sixteenth of the bar where low notes begin and harmony changes most; as silence was
trimmed from the tracks, half of which clearly begin on a downbeat, the track's own beginning is favoured in doubt.
"""

import re
import subprocess
import sys
from pathlib import Path

import imageio_ffmpeg
import librosa
import numpy as np
from numpy.typing import NDArray

from adforge_core.media import audio
from adforge_core.media.bars import Grid
from adforge_core.media.beats import attack_offset

RATE, HOP = 22050, 128
_LATE_S = -0.0155
"""The median offset of the 18 tracks whose attacks are clear, for the other ten."""
Curve = NDArray[np.float64]


def main(folder: Path) -> None:
    """Writes tracks.toml for the tracks in `folder`."""
    stated = dict(re.findall(r"(\S+\.opus)\s+(\d+) bpm", (folder / "LICENSE-MUSIC").read_text("utf-8")))
    lines = [
        "# Written by benchmarks/find_beats.py. Four beats to the bar, constant tempo. `bars` whole bars follow the",
        "# first downbeat; when the music goes on, bar `again` may follow the last one. `jitter_ms` is how far the",
        "# onsets of any eight bars stand from the grid, at most.",
    ]
    for path in sorted(folder.glob("*/*.opus")):
        found = _on_attack(analyse(decode(path), float(stated[path.name])), path)
        entries = [f'file = "{path.relative_to(folder).as_posix()}"', f'mood = "{path.parent.name}"']
        entries += [f"{key} = {value}" for key, value in found.items()]
        lines += ["", "[[track]]", *entries]
        print(path.name, stated[path.name], found, flush=True)
    (folder / "tracks.toml").write_text("\n".join(lines) + "\n", "utf-8")


def decode(path: Path) -> NDArray[np.float32]:
    """The track in mono at RATE."""
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-v",
        "error",
        "-i",
        path,
        "-f",
        "f32le",
        "-ac",
        "1",
        "-ar",
        str(RATE),
        "-",
    ]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.float32)


def analyse(sound: NDArray[np.float32], stated: float) -> dict[str, float | int]:
    """What tracks.toml says of one track, but for its name."""
    onsets = _onsets(sound)
    bass = _onsets(sound, fmax=180)
    chroma = librosa.feature.chroma_cqt(y=sound, sr=RATE, hop_length=HOP * 4)
    times = np.arange(len(onsets)) * HOP / RATE
    tempo = _tempo(onsets, times, stated)
    sixteenth = 15 / tempo
    phase = _phase(onsets, times, sixteenth)
    bar = 16 * sixteenth
    scores = []
    for step in range(16):
        grid = np.arange(phase + step * sixteenth, times[-1] - bar, bar)
        beats = np.concatenate([grid + k * bar / 4 for k in range(4)])
        scores.append(
            (_at(bass, grid), _at(onsets, grid), _change(chroma, grid, bar), _at(onsets, beats), _at(bass, beats))
        )
    low, full, change, any_beat, low_beat = (_relative(np.array(column)) for column in zip(*scores, strict=True))
    total = low + 0.5 * full + 1.5 * change + any_beat + low_beat
    starts = (phase + np.arange(16) * sixteenth + 0.02) % bar
    total += 1.5 * (starts < 0.1)
    order = np.argsort(-total)
    first = phase + order[0] * sixteenth
    first -= bar * int(first / bar)
    if first > bar - 0.06:
        first = max(0.0, first - bar)
    loud = librosa.feature.rms(y=sound, hop_length=HOP * 4)[0]
    bars = int((len(sound) / RATE - first) / bar + 0.002)
    while bars > 4 and _level(loud, first + (bars - 1) * bar, bar) < 0.7 * np.median(loud):
        bars -= 1
    rival = next(total[k] for k in order[1:])
    return {
        "tempo": round(tempo, 3),
        "first_downbeat_s": round(float(first), 4),
        "bars": bars,
        "again": _again(chroma, first, bar, bars),
        "jitter_ms": round(_jitter(onsets, times, sixteenth, phase, bar) * 1000),
        "certainty": round(float(total[order[0]] - rival), 2),
    }


def _on_attack(found: dict[str, float | int], path: Path) -> dict[str, float | int]:
    """Moves the grid, which librosa's windows make late, to where the notes on it begin."""
    grid = Grid(
        tempo=found["tempo"],
        first_downbeat_s=found["first_downbeat_s"],
        bars=int(found["bars"]),
        again=int(found["again"]),
    )
    offset = attack_offset(grid, audio.decode(path))
    moved = grid.first_downbeat_s + (_LATE_S if offset is None else offset)
    return found | {"first_downbeat_s": round(max(0.0, moved), 4)}


def _onsets(sound: NDArray[np.float32], **limits: float) -> Curve:
    curve = librosa.onset.onset_strength(
        y=sound, sr=RATE, hop_length=HOP, n_fft=1024, n_mels=16 if limits else 96, **limits
    )
    return np.asarray(curve, np.float64)


def _tempo(onsets: Curve, times: Curve, stated: float) -> float:
    candidates = np.arange(stated * 0.96, stated * 1.04, 0.01)
    centred = onsets - onsets.mean()
    energy = np.zeros(len(candidates))
    for part in range(2, 17):
        turns = np.exp(-2j * np.pi * np.outer(candidates * part / 4 / 60, times))
        energy += np.abs(turns @ centred) ** 2
    return float(candidates[np.argmax(energy)])


def _phase(onsets: Curve, times: Curve, period: float) -> float:
    """When the first note of a grid of `period` seconds falls, 0 to `period`."""
    centred = onsets - onsets.mean()
    angle = np.angle(np.sum(centred * np.exp(-2j * np.pi * times / period)))
    return float((-angle / (2 * np.pi) * period) % period)


def _at(curve: Curve, when: Curve) -> float:
    reach = round(0.025 * RATE / HOP)
    middles = np.rint(when * RATE / HOP).astype(int)
    return float(
        np.mean([curve[max(0, m - reach) : m + reach + 1].max(initial=0.0) for m in middles if m < len(curve)])
    )


def _change(chroma: Curve, grid: Curve, bar: float) -> float:
    """How much the harmony of the half bar before each moment of `grid` differs from that of the half bar behind it."""
    per_second = RATE / HOP / 4
    changes = []
    for moment in grid:
        middle, half = round(moment * per_second), round(bar / 2 * per_second)
        if middle >= half:
            one, two = chroma[:, middle - half : middle].mean(1), chroma[:, middle : middle + half].mean(1)
            changes.append(1 - float(one @ two / (np.linalg.norm(one) * np.linalg.norm(two) + 1e-9)))
    return float(np.mean(changes))


def _relative(scores: Curve) -> Curve:
    return np.asarray((scores - scores.mean()) / (scores.std() + 1e-9), np.float64)


def _level(loud: Curve, start: float, length: float) -> float:
    per_second = RATE / HOP / 4
    return float(np.median(loud[round(start * per_second) : round((start + length) * per_second)]))


def _again(chroma: Curve, first: float, bar: float, bars: int) -> int:
    """The bar after one that sounds like the last bar; whole phrases of four bars away from the end where possible."""
    per_second = RATE / HOP / 4

    def harmony(index: int) -> Curve:
        start = first + index * bar
        quarters = [
            chroma[:, round((start + k * bar / 4) * per_second) : round((start + (k + 1) * bar / 4) * per_second)].mean(
                1
            )
            for k in range(4)
        ]
        return np.concatenate(quarters)

    last = harmony(bars - 1)

    def likeness(index: int) -> float:
        other = harmony(index - 1)
        return float(last @ other / (np.linalg.norm(last) * np.linalg.norm(other) + 1e-9)) + 0.1 * (
            (bars - index) % 4 == 0
        )

    return max(range(1, bars // 2 + 1), key=likeness)


def _jitter(onsets: Curve, times: Curve, sixteenth: float, phase: float, bar: float) -> float:
    worst = 0.0
    for start in np.arange(0, times[-1] - 8 * bar, 2 * bar):
        inside = (times >= start) & (times < start + 8 * bar)
        local = _phase(onsets[inside], times[inside], sixteenth)
        worst = max(worst, abs((local - phase + sixteenth / 2) % sixteenth - sixteenth / 2))
    return worst


if __name__ == "__main__":
    main(Path(sys.argv[1]))
