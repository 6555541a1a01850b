"""The storage of a project's parts: four small Protocols, each with an implementation on disk and one in memory.

The rules of history, ledger and orders are written once, above these. Another storage, such as an object store with a
database, is one more implementation; `tests/project/test_contracts_*.py` test its contract.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from adforge_core.media.owner import Owner


@dataclass(frozen=True)
class Head:
    """The saved state: the project as JSON, or None, and the undo steps.

    Text that cannot be read is empty.
    """

    text: bytes | None
    steps: bytes | None


@dataclass(frozen=True)
class Commit:
    """The replacement of a Head, which is saved completely or not at all.

    `past` is an earlier revision to keep, with its number. None for `steps` does not change them. `forget` are
    revisions that are no longer needed. `set_aside` keeps the replaced text, which is damaged, for people to look at.
    """

    text: bytes
    past: tuple[int, bytes] | None = None
    steps: bytes | None = None
    forget: frozenset[int] = frozenset()
    set_aside: bool = False


class RevisionStore(Protocol):
    """Stores the project, its earlier revisions by number, and the undo steps."""

    @property
    def place(self) -> str:
        """The place of the project for messages, such as a folder."""

    def text(self) -> bytes | None:
        """Returns the saved project, as in `head`."""

    def head(self) -> Head:
        """Returns the saved state."""

    def numbers(self) -> frozenset[int]:
        """Returns the numbers of the earlier revisions that are kept."""

    def past(self, number: int) -> bytes | None:
        """Returns an earlier revision; None if it is not kept."""

    def commit(self, seen: Head, commit: Commit) -> bool:
        """Saves `commit` if the saved state still equals `seen`. Otherwise nothing changes, and it returns False.

        The commit is durable when this returns. Readers see either `seen` or the whole commit, except that earlier
        revisions and steps may appear before the project. Raises BadOutput if it cannot be written, GoneProject if the
        place of the project is gone, and BadProject if others save for too long.
        """


class LedgerStore(Protocol):
    """Stores lines that are only appended."""

    def held(self) -> AbstractContextManager[None]:
        """Excludes all other threads and processes. Raises GoneProject and BadOutput."""

    def append(self, line: bytes) -> None:
        """Appends one line, given without its end, completely and durably. Raises BadOutput if that fails."""

    def size(self) -> int:
        """Returns the size in bytes. It only grows, so it shows whether there are new lines.

        Raises BadProject if there is something else in place of a ledger.
        """

    def read(self, size: int) -> bytes:
        """Returns the first `size` bytes. A line truncated by a crash may be among them."""


class MediaStore(Protocol):
    """Stores files under digests of their content. Files it returns are undamaged."""

    @property
    def landing(self) -> Path:
        """Returns a local folder for making files: adding them from there is cheapest."""

    def add(self, file: Path) -> str:
        """Stores a copy of `file` durably and returns its name. A damaged file of that name is replaced.

        Raises BadOutput if it cannot be stored, or if `file` changes meanwhile.
        """

    def has(self, name: str) -> bool:
        """Whether the file `name` exists and is undamaged."""

    def local(self, name: str) -> Path:
        """Returns a local, read-only file with the content of `name`.

        Raises BadProject if it is missing or damaged, or if `name` is not a plain file name.
        """

    def check_room(self, size: int) -> None:
        """Raises BadOutput if there is no space for a file of `size` bytes."""


class Claim(Protocol):
    """An exclusive right. It ends with the process, if not before."""

    def release(self) -> None:
        """Releases the right. A second call does nothing."""


class Claiming(Protocol):
    """Repeated attempts to get a claim."""

    def attempt(self) -> Claim | None:
        """Returns the claim; None while another owner has it."""


class ClaimStore(Protocol):
    """Claims by key. Of all threads, processes and hosts that use a project, one at a time has each."""

    def claiming(self, key: str) -> Claiming:
        """Starts attempts to get the claim `key`. Raises GoneProject if the place of the project is gone."""

    def owner(self, key: str) -> Owner | None:
        """Returns the owner of the claim `key`, alive or ended; None if there is none."""
