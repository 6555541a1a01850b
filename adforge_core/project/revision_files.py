"""A project's revisions as files: `project.json`, and earlier revisions and the undo steps in `revisions/`."""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from adforge_core.errors import BadOutput, BadProject, GoneProject
from adforge_core.media.files import flush, make_folder, unfinished, write_whole
from adforge_core.project.stores import Commit, Head

_PATIENCE_S = 20.0


class RevisionFiles:
    """The RevisionStore of a project's folder. Threads and processes can share it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "project.json"
        self.past_folder = folder / "revisions"
        self.steps = self.past_folder / "history.json"

    @property
    def place(self) -> str:
        """The folder's path."""
        return str(self.folder)

    def text(self) -> bytes | None:
        """Returns the content of project.json; None if it does not exist, empty if it cannot be read."""
        return _bytes(self.file)

    def head(self) -> Head:
        """Returns what is saved. Raises GoneProject if the folder is gone."""
        if not self.folder.is_dir():
            raise GoneProject(self.folder)
        return Head(_bytes(self.file), _bytes(self.steps))

    def numbers(self) -> frozenset[int]:
        """Returns the numbers of the earlier revisions that are kept."""
        try:
            with os.scandir(self.past_folder) as entries:
                stems = [entry.name.removesuffix(".json") for entry in entries if entry.name.endswith(".json")]
        except (FileNotFoundError, NotADirectoryError):
            return frozenset()
        return frozenset(int(stem) for stem in stems if stem.isascii() and stem.isdecimal())

    def past(self, number: int) -> bytes | None:
        """Returns an earlier revision; None if it is not kept."""
        return _bytes(self.past_file(number))

    def past_file(self, number: int) -> Path:
        """Returns the path for the earlier revision of this number."""
        return self.past_folder / f"{number:06}.json"

    def commit(self, seen: Head, commit: Commit) -> bool:
        """Saves `commit` if the saved state still equals `seen`. Files are always complete, even after a power cut.

        The earlier revision is written first, then the steps, then the project, so the replaced one is never missing.
        """
        with self._saving():
            if self.head() != seen:
                return False
            if commit.set_aside and self.file.is_file():
                shutil.copyfile(self.file, self._beside())
            contents: dict[Path, bytes] = {}
            if commit.past is not None:
                make_folder(self.past_folder)
                number, text = commit.past
                # A project.json that is about to be replaced can be linked; one that stays might be edited in place.
                linked = text == seen.text != commit.text and self._linked(self.past_file(number))
                if not linked:
                    contents[self.past_file(number)] = text
                elif commit.steps is None:
                    flush(self.past_folder)
            if commit.steps is not None:
                make_folder(self.past_folder)
                contents[self.steps] = commit.steps  # the folder is flushed with it
            if commit.text != seen.text:
                contents[self.file] = commit.text
            write_whole(contents)
            for number in commit.forget:
                self.past_file(number).unlink(missing_ok=True)
            return True

    def _linked(self, target: Path) -> bool:
        """Creates a hard link to project.json as `target`, which is not flushed; False if a copy is needed.

        It is needed if the volume has no links, if project.json is a symbolic link, which leads elsewhere from another
        folder, or if it has a second name already: what is written there must not change the revision.
        """
        waiting = target.with_name(f"{unfinished('writing')}{uuid4().hex}{target.suffix}")
        try:
            status = self.file.lstat()
            if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1:
                return False
            flush(self.file)  # it may have been edited by hand
            os.link(self.file, waiting)
            waiting.replace(target)
        except OSError:
            return False
        finally:
            with suppress(OSError):
                waiting.unlink(missing_ok=True)
        return True

    def _beside(self) -> Path:
        """Returns an unused name for a damaged project.json."""
        names = (f"project.damaged{f'-{number}' if number > 1 else ''}.json" for number in count(1))
        return next(path for path in map(self.file.with_name, names) if not path.exists())

    @contextmanager
    def _saving(self) -> Iterator[None]:
        """Excludes other savers during a save. Raises an error after waiting too long."""
        if not self.folder.is_dir():  # locking would create it again
            raise GoneProject(self.folder)
        lock = FileLock(self.folder / ".saving", timeout=_PATIENCE_S)
        try:
            lock.acquire()
        except Timeout as error:
            raise BadProject("Another window is saving the project.", "Try again in a moment.") from error
        except OSError as error:
            raise BadOutput(
                f"The project folder {self.folder} cannot be written: {error.strerror}.",
                "Check its permissions, or free some disk space.",
            ) from error
        try:
            yield
        finally:
            lock.release()


def _bytes(file: Path) -> bytes | None:
    """Returns the content of the file; None if it does not exist, empty if it cannot be read."""
    try:
        return file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return b""
