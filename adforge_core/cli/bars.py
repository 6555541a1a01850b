"""Progress on standard error."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from typing import Any

from adforge_core.model.stages import Stage
from adforge_core.work.monitor import Event


def progress(scenes: int = 1, only: Stage | None = None) -> AbstractContextManager[Callable[[Event], None]]:
    """Progress bars for an ad of so many scenes, if standard error is a terminal; `only` for one stage if named."""
    return _Bars(scenes, only) if sys.stderr.isatty() else nullcontext(lambda _: None)


class _Bars:
    """A bar for each stage on standard error, moved by events from any thread."""

    def __init__(self, scenes: int, only: Stage | None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (
            TextColumn("{task.description:<23}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%"),
            TimeElapsedColumn(),
        )
        self._progress = Progress(*columns, console=Console(stderr=True))
        self._scenes, self._only = scenes, only
        self._done: dict[Stage, dict[str, float]] = {}
        self._bars: dict[Stage, Any] = {}

    def __enter__(self) -> Callable[[Event], None]:
        self._progress.start()
        return self._tell

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def _tell(self, event: Event) -> None:
        if event.kind == "over" or self._only not in {None, event.stage}:
            return
        if event.waits_for:
            said = f"{event.waits_for} has already ordered this. Waiting for its result, so that it is paid for once."
            self._progress.console.print(f"{event.stage.about.label}: {said}")
        done = self._done.setdefault(event.stage, {})
        done[event.scene] = event.done
        if event.stage not in self._bars:
            self._bars[event.stage] = self._progress.add_task(event.stage.about.label, total=1.0)
        expected = max(len(done), self._scenes if event.scene else 1)
        self._progress.update(self._bars[event.stage], completed=sum(done.values()) / expected)
