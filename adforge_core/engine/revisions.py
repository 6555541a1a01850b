"""A project's saved truth and its past: `project.json`, `revisions/`, and the steps that undo and redo walk along."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from pydantic import ValidationError

from adforge_core.engine.merge import merge
from adforge_core.errors import BadProject, EditConflict, GoneProject, NewerProject
from adforge_core.media.files import written_whole
from adforge_core.model.project import SCHEMA_VERSION, Project
from adforge_core.model.value import Value

MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    1: lambda fields: fields,  # 2 added fields, all with defaults
    2: lambda fields: fields,  # so did 3
}
"""From a schema version to the next: a function from the old JSON object to the new one."""

Edit = Callable[[Project], Project]

_REVISIONS_KEPT = 200
_STEPS_KEPT = 80
_ONE_GESTURE_S = 2.0
_PATIENCE_S = 20.0


class _Step(Value):
    """One edit: the revision it was made on, the one it made, what it was, and when (seconds since 1970)."""

    before: int
    after: int
    label: str
    at: float


class History(Value):
    """Edits in order; the first `done` of them are in force, those after them were undone."""

    steps: tuple[_Step, ...] = ()
    done: int = 0

    @property
    def undo(self) -> str:
        """What undo would take back; empty if there is nothing."""
        return self.steps[self.done - 1].label if self.done else ""

    @property
    def redo(self) -> str:
        """What redo would bring back; empty if there is nothing."""
        return self.steps[self.done].label if self.done < len(self.steps) else ""

    def with_step(self, before: int, after: int, label: str, *, gesture: bool) -> "History":
        """One more edit. What a `gesture` such as a slider's way changes again and again is one step."""
        kept, now = self.steps[: self.done], time.time()
        last = kept[-1] if kept and gesture else None
        if last and last.label == label and last.after == before and now - last.at < _ONE_GESTURE_S:
            before, kept = last.before, kept[:-1]
        steps = (*kept, _Step(before=before, after=after, label=label, at=now))[-_STEPS_KEPT:]
        return History(steps=steps, done=len(steps))


class Revisions:
    """Reads and writes the project in one folder. Safe to share between threads and between processes."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "project.json"
        self.past = folder / "revisions"
        self._history = self.past / "history.json"
        self._lock = folder / ".saving"

    def load(self) -> Project:
        """The project as it was last saved. Raises BadProject."""
        return self._read(self.file)

    def replace(self, project: Project) -> Project:
        """Saves `project` whatever was there before; it keeps the revision it replaces. Saving the same is nothing."""
        with self._saving():
            return self._write(self._current(), project)

    def edit(self, change: Edit, label: str = "", seen: int | None = None, *, gesture: bool = False) -> Project:
        """Applies somebody's edit and returns the project as it then is. With a `label` it can be undone.

        As part of a `gesture` it is undone together with those of the same label right before it. `seen` is the
        revision that was looked at when the edit was made: what others changed since is kept. Raises EditConflict, and
        changes nothing, where they changed the same field.
        """
        with self._saving():
            current = self.load()
            base = current if seen is None or seen == current.revision else (self._at(seen) or current)
            wanted = change(base)
            if base is not current:
                merged = merge(_fields(base), _fields(wanted), _fields(current))
                if merged.conflicts:
                    raise EditConflict(merged.conflicts)
                wanted = Project.model_validate(merged.value)
            return self._write(current, wanted, label, gesture=gesture)

    def add(self, base: Project, made: Project, label: str = "") -> Project:
        """Adds what a run made, which began with `base`; where somebody edited the same field since, theirs stands.

        With a `label` it can be undone.
        """
        with self._saving():
            current = self.load()
            merged = merge(_fields(base), _fields(current), _fields(made))
            return self._write(current, Project.model_validate(merged.value), label)

    def undo(self) -> Project:
        """Takes the last edit back, and nothing that was made or edited since. Raises BadProject if there is none."""
        with self._saving():
            history = self.history()
            if not history.done:
                raise BadProject("There is nothing to undo.")
            step = history.steps[history.done - 1]
            return self._walk(step.after, step.before, history.model_copy(update={"done": history.done - 1}))

    def redo(self) -> Project:
        """Brings the edit back that was undone last. Raises BadProject if there is none."""
        with self._saving():
            history = self.history()
            if history.done == len(history.steps):
                raise BadProject("There is nothing to redo.")
            step = history.steps[history.done]
            return self._walk(step.before, step.after, history.model_copy(update={"done": history.done + 1}))

    def history(self) -> History:
        """The edits that can be undone and redone."""
        try:
            return History.model_validate_json(self._history.read_bytes())
        except (FileNotFoundError, ValidationError):
            return History()

    def _walk(self, start: int, end: int, history: History) -> Project:
        current, base, wanted = self.load(), self._at(start), self._at(end)
        if base is None or wanted is None:
            raise BadProject("That edit is too old to be taken back.")
        merged = merge(_fields(base), _fields(wanted), _fields(current))
        saved = self._write(current, Project.model_validate(merged.value))
        self._remember(history)
        return saved

    def _at(self, revision: int) -> Project | None:
        path = self.past / f"{revision:06}.json"
        if path.is_file():
            return self._read(path)
        current = self._current()
        return current if current and current.revision == revision else None

    def _current(self) -> Project | None:
        return self.load() if self.file.is_file() else None

    def _write(self, current: Project | None, project: Project, label: str = "", *, gesture: bool = False) -> Project:
        if current is None:
            saved = project.model_copy(update={"revision": max(1, project.revision)})
        elif _fields(current) == _fields(project):
            return current
        else:
            saved = project.model_copy(update={"revision": current.revision + 1})
            self.past.mkdir(exist_ok=True)
            _write_whole(self.past / f"{current.revision:06}.json", self.file.read_text("utf-8"))
            self._prune()
        _write_whole(self.file, saved.model_dump_json(indent=1))
        if label and current is not None:
            self._remember(self.history().with_step(current.revision, saved.revision, label, gesture=gesture))
        return saved

    def _prune(self) -> None:
        needed = {number for step in self.history().steps for number in (step.before, step.after)}
        kept = sorted(self.past.glob("[0-9]*.json"))
        for old in kept[: max(0, len(kept) - _REVISIONS_KEPT)]:
            if int(old.stem) not in needed:
                old.unlink(missing_ok=True)

    def _remember(self, history: History) -> None:
        _write_whole(self._history, history.model_dump_json())

    def _saving(self) -> FileLock:
        return _Saving(self._lock, timeout=_PATIENCE_S)

    def _read(self, file: Path) -> Project:
        try:
            fields = json.loads(file.read_text("utf-8"))
            version = fields["schema_version"]
        except FileNotFoundError as error:
            raise BadProject(
                f"{file.parent} is not a project: it has no project.json.", "Make one with: adforge make."
            ) from error
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise BadProject(
                f"{file} cannot be read as a project.", f"The revisions before it are in {self.past}."
            ) from error
        if not isinstance(version, int) or version < 1:
            raise BadProject(f"{file} names no version that ever was.", "Take one of its revisions instead.")
        if version > SCHEMA_VERSION:
            raise NewerProject(f"{file} was written by a newer studio.", "Update the studio to open it.")
        for step in range(version, SCHEMA_VERSION):
            fields = MIGRATIONS[step](fields)
        try:
            return Project.model_validate(fields | {"schema_version": SCHEMA_VERSION})
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise BadProject(
                f"{file} is not a valid project: {where}: {first['msg'].removeprefix('Value error, ')}.",
                f"Mend that field; the revisions before it are in {self.past}.",
            ) from error


class _Saving(FileLock):
    """Held for the moment of a save; whoever waits too long is told, not left hanging."""

    def __enter__(self) -> "_Saving":
        folder = Path(self.lock_file).parent
        if not folder.is_dir():  # locking would make it anew
            raise GoneProject(folder)
        try:
            super().__enter__()
        except Timeout as error:
            raise BadProject("The project is being saved by somebody else.", "Try again in a moment.") from error
        return self


def _fields(project: Project) -> dict[str, Any]:
    return project.model_dump(mode="json", exclude={"revision"})


def _write_whole(path: Path, text: str) -> None:
    """Writes `text` so that a reader, or a crash, sees the old file or the new one and nothing between."""
    with written_whole(path) as waiting, waiting.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
