"""One video that several threads read, each at its own position."""

import threading
from pathlib import Path

from adforge_core.media.film import Film


class Films:
    """The film at `media` in frames of `size`, opened once for each thread that reads it. Raises BadVideo.

    When a thread ends, its open film passes to the next thread that reads from there on: opening it again would take up
    to half a second of decoding. Of several, the one with the latest position is kept.
    """

    def __init__(self, media: Path, size: tuple[int, int]) -> None:
        self._media, self._size = media, size
        self._left, self._of_thread = _Left(), threading.local()
        first = Film(media, size)
        self._left.put(first)
        self.seconds = first.seconds

    def at(self, seconds: float) -> Film:
        """Returns the calling thread's film, for pictures from `seconds` on. It can read earlier ones too."""
        if not hasattr(self._of_thread, "held"):
            self._of_thread.held = _Held(self._left.take(seconds) or Film(self._media, self._size), self._left)
        held: _Held = self._of_thread.held
        return held.film


class _Left:
    """The open film of a thread that ended. Safe for several threads."""

    def __init__(self) -> None:
        self._film: Film | None = None
        # Reentrant: garbage collection in the thread that has the lock may release a film.
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
    """A thread's reference to a film, which ends with the thread."""

    def __init__(self, film: Film, left: _Left) -> None:
        self.film, self._left = film, left

    def __del__(self) -> None:
        self._left.put(self.film)
