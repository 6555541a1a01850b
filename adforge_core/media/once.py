"""What is prepared when it is first needed, once, whichever thread needs it."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Prepared = TypeVar("Prepared")


class Once(Generic[Prepared]):
    """Calls `make` when first called itself, and answers the same from then on.

    In Python 3.11 a cached_property would have all other objects of its class wait meanwhile.
    """

    def __init__(self, make: Callable[[], Prepared]) -> None:
        self._make, self._lock = make, threading.Lock()
        self._made: list[Prepared] = []

    def __call__(self) -> Prepared:
        """What was made; whoever asks while it is being made waits for it."""
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]
