"""ICC profiles for tests, written byte by byte: ICC.1:2022, sections 7 (layout) and 10.10 (lut8Type)."""

import struct

Tag = tuple[bytes, bytes]


def _profile(colours: bytes, connection: bytes, kind: bytes, tags: list[Tag]) -> bytes:
    white = struct.pack(">3i", *(round(part * 65536) for part in (0.9642, 1.0, 0.8249)))
    described = b"desc" + struct.pack(">II", 0, 5) + b"test\0" + bytes(78)
    tags = [(b"desc", described), (b"wtpt", b"XYZ \0\0\0\0" + white), *tags]
    table, body, place = struct.pack(">I", len(tags)), b"", 132 + 12 * len(tags)
    for name, content in tags:
        padded = content + bytes(-len(content) % 4)
        table += name + struct.pack(">II", place + len(body), len(content))
        body += padded
    size = 128 + len(table) + len(body)
    head = struct.pack(">I4sI4s4s4s", size, b"lcms", 0x02400000, kind, colours, connection) + bytes(12) + b"acsp"
    head += bytes(68 - len(head)) + white
    return head + bytes(128 - len(head)) + table + body


def display_p3(gamma: float = 2.2) -> bytes:
    """Display P3's primaries, adapted to D50, with a gamma."""
    primaries = {
        b"rXYZ": (0.51512, 0.24120, -0.00105),
        b"gXYZ": (0.29198, 0.69225, 0.04189),
        b"bXYZ": (0.15710, 0.06657, 0.78407),
    }
    tags: list[Tag] = [
        (name, b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(part * 65536) for part in xyz)))
        for name, xyz in primaries.items()
    ]
    curve = b"curv" + struct.pack(">IIH", 0, 1, round(gamma * 256))
    return _profile(b"RGB ", b"XYZ ", b"mntr", [*tags, *((name, curve) for name in (b"rTRC", b"gTRC", b"bTRC"))])


def press_with_green_cyan() -> bytes:
    """A made-up press whose cyan ink prints green (Lab 60, -60, 50): no naive conversion arrives there."""
    grid = b""
    for corner in range(16):
        cyan, magenta, yellow, black = (corner >> shift & 1 for shift in (3, 2, 1, 0))
        light = 0 if black else 100 - 40 * cyan - 40 * magenta - 10 * yellow
        a = 0 if black else -60 * cyan + 60 * magenta
        b = 0 if black else 50 * cyan + 40 * yellow
        grid += bytes((round(max(light, 0) * 2.55), a + 128, min(b, 127) + 128))
    ramp = bytes(range(256))
    unit = struct.pack(">9i", *(65536 * (i % 4 == 0) for i in range(9)))
    lut = b"mft1" + struct.pack(">IBBBB", 0, 4, 3, 2, 0) + unit + ramp * 4 + grid + ramp * 3
    return _profile(b"CMYK", b"Lab ", b"prtr", [(b"A2B0", lut)])
