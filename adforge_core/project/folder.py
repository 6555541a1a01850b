"""Project folders on disk."""

import errno
import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from anyascii import anyascii
from filelock import FileLock, Timeout
from platformdirs import user_data_path

from adforge_core.errors import AdForgeError, BadOutput, BadProject, Cancelled, GoneProject
from adforge_core.media.content import is_named_by_content
from adforge_core.media.files import make_folder, sweep, unfinished, written_whole
from adforge_core.media.owner import beating, claimant, this_process
from adforge_core.model.project import Project
from adforge_core.project.ledger import Ledger
from adforge_core.project.ledger_file import LedgerFile
from adforge_core.project.media_folder import MediaFolder
from adforge_core.project.order_locks import OrderLocks
from adforge_core.project.revision_files import RevisionFiles
from adforge_core.project.revisions import Revisions

_OURS = (
    *("media", "previews", "deliverables", "revisions", ".work", "ledger.jsonl"),
    *(".lock", ".ledger.lock", ".saving", ".joined", ".orders", ".run"),
)

_PREVIEWS_KEPT = 400


def studio_home() -> Path:
    """Returns the folder of the studio's projects and cache: ADFORGE_HOME, or the platform's user data folder.

    Raises:
        BadOutput: ADFORGE_HOME begins with the name of a user who does not exist, or it is not set and this user has no
            home.

    Example:
        >>> from adforge_core import studio_home
        >>> projects = studio_home() / "projects"
    """
    named = os.environ.get("ADFORGE_HOME")
    try:
        return Path(named).expanduser().absolute() if named else user_data_path("adforge", appauthor=False)
    except RuntimeError as error:  # HOME is not set, and the system does not know the user
        wrong = f"ADFORGE_HOME is {named}, and there is no such user" if named else "This user has no home folder"
        raise BadOutput(f"{wrong}.", "Set ADFORGE_HOME to a folder.") from error


def unwritable_folder(name: str, folder: Path, error: OSError) -> BadOutput:
    """Returns the error for a `folder` of projects that cannot be written; `name` is what the message calls it."""
    full, at_home = error.errno in {errno.ENOSPC, errno.EDQUOT}, False
    with suppress(BadOutput):  # this user has no home
        at_home = studio_home() in (folder, *folder.parents)
    if at_home:
        to_do = f"set ADFORGE_HOME to a folder {'on another disk' if full else 'that can be written'}."
    else:
        to_do = "choose another folder with --project."
    to_do = f"Free some disk space, or {to_do}" if full else to_do[0].upper() + to_do[1:]
    return BadOutput(f"{name} cannot be written: {error.strerror}.", to_do)


class ProjectFolder:
    """One project on disk: `project.json`, `revisions/`, `media/`, `ledger.jsonl`, `deliverables/`.

    `previews` holds pictures for screens, which can be made again. `work` holds temporary files of this run. `media`
    adds and finds files by their content. `revisions` reads and saves the project. This is the `ProjectStore` on disk;
    `deliverables`, `variants` and the locks are the folder's own.

    Example:
        >>> from pathlib import Path
        >>> from adforge_core import ProjectFolder
        >>> folder = ProjectFolder(Path("kettle-ad"))
        >>> folder.exists, folder.deliverables.is_dir()
        (True, True)
        >>> folder.media.local(folder.load().product.cutout).suffix
        '.png'
    """

    def __init__(self, folder: Path) -> None:
        # ffmpeg treats a relative path with a colon as a protocol.
        self.folder = folder = folder.absolute()
        self.media = MediaFolder(folder / "media")
        self.previews = folder / "previews"
        self.deliverables = folder / "deliverables"
        self.variants = self.deliverables / "variants"
        self.work = folder / ".work" / f"{unfinished('work')}{uuid4().hex[:8]}"
        self.claims = OrderLocks(folder / ".orders")
        self.ledger = Ledger(LedgerFile(folder / "ledger.jsonl"))
        self.files = RevisionFiles(folder)
        self.revisions = Revisions(self.files)
        self._was_there = self.exists

    @property
    def exists(self) -> bool:
        """Whether there is a project here."""
        return self.files.file.is_file()

    @contextmanager
    def run_lock(self) -> Iterator[None]:
        """Creates the folder if necessary and excludes other runs while the block runs.

        If the block raises before a new project was saved, everything that was made is removed, but nothing else. The
        lock file stays in a folder that existed before, and so does everything that was paid for.
        """
        found = frozenset(self.folder.rglob("*")) | {self.folder} if self.folder.is_dir() else frozenset[Path]()
        self.create()
        with self._held():
            try:
                with beating(self.work):
                    yield
            except Cancelled:
                raise
            except (AdForgeError, OSError):
                if not self.exists and not self.ledger.orders():
                    self._remove_all_but(found)
                raise
            finally:
                shutil.rmtree(self.work, ignore_errors=True)

    @contextmanager
    def shared_lock(self) -> Iterator[None]:
        """Allows work beside other runs; its results are merged into the project.

        The project cannot be deleted meanwhile. Raises BadProject if it was deleted since this object was made.
        """
        if not self._was_there:
            self.create()
        with self._present(fcntl.LOCK_SH):
            self.create()
            try:
                with beating(self.work):
                    yield
            finally:
                shutil.rmtree(self.work, ignore_errors=True)

    @contextmanager
    def exclusive_lock(self) -> Iterator[None]:
        """Excludes all other work, so that the project can be deleted. Raises BadProject if work is running."""
        to_do = "Stop it first, or wait until it is done."
        try:
            with self._present(fcntl.LOCK_EX | fcntl.LOCK_NB), FileLock(self.folder / ".lock", timeout=0):
                yield
        except BlockingIOError as error:
            raise BadProject("Something in this project is still being made.", to_do) from error
        except Timeout as error:
            raise BadProject("This project is being rendered.", to_do) from error

    @contextmanager
    def _present(self, how: int) -> Iterator[None]:
        """Holds the lock that prevents deletion. It ends with the process; `how` is the flock operation."""
        try:
            file = (self.folder / ".joined").open("ab")
        except FileNotFoundError as error:
            raise GoneProject(self.folder) from error
        except OSError as error:
            raise self._unwritable(error) from error
        with file:
            fcntl.flock(file, how)
            try:
                # If the project was deleted while this waited, the lock is on a folder in the trash.
                if self._was_there and not self.exists:
                    raise GoneProject(self.folder)
                yield
            finally:
                fcntl.flock(file, fcntl.LOCK_UN)  # on close, a process that inherited the file would keep the lock

    def _unwritable(self, error: OSError) -> BadOutput:
        return unwritable_folder(f"The project folder {self.folder}", self.folder, error)

    def scratch(self) -> Path:
        """Returns a new folder within the work folder. Raises GoneProject if the project was deleted."""
        if not self.folder.is_dir():
            raise GoneProject(self.folder)
        self.work.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=self.work))

    def load(self) -> Project:
        """Returns the project as it was last saved. Raises BadProject."""
        return self.revisions.load()

    def create(self) -> None:
        """Creates the folders. Refuses a folder with other content, and a project that was deleted meanwhile."""
        if self._was_there and not self.exists:
            raise GoneProject(self.folder)
        if self.folder.is_file():
            raise BadOutput(f"{self.folder} is a file, not a folder.", "Name a folder for the project.")
        if self.folder.is_dir() and not self.exists and any(not _is_ours(path) for path in self.folder.iterdir()):
            raise BadOutput(
                f"{self.folder} contains other files and is not a project.",
                "Name an empty or new folder for the project.",
            )
        try:
            inside = (self.media.folder, self.previews, self.deliverables, self.work, self.files.past_folder)
            for folder in (self.folder, *inside):
                make_folder(folder)
            with tempfile.TemporaryFile(dir=self.folder):
                pass
        except OSError as error:
            raise self._unwritable(error) from error

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Excludes other runs. The lock ends with the process, however that ends."""
        try:
            with FileLock(self.folder / ".lock", timeout=0), self._named():
                self._sweep()
                yield
        except Timeout as error:
            owner = claimant(self.folder / ".run")
            who = f": {owner.told}" if owner is not None else ""
            raise BadProject(
                f"Another run is using {self.folder}{who}.", "Wait until it is done or stop it, then try again."
            ) from error

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Records this process as the owner, for the message to others that find the project locked."""
        name = self.folder / ".run"
        with written_whole(name) as waiting:
            waiting.write_text(this_process().model_dump_json(), "utf-8")
        try:
            with beating(name):
                yield
        finally:
            name.unlink(missing_ok=True)

    def _remove_all_but(self, found: Collection[Path]) -> None:
        """Removes what was made since only the files in `found` existed. Files of others stay.

        Files made here are named by their content, are hidden, or are the ledger.
        """
        shutil.rmtree(self.work, ignore_errors=True)
        media, past = self.media.folder, self.files.past_folder
        folders = [media, self.previews, self.variants, self.deliverables, past, self.work.parent]
        made = [path for folder in folders[:2] for path in folder.glob("*") if is_named_by_content(path)]
        ours = [self.folder / name for name in _OURS if name.startswith(".") or name == "ledger.jsonl"]
        for path in (*made, *ours):
            if path not in found and path.is_file() and (path.name != ".lock" or self.folder not in found):
                path.unlink(missing_ok=True)
        for folder in (*folders, self.claims.folder, self.folder):
            if folder not in found:
                with suppress(OSError):  # it is not empty
                    folder.rmdir()

    def _sweep(self) -> None:
        """Removes unfinished files of ended processes, and the oldest previews beyond a fixed number."""
        made = (self.media.folder, self.previews, self.deliverables, self.variants)
        places = (self.folder, self.work.parent, *made, self.files.past_folder)
        for place in places:
            sweep(place)
        previews = [(path.stat().st_mtime, path) for path in self.previews.glob("[!.]*")]
        for _, old in sorted(previews, reverse=True)[_PREVIEWS_KEPT:]:
            old.unlink(missing_ok=True)


def slug(text: str) -> str:
    """Returns `text` as a short file name: lower-case letters, digits and hyphens. Other scripts are transliterated."""
    words = re.sub(r"[^a-z0-9]+", "-", anyascii(text).lower()).strip("-")
    return words[:40].rstrip("-") or "ad"


def _is_ours(path: Path) -> bool:
    return path.name in _OURS or path.name.startswith(".writing-")
