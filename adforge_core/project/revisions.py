"""A project's saved truth and its past: edits that merge, and the steps that undo and redo walk along.

The rules of history are here; where the texts are kept is the business of a RevisionStore.
"""

import time
from collections.abc import Callable, Iterator

from pydantic import ValidationError

from adforge_core.errors import BadProject, EditConflict, NewerProject
from adforge_core.model.project import Project
from adforge_core.project.history import History
from adforge_core.project.joining import joined, without_rival_scenes
from adforge_core.project.project_text import fields_of, read_project, revision_in, written
from adforge_core.project.stores import Commit, Head, RevisionStore

Edit = Callable[[Project], Project]

_Attempt = Callable[[Head], tuple[Commit | None, Project]]
"""From what is saved to what is to be saved, None where nothing is, and the project as it then is."""

_REVISIONS_KEPT = 200
_PATIENCE_S = 20.0


class Revisions:
    """Reads and saves one project, and keeps its earlier revisions. Threads and processes can share it.

    A project is validated before it is written. If it could not be opened again, it is refused with BadProject and
    nothing changes. A save replaces only what it was made from: where others saved meanwhile, it is made again, so the
    function that is handed to `edit` may be called more than once.

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

    def __init__(self, store: RevisionStore) -> None:
        self._store = store

    def load(self) -> Project:
        """The project as it was last saved. Raises BadProject."""
        return self._read(self._store.text())

    def replace(self, project: Project) -> Project:
        """Saves `project` whatever was there before; it keeps the revision it replaces. Saving the same is nothing."""
        return self._saved(lambda head: self._written(head, self._current(head), project))

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

        def edited(head: Head) -> tuple[Commit | None, Project]:
            current = self._read(head.text)
            base = current if seen is None or seen == current.revision else self._at(seen)
            if base is None:
                raise EditConflict()
            _, wanted = written(change(base))
            if base is not current:
                wanted, conflicts = joined(base, wanted, current)
                if conflicts:
                    raise EditConflict(conflicts)
            return self._written(head, current, wanted, label, gesture=gesture, asked=asked)

        return self._saved(edited)

    def add(self, base: Project | None, made: Project, label: str = "", asked: float | None = None) -> Project:
        """Adds what a run made, which began with `base`; where somebody edited the same field since, theirs stands.

        None is for a run that began where there was no project; BadProject where there is one now.
        With a `label` it can be undone, in the order of when it was `asked` for, in seconds since 1970.
        """

        def with_made(head: Head) -> tuple[Commit | None, Project]:
            current = self._current(head)
            if base is None and current is None:
                return self._written(head, None, made)
            if base is None or current is None:
                did = "begun" if current else "deleted"
                raise BadProject(
                    f"The project in {self._store.place} was {did} by somebody else meanwhile.",
                    "Look what is there, then try again.",
                )
            both, _ = joined(base, current, without_rival_scenes(base, current, written(made)[1]))
            return self._written(head, current, both, label, asked=asked)

        return self._saved(with_made)

    def undo(self) -> Project:
        """Takes back what was asked for last, and nothing that was made or edited since.

        What has been asked for and is not there yet is no edit yet. Raises BadProject if there is none.
        """

        def undone(head: Head) -> tuple[Commit | None, Project]:
            history = self._history(head)
            if not history.done:
                raise BadProject("There is nothing to undo.")
            step = history.steps[history.done - 1]
            return self._walked(head, step.after, step.before, history.model_copy(update={"done": history.done - 1}))

        return self._saved(undone)

    def redo(self) -> Project:
        """Brings the edit back that was undone last. Raises BadProject if there is none."""

        def redone(head: Head) -> tuple[Commit | None, Project]:
            history = self._history(head)
            if history.done == len(history.steps):
                raise BadProject("There is nothing to redo.")
            step = history.steps[history.done]
            return self._walked(head, step.before, step.after, history.model_copy(update={"done": history.done + 1}))

        return self._saved(redone)

    def history(self) -> History:
        """The edits that can be undone and redone. A history that cannot be read is told as an empty one."""
        return self._history(self._store.head())

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

        The damaged text is kept: in a folder as project.damaged.json, or that with a number. A project that can be
        opened stays as it is. Raises BadProject where no revision can be opened, or a newer studio saved the project.
        """

        def restored(head: Head) -> tuple[Commit | None, Project]:
            try:
                return None, self._read(head.text)
            except NewerProject:
                raise
            except BadProject as error:
                good = next(self._good(), None)
                if good is None:
                    raise BadProject(
                        f"No earlier version of the project in {self._store.place} can be opened.",
                        "Delete it, or import a copy that you have exported.",
                    ) from error
            # No page that has seen the damaged one, which may not say its number any more, takes this for it.
            number = max(max(self._store.numbers()) + 1, revision_in(head.text)) + 1
            text, project = written(good.model_copy(update={"revision": number}))
            return Commit(text, set_aside=head.text is not None), project

        return self._saved(restored)

    def keep_first(self) -> Project:
        """Keeps the project as it is among its revisions where none there can be opened, and returns it.

        It can be restored then even if it is damaged before the first edit.
        """

        def kept(head: Head) -> tuple[Commit | None, Project]:
            current = self._read(head.text)
            if head.text is None or next(self._good(), None) is not None:
                return None, current
            return Commit(head.text, past=(current.revision, head.text)), current

        return self._saved(kept)

    def _saved(self, attempt: _Attempt) -> Project:
        """What `attempt` saves, made anew as often as others save first."""
        patient_until = time.monotonic() + _PATIENCE_S
        while True:
            head = self._store.head()
            commit, project = attempt(head)
            if commit is None or self._store.commit(head, commit):
                return project
            if time.monotonic() > patient_until:
                raise BadProject("The project is being saved by somebody else.", "Try again in a moment.")

    def _written(
        self,
        head: Head,
        current: Project | None,
        project: Project,
        label: str = "",
        *,
        gesture: bool = False,
        asked: float | None = None,
    ) -> tuple[Commit | None, Project]:
        """What saves `project` in the place of `current`, which is what `head` says."""
        number = max(1, project.revision) if current is None else current.revision + 1
        text, saved = written(project.model_copy(update={"revision": number}))
        if current is None or head.text is None:
            # Kept twice: damaged before the first edit, it can be restored.
            return Commit(text, past=(number, text)), saved
        if fields_of(current) == fields_of(saved):
            return None, current
        saved.check_limits(current)
        numbers = self._store.numbers()
        history = _steps(head).among(numbers | {current.revision})
        steps = None
        if label and asked is None:
            history = history.with_step(current.revision, number, label, gesture=gesture)
            steps = history.model_dump_json().encode()
        elif label and asked is not None:
            history = history.with_made(current.revision, number, label, asked)
            steps = history.model_dump_json().encode()
        old = sorted(numbers | {current.revision})[:-_REVISIONS_KEPT]
        forget = frozenset(old) - history.revisions
        return Commit(text, past=(current.revision, head.text), steps=steps, forget=forget), saved

    def _walked(self, head: Head, start: int, end: int, history: History) -> tuple[Commit | None, Project]:
        current, base, wanted = self._read(head.text), self._at(start), self._at(end)
        if base is None or wanted is None or head.text is None:
            raise BadProject("That edit is too old to be taken back.")
        both, _ = joined(base, wanted, current)
        commit, saved = self._written(head, current, both)
        steps = history.model_dump_json().encode()
        if commit is None:
            return Commit(head.text, steps=steps), saved
        return Commit(commit.text, commit.past, steps, commit.forget - history.revisions), saved

    def _history(self, head: Head) -> History:
        steps = _steps(head)
        return steps.among(self._store.numbers() | {revision_in(head.text)}) if steps.steps else steps

    def _good(self) -> Iterator[Project]:
        """The revisions of the past that can be opened, the newest first."""
        for number in sorted(self._store.numbers(), reverse=True):
            try:
                yield self._read(self._store.past(number))
            except BadProject:
                continue

    def _at(self, revision: int) -> Project | None:
        text = self._store.past(revision)
        if text is None:
            text = self._store.text()
            return self._read(text) if revision_in(text) == revision else None
        return self._read(text)

    def _current(self, head: Head) -> Project | None:
        return None if head.text is None else self._read(head.text)

    def _read(self, text: bytes | None) -> Project:
        place = self._store.place
        if text is None:
            raise BadProject(f"{place} is not a project: it has no project.json.", "Make one with: adforge make.")
        return read_project(text, f"{place}/project.json", f"{place}/revisions")


def _steps(head: Head) -> History:
    try:
        return History.model_validate_json(head.steps or b"")
    except ValidationError:
        return History()
