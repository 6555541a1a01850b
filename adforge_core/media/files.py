"""Files that are either complete or absent."""

import errno
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from adforge_core.errors import BadOutput
from adforge_core.media.owner import SWEPT_S, beating, has_ended, silent_s, this_process


def unfinished(doing: str) -> str:
    """Returns the prefix for names of unfinished files and folders: it hides them and names this process."""
    return f".{doing}-{this_process().mark}-"


def abandoned(path: Path) -> bool:
    """Whether `path` is unfinished and its owner no longer works on it.

    The owner has ended, or is on another host and has not renewed it for a day. Files of earlier versions, which marked
    their owner by the process number alone, count as abandoned too.
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


def sweep(folder: Path) -> None:
    """Removes unfinished files and folders in `folder` whose owner has ended.

    Each is first renamed to one of this process, so that the next sweep finds it if this process ends meanwhile.
    """
    for leftover in folder.glob(".*-*"):
        if abandoned(leftover):
            mine = folder / f"{unfinished('removing')}{uuid4().hex[:8]}"
            with suppress(OSError):  # another process removes it, or permission is missing
                leftover.rename(mine)
                if mine.is_dir():
                    shutil.rmtree(mine)
                else:
                    mine.unlink()


@contextmanager
def written_whole(out: Path) -> Iterator[Path]:
    """Yields a new path beside `out`, with its suffix, to write to. It becomes `out` when the context ends.

    It is flushed to disk first, so a power cut leaves the old file or the new one complete. If the block raises, the
    new file is removed and `out` does not change. Raises BadOutput if the file cannot be written; other errors of the
    block are passed through.
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


def write_whole(contents: Mapping[Path, bytes]) -> None:
    """Writes each of these files so that a power cut leaves the old one or the new one complete.

    They are replaced in order, each flushed to disk before the next. Raises BadOutput if a file cannot be written; that
    file and those after it do not change.
    """
    waiting: dict[Path, Path] = {}
    try:
        for out, content in contents.items():
            with _told(out):
                if out.is_dir():
                    raise IsADirectoryError(errno.EISDIR, "it is a folder")
                waiting[out] = out.with_name(f"{unfinished('writing')}{uuid4().hex}{out.suffix}")
                waiting[out].write_bytes(content)
        # A file system's journal takes several at once as fast as one.
        with ThreadPoolExecutor(max(1, len(waiting))) as pool:
            flushed = [(out, pool.submit(flush, file)) for out, file in waiting.items()]
        for out, done in flushed:
            with _told(out):
                done.result()
        for out, file in waiting.items():
            with _told(out):
                file.replace(out)
                flush(out.parent)
    finally:
        for file in waiting.values():
            with suppress(OSError):
                file.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """Flushes the content of the file `path`, or the names in the folder `path`, to disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP} or not path.is_dir():  # some volumes cannot flush folders
            raise
    finally:
        os.close(opened)


def make_folder(folder: Path) -> None:
    """Creates the folder and its missing parents, so that they survive a power cut. Raises OSError."""
    if folder.is_dir():
        return
    if folder.exists():
        raise NotADirectoryError(errno.ENOTDIR, f"{folder} is not a folder", str(folder))
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
    """Whether the error is about the file being written and not about one of its inputs."""
    ours = {str(waiting), str(out)}
    if str(error.filename) in ours:
        return True
    # Errors of writing have no file name; errors of copying name the source first.
    full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    return full and (error.filename is None or str(error.filename2) in ours)
