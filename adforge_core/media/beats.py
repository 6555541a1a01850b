"""Finds the beats and bars of music at a constant tempo with four beats to the bar.

Onsets are increases of the spectrum (spectral flux; Bello et al., "A Tutorial on Onset Detection in Music Signals",
2005). The tempo is the one whose beats, halves and quarters have most energy in the spectrum of the onsets. The
downbeat is the sixteenth of the bar where low notes begin and the harmony changes most.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from adforge_core.media.audio import RATE, Samples
from adforge_core.media.bars import BEATS_IN_A_BAR, Grid

Curve = NDArray[np.float64]

_HOP = 480
_PER_SECOND = RATE / _HOP
_WINDOW = 2048
_FINE = 2**19
"""The length of the transform for tempi. Its lines are a hundredth of a beat per minute apart."""
_BASS = round(180 * _WINDOW / RATE)
_SLOWEST, _FASTEST = 66.0, 168.0
_OCTAVES = 0.35
"""The distance from the expected tempo, in doublings, beyond which a tempo is rated clearly lower."""
_CLEAREST = 6.0
"""How many times stronger than the median the best tempo must be. Otherwise there is no clear beat."""
_WEIGHTS = np.array([2.0, 2.0, 1.0, 2.0])
"""The weight of each kind of evidence for a downbeat.

With these, 25 of the 28 tracks in assets/music begin on a beat and 21 on a downbeat, compared with
benchmarks/find_beats.py."""
_LEAD_S = 0.012
"""The seconds by which a note appears in a window of the spectrum before it is audible."""
_ATTACK_HOP, _ATTACK_REACH = 48, 0.05
_CLEAR_ATTACK = 2.2
"""How many times stronger than the mean the steepest rise near the beats must be, to be their attack."""


def find_beats(sound: Samples, expected: float = 105.0) -> Grid | None:
    """Finds the bars of `sound`, (n, 2) at RATE; None if there is no clear beat or there are fewer than two bars.

    `expected` beats per minute decide between a tempo and its double.
    """
    spectrum = _spectrum(sound.mean(1))
    onsets, bass = _rise(spectrum), _rise(spectrum[:, 1 : _BASS + 1])
    tempo = _tempo(onsets, expected)
    if tempo is None:
        return None
    bar = 60 * BEATS_IN_A_BAR / tempo
    first = _first_downbeat(onsets, bass, _harmony(spectrum), bar)
    bars = int((len(sound) / RATE - first) / bar + 0.002)
    if bars < 2:
        return None
    # The bar after the last one is a whole number of four-bar phrases earlier, if the piece is long enough.
    grid = Grid(tempo=tempo, first_downbeat_s=first, bars=bars, again=1 + (bars - 1) % 4 if bars > 4 else 1)
    return on_attacks(grid, sound)


def on_attacks(grid: Grid, sound: Samples) -> Grid:
    """Returns the grid with its beats where the notes on them begin, if that is clear."""
    early = attack_offset(grid, sound)
    return grid if early is None else replace(grid, first_downbeat_s=round(max(0.0, grid.first_downbeat_s + early), 4))


def attack_offset(grid: Grid, sound: Samples) -> float | None:
    """Returns how much later than the beats the notes on them begin, in seconds, to a few milliseconds.

    The windows of a spectrum are too long to tell when a note begins. Here, the rise of the level in steps of a
    millisecond is averaged over beats and, once more, over downbeats. Returns None if that has no clear peak within
    50 ms of the beats, as in music of soft notes.
    """
    rise, reach = _level_rise(sound), round(_ATTACK_REACH * RATE / _ATTACK_HOP)
    beats = grid.first_downbeat_s + np.arange(grid.bars * BEATS_IN_A_BAR) * grid.beat_s
    mean = np.zeros(2 * reach + 1)
    for times in (beats, beats[::BEATS_IN_A_BAR]):
        places = np.rint(times * RATE / _ATTACK_HOP).astype(int)
        places = places[(places >= reach) & (places < len(rise) - reach)]
        if not len(places):
            return None
        mean += np.mean([rise[place - reach : place + reach + 1] for place in places], axis=0)
    if mean.max() < _CLEAR_ATTACK * mean.mean():
        return None
    return (int(np.argmax(mean)) - reach) * _ATTACK_HOP / RATE


def _level_rise(sound: Samples) -> Curve:
    """Returns how much the level of the sound, and of its high notes, rises within 4 ms, in decades."""
    mono = sound.mean(axis=1, dtype=np.float64)
    rise = np.zeros(len(mono) // _ATTACK_HOP)
    for part in (mono, np.diff(mono, prepend=mono[:1])):
        power = np.add.reduceat(part**2, np.arange(len(rise)) * _ATTACK_HOP)
        level = np.log10(power + 1e-6)
        rise[4:] += np.maximum(level[4:] - level[:-4], 0)
    return rise


def _spectrum(mono: Samples) -> NDArray[np.float32]:
    """Returns the loudness of every frequency: (hops, frequencies). Hop k is at about k / _PER_SECOND seconds."""
    padded = np.pad(mono, _WINDOW // 2)
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP]
    shape = np.hanning(_WINDOW).astype(np.float32)
    return np.concatenate(
        [np.abs(np.fft.rfft(part * shape, axis=1)).astype(np.float32) for part in np.array_split(windows, 16)]
    )


def _rise(spectrum: NDArray[np.float32]) -> Curve:
    loud = np.log1p(10 * spectrum)
    rise = np.maximum(np.diff(loud, axis=0, prepend=loud[:1]), 0).sum(1)
    return np.asarray(rise - rise.mean(), np.float64)


def _tempo(onsets: Curve, expected: float) -> float | None:
    """Returns beats per minute, at the resolution of the transform."""
    tempi = np.arange(_SLOWEST, _FASTEST, 0.01)
    energy = np.abs(np.fft.rfft(onsets, _FINE)) ** 2
    strengths = sum(energy[np.rint(tempi * notes / 60 / _PER_SECOND * _FINE).astype(int)] for notes in (1, 2, 4))
    if not strengths.max() > _CLEAREST * np.median(strengths):
        return None
    nearness = np.exp(-0.5 * (np.log2(tempi / expected) / _OCTAVES) ** 2)
    return round(float(tempi[np.argmax(strengths * nearness)]), 2)


def _first_downbeat(onsets: Curve, bass: Curve, harmony: Curve, bar: float) -> float:
    sixteenth = bar / 16
    times = np.arange(len(onsets)) / _PER_SECOND
    angle = np.angle(np.sum(onsets * np.exp(-2j * np.pi * times / sixteenth)))
    phase = float((-angle / (2 * np.pi) * sixteenth) % sixteenth)
    starts = phase + np.arange(16) * sixteenth
    kinds = np.array([_evidence(onsets, bass, harmony, start, bar) for start in starts])
    relative = (kinds - kinds.mean(0)) / (kinds.std(0) + 1e-9)
    first = float(starts[np.argmax(relative @ _WEIGHTS)]) + _LEAD_S
    return max(0.0, first - bar) if first > bar - 0.06 else first


def _evidence(onsets: Curve, bass: Curve, harmony: Curve, start: float, bar: float) -> tuple[float, ...]:
    """Returns the evidence for bars that begin at `start`: low notes there, notes on beats, new harmony."""
    grid = np.arange(start, len(onsets) / _PER_SECOND - bar, bar)
    beats = (grid[:, None] + np.arange(BEATS_IN_A_BAR) * bar / BEATS_IN_A_BAR).ravel()
    return _at(bass, grid), _at(bass, beats), _at(onsets, beats), _change(harmony, grid, bar / 2)


def _at(curve: Curve, when: Curve) -> float:
    places = np.rint(when * _PER_SECOND).astype(int)
    return float(np.mean([curve[max(0, place - 2) : place + 3].max() for place in places])) if len(places) else 0.0


def _harmony(spectrum: NDArray[np.float32]) -> Curve:
    """Returns the strength of each of the twelve notes for each hop, from 100 Hz to 2 kHz."""
    frequencies = np.arange(spectrum.shape[1]) * RATE / _WINDOW
    heard = (frequencies > 100) & (frequencies < 2000)
    notes = np.rint(12 * np.log2(frequencies[heard] / 440)).astype(int) % 12
    return np.asarray(spectrum[:, heard] @ np.eye(12)[notes], np.float64)


def _change(harmony: Curve, grid: Curve, half: float) -> float:
    """Returns how much the harmony in the time `half` before each moment differs from that after it."""
    reach = round(half * _PER_SECOND)
    changes = []
    for place in np.rint(grid * _PER_SECOND).astype(int):
        if place >= reach:
            before, after = harmony[place - reach : place].sum(0), harmony[place : place + reach].sum(0)
            alike = before @ after / (np.linalg.norm(before) * np.linalg.norm(after) + 1e-9)
            changes.append(1 - float(alike))
    return float(np.mean(changes)) if changes else 0.0
