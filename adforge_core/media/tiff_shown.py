"""Shows samples that no screen format keeps, floats above all, as sRGB."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from adforge_core.media.colorimetry import encoded, rolled_off
from adforge_core.media.profiles import in_srgb, light_by_profile
from adforge_core.media.tiff_samples import Samples

Values = NDArray[np.float32]

_BLOCK = 256  # rows at a time, for memory
_BANDS = {"L": 1, "RGB": 3, "CMYK": 4, "LAB": 3}
_SLIGHTLY = 1.001


@dataclass(frozen=True)
class Shown:
    """Samples as an sRGB RGBA picture.

    `brightest` is the number that is shown as white, if that is another than 1; `profiled` is false if the profile
    could not be used.
    """

    picture: Image.Image
    brightest: float = 1.0
    profiled: bool = True


def shown_samples(samples: Samples, longest: int) -> Shown:
    """Returns the samples at most `longest` pixels long.

    Floats with a profile of curves are light, and highlights beyond white are rolled off. Without one, 0 to 1 is black
    to white, and where they go further, so far.
    """
    bands = _BANDS[samples.mode]
    values = _reduced(samples, longest)
    alpha = values[..., bands] if samples.alpha else np.ones(values.shape[:2], np.float32)
    colours: Values = values[..., :bands]
    if samples.alpha:
        colours = np.asarray(colours / np.maximum(alpha, np.float32(1 / 255))[..., None], np.float32)
    if samples.inverted:
        colours = np.asarray(1 - colours, np.float32)
    opacity = Image.fromarray(_eight(alpha))
    measured = samples.values.dtype.kind == "f" or samples.values.dtype.itemsize > 2
    if measured and samples.mode in ("L", "RGB"):
        light = light_by_profile(colours, samples.profile) if samples.profile else None
        if light is not None:
            brightest = max(1.0, float(np.percentile(light.max(axis=2), 99.99)))
            return _with(Image.fromarray(encoded(rolled_off(light, brightest))), opacity)
    brightest = float(colours.max(initial=0)) if measured else 1.0
    brightest = brightest if brightest > _SLIGHTLY else 1.0
    codes = _eight(colours / np.float32(brightest))
    if samples.mode == "LAB":
        codes[..., 1:] ^= 128  # as TIFFs have it, from which Pillow reads it
    picture = Image.frombytes(samples.mode, codes.shape[1::-1], codes.tobytes())
    flat, profiled = in_srgb(picture, samples.profile)
    return _with(flat, opacity, brightest, profiled)


def _with(picture: Image.Image, opacity: Image.Image, brightest: float = 1.0, profiled: bool = True) -> Shown:
    whole = picture.convert("RGBA")
    whole.putalpha(opacity)
    return Shown(whole, brightest, profiled)


def _eight(values: NDArray[Any]) -> NDArray[np.uint8]:
    return np.asarray(np.rint(np.clip(values, 0, 1) * 255), np.uint8)


def _reduced(samples: Samples, longest: int) -> Values:
    """The samples that are needed as floats, colours times opacity, at most `longest` pixels long."""
    used = _BANDS[samples.mode] + samples.alpha
    height, width = samples.values.shape[:2]
    scale = min(1.0, longest / max(width, height))
    step = max(1, int(1 / scale))
    parts = []
    for top in range(0, height, _BLOCK * step):
        part = _normal(samples.values[top : top + _BLOCK * step, :, :used], samples.mode)
        if samples.alpha and not samples.premultiplied:
            part[..., :-1] *= part[..., -1:]
        if step > 1:
            size = max(1, width // step), max(1, part.shape[0] // step)
            part = np.dstack([cv2.resize(one, size, interpolation=cv2.INTER_AREA) for one in np.moveaxis(part, 2, 0)])
        parts.append(part)
    whole = np.concatenate(parts)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    if whole.shape[1::-1] != size:
        whole = np.dstack([cv2.resize(one, size, interpolation=cv2.INTER_AREA) for one in np.moveaxis(whole, 2, 0)])
    return whole


def _normal(values: NDArray[Any], mode: str) -> Values:
    """Samples of 8 and 16 bits from 0 to 1; others as they are. In LAB, 0.5 is neither red nor green."""
    kind = values.dtype
    if kind.kind == "f" or kind.itemsize > 2:
        return np.nan_to_num(values.astype(np.float32), nan=0, posinf=0, neginf=0)
    top = np.iinfo(kind).max
    if mode == "LAB" and kind.kind == "u":
        values = values + np.array((0, top // 2 + 1, top // 2 + 1, *(0,) * (values.shape[2] - 3)), kind)
    return values.astype(np.float32) / np.float32(top)
