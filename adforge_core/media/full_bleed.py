"""A photo that fills the frame, cropped around the product; where it is too small or too wide, its ground goes on."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.camera import Shift
from adforge_core.media.clips import DepthCameraClip
from adforge_core.media.frames import Frame
from adforge_core.media.plates import PlateClip
from adforge_core.model.look import Grade
from adforge_core.model.placement import OVERSCAN, CameraMove, Placement
from adforge_core.model.shots import View
from adforge_core.model.value import Box, rgb

Rgba = NDArray[np.uint8]
Alpha = NDArray[np.uint8]

_SPARE = 1.05
"""How much larger than the frame a photo is that covers it: what a sliding camera uncovers is less."""

_CLOSER = 1.6
"""How much closer than the whole picture a close shot of a photo must be able to get."""

_SMALLEST = 0.75
"""The least size of a photo that could not get closer otherwise, as a share of that at which all of it fits."""

_BEYOND = 1.12
"""How much larger than the frame the product may be in a photo that covers it."""

_FEATHER = 0.07
"""The width in which a photo that ends inside the frame fades into its ground, as a share of its shorter side."""

_GROUND = 96
"""The longer side of the map from which the ground beyond the photo is made, in pixels."""

_LEAST, _MOST = 0.01, 0.9
"""The shares of the photo between which a matte says where the product is."""


@dataclass(frozen=True)
class FullBleed:
    """A photo at its place in a frame. `pixels` is straight-alpha RGBA, (height, width, 4), in the photo's colours.

    Its edges fade where they are inside the frame. `product` is the product's opacity in it, (height, width).
    `placement` is its place in the frame, as that of a cut-out. `covers` says that nothing else is seen.
    """

    pixels: Rgba
    product: Alpha
    placement: Placement
    covers: bool

    @property
    def cut(self) -> Box:
        """The part of the photo that its cut-out is, as fractions of its sides."""
        rows, columns = self.product.shape
        left, top, width, height = cv2.boundingRect(self.product)
        return Box(left=left / columns, top=top / rows, right=(left + width) / columns, bottom=(top + height) / rows)

    @property
    def subject(self) -> Rgba:
        """The photo with the product's opacity as its own, for finding views."""
        return np.dstack([self.pixels[..., :3], self.product])


def full_bleed(photo: Rgba, matte: Alpha | None, size: tuple[int, int], enlarged: float) -> FullBleed:
    """Returns the RGBA `photo` at its place in a frame of `size` (width, height) pixels.

    It covers the frame, with the product in the middle as far as it reaches. It is smaller where the product would not
    fit, or where a close shot of it would be more than `enlarged` times as large as the photo. `matte` is the product's
    opacity in the photo, if it is known.
    """
    rows, columns = photo.shape[:2]
    width, height = size
    product = _product(photo, matte)
    box = _box(product)
    cover = _SPARE * max(width / columns, height / rows)
    fits = _BEYOND * min(width / max(1.0, box.width), height / max(1.0, box.height))
    contain = min(width / columns, height / rows)
    scale = max(_SMALLEST * contain, min(cover, fits, enlarged / _CLOSER))
    left, top = (
        _corner(side, scale * length, scale * (low + high) / 2)
        for side, length, low, high in (
            (width, columns, box.left, box.right), (height, rows, box.top, box.bottom),
        )
    )  # fmt: skip
    right, bottom = left + scale * columns, top + scale * rows
    # A sliding camera shows a little more than the frame.
    across, down = (0.95 * (_SPARE - 1) / 2 * side for side in size)
    inside = (top > -down, bottom < height + down, left > -across, right < width + across)
    clear = bool((photo[..., 3] < 255).any())
    pixels = _feathered(photo, inside) if any(inside) else photo
    placement = Placement.model_construct(  # a photo may be larger than a cut-out may be
        x=(left + right) / 2 / width, y=bottom / height, scale=scale * max(rows, columns) / min(size)
    )
    return FullBleed(pixels, product, placement, covers=not any(inside) and not clear)


def ground_of(bleed: FullBleed, size: tuple[int, int], colour: str) -> PlateClip:
    """Returns what is behind the photo in a frame of `size` pixels: nothing, if the photo covers it.

    Otherwise the colours around the product continue beyond the photo. `colour` is that of the ground of a transparent
    photo, as `#rrggbb`.
    """
    still = np.zeros((2, 2, 3), np.uint16) if bleed.covers else _continued(bleed, size, colour)
    clip = DepthCameraClip(still, None, 0, CameraMove.STILL, 1, size, Grade())
    return Covered(clip) if bleed.covers else clip


class Covered:
    """The background of a photo that covers the frame: a camera, and nothing to draw."""

    def __init__(self, clip: PlateClip) -> None:
        self._clip = clip

    def draw(self, frame: int, into: Frame) -> None:
        """Draws nothing: the photo is drawn over all of it."""

    def approximate(self, frame: int, into: Frame) -> None:
        """Draws nothing."""

    def camera_at(self, frame: int) -> Shift:
        """Returns the effect of the camera and of the view on the photo."""
        return self._clip.camera_at(frame)

    def seen(self, camera: CameraMove, frames: int, view: View | None, first: int) -> "Covered":
        """Returns the background of a shot of `frames` that begins on frame `first` and shows `view` of the picture."""
        return Covered(self._clip.seen(camera, frames, view, first))


def _product(photo: Rgba, matte: Alpha | None) -> Alpha:
    """Returns the product's opacity: of a photo without a usable matte, most of its middle."""
    if matte is not None and matte.shape == photo.shape[:2] and _LEAST < float((matte > 127).mean()) < _MOST:
        return matte
    rows, columns = photo.shape[:2]
    middle = np.zeros((rows, columns), np.uint8)
    middle[rows // 6 : rows - rows // 6, columns // 6 : columns - columns // 6] = 255
    return middle


def _box(product: Alpha) -> Box:
    left, top, width, height = cv2.boundingRect(np.asarray(product > 127, np.uint8))
    return Box(left=left, top=top, right=left + width, bottom=top + height)


def _corner(side: float, length: float, middle: float) -> float:
    """Returns where a length begins whose `middle` should be in the middle of `side`, without a gap if it is longer."""
    wanted = side / 2 - middle
    slack = (_SPARE - 1) / 2 * side
    if length >= side + 2 * slack:
        return min(max(wanted, side + slack - length), -slack)
    # It ends inside the frame: the product stays in the middle, and all of the photo that fits is seen.
    return min(max(wanted, min(0.0, side - length)), max(0.0, side - length))


def _feathered(photo: Rgba, inside: tuple[bool, bool, bool, bool]) -> Rgba:
    """Returns the photo, faded at its top, bottom, left and right as far as they are `inside` the frame."""
    rows, columns = photo.shape[:2]
    width = max(2.0, _FEATHER * min(rows, columns))
    top, bottom, left, right = (np.float32(at) for at in inside)
    down, across = np.arange(rows, dtype=np.float32) + 0.5, np.arange(columns, dtype=np.float32) + 0.5
    vertical = np.minimum(_ramp(down / width, top), _ramp((rows - down) / width, bottom))
    level = np.minimum(_ramp(across / width, left), _ramp((columns - across) / width, right))
    share = np.outer(vertical, level)
    return np.dstack([photo[..., :3], np.rint(photo[..., 3] * share).astype(np.uint8)])


def _ramp(distance: NDArray[np.float32], fades: np.float32) -> NDArray[np.float32]:
    eased = np.clip(distance, 0, 1)
    return np.asarray(1 - fades * (1 - eased * eased * (3 - 2 * eased)), np.float32)


def _continued(bleed: FullBleed, size: tuple[int, int], colour: str) -> NDArray[Any]:
    """Returns the ground of the whole picture with OVERSCAN, 16-bit RGB: the photo's colours without the product."""
    across, down = (side * (1 + 2 * OVERSCAN) for side in size)
    factor = _GROUND / max(across, down)
    small = max(2, round(across * factor)), max(2, round(down * factor))
    rows, columns = bleed.pixels.shape[:2]
    scale = bleed.placement.scale * min(size) / max(rows, columns)
    left = bleed.placement.x * size[0] - scale * columns / 2 + OVERSCAN * size[0]
    top = bleed.placement.y * size[1] - scale * rows + OVERSCAN * size[1]
    onto = np.array([[scale * factor, 0, left * factor], [0, scale * factor, top * factor]])
    thin = max(1, round(1 / (scale * factor)))
    # Reduced first: the map has far fewer pixels than the photo.
    reduced = cv2.resize(bleed.pixels, (max(1, columns // thin), max(1, rows // thin)), interpolation=cv2.INTER_AREA)
    product = cv2.resize(bleed.product, reduced.shape[1::-1], interpolation=cv2.INTER_AREA)
    free = np.asarray(cv2.dilate(product, np.ones((5, 5))) < 25, np.float32) * (reduced[..., 3] > 127)
    onto[:, 0] *= columns / reduced.shape[1]
    onto[:, 1] *= rows / reduced.shape[0]
    colours = cv2.warpAffine(reduced[..., :3].astype(np.float32) * free[..., None], onto, small)
    weights = cv2.warpAffine(free, onto, small)
    ground = np.full((*small[::-1], 3), rgb(colour), np.float32)
    known = 1e-9
    total = known * ground
    share = np.full(small[::-1], known, np.float32)
    # What is near counts most; each wider blur only matters where the narrower ones know nothing.
    for sigma in (2.0, 5.0, 12.0, 30.0, 70.0):
        near = cv2.GaussianBlur(weights, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT)
        seen = cv2.GaussianBlur(colours, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT)
        weight = np.float32(1 / sigma**3)
        share += near * weight
        total += seen * weight
    smooth = cv2.GaussianBlur(total / share[..., None], (0, 0), 2.5, borderType=cv2.BORDER_REPLICATE)
    large = cv2.resize(smooth, (round(across), round(down)), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(large * 257, 0, 65535), np.uint16)
