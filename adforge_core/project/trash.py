"""The trash: deleted projects, kept complete until they are restored or deleted for good."""

import re
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from adforge_core.errors import BadOutput, BadProject
from adforge_core.media.files import sweep, unfinished
from adforge_core.model.value import Value
from adforge_core.project.folder import ProjectFolder

_TIME = "%Y%m%dT%H%M%S%f"


class Trashed(Value):
    """A deleted project. `token` restores it, `name` was the name of its folder in the library."""

    token: str
    name: str
    deleted: datetime


class Trash:
    """The folder of deleted projects. Threads and processes can share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def projects(self) -> tuple[Trashed, ...]:
        """Returns the deleted projects, the last deleted first."""
        found = []
        for path in self._folder.glob("[!.]*"):
            name = path.name.rpartition(".")[0]
            if name and (deleted := _deleted(path)) is not None:
                found.append(Trashed(token=path.name, name=name, deleted=deleted))
        return tuple(sorted(found, key=lambda one: one.deleted, reverse=True))

    def names(self) -> frozenset[str]:
        """Returns the names their folders had in the library."""
        return frozenset(path.name.rpartition(".")[0] for path in self._folder.glob("[!.]*"))

    def find(self, token: str) -> Path:
        """Returns the folder of a deleted project. Raises BadProject if it is no longer in the trash."""
        folder = self._folder / token
        if not token or token.startswith(".") or Path(token).name != token or not folder.is_dir():
            raise BadProject(
                "This project is no longer in the trash.",
                "It was restored or deleted for good, perhaps in another window.",
            )
        return folder

    def title(self, token: str) -> str:
        """Returns the name of a deleted project, or of its folder if the project cannot be read."""
        try:
            return ProjectFolder(self.find(token)).load().name
        except BadProject:
            return token.rpartition(".")[0]

    def size(self, token: str) -> int:
        """Returns the size of a deleted project in bytes; 0 if it is no longer in the trash."""
        return sum(_size(path) for path in (self._folder / token).rglob("*"))

    def put(self, folder: Path) -> str:
        """Moves a project's folder to the trash and returns its token. Raises BadOutput if that fails."""
        token = f"{folder.name}.{datetime.now(UTC):{_TIME}}-{uuid4().hex[:8]}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            folder.rename(self._folder / token)
        except OSError as error:
            raise BadOutput(
                f"{folder} cannot be moved to the trash: {error.strerror}.", "Check its permissions, then try again."
            ) from error
        return token

    def sweep(self) -> None:
        """Removes half-deleted projects of processes that have ended."""
        sweep(self._folder)

    def remove(self, tokens: Iterable[str]) -> None:
        """Deletes projects for good. Those no longer in the trash are ignored. Raises BadOutput."""
        self.sweep()
        for token in tokens:
            # Renamed first, so that a half-deleted project cannot be restored.
            leaving = self._folder / f"{unfinished('removing')}{uuid4().hex[:8]}"
            try:
                self.find(token).rename(leaving)
            except (BadProject, FileNotFoundError):
                continue
            try:
                shutil.rmtree(leaving)
            except OSError as error:
                raise BadOutput(
                    f"{leaving} cannot be deleted: {error.strerror}.", "Check its files' permissions, then try again."
                ) from error


def _deleted(path: Path) -> datetime | None:
    """Returns when the project was deleted, from its token; for older tokens, when its folder was moved."""
    said = re.search(r"\.(\d{8}T\d{12})-[0-9a-f]{8}$", path.name)
    try:
        moved = path.stat().st_ctime
        return datetime.strptime(said[1], _TIME).replace(tzinfo=UTC) if said else datetime.fromtimestamp(moved, UTC)
    except (FileNotFoundError, ValueError):  # restored meanwhile, or not a valid time
        return None


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size if path.is_file() else 0
    except FileNotFoundError:
        return 0
