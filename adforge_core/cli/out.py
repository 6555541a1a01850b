"""Where `--out` leads: a file, or a stream such as a pipe."""

import errno
import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, TextIO

from adforge_core.errors import BadOutput
from adforge_core.media.files import written_whole

_STANDARD_OUTPUT = {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}
_STREAMS = (stat.S_ISFIFO, stat.S_ISCHR)
_ELSEWHERE = "Choose another with --out."


class Out:
    """The place that `--out` names, checked before any work is done. `place` copies the finished ad there.

    A link is followed: its target is written, and the link stays. A file is replaced as a whole, or overwritten where
    its folder cannot be written but the file can. A pipe or a device is opened at once and written to; it is never
    replaced by a file.
    """

    def __init__(self, path: Path, answers: TextIO | None, *, json: bool = False) -> None:
        """Checks the place `path`.

        Args:
            path: The place as the user named it.
            answers: The program's standard output; None if it is closed.
            json: Whether standard output is to carry a JSON object, and so cannot carry the ad.

        Raises:
            BadOutput: Nothing can be written there. The message says why.
        """
        self._path = self._target = path.absolute()
        self._stream: BinaryIO | None = None
        self.is_standard_output = False
        try:
            found = path.stat()
        except FileNotFoundError:
            self._target = _new_file(path)
            return
        except OSError as error:
            raise BadOutput(f"{path} cannot be written: {error.strerror}.", _ELSEWHERE) from error
        if _is(path, found, answers):
            self._stream = _standard_output(answers, json=json)
            self.is_standard_output = True
        elif stat.S_ISDIR(found.st_mode):
            raise BadOutput(f"{path} is a folder.", "Name a file that ends in .mp4.")
        elif any(is_stream(found.st_mode) for is_stream in _STREAMS):
            self._stream = _opened(path)
        elif stat.S_ISREG(found.st_mode):
            self._target = _there(path)
        else:
            raise BadOutput(f"{path} is neither a file nor a pipe.", _ELSEWHERE)

    def place(self, master: Path) -> Path:
        """Copies the file `master` there and returns the place. Raises BadOutput, which says where the ad still is."""
        still = "The ad is finished: copy it from"
        try:
            if self._stream is not None:
                with self._stream as stream, master.open("rb") as source:
                    shutil.copyfileobj(source, stream, 1 << 20)
            elif os.access(self._target.parent, os.W_OK):
                with written_whole(self._target) as unfinished:
                    shutil.copyfile(master, unfinished)
            else:
                shutil.copyfile(master, self._target)
        except BadOutput as error:
            raise BadOutput(error.happened, f"{still} {master}.") from error
        except OSError as error:
            raise BadOutput(f"{self._path} cannot be written: {_why(error)}.", f"{still} {master}.") from error
        return self._target


def _is(path: Path, found: os.stat_result, answers: TextIO | None) -> bool:
    """Whether `path` is standard output: by its name, or because standard output is redirected into that file."""
    if str(path) in _STANDARD_OUTPUT:
        return True
    with suppress(OSError, ValueError, AttributeError):  # closed, or not a file of the operating system
        return stat.S_ISREG(found.st_mode) and os.path.samestat(found, os.fstat(answers.fileno()))  # type: ignore[union-attr]
    return False


def _standard_output(answers: TextIO | None, *, json: bool) -> BinaryIO:
    if json:
        raise BadOutput("With --json, standard output carries the answer and not the ad.", _ELSEWHERE)
    try:
        if answers is None:
            raise OSError(errno.EBADF, "it is closed")
        if answers.isatty():
            raise BadOutput(
                "Standard output is a terminal, which cannot show an ad.", "Redirect it into a file or program."
            )
        return os.fdopen(os.dup(answers.fileno()), "wb")
    except OSError as error:
        raise BadOutput(f"Standard output cannot be written: {_why(error)}.", _ELSEWHERE) from error


def _opened(path: Path) -> BinaryIO:
    """Opens a pipe or a device. A pipe that nobody reads is refused: to wait for a reader would look like a hang."""
    try:
        opened = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError as error:
        if error.errno == errno.ENXIO:
            raise BadOutput(f"Nothing reads from the pipe {path}.", "Start what reads from it first.") from error
        raise BadOutput(f"{path} cannot be written: {_why(error)}.", _ELSEWHERE) from error
    os.set_blocking(opened, True)
    if os.isatty(opened):
        os.close(opened)
        raise BadOutput(f"{path} is a terminal, which cannot show an ad.", _ELSEWHERE)
    return os.fdopen(opened, "wb")


def _new_file(path: Path) -> Path:
    """Returns where a file will be created: at `path`, or where the link `path` leads."""
    target = Path(os.path.realpath(path))
    if path.suffix.lower() != ".mp4":
        raise BadOutput(f"{path} does not end in .mp4.", "Give it a name that ends in .mp4.")
    if not target.parent.is_dir():
        raise BadOutput(f"The folder {target.parent} does not exist.", "Create it first, or choose another with --out.")
    _check_folder(target.parent)
    return target


def _there(path: Path) -> Path:
    """Returns the file that is there, behind any links."""
    target = Path(os.path.realpath(path))
    if path.suffix.lower() != ".mp4":
        raise BadOutput(f"{path} does not end in .mp4.", "Give it a name that ends in .mp4.")
    if not os.access(target, os.W_OK):
        raise BadOutput(f"{path} is write-protected.", _ELSEWHERE)
    if os.access(target.parent, os.W_OK):
        _check_folder(target.parent)
    return target


def _check_folder(folder: Path) -> None:
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise BadOutput(f"The folder {folder} is not writable: {_why(error)}.", _ELSEWHERE) from error


def _why(error: OSError) -> str:
    return "nothing reads from it any more" if error.errno == errno.EPIPE else error.strerror or str(error)
