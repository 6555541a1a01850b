"""Reads what a HEIC or AVIF file holds: the coded tiles of its main picture, their grid, colours and turns.

The boxes are those of ISO/IEC 14496-12 (the file) and 23008-12 (pictures in it). Only Python touches them; what is
decoded is in `heif`.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from adforge_core.media.boxes import Part, Reader, boxes
from adforge_core.media.colorimetry import CodePoints

CODECS = {b"hvc1": "hevc", b"av01": "libdav1d"}
_CONFIGURATIONS = (b"hvcC", b"av1C")
_ALPHA = (b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", b"urn:mpeg:hevc:2015:auxid:1")


class Unsupported(ValueError):
    """The file is whole, but says what the studio cannot show. The message goes on after the file's name."""


class Turn(Enum):
    """A turn by a quarter anticlockwise, or a flip."""

    QUARTER = "quarter"
    UPSIDE_DOWN = "upside down"
    MIRRORED = "mirrored"


@dataclass(frozen=True)
class Tile:
    """One coded picture: the name of its decoder, that decoder's configuration, and the data."""

    codec: str
    configuration: bytes
    data: bytes


@dataclass(frozen=True)
class Coded:
    """A picture of `size` pixels in tiles, row by row. `crop` is the part that is shown: left, top, width, height."""

    size: tuple[int, int]
    columns: int
    tiles: tuple[Tile, ...]
    points: CodePoints | None
    profile: bytes
    crop: tuple[int, int, int, int]
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Contents:
    """The main picture of a file, and its opacity if it has one; `premultiplied` says the colours are times that."""

    colour: Coded
    alpha: Coded | None
    premultiplied: bool


def is_heif(data: bytes) -> bool:
    """Whether the file is a picture in HEIF: HEIC, AVIF or a sequence of them."""
    return bool(_brands(data) & {b"heic", b"heix", b"mif1", b"avif", b"heim", b"heis"}) or is_sequence(data)


def is_sequence(data: bytes) -> bool:
    """Whether the file is a moving picture in HEIF, with or without a still in it."""
    return data[8:12] in {b"avis", b"msf1", b"hevc", b"hevx"} and data[4:8] == b"ftyp"


def _brands(data: bytes) -> set[bytes]:
    if data[4:8] != b"ftyp":
        return set()
    size = min(len(data), struct.unpack(">I", data[:4])[0], 512)
    return {data[8:12], *(data[place : place + 4] for place in range(16, size - 3, 4))}


def contents(data: bytes) -> Contents | None:
    """Returns the main picture of the file; None if there is none. Raises ValueError or struct.error for a broken file.

    Raises Unsupported for a picture in a codec or of a construction that the studio does not read.
    """
    meta = next((box for kind, box in boxes(Part(data, 0, len(data))) if kind == b"meta"), None)
    if meta is None:
        return None
    items = _Items(data, meta.after(4))
    if not items.main:
        return None
    auxiliary = [item for item, to in items.references.get(b"auxl", {}).items() if items.main in to]
    alpha = next((item for item in auxiliary if items.kind_of_auxiliary(item).startswith(_ALPHA)), None)
    premultiplied = alpha is not None and alpha in items.references.get(b"prem", {}).get(items.main, ())
    return Contents(items.coded(items.main), None if alpha is None else items.coded(alpha), premultiplied)


@dataclass
class _Items:
    """The items of a `meta` box and how they belong together."""

    data: bytes
    meta: Part
    main: int = 0
    kinds: dict[int, bytes] = field(default_factory=dict)
    places: dict[int, tuple[int, list[tuple[int, int]]]] = field(default_factory=dict)
    references: dict[bytes, dict[int, tuple[int, ...]]] = field(default_factory=dict)
    properties: list[tuple[bytes, Part]] = field(default_factory=list)
    held: dict[int, list[int]] = field(default_factory=dict)
    inside: Part | None = None

    def __post_init__(self) -> None:
        read: dict[bytes, Callable[[Part], None]] = {
            b"pitm": self._read_main, b"iinf": self._read_kinds, b"iloc": self._read_places,
            b"iref": self._read_references, b"iprp": self._read_properties, b"idat": self._read_inside,
        }  # fmt: skip
        for kind, box in boxes(self.meta):
            if kind in read:
                read[kind](box)

    def _read_main(self, box: Part) -> None:
        self.main = Reader(box.after(4)).take(4 if box.numbers(">B")[0] else 2)

    def _read_inside(self, box: Part) -> None:
        self.inside = box

    def _read_kinds(self, box: Part) -> None:
        head = 8 if box.numbers(">B")[0] else 6
        for kind, entry in boxes(box.after(head)):
            version = entry.numbers(">B")[0]
            if kind == b"infe" and version >= 2:
                reader = Reader(entry.after(4))
                item = reader.take(4 if version > 2 else 2)
                reader.take(2)
                self.kinds[item] = reader.take(4).to_bytes(4, "big")

    def _read_places(self, box: Part) -> None:
        version, reader = box.numbers(">B")[0], Reader(box.after(4))
        sizes = reader.take(2)
        offset, length, base, index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
        wide = 4 if version > 1 else 2
        for _ in range(reader.take(wide)):
            item = reader.take(wide)
            method = reader.take(2) & 15 if version else 0
            reader.take(2)
            start = reader.take(base)
            extents = []
            for _ in range(reader.take(2)):
                reader.take(index if version else 0)
                extents.append((start + reader.take(offset), reader.take(length)))
            self.places[item] = (method, extents)

    def _read_references(self, box: Part) -> None:
        wide = 4 if box.numbers(">B")[0] else 2
        for kind, entry in boxes(box.after(4)):
            reader = Reader(entry)
            item = reader.take(wide)
            self.references.setdefault(kind, {})[item] = tuple(reader.take(wide) for _ in range(reader.take(2)))

    def _read_properties(self, box: Part) -> None:
        for kind, part in boxes(box):
            if kind == b"ipco":
                self.properties = list(boxes(part))
            elif kind == b"ipma":
                (head,) = part.numbers(">I")
                reader = Reader(part.after(4))
                for _ in range(reader.take(4)):
                    item = reader.take(4 if head >> 24 else 2)
                    wide, most = (2, 0x7FFF) if head & 1 else (1, 0x7F)
                    self.held[item] = [(reader.take(wide) & most) - 1 for _ in range(reader.take(1))]

    def of(self, item: int) -> list[tuple[bytes, Part]]:
        """The properties of an item, in the order in which they apply."""
        return [self.properties[index] for index in self.held.get(item, ()) if 0 <= index < len(self.properties)]

    def kind_of_auxiliary(self, item: int) -> bytes:
        return next((part.after(4).bytes() for kind, part in self.of(item) if kind == b"auxC"), b"")

    def content(self, item: int) -> bytes:
        """The data of an item."""
        if item not in self.places:
            raise ValueError("an item lies nowhere")
        method, extents = self.places[item]
        whole = Part(self.data, 0, len(self.data)) if method == 0 else self.inside if method == 1 else None
        if whole is None:
            raise Unsupported("is put together from parts of other pictures, which the studio cannot read")
        spans = []
        for offset, length in extents:
            start = whole.start + offset
            end = start + length if length else whole.end
            if not whole.start <= start <= end <= whole.end:
                raise ValueError("an item lies outside the file")
            spans.append((start, end))
        if sum(end - start for start, end in spans) > len(self.data):
            raise ValueError("an item is longer than the file")
        return b"".join(self.data[start:end] for start, end in spans)

    def coded(self, item: int) -> Coded:
        """The picture that an item is: coded itself, or a grid of others that are."""
        kind = self.kinds.get(item, b"")
        size = self._size(item)
        if kind == b"grid":
            parts = self.references.get(b"dimg", {}).get(item, ())
            reader = Reader(_whole(self.content(item)))
            wide = 4 if reader.take(2) & 1 else 2
            rows, columns = reader.take(1) + 1, reader.take(1) + 1
            size = (reader.take(wide), reader.take(wide))
            across, down = self._size(parts[0]) if parts else (0, 0)
            # Tiles beyond the picture would be work for nothing.
            fits = 0 < size[0] - across * (columns - 1) <= across and 0 < size[1] - down * (rows - 1) <= down
            if len(parts) != rows * columns or not fits or any(self._size(part) != (across, down) for part in parts):
                raise ValueError("the tiles do not make up the picture")
        else:
            parts, columns = (item,), 1
        tiles = tuple(self._tile(part) for part in parts)
        if sum(len(tile.data) for tile in tiles) > len(self.data):
            raise ValueError("the tiles are longer than the file")
        own = self.of(item)
        described = own if any(kind == b"colr" for kind, _ in own) else self.of(parts[0])
        points, profile = _colours(described)
        return Coded(size, columns, tiles, points, profile, _crop(own, size), _turns(own))

    def _size(self, item: int) -> tuple[int, int]:
        for kind, part in self.of(item):
            if kind == b"ispe":
                width, height = part.after(4).numbers(">II")
                return width, height
        raise ValueError("a picture has no size")

    def _tile(self, item: int) -> Tile:
        kind = self.kinds.get(item, b"")
        if kind not in CODECS:
            said = kind.decode("ascii", "replace") if kind.isalnum() else "unknown"
            raise Unsupported(f"holds a picture of the kind {said}, which the studio cannot read")
        configuration = next((part.bytes() for kind, part in self.of(item) if kind in _CONFIGURATIONS), b"")
        return Tile(CODECS[kind], configuration, self.content(item))


def _whole(data: bytes) -> Part:
    return Part(data, 0, len(data))


def _colours(properties: list[tuple[bytes, Part]]) -> tuple[CodePoints | None, bytes]:
    points, profile = None, b""
    for kind, part in properties:
        if kind != b"colr":
            continue
        (named,) = part.numbers(">4s")
        if named == b"nclx":  # type: ignore[comparison-overlap]  # "4s" gives bytes
            primaries, transfer, matrix, full = part.after(4).numbers(">HHHB")
            points = CodePoints(primaries, transfer, matrix, bool(full >> 7))
        elif named in (b"prof", b"rICC"):  # type: ignore[comparison-overlap]
            profile = part.after(4).bytes()
    return points, profile


def _turns(properties: list[tuple[bytes, Part]]) -> tuple[Turn, ...]:
    turns: list[Turn] = []
    for kind, part in properties:
        if kind == b"irot":
            turns += [Turn.QUARTER] * (part.numbers(">B")[0] & 3)
        elif kind == b"imir":
            turns.append(Turn.MIRRORED if part.numbers(">B")[0] & 1 else Turn.UPSIDE_DOWN)
    return tuple(turns)


def _crop(properties: list[tuple[bytes, Part]], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The part of the picture that its clean aperture shows: left, top, width, height."""
    for kind, part in properties:
        if kind == b"clap":
            fields = part.numbers(">IIIIiIiI")
            if not all(fields[1::2]):
                raise ValueError("a crop is divided by nothing")
            width, height, x, y = (up / down for up, down in zip(fields[::2], fields[1::2], strict=True))
            left = max(0, round((size[0] - width) / 2 + x))
            top = max(0, round((size[1] - height) / 2 + y))
            wide, tall = min(round(width), size[0] - left), min(round(height), size[1] - top)
            if wide > 0 and tall > 0:
                return left, top, wide, tall
    return 0, 0, *size
