"""Files that are named by their content: the name proves that the file is whole."""

import re
import stat
from functools import lru_cache
from hashlib import sha256
from pathlib import Path


def content_name(path: Path) -> str:
    """A file name that says what is in the file: the first half of its SHA-256, and its suffix."""
    return _hex(path) + path.suffix.lower()


def is_named_by_content(path: Path) -> bool:
    """Whether the file's name says what is in it."""
    return re.fullmatch("[0-9a-f]{32}", path.stem) is not None


def is_whole(path: Path) -> bool:
    """Whether the file is there, and, where its name says what is in it, whether that is so.

    A file is read once, and again only when it has changed since.
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
