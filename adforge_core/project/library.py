"""The library: creates, copies, deletes, restores, exports and imports the projects of a studio."""

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
from adforge_core.media.files import abandoned, sweep, unfinished, written_whole
from adforge_core.media.owner import beating
from adforge_core.model.brief import Brief
from adforge_core.model.project import Project
from adforge_core.project.folder import ProjectFolder, slug, unwritable_folder
from adforge_core.project.packs import PACKED, project_files, read_pack, write_pack
from adforge_core.project.trash import Trash
from adforge_core.work.monitor import RunMonitor

__all__ = ["PACKED", "Imported", "Library"]


@dataclass(frozen=True)
class Imported:
    """An imported project. `left_out` says in sentences which parts of it could not be used."""

    folder: ProjectFolder
    left_out: tuple[str, ...]


class Library:
    """The folder of projects. A project is identified by the name of its folder.

    A new folder is made under a hidden name and renamed when it is complete, so that two projects created at once, in
    this process or another, never share a folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.trash = Trash(folder / ".bin")

    def projects(self) -> tuple[str, ...]:
        """Returns the names of all projects, the last changed first. Damaged ones are included."""
        if not self._folder.is_dir():
            return ()
        saved = {path.name: _saved(path) for path in self._folder.iterdir() if _is_name(path.name)}
        return tuple(sorted((name for name in saved if saved[name]), key=lambda name: saved[name] or 0, reverse=True))

    def open(self, name: str) -> ProjectFolder:
        """Returns the folder of a project, which may be damaged. Raises BadProject if it does not exist."""
        if not _is_name(name) or _saved(self._folder / name) is None:
            raise BadProject(f"There is no project “{name}”.", "It may have been deleted or renamed.")
        return ProjectFolder(self._folder / name)

    def changed(self, name: str) -> datetime:
        """Returns when the project was last saved."""
        return datetime.fromtimestamp(_saved(self.open(name).folder) or 0, UTC)

    def begin(self, project: Project) -> ProjectFolder:
        """Saves `project` in a new folder."""
        with self._making("beginning") as waiting:
            _fill(waiting, project)
            return self._place(waiting, slug(project.name))

    def begin_empty(self, product: str) -> ProjectFolder:
        """Creates an empty project for a product."""
        if not product.strip():
            raise BadInput("The product needs a name.", "Enter one.")
        brief = Brief(product=product.strip()[:200])
        return self.begin(Project(name=brief.product[:120], brief=brief))

    def duplicate(self, name: str) -> ProjectFolder:
        """Copies a project with its files, but without its earlier revisions."""
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
        """Moves a project to the trash and returns the token to restore it.

        Raises BadProject while work on it is running.
        """
        folder = self.open(name)
        with folder.exclusive_lock():
            return self.trash.put(folder.folder)

    def restore(self, token: str) -> str:
        """Restores a deleted project and returns its name, a new one if the old name is in use.

        Raises BadProject if it is no longer in the trash.
        """
        trashed = self.trash.find(token)
        return self._place(trashed, token.rpartition(".")[0], new=False).folder.name

    def pack(self, name: str, into: Path) -> Path:
        """Exports the whole project to one file, `into`, and returns that."""
        project, began = self.open(name), time.time()
        # A damaged project is exported as it is. It has no lock: no work can run on it.
        with project.shared_lock() if project.exists else nullcontext(), written_whole(into) as waiting:
            write_pack(project.folder, waiting)
            # Files that change during the export are newer than the pack.
            os.utime(waiting, (began, began))
        return into

    def is_packed(self, name: str, file: Path) -> bool:
        """Whether `file` is an export of the project, and no file of the project changed since."""
        changes = (path.stat().st_ctime for path in project_files(self.open(name).folder))
        return file.is_file() and max(changes, default=0) <= file.stat().st_mtime

    def unpack(self, file: Path, called: str = "", monitor: RunMonitor | None = None) -> Imported:
        """Imports a project from a pack. Everything in it is validated before it appears in the library.

        Messages use `called` as the name of the file. `monitor` is for progress and cancel. Raises BadProject if the
        file is not a project, NewerProject if a newer version exported it, and BadOutput if the disk is full.
        """
        with self._making("unpacking") as waiting:
            left_out = read_pack(file, waiting, called or file.name, monitor or RunMonitor())
            return Imported(self._place(waiting, slug(ProjectFolder(waiting).load().name)), left_out)

    def sweep(self) -> None:
        """Removes unfinished files of processes that have ended."""
        sweep(self._folder)
        self.trash.sweep()

    @contextmanager
    def incoming(self) -> Iterator[Path]:
        """Yields a path for a file that is being uploaded. It is removed at the end."""
        with self._making("receiving") as waiting:
            yield waiting / f"received{PACKED}"

    @contextmanager
    def _making(self, doing: str) -> Iterator[Path]:
        """Yields a hidden folder to make a project in. It is removed unless `_place` has renamed it."""
        self.sweep()
        waiting = self._folder / f"{unfinished(doing)}{uuid4().hex[:8]}"
        try:
            waiting.mkdir(parents=True)
        except OSError as error:
            raise _unwritable(self._folder, error) from error
        try:
            with beating(waiting):
                yield waiting
        finally:
            shutil.rmtree(waiting, ignore_errors=True)

    def _place(self, made: Path, start: str, *, new: bool = True) -> ProjectFolder:
        """Renames the folder `made` to a name that no project has: `start`, or `start` with a number.

        A `new` project does not get the name of a project in the trash either, because data is stored by that name.
        """
        for number in count(1):
            target = self._folder / (start if number == 1 else f"{start}-{number}")
            try:
                # Creating the empty folder reserves the name; the finished folder can then replace it.
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
    """Returns when the project in `folder` was last saved, in seconds since 1970; None if there is no project.

    A project without its project.json still counts, with the time of its newest file. A project whose first run has not
    saved it yet does not.
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
    return unwritable_folder(f"The folder {folder}", folder, error)


def _is_name(name: str) -> bool:
    """Whether a folder of this name in the library can be a project: it must not be hidden."""
    return Path(name).name == name and name[:1] not in {"", "."}


def _copy(file: Path, to: Path) -> None:
    to.parent.mkdir(exist_ok=True)
    with written_whole(to) as waiting:
        shutil.copyfile(file, waiting)
