"""Colours that are not sRGB or BT.709: by code points (ITU-T H.273), wide in gamut or high in dynamic range."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Linear = NDArray[np.float32]

Place = tuple[float, float]
"""The x and y of a colour."""

_LINEAR, PQ, HLG = 8, 16, 18
"""Transfer characteristics: H.273, table 3."""

WHITE_NITS = 203.0
"""What a diffuse white has in HDR (ITU-R BT.2408), in cd/m2."""

PEAK_NITS = {PQ: 10_000.0, HLG: 1000.0}
"""What the brightest white has. HLG has no peak of its own: this is that of the display it is meant for."""

_KNEE = 0.75
"""Tone mapping keeps light below this as it is, relative to white."""

D65 = (0.3127, 0.3290)
PRIMARIES = {
    1: ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060), D65),
    4: ((0.670, 0.330), (0.210, 0.710), (0.140, 0.080), (0.310, 0.316)),
    5: ((0.640, 0.330), (0.290, 0.600), (0.150, 0.060), D65),
    6: ((0.630, 0.340), (0.310, 0.595), (0.155, 0.070), D65),
    7: ((0.630, 0.340), (0.310, 0.595), (0.155, 0.070), D65),
    8: ((0.681, 0.319), (0.243, 0.692), (0.145, 0.049), (0.310, 0.316)),
    9: ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046), D65),
    11: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), (0.314, 0.351)),
    12: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), D65),
    22: ((0.630, 0.340), (0.295, 0.605), (0.155, 0.077), D65),
}
"""The x and y of red, green, blue and white: H.273, table 2."""

_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
_GAMMAS = {4: 2.2, 5: 2.8, 17: 2.6}
_HLG_A, _HLG_B, _HLG_C = 0.17883277, 0.28466892, 0.55991073
_BLOCK = 256  # rows at a time, for memory


@dataclass(frozen=True)
class CodePoints:
    """How a picture's numbers become colours, by the code points of ITU-T H.273; `full` is the full range."""

    primaries: int = 2
    transfer: int = 2
    matrix: int = 2
    full: bool = True

    @property
    def high_range(self) -> bool:
        """Whether the picture has highlights brighter than white (PQ or HLG)."""
        return self.transfer in (PQ, HLG)


def to_srgb(codes: NDArray[np.uint16], points: CodePoints) -> NDArray[np.uint8]:
    """Returns (height, width, 3) RGB codes of 0 to 65535 in sRGB, with 8 bits.

    What sRGB cannot show is clipped; highlights brighter than white are rolled off. Unknown code points count as
    those of sRGB.
    """
    seen = np.empty(codes.shape, np.uint8)
    known = points.high_range or points.transfer == _LINEAR or points.transfer in _GAMMAS
    turned = _to_709(points.primaries)
    curve = _linear_by_code(points.transfer) if known or turned is not None else None
    brightest = 1.0
    if curve is not None and points.high_range:
        sample = _lit(codes[::2, ::2], curve, points, turned)
        brightest = max(1.0, float(np.percentile(sample.max(axis=2), 99.99)))
    for top in range(0, len(codes), _BLOCK):
        rows = slice(top, top + _BLOCK)
        if curve is None:
            seen[rows] = (codes[rows].astype(np.uint32) * 255 + 32767) // 65535
        else:
            seen[rows] = encoded(rolled_off(_lit(codes[rows], curve, points, turned), brightest))
    return seen


def encoded(light: Linear) -> NDArray[np.uint8]:
    """Returns linear light of the primaries of sRGB, 0 to 1, as sRGB with 8 bits. What lies outside is clipped."""
    return np.asarray(_srgb_by_light()[np.rint(np.clip(light, 0, 1) * np.float32(65535)).astype(np.uint16)], np.uint8)


def rolled_off(light: Linear, brightest: float) -> Linear:
    """Returns `light` with all from a knee up to `brightest` brought below white, in the same hues.

    Its slope is 1 at the knee: nothing below changes, and there is no edge.
    """
    if brightest <= 1:
        return light
    top = np.maximum(light.max(axis=2, keepdims=True), np.float32(1e-6))
    reach = (brightest - _KNEE) / (1 - _KNEE)
    above = np.maximum(top - _KNEE, 0) / (1 - _KNEE)
    mapped = np.where(top > _KNEE, _KNEE + (1 - _KNEE) * above * (1 + above / reach**2) / (1 + above), top)
    return np.asarray(light * (mapped / top), np.float32)


def _lit(codes: NDArray[np.uint16], curve: Linear, points: CodePoints, turned: Linear | None) -> Linear:
    """The light of RGB codes, 1 for white, with the primaries of sRGB."""
    light = curve[codes]
    if points.transfer == HLG:
        light = displayed(light)
    return np.asarray(light if turned is None else light @ turned.T, np.float32)


def displayed(scene: NDArray[Any]) -> NDArray[Any]:
    """Returns the light of a display of 1000 cd/m2, 1 for white, for that of a scene, as which HLG is stored."""
    luminance = scene @ np.array([0.2627, 0.6780, 0.0593], scene.dtype)
    return np.asarray(scene * (luminance**0.2 * (PEAK_NITS[HLG] / WHITE_NITS))[..., None], scene.dtype)


def high_range_light(code: NDArray[np.float64], transfer: int) -> NDArray[np.float64]:
    """Returns the light of codes from 0 to 1: in PQ 1 for white, in HLG that of the scene (ITU-R BT.2100)."""
    if transfer == PQ:
        raised = code ** (32 / 2523)
        nits = 10000 * (np.maximum(raised - 0.8359375, 0) / (18.8515625 - 18.6875 * raised)) ** (16384 / 2610)
        return np.asarray(nits / WHITE_NITS)
    return np.where(code <= 0.5, code**2 / 3, (np.exp((code - _HLG_C) / _HLG_A) + _HLG_B) / 12)


@lru_cache(maxsize=8)
def _linear_by_code(transfer: int) -> Linear:
    code = np.arange(65536) / 65535
    light: NDArray[Any]
    if transfer in (PQ, HLG):
        light = high_range_light(code, transfer)
    elif transfer == _LINEAR:
        light = code
    elif transfer in _GAMMAS:
        light = code ** _GAMMAS[transfer]
    else:  # sRGB; pictures in the curves of video are shown with it, too
        light = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    return light.astype(np.float32)


@lru_cache(maxsize=1)
def _srgb_by_light() -> NDArray[np.uint8]:
    light = np.arange(65536) / 65535
    code = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(code * 255), np.uint8)


@lru_cache(maxsize=16)
def _to_709(primaries: int) -> Linear | None:
    """The matrix from light of these primaries to that of sRGB's; None where they are the same."""
    if primaries == 1 or primaries not in PRIMARIES:
        return None
    *corners, white = PRIMARIES[primaries]
    *own, own_white = PRIMARIES[1]
    adapted = np.linalg.inv(_BRADFORD) @ np.diag((_BRADFORD @ _xyz(own_white)) / (_BRADFORD @ _xyz(white))) @ _BRADFORD
    return np.asarray(np.linalg.inv(from_rgb(own, own_white)) @ adapted @ from_rgb(corners, white), np.float32)


def luma_weights(primaries: int) -> tuple[float, float]:
    """Returns the shares of red and of blue in the luminance of these primaries."""
    *corners, white = PRIMARIES.get(primaries, PRIMARIES[1])
    red, _, blue = from_rgb(corners, white)[1]
    return float(red), float(blue)


def from_rgb(corners: Sequence[Place], white: Place) -> NDArray[np.float64]:
    """Returns the matrix from light of these primaries, with this white, to CIE XYZ."""
    columns = np.stack([_xyz(corner) for corner in corners], axis=1)
    return np.asarray(columns * np.linalg.solve(columns, _xyz(white)), np.float64)


def _xyz(place: Place) -> NDArray[np.float64]:
    x, y = place
    return np.array([x / y, 1.0, (1 - x - y) / y])
