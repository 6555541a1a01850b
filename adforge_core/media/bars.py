"""Fits music to a length on whole phrases or bars."""

from dataclasses import dataclass

import numpy as np

from adforge_core.media.audio import FRAME, RATE, Samples, filtered

MOST_STRETCH = 0.05
"""The largest change of tempo, as a fraction."""

BEATS_IN_A_BAR = 4
_BARS_IN_A_PHRASE = 4
_CROSSFADE = round(0.12 * RATE)
_LEAD_IN = round(0.008 * RATE)
"""Samples played before the first downbeat, which fade in: the whole attack of its notes is heard."""
_FADE_OUT_S = 0.6
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

    It begins on a downbeat, and ends with a phrase where whole bars fit. If no whole number of bars is within
    MOST_STRETCH of the length, it ends on the nearest half bar or beat.
    """
    wanted = frames * FRAME
    match = fit(grid, wanted / RATE)
    played = play(grid, sound, match.beats, first_bar(grid, match.beats))
    if abs(match.tempo - 1) > 1e-4:
        played = filtered(played, f"rubberband=tempo={match.tempo:.9f}:transients=crisp:channels=together")
    tempo = grid.tempo * match.tempo
    beats = tuple(round(beat * 60 / tempo, 4) for beat in range(match.beats))
    return Fitted(_faded(played[:wanted]), tempo, beats)


def fit(grid: Grid, length_s: float) -> Fit:
    """Returns whole phrases that last `length_s` seconds without more than MOST_STRETCH.

    If none do, half phrases are tried, then bars, half bars and beats.
    """
    for unit in (_BARS_IN_A_PHRASE * BEATS_IN_A_BAR, 2 * BEATS_IN_A_BAR, BEATS_IN_A_BAR, BEATS_IN_A_BAR // 2, 1):
        beats = max(1, round(length_s / (unit * grid.beat_s))) * unit
        tempo = beats * grid.beat_s / length_s
        if abs(tempo - 1) <= MOST_STRETCH:
            return Fit(beats, tempo)
    return Fit(round(length_s / grid.beat_s), 1.0)


def first_bar(grid: Grid, beats: int) -> int:
    """Returns the bar to begin on, so that the last of `beats` beats is the last of a phrase, or of the piece.

    It is one of the first four, and the first where that makes no difference.
    """
    if beats % BEATS_IN_A_BAR:
        return 0
    phrase = min(_BARS_IN_A_PHRASE, grid.bars - grid.again)
    for first in range(phrase):
        end = first + beats // BEATS_IN_A_BAR
        while end > grid.bars:
            end -= grid.bars - grid.again
        if end % _BARS_IN_A_PHRASE == 0 or end == grid.bars:
            return first
    return 0


def play(grid: Grid, sound: Samples, beats: int, first: int = 0) -> Samples:
    """Returns `beats` beats of `sound` from the downbeat of bar `first` on, and half a second more, at its own tempo.

    The sound begins a hundredth of a second before the downbeat, so that the attack of its notes is whole. At its end
    the piece continues at bar `again`: the sound before that bar is crossfaded at equal power with the end of the last
    bar, so that both downbeats coincide.
    """
    bar = BEATS_IN_A_BAR * grid.beat_s * RATE
    start = grid.first_downbeat_s * RATE
    begun = round(start + first * bar)
    rise = np.sin(np.linspace(0, np.pi / 2, _CROSSFADE, dtype=np.float32))[:, None]
    needed = round(beats * grid.beat_s * RATE) + _SPARE
    before = np.zeros((max(0, _LEAD_IN - begun), sound.shape[1]), np.float32)
    played = np.concatenate([before, sound[max(0, begun - _LEAD_IN) : round(start + grid.bars * bar)]])
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
    faded[:_LEAD_IN] *= np.sin(np.linspace(0, np.pi / 2, _LEAD_IN, dtype=np.float32))[:, None] ** 2
    faded[-length:] *= np.cos(np.linspace(0, np.pi / 2, length, dtype=np.float32))[:, None] ** 2
    return faded
