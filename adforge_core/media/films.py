"""One video drawn by several threads, each at a place of its own."""

import threading
from pathlib import Path

from adforge_core.media.film import Film


class Films:
    """The film at `media` in frames of `size`, opened as often as it is looked at side by side. Raises BadVideo.

    What a thread has open it leaves, when it ends, to the next one that looks further on: to begin anew there would
    cost up to half a second of decoding. Of several left, the one furthest on is kept.
    """

    def __init__(self, media: Path, size: tuple[int, int]) -> None:
        self._media, self._size = media, size
        self._left, self._of_thread = _Left(), threading.local()
        first = Film(media, size)
        self._left.put(first)
        self.seconds = first.seconds

    def at(self, seconds: float) -> Film:
        """The calling thread's own film, for pictures from there on; it will serve earlier ones, too."""
        if not hasattr(self._of_thread, "held"):
            self._of_thread.held = _Held(self._left.take(seconds) or Film(self._media, self._size), self._left)
        held: _Held = self._of_thread.held
        return held.film


class _Left:
    """What the last thread to end has left. For several threads."""

    def __init__(self) -> None:
        self._film: Film | None = None
        # Whatever frees memory may end a hold on a film: also the thread that has the lock.
        self._lock = threading.RLock()

    def put(self, film: Film) -> None:
        with self._lock:
            if self._film is None or self._film.place < film.place:
                self._film = film

    def take(self, seconds: float) -> Film | None:
        with self._lock:
            film = self._film
            if film is None or film.place > seconds:
                return None
            self._film = None
            return film


class _Held:
    """A thread's hold on a film, which ends with the thread."""

    def __init__(self, film: Film, left: _Left) -> None:
        self.film, self._left = film, left

    def __del__(self) -> None:
        self._left.put(self.film)
