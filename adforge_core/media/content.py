"""Files named by their content, so that the name shows whether a file is complete."""

import re
import stat
from functools import lru_cache
from hashlib import sha256
from pathlib import Path


def content_name(path: Path) -> str:
    """Returns a name for the content of a file: the first half of its SHA-256, and its plain suffix."""
    return _hex(path) + plain_suffix(path)


def plain_suffix(path: Path) -> str:
    """Returns the suffix of a file in small letters; nothing if it is long or not of plain letters and digits."""
    suffix = path.suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9_+-]{1,16}", suffix) else ""


def is_named_by_content(path: Path) -> bool:
    """Whether the file is named by its content."""
    return re.fullmatch("[0-9a-f]{32}", path.stem) is not None


def is_whole(path: Path) -> bool:
    """Whether the file exists and, if it is named by its content, whether that matches.

    A file is read once, and again only after it changed.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return False
        known = _digest(path, status.st_size, status.st_mtime_ns, status.st_ino) if is_named_by_content(path) else ""
        return known in {"", path.stem}
    except OSError:  # gone, or the disk cannot read it
        return False


@lru_cache(maxsize=4096)
def _digest(path: Path, size: int, changed_ns: int, inode: int) -> str:  # noqa: ARG001  by these it is known again
    return _hex(path)


def _hex(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()[:32]
