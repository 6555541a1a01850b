"""What is prepared when it is first needed: once for all threads, once for each, or as long as it is asked for."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Prepared = TypeVar("Prepared")
Key = TypeVar("Key", bound=Hashable)


class Lazy(Generic[Prepared]):
    """Calls `make` when first called itself, and answers the same from then on.

    In Python 3.11 a cached_property would have all other objects of its class wait meanwhile.
    """

    def __init__(self, make: Callable[[], Prepared]) -> None:
        self._make: Callable[[], Prepared] | None = make
        self._lock = threading.Lock()
        self._made: list[Prepared] = []

    def __call__(self) -> Prepared:
        """What was made; whoever asks while it is being made waits for it."""
        with self._lock:
            if self._make is not None:
                self._made.append(self._make())
                self._make = None  # what it was made from is as large, and needed no more
            return self._made[0]


class ThreadLocalLazy(Generic[Prepared]):
    """The same for every thread by itself: what it works in."""

    def __init__(self, make: Callable[[], Prepared]) -> None:
        self._make, self._of_thread = make, threading.local()

    def __call__(self) -> Prepared:
        """What was made in this thread."""
        if not hasattr(self._of_thread, "made"):
            self._of_thread.made = self._make()
        made: Prepared = self._of_thread.made
        return made


class LruCache(Generic[Key, Prepared]):
    """What was asked for last, at most `most` of it. For one thread at a time."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Key, Prepared] = OrderedDict()

    def get(self, key: Key, make: Callable[[], Prepared]) -> Prepared:
        """What is kept as `key`; made now where it is not, in place of what was asked for longest ago."""
        if key not in self._kept:
            self._kept[key] = make()
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return self._kept[key]
