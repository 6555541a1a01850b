"""Fits music to a length on whole bars."""

from dataclasses import dataclass

import numpy as np

from adforge_core.media.audio import FRAME, RATE, Samples, filtered

MOST_STRETCH = 0.05
"""The largest change of tempo, as a fraction."""

BEATS_IN_A_BAR = 4
_CROSSFADE = round(0.12 * RATE)
_FADE_IN = round(0.012 * RATE)
_FADE_OUT_S = 1.3
_SPARE = RATE // 2
"""Samples played beyond the end because the time stretcher looks ahead. They are cut off afterwards."""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The beats of a piece: at `first_downbeat_s` + k * 60 / `tempo`. Bar `again` may follow the last of its `bars`."""

    tempo: float
    first_downbeat_s: float
    bars: int
    again: int

    @property
    def beat_s(self) -> float:
        """The time from one beat to the next, in seconds."""
        return 60 / self.tempo


@dataclass(frozen=True)
class Fit:
    """A way to fit a piece to the ad: `beats` of it, played at `tempo` times its own tempo."""

    beats: int
    tempo: float


@dataclass(frozen=True)
class Fitted:
    """A piece of exactly the requested length, faded in and out, its tempo, and its beats in seconds."""

    samples: Samples
    tempo: float
    beats: tuple[float, ...]


def fitted(grid: Grid, sound: Samples, frames: int) -> Fitted:
    """Fits `sound`, (n, 2) at RATE, to `frames` frames of picture.

    It begins on a downbeat and ends on a bar. If no whole number of bars is within MOST_STRETCH of the length, it ends
    on the nearest half bar or beat.
    """
    wanted = frames * FRAME
    match = fit(grid, wanted / RATE)
    played = play(grid, sound, match.beats)
    if abs(match.tempo - 1) > 1e-4:
        played = filtered(played, f"rubberband=tempo={match.tempo:.9f}:transients=crisp:channels=together")
    tempo = grid.tempo * match.tempo
    beats = tuple(round(beat * 60 / tempo, 4) for beat in range(match.beats))
    return Fitted(_faded(played[:wanted]), tempo, beats)


def fit(grid: Grid, length_s: float) -> Fit:
    """Returns the whole bars closest to `length_s`; half bars or beats if bars would need more than MOST_STRETCH."""
    for unit in (BEATS_IN_A_BAR, BEATS_IN_A_BAR // 2, 1):
        beats = max(1, round(length_s / (unit * grid.beat_s))) * unit
        tempo = beats * grid.beat_s / length_s
        if abs(tempo - 1) <= MOST_STRETCH:
            return Fit(beats, tempo)
    return Fit(round(length_s / grid.beat_s), 1.0)


def play(grid: Grid, sound: Samples, beats: int) -> Samples:
    """Returns `beats` beats of `sound` from the first downbeat on, and half a second more, at the piece's own tempo.

    At its end the piece continues at bar `again`: the sound before that bar is crossfaded at equal power with the end
    of the last bar, so that both downbeats coincide.
    """
    bar = BEATS_IN_A_BAR * grid.beat_s * RATE
    start = grid.first_downbeat_s * RATE
    rise = np.sin(np.linspace(0, np.pi / 2, _CROSSFADE, dtype=np.float32))[:, None]
    needed = round(beats * grid.beat_s * RATE) + _SPARE
    played = sound[round(start) : round(start + grid.bars * bar)]
    into = round(start + grid.again * bar)
    loop = sound[into - _CROSSFADE : round(start + grid.bars * bar)]
    while len(played) < needed:
        played = np.concatenate(
            [
                played[:-_CROSSFADE],
                played[-_CROSSFADE:] * rise[::-1] + loop[:_CROSSFADE] * rise,
                loop[_CROSSFADE:],
            ]
        )
    return played[:needed]


def _faded(samples: Samples) -> Samples:
    faded = samples.copy()
    length = min(round(_FADE_OUT_S * RATE), len(faded) // 4)
    faded[:_FADE_IN] *= np.sin(np.linspace(0, np.pi / 2, _FADE_IN, dtype=np.float32))[:, None] ** 2
    faded[-length:] *= np.cos(np.linspace(0, np.pi / 2, length, dtype=np.float32))[:, None] ** 2
    return faded
