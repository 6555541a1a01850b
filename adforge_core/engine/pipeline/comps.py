"""The comps of a run, each prepared once: a scene is drawn for itself, and once more where the next takes over."""

import threading
from collections.abc import Callable

from adforge_core.media.once import Once, Recent
from adforge_core.model.value import Value
from adforge_core.stages.comp import Comp

_KEPT = 3
"""Scenes follow one another, two at a time, and each asks for the one before as well. A comp takes 30 to 60 MB."""


class Comps:
    """Comps by the picture they show. For several threads."""

    def __init__(self) -> None:
        self._recent: Recent[Value, Once[Comp]] = Recent(_KEPT)
        self._lock = threading.Lock()

    def of(self, picture: Value, make: Callable[[], Comp]) -> Comp:
        """The comp of `picture`; who asks first makes it, the others wait for that."""
        with self._lock:
            prepared = self._recent.get(picture, lambda: Once(make))
        return prepared()
