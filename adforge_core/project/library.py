"""All projects of a studio: begun, copied, put away and brought back, packed into one file and unpacked."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import uuid4

from adforge_core.errors import BadInput, BadOutput, BadProject
from adforge_core.media.files import abandoned, unfinished, written_whole
from adforge_core.model.brief import Brief
from adforge_core.model.project import Project
from adforge_core.project.folder import ProjectFolder, slug
from adforge_core.project.packs import PACKED, project_files, read_pack, write_pack
from adforge_core.project.trash import Trash
from adforge_core.work.monitor import RunMonitor

__all__ = ["PACKED", "Imported", "Library"]


@dataclass(frozen=True)
class Imported:
    """A project that came in from a pack. `left_out` says, in sentences, what of it could not be used."""

    folder: ProjectFolder
    left_out: tuple[str, ...]


class Library:
    """The folder of projects. A project is known by its folder's name.

    Every new folder is made where nobody sees it and gets its name when it is whole, so that two that come at once,
    from this process or another, never share one.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.trash = Trash(folder / ".bin")

    def projects(self) -> tuple[str, ...]:
        """Their names, the last changed first; those of damaged ones too."""
        if not self._folder.is_dir():
            return ()
        saved = {path.name: _saved(path) for path in self._folder.iterdir() if _is_name(path.name)}
        return tuple(sorted((name for name in saved if saved[name]), key=lambda name: saved[name] or 0, reverse=True))

    def open(self, name: str) -> ProjectFolder:
        """The folder of the project called `name`, which may be damaged. Raises BadProject where there is none."""
        if not _is_name(name) or _saved(self._folder / name) is None:
            raise BadProject(f"There is no project “{name}”.", "It may have been deleted or renamed.")
        return ProjectFolder(self._folder / name)

    def changed(self, name: str) -> datetime:
        """When the project was last saved."""
        return datetime.fromtimestamp(_saved(self.open(name).folder) or 0, UTC)

    def begin(self, project: Project) -> ProjectFolder:
        """A new folder holding `project`."""
        with self._making("beginning") as waiting:
            _fill(waiting, project)
            return self._place(waiting, slug(project.name))

    def begin_empty(self, product: str) -> ProjectFolder:
        """A new project for a product, with nothing decided yet."""
        if not product.strip():
            raise BadInput("The product needs a name.", "Enter one.")
        brief = Brief(product=product.strip()[:200])
        return self.begin(Project(name=brief.product[:120], brief=brief))

    def duplicate(self, name: str) -> ProjectFolder:
        """A copy of a project with all it has made; its past stays with the original."""
        original = self.open(name)
        project = original.load()
        copy = project.model_copy(update={"name": f"{project.name} (copy)"})
        with original.shared_lock(), self._making("copying") as waiting:
            _fill(waiting, copy)
            for path in project_files(original.folder):
                inside = path.relative_to(original.folder)
                if inside.parts[0] in {"media", "deliverables"}:
                    _copy(path, waiting / inside)
            return self._place(waiting, slug(copy.name))

    def delete(self, name: str) -> str:
        """Moves a project to the trash and returns the token that brings it back.

        Raises BadProject while somebody is at it.
        """
        folder = self.open(name)
        with folder.exclusive_lock():
            return self.trash.put(folder.folder)

    def restore(self, token: str) -> str:
        """Brings a deleted project back and returns its name: another where there is a project of that name now.

        Raises BadProject where it is in the trash no more.
        """
        trashed = self.trash.find(token)
        return self._place(trashed, token.rpartition(".")[0], new=False).folder.name

    def pack(self, name: str, into: Path) -> Path:
        """Writes the whole project into one file, `into`, and returns it."""
        project, began = self.open(name), time.time()
        # Of a damaged project what is there is packed; nobody can join in work on it.
        with project.shared_lock() if project.exists else nullcontext(), written_whole(into) as waiting:
            write_pack(project.folder, waiting)
            # What is changed while it is being packed is newer than the pack.
            os.utime(waiting, (began, began))
        return into

    def is_packed(self, name: str, file: Path) -> bool:
        """Whether `file` is the project packed, and nothing that belongs into it has come or changed since."""
        changes = (path.stat().st_ctime for path in project_files(self.open(name).folder))
        return file.is_file() and max(changes, default=0) <= file.stat().st_mtime

    def unpack(self, file: Path, called: str = "", monitor: RunMonitor | None = None) -> Imported:
        """A new project from a packed one, all of which is looked through before the shelf has it.

        Messages call the file what it was `called` where it came from. `monitor` hears of the progress and can stop it.
        Raises BadProject for a file that is not one, NewerProject for a newer studio's, BadOutput where there is no
        room.
        """
        with self._making("unpacking") as waiting:
            left_out = read_pack(file, waiting, called or file.name, monitor or RunMonitor())
            return Imported(self._place(waiting, slug(ProjectFolder(waiting).load().name)), left_out)

    def sweep(self) -> None:
        """Removes what processes that are gone have left half made."""
        for leftover in self._folder.glob(".*-*"):
            if abandoned(leftover):
                shutil.rmtree(leftover, ignore_errors=True)

    @contextmanager
    def incoming(self) -> Iterator[Path]:
        """A path for a file that is being received; what is there is removed in the end."""
        with self._making("receiving") as waiting:
            yield waiting / f"received{PACKED}"

    @contextmanager
    def _making(self, doing: str) -> Iterator[Path]:
        """A folder to make a project in, unseen; it is removed unless it was given a place."""
        self.sweep()
        waiting = self._folder / f"{unfinished(doing)}{uuid4().hex[:8]}"
        try:
            waiting.mkdir(parents=True)
        except OSError as error:
            raise _unwritable(self._folder, error) from error
        try:
            yield waiting
        finally:
            shutil.rmtree(waiting, ignore_errors=True)

    def _place(self, made: Path, start: str, *, new: bool = True) -> ProjectFolder:
        """Gives the folder `made` a name that no project has: `start`, or that with a number.

        A `new` one has none that a project in the trash has, either: what is kept of that by name stays its own.
        """
        for number in count(1):
            target = self._folder / (start if number == 1 else f"{start}-{number}")
            try:
                # An empty folder is nobody's project; whoever makes it has the name, and may move another over it.
                target.mkdir()
            except FileExistsError:
                continue
            except OSError as error:
                raise _unwritable(self._folder, error) from error
            if new and target.name in self.trash.names():
                target.rmdir()
                continue
            try:
                made.rename(target)
            except OSError as error:
                target.rmdir()
                if isinstance(error, FileNotFoundError):
                    raise BadProject("This project has just been moved or deleted.", "Reload the page.") from error
                raise _unwritable(self._folder, error) from error
            return ProjectFolder(target)
        raise AssertionError("numbers do not end")


def _fill(folder: Path, project: Project) -> None:
    begun = ProjectFolder(folder)
    begun.create()
    begun.revisions.replace(project)
    shutil.rmtree(begun.work.parent, ignore_errors=True)


def _saved(folder: Path) -> float | None:
    """When the project in `folder` was last saved, in seconds since 1970; None where there is none.

    One that has lost its project.json is one all the same, and as old as the newest of what is left. One that a first
    run is making has none yet.
    """
    try:
        return (folder / "project.json").stat().st_mtime
    except OSError:
        pass
    times = []
    for path in project_files(folder):
        with suppress(FileNotFoundError):
            times.append(path.stat().st_mtime)
    first_run = not any((folder / "revisions").glob("[0-9]*.json")) and any(
        not abandoned(path) for path in (folder / ".work").glob(".*-*")
    )
    return None if first_run else max(times, default=None)


def _unwritable(folder: Path, error: OSError) -> BadOutput:
    return BadOutput(
        f"The folder {folder} cannot be written: {error.strerror}.", "Free some disk space, then try again."
    )


def _is_name(name: str) -> bool:
    """Whether a folder of that name on the shelf may be a project's: any may that is not hidden."""
    return Path(name).name == name and name[:1] not in {"", "."}


def _copy(file: Path, to: Path) -> None:
    to.parent.mkdir(exist_ok=True)
    with written_whole(to) as waiting:
        shutil.copyfile(file, waiting)
