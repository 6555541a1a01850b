"""Knows files that are no photos by their content, and says what to do with each."""

A_VIDEO = ("is a video, not a photo.", "Use a photo, or a still from the video.")
"""What `stranger` says of videos."""

_STARTS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "is a PDF document, not a photo.", "Export the picture as a PNG and use that."),
    (b"\x1aE\xdf\xa3", *A_VIDEO),
    (b"PK\x03\x04", "is a ZIP archive, not a photo.", "Unpack it and use the picture inside."),
    (b"\xff\x0a", "is a JPEG XL picture, which the studio cannot read.", "Save it as a JPEG or PNG and use that."),
    (
        b"\0\0\0\x0cJXL ",
        "is a JPEG XL picture, which the studio cannot read.",
        "Save it as a JPEG or PNG and use that.",
    ),
)
_PAGES = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script")
_DRAWINGS = (b"<svg", b"<?xml", b"<!doctype svg", b"<!--")
_STILLS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis", b"crx "}


def stranger(data: bytes) -> tuple[str, str] | None:
    """Returns what a file is that is no photo, to go after its name, and what to do; None if it may be one."""
    if not data:
        return "is empty.", "Copy or download it again."
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(_DRAWINGS) and b"<svg" in data[:65536].lower():
        return "is an SVG drawing, not a photo.", "Export it as a PNG, 1600 pixels or larger."
    if head.startswith((*_PAGES, b"<?xml", b"<!--")):
        return "is a web page, not a picture.", "Open it in a browser, save the picture itself and use that."
    for start, said, to_do in _STARTS:
        if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(start):
            return said, to_do
    if data[:4] == b"RIFF" and data[8:12] == b"AVI ":
        return A_VIDEO
    if data[4:8] == b"ftyp" and data[8:12] not in _STILLS and not _mentions_a_still(data):
        return A_VIDEO
    return None


def _mentions_a_still(data: bytes) -> bool:
    size = min(int.from_bytes(data[:4], "big"), len(data), 512)
    return any(data[place : place + 4] in _STILLS for place in range(16, size - 3, 4))
