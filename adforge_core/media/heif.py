"""Decodes HEIC and AVIF pictures with the decoders of PyAV, at their full depth."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.colorimetry import CodePoints, luma_weights
from adforge_core.media.heif_items import Coded, Contents, Turn, Unsupported, contents

_WEIGHTS = {1: (0.2126, 0.0722), 4: (0.30, 0.11), 5: (0.299, 0.114), 6: (0.299, 0.114), 7: (0.212, 0.087),
            9: (0.2627, 0.0593)}  # fmt: skip
_IDENTITY, _UNNAMED, _FROM_PRIMARIES = 0, 2, 12
_BLOCK = 256  # rows at a time, for memory


@dataclass(frozen=True)
class Decoded:
    """A picture as it was coded: (height, width, 3) codes of 0 to 65535 and, if it has any, its opacity.

    `profile` is its ICC profile; without one, `points` say what the codes mean.
    """

    codes: NDArray[np.uint16]
    alpha: NDArray[np.uint8] | None
    points: CodePoints
    profile: bytes


@dataclass(frozen=True)
class HeifPicture:
    """A HEIC or AVIF file of which the boxes have been read, its pixels not yet. `size` is as it is shown."""

    data: bytes
    inside: Contents | None
    size: tuple[int, int]

    @classmethod
    def of(cls, data: bytes) -> "HeifPicture":
        """Reads the boxes of a file. Raises ValueError for a broken one, Unsupported for what cannot be shown."""
        inside = contents(data)
        if inside is not None:
            size = inside.colour.crop[2:]
            turned = sum(turn is Turn.QUARTER for turn in inside.colour.turns) % 2
            return cls(data, inside, size[::-1] if turned else size)
        with av.open(BytesIO(data), "r") as film:
            if not film.streams.video:
                raise Unsupported("holds no picture")
            return cls(data, None, (film.streams.video[0].width, film.streams.video[0].height))

    @property
    def coded_pixels(self) -> int:
        """How many pixels are decoded."""
        width, height = self.inside.colour.size if self.inside else self.size
        return width * height

    def decoded(self, longest: int) -> Decoded:
        """Decodes the picture; one longer than `longest` pixels is scaled down to that."""
        if self.inside is None:
            # A sequence without a still: its first picture.
            with av.open(BytesIO(self.data), "r") as film:
                first = _Canvas(self.size, (1, 1), next(film.decode(film.streams.video[0])))
            return Decoded(first.rgb(_fitting(self.size, longest)), None, first.points, b"")
        colour, alpha = self.inside.colour, self.inside.alpha
        canvas = _drawn(colour)
        size = _fitting(colour.size, longest)
        codes = _shown(canvas.rgb(size), colour)
        opacity = None
        if alpha is not None:
            opacity = _shown(_drawn(alpha).first(size), colour)
            if self.inside.premultiplied:
                codes = _straight(codes, opacity)
        return Decoded(codes, opacity, canvas.points, colour.profile)


def _fitting(size: tuple[int, int], longest: int) -> tuple[int, int]:
    scale = min(1.0, longest / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _drawn(coded: Coded) -> "_Canvas":
    """Decodes all tiles of a picture and puts them together. Raises ValueError if one cannot be decoded."""
    try:
        return _decoded(coded)
    except av.FFmpegError as error:  # also its MemoryError, for more pixels than allowed
        raise ValueError("a tile is broken") from error


def _decoded(coded: Coded) -> "_Canvas":
    canvas: _Canvas | None = None
    decoders: dict[tuple[str, bytes], Any] = {}
    placed = 0
    for number, tile in enumerate(coded.tiles):
        key = (tile.codec, tile.configuration)
        if key not in decoders:
            decoder = av.CodecContext.create(tile.codec, "r")
            if tile.codec == "hevc":
                decoder.extradata = tile.configuration
            # What the boxes say is checked before; the codec's own header may say more.
            decoder.options = {"max_pixels": str((coded.size[0] + 256) * (coded.size[1] + 256))}
            decoder.thread_type = "SLICE"  # with a thread a frame, FFmpeg waits forever for broken ones
            decoders[key] = decoder
        packet = av.Packet(tile.data)
        packet.pts = packet.dts = number
        for frame in decoders[key].decode(packet):
            canvas, placed = _put(canvas, coded, frame, placed)
    for decoder in decoders.values():
        for frame in decoder.decode(None):
            canvas, placed = _put(canvas, coded, frame, placed)
    if canvas is None or placed < len(coded.tiles):
        raise ValueError("a tile has no picture")
    return canvas


def _put(canvas: "_Canvas | None", coded: Coded, frame: av.VideoFrame, placed: int) -> tuple["_Canvas", int]:
    if canvas is None:
        canvas = _Canvas(coded.size, (coded.columns, len(coded.tiles) // coded.columns), frame, coded.points)
    else:
        canvas.put(frame)
    return canvas, placed + 1


class _Canvas:
    """The planes of a picture, as large as the picture is, and what their numbers mean."""

    def __init__(
        self, size: tuple[int, int], grid: tuple[int, int], first: av.VideoFrame, points: CodePoints | None = None
    ) -> None:
        self._format = first.format.name
        parts = first.format.components
        columns, rows = grid
        if first.width * columns < size[0] or first.height * rows < size[1]:
            raise ValueError("the tiles do not cover the picture")
        if any(part.is_alpha for part in parts) or self._format.startswith(("nv", "p0", "rgb", "pal")):
            raise Unsupported(f"is coded as {self._format}, which the studio cannot read")
        self.bits = parts[0].bits
        self._planar_rgb = self._format.startswith("gbr")
        self._columns, self._tile = columns, (first.width, first.height)
        kind = np.uint8 if self.bits == 8 else np.uint16
        self._shifts = [
            (0 if part.width == first.width else 1, 0 if part.height == first.height else 1) for part in parts
        ]
        self._planes = [np.empty((-(-size[1] >> down), -(-size[0] >> across)), kind) for across, down in self._shifts]
        own = CodePoints(
            int(first.color_primaries), int(first.color_trc), int(first.colorspace), first.color_range == 2
        )  # fmt: skip
        self.points = points or own
        self._unsaid = points is None and first.color_range == 0
        self.put(first)

    def put(self, frame: av.VideoFrame) -> None:
        """Puts the tile of this frame where it belongs."""
        if frame.format.name != self._format or (frame.width, frame.height) != self._tile:
            raise ValueError("the tiles differ")
        number = int(frame.pts or 0)
        for part, (across, down), plane in zip(frame.format.components, self._shifts, self._planes, strict=True):
            source = frame.planes[part.plane]
            rows = np.frombuffer(memoryview(source), plane.dtype).reshape(source.height, -1)[:, : source.width]
            left = number % self._columns * (self._tile[0] >> across)
            top = number // self._columns * (self._tile[1] >> down)
            room = plane[top : top + rows.shape[0], left : left + rows.shape[1]]
            room[:] = rows[: room.shape[0], : room.shape[1]]

    def first(self, size: tuple[int, int]) -> NDArray[np.uint8]:
        """The first plane with 8 bits, as opacity is coded."""
        # Where nothing says otherwise opacity has the full range, and colours that of video.
        low, high = (0, (1 << self.bits) - 1) if self._unsaid else self._range()
        plane = _resized(self._planes[0], size).astype(np.float32)
        return np.asarray(np.rint(np.clip((plane - low) * (255 / (high - low)), 0, 255)), np.uint8)

    def _range(self) -> tuple[int, int]:
        top = (1 << self.bits) - 1
        scale = 1 << (self.bits - 8)
        return (0, top) if self.points.full else (16 * scale, 235 * scale)

    def rgb(self, size: tuple[int, int]) -> NDArray[np.uint16]:
        """The picture at `size` as RGB codes of 0 to 65535."""
        planes = [_resized(plane, size) for plane in self._planes]
        self._planes = []
        codes = np.empty((size[1], size[0], 3), np.uint16)
        for top in range(0, size[1], _BLOCK):
            rows = slice(top, top + _BLOCK)
            mixed = self._mixed([plane[rows].astype(np.float32) for plane in planes])
            codes[rows] = np.rint(np.clip(mixed, 0, 1) * np.float32(65535))
        return codes

    def _mixed(self, planes: list[NDArray[np.float32]]) -> NDArray[np.float32]:
        low, high = self._range()
        first = (planes[0] - low) / np.float32(high - low)
        if len(planes) == 1:
            return np.repeat(first[..., None], 3, axis=2)
        matrix = self.points.matrix
        if self._planar_rgb or matrix == _IDENTITY:
            scaled = [(plane - low) / np.float32(high - low) for plane in planes]
            # The identity matrix codes green, blue, red; a decoder that says so names its components itself.
            return np.stack(scaled if self._planar_rgb else [scaled[2], scaled[0], scaled[1]], axis=2)
        reach = np.float32((1 << self.bits) - 1 if self.points.full else 224 << (self.bits - 8))
        blue, red = ((plane - (1 << (self.bits - 1))) / reach for plane in planes[1:])
        if matrix == 8:  # YCgCo
            return np.stack([first - blue + red, first + blue, first - blue - red], axis=2)
        if matrix == _FROM_PRIMARIES:
            weights = luma_weights(self.points.primaries)
        elif matrix in _WEIGHTS or matrix == _UNNAMED:
            weights = _WEIGHTS.get(matrix, _WEIGHTS[6])
        else:
            raise Unsupported(f"mixes its colours in a way (matrix {matrix}) that the studio cannot read")
        of_red, of_blue = weights
        r = first + np.float32(2 - 2 * of_red) * red
        b = first + np.float32(2 - 2 * of_blue) * blue
        g = (first - np.float32(of_red) * r - np.float32(of_blue) * b) / np.float32(1 - of_red - of_blue)
        return np.stack([r, g, b], axis=2)


def _resized(plane: NDArray[Any], size: tuple[int, int]) -> NDArray[Any]:
    if plane.shape == (size[1], size[0]):
        return plane
    way = cv2.INTER_AREA if plane.shape[1] > size[0] or plane.shape[0] > size[1] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(plane, size, interpolation=way))


def _shown(pixels: NDArray[Any], coded: Coded) -> NDArray[Any]:
    """Crops and turns the pixels of a picture, or of its opacity, as the picture says."""
    scale = pixels.shape[1] / coded.size[0], pixels.shape[0] / coded.size[1]
    left, top, width, height = coded.crop
    x, y = round(left * scale[0]), round(top * scale[1])
    seen = pixels[y : y + max(1, round(height * scale[1])), x : x + max(1, round(width * scale[0]))]
    for turn in coded.turns:
        seen = np.rot90(seen) if turn is Turn.QUARTER else seen[::-1] if turn is Turn.UPSIDE_DOWN else seen[:, ::-1]
    return np.ascontiguousarray(seen)


def _straight(codes: NDArray[np.uint16], alpha: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """Divides premultiplied colours by their opacity."""
    straight = np.empty_like(codes)
    for top in range(0, len(codes), _BLOCK):
        rows = slice(top, top + _BLOCK)
        share = np.maximum(alpha[rows].astype(np.float32)[..., None], 1) / 255
        straight[rows] = np.rint(np.clip(codes[rows] / share, 0, 65535))
    return straight
