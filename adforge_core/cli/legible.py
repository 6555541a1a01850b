"""Text for terminals and for JSON, whatever characters a file's name holds."""

import re
from typing import Any

_HALVES = "[\ud800-\udfff]"
_MOVES_THE_REST = "[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"


def with_escapes(text: str, what: str = _MOVES_THE_REST) -> str:
    """Returns `text` with escapes instead of characters that match `what`.

    By default these are line ends, control characters and marks of direction, which change what a terminal shows of the
    rest, and bytes that are not UTF-8: \\n, \\u202e, \\xff.
    """
    return re.sub(what, _escape, text)


def encodable(value: Any) -> Any:
    """Returns a JSON value whose texts are all valid Unicode: bytes of file names that are not UTF-8 are escaped."""
    return _every(value, _HALVES)


def legible(value: Any) -> Any:
    """Returns a JSON value whose texts are all as `with_escapes` returns them."""
    return _every(value, _MOVES_THE_REST)


def _every(value: Any, what: str) -> Any:
    if isinstance(value, dict):
        return {name: _every(part, what) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_every(part, what) for part in value]
    return with_escapes(value, what) if isinstance(value, str) else value


def _escape(char: re.Match[str]) -> str:
    code = ord(char[0])
    if 0xDC80 <= code <= 0xDCFF:  # Python's stand-in for a byte that is not UTF-8
        code -= 0xDC00
    elif code > 0xFF:
        return f"\\u{code:04x}"
    return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(char[0], f"\\x{code:02x}")
