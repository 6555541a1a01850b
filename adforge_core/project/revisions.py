"""A project's saved truth and its past: `project.json`, `revisions/`, and the steps that undo and redo walk along."""

import json
import math
import re
import shutil
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, NoReturn, Self

from filelock import FileLock, Timeout
from pydantic import Field, ValidationError, model_validator

from adforge_core.errors import BadOutput, BadProject, EditConflict, GoneProject, NewerProject
from adforge_core.media.files import make_folder, written_whole
from adforge_core.model.edits import opened_by_a_cut, with_takes_there
from adforge_core.model.project import SCHEMA_VERSION, Project
from adforge_core.model.value import Value
from adforge_core.project.field_names import field_name, field_names
from adforge_core.project.merge import merge
from adforge_core.project.migrations import note_understood, placed_by_format

MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    1: lambda fields: fields,  # 2 added fields, all with defaults
    2: lambda fields: fields,  # so did 3
    3: placed_by_format,
    4: note_understood,
}
"""From a schema version to the next: a function from the old JSON object to the new one."""

Edit = Callable[[Project], Project]

_REVISIONS_KEPT = 200
_STEPS_KEPT = 80
_ONE_GESTURE_S = 2.0
_PATIENCE_S = 20.0
_MAKE_ROOM = "Check its permissions, or free some disk space."
_HALVES = re.compile(r"\\u[dD][89a-fA-F]")
_UNCHANGED = "Nothing was changed; reload the page and make your change again."


class _Step(Value):
    """One edit: the revision it was made on, the one it made, what it was, and when it was asked for, since 1970."""

    before: int
    after: int
    label: str
    at: float


class History(Value):
    """What somebody did to the project, in the order in which they asked for it.

    The first `done` steps are in force, those after them were undone. What takes a while to make is a step as well once
    it is there. It comes before whatever was done since it was asked for, so that undo goes back by what the person
    did and never by when something happened to be finished; and it leaves what was undone to be brought back.
    """

    steps: tuple[_Step, ...] = ()
    done: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _no_more_done_than_there_are(self) -> Self:
        if self.done > len(self.steps):
            raise ValueError(f"{self.done} steps cannot be done of {len(self.steps)}")
        return self

    @property
    def undo(self) -> str:
        """What undo would take back; empty if there is nothing."""
        return self.steps[self.done - 1].label if self.done else ""

    @property
    def redo(self) -> str:
        """What redo would bring back; empty if there is nothing."""
        return self.steps[self.done].label if self.done < len(self.steps) else ""

    def among(self, revisions: set[int]) -> "History":
        """The history of those edits whose revisions are still there."""
        there = [step.before in revisions and step.after in revisions for step in self.steps]
        if all(there):
            return self
        steps = tuple(step for step, is_there in zip(self.steps, there, strict=True) if is_there)
        return History(steps=steps, done=sum(there[: self.done]))

    def with_made(self, before: int, after: int, label: str, asked: float) -> "History":
        """One more step, for what was `asked` for a while ago and has been made now."""
        place = self.done
        while place and self.steps[place - 1].at > asked:
            place -= 1
        made = _Step(before=before, after=after, label=label, at=asked)
        steps = (*self.steps[:place], made, *self.steps[place:])
        return History(steps=steps[-_STEPS_KEPT:], done=self.done + 1 - max(0, len(steps) - _STEPS_KEPT))

    def with_step(self, before: int, after: int, label: str, *, gesture: bool) -> "History":
        """One more edit. What a `gesture` such as a slider's way changes again and again is one step."""
        kept, now = self.steps[: self.done], time.time()
        last = kept[-1] if kept and gesture else None
        if last and last.label == label and last.after == before and now - last.at < _ONE_GESTURE_S:
            before, kept = last.before, kept[:-1]
        steps = (*kept, _Step(before=before, after=after, label=label, at=now))[-_STEPS_KEPT:]
        return History(steps=steps, done=len(steps))


class Revisions:
    """Reads and saves the project of one folder, and keeps its earlier revisions. Threads and processes can share it.

    A project is validated before it is written. If it could not be opened again, it is refused with BadProject and
    nothing changes on disk.

    Example:
        >>> from pathlib import Path
        >>> from adforge_core import ProjectFolder, edits
        >>> revisions = ProjectFolder(Path("kettle-ad")).revisions
        >>> before = revisions.load()
        >>> quieter = revisions.edit(lambda project: edits.with_sound(project, bed_level=-14), "Lower the music")
        >>> quieter.revision - before.revision, quieter.sound.bed_level
        (1, -14.0)
        >>> revisions.undo().sound.bed_level == before.sound.bed_level
        True
    """

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

    def edit(
        self,
        change: Edit,
        label: str = "",
        seen: int | None = None,
        *,
        gesture: bool = False,
        asked: float | None = None,
    ) -> Project:
        """Applies somebody's edit and returns the project as it then is. With a `label` it can be undone.

        As part of a `gesture` it is undone together with those of the same label right before it. `asked` says when it
        was asked for, in seconds since 1970, where it has been made since: undo goes by that. `seen` is the
        revision that was looked at when the edit was made: what others changed since is kept. Raises EditConflict, and
        changes nothing, where they changed the same field, or where that revision is not kept any more.
        """
        with self._saving():
            current = self.load()
            base = current if seen is None or seen == current.revision else self._at(seen)
            if base is None:
                raise EditConflict()
            wanted = _checked(change(base))
            if base is not current:
                wanted, conflicts = _joined(base, wanted, current)
                if conflicts:
                    raise EditConflict(conflicts, field_names(conflicts, current))
            return self._write(current, wanted, label, gesture=gesture, asked=asked)

    def add(self, base: Project | None, made: Project, label: str = "", asked: float | None = None) -> Project:
        """Adds what a run made, which began with `base`; where somebody edited the same field since, theirs stands.

        None is for a run that began where there was no project; BadProject where there is one now.
        With a `label` it can be undone, in the order of when it was `asked` for, in seconds since 1970.
        """
        with self._saving():
            current = self._current()
            if base is None and current is None:
                return self._write(None, made)
            if base is None or current is None:
                did = "created" if current else "deleted"
                raise BadProject(
                    f"Somebody else has {did} the project in {self.file.parent}.",
                    "Check what is there, then try again.",
                )
            joined, _ = _joined(base, current, _without_rival_scenes(base, current, _checked(made)))
            return self._write(current, joined, label, asked=asked)

    def undo(self) -> Project:
        """Takes back what was asked for last, and nothing that was made or edited since.

        What has been asked for and is not there yet is no edit yet. Raises BadProject if there is none.
        """
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
        """The edits that can be undone and redone. A history that cannot be read is told as an empty one."""
        try:
            history = History.model_validate_json(self._history.read_bytes())
        except (OSError, ValidationError):
            return History()
        return history.among({*self._numbers(), self._last_number()}) if history.steps else history

    def last_good(self) -> Project | None:
        """The newest saved revision that can be opened; None where there is none, or a newer studio saved the project.

        That is the project itself where nothing is wrong with it.
        """
        try:
            return self.load()
        except NewerProject:
            return None
        except BadProject:
            return next(self._good(), None)

    def restore_last_good(self) -> Project:
        """Makes the last good revision the project again, and returns it.

        The damaged project.json stays beside it as project.damaged.json, or that with a number. A project that can be
        opened stays as it is. Raises BadProject where no revision can be opened, or a newer studio saved the project.
        """
        with self._saving():
            try:
                return self.load()
            except NewerProject:
                raise
            except BadProject as error:
                good = next(self._good(), None)
                if good is None:
                    raise BadProject(
                        f"No earlier version of the project in {self.file.parent} can be opened.",
                        "Delete it, or import a copy that you exported earlier.",
                    ) from error
            # No page that has seen the damaged one, which may not say its number any more, takes this for it.
            number = max(max(self._numbers()) + 1, self._last_number()) + 1
            restored = good.model_copy(update={"revision": number})
            if self.file.is_file():
                shutil.copyfile(self.file, self._beside())
            _write_whole(self.file, _as_text(restored))
            return restored

    def _good(self) -> Iterator[Project]:
        """The revisions of the past that can be opened, the newest first."""
        for number in sorted(self._numbers(), reverse=True):
            try:
                yield self._read(self.past / f"{number:06}.json")
            except BadProject:
                continue

    def _numbers(self) -> set[int]:
        return {int(path.stem) for path in self.past.glob("[0-9]*.json") if path.stem.isdecimal()}

    def _last_number(self) -> int:
        """The revision project.json says it is, also where the rest of it is damaged; 0 where it says none."""
        try:
            number = json.loads(self.file.read_bytes())["revision"]
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return 0
        return number if type(number) is int and 0 < number < 10**9 else 0

    def _beside(self) -> Path:
        """A name that is free, for a damaged project.json."""
        names = (f"project.damaged{f'-{number}' if number > 1 else ''}.json" for number in count(1))
        return next(path for path in map(self.file.with_name, names) if not path.exists())

    def _walk(self, start: int, end: int, history: History) -> Project:
        current, base, wanted = self.load(), self._at(start), self._at(end)
        if base is None or wanted is None:
            raise BadProject("That edit is too old to undo.")
        joined, _ = _joined(base, wanted, current)
        saved = self._write(current, joined)
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

    def _write(
        self,
        current: Project | None,
        project: Project,
        label: str = "",
        *,
        gesture: bool = False,
        asked: float | None = None,
    ) -> Project:
        number = max(1, project.revision) if current is None else current.revision + 1
        text = _as_text(project.model_copy(update={"revision": number}))
        saved = _readable(text, project)
        if current is not None and _fields(current) == _fields(saved):
            return current
        if current is not None:
            saved.check_limits(current)
            make_folder(self.past)
            _write_whole(self.past / f"{current.revision:06}.json", self.file.read_text("utf-8"))
            self._prune()
        _write_whole(self.file, text)
        if label and current is not None:
            history, revisions = self.history(), (current.revision, saved.revision)
            if asked is None:
                self._remember(history.with_step(*revisions, label, gesture=gesture))
            else:
                self._remember(history.with_made(*revisions, label, asked))
        return saved

    def _prune(self) -> None:
        needed = {number for step in self.history().steps for number in (step.before, step.after)}
        for number in sorted(self._numbers())[:-_REVISIONS_KEPT]:
            if number not in needed:
                (self.past / f"{number:06}.json").unlink(missing_ok=True)

    def _remember(self, history: History) -> None:
        _write_whole(self._history, history.model_dump_json())

    def _saving(self) -> FileLock:
        return _Saving(self._lock, timeout=_PATIENCE_S)

    def _read(self, file: Path) -> Project:
        try:
            fields = strict_json(file.read_text("utf-8"))
            version = fields["schema_version"]
        except FileNotFoundError as error:
            raise BadProject(
                f"{file.parent} is not a project: it has no project.json.", "Make one with: adforge make."
            ) from error
        except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
            raise BadProject(
                f"{file} cannot be read as a project.", f"The revisions before it are in {self.past}."
            ) from error
        if not isinstance(version, int) or version < 1:
            raise BadProject(f"{file} has no valid schema version.", f"The revisions before it are in {self.past}.")
        if version > SCHEMA_VERSION:
            raise NewerProject(f"{file} was written by a newer version of the studio.", "Update the studio to open it.")
        for step in range(version, SCHEMA_VERSION):
            fields = MIGRATIONS[step](fields)
        try:
            return Project.model_validate(fields | {"schema_version": SCHEMA_VERSION})
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise BadProject(
                f"{file} is not a valid project: {where}: {first['msg'].removeprefix('Value error, ')}.",
                f"Correct that field; the revisions before it are in {self.past}.",
            ) from error


def strict_json(text: str) -> Any:
    """What a JSON text says. Raises ValueError where that is none, or holds what could not be written again.

    That is a number that is none, or half a character.
    """
    value = json.loads(text, parse_constant=_no_number, parse_float=_finite)
    if _HALVES.search(text):
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    return value


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        _no_number(text)
    return number


class _Saving(FileLock):
    """Held for the moment of a save; whoever waits too long is told, not left hanging."""

    def __enter__(self) -> "_Saving":
        folder = Path(self.lock_file).parent
        if not folder.is_dir():  # locking would make it anew
            raise GoneProject(folder)
        try:
            super().__enter__()
        except Timeout as error:
            raise BadProject("Another window is saving the project.", "Try again in a moment.") from error
        except OSError as error:
            raise BadOutput(f"The project folder {folder} cannot be written: {error.strerror}.", _MAKE_ROOM) from error
        return self


def _fields(project: Project) -> dict[str, Any]:
    return project.model_dump(mode="json", exclude={"revision"})


def _as_text(project: Project) -> str:
    try:
        # A value of a wrong type is told when the text is read.
        return project.model_dump_json(indent=1, warnings=False)
    except ValueError as error:
        raise BadProject("This cannot be saved: it contains a value that a project cannot have.", _UNCHANGED) from error


def _checked(project: Project) -> Project:
    """The project as it will be read again. Raises BadProject where it could not be."""
    return _readable(_as_text(project), project)


def _readable(text: str, project: Project) -> Project:
    try:
        return Project.model_validate_json(text)
    except ValidationError as error:
        raise _impossible(error, project) from error


def _joined(base: Project, mine: Project, theirs: Project) -> tuple[Project, tuple[tuple[str, ...], ...]]:
    """Two projects that come from `base` as one, and the fields both have changed, in which `mine` stands.

    Raises BadProject where they make no project together.
    """
    merged = merge(_fields(base), _fields(mine), _fields(theirs))
    try:
        project = Project.model_validate(merged.value)
    except ValidationError as error:
        raise _impossible(error, theirs) from error
    if mine.scenes and theirs.scenes and not project.scenes:
        raise BadProject("An ad needs at least one scene.", "Another window has deleted the others.")
    # A number that a scene was called by is not free again because its plan is undone.
    numbered = max(one.scenes_numbered for one in (base, mine, theirs))
    joined = with_takes_there(project.model_copy(update={"scenes_numbered": numbered}))
    return opened_by_a_cut(joined), merged.conflicts


def _without_rival_scenes(base: Project, current: Project, made: Project) -> Project:
    """What was `made` without the scenes it has numbered, where a plan that is there by now has numbered its own.

    The same number is another scene in each, and two storyboards are not one of them with the other's rest behind it.
    """
    if min(current.next_number, made.next_number) <= base.next_number:
        return made
    known = {scene.id for scene in base.scenes}
    return made.model_copy(update={"scenes": tuple(scene for scene in made.scenes if scene.id in known)})


def _impossible(error: ValidationError, project: Project) -> BadProject:
    path = error.errors()[0]["loc"]
    what = field_name(path, project) if path else "the project"
    return BadProject(f"This cannot be saved: {what} would not be valid.", _UNCHANGED)


def _write_whole(path: Path, text: str) -> None:
    """Writes `text` so that a reader, or a crash, sees the old file or the new one and nothing between."""
    with written_whole(path) as waiting:
        waiting.write_text(text, "utf-8")
