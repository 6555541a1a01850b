"""Claims on a project's orders, as lock files in its folder."""

from pathlib import Path

from adforge_core.errors import GoneProject
from adforge_core.media.owner import Claiming, Owner, claimant


class OrderLocks:
    """The ClaimStore of a project's folder: a lock file for each order in progress."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def claiming(self, key: str) -> Claiming:
        """Starts attempts to get the claim `key`. Raises GoneProject if the project's folder is gone."""
        try:
            self.folder.mkdir(exist_ok=True)
        except FileNotFoundError as error:
            raise GoneProject(self.folder.parent) from error
        return Claiming(self.folder / key)

    def owner(self, key: str) -> Owner | None:
        """Returns the owner of the claim `key`, alive or ended; None if there is none."""
        return claimant(self.folder / key)
