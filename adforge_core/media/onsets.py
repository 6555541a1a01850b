"""Finds the onsets of a sound: the moments at which something begins to sound.

They are peaks of the spectral flux that stand out from what is around them (Bello et al., "A Tutorial on Onset
Detection in Music Signals", 2005).
"""

import numpy as np
from numpy.typing import NDArray

from adforge_core.media.audio import Samples

RATE = 24_000
"""The sample rate that `onsets` works at, in Hz."""

_HOP = 120
_PER_SECOND = RATE / _HOP
_WINDOW = 512
_AT_ONCE = 4096
"""The windows that are transformed together: they bound the memory."""

_PEAK_S = 0.03
_AROUND_S = 0.4
_TIMES, _CLEARLY = 1.5, 0.7
"""An onset's flux is this many times that around it, and so many standard deviations of the whole sound's more."""


def onsets(mono: Samples) -> tuple[float, ...]:
    """Returns the seconds at which something begins to sound in `mono`, (n,) at RATE."""
    from scipy.ndimage import maximum_filter1d, median_filter

    flux = _flux(mono)
    if not len(flux) or not flux.std():
        return ()
    around = median_filter(flux, 2 * round(_AROUND_S * _PER_SECOND) + 1, mode="nearest")
    highest = maximum_filter1d(flux, 2 * round(_PEAK_S * _PER_SECOND) + 1, mode="constant")
    places = np.flatnonzero((flux >= highest) & (flux > _TIMES * around + _CLEARLY * flux.std()))
    return tuple(round(float(place) / _PER_SECOND, 3) for place in places)


def _flux(mono: Samples) -> NDArray[np.float64]:
    """Returns how much louder the frequencies become at each hop."""
    # Silence before the first sample: a sound that begins at once has its onset there. None after the last: an end in
    # the middle of a sound is no onset.
    padded = np.pad(mono, (_WINDOW // 2 + _HOP, _WINDOW // 2 if len(mono) < _WINDOW else 0))
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP]
    shape = np.hanning(_WINDOW).astype(np.float32)
    flux: list[NDArray[np.float64]] = []
    last = np.zeros(_WINDOW // 2 + 1, np.float32)
    for first in range(0, len(windows), _AT_ONCE):
        spectrum = np.log1p(10 * np.abs(np.fft.rfft(windows[first : first + _AT_ONCE] * shape, axis=1)))
        rise = np.diff(spectrum, axis=0, prepend=last[None])
        flux.append(np.maximum(rise, 0).sum(axis=1))
        last = spectrum[-1].astype(np.float32)
    # The first window lies before the sound.
    return np.concatenate(flux)[1:]
