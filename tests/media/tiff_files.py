"""TIFFs for tests, written tag by tag: samples that Pillow does not write, and a camera's RAW file."""

import struct
import zlib
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Tags = dict[int, tuple[str, tuple[int, ...]]]
_KINDS = {"B": 1, "H": 3, "I": 4}


def tiff(
    values: NDArray[Any],
    colours: int | None = None,
    *,
    extra: int | None = None,
    profile: bytes = b"",
    rows: int = 0,
    tile: int = 0,
    packed: bool = False,
    apart: bool = False,
    order: Literal["<", ">"] = "<",
) -> bytes:
    """A TIFF of (height, width, channels) samples, of the PhotometricInterpretation `colours` and ExtraSamples `extra`.

    In strips of `rows` or square tiles of `tile` pixels; `packed` by deflate with the predictor for floats; `apart` is
    one plane after the other.
    """
    height, width, channels = values.shape
    rows, predicted = rows or height, packed and values.dtype.kind == "f"
    planes = [values[..., [one]] for one in range(channels)] if apart else [values]
    blocks = []
    for plane in planes:
        for top in range(0, height, tile or rows):
            for left in range(0, width, tile or width):
                part = plane[top : top + (tile or rows), left : left + (tile or width)]
                if tile:
                    part = np.pad(part, ((0, tile - part.shape[0]), (0, tile - part.shape[1]), (0, 0)))
                blocks.append(_block(part, order, packed=packed, predicted=predicted))
    bits = values.dtype.itemsize * 8
    tags: Tags = {
        256: ("I", (width,)), 257: ("I", (height,)), 258: ("H", (bits,) * channels), 259: ("H", (8 if packed else 1,)),
        262: ("H", ((2 if channels > 2 else 1) if colours is None else colours,)), 277: ("H", (channels,)),
        284: ("H", (2 if apart else 1,)), 339: ("H", (3 if values.dtype.kind == "f" else 1,) * channels),
    }  # fmt: skip
    tags |= {322: ("I", (tile,)), 323: ("I", (tile,))} if tile else {278: ("I", (rows,))}
    tags |= {317: ("H", (3,))} if predicted else {}
    tags |= {338: ("H", (extra,))} if extra is not None else {}
    tags |= {34675: ("B", tuple(profile))} if profile else {}
    file = bytearray((b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 0))
    starts = tuple(_put(file, block) for block in blocks)
    tags |= {324 if tile else 273: ("I", starts), 325 if tile else 279: ("I", tuple(map(len, blocks)))}
    file[4:8] = struct.pack(order + "I", _directory(file, order, tags))
    return bytes(file)


def dng(preview: bytes | Image.Image | None, orientation: int = 1) -> bytes:
    """A RAW file: a thumbnail of 256 x 192 pixels, the sensor's data, and a preview as a JPEG or uncompressed."""
    file = bytearray(b"II*\0\0\0\0\0")
    sensor = np.random.default_rng(1).integers(0, 4000, (30, 40), np.uint16).tobytes()
    inner = [_directory(file, "<", _picture(file, sensor, (40, 30), 16, 32803, 1, 1))]
    if isinstance(preview, bytes):
        inner.append(_directory(file, "<", _picture(file, preview, (1200, 800), 8, 6, 3, 7)))
    elif preview is not None:
        inner.append(_directory(file, "<", _picture(file, preview.tobytes(), preview.size, 8, 2, 3, 1)))
    thumbnail = _picture(file, bytes((10, 200, 10)) * (256 * 192), (256, 192), 8, 2, 3, 1)
    more: Tags = {274: ("H", (orientation,)), 330: ("I", tuple(inner)), 50706: ("B", (1, 4, 0, 0))}
    file[4:8] = struct.pack("<I", _directory(file, "<", thumbnail | more))
    return bytes(file)


def _picture(
    file: bytearray, data: bytes, size: tuple[int, int], bits: int, colours: int, channels: int, packing: int
) -> Tags:
    return {
        254: ("I", (1,)), 256: ("I", (size[0],)), 257: ("I", (size[1],)), 258: ("H", (bits,) * channels),
        259: ("H", (packing,)), 262: ("H", (colours,)), 273: ("I", (_put(file, data),)), 277: ("H", (channels,)),
        278: ("I", (size[1],)), 279: ("I", (len(data),)),
    }  # fmt: skip


def _block(part: NDArray[Any], order: str, *, packed: bool, predicted: bool) -> bytes:
    stored = np.ascontiguousarray(part).astype(part.dtype.newbyteorder(order))  # type: ignore[arg-type]  # "<" or ">"
    if predicted:
        # The highest bytes of a row first, then the next ones, each less the one before it.
        high_first = np.ascontiguousarray(part).astype(part.dtype.newbyteorder(">"))
        size, channels = part.dtype.itemsize, part.shape[2]
        parts = high_first.view(np.uint8).reshape(part.shape[0], -1, size).transpose(0, 2, 1).reshape(part.shape[0], -1)
        less = parts.copy()
        less[:, channels:] -= parts[:, :-channels]
        return zlib.compress(less.tobytes())
    return zlib.compress(stored.tobytes()) if packed else stored.tobytes()


def _put(file: bytearray, data: bytes) -> int:
    place = len(file)
    file += data + bytes(len(data) % 2)
    return place


def _directory(file: bytearray, order: str, tags: Tags) -> int:
    place = len(file)
    entries, beyond = b"", b""
    for tag, (kind, numbers) in sorted(tags.items()):
        content = struct.pack(f"{order}{len(numbers)}{kind}", *numbers)
        if len(content) > 4:
            where = struct.pack(order + "I", place + 6 + 12 * len(tags) + len(beyond))
            beyond += content + bytes(len(content) % 2)
        else:
            where = content.ljust(4, b"\0")
        entries += struct.pack(order + "HHI", tag, _KINDS[kind], len(numbers)) + where
    file += struct.pack(order + "H", len(tags)) + entries + bytes(4) + beyond
    return place
