"""A project, wherever it is kept: what a run is given of it."""

from pathlib import Path
from typing import Protocol

from adforge_core.model.project import Project
from adforge_core.project.ledger import Ledger
from adforge_core.project.revisions import Revisions
from adforge_core.project.stores import ClaimStore, MediaStore


class ProjectStore(Protocol):
    """One project. `ProjectFolder` keeps it on disk, `MemoryProject` in memory."""

    @property
    def revisions(self) -> Revisions:
        """What is saved, and its past."""

    @property
    def media(self) -> MediaStore:
        """The user's files and what was made."""

    @property
    def ledger(self) -> Ledger:
        """Who made what, and what it cost."""

    @property
    def claims(self) -> ClaimStore:
        """Who fills which order."""

    @property
    def work(self) -> Path:
        """A local folder for what a run needs for a moment only; it need not be there yet."""

    @property
    def previews(self) -> Path:
        """A local folder for what screens show and can be made again; it need not be there yet."""

    @property
    def exists(self) -> bool:
        """Whether a project is saved here."""

    def load(self) -> Project:
        """The project as it was last saved. Raises BadProject."""

    def scratch(self) -> Path:
        """The work folder, made where it is not there. Raises GoneProject where the whole project is gone."""
