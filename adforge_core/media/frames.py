"""The studio's picture format: planar YUV 4:2:0, BT.709, limited range, exactly as the encoder needs it.

Compositing works on these planes, so nothing is converted twice. Alpha blending and darkening are affine, so they are
the same in YUV as in gamma-encoded RGB.
"""

from dataclasses import dataclass
from typing import Any, TypeVar, cast

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Plane = NDArray[np.uint8]
_Number = TypeVar("_Number", np.uint8, np.float32)

# ITU-R BT.709-6, section 3: luma coefficients 0.2126, 0.7152, 0.0722; 8-bit limited range 16-235 and 16-240.
_KR, _KG, _KB = 0.2126, 0.7152, 0.0722
_RGB_TO_YUV = (
    np.array(
        [
            [_KR * 219, _KG * 219, _KB * 219],
            [-_KR / (2 * (1 - _KB)) * 224, -_KG / (2 * (1 - _KB)) * 224, 0.5 * 224],
            [0.5 * 224, -_KG / (2 * (1 - _KR)) * 224, -_KB / (2 * (1 - _KR)) * 224],
        ],
        dtype=np.float32,
    )
    / 255
)
_OFFSET = np.array([16, 128, 128], dtype=np.float32)
_RGB_TO_YUV_AFFINE = np.column_stack([_RGB_TO_YUV, _OFFSET])
_YUV_TO_RGB = np.linalg.inv(_RGB_TO_YUV).astype(np.float32)
_YUV_TO_RGB_AFFINE = np.column_stack([_YUV_TO_RGB, -_YUV_TO_RGB @ _OFFSET])


@dataclass(frozen=True)
class Frame:
    """One picture: `y` (height, width), `u` and `v` (height / 2, width / 2), uint8. Width and height are even.

    The planes are views of `buffer`: height * 3 / 2 rows of width bytes in yuv420p order, ready to write.
    """

    buffer: NDArray[np.uint8]
    y: Plane
    u: Plane
    v: Plane

    @classmethod
    def empty(cls, size: tuple[int, int]) -> "Frame":
        """Returns an uninitialised frame of `size` (width, height)."""
        width, height = size
        buffer = np.empty(width * height * 3 // 2, np.uint8)
        luma, chroma = width * height, width * height // 4
        return cls(
            buffer,
            buffer[:luma].reshape(height, width),
            buffer[luma : luma + chroma].reshape(height // 2, width // 2),
            buffer[luma + chroma :].reshape(height // 2, width // 2),
        )

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.y.shape[1], self.y.shape[0]

    def copy_from(self, other: "Frame") -> None:
        """Copies the picture of `other`, which has the same size."""
        self.buffer[:] = other.buffer

    def paint(self, rgb: NDArray[np.uint8]) -> None:
        """Converts the picture `rgb`, (height, width, 3), of the same size into this frame."""
        y, u, v = (np.asarray(plane, np.float32) for plane in cv2.split(yuv_from_rgb(rgb)))
        self.y[:], self.u[:], self.v[:] = _rounded(y), _rounded(_halved(u)), _rounded(_halved(v))

    def rgb(self) -> NDArray[np.uint8]:
        """Returns the picture as (height, width, 3) RGB, for previews, measurements and stills."""
        chroma = [cv2.resize(plane, self.size, interpolation=cv2.INTER_LINEAR) for plane in (self.u, self.v)]
        return rgb_from_yuv(cv2.merge([self.y, *chroma]))


def yuv_from_rgb(rgb: NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.float32]) -> NDArray[np.float32]:
    """Converts RGB pixels, 0 to 255, to unrounded full-resolution YUV, (…, 3). 16-bit pictures are scaled first."""
    scaled = rgb.astype(np.float32) / 257 if rgb.dtype == np.uint16 else rgb.astype(np.float32, copy=False)
    return np.asarray(cv2.transform(scaled, _RGB_TO_YUV_AFFINE), dtype=np.float32)


def rgb_from_yuv(yuv: NDArray[Any]) -> NDArray[np.uint8]:
    """Converts 8-bit YUV pixels, (rows, columns, 3), to RGB."""
    return bytes_of(cv2.transform(yuv, _YUV_TO_RGB_AFFINE))


def in_yuv(affine: NDArray[np.float32]) -> NDArray[np.float32]:
    """Converts an affine map, (3, 4), of 8-bit RGB to the equivalent map of 8-bit YUV."""
    turn = _RGB_TO_YUV @ affine[:, :3] @ _YUV_TO_RGB
    return np.column_stack([turn, _RGB_TO_YUV @ affine[:, 3] + _OFFSET - turn @ _OFFSET])


@dataclass(frozen=True)
class Sprite:
    """A piece of picture to draw on a frame, with its colours premultiplied by its alpha.

    `x`, `y` are the place of its top left pixel; they are even and may be outside the frame. `luma` and `alpha` are
    (height, width), `u`, `v` and `half`, the alpha of chroma, (height / 2, width / 2).
    """

    x: int
    y: int
    luma: Plane
    u: Plane
    v: Plane
    alpha: Plane
    half: Plane

    @classmethod
    def of(cls, pixels: NDArray[np.uint8], x: int, y: int) -> "Sprite":
        """Creates a sprite of the straight-alpha RGBA picture `pixels` with its top left pixel at `x`, `y`."""
        left, top = x % 2, y % 2
        height, width = pixels.shape[:2]
        even = cv2.copyMakeBorder(
            pixels, top, (top + height) % 2, left, (left + width) % 2, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0)
        )
        even = bytes_of(even)
        alpha = np.ascontiguousarray(even[..., 3])
        yuv = np.asarray(yuv_from_rgb(even[..., :3]) * (alpha[..., None] / 255), dtype=np.float32)
        u, v = (_rounded(_halved(yuv[..., channel])) for channel in (1, 2))
        return cls(x - left, y - top, _rounded(yuv[..., 0]), u, v, alpha, _halved(alpha))

    def faded(self, opacity: float) -> "Sprite":
        """Returns the sprite with its opacity multiplied by `opacity`, 0 to 1."""
        if opacity >= 1:
            return self
        planes = (bytes_of(cv2.convertScaleAbs(plane, alpha=opacity)) for plane in self._planes())
        return Sprite(self.x, self.y, *planes)

    def shifted(self, dx: float, dy: float) -> "Sprite":
        """Returns the sprite moved by `dx`, `dy` pixels, with sub-pixel precision."""
        left, top = 2 * int(np.floor(dx / 2)), 2 * int(np.floor(dy / 2))
        rest_x, rest_y = dx - left, dy - top
        if not rest_x and not rest_y:
            return Sprite(self.x + left, self.y + top, *self._planes())
        height, width = self.alpha.shape
        planes = []
        for plane in self._planes():
            divisor = height // plane.shape[0]
            by = np.array([[1, 0, rest_x / divisor], [0, 1, rest_y / divisor]])
            planes.append(bytes_of(cv2.warpAffine(plane, by, ((width + 2) // divisor, (height + 2) // divisor))))
        return Sprite(self.x + left, self.y + top, *planes)

    def scaled(self, factor: float) -> "Sprite":
        """Returns the sprite `factor` times as large, about its middle."""
        if factor == 1:
            return self
        height, width = self.alpha.shape
        left, top = (2 * int(np.floor(side * (1 - factor) / 4)) for side in (width, height))
        planes = []
        for plane in self._planes():
            divisor = height // plane.shape[0]
            middle = [(side / divisor - 1) / 2 for side in (width, height)]
            shift = [(1 - factor) * at - by / divisor for at, by in zip(middle, (left, top), strict=True)]
            onto = np.array([[factor, 0, shift[0]], [0, factor, shift[1]]])
            size = ((width - 2 * left) // divisor, (height - 2 * top) // divisor)
            planes.append(bytes_of(cv2.warpAffine(plane, onto, size)))
        return Sprite(self.x + left, self.y + top, *planes)

    def darkened(self, share: float) -> "Sprite":
        """Returns the sprite with this share of its light taken away."""
        if not share:
            return self
        # Black is 16 in limited range, and premultiplied.
        luma = bytes_of(cv2.addWeighted(self.luma, 1 - share, self.alpha, share * 16 / 255, 0))
        return Sprite(self.x, self.y, luma, self.u, self.v, self.alpha, self.half)

    def smeared(self, dx: float, dy: float) -> "Sprite":
        """Returns the trail of the sprite, which has moved by `dx`, `dy` pixels: what a shutter open all the way sees.

        It ends where the sprite is, so that the sprite covers its end.
        """
        back_x, back_y = (2 * round(abs(way) / 2) for way in (dx, dy))
        left, right = (back_x, 0) if dx > 0 else (0, back_x)
        top, bottom = (back_y, 0) if dy > 0 else (0, back_y)
        planes = []
        for plane in self._planes():
            step = self.alpha.shape[0] // plane.shape[0]
            above, below, before, after = (side // step for side in (top, bottom, left, right))
            wide = cv2.copyMakeBorder(plane, above, below, before, after, cv2.BORDER_CONSTANT, value=0)
            across, down = back_x // step + 1, back_y // step + 1
            anchor = (0 if dx > 0 else across - 1), (0 if dy > 0 else down - 1)
            planes.append(bytes_of(cv2.blur(wide, (across, down), anchor=anchor, borderType=cv2.BORDER_CONSTANT)))
        return Sprite(self.x - left, self.y - top, *planes)

    def lay_on(self, into: Frame) -> None:
        """Draws the part of the sprite that is inside `into`. Pixels with an alpha of 255 are copied exactly."""
        width, height = into.size
        left, top = max(0, self.x), max(0, self.y)
        right, bottom = min(width, self.x + self.alpha.shape[1]), min(height, self.y + self.alpha.shape[0])
        if left >= right or top >= bottom:
            return
        for step, alpha, pairs in (
            (1, self.alpha, [(into.y, self.luma)]),
            (2, self.half, [(into.u, self.u), (into.v, self.v)]),
        ):
            inside = (
                slice((top - self.y) // step, (bottom - self.y) // step),
                slice((left - self.x) // step, (right - self.x) // step),
            )
            lets_through = cv2.bitwise_not(alpha[inside])
            for plane, colour in pairs:
                region = plane[top // step : bottom // step, left // step : right // step]
                cv2.multiply(region, lets_through, dst=region, scale=1 / 255)
                cv2.add(region, colour[inside], dst=region)

    def _planes(self) -> tuple[Plane, Plane, Plane, Plane, Plane]:
        return self.luma, self.u, self.v, self.alpha, self.half


@dataclass(frozen=True)
class Pose:
    """The place, size and rotation of a cut-out in the frame.

    `scale` is frame pixels per cut-out pixel, `rotation` in degrees, clockwise about the foot (the middle of the
    cut-out's bottom side), which is at `x`, `y` in frame pixels; pixel i extends from i to i + 1.
    """

    scale: float
    rotation: float
    x: float
    y: float

    def matrix(self, size: tuple[int, int]) -> NDArray[np.float64]:
        """Returns the (2, 3) map from a cut-out of `size` (width, height), in its own pixels, to the frame."""
        width, height = size
        angle = np.deg2rad(self.rotation)
        turn = self.scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        return np.column_stack([turn, np.array([self.x, self.y]) - turn @ (width / 2, height)])


# Bilinear sampling of a picture 1.5 times finer than its largest pose differs from ideal Lanczos resampling by 44 to
# 53 dB at every pose, and changes sharpness between frames least of all factors and kernels tried.
_FINER = 1.5

# A photo that the frame shows enlarged is enlarged little more than that: there is no detail to keep.
_LEAST_FINER = 1.15
_MARGIN = 2

_TILE, _HALO = 384, 8
"""Cut-outs are resized in tiles that stay in the processor's cache. A colour is continued less far than the halo."""

_GAP = 3
_TWO_STEPS = 2 * _GAP
"""Pillow reduces a picture that becomes this many times smaller in two steps."""

_NOTHING = np.array([16, 128, 128, 0], np.uint8)


@dataclass(frozen=True)
class Picture:
    """A cut-out in YUV, reduced once to slightly more than the largest size at which it is shown.

    `planes` is (height, width, 4): straight Y, U, V and alpha. The product's colours continue beyond its outline, so
    that sampling there does not mix in the photo's background. `size` is that of the cut-out, `reduced` that of all of
    it in these pixels, both (width, height). `planes` has a `part` of it, (left, top, right, bottom), inside a margin
    of `_MARGIN`.
    """

    size: tuple[int, int]
    reduced: tuple[int, int]
    part: tuple[int, int, int, int]
    planes: NDArray[np.uint8]

    @classmethod
    def of(
        cls, cutout: NDArray[np.uint8], largest: float, part: tuple[float, float, float, float] = (0, 0, 1, 1)
    ) -> "Picture":
        """Prepares the straight-alpha RGBA `cutout` for poses with a scale up to `largest`.

        `part`, as fractions of the cut-out's sides from its left and top, is all that the poses show of it.
        """
        height, width = cutout.shape[:2]
        finer = min(max(_FINER / largest, _LEAST_FINER), _FINER)
        whole = tuple(max(1, int(np.ceil(length * largest * finer))) for length in (width, height))
        (left, top), (right, bottom) = np.floor(np.multiply(part[:2], whole)), np.ceil(np.multiply(part[2:], whole))
        planes = np.empty((int(bottom - top) + 2 * _MARGIN, int(right - left) + 2 * _MARGIN, 4), np.uint8)
        inner = planes[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN]
        # A very large photo is reduced in two steps, which its tiles would not share.
        tile = _TILE if max(width / whole[0], height / whole[1]) < _TWO_STEPS else max(whole)
        for y in range(int(top), int(bottom), tile):
            for x in range(int(left), int(right), tile):
                end = min(x + tile, int(right)), min(y + tile, int(bottom))
                there = slice(y - int(top), end[1] - int(top)), slice(x - int(left), end[0] - int(left))
                inner[there] = _tile(cutout, (whole[0], whole[1]), (x, y, *end), _HALO if tile == _TILE else 0)
        planes[:_MARGIN], planes[-_MARGIN:] = planes[_MARGIN], planes[-_MARGIN - 1]
        planes[:, :_MARGIN], planes[:, -_MARGIN:] = planes[:, [_MARGIN]], planes[:, [-_MARGIN - 1]]
        alpha = planes[..., 3]
        alpha[:_MARGIN], alpha[-_MARGIN:], alpha[:, :_MARGIN], alpha[:, -_MARGIN:] = 0, 0, 0, 0
        return cls((width, height), (whole[0], whole[1]), (int(left), int(top), int(right), int(bottom)), planes)

    def at(self, pose: Pose, frame: tuple[int, int]) -> Sprite:
        """Returns the part of the cut-out at `pose` inside a frame of this size; an empty sprite if there is none."""
        onto = pose.matrix(self.size)
        onto[:, :2] *= (self.size[0] / self.reduced[0], self.size[1] / self.reduced[1])
        left, top, right, bottom = self.part
        corners = onto @ np.array([[left, right, left, right], [top, top, bottom, bottom], [1, 1, 1, 1]])
        low = np.clip(2 * np.floor(corners.min(axis=1) / 2), 0, np.array(frame) - 2).astype(int)
        high = np.clip(2 * np.ceil(corners.max(axis=1) / 2), low + 2, frame).astype(int)
        # OpenCV counts places from the centres of pixels, not from their corners.
        onto[:, 2] += onto[:, :2] @ (left + 0.5 - _MARGIN, top + 0.5 - _MARGIN) - 0.5 - low
        luma, u, v, alpha = (bytes_of(p) for p in cv2.split(cv2.warpAffine(self.planes, onto, (high - low).tolist())))
        u, v, half = _halved(u), _halved(v), _halved(alpha)
        if cv2.minMaxLoc(alpha)[0] < 255:
            for plane, share in ((luma, alpha), (u, half), (v, half)):
                cv2.multiply(plane, share, dst=plane, scale=1 / 255)
        return Sprite(int(low[0]), int(low[1]), luma, u, v, alpha, half)


def resample(cutout: NDArray[np.uint8], frame: tuple[int, int], pose: Pose, largest: float = 0) -> Sprite:
    """Returns the RGBA `cutout` at `pose` in a frame of this size: the reference for the fidelity promise.

    `largest` is the largest scale of the cut-out in the scene; by default, that of this pose.
    """
    return Picture.of(cutout, max(largest, pose.scale)).at(pose, frame)


def _tile(
    cutout: NDArray[np.uint8], whole: tuple[int, int], window: tuple[int, int, int, int], halo: int
) -> NDArray[np.uint8]:
    """Returns a tile of the cut-out resized to `whole` (width, height): straight Y, U, V and alpha.

    `window` is the tile's left, top, right and bottom in the resized cut-out. What is up to `halo` around it counts.
    """
    height, width = cutout.shape[:2]
    left, top = max(0, window[0] - halo), max(0, window[1] - halo)
    right, bottom = min(whole[0], window[2] + halo), min(whole[1], window[3] + halo)
    across, down = width / whole[0], height / whole[1]
    box = left * width / whole[0], top * height / whole[1], right * width / whole[0], bottom * height / whole[1]
    # Nothing further away has a weight.
    reach_x, reach_y = (int(np.ceil(3 * max(1.0, step))) + 2 for step in (across, down))
    x, y = max(0, int(box[0]) - reach_x), max(0, int(box[1]) - reach_y)
    source = cutout[y : int(box[3]) + 1 + reach_y, x : int(box[2]) + 1 + reach_x]
    box = box[0] - x, box[1] - y, box[2] - x, box[3] - y
    inside = slice(window[1] - top, window[3] - top), slice(window[0] - left, window[2] - left)
    size = right - left, bottom - top
    least, most = cv2.minMaxLoc(source[..., 3])[:2]
    if most == 0:
        return np.broadcast_to(_NOTHING, (window[3] - window[1], window[2] - window[0], 4))
    if least == 255:
        rgb = [_lanczos(source[..., channel].astype(np.float32), size, box) for channel in range(3)]
        return bytes_of(cv2.merge([*cv2.split(_rounded(_in_yuv(rgb))), np.full(size[::-1], 255, np.uint8)]))[inside]
    opacity = source[..., 3].astype(np.float32)
    alpha = _lanczos(opacity, size, box)
    share = opacity / np.float32(255)
    # Lanczos overshoots in colour and alpha alike: colour divided by the unclipped alpha is correct.
    straight = np.float32(255) / np.maximum(alpha, np.float32(1))
    rgb = [np.multiply(_lanczos(source[..., channel] * share, size, box), straight) for channel in range(3)]
    yuv = _in_yuv(rgb)
    return bytes_of(cv2.merge([*cv2.split(_rounded(_continued(yuv, alpha))), _rounded(alpha)]))[inside]


def _in_yuv(rgb: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    return yuv_from_rgb(np.asarray(cv2.merge([np.clip(plane, 0, 255) for plane in rgb]), np.float32))


def _lanczos(
    plane: NDArray[np.float32], size: tuple[int, int], box: tuple[float, float, float, float]
) -> NDArray[np.float32]:
    """Returns the part of `plane` in `box` at `size`. What is around the box counts along its edges."""
    picture = Image.fromarray(plane)
    return np.asarray(picture.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=_GAP), dtype=np.float32)


def _continued(yuv: NDArray[np.float32], alpha: NDArray[np.float32]) -> NDArray[np.float32]:
    """Returns `yuv` with the area beyond the outline filled with the nearest colours, as far as it is sampled."""
    sure = (alpha > 12).astype(np.uint8)
    if sure.all():
        return yuv
    spread = cv2.GaussianBlur(sure.astype(np.float32), (0, 0), 1.5)
    near = cv2.GaussianBlur(cv2.copyTo(yuv, sure), (0, 0), 1.5)
    beyond = (sure == 0) & (spread > 0)
    continued = yuv.copy()
    continued[beyond] = near[beyond] / spread[beyond][:, None]
    return continued


def _halved(plane: NDArray[_Number]) -> NDArray[_Number]:
    """Half as wide and high; of whole numbers, 255 where all four were."""
    size = plane.shape[1] // 2, plane.shape[0] // 2
    return cast(NDArray[_Number], cv2.resize(plane, size, interpolation=cv2.INTER_AREA))


def _rounded(plane: NDArray[np.float32]) -> Plane:
    return bytes_of(cv2.addWeighted(plane, 1, plane, 0, 0, dtype=cv2.CV_8U))


def bytes_of(result: NDArray[Any]) -> Plane:
    """`result` as what it is: OpenCV's functions answer 8-bit pictures with 8-bit pictures, its types do not say so."""
    return cast(Plane, result)
