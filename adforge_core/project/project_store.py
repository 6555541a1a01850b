"""The interface of a stored project, as a run needs it."""

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
        """The saved project and its earlier revisions."""

    @property
    def media(self) -> MediaStore:
        """The user's files and the results."""

    @property
    def ledger(self) -> Ledger:
        """The providers' results and costs."""

    @property
    def claims(self) -> ClaimStore:
        """The exclusive rights to fill orders."""

    @property
    def work(self) -> Path:
        """A local folder for temporary files of a run. It may not exist yet."""

    @property
    def previews(self) -> Path:
        """A local folder for pictures on screens, which can be made again. It may not exist yet."""

    @property
    def exists(self) -> bool:
        """Whether a project is saved here."""

    def load(self) -> Project:
        """Returns the project as it was last saved. Raises BadProject."""

    def scratch(self) -> Path:
        """Returns a new folder within the work folder. Raises GoneProject if the project was deleted."""
