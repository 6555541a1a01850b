"""Encodes parts of scenes side by side, with as many threads as there are cores."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import TypeVar

Encoded = TypeVar("Encoded")

_ALONE = 2
"""Threads for a part that is encoded alone. Two encode while a frame is drawn; the file is the same as with one."""


class Turn:
    """The encoding of one part."""

    def __init__(self, frames: int, beside: Callable[[], float]) -> None:
        self._frames, self._done, self._beside = frames, 0.0, beside

    @property
    def left(self) -> float:
        """The number of its frames that are not encoded yet."""
        return self._frames * (1 - self._done)

    def threads(self) -> int:
        """Returns the number of threads to encode with now.

        One beside other parts: a second x264 thread would hold ten more frames and slow the others down. Two for a
        part that will still be encoding when the others are finished.
        """
        return 1 if self._beside() - self.left >= self.left else _ALONE

    def progress(self, done: float) -> None:
        """Sets the share that is encoded, 0 to 1."""
        self._done = done


class Encoders:
    """The encoding threads of a run. Each encodes one part at a time."""

    def __init__(self, pool: Executor) -> None:
        self._pool = pool
        self._turns: list[Turn] = []

    def submit(self, frames: int, encode: Callable[[Turn], Encoded]) -> Future[Encoded]:
        """Schedules `encode` for a part of `frames` frames and returns its future result."""
        turn = Turn(frames, lambda: sum(turn.left for turn in [*self._turns]))
        self._turns.append(turn)
        return self._pool.submit(self._encoded, turn, encode)

    def _encoded(self, turn: Turn, encode: Callable[[Turn], Encoded]) -> Encoded:
        try:
            return encode(turn)
        finally:
            self._turns.remove(turn)
