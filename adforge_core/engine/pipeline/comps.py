"""The comps of a run, each prepared once: a scene is drawn for itself, and once more where the next takes over."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future

from adforge_core.model.value import Value
from adforge_core.stages.comp import Comp

_KEPT = 2
"""Scenes follow one another: a scene asks for the one before, then for itself. A comp takes 30 to 60 MB."""


class Comps:
    """Comps by the picture they show. For several threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[Value, Future[Comp]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, picture: Value, make: Callable[[], Comp]) -> Comp:
        """The comp of `picture`; who asks first makes it, the others wait for that."""
        with self._lock:
            known = self._known.pop(picture, None)
            prepared = self._known[picture] = known or Future()
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        if known is None:
            try:
                prepared.set_result(make())
            except BaseException as error:
                with self._lock:
                    self._known.pop(picture, None)
                prepared.set_exception(error)
        return prepared.result()
