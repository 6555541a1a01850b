"""Finds onsets in sound by its spectral flux, without the studio's own code."""

import itertools

import numpy as np
from numpy.typing import NDArray

from adforge_core.media.audio import RATE, Samples

_HOP, _WINDOW, _LAG = 240, 1024, 3


def onsets(sound: Samples, most: int) -> NDArray[np.float64]:
    """Returns the times in seconds of the `most` strongest onsets of `sound`, (n, 2), at least 50 ms apart."""
    padded = np.pad(sound.mean(axis=1), (_WINDOW // 2, _WINDOW))
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP] * np.hanning(_WINDOW)
    spectrum = np.abs(np.fft.rfft(windows, axis=1)) ** 2
    pitches = np.fft.rfftfreq(_WINDOW, 1 / RATE)
    edges = np.geomspace(47, 16_000, 33)
    bands = [spectrum[:, (pitches >= low) & (pitches < high)].sum(1) for low, high in itertools.pairwise(edges)]
    level = np.log1p(100 * np.sqrt(np.stack(bands, axis=1)))
    flux = np.zeros(len(level))
    flux[_LAG:] = np.maximum(level[_LAG:] - level[:-_LAG], 0).sum(1)
    found: list[int] = []
    for place in np.argsort(-flux):
        if len(found) == most or not flux[place] > 0:
            break
        if all(abs(place - other) * _HOP > 0.05 * RATE for other in found):
            found.append(int(place))
    return np.sort(np.array(found)) * _HOP / RATE
