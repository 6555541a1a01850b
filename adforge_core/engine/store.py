"""Project folders: what an ad's maker must not lose."""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from platformdirs import user_data_path
from pydantic import ValidationError

from adforge_core.engine.cache import content_name
from adforge_core.engine.ledger import Ledger
from adforge_core.errors import AdForgeError, BadOutput, BadProject, Cancelled
from adforge_core.model.project import SCHEMA_VERSION, Project

MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""From a schema version to the next: a function from the old JSON object to the new one."""

_REVISIONS_KEPT = 200
_OURS = ("media", "deliverables", "revisions", ".work", "ledger.jsonl", ".lock")


def studio_home() -> Path:
    """Where the studio keeps its projects and its cache: ADFORGE_HOME, else the platform's user data folder."""
    named = os.environ.get("ADFORGE_HOME")
    return Path(named).expanduser() if named else user_data_path("adforge", appauthor=False)


class ProjectFolder:
    """One project on disk: `project.json`, `revisions/`, `media/`, `ledger.jsonl`, `deliverables/`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.media = folder / "media"
        self.deliverables = folder / "deliverables"
        self.work = folder / ".work"
        self.ledger = Ledger(folder / "ledger.jsonl")
        self._file = folder / "project.json"
        self._revisions = folder / "revisions"

    @property
    def exists(self) -> bool:
        """Whether there is a project here."""
        return self._file.is_file()

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Makes the folder where there is none and keeps every other run off it.

        Where an error comes before a new project was saved, what was made is taken away again.
        """
        new = not self.folder.exists()
        self.create()
        with self._held():
            try:
                yield
            except Cancelled:
                raise
            except (AdForgeError, OSError):
                if not self.exists:
                    self._remove(whole=new)
                raise

    def create(self) -> None:
        """Makes the folders. A folder that holds other things is refused."""
        if self.folder.is_file():
            raise BadOutput(f"{self.folder} is a file, not a folder.", "Name a folder for the project.")
        if self.folder.is_dir() and not self.exists and any(not _is_ours(path) for path in self.folder.iterdir()):
            raise BadOutput(
                f"{self.folder} holds other files and is not a project.",
                "Name an empty or a new folder for the project.",
            )
        try:
            for folder in (self.folder, self.media, self.deliverables, self.work, self._revisions):
                folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.folder):
                pass
        except OSError as error:
            raise BadOutput(
                f"The project folder {self.folder} cannot be written: {error.strerror}.",
                "Choose another folder with --project, or make room on the disk.",
            ) from error

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Keeps every other run off the project; the lock goes with the process, however it ends."""
        try:
            with FileLock(self.folder / ".lock", timeout=0):
                self._sweep()
                yield
        except Timeout as error:
            raise BadProject(
                f"Another run is at work on {self.folder}.", "Wait until it is done, or stop it, then try again."
            ) from error

    def _remove(self, whole: bool) -> None:
        for name in _OURS:
            path = self.folder / name
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif name != ".lock":
                path.unlink(missing_ok=True)
        if whole:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _sweep(self) -> None:
        """Takes away what a run that was killed left half done."""
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True, exist_ok=True)
        # Whatever is being made or written has a hidden name until it is whole.
        hidden = [one for folder in (self.media, self.deliverables, self._revisions) for one in folder.glob(".*")]
        for leftover in (*hidden, *self.folder.glob(".writing-*")):
            if leftover.is_dir():
                shutil.rmtree(leftover, ignore_errors=True)
            else:
                leftover.unlink(missing_ok=True)

    def load(self) -> Project:
        """The project as it was last saved."""
        try:
            fields = json.loads(self._file.read_text("utf-8"))
            version = fields["schema_version"]
        except FileNotFoundError as error:
            raise BadProject(
                f"{self.folder} is not a project: it has no project.json.", "Make one with: adforge make."
            ) from error
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise BadProject(
                f"{self._file} cannot be read as a project.", f"The revisions before it are in {self._revisions}."
            ) from error
        if not isinstance(version, int) or version < 1:
            raise BadProject(f"{self._file} names no version that ever was.", "Take one of its revisions instead.")
        if version > SCHEMA_VERSION:
            raise BadProject(f"{self._file} was written by a newer studio.", "Update the studio to open it.")
        for step in range(version, SCHEMA_VERSION):
            fields = MIGRATIONS[step](fields)
        try:
            return Project.model_validate(fields)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise BadProject(
                f"{self._file} is not a valid project: {where}: {first['msg']}.",
                f"Mend that field; the revisions before it are in {self._revisions}.",
            ) from error

    def save(self, project: Project) -> None:
        """Writes the project whole or not at all, and keeps the revision it replaces. Saving the same is nothing."""
        text = project.model_dump_json(indent=1)
        if self.exists:
            before = self._file.read_text("utf-8")
            if before == text:
                return
            kept = sorted(self._revisions.glob("[0-9]*.json"))
            number = int(kept[-1].stem) + 1 if kept else 1
            _write_whole(self._revisions / f"{number:06}.json", before)
            for old in kept[: max(0, len(kept) + 1 - _REVISIONS_KEPT)]:
                old.unlink(missing_ok=True)
        _write_whole(self._file, text)

    def keep(self, file: Path) -> str:
        """Takes a copy of `file` into the media folder and returns its name there, which says what is in it."""
        name = content_name(file)
        target = self.media / name
        if not target.exists():
            with tempfile.TemporaryDirectory(dir=self.media, prefix=".keeping-") as keeping:
                waiting = Path(keeping) / name
                shutil.copyfile(file, waiting)
                waiting.replace(target)
        return name

    def path(self, name: str) -> Path:
        """Where the media file `name` is; BadProject if it is gone."""
        path = self.media / name
        if not path.is_file():
            raise BadProject(
                f"The project's file media/{name} is missing.", "Put it back, or make the ad again with: adforge make."
            )
        return path


def slug(text: str) -> str:
    """`text` as a short file name: small letters, digits and hyphens."""
    words = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    return words[:40].rstrip("-") or "ad"


def _is_ours(path: Path) -> bool:
    return path.name in _OURS or path.name.startswith(".writing-")


def _write_whole(path: Path, text: str) -> None:
    """Writes `text` so that a reader, or a crash, sees the old file or the new one and nothing between."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".writing-", encoding="utf-8", delete=False) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
