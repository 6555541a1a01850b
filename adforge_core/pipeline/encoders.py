"""Encoding parts of scenes side by side, with no more threads than there are cores to keep busy."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import TypeVar

Encoded = TypeVar("Encoded")

_ALONE = 2
"""Threads for a lone part: two frames are encoded while the next is drawn. The file is the same that one makes."""


class Turn:
    """One part's turn at encoding."""

    def __init__(self, frames: int, beside: Callable[[], float]) -> None:
        self._frames, self._done, self._beside = frames, 0.0, beside

    @property
    def left(self) -> float:
        """How many of its frames are still to be encoded."""
        return self._frames * (1 - self._done)

    def threads(self) -> int:
        """How many to take now.

        Beside others one: a second thread of x264's would hold ten frames more and stand in their way. A part that
        will go on when the others are finished is given two.
        """
        return 1 if self._beside() - self.left >= self.left else _ALONE

    def progress(self, done: float) -> None:
        """Tells which share of it is encoded."""
        self._done = done


class Encoders:
    """Threads of a run that encode, each one part at a time."""

    def __init__(self, pool: Executor) -> None:
        self._pool = pool
        self._turns: list[Turn] = []

    def submit(self, frames: int, encode: Callable[[Turn], Encoded]) -> Future[Encoded]:
        """Promises what `encode` makes of a part of so many frames when its turn comes."""
        turn = Turn(frames, lambda: sum(turn.left for turn in [*self._turns]))
        self._turns.append(turn)
        return self._pool.submit(self._encoded, turn, encode)

    def _encoded(self, turn: Turn, encode: Callable[[Turn], Encoded]) -> Encoded:
        try:
            return encode(turn)
        finally:
            self._turns.remove(turn)
