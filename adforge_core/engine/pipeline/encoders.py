"""Encoding parts of scenes side by side, with no more threads than there are cores to keep busy."""

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import TypeVar

Encoded = TypeVar("Encoded")

_CORES = 2
"""What a lone part is encoded with; more than two threads would hold more frames than they save time."""


class Encoders:
    """Threads of a run that encode, each one part at a time.

    Beside others a part has one core: a second thread of x264's would hold ten frames more and stand in their way. A
    long part that is, or will soon be, alone is given two.
    """

    def __init__(self, pool: Executor) -> None:
        self._pool, self._lock = pool, threading.Lock()
        self._left = 0

    def submit(self, frames: range, encode: Callable[[Callable[[], int]], Encoded]) -> Future[Encoded]:
        """Promises what `encode` makes of these frames. It may ask, once it begins, how many threads it is to take."""
        with self._lock:
            self._left += len(frames)
        return self._pool.submit(self._encoded, frames, encode)

    def _encoded(self, frames: range, encode: Callable[[Callable[[], int]], Encoded]) -> Encoded:
        try:
            return encode(lambda: self._threads(frames))
        finally:
            with self._lock:
                self._left -= len(frames)

    def _threads(self, frames: range) -> int:
        with self._lock:
            beside = self._left - len(frames)
        return 1 if beside >= len(frames) else _CORES
