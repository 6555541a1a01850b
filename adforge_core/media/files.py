"""Files that are either whole or not there."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
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

    Left by an exception, what was written is removed and an older `out` stays as it was. Raises BadOutput where the
    folder does not take files.
    """
    waiting = out.with_name(f"{unfinished('writing')}{uuid4().hex}{out.suffix}")
    try:
        if out.is_dir():
            raise IsADirectoryError(21, "it is a folder")
        waiting.touch()
        try:
            with beating(waiting):
                yield waiting
            waiting.replace(out)
        finally:
            waiting.unlink(missing_ok=True)
    except OSError as error:
        raise BadOutput(
            f"{out} cannot be written: {(error.strerror or str(error)).rstrip('.')}.",
            "Choose another place, or make room on the disc.",
        ) from error
