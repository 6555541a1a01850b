"""Claims on a project's orders as lock files in its folder."""

from pathlib import Path

from adforge_core.errors import GoneProject
from adforge_core.media.owner import Claiming, Owner, claimant


class OrderLocks:
    """The ClaimStore of a project's folder: a lock file for each order that is being filled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def claiming(self, key: str) -> Claiming:
        """Begins to try for the claim `key`. Raises GoneProject where the project's folder is gone."""
        try:
            self.folder.mkdir(exist_ok=True)
        except FileNotFoundError as error:
            raise GoneProject(self.folder.parent) from error
        return Claiming(self.folder / key)

    def owner(self, key: str) -> Owner | None:
        """Who has the claim `key`, or had it when they ended; None where nobody has."""
        return claimant(self.folder / key)
