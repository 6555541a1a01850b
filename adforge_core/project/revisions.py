"""The revisions of a project: edits that merge, undo and redo.

This module has the rules. A RevisionStore keeps the texts.
"""

import time
from collections.abc import Callable, Iterator

from pydantic import ValidationError

from adforge_core.errors import BadProject, EditConflict, NewerProject
from adforge_core.model.project import Project
from adforge_core.project.field_names import done_to
from adforge_core.project.history import History
from adforge_core.project.joining import joined, without_rival_scenes, without_rival_shots
from adforge_core.project.project_text import fields_of, read_project, revision_in, written
from adforge_core.project.stores import Commit, Head, RevisionStore

Edit = Callable[[Project], Project]

_Attempt = Callable[[Head], tuple[Commit | None, Project]]
"""From the saved state to what must be saved, or None, and the resulting project."""

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
        """Returns the project as it was last saved. Raises BadProject."""
        return self._read(self._store.text())

    def replace(self, project: Project) -> Project:
        """Saves `project` without a merge. The replaced revision is kept. An equal project is not saved again."""
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
        """Applies an edit, saves the result and returns it.

        Args:
            change: The edit: a function from a project to a new one. It may be called more than once.
            label: The name of the edit for undo. Without a label, it cannot be undone.
            seen: The revision the person saw when they made the edit. Changes since then are kept.
            gesture: Whether it is part of a gesture, such as a drag. Those with the same label are undone together.
            asked: When the edit was requested, in seconds since 1970, if it took time to make. Undo uses that order.

        Raises:
            EditConflict: Another edit since `seen` changed the same field, or that revision is no longer kept. Nothing
                is saved.
            BadProject: There is no project, or the result is not valid. Nothing is saved.
        """

        def edited(head: Head) -> tuple[Commit | None, Project]:
            current = self._read(head.text)
            base = current if seen is None or seen == current.revision else self._at(seen, head)
            if base is None:
                raise EditConflict()
            _, wanted = written(change(base))
            if base is not current:
                wanted, conflicts = joined(base, wanted, current)
                if conflicts:
                    raise EditConflict(conflicts, done_to(conflicts, current))
            return self._written(head, current, wanted, label, gesture=gesture, asked=asked)

        return self._saved(edited)

    def add(self, base: Project | None, made: Project, label: str = "", asked: float | None = None) -> Project:
        """Merges the result of a run that began with `base`, saves it and returns it. Edits made meanwhile win.

        Args:
            base: The project the run began with; None if there was none.
            made: The result of the run.
            label: The name of the step for undo. Without a label, it cannot be undone.
            asked: When the run was requested, in seconds since 1970. Undo uses that order.

        Raises:
            BadProject: The project was created or deleted meanwhile, or the result is not valid.
        """

        def with_made(head: Head) -> tuple[Commit | None, Project]:
            current = self._current(head)
            if base is None and current is None:
                return self._written(head, None, made)
            if base is None or current is None:
                did = "created" if current else "deleted"
                raise BadProject(
                    f"Somebody else has {did} the project in {self._store.place}.",
                    "Check what is there, then try again.",
                )
            fitting = without_rival_shots(base, current, without_rival_scenes(base, current, written(made)[1]))
            both, _ = joined(base, current, fitting)
            return self._written(head, current, both, label, asked=asked)

        return self._saved(with_made)

    def undo(self) -> Project:
        """Reverts the edit that was requested last, and nothing else. Returns the project.

        Work that is still running is not an edit yet. Raises BadProject if there is nothing to undo.
        """

        def undone(head: Head) -> tuple[Commit | None, Project]:
            history = self._history(head)
            if not history.done:
                raise BadProject("There is nothing to undo.")
            step = history.steps[history.done - 1]
            return self._walked(head, step.after, step.before, history.model_copy(update={"done": history.done - 1}))

        return self._saved(undone)

    def redo(self) -> Project:
        """Repeats the edit that was undone last. Raises BadProject if there is none."""

        def redone(head: Head) -> tuple[Commit | None, Project]:
            history = self._history(head)
            if history.done == len(history.steps):
                raise BadProject("There is nothing to redo.")
            step = history.steps[history.done]
            return self._walked(head, step.before, step.after, history.model_copy(update={"done": history.done + 1}))

        return self._saved(redone)

    def history(self) -> History:
        """Returns the edits that can be undone and redone. A history that cannot be read counts as empty."""
        return self._history(self._store.head())

    def last_good(self) -> Project | None:
        """Returns the newest revision that can be opened, normally the project itself.

        None if there is none, or if a newer version of the studio saved the project.
        """
        try:
            return self.load()
        except NewerProject:
            return None
        except BadProject:
            return next(self._good(), None)

    def restore_last_good(self) -> Project:
        """Replaces a damaged project with its last good revision and returns that.

        The damaged text is kept, on disk as project.damaged.json, with a number if necessary. A project that can be
        opened does not change. Raises BadProject if no revision can be opened or a newer version saved the project.
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
                        "Delete it, or import a copy that you exported earlier.",
                    ) from error
            # A new number: pages that have seen the damaged project must not take this for it.
            number = max(max(self._store.numbers()) + 1, revision_in(head.text)) + 1
            text, project = written(good.model_copy(update={"revision": number}))
            return Commit(text, set_aside=head.text is not None), project

        return self._saved(restored)

    def keep_first(self) -> Project:
        """Adds the project to its revisions if none of them can be opened, and returns it.

        It can then be restored even if it is damaged before the first edit.
        """

        def kept(head: Head) -> tuple[Commit | None, Project]:
            current = self._read(head.text)
            if head.text is None or next(self._good(), None) is not None:
                return None, current
            return Commit(head.text, past=(current.revision, head.text)), current

        return self._saved(kept)

    def _saved(self, attempt: _Attempt) -> Project:
        """Saves the result of `attempt`, which is repeated while others save first."""
        patient_until = time.monotonic() + _PATIENCE_S
        while True:
            head = self._store.head()
            commit, project = attempt(head)
            if commit is None or self._store.commit(head, commit):
                return project
            if time.monotonic() > patient_until:
                raise BadProject("Another window is saving the project.", "Try again in a moment.")

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
        """Returns the commit that replaces `current`, the project in `head`, with `project`."""
        numbers = self._store.numbers()
        # Revisions of a project that was lost here keep their numbers, but its steps do not lead to this one.
        first = max(project.revision, max(numbers, default=0) + 1)
        number = first if current is None else current.revision + 1
        text, saved = written(project.model_copy(update={"revision": number}))
        if current is None or head.text is None:
            # Saved twice, so that it can be restored if it is damaged before the first edit.
            steps = None if head.steps is None else History().model_dump_json().encode()
            return Commit(text, past=(number, text), steps=steps), saved
        if fields_of(current) == fields_of(saved):
            return None, current
        saved.check_limits(current)
        saved_steps = _steps(head)
        history = saved_steps.among(numbers | {current.revision})
        if label and asked is None:
            history = history.with_step(current.revision, number, label, gesture=gesture)
        elif label and asked is not None:
            history = history.with_made(current.revision, number, label, asked)
        # A crash may have left a step to a revision that was never saved: the one saved now must not be taken for it.
        steps = None if history == saved_steps else history.model_dump_json().encode()
        old = sorted(numbers | {current.revision})[:-_REVISIONS_KEPT]
        forget = frozenset(old) - history.revisions
        return Commit(text, past=(current.revision, head.text), steps=steps, forget=forget), saved

    def _walked(self, head: Head, start: int, end: int, history: History) -> tuple[Commit | None, Project]:
        current, base, wanted = self._read(head.text), self._at(start, head), self._at(end, head)
        if base is None or wanted is None or head.text is None:
            raise BadProject("That edit is too old to undo.")
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
        """Yields the earlier revisions that can be opened, the newest first."""
        for number in sorted(self._store.numbers(), reverse=True):
            try:
                yield self._read(self._store.past(number))
            except BadProject:
                continue

    def _at(self, revision: int, head: Head) -> Project | None:
        """Returns a revision; None if it is not kept. The project may be saved again while this reads."""
        text = self._store.past(revision)
        if text is None and revision_in(head.text) == revision:
            text = head.text
        return None if text is None else self._read(text)

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
