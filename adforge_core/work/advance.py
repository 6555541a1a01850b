"""How far work is, stage by stage: what it was expected to take, and what has been heard of it since."""

import threading
import time
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from adforge_core.model.stages import Stage
from adforge_core.work.monitor import Event

_UNTOLD = 0.9
"""How much of a part that tells nothing counts as done, at most, by the time it has been worked at."""

_ALMOST = 0.99
"""How far all stages are before the work has ended: what comes last has no time of its own."""

Part = tuple[Stage, str]
"""A stage, and the scene it is made for."""


class Advance:
    """Listens to one piece of work. Parts that were found in the cache are no work, and do not move it.

    `expected` says how many seconds each stage should take all in all, `parts` how many results it has, and `made` how
    many of those are not there already; all of them where that is not said. For several threads.
    """

    def __init__(
        self,
        expected: Mapping[Stage, float],
        parts: Mapping[Stage, int],
        made: Mapping[Stage, int] = MappingProxyType({}),
    ) -> None:
        self._expected, self._parts, self._to_make = expected, parts, made
        self._lock = threading.Lock()
        self._heard: dict[Part, float] = {}
        self._under_way: dict[Part, list[float]] = {}  # when each was begun
        self._told: dict[Part, float] = {}
        self._made: Counter[Stage] = Counter()
        self._ended: set[Part] = set()
        self._over: set[Stage] = set()
        self._furthest = 0.0
        self._waits_for: dict[Part, str] = {}

    def done(self) -> float:
        """How much of the work is done, 0 to 1, by the time its stages take. It never falls, and never is 1."""
        total = sum(self._expected.values())
        with self._lock:
            passed = sum(seconds * self._of(stage) for stage, seconds in self._expected.items())
            self._furthest = max(self._furthest, min(_ALMOST, passed / total) if total else 0.0)
            return self._furthest

    def hear(self, event: Event) -> None:
        """Takes in what a stage tells."""
        part = event.stage, event.scene
        with self._lock:
            self._waits_for[part] = event.waits_for
            if event.kind == "over":
                self._over.add(event.stage)
                return
            self._heard[part] = max(event.done, self._heard.get(part, 0.0))
            if event.kind == "begun":
                self._under_way.setdefault(part, []).append(time.monotonic())
            elif event.kind == "told":
                self._told[part] = event.done
                self._under_way.setdefault(part, [time.monotonic()])
            else:
                begun = self._under_way.get(part)
                if begun:
                    begun.pop(0)
                self._told.pop(part, None)
                self._ended.add(part)
                self._made[event.stage] += event.kind == "made"

    def waits_for(self) -> str:
        """Who has asked a service for the same, as long as that answer is waited for; else empty."""
        with self._lock:
            return next(filter(None, self._waits_for.values()), "")

    def stages(self) -> dict[Stage, float]:
        """How much of each stage is done, 0 to 1: of those that were expected, and of any other that was heard of."""
        with self._lock:
            names = dict.fromkeys([*self._expected, *(stage for stage, _ in self._heard)])
            return {stage: self._of(stage) for stage in names}

    def by_scene(self, stage: Stage) -> dict[str, float]:
        """How much of `stage` is done, 0 to 1, by scene; what was found in the cache is."""
        with self._lock:
            return {scene: done for (heard, scene), done in self._heard.items() if heard == stage}

    def _of(self, stage: Stage) -> float:
        under_way = [(part, at) for part, begun in self._under_way.items() if part[0] == stage for at in begun]
        there = sum(part[0] == stage for part in self._ended)
        if stage in self._over or (not under_way and there >= self._parts.get(stage, 1)):
            return 1.0
        count = max(1, self._to_make.get(stage, self._parts.get(stage, 1)))
        each = self._expected.get(stage, 0.0) / count
        now = time.monotonic()
        some = sum(self._told.get(part, min(_UNTOLD, (now - at) / each) if each else 0.0) for part, at in under_way)
        return min(1.0, (self._made[stage] + some) / max(count, self._made[stage] + len(under_way)))
