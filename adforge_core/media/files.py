"""Files that are either whole or not there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from adforge_core.errors import BadOutput


@contextmanager
def written_whole(out: Path) -> Iterator[Path]:
    """A new path beside `out`, with its suffix, to write to; it becomes `out` when the context ends well.

    Left by an exception, what was written is removed and an older `out` stays as it was. Raises BadOutput where the
    folder does not take files.
    """
    unfinished = out.with_name(f".{out.stem[:100]}.{uuid4().hex}{out.suffix}")
    try:
        if out.is_dir():
            raise IsADirectoryError(21, "it is a folder")
        unfinished.touch()
        try:
            yield unfinished
            unfinished.replace(out)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise BadOutput(
            f"{out} cannot be written: {(error.strerror or str(error)).rstrip('.')}.",
            "Choose another place, or make room on the disc.",
        ) from error
