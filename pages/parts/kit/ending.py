"""How the studio ends on SIGINT or SIGTERM: within seconds, and with nothing left running."""

import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from pages.parts.kit.studio import studio

_STOPPING_S = 5.0
"""How long work has to stop: to cancel what a service is making, and to remove half-written files."""


@asynccontextmanager
async def ends_at_once(_: object) -> AsyncIterator[None]:
    """Has SIGINT and SIGTERM end the process soon, for as long as the server runs.

    By default the server would wait for every open connection, and then Python for every thread, which may wait for a
    service for many minutes.
    """
    told = threading.Event()

    def ending(then: Callable[[int, FrameType | None], Any]) -> Callable[[int, FrameType | None], None]:
        def handle(sign: int, frame: FrameType | None) -> None:
            if not told.is_set():
                told.set()
                threading.Thread(target=_end, args=(128 + sign,), name="ending", daemon=True).start()
                then(sign, frame)

        return handle

    for sign in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(sign)
        if callable(before):
            signal.signal(sign, ending(before))
    yield
    if told.is_set():
        threading.Event().wait()  # the process ends when the work has: see _end


def _end(code: int) -> None:
    try:
        studio().tasks.end(_STOPPING_S)
        for child in _children():
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)


def _children() -> list[int]:
    """The processes that this one has started, such as an ffmpeg."""
    found: list[int] = []
    for thread in Path("/proc/self/task").glob("*"):
        with suppress(OSError):
            found += map(int, (thread / "children").read_text().split())
    return found
