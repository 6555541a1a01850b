"""The comps of a rendering, each prepared once: a scene is drawn for itself and again in the next transition."""

import threading
from collections.abc import Callable

from adforge_core.media.lazy import Lazy, LruCache
from adforge_core.model.value import Value
from adforge_core.stages.comp import SceneComp


class Comps:
    """Comps by the picture they show, kept while `at_once` scenes are drawn side by side. Safe for several threads."""

    def __init__(self, at_once: int) -> None:
        # Scenes are drawn in order, and each needs the previous one too. A comp takes 30 to 60 MB.
        self._recent: LruCache[Value, Lazy[SceneComp]] = LruCache(at_once + 1)
        self._lock = threading.Lock()

    def of(self, picture: Value, make: Callable[[], SceneComp]) -> SceneComp:
        """Returns the comp of `picture`. The first caller makes it; others wait for it."""
        with self._lock:
            prepared = self._recent.get(picture, lambda: Lazy(make))
        return prepared()
