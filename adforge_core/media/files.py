"""Files that are either whole or not there."""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from adforge_core.errors import BadOutput
from adforge_core.media.owner import SWEPT_S, beating, has_ended, silent_s, this_process


def unfinished(doing: str) -> str:
    """How the name of a file or folder begins that this process has not finished: hidden, and saying whose it is."""
    return f".{doing}-{this_process().mark}-"


def abandoned(path: Path) -> bool:
    """Whether `path` is unfinished and nobody is at it any more.

    Its owner is gone, or is on another host and has not renewed it for a day. So is what an earlier studio left, which
    named its owner by the number of the process alone.
    """
    named = re.match(r"\.[a-z]+-(?:([0-9a-f]{12}_\d+_\d+)|\d+)-", path.name)
    if named is None:
        return False
    ended = has_ended(named[1]) if named[1] else None
    if ended is not None:
        return ended
    try:
        return silent_s(path) > SWEPT_S
    except FileNotFoundError:
        return False


@contextmanager
def written_whole(out: Path) -> Iterator[Path]:
    """A new path beside `out`, with its suffix, to write to; it becomes `out` when the context ends well.

    It is on disk then, so that a power cut leaves the old file or the new one, whole. Left by an exception, what was
    written is removed and an older `out` stays as it was. Raises BadOutput where the folder does not take the file;
    what else goes wrong inside the block is raised as what it is.
    """
    waiting = out.with_name(f"{unfinished('writing')}{uuid4().hex}{out.suffix}")
    try:
        with _told(out):
            if out.is_dir():
                raise IsADirectoryError(errno.EISDIR, "it is a folder")
            waiting.touch()
        try:
            with beating(waiting):
                yield waiting
        except OSError as error:
            if _is_about(error, waiting, out):
                raise _unwritable(out, error) from error
            raise
        with _told(out):
            flush(waiting)
            waiting.replace(out)
            flush(out.parent)
    finally:
        with suppress(OSError):
            waiting.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """Has what the file `path` holds, or which names the folder `path` has, on disk before this returns."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP} or not path.is_dir():  # some volumes flush no folders
            raise
    finally:
        os.close(opened)


def make_folder(folder: Path) -> None:
    """Makes the folder, and those it is in, where they are not there; they outlast a power cut."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    flush(folder.parent)


@contextmanager
def _told(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _unwritable(out, error) from error


def _unwritable(out: Path, error: OSError) -> BadOutput:
    return BadOutput(
        f"{out} cannot be written: {(error.strerror or str(error)).rstrip('.')}.",
        "Choose another folder, or free some disk space.",
    )


def _is_about(error: OSError, waiting: Path, out: Path) -> bool:
    """Whether it is the file being written that something is wrong with, not another that it is made from."""
    ours = {str(waiting), str(out)}
    if str(error.filename) in ours:
        return True
    # Writing names no file; copying names the source first.
    full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    return full and (error.filename is None or str(error.filename2) in ours)
