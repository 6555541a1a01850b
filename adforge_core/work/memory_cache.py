"""A cache in memory, with the same contract as the one on disk, for tests and temporary work."""

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

from adforge_core.media.content import is_whole
from adforge_core.media.files import unfinished
from adforge_core.work.cache import Json, Result, Results


class MemoryCache(Results):
    """Stage results in memory. Threads can share it. Files are written only to the folders of callers.

    Example:
        >>> from adforge_core import MemoryCache
        >>> MemoryCache().has("plan", {"brief": "tea"})
        False
    """

    def __init__(self) -> None:
        super().__init__()
        self._results: dict[str, tuple[str, Mapping[str, str]]] = {}
        self._blobs: dict[str, bytes] = {}
        self._kept = threading.Lock()

    def trim(self, most_bytes: int) -> None:
        """Removes the least recently used files until at most `most_bytes` remain, and the results that need them."""
        with self._kept:
            left = most_bytes
            for name, content in reversed(list(self._blobs.items())):
                left -= len(content)
                if left < 0:
                    del self._blobs[name]
            whole = {key: one for key, one in self._results.items() if self._blobs.keys() >= set(one[1].values())}
            self._results = whole

    def _found(self, key: str, into: Path) -> Result | None:
        with self._kept:
            if not self._has(key):
                return None
            value, names = self._results[key]
            for name in names.values():  # moves them to the end: the most recently used
                self._blobs[name] = self._blobs.pop(name)
            contents = {name: self._blobs[name] for name in names.values()}
        into.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            if not is_whole(into / name):
                waiting = into / f"{unfinished('placing')}{uuid4().hex}"
                waiting.write_bytes(content)
                waiting.replace(into / name)  # another thread may be reading it already
        return Result(json.loads(value), {made: into / name for made, name in names.items()}, cached=True)

    def _keep(self, key: str, value: Json, files: Mapping[str, Path]) -> None:
        contents = {path.name: path.read_bytes() for path in files.values()}
        with self._kept:
            self._blobs.update(contents)
            self._results[key] = json.dumps(value), {name: path.name for name, path in files.items()}

    def _is_kept(self, key: str) -> bool:
        with self._kept:
            return self._has(key)

    def _has(self, key: str) -> bool:
        return key in self._results and self._blobs.keys() >= set(self._results[key][1].values())
