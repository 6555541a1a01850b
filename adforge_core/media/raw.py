"""The pictures inside RAW files: what a camera stores of its sensor, beside previews that it developed itself."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_SENSOR, _LINEAR_RAW = 32803, 34892
_WIDTH, _HEIGHT, _COMPRESSION, _COLOURS, _ORIENTATION = 256, 257, 259, 262, 274
_REDUCED, _INSIDE, _DNG = 254, 330, 50706
_PLAIN = {1, 5, 8, 32773, 32946}  # uncompressed, LZW, deflate, PackBits, deflate as Adobe once numbered it
_SHAPES = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 13: "I"}
_STARTS = (b"FUJIFILMCCD-RAW", b"FOVb", b"\0MRM", b"IIRO", b"IIRS", b"MMOR", b"IIU\0")
_MOST_DIRECTORIES = 256
_MOST_JPEGS = 512


@dataclass(frozen=True)
class Directory:
    """A directory of a TIFF: one picture. `chained` is false for those inside another. Tags are whole numbers only."""

    offset: int
    chained: bool
    tags: dict[int, tuple[int, ...]]

    def one(self, tag: int, otherwise: int = 0) -> int:
        """The first number of a tag."""
        return self.tags.get(tag, (otherwise,))[0]


@dataclass(frozen=True)
class Rendition:
    """A finished picture inside a RAW file: a file of its own. `orientation` is EXIF's, where it has none itself."""

    data: bytes
    width: int
    height: int
    orientation: int


def is_raw(data: bytes) -> bool:
    """Whether the file is a camera's RAW file, by its content."""
    if data.startswith(_STARTS) or data[4:12] == b"ftypcrx ":
        return True
    return any(
        _DNG in one.tags or one.one(_COLOURS) in (_SENSOR, _LINEAR_RAW) for one in directories(data)
    )  # fmt: skip


def renditions(data: bytes) -> list[Rendition]:
    """Returns the finished pictures inside a RAW file, the largest first."""
    own = list(directories(data)) or list(_canon_directories(data))
    turn = own[0].one(_ORIENTATION, 1) if own else 1
    found = [(start, end, width, height) for start, (end, width, height) in _jpegs(data)]
    found += [
        (one.offset, 0, one.one(_WIDTH), one.one(_HEIGHT))
        for one in own
        if one.one(_COLOURS) in (1, 2) and one.one(_COMPRESSION, 1) in _PLAIN and data[2:4] in (b"*\0", b"\0*")
    ]
    made = []
    for place, end, width, height in sorted(found, key=lambda one: -one[2] * one[3]):
        # A TIFF that begins with this directory is that picture.
        order = ">" if data[:2] == b"MM" else "<"
        picture = data[place:end] if end else data[:4] + struct.pack(order + "I", place) + data[8:]
        made.append(Rendition(picture, width, height, turn))
        if len(made) == 3:
            break
    return made


def directories(data: bytes) -> Iterator[Directory]:
    """Yields the directories of a TIFF, those inside others as well. Stops where the file is broken."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 8:
        return
    waiting, seen = [(struct.unpack_from(order + "I", data, 4)[0], True)], set[int]()
    while waiting and len(seen) < _MOST_DIRECTORIES:
        offset, chained = waiting.pop(0)
        if offset in seen or not 8 <= offset <= len(data) - 6:
            continue
        seen.add(offset)
        (count,) = struct.unpack_from(order + "H", data, offset)
        after = offset + 2 + 12 * count
        if after > len(data):
            return
        tags = dict(_tags(data, order, offset + 2, count))
        yield Directory(offset, chained, tags)
        waiting += [(inner, False) for inner in tags.get(_INSIDE, ())]
        if after + 4 <= len(data):
            waiting.append((struct.unpack_from(order + "I", data, after)[0], chained))


def _tags(data: bytes, order: str, start: int, count: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    for place in range(start, start + 12 * count, 12):
        tag, kind, values = struct.unpack_from(order + "HHI", data, place)
        if kind not in _SHAPES or not 0 < values <= 64:
            continue
        layout = f"{order}{values}{_SHAPES[kind]}"
        size = struct.calcsize(layout)
        where = place + 8 if size <= 4 else struct.unpack_from(order + "I", data, place + 8)[0]
        if where + size <= len(data):
            yield tag, struct.unpack_from(layout, data, where)


def pages(data: bytes) -> int:
    """Returns the number of pages of a TIFF; smaller copies of others are none."""
    return sum(one.chained and not one.one(_REDUCED) & 1 for one in directories(data))


def _canon_directories(data: bytes) -> Iterator[Directory]:
    """The first TIFF that a CR3 file holds, with what the camera says about the photo."""
    place = data.find(b"CMT1", 0, 1 << 20)
    if place >= 0:
        yield from directories(data[place + 4 : place + 4 + (1 << 16)])


def _jpegs(data: bytes) -> Iterator[tuple[int, tuple[int, int, int]]]:
    """Yields where JPEGs begin that lie in the file, and for each its end, width and height."""
    place = found = 0
    while found < _MOST_JPEGS and (place := data.find(b"\xff\xd8\xff", place)) >= 0:
        if jpeg := _jpeg_at(data, place):
            found += 1
            yield place, jpeg
        place += 2


def _jpeg_at(data: bytes, start: int) -> tuple[int, int, int] | None:
    """The end, width and height of the JPEG at `start`; None if none lies there, or a lossless one, as RAW data is."""
    place = start + 2
    while place + 9 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker in (0xC0, 0xC1, 0xC2):
            height, width = struct.unpack_from(">HH", data, place + 5)
            end = data.find(b"\xff\xd9", place) + 2
            return (end, width, height) if end > 1 and width and height and data[place + 4] == 8 else None
        if marker == 0xFF:
            place += 1
        elif (0xC3 <= marker <= 0xCF and marker != 0xC4) or marker < 0xC0 or marker in (0xD8, 0xD9, 0xDA):
            return None
        else:
            place += 2 + struct.unpack_from(">H", data, place + 2)[0]
    return None
