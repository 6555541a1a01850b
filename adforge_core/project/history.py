"""The history of a project: the steps of undo and redo."""

import time
from collections.abc import Set
from typing import Self

from pydantic import Field, model_validator

from adforge_core.model.value import Value

_STEPS_KEPT = 80
_ONE_GESTURE_S = 2.0


class _Step(Value):
    """One edit: the revisions before and after it, its label, and when it was requested, in seconds since 1970."""

    before: int
    after: int
    label: str
    at: float


class History(Value):
    """The edits of a project, in the order they were requested.

    The first `done` steps are in effect, the others were undone. Work that takes time becomes a step when it is
    finished, ordered by when it was requested: undo follows the actions of the person, not the order of completion.
    Undone steps can still be redone.
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
        """The label of the step that undo reverts; empty if there is none."""
        return self.steps[self.done - 1].label if self.done else ""

    @property
    def redo(self) -> str:
        """The label of the step that redo repeats; empty if there is none."""
        return self.steps[self.done].label if self.done < len(self.steps) else ""

    @property
    def revisions(self) -> frozenset[int]:
        """The revisions that undo and redo need."""
        return frozenset(number for step in self.steps for number in (step.before, step.after))

    def among(self, revisions: Set[int]) -> "History":
        """Returns the history without edits that need revisions other than these."""
        there = [step.before in revisions and step.after in revisions for step in self.steps]
        if all(there):
            return self
        steps = tuple(step for step, is_there in zip(self.steps, there, strict=True) if is_there)
        return History(steps=steps, done=sum(there[: self.done]))

    def with_made(self, before: int, after: int, label: str, asked: float) -> "History":
        """Adds a step for work that is finished now and was requested at `asked`."""
        place = self.done
        while place and self.steps[place - 1].at > asked:
            place -= 1
        made = _Step(before=before, after=after, label=label, at=asked)
        steps = (*self.steps[:place], made, *self.steps[place:])
        return History(steps=steps[-_STEPS_KEPT:], done=self.done + 1 - max(0, len(steps) - _STEPS_KEPT))

    def with_step(self, before: int, after: int, label: str, *, gesture: bool) -> "History":
        """Adds an edit. Repeated edits of one `gesture`, such as dragging a slider, become one step."""
        kept, now = self.steps[: self.done], time.time()
        last = kept[-1] if kept and gesture else None
        if last and last.label == label and last.after == before and now - last.at < _ONE_GESTURE_S:
            before, kept = last.before, kept[:-1]
        steps = (*kept, _Step(before=before, after=after, label=label, at=now))[-_STEPS_KEPT:]
        return History(steps=steps, done=len(steps))
