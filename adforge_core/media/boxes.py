"""The boxes of ISO/IEC 14496-12, of which MP4, HEIC and AVIF files consist."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A part of a file, from byte `start` to before `end`."""

    data: bytes
    start: int
    end: int

    def after(self, skipped: int) -> "Part":
        """Returns the part without its first `skipped` bytes."""
        return Part(self.data, self.start + skipped, self.end)

    def bytes(self) -> bytes:
        """Returns the bytes of the part."""
        return self.data[self.start : self.end]

    def numbers(self, layout: str) -> tuple[int, ...]:
        """Returns the fields the part begins with, by the `layout` of struct. Raises ValueError if it is shorter."""
        size = struct.calcsize(layout)
        if self.start + size > self.end:
            raise ValueError("a box ends within its fields")
        return struct.unpack_from(layout, self.data, self.start)


@dataclass
class Reader:
    """Reads the numbers of a part one after the other. `part` is what is left of it."""

    part: Part

    def take(self, size: int) -> int:
        """Returns the next number, of `size` bytes; 0 for none. Raises ValueError at the end of the part."""
        if self.part.start + size > self.part.end:
            raise ValueError("a box ends within its fields")
        number = int.from_bytes(self.part.data[self.part.start : self.part.start + size], "big")
        self.part = self.part.after(size)
        return number


def boxes(part: Part) -> Iterator[tuple[bytes, Part]]:
    """Yields the boxes in a part: the kind of each, and what it holds. Raises ValueError for one that is cut short."""
    while part.end - part.start >= 8:
        size, kind = struct.unpack_from(">I4s", part.data, part.start)
        head = 8
        if size == 1:
            (size,), head = part.after(8).numbers(">Q"), 16
        elif size == 0:
            size = part.end - part.start
        if not head <= size <= part.end - part.start:
            raise ValueError("a box is longer than what it lies in")
        yield kind, Part(part.data, part.start + head, part.start + size)
        part = part.after(size)
