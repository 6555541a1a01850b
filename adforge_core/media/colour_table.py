"""The colours of HDR and wide-gamut video in BT.709, as a table that ffmpeg applies."""

import numpy as np
from numpy.typing import NDArray

from adforge_core.media.colorimetry import (
    D65,
    HLG,
    PEAK_NITS,
    PRIMARIES,
    WHITE_NITS,
    displayed,
    from_rgb,
    high_range_light,
)

_BT709, _BT2020 = 1, 9

_STEPS = 49
"""The steps of each colour. Between them the table is interpolated."""

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
    peak = PEAK_NITS.get(transfer)
    known = primaries if primaries in PRIMARIES else _BT2020 if peak else _BT709
    # Every white is taken as D65, as players do.
    own, shown = (from_rgb(PRIMARIES[one][:3], D65) for one in (known, _BT709))
    light = _inside(_light(stored, transfer) @ (np.linalg.inv(shown) @ own).T)
    if peak:
        light = _compressed(light, peak / WHITE_NITS)
    coded = np.clip(light, 0, 1) ** (1 / _GAMMA)
    rows = [f"{red:.5f} {green:.5f} {blue:.5f}" for red, green, blue in coded.tolist()]
    return "\n".join([f"LUT_3D_SIZE {_STEPS}", *rows, ""])


def _light(stored: NDArray[np.float64], transfer: int) -> NDArray[np.float64]:
    """Returns the light on the display relative to white."""
    if transfer not in PEAK_NITS:
        return np.asarray(stored**_GAMMA)
    light = high_range_light(stored, transfer)
    return displayed(light) if transfer == HLG else light


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
