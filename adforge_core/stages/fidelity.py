"""Fidelity: the difference between the product in a finished file and the photo it was cut from.

Nothing here is shared with the code that draws the ad: the product's place is computed again from the project, the
photo is resampled in floating point by a kernel in this module, and the file's pictures are converted to RGB by the
standard's figures. Values are gamma-encoded throughout, as in the comp (docs/adr/0002).
"""

from dataclasses import dataclass
from math import cos, floor, pi, radians, sin
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adforge_core.media.frames import Frame
from adforge_core.model.placement import CameraMove, Motion, Placement
from adforge_core.model.shots import View
from adforge_core.model.value import Value

Rgb = NDArray[np.float32]
"""(height, width, 3), 0 to 255."""

MOST_CAST, MOST_SHIFT_PX = 2.0, 0.5
"""The largest differences that encoding can explain: docs/adr/0029 has the measurements."""

_TAPS = 3
"""Zero crossings of the Lanczos window on each side."""

_EDGE_PX = 4
"""The margin along the matte's edge that is not compared: the kernel reaches past it, and the encoder blurs it."""

_DOUBT = 2000.0
"""The weight against movement, in squared levels per pixel: more than an encoder's noise over the whole product."""

_GRAIN = 4.0
"""Fine detail, in levels, that encoder noise can produce. A product without more is not judged by its detail."""

_ROUGH, _ROUGHER, _SMALL = 0.21, 0.9, 0.4
"""The share of fine detail that encoding adds, and its increase for smaller products: see docs/adr/0029."""

_LEAST_PIXELS = 400
_MOST_PIXELS = 60_000
"""The most pixels compared in a frame, evenly spread. More do not change the result."""


class Fidelity(Value):
    """The difference between the product and the photo, over the pixels compared in one frame of a file.

    `mean`, `p95` and `max` are colour differences in CIEDE2000. `cast` is the mean difference of the worst channel, in
    levels of 255. `shift_px` is the largest movement of any point in the best affine fit, in pixels. `roughness` is the
    fine detail that the photo does not have, relative to that of the photo, as a share of what good resampling and the
    encoder leave: above 1, neither explains it.
    """

    mean: float
    p95: float
    max: float
    cast: float
    shift_px: float
    roughness: float

    @property
    def wrong(self) -> str:
        """What encoding cannot explain, in a few words; empty if there is nothing."""
        if self.shift_px > MOST_SHIFT_PX:
            return f"it stands up to {self.shift_px:.1f} pixels from where it was placed, or is another size"
        if self.cast > MOST_CAST:
            return f"all of it is {self.cast:.0f} of 255 levels off in colour"
        if self.roughness > 1:
            return "it shows detail that your photo does not have"
        return ""


@dataclass(frozen=True)
class Original:
    """The product's part of the photo: `rgb`, (height, width, 3), and where its matte is opaque, (height, width).

    `size` is the (width, height) of the cut-out, which placements refer to. A framed photo is shown smaller.
    """

    rgb: NDArray[np.uint8]
    solid: NDArray[np.bool_]
    size: tuple[int, int]

    def scale(self, onto: NDArray[np.float64]) -> float:
        """Returns the number of frame pixels per photo pixel under the map `onto` from the cut-out to the frame."""
        own: float = np.hypot(onto[0, 0], onto[1, 0]) * self.size[0] / self.rgb.shape[1]
        return float(own)


def onto_frame(
    placement: Placement,
    cutout: tuple[int, int],
    camera: CameraMove | None,
    frame: int,
    frames: int,
    size: tuple[int, int],
    view: View | None = None,
    enters: int = 0,
) -> NDArray[np.float64] | None:
    """Returns the (2, 3) map from the cut-out to frame `frame` of a shot of `frames`; None while the product enters.

    That takes `enters` frames, where it does not fade in. `cutout` and `size` are (width, height). `camera` is None for
    a video background: no camera moves over it. `view` is the part of the picture that fills the frame.
    """
    width, height = size
    scale = placement.scale * min(size) / max(cutout)
    tall = scale * cutout[1]
    x, y, lift = placement.x * width, placement.y * height, 0.0
    match placement.motion:
        case Motion.PUSH:
            scale *= 1.05 ** (frame / frames)
        case Motion.FLOAT:
            lift = 0.06 * (0.6 - 0.4 * cos(2 * pi * frame / 110)) * tall
        case Motion.RISE | Motion.SLIDE_IN if frame < 20:
            return None
        case Motion.SLIDE_IN | Motion.DROP | Motion.ROLL_IN | Motion.SPIN | Motion.POP | Motion.SWING if frame < enters:
            return None
    # The camera's effect at the product's depth: it moves by up to 6 % of the distance.
    done = min(1.0, frame / (frames + 30))
    forward, dx, dy = {
        CameraMove.PUSH: (0.06 * done, 0.0, 0.0),
        CameraMove.PULL: (0.06 * (1 - done), 0.0, 0.0),
        CameraMove.SLIDE_LEFT: (0.012 * done, 0.05 * done, 0.0),
        CameraMove.SLIDE_RIGHT: (0.012 * done, -0.05 * done, 0.0),
        CameraMove.RISE: (0.012 * done, 0.0, 0.05 * done),
        CameraMove.STILL: (0.0, 0.0, 0.0),
        None: (0.0, 0.0, 0.0),
    }[camera]
    nearer = 1 / (1 - forward)
    x = width * (0.5 + nearer * (x / width - 0.5 + 0.45 * dx))
    y = height * (0.5 + nearer * (y / height - 0.5 + 0.45 * dy)) - lift * nearer
    scale *= nearer
    if view is not None:
        view = view.at(frame, frames)
        x, y = (
            side / 2 + view.zoom * (at - side * middle)
            for at, side, middle in ((x, width, view.x), (y, height, view.y))
        )
        scale *= view.zoom
    across, down = scale * cos(radians(placement.rotation)), scale * sin(radians(placement.rotation))
    turn = np.array([[across, -down], [down, across]])
    return np.column_stack([turn, np.array([x, y]) - turn @ (cutout[0] / 2, cutout[1])])


def resampled(
    original: Original, onto: NDArray[np.float64], size: tuple[int, int]
) -> tuple[Rgb, NDArray[np.bool_], int, int]:
    """Returns the photo as it must look in a frame of `size`, where it is certainly visible, and its left and top.

    Its colours are subsampled as in the video: one for every four pixels.
    """
    from scipy.ndimage import binary_erosion, map_coordinates

    height, width = original.solid.shape
    own = onto.copy()
    own[:, :2] *= (original.size[0] / width, original.size[1] / height)
    corners = own @ np.array([[0, width, 0, width], [0, 0, height, height], [1, 1, 1, 1]])
    left, top = (2 * max(0, floor(low / 2)) for low in corners.min(axis=1))
    right, bottom = (min(side, 2 * floor(high / 2) + 2) for side, high in zip(size, corners.max(axis=1), strict=True))
    if right - left < 2 or bottom - top < 2:
        return np.zeros((0, 0, 3), np.float32), np.zeros((0, 0), np.bool_), left, top
    columns, rows = np.arange(left, right) + 0.5, np.arange(top, bottom) + 0.5
    back = np.linalg.inv(np.vstack([own, [0, 0, 1]]))[:2]
    scale = (abs(own[0, 0]) ** 2 + abs(own[1, 0]) ** 2) ** 0.5, (abs(own[0, 1]) ** 2 + abs(own[1, 1]) ** 2) ** 0.5
    if own[1, 0] == 0 and own[0, 1] == 0:
        at_x, at_y = back[0, 0] * columns + back[0, 2], back[1, 1] * rows + back[1, 2]
        rgb = _both_ways(original.rgb, at_x, at_y, scale)
        nearest_x = np.clip(np.floor(at_x), 0, width - 1).astype(int)
        nearest_y = np.clip(np.floor(at_y), 0, height - 1).astype(int)
        solid = original.solid[np.ix_(nearest_y, nearest_x)]
        solid &= ((at_x > 0) & (at_x < width))[None] & ((at_y > 0) & (at_y < height))[:, None]
    else:
        # To stay sharp, it is resampled upright at twice the frame's scale, rotated there by a spline, then halved.
        small = [max(2, round(2 * side * part)) for side, part in zip((width, height), scale, strict=True)]
        twice = (2 * scale[0], 2 * scale[1])
        middle_x, middle_y = ((np.arange(n) + 0.5) * side / n for n, side in zip(small, (width, height), strict=True))
        upright = _both_ways(original.rgb, middle_x, middle_y, twice)
        finer = np.meshgrid(np.arange(left + 0.25, right, 0.5), np.arange(top + 0.25, bottom, 0.5))
        fine_x, fine_y = (row[0] * finer[0] + row[1] * finer[1] + row[2] for row in back)
        there = [fine_y * small[1] / height - 0.5, fine_x * small[0] / width - 0.5]
        turned = np.dstack([map_coordinates(upright[..., one], there, order=3, mode="nearest") for one in range(3)])
        rgb = _both_ways(turned, 2 * (columns - left), 2 * (rows - top), (0.5, 0.5))
        x, y = np.meshgrid(columns, rows)
        at_x, at_y = (row[0] * x + row[1] * y + row[2] for row in back)
        inside = (at_x > 0) & (at_x < width) & (at_y > 0) & (at_y < height)
        rows_, columns_ = (np.clip(np.floor(at), 0, n - 1).astype(int) for at, n in ((at_y, height), (at_x, width)))
        solid = original.solid[rows_, columns_] & inside
    reach = _EDGE_PX + int(_TAPS * max(0.0, max(scale) - 1))
    solid = binary_erosion(solid, np.ones((3, 3)), iterations=reach)
    return _as_video(np.clip(rgb, 0, 255)), np.asarray(solid, np.bool_), left, top


def rgb_of(frame: Frame) -> Rgb:
    """Converts a decoded picture to RGB by ITU-R BT.709-6, limited range."""
    luma = (frame.y.astype(np.float32) - 16) * (255 / 219)
    blue, red = ((plane.astype(np.float32) - 128) * (255 / 224) for plane in (frame.u, frame.v))
    return _rgb(luma, blue, red)


def _as_video(rgb: NDArray[Any]) -> Rgb:
    """Returns the picture with the mean colour for every four pixels."""
    luma = rgb @ np.array([0.2126, 0.7152, 0.0722])
    blue, red = (rgb[..., 2] - luma) / 1.8556, (rgb[..., 0] - luma) / 1.5748
    rows, columns = luma.shape
    halved = (plane.reshape(rows // 2, 2, columns // 2, 2).mean(axis=(1, 3)) for plane in (blue, red))
    return _rgb(luma, *halved)


def _rgb(luma: NDArray[Any], blue: NDArray[Any], red: NDArray[Any]) -> Rgb:
    """Returns RGB from luma and the colour differences, which are sited in the middle of four pixels."""
    from scipy.ndimage import zoom

    blue, red = (zoom(plane, 2, order=1, mode="nearest", grid_mode=True) for plane in (blue, red))
    planes = luma + 1.5748 * red, luma - 0.1873 * blue - 0.4681 * red, luma + 1.8556 * blue
    return np.clip(np.dstack(planes), 0, 255).astype(np.float32)


def compare(found: Rgb, wanted: Rgb, mask: NDArray[np.bool_], scale: float) -> Fidelity | None:
    """Compares `found` with `wanted` where `mask` is true; None if the area is too small.

    `scale` is the number of frame pixels per photo pixel. Colours are compared as sRGB under D65 by
    CIEDE2000 (CIE 142-2001).
    """
    from skimage.color import deltaE_ciede2000, rgb2lab

    places = np.flatnonzero(mask)
    if len(places) < _LEAST_PIXELS:
        return None
    few = places[:: max(1, len(places) // _MOST_PIXELS)]
    one, other = (picture.reshape(-1, 3)[few] for picture in (wanted, found))
    difference = deltaE_ciede2000(rgb2lab(one / 255), rgb2lab(other / 255))  # type: ignore[no-untyped-call]  # has none
    shift, roughness = _fitted(found, wanted, mask)
    return Fidelity(
        mean=float(difference.mean()),
        p95=float(np.percentile(difference, 95)),
        max=float(difference.max()),
        cast=float(np.abs((other - one).mean(axis=0)).max()),
        shift_px=shift,
        roughness=roughness / (_ROUGH + _ROUGHER * max(0.0, _SMALL - scale)),
    )


def _both_ways(
    picture: NDArray[Any], across: NDArray[np.float64], down: NDArray[np.float64], scale: tuple[float, float]
) -> Rgb:
    """Samples the picture at the places `across` and `down`, in its pixels, by Lanczos widened for the scale."""
    first, columns = _kernel(across, picture.shape[1], scale[0])
    top, rows = _kernel(down, picture.shape[0], scale[1])
    part = picture[top : top + rows.shape[1], first : first + columns.shape[1]]
    return np.dstack([rows @ part[..., one].astype(np.float32) @ columns.T for one in range(3)])


def _kernel(places: NDArray[np.float64], length: int, scale: float) -> tuple[int, NDArray[np.float32]]:
    """Returns the first pixel used, and for each place the weights of the pixels from there on. They add up to 1."""
    wide = max(1.0, 1 / scale)
    first = int(np.clip(floor(places.min() - _TAPS * wide), 0, length - 1))
    end = int(np.clip(floor(places.max() + _TAPS * wide) + 1, first + 1, length))
    apart = (places[:, None] - (np.arange(first, end) + 0.5)) / wide
    weights = np.where(np.abs(apart) < _TAPS, np.sinc(apart) * np.sinc(apart / _TAPS), 0.0)
    total = weights.sum(axis=1, keepdims=True)
    return first, np.asarray(weights / np.where(np.abs(total) < 1e-6, 1, total), np.float32)


def _fitted(found: Rgb, wanted: Rgb, mask: NDArray[np.bool_]) -> tuple[float, float]:
    """Fits the affine map from `wanted` to `found` by least squares and returns its largest movement of any point.

    Also returns the fine detail of `found` that no share of that of `wanted` explains, relative to that of `wanted`.
    """
    from scipy.ndimage import gaussian_filter

    luma = np.array([0.2126, 0.7152, 0.0722])
    one, other = wanted @ luma, found @ luma
    down, across = np.gradient(one)
    rows, columns = np.nonzero(mask)
    y, x = ((at - at.mean()) / max(1.0, np.ptp(at) / 2) for at in (rows, columns))
    gx, gy = across[mask], down[mask]
    terms = np.column_stack([gx, gx * x, gx * y, gy, gy * x, gy * y, np.ones(len(gx))])
    # Plain areas do not show a movement: their noise must not be taken for one.
    normal = terms.T @ terms + np.diag([_DOUBT] * 6 + [1e-6])
    solved = np.linalg.solve(normal, terms.T @ (other - one)[mask])
    corners = np.array([[1, a, b] for a in (-1, 1) for b in (-1, 1)])
    moved = np.hypot(corners @ solved[:3], corners @ solved[3:6])
    fine, wanted_fine = ((picture - gaussian_filter(picture, 1.0))[mask] for picture in (other, one))
    kept = float((fine * wanted_fine).sum() / max(float((wanted_fine**2).sum()), 1e-6))
    return float(moved.max()), float(np.std(fine - kept * wanted_fine) / np.hypot(np.std(wanted_fine), _GRAIN))
