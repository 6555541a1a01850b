"""Files that are either whole or not there."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from adforge_core.errors import BadOutput


def unfinished(doing: str) -> str:
    """How the name of a file or folder begins that this process has not finished: hidden, and saying whose it is."""
    return f".{doing}-{os.getpid()}-"


def abandoned(path: Path) -> bool:
    """Whether `path` is unfinished and the process that was at it is gone."""
    owner = re.match(r"\.[a-z]+-(\d+)-", path.name)
    if owner is None:
        return False
    try:
        os.kill(int(owner[1]), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
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
            yield waiting
            waiting.replace(out)
        finally:
            waiting.unlink(missing_ok=True)
    except OSError as error:
        raise BadOutput(
            f"{out} cannot be written: {(error.strerror or str(error)).rstrip('.')}.",
            "Choose another place, or make room on the disc.",
        ) from error
