"""All projects of a studio: begun, copied, put away and brought back, packed into one file and unpacked."""

import lzma
import os
import shutil
import time
import zipfile
import zlib
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import uuid4

from adforge_core.engine.store import ProjectFolder, slug
from adforge_core.errors import BadInput, BadProject, NewerProject
from adforge_core.media.files import unfinished, written_whole
from adforge_core.model.brief import Brief
from adforge_core.model.project import Project

PACKED = ".adforge"
"""How a packed project's file name ends. It is a ZIP file."""

MOST_PACKED = 4 << 30
"""How many bytes a packed project may unpack to."""

_PLACES = ("project.json", "ledger.jsonl", "revisions", "media", "deliverables")
_BINNED_KEPT = 20
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(OSError, EOFError, NotImplementedError, RuntimeError, ValueError),
)


class Shelf:
    """The folder of projects. A project is known by its folder's name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._bin = folder / ".bin"

    def projects(self) -> tuple[str, ...]:
        """Their names, the last changed first."""
        if not self._folder.is_dir():
            return ()
        files = [path for path in self._folder.glob("*/project.json") if _is_name(path.parent.name) and path.is_file()]
        return tuple(path.parent.name for path in sorted(files, key=lambda path: path.stat().st_mtime, reverse=True))

    def open(self, name: str) -> ProjectFolder:
        """The folder of the project called `name`. Raises BadProject where there is none."""
        folder = ProjectFolder(self._folder / name)
        if not _is_name(name) or not folder.exists:
            raise BadProject(f"There is no project “{name}” on the shelf.", "It may have been deleted or renamed.")
        return folder

    def changed(self, name: str) -> datetime:
        """When the project was last saved."""
        return datetime.fromtimestamp(self.open(name).revisions.file.stat().st_mtime, UTC)

    def begin(self, project: Project) -> ProjectFolder:
        """A new folder holding `project`."""
        folder = ProjectFolder(self._folder / self._unused(slug(project.name)))
        folder.create()
        folder.revisions.replace(project)
        return folder

    def begin_empty(self, product: str) -> ProjectFolder:
        """A new project for a product, with nothing decided yet."""
        if not product.strip():
            raise BadInput("The product needs a name.", "Type one.")
        brief = Brief(product=product.strip()[:200])
        return self.begin(Project(name=brief.product[:120], brief=brief))

    def duplicate(self, name: str) -> ProjectFolder:
        """A copy of a project with all it has made; its past stays with the original."""
        original = self.open(name)
        project = original.load()
        copy = self.begin(project.model_copy(update={"name": f"{project.name} (copy)"}))
        for path in _files(original.folder):
            inside = path.relative_to(original.folder)
            if inside.parts[0] in {"media", "deliverables"}:
                _copy(path, copy.folder / inside)
        return copy

    def delete(self, name: str) -> str:
        """Puts a project away and returns the token that brings it back. Raises BadProject while somebody is at it."""
        folder = self.open(name)
        with folder.alone():
            token = f"{name}.{uuid4().hex[:8]}"
            self._bin.mkdir(parents=True, exist_ok=True)
            folder.folder.rename(self._bin / token)
        binned = sorted(self._bin.iterdir(), key=lambda path: path.stat().st_ctime)
        for old in binned[:-_BINNED_KEPT]:
            shutil.rmtree(old, ignore_errors=True)
        return token

    def restore(self, token: str) -> str:
        """Brings a deleted project back and returns its name."""
        binned = self._bin / token
        if Path(token).name != token or not binned.is_dir():
            raise BadProject("That project cannot be brought back any more.", "It was put away too long ago.")
        name = self._free(token.rpartition(".")[0])
        binned.rename(self._folder / name)
        return name

    def pack(self, name: str, into: Path) -> Path:
        """Writes the whole project into one file, `into`, and returns it."""
        project, began = self.open(name), time.time()
        with project.joined(), written_whole(into) as waiting:
            with zipfile.ZipFile(waiting, "w", zipfile.ZIP_STORED) as packed:
                for path in _files(project.folder):
                    packed.write(path, path.relative_to(project.folder).as_posix())
            # What is changed while it is being packed is newer than the pack.
            os.utime(waiting, (began, began))
        return into

    def is_packed(self, name: str, file: Path) -> bool:
        """Whether `file` is the project packed, and nothing that belongs into it has come or changed since."""
        files = _files(self.open(name).folder)
        return file.is_file() and max(path.stat().st_ctime for path in files) <= file.stat().st_mtime

    def unpack(self, file: Path) -> ProjectFolder:
        """A new project from a packed one. Raises BadProject for a file that is not one."""
        to_do = f"Choose a file that the studio exported; its name ends in {PACKED}."
        waiting = self._folder / f"{unfinished('unpacking')}{uuid4().hex[:8]}"
        try:
            with zipfile.ZipFile(file) as packed:
                entries = packed.infolist()
                if any(not _is_inside(entry.filename) for entry in entries):
                    raise BadProject(f"{file.name} is not a packed project.", to_do)
                if sum(entry.file_size for entry in entries) > MOST_PACKED:
                    raise BadProject(f"{file.name} is too large to unpack.", to_do)
                packed.extractall(waiting)
            target = self._folder / self._unused(slug(_unpacked(waiting, file.name, to_do).name))
            waiting.rename(target)
        except _DAMAGED as error:
            raise BadProject(f"{file.name} cannot be unpacked.", to_do) from error
        finally:
            shutil.rmtree(waiting, ignore_errors=True)
        return ProjectFolder(target)

    def _free(self, start: str, taken: Collection[str] = ()) -> str:
        """A folder name that no project has and that is not `taken`: `start`, or that with a number."""
        names = (start if number == 1 else f"{start}-{number}" for number in count(1))
        return next(name for name in names if name not in taken and not (self._folder / name).exists())

    def _unused(self, start: str) -> str:
        """One that no project that was put away has, either: what is kept of that by name stays its own."""
        return self._free(start, {path.name.rpartition(".")[0] for path in self._bin.glob("*")})


def _unpacked(folder: Path, name: str, to_do: str) -> Project:
    """The project in what the file `name` held. Raises BadProject, which speaks of that file."""
    try:
        return ProjectFolder(folder).load()
    except NewerProject as error:
        raise NewerProject(f"{name} was written by a newer studio.", error.to_do) from error
    except BadProject as error:
        raise BadProject(f"{name} is not a packed project.", to_do) from error


def _is_name(name: str) -> bool:
    """Whether a folder of that name on the shelf may be a project's: any may that is not hidden."""
    return Path(name).name == name and name[:1] not in {"", "."}


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and inside.parts[0] in _PLACES and not any(part.startswith(".") for part in inside.parts):
            yield path


def _is_inside(name: str) -> bool:
    """Whether an entry of a packed project is one of a project's own files, and nowhere else."""
    parts = Path(name).parts
    return bool(parts) and parts[0] in _PLACES and not any(part.startswith(".") for part in parts)


def _copy(file: Path, to: Path) -> None:
    to.parent.mkdir(exist_ok=True)
    with written_whole(to) as waiting:
        shutil.copyfile(file, waiting)
