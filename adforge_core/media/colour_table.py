"""The colours of HDR and wide-gamut video in BT.709, as a table that ffmpeg applies."""

import numpy as np
from numpy.typing import NDArray

from adforge_core.media.video_facts import BT709, HLG, PQ

_STEPS = 49
"""The steps of each colour. Between them the table is interpolated."""

# ITU-T H.273, table 2: the x and y of red, green and blue. Every white is taken as D65, as players do.
_BT709, _WHITE = ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060)), (0.3127, 0.3290)
_PRIMARIES = {
    BT709: _BT709,
    4: ((0.67, 0.33), (0.21, 0.71), (0.14, 0.08)),
    5: ((0.64, 0.33), (0.29, 0.60), (0.15, 0.06)),
    6: ((0.630, 0.340), (0.310, 0.595), (0.155, 0.070)),
    7: ((0.630, 0.340), (0.310, 0.595), (0.155, 0.070)),
    8: ((0.681, 0.319), (0.243, 0.692), (0.145, 0.049)),
    9: ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
    11: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
    12: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
    22: ((0.630, 0.340), (0.295, 0.605), (0.155, 0.077)),
}
_BT2020 = _PRIMARIES[9]

_REFERENCE_WHITE = 203.0
"""The luminance of white in HDR, in cd/m2: ITU-R BT.2408. It becomes the white of BT.709."""

_PEAKS = {PQ: 10_000.0, HLG: 1000.0}
_GAMMA = 2.4
"""The display of BT.709 video: ITU-R BT.1886."""

_KNEE = 0.8
"""The light relative to white up to which HDR is shown as it is. What is brighter is compressed."""

_LUMA = np.array([0.2126, 0.7152, 0.0722])


def colour_table(primaries: int, transfer: int) -> str:
    """Returns the table for video of these code points of H.273, as a .cube file, which ffmpeg's lut3d reads.

    HDR is shown as on a display of standard range: white as white, and what is brighter, up to the format's peak,
    between 80 % and white. Colours outside BT.709 lose saturation and keep their luminance.
    """
    steps = np.linspace(0, 1, _STEPS)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    stored = np.stack([red, green, blue], axis=-1).reshape(-1, 3)
    peak = _PEAKS.get(transfer)
    known = _PRIMARIES.get(primaries, _BT2020 if peak else _BT709)
    light = _inside(_light(stored, transfer) @ (np.linalg.inv(_to_xyz(_BT709)) @ _to_xyz(known)).T)
    if peak:
        light = _compressed(light, peak / _REFERENCE_WHITE)
    shown = np.clip(light, 0, 1) ** (1 / _GAMMA)
    rows = [f"{red:.5f} {green:.5f} {blue:.5f}" for red, green, blue in shown.tolist()]
    return "\n".join([f"LUT_3D_SIZE {_STEPS}", *rows, ""])


def _light(stored: NDArray[np.float64], transfer: int) -> NDArray[np.float64]:
    """Returns the light on the display relative to white: ITU-R BT.2100-2, tables 4 and 5, and BT.1886."""
    if transfer == PQ:
        m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
        power = stored ** (1 / m2)
        return np.asarray(_PEAKS[PQ] * (np.maximum(power - c1, 0) / (c2 - c3 * power)) ** (1 / m1) / _REFERENCE_WHITE)
    if transfer == HLG:
        a, b, c = 0.17883277, 0.28466892, 0.55991073
        scene = np.where(stored <= 0.5, stored**2 / 3, (np.exp((stored - c) / a) + b) / 12)
        luminance = scene @ np.array([0.2627, 0.6780, 0.0593])
        # The system gamma of 1.2 is for a peak of 1000 cd/m2.
        return np.asarray(_PEAKS[HLG] * scene * luminance[:, None] ** 0.2 / _REFERENCE_WHITE)
    return np.asarray(stored**_GAMMA)


def _inside(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mixes colours with a negative part with the grey of their luminance until it is 0."""
    grey = (light @ _LUMA)[:, None]
    least = light.min(axis=1, keepdims=True)
    share = np.where(least < 0, grey / np.maximum(grey - least, 1e-12), 1)
    return np.asarray(grey + (light - grey) * share)


def _compressed(light: NDArray[np.float64], peak: float) -> NDArray[np.float64]:
    """Compresses highlights: half by their brightest colour, which keeps hues, and half each colour, as film does."""
    brightest = np.maximum(light.max(axis=1, keepdims=True), 1e-12)
    return np.asarray((light * _rolled(brightest, peak) / brightest + _rolled(light, peak)) / 2)


def _rolled(light: NDArray[np.float64], peak: float) -> NDArray[np.float64]:
    """A line up to the knee, then a hyperbola of the same slope that reaches 1 at the peak."""
    k = _KNEE
    a = -k * k * (peak - 1) / (k * k - 2 * k + peak)
    b = (k * k - 2 * k * peak + peak) / (peak - 1)
    return np.where(light <= k, light, (b * b + 2 * b * k + k * k) / (b - a) * (light + a) / (light + b))


def _to_xyz(primaries: tuple[tuple[float, float], ...]) -> NDArray[np.float64]:
    """Returns the matrix from linear RGB with these primaries and the white D65 to CIE XYZ."""
    columns = np.array([(x / y, 1.0, (1 - x - y) / y) for x, y in primaries]).T
    x, y = _WHITE
    white = np.array([x / y, 1.0, (1 - x - y) / y])
    return np.asarray(columns * np.linalg.solve(columns, white))
