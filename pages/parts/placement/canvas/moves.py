"""Changes made on the board, each saved once though it is sent twice: to the page, and by address.

A page that is being left no longer receives what is sent to it; an address does.
"""

from threading import Lock

import streamlit as st
from pydantic import Field

from adforge_core.model.edits import placed, with_super_y
from adforge_core.model.formats import Format
from adforge_core.model.placement import Placement
from adforge_core.model.project import Project
from adforge_core.model.shot_edits import with_view
from adforge_core.model.shots import View
from adforge_core.model.value import Value
from adforge_core.project.folder import ProjectFolder

_REMEMBERED = 500


class Move(Value):
    """A change to one scene in one format, named by the board; with `shot`, to what that shot shows of it.

    `after` names the board's change before it, `label` is what undo shows.
    """

    id: str = Field(min_length=1, max_length=80)
    after: str = Field(default="", max_length=80)
    scene: str
    format: Format
    label: str = Field(max_length=80)
    placement: Placement | None = None
    super_y: float | None = None
    shot: str = ""
    view: View | None = None

    def of(self, project: Project) -> Project:
        """The project with it. Raises pydantic's ValidationError for a value out of range."""
        if self.shot:
            return with_view(project, self.scene, self.shot, self.view, self.format)
        project = placed(project, [self.scene], self.placement, self.format)
        return with_super_y(project, self.scene, self.super_y, self.format)


class Moves:
    """The moves that were saved lately. Thread-safe."""

    def __init__(self) -> None:
        self._revisions: dict[str, int] = {}
        self._lock = Lock()

    def save(self, folder: ProjectFolder, move: Move, seen: int | None) -> int:
        """Saves a move made on the revision `seen`, or after the move before it; never saves the same move twice.

        Returns the revision it made. Raises EditConflict if somebody else changed the same.
        """
        with self._lock:
            known = self._revisions.get(move.id)
            if known is None:
                base = max(seen or 0, self._revisions.get(move.after, 0)) or None
                known = folder.revisions.edit(move.of, move.label, base, gesture=True).revision
                self._revisions[move.id] = known
                for old in list(self._revisions)[:-_REMEMBERED]:
                    del self._revisions[old]
            return known


@st.cache_resource(show_spinner=False)
def moves() -> Moves:
    """The process's only ones."""
    return Moves()
