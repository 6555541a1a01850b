"""Values that are made when they are first needed: once for all threads, once for each, or the most recent ones."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Prepared = TypeVar("Prepared")
Key = TypeVar("Key", bound=Hashable)


class Lazy(Generic[Prepared]):
    """Calls `make` on the first call and returns the same value from then on.

    In Python 3.11 a cached_property would block all other objects of its class meanwhile.
    """

    def __init__(self, make: Callable[[], Prepared]) -> None:
        self._make: Callable[[], Prepared] | None = make
        self._lock = threading.Lock()
        self._made: list[Prepared] = []

    def __call__(self) -> Prepared:
        """Returns the value. Other threads wait while it is being made."""
        with self._lock:
            if self._make is not None:
                self._made.append(self._make())
                self._make = None  # its inputs are large and no longer needed
            return self._made[0]


class ThreadLocalLazy(Generic[Prepared]):
    """Calls `make` once for each thread."""

    def __init__(self, make: Callable[[], Prepared]) -> None:
        self._make, self._of_thread = make, threading.local()

    def __call__(self) -> Prepared:
        """Returns the value of this thread."""
        if not hasattr(self._of_thread, "made"):
            self._of_thread.made = self._make()
        made: Prepared = self._of_thread.made
        return made


class LruCache(Generic[Key, Prepared]):
    """Keeps the `most` most recently used values. Not safe for several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Key, Prepared] = OrderedDict()

    def get(self, key: Key, make: Callable[[], Prepared]) -> Prepared:
        """Returns the value of `key`. If there is none, it is made and replaces the least recently used one."""
        if key not in self._kept:
            self._kept[key] = make()
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return self._kept[key]
