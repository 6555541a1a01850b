"""Colour profiles (ICC): pictures are converted by their own to sRGB."""

import struct
from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

Values = NDArray[np.float32]

_SRGB_FROM_D50 = np.array(
    [[3.1341359, -1.6172207, -0.4906886], [-0.9787955, 1.9162544, 0.0334427], [0.0719487, -0.2289693, 1.4052393]],
    np.float32,
)
"""From the light of a profile's connection space to that of sRGB (Bradford, rounded)."""


def in_srgb(picture: Image.Image, profile: bytes | None) -> tuple[Image.Image, bool]:
    """Converts a picture in L, LA, RGB, RGBA, CMYK or LAB to sRGB RGBA, and says whether its profile could be used.

    Without a profile, or with one that cannot be used or is for other colours, the picture counts as sRGB.
    """
    colours = {"LA": "L", "RGBA": "RGB"}.get(picture.mode, picture.mode)
    flat, used = picture.convert(colours), not profile
    if colours == "LAB":
        transform = ImageCms.buildTransform(ImageCms.createProfile("LAB"), _standard(), "LAB", "RGB")
        flat, used = ImageCms.applyTransform(flat, transform) or flat, True
    elif profile:
        # Grey pictures often carry the profile of the colours they were made from.
        for mode in ("L", "RGB") if colours == "L" else (colours,):
            try:
                flat, used = _converted(flat.convert(mode), profile), True
                break
            except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
                continue
    result = flat.convert("RGBA")
    if colours != picture.mode:
        result.putalpha(picture.getchannel("A"))
    return result, used


def _converted(flat: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    if flat.mode == "RGB" and "srgb" in ImageCms.getProfileDescription(source).lower():
        return flat
    intent, exact = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION
    return ImageCms.profileToProfile(flat, source, _standard(), intent, "RGB", flags=exact) or flat


def _standard() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def light_by_profile(values: Values, profile: bytes) -> Values | None:
    """Returns (height, width, 1 or 3) values as linear light with the primaries of sRGB, also beyond white.

    None if the profile describes them in another way than by curves and primaries.
    """
    try:
        tags = _tags(profile)
        if values.shape[2] == 1:
            return np.repeat(_curve(tags[b"kTRC"])(values), 3, axis=2)
        linear = np.stack([_curve(tags[name])(values[..., i]) for i, name in enumerate((b"rTRC", b"gTRC", b"bTRC"))], 2)
        primaries = np.stack([_xyz(tags[name]) for name in (b"rXYZ", b"gXYZ", b"bXYZ")], axis=1)
        return np.asarray(linear @ (_SRGB_FROM_D50 @ primaries).T, np.float32)
    except (KeyError, ValueError, struct.error):
        return None


def _tags(profile: bytes) -> dict[bytes, bytes]:
    (count,) = struct.unpack_from(">I", profile, 128)
    found = {}
    for number in range(min(count, 100)):
        name, place, size = struct.unpack_from(">4sII", profile, 132 + 12 * number)
        found[name] = profile[place : place + size]
    return found


def _xyz(tag: bytes) -> Values:
    return np.asarray(np.frombuffer(tag, ">i4", 3, 8) / 65536, np.float32)


def _curve(tag: bytes) -> Callable[[Values], Values]:
    """The function from a channel's values to its light. Values beyond 0 and 1 are clipped only by a table."""
    (count,) = struct.unpack_from(">I", tag, 8)
    if tag[:4] == b"curv":
        if count == 0:
            return lambda values: values
        if count == 1:
            return _power(struct.unpack_from(">H", tag, 12)[0] / 256)
        table = np.frombuffer(tag, ">u2", count, 12).astype(np.float32) / 65535
        return lambda values: np.interp(values, np.linspace(0, 1, count), table).astype(np.float32)
    if tag[:4] != b"para":
        raise ValueError("no curve")
    kind = count >> 16
    fields = [part / 65536 for part in struct.unpack_from(f">{(1, 3, 4, 5, 7)[kind] if kind < 5 else 0}i", tag, 12)]
    if kind == 0:
        return _power(fields[0])
    if kind > 4:
        raise ValueError("no curve")
    gamma, a, b, *more = fields
    # Below `start` the curve is a line: types 1 and 2 have a constant there, 3 and 4 a slope.
    c = more[0] if more else 0.0
    start = more[1] if kind > 2 else -b / a
    slope, above, below = (c, *(more[2:] or (0.0, 0.0))) if kind > 2 else (0.0, c, c)

    def curved(values: Values) -> Values:
        raised: NDArray[Any] = np.power(np.maximum(a * values + b, 0), gamma) + above
        return np.where(values >= start, raised, slope * values + below).astype(np.float32)

    return curved


def _power(gamma: float) -> Callable[[Values], Values]:
    return lambda values: np.power(np.maximum(values, 0), np.float32(gamma)).astype(np.float32)
