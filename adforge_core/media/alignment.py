"""Aligns two recordings of the same words: where one says what the other says at a given time."""

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dct

from adforge_core.media.audio import Samples
from adforge_core.media.hearing import HEARING_RATE

_WINDOW, _FFT = 400, 512
_FILTERS, _COEFFICIENTS = 26, 13
_LOWEST_HZ, _HIGHEST_HZ = 80.0, 7600.0

_STEP_COST = 0.35
"""What it costs to stand still in one recording for a frame, so that silence and held vowels are not jumped about."""


def aligned(mine: Samples, theirs: Samples, step_s: float = 0.01) -> Callable[[float], float]:
    """Returns a function from a time in `theirs` to the time in `mine` at which the same is said, both in seconds.

    Both are mono at HEARING_RATE. Times are found in steps of `step_s`; the work grows with the square of the number of
    steps, and a minute of each in steps of 10 ms takes 0.3 GB. Mel cepstra are compared by dynamic time warping, so
    that voices, pace and pauses may differ; H. Sakoe and S. Chiba, "Dynamic programming algorithm optimization for
    spoken word recognition", 1978.
    """
    hop = round(step_s * HEARING_RATE)
    a, b = _cepstra(theirs, hop), _cepstra(mine, hop)
    path = _path(_distances(a, b))
    frames = np.arange(len(a))
    at = np.interp(frames, path[:, 0], path[:, 1])
    return lambda time: float(np.interp(time * HEARING_RATE / hop, frames, at)) * hop / HEARING_RATE


def _cepstra(samples: Samples, hop: int) -> NDArray[np.float32]:
    """(frames, coefficients), each with mean 0 and deviation 1, and how each changes."""
    loud = np.append(samples[:1], samples[1:] - 0.97 * samples[:-1])
    padded = np.pad(loud, (_WINDOW // 2, _WINDOW))
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::hop][: max(2, len(samples) // hop)]
    power = np.abs(np.fft.rfft(windows * np.hanning(_WINDOW), _FFT)) ** 2
    floor = 1e-5 * float(power.max(initial=1e-12))
    cepstra = dct(np.log(power @ _filters().T + floor), norm="ortho", axis=1)[:, :_COEFFICIENTS]
    change = np.gradient(cepstra, axis=0)
    both = np.hstack([cepstra, change])
    even: NDArray[np.float32] = ((both - both.mean(axis=0)) / (both.std(axis=0) + 1e-6)).astype(np.float32)
    return even


@cache
def _filters() -> NDArray[np.float64]:
    """Triangular filters evenly spaced on the mel scale, (filters, bins)."""
    lowest, highest = (2595 * np.log10(1 + hz / 700) for hz in (_LOWEST_HZ, _HIGHEST_HZ))
    centres = 700 * (10 ** (np.linspace(lowest, highest, _FILTERS + 2) / 2595) - 1)
    bins = np.fft.rfftfreq(_FFT, 1 / HEARING_RATE)
    rising = (bins - centres[:-2, None]) / (centres[1:-1] - centres[:-2])[:, None]
    falling = (centres[2:, None] - bins) / (centres[2:] - centres[1:-1])[:, None]
    filters: NDArray[np.float64] = np.clip(np.minimum(rising, falling), 0, None)
    return filters


def _distances(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    squared = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * a @ b.T
    costs: NDArray[np.float32] = np.sqrt(np.maximum(squared, 0) / a.shape[1]).astype(np.float32)
    return costs


def _path(costs: NDArray[np.float32]) -> NDArray[np.int64]:
    """The cheapest way from one corner of `costs` to the other, as (steps, 2) rows and columns.

    Cells on one diagonal depend on the two diagonals before only, so each diagonal is worked out at once.
    """
    rows, columns = costs.shape
    best = np.full((rows + 1, columns + 1), np.inf, np.float32)
    came = np.zeros((rows + 1, columns + 1), np.int8)
    best[0, 0] = 0
    for diagonal in range(2, rows + columns + 1):
        row = np.arange(max(1, diagonal - columns), min(rows, diagonal - 1) + 1)
        column = diagonal - row
        ways = np.stack(
            [best[row - 1, column - 1], best[row - 1, column] + _STEP_COST, best[row, column - 1] + _STEP_COST]
        )
        chosen = ways.argmin(axis=0)
        came[row, column] = chosen
        best[row, column] = ways[chosen, np.arange(len(row))] + costs[row - 1, column - 1]
    place, way = np.array([rows, columns]), []
    while place.min() > 0:
        way.append(place - 1)
        place = place - ((1, 1), (1, 0), (0, 1))[came[place[0], place[1]]]
    return np.array(way[::-1])
