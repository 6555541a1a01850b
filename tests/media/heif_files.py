"""HEIC files for tests, written box by box: ISO/IEC 23008-12, with tiles that x265 encodes without loss."""

import struct
from fractions import Fraction

import av
import numpy as np
from numpy.typing import NDArray


def heic(
    planes: NDArray[np.integer],
    *,
    tile: int = 64,
    points: tuple[int, int, int, int] | None = (1, 13, 0, 1),
    profile: bytes = b"",
    turns: tuple[bytes, ...] = (),
    alpha: NDArray[np.uint8] | None = None,
    premultiplied: bool = False,
) -> bytes:
    """A HEIC of (height, width, 3) green, blue and red (matrix 0), or luma and chroma, in a grid of square tiles.

    8 bits, or 10 if `planes` are uint16; those are green, blue and red. `points` are primaries, transfer,
    matrix and full range.
    """
    height, width = planes.shape[:2]
    colr = [_box(b"colr", b"nclx" + struct.pack(">HHHB", *points[:3], points[3] << 7))] if points else []
    colr += [_box(b"colr", b"prof" + profile)] if profile else []
    items: list[tuple[bytes, bytes, list[bytes]]] = []  # kind, data, properties
    for top in range(0, height, tile):
        for left in range(0, width, tile):
            part = np.zeros((tile, tile, 3), planes.dtype)
            seen = planes[top : top + tile, left : left + tile]
            part[: seen.shape[0], : seen.shape[1]] = seen
            configuration, data = _hevc(part)
            items.append((b"hvc1", data, [configuration, _full(b"ispe", struct.pack(">II", tile, tile)), *colr]))
    count = len(items)
    grid = struct.pack(">BBBBHH", 0, 0, -(-height // tile) - 1, -(-width // tile) - 1, width, height)
    items.append((b"grid", grid, [_full(b"ispe", struct.pack(">II", width, height)), *colr, *turns]))
    references = [_box(b"dimg", struct.pack(f">HH{count}H", count + 1, count, *range(1, count + 1)))]
    if alpha is not None:
        configuration, data = _hevc(np.dstack([alpha] * 3))
        auxiliary = _full(b"auxC", b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0")
        items.append((b"hvc1", data, [configuration, _full(b"ispe", struct.pack(">II", width, height)), auxiliary]))
        references.append(_box(b"auxl", struct.pack(">HHH", count + 2, 1, count + 1)))
        if premultiplied:
            references.append(_box(b"prem", struct.pack(">HHH", count + 1, 1, count + 2)))
    return _file(items, count + 1, references)


def turned(quarters: int) -> bytes:
    """The property that turns a picture by quarters, anticlockwise."""
    return _box(b"irot", bytes([quarters]))


def mirrored(axis: int) -> bytes:
    """The property that exchanges top and bottom (0) or left and right (1)."""
    return _box(b"imir", bytes([axis]))


def _hevc(part: NDArray[np.integer]) -> tuple[bytes, bytes]:
    """The configuration box of one lossless picture in three full planes, and its data."""
    deep = part.dtype == np.uint16
    encoder = av.CodecContext.create("libx265", "w")
    encoder.width, encoder.height, encoder.time_base = part.shape[1], part.shape[0], Fraction(1, 25)
    encoder.pix_fmt = "gbrp10le" if deep else "yuv444p"
    encoder.color_range = 2
    encoder.options = {"preset": "ultrafast", "x265-params": "lossless=1:log-level=none:repeat-headers=1:pools=none"}
    stored = part[..., [2, 0, 1]] if deep else part.transpose(2, 0, 1)
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(stored), format=encoder.pix_fmt)
    frame.pts = 0
    stream = b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])
    units = [unit.rstrip(b"\0") for unit in stream.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1") if unit]
    heads = [unit for unit in units if unit[0] >> 1 in (32, 33, 34)]
    arrays = b"".join(struct.pack(">BHH", unit[0] >> 1, 1, len(unit)) + unit for unit in heads)
    configuration = _box(b"hvcC", b"\1" + bytes(20) + bytes([3, len(heads)]) + arrays)
    pictures = [unit for unit in units if unit[0] >> 1 < 32]
    return configuration, b"".join(struct.pack(">I", len(unit)) + unit for unit in pictures)


def _file(items: list[tuple[bytes, bytes, list[bytes]]], main: int, references: list[bytes]) -> bytes:
    properties: list[bytes] = []
    held = b""
    for number, (_, _, own) in enumerate(items, 1):
        places = []
        for one in own:
            if one not in properties:
                properties.append(one)
            places.append(properties.index(one) + 1)
        held += struct.pack(">HB", number, len(places)) + bytes(places)
    names = [_full(b"infe", struct.pack(">HH4sB", n, 0, kind, 0), 2) for n, (kind, _, _) in enumerate(items, 1)]
    head = _box(b"ftyp", b"heic\0\0\0\0mif1heic")

    def meta(start: int) -> bytes:
        places = b""
        for number, (_, data, _) in enumerate(items, 1):
            places += struct.pack(">HHHII", number, 0, 1, start, len(data))
            start += len(data)
        return _full(
            b"meta",
            _full(b"hdlr", bytes(4) + b"pict" + bytes(13))
            + _full(b"pitm", struct.pack(">H", main))
            + _full(b"iloc", struct.pack(">HH", 0x4400, len(items)) + places)
            + _full(b"iinf", struct.pack(">H", len(items)) + b"".join(names))
            + _full(b"iref", b"".join(references))
            + _box(
                b"iprp",
                _box(b"ipco", b"".join(properties)) + _full(b"ipma", struct.pack(">I", len(items)) + held),
            ),
        )

    start = len(head) + len(meta(0)) + 8
    return head + meta(start) + _box(b"mdat", b"".join(data for _, data, _ in items))


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def _full(kind: bytes, content: bytes, version: int = 0) -> bytes:
    return _box(kind, bytes([version, 0, 0, 0]) + content)
