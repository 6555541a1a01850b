"""The progress of work, stage by stage, from the expected times and the events so far."""

import threading
import time
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from adforge_core.model.stages import Stage
from adforge_core.work.monitor import Event

_UNTOLD = 0.9
"""The largest share of a part without progress events that counts as done, by the time it has taken so far."""

_ALMOST = 0.99
"""The largest progress before the work has ended: the last steps have no stage of their own."""

Part = tuple[Stage, str]
"""A stage, and the scene it works for."""


class Advance:
    """Computes the progress of one piece of work from its events. Parts found in the cache do not count as work.

    `expected` are the total seconds of each stage, `parts` the number of its results, and `made` how many of those must
    be made; by default all. Safe for several threads.
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
        self._under_way: dict[Part, list[float]] = {}  # when each began
        self._told: dict[Part, float] = {}
        self._made: Counter[Stage] = Counter()
        self._ended: set[Part] = set()
        self._over: set[Stage] = set()
        self._furthest = 0.0
        self._waits_for: dict[Part, str] = {}

    def done(self) -> float:
        """The share of the work that is done, by time. It never decreases and is always below 1."""
        total = sum(self._expected.values())
        with self._lock:
            passed = sum(seconds * self._of(stage) for stage, seconds in self._expected.items())
            self._furthest = max(self._furthest, min(_ALMOST, passed / total) if total else 0.0)
            return self._furthest

    def hear(self, event: Event) -> None:
        """Processes an event."""
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
        """The process whose paid request this work waits for; empty if there is none."""
        with self._lock:
            return next(filter(None, self._waits_for.values()), "")

    def stages(self) -> dict[Stage, float]:
        """Returns the share of each stage that is done, 0 to 1: of the expected ones and all others with events."""
        with self._lock:
            names = dict.fromkeys([*self._expected, *(stage for stage, _ in self._heard)])
            return {stage: self._of(stage) for stage in names}

    def by_scene(self, stage: Stage) -> dict[str, float]:
        """Returns the share of `stage` that is done, 0 to 1, by scene. Results from the cache are done."""
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
