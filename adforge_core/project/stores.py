"""Where a project's parts are kept: four small Protocols, each with an implementation on disk and one in memory.

The rules of history, of the ledger and of orders are written once, over these. Another place, such as an object store
with a database beside it, is one more implementation; `tests/project/test_contracts_*.py` say what it must hold.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from adforge_core.media.owner import Owner


@dataclass(frozen=True)
class Head:
    """What is saved now: the project as JSON, None where there is none, and the steps that can be undone.

    Text that is there and cannot be read is empty.
    """

    text: bytes | None
    steps: bytes | None


@dataclass(frozen=True)
class Commit:
    """What is to take the place of a Head: all of it, or nothing.

    `past` is a revision to keep, with its number; None for `steps` leaves them as they are. `forget` names revisions
    that nobody needs any more. `set_aside` keeps the text that is replaced for people to look at, as it is damaged.
    """

    text: bytes
    past: tuple[int, bytes] | None = None
    steps: bytes | None = None
    forget: frozenset[int] = frozenset()
    set_aside: bool = False


class RevisionStore(Protocol):
    """The project as it is saved, its past revisions by number, and the steps that undo and redo walk along."""

    @property
    def place(self) -> str:
        """Where people find the project, for messages: a folder, or what stands for one."""

    def text(self) -> bytes | None:
        """The saved project, as in `head`."""

    def head(self) -> Head:
        """What is saved now."""

    def numbers(self) -> frozenset[int]:
        """The numbers of the past revisions that are kept."""

    def past(self, number: int) -> bytes | None:
        """A past revision; None where that is not kept."""

    def commit(self, seen: Head, commit: Commit) -> bool:
        """Saves `commit` if what is saved is still `seen`; False, and nothing is changed, where it is not.

        It lasts when this returns. Whoever reads meanwhile sees `seen` or all of it, but for past revisions and steps,
        which may be there before the project is. Raises BadOutput where it cannot be written, GoneProject where the
        place of the project is gone, and BadProject where others save for too long.
        """


class LedgerStore(Protocol):
    """Lines that are only ever appended."""

    def held(self) -> AbstractContextManager[None]:
        """Keeps everybody else from `held`, in any process. Raises GoneProject and BadOutput."""

    def append(self, line: bytes) -> None:
        """Adds one line, without its end, whole and to last. Raises BadOutput where that cannot be."""

    def size(self) -> int:
        """How much is there: it only grows, and says whether there is more than was read before.

        Raises BadProject where what is there is no ledger.
        """

    def read(self, size: int) -> bytes:
        """The lines, as far as they take `size`. One that a crash cut short may be among them."""


class MediaStore(Protocol):
    """Files by names that say what is in them. What is handed out is whole."""

    @property
    def landing(self) -> Path:
        """A local folder for files that are being made to be added: from there adding costs least."""

    def add(self, file: Path) -> str:
        """Takes a copy of `file`, to last, and returns its name. One that is there and damaged is replaced."""

    def has(self, name: str) -> bool:
        """Whether the file `name` is there, and undamaged."""

    def local(self, name: str) -> Path:
        """A local file with the content of `name`, to be read only.

        Raises BadProject where it is missing or damaged, or `name` leads elsewhere.
        """

    def check_room(self, size: int) -> None:
        """Raises BadOutput where a file of `size` bytes could not be added."""


class Claim(Protocol):
    """The right to be the only one at something. It ends with the process, if not before."""

    def release(self) -> None:
        """Lets others have it. A second time does nothing."""


class Claiming(Protocol):
    """Somebody's attempts at a claim, until it is theirs."""

    def attempt(self) -> Claim | None:
        """The claim; None while somebody else has it."""


class ClaimStore(Protocol):
    """Claims by key: of all threads, processes and hosts at a project one at a time has each."""

    def claiming(self, key: str) -> Claiming:
        """Begins to try for the claim `key`. Raises GoneProject where the place of the project is gone."""

    def owner(self, key: str) -> Owner | None:
        """Who has the claim `key`, or had it when they ended; None where nobody has."""
