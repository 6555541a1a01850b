"""The comps of a filming, each prepared once: a scene is drawn for itself, and once more where the next takes over."""

import threading
from collections.abc import Callable

from adforge_core.media.lazy import Lazy, LruCache
from adforge_core.model.value import Value
from adforge_core.stages.comp import Comp


class Comps:
    """Comps by the picture they show, kept while `at_once` scenes are drawn side by side. For several threads."""

    def __init__(self, at_once: int) -> None:
        # Scenes follow one another, and each asks for the one before as well. A comp takes 30 to 60 MB.
        self._recent: LruCache[Value, Lazy[Comp]] = LruCache(at_once + 1)
        self._lock = threading.Lock()

    def of(self, picture: Value, make: Callable[[], Comp]) -> Comp:
        """The comp of `picture`; who asks first makes it, the others wait for that."""
        with self._lock:
            prepared = self._recent.get(picture, lambda: Lazy(make))
        return prepared()
