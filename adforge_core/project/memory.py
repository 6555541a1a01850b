"""A project in memory, with the same contracts as a project's folder, for tests and temporary work.

Bytes are held in memory. A private temporary folder is created only if a path is needed, for ffmpeg for example. It is
removed with the object.
"""

import shutil
import tempfile
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from adforge_core.errors import BadOutput
from adforge_core.media.content import is_named_by_content, is_whole, plain_suffix
from adforge_core.media.owner import Owner, this_process
from adforge_core.model.project import Project
from adforge_core.project.ledger import Ledger
from adforge_core.project.media_folder import check_name, unusable
from adforge_core.project.revisions import Revisions
from adforge_core.project.stores import Commit, Head


class MemoryRevisions:
    """A RevisionStore in memory: what is `saved`, the earlier revisions `kept`, and damaged texts set `aside`.

    Threads can share it.
    """

    def __init__(self) -> None:
        self.saved = Head(None, None)
        self.kept: dict[int, bytes] = {}
        self.aside: list[bytes] = []
        self._lock = threading.Lock()

    @property
    def place(self) -> str:
        """The place of the project for messages."""
        return "memory"

    def text(self) -> bytes | None:
        """Returns the saved project."""
        return self.saved.text

    def head(self) -> Head:
        """Returns the saved state."""
        return self.saved

    def numbers(self) -> frozenset[int]:
        """Returns the numbers of the earlier revisions that are kept."""
        with self._lock:
            return frozenset(self.kept)

    def past(self, number: int) -> bytes | None:
        """Returns an earlier revision; None if it is not kept."""
        return self.kept.get(number)

    def commit(self, seen: Head, commit: Commit) -> bool:
        """Saves `commit` if the saved state still equals `seen`."""
        with self._lock:
            if self.saved != seen:
                return False
            if commit.set_aside and seen.text is not None:
                self.aside.append(seen.text)
            if commit.past is not None:
                self.kept[commit.past[0]] = commit.past[1]
            self.saved = Head(commit.text, seen.steps if commit.steps is None else commit.steps)
            for number in commit.forget:
                self.kept.pop(number, None)
            return True


class MemoryLedger:
    """A LedgerStore in memory: `lines` are all lines in order. Threads can share it."""

    def __init__(self) -> None:
        self.lines = b""
        self._holding = threading.Lock()
        self._appending = threading.Lock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Excludes all other threads."""
        with self._holding:
            yield

    def append(self, line: bytes) -> None:
        """Appends one line."""
        with self._appending:
            torn = self.lines and not self.lines.endswith(b"\n")
            self.lines += (b"\n" if torn else b"") + line + b"\n"

    def size(self) -> int:
        """Returns the size of the lines in bytes."""
        return len(self.lines)

    def read(self, size: int) -> bytes:
        """Returns the first `size` bytes."""
        return self.lines[:size]


class _Apart:
    """A private temporary folder. It is created on first use and removed with this object."""

    @cached_property
    def folder(self) -> Path:
        """The folder."""
        made = Path(tempfile.mkdtemp(prefix="adforge-"))
        weakref.finalize(self, shutil.rmtree, made, ignore_errors=True)
        return made


class MemoryMedia:
    """A MediaStore in memory with space for `most_bytes`. Threads can share it."""

    def __init__(self, most_bytes: int = 1 << 30) -> None:
        self._most = most_bytes
        self._files: dict[str, bytes] = {}
        self._lock = threading.Lock()
        self._apart = _Apart()

    @property
    def landing(self) -> Path:
        """Returns a temporary folder. Files that are added from it are copied."""
        return self._apart.folder

    @property
    def names(self) -> frozenset[str]:
        """Returns all names, including those of damaged files."""
        with self._lock:
            return frozenset(self._files)

    def add(self, file: Path) -> str:
        """Stores the content of `file` and returns its name. Raises BadOutput if there is no space."""
        content = file.read_bytes()
        name = sha256(content).hexdigest()[:32] + plain_suffix(file)
        with self._lock:
            if self._is_whole(name):
                return name
            self._room_for(len(content))
            self._files[name] = content
        return name

    def has(self, name: str) -> bool:
        """Whether the file `name` exists and is undamaged."""
        with self._lock:
            return self._is_whole(name)

    def local(self, name: str) -> Path:
        """Returns a temporary file with the content of `name`. Raises BadProject if it is missing or damaged."""
        check_name(name)
        with self._lock:
            if not self._is_whole(name):
                raise unusable(name, is_there=name in self._files)
            path = self._apart.folder / name
            if not is_whole(path):
                path.write_bytes(self._files[name])
        return path

    def check_room(self, size: int) -> None:
        """Raises BadOutput if there is no space for `size` bytes."""
        with self._lock:
            self._room_for(size)

    def remove(self, name: str) -> None:
        """Removes a file, as a failing store would. A missing file is ignored."""
        with self._lock:
            self._files.pop(name, None)

    def damage(self, name: str, content: bytes) -> None:
        """Changes the content of `name`, as a failing store would."""
        with self._lock:
            self._files[name] = content

    def _is_whole(self, name: str) -> bool:
        content = self._files.get(name)
        if content is None or not is_named_by_content(Path(name)):
            return content is not None
        return sha256(content).hexdigest()[:32] == Path(name).stem

    def _room_for(self, size: int) -> None:
        if sum(map(len, self._files.values())) + size > self._most:
            raise BadOutput("The memory for media is almost full; nothing was sent.", "Allow it more.")


class _MemoryClaim:
    def __init__(self, held: dict[str, "_MemoryClaim"], key: str) -> None:
        self._held = held
        self._key = key

    def release(self) -> None:
        """Releases the right."""
        if self._held.get(self._key) is self:
            del self._held[self._key]


class _MemoryClaiming:
    def __init__(self, held: dict[str, _MemoryClaim], key: str) -> None:
        self._held = held
        self._key = key

    def attempt(self) -> _MemoryClaim | None:
        """Returns the claim; None while another owner has it."""
        mine = _MemoryClaim(self._held, self._key)
        return mine if self._held.setdefault(self._key, mine) is mine else None


class MemoryClaims:
    """A ClaimStore in memory. Threads can share it."""

    def __init__(self) -> None:
        self._held: dict[str, _MemoryClaim] = {}

    def claiming(self, key: str) -> _MemoryClaiming:
        """Starts attempts to get the claim `key`."""
        return _MemoryClaiming(self._held, key)

    def owner(self, key: str) -> Owner | None:
        """Returns this process if the claim is taken; else None."""
        return this_process() if key in self._held else None


class MemoryProject:
    """A project in memory, while this object exists. Threads can share it.

    It offers what a run needs of a `ProjectFolder`: `revisions`, `media`, `ledger`, `claims`, and temporary folders.

    Example:
        >>> from pathlib import Path
        >>> from adforge_core import Brief, MemoryProject, Project
        >>> kettle = MemoryProject()
        >>> kettle.revisions.replace(Project(name="Kettle", brief=Brief(product="Field Kettle"))).revision
        1
        >>> name = kettle.media.add(Path("kettle.png"))
        >>> kettle.media.has(name), kettle.load().name
        (True, 'Kettle')
    """

    def __init__(self) -> None:
        self.store = MemoryRevisions()
        self.lines = MemoryLedger()
        self.media = MemoryMedia()
        self.claims = MemoryClaims()
        self.revisions = Revisions(self.store)
        self.ledger = Ledger(self.lines)
        self._apart = _Apart()

    @property
    def work(self) -> Path:
        """A temporary folder."""
        return self._apart.folder / "work"

    @property
    def previews(self) -> Path:
        """A temporary folder."""
        return self._apart.folder / "previews"

    @property
    def exists(self) -> bool:
        """Whether a project was saved here."""
        return self.store.text() is not None

    def load(self) -> Project:
        """Returns the project as it was last saved. Raises BadProject."""
        return self.revisions.load()

    def scratch(self) -> Path:
        """Returns a new folder within the work folder."""
        self.work.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=self.work))
