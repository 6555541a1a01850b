"""The cache: results of stages by the content of all their inputs.

Values are JSON text in a diskcache, files are content-addressed blobs beside it. The folder may be deleted at any time:
missing results are made again.
"""

import json
import os
import shutil
import sqlite3
import tempfile
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol
from weakref import WeakValueDictionary

import diskcache
from pydantic_core import to_jsonable_python

from adforge_core.media.content import content_name, is_whole
from adforge_core.media.files import flush, sweep, unfinished
from adforge_core.media.owner import beating

Json = dict[str, Any]

_CHECKED_S = 0.1


@dataclass(frozen=True)
class Result:
    """The result of a stage: a JSON value, and named files in the folder the caller asked for."""

    value: Json
    files: Mapping[str, Path]
    cached: bool


class _TextDisk(diskcache.Disk):  # type: ignore[misc]  # diskcache has no types
    """Refuses pickles: reading one can run arbitrary code (CVE-2025-69872)."""

    def store(self, value: Any, read: bool, key: Any = diskcache.UNKNOWN) -> Any:
        if not isinstance(value, str):
            raise TypeError("the cache holds text only")
        return super().store(value, read, key)

    def fetch(self, mode: int, filename: str | None, value: Any, read: bool) -> Any:
        if mode == diskcache.core.MODE_PICKLE:
            raise ValueError("the cache holds text only")
        return super().fetch(mode, filename, value, read)


class ResultCache(Protocol):
    """Stores results of stages by the content of all their inputs."""

    def result(
        self,
        stage: str,
        inputs: Json,
        into: Path,
        make: Callable[[Path], Json],
        check: Callable[[], None] = lambda: None,
    ) -> Result:
        """Returns the result of `stage` for `inputs`, with its files in the folder `into`.

        On a miss, `make` is called with an empty folder: its return value and the files it writes there are the result.
        Other threads with the same request wait for the first, and call `check` meanwhile, which may raise.
        """

    def has(self, stage: str, inputs: Json) -> bool:
        """Whether there is a result of `stage` for `inputs`. It may be removed before it is used."""

    def trim(self, most_bytes: int) -> None:
        """Removes the least recently used files until at most `most_bytes` remain, and the results that need them."""


class Results(ABC):
    """The common part of all ResultCaches: a missing result is made once. Subclasses store the results."""

    def __init__(self) -> None:
        # A lock exists while a thread holds it or waits for it.
        self._locks: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()
        self._locking = threading.Lock()

    def result(
        self,
        stage: str,
        inputs: Json,
        into: Path,
        make: Callable[[Path], Json],
        check: Callable[[], None] = lambda: None,
    ) -> Result:
        """Returns the result of `stage` for `inputs`, as in `ResultCache.result`."""
        key = _key(stage, inputs)
        with self._locking:
            lock = self._locks.setdefault(key, threading.Lock())
        while not lock.acquire(timeout=_CHECKED_S):
            check()
        try:
            found = self._found(key, into)
            if found is not None:
                return found
            into.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=into, prefix=unfinished("making")) as making:
                with beating(Path(making)):
                    value = make(Path(making))
                made = {path.name: content_name(path) for path in sorted(Path(making).iterdir())}
                files = {name: _moved(Path(making) / name, into / blob) for name, blob in made.items()}
                flush(into)
            self._keep(key, value, files)
            return Result(value, files, cached=False)
        finally:
            lock.release()

    def has(self, stage: str, inputs: Json) -> bool:
        """Whether there is a result of `stage` for `inputs`. It may be removed before it is used."""
        return self._is_kept(_key(stage, inputs))

    @abstractmethod
    def _found(self, key: str, into: Path) -> Result | None:
        """Returns the result with its files in `into`, named by their content; None if it is not complete."""

    @abstractmethod
    def _keep(self, key: str, value: Json, files: Mapping[str, Path]) -> None:
        """Stores a result. Its files, which are named by their content, are copied."""

    @abstractmethod
    def _is_kept(self, key: str) -> bool:
        """Whether the result exists with all its files."""


class Cache(Results):
    """A folder of stage results. Threads and processes can share it, and it may be deleted at any time.

    Example:
        >>> from pathlib import Path
        >>> from adforge_core import Cache
        >>> cache = Cache(Path("a-cache-of-its-own"))
        >>> cache.trim(2 * 10**9)
        >>> cache.size()
        0
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self._opening = threading.Lock()
        self._index: diskcache.Cache | None = None

    def size(self) -> int:
        """Returns the size of the cache on disk in bytes."""
        total = 0
        for path in self.folder.rglob("*"):
            with suppress(FileNotFoundError):
                total += path.stat().st_size
        return total

    def clear(self) -> None:
        """Removes all results. Running work continues and makes missing results again."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._reopen()

    def trim(self, most_bytes: int) -> None:
        """Removes the least recently used files until at most `most_bytes` remain, and the results that need them."""
        found, removed = [], False
        for path in (self.folder / "blobs").glob("[!.]*"):
            with suppress(FileNotFoundError):
                found.append((path.stat(), path))
        total = 0
        for status, path in sorted(found, key=lambda one: one[0].st_mtime, reverse=True):
            total += status.st_size
            if total > most_bytes:
                path.unlink(missing_ok=True)
                removed = True
        if removed:
            self._forget_broken()
        sweep(self.folder / "blobs")

    def _forget_broken(self) -> None:
        """Removes results with missing files from the index. One that is being made again now is a miss later."""
        with suppress(sqlite3.Error, OSError):
            index = self._open()
            for key in list(index):
                text = self._read(key)
                if text is not None and not self._is_whole(text):
                    index.delete(key)

    def _is_whole(self, text: str | None) -> bool:
        """Whether an entry of the index exists with all its files."""
        sizes = json.loads(text)["sizes"] if text else None
        return sizes is not None and all(_has_size(self.folder / "blobs" / blob, size) for blob, size in sizes.items())

    def _found(self, key: str, into: Path) -> Result | None:
        text = self._read(key)
        if text is None:
            return None
        entry, files = json.loads(text), {}
        into.mkdir(parents=True, exist_ok=True)
        for name, blob in entry["files"].items():
            source, target = self.folder / "blobs" / blob, into / blob
            try:
                if not is_whole(target):
                    if not is_whole(source):
                        return None
                    target = _place(source, into, blob)
                    flush(into)
                with suppress(FileNotFoundError):
                    os.utime(source)
            except FileNotFoundError:
                return None
            files[name] = target
        return Result(entry["value"], files, cached=True)

    def _keep(self, key: str, value: Json, files: Mapping[str, Path]) -> None:
        blobs, made = self.folder / "blobs", {name: path.name for name, path in files.items()}
        sizes = {path.name: path.stat().st_size for path in files.values()}
        try:
            blobs.mkdir(parents=True, exist_ok=True, mode=0o700)
            for file in files.values():
                _place(file, blobs, file.name)
        except OSError:  # it was cleared meanwhile, is full, or cannot be written: the result is only not kept
            return
        self._write(key, json.dumps({"value": value, "files": made, "sizes": sizes}))

    def _is_kept(self, key: str) -> bool:
        return self._is_whole(self._read(key))

    def _read(self, key: str) -> str | None:
        try:
            text = self._open().get(key)
        except (sqlite3.Error, OSError, ValueError):
            self._reopen()
            return None
        return text if isinstance(text, str) else None

    def _write(self, key: str, text: str) -> None:
        for _ in range(2):
            try:
                self._open().set(key, text)
                return
            except (sqlite3.Error, OSError):
                self._reopen()

    def _open(self) -> diskcache.Cache:
        with self._opening:
            if self._index is None:
                self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._index = diskcache.Cache(str(self.folder / "index"), disk=_TextDisk, eviction_policy="none")
            return self._index

    def _reopen(self) -> None:
        with self._opening:
            self._index = None


def _key(stage: str, inputs: Json) -> str:
    return content_key({"stage": stage, "code": code_key(), "inputs": inputs})


def content_key(inputs: Json) -> str:
    """Returns the SHA-256, in hex, of `inputs` as canonical JSON. Pydantic values count by their fields."""
    canonical = json.dumps(to_jsonable_python(inputs), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(canonical.encode(errors="backslashreplace")).hexdigest()  # a path need not be UTF-8


@cache
def code_key() -> str:
    """Returns the SHA-256, in hex, of the studio's code and tables: results depend on them too."""
    digest = sha256()
    package = Path(__file__).resolve().parent.parent
    for path in sorted((*package.rglob("*.py"), *package.rglob("*.toml"))):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _has_size(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except FileNotFoundError:
        return False


def _place(source: Path, folder: Path, name: str) -> Path:
    """Copies `source` to `folder/name`, completely or not at all. A link would share later edits."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=unfinished("placing")) as placing:
        waiting = Path(placing) / name
        shutil.copyfile(source, waiting)
        return _moved(waiting, folder / name)


def _moved(source: Path, target: Path) -> Path:
    """Moves the finished file `source` to `target` on the same disk, so that a power cut cannot leave it empty."""
    flush(source)
    return source.replace(target)
