"""Reads the samples of TIFFs that Pillow has no mode for: float, 32 bits, CMYK with opacity, further channels."""

import struct
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL.TiffImagePlugin import ImageFileDirectory_v2, TiffImageFile

_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _COLOURS, _FILL = 256, 257, 258, 259, 262, 266
_STRIPS, _CHANNELS, _ROWS, _STRIP_SIZES, _PLANES, _PREDICTOR = 273, 277, 278, 279, 284, 317
_TILE_WIDTH, _TILE_HEIGHT, _TILES, _TILE_SIZES = 322, 323, 324, 325
_EXTRA, _FORMAT, _PROFILE, _ORIENTATION = 338, 339, 34675, 274
_KEPT = (_HEIGHT, _COMPRESSION, _FILL, _STRIPS, _ROWS, _STRIP_SIZES, _TILE_WIDTH, _TILE_HEIGHT, _TILES, _TILE_SIZES)
_KINDS = {(1, 8): "u1", (1, 16): "u2", (1, 32): "u4", (2, 8): "i1", (2, 16): "i2", (2, 32): "i4",
          (3, 16): "f2", (3, 32): "f4", (3, 64): "f8"}  # fmt: skip
_BANDS = {0: 1, 1: 1, 2: 3, 5: 4, 8: 3}
_MODES = {0: "L", 1: "L", 2: "RGB", 5: "CMYK", 8: "LAB"}
_HORIZONTAL, _FLOATING = 2, 3

MOST_BYTES = 300_000_000
"""The most bytes of samples that are read."""


class Incompatible(ValueError):
    """The file is whole, but keeps its samples in a way that is not read."""


@dataclass(frozen=True)
class Samples:
    """The samples of the first page, (height, width, channels), as they are stored.

    `mode` is Pillow's name of their colours; further channels follow those. The first of these is the opacity if there
    is `alpha`, and the colours are multiplied by it if they are `premultiplied`.
    """

    values: NDArray[Any]
    mode: str
    inverted: bool
    alpha: bool
    premultiplied: bool
    profile: bytes
    orientation: int


def read_samples(data: bytes) -> Samples:
    """Returns the samples of a TIFF's first page. Raises Incompatible for what is not read, others for a broken file.

    The file is shown to Pillow as rows of plain bytes, which its decoders unpack; numpy makes numbers of them.
    """
    if data[2:4] not in (b"*\0", b"\0*"):
        raise Incompatible("BigTIFF")
    tags = ImageFileDirectory_v2(data[:8])
    file = BytesIO(data)
    file.seek(tags.next)
    tags.load(file)
    bits = _numbers(tags.get(_BITS, 1))
    channels = int(tags.get(_CHANNELS, len(bits)))
    formats = set(_numbers(tags.get(_FORMAT, 1)))
    colours, width, height = int(tags.get(_COLOURS, 1)), int(tags[_WIDTH]), int(tags[_HEIGHT])
    kind = _KINDS.get((min(formats), bits[0])) if len(set(bits)) == len(formats) == 1 else None
    bands = _BANDS.get(colours, 0)
    if kind is None or not bands or channels < bands:
        raise Incompatible(f"{bits[0]} bits, colours {colours}, channels {channels}")
    order = ">" if data[:2] == b"MM" else "<"
    dtype = np.dtype(order + kind)
    block = int(tags.get(_TILE_WIDTH, width))
    wide = -(-width // block) * block
    if wide * height * channels * dtype.itemsize > MOST_BYTES:
        raise Incompatible("too large")
    predictor = int(tags.get(_PREDICTOR, 1)) if int(tags.get(_COMPRESSION, 1)) != 1 else 1
    values = np.empty((height, wide, channels), dtype.newbyteorder("="))
    apart = channels if int(tags.get(_PLANES, 1)) == 2 else 1  # each channel by itself, or all side by side
    beside = channels // apart
    for plane in range(apart):
        flat = _bytes(
            data, _plane(tags, plane, apart), order, wide * beside * dtype.itemsize, block * beside * dtype.itemsize
        )
        for left in range(0, wide, block):
            part = flat[:, left * beside * dtype.itemsize :][:, : block * beside * dtype.itemsize]
            numbers = _unpredicted(part, dtype, beside, predictor)
            values[:, left : left + block, plane * beside : (plane + 1) * beside] = numbers
    extra = _numbers(tags.get(_EXTRA, ()))
    return Samples(
        values=values[:, :width],
        mode=_MODES[colours],
        inverted=colours == 0,
        alpha=bool(extra) and extra[0] in (1, 2) and channels > bands,
        premultiplied=bool(extra) and extra[0] == 1,
        profile=bytes(tags.get(_PROFILE, b"")),
        orientation=int(tags.get(_ORIENTATION, 1)),
    )


def _numbers(value: Any) -> tuple[int, ...]:
    return tuple(map(int, value)) if isinstance(value, tuple) else (int(value),)


def _plane(tags: ImageFileDirectory_v2, plane: int, planes: int) -> dict[int, tuple[int, ...]]:
    """The tags that say where the strips or tiles of one of several planes lie; all of them for one."""
    kept = {tag: _numbers(tags[tag]) for tag in _KEPT if tag in tags}
    for tag in (_STRIPS, _STRIP_SIZES, _TILES, _TILE_SIZES):
        if tag in kept:
            each = len(kept[tag]) // planes
            kept[tag] = kept[tag][plane * each : (plane + 1) * each]
    return kept


def _bytes(data: bytes, tags: dict[int, tuple[int, ...]], order: str, width: int, block: int) -> NDArray[np.uint8]:
    """The unpacked bytes of the page: of a picture with the same strips or tiles, in grey with 8 bits."""
    plain = tags | {_WIDTH: (width,), _BITS: (8,), _COLOURS: (1,), _CHANNELS: (1,), _PLANES: (1,)}
    if _TILE_WIDTH in tags:
        plain[_TILE_WIDTH] = (block,)
    place = len(data) + len(data) % 2
    entries, beyond = b"", b""
    after = place + 2 + 12 * len(plain) + 4
    for tag, numbers in sorted(plain.items()):
        long = struct.pack(f"{order}{len(numbers)}I", *numbers)
        where = long if len(numbers) == 1 else struct.pack(order + "I", after + len(beyond))
        entries += struct.pack(order + "HHI", tag, 4, len(numbers)) + where
        beyond += long if len(numbers) > 1 else b""
    page = struct.pack(order + "H", len(plain)) + entries + bytes(4) + beyond
    head = data[:2] + struct.pack(order + "HI", 42, place)
    return np.asarray(TiffImageFile(BytesIO(head + data[8:] + bytes(len(data) % 2) + page)))


def _unpredicted(rows: NDArray[np.uint8], dtype: np.dtype[Any], channels: int, predictor: int) -> NDArray[Any]:
    """Makes numbers of the bytes of rows, (height, columns, channels), and adds up what a predictor took away."""
    height = len(rows)
    if predictor == _FLOATING:
        # Sums of bytes; the highest byte of all samples of the row comes first, then the next one.
        summed = np.cumsum(rows.reshape(height, -1, channels), axis=1, dtype=np.uint8).reshape(height, -1)
        size = dtype.itemsize
        joined = np.ascontiguousarray(summed.reshape(height, size, -1).transpose(0, 2, 1))
        return joined.view(dtype.newbyteorder(">")).reshape(height, -1, channels)
    values = np.ascontiguousarray(rows).view(dtype).reshape(height, -1, channels)
    if predictor == _HORIZONTAL and dtype.kind in "ui":
        return np.cumsum(values, axis=1, dtype=dtype.newbyteorder("="))
    return values
