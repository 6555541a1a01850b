"""Working side by side, and waiting in a way that a cancel ends at once."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from threading import Lock, Thread
from typing import TypeVar

import cv2

from adforge_core.errors import Cancelled
from adforge_core.work.monitor import RunMonitor

Made = TypeVar("Made")

_POLL_S = 0.05

_sharing = Lock()
_shares = [cv2.getNumThreads()]
"""What OpenCV takes by itself, and the share of each who shares now."""


def run_cancellable(
    monitor: RunMonitor, call: Callable[[], Made], grace_s: float = 0.0, *, is_paid: bool = False
) -> Made:
    """What `call` returns or raises; Cancelled as soon as somebody asks `monitor` to stop.

    Models and renderers cannot be stopped half-way, so `call` runs in a thread of its own that a cancel leaves behind:
    it goes on to its end with nobody waiting for it, or until the process ends. It must leave nothing behind but its
    answer. It has `grace_s` to stop by itself, which what is asked of a service needs to call it off there. Python does
    not end before what `is_paid`: one scene's error cancels the others, and what these have bought would be lost.
    """
    answer: Future[Made] = Future()

    def work() -> None:
        try:
            answer.set_result(call())
        except BaseException as error:
            answer.set_exception(error)

    monitor.check()
    Thread(target=work, name="unless-cancelled", daemon=not is_paid).start()
    while not wait([answer], _POLL_S).done:
        if monitor.cancelled():
            wait([answer], grace_s)
            raise Cancelled
    made = answer.result()
    monitor.check()
    return made


@contextmanager
def worker_pool(monitor: RunMonitor, workers: int) -> Iterator[Executor]:
    """A pool of `workers` threads. An error that leaves the block cancels the run: no thread is waited for long."""
    with ThreadPoolExecutor(workers) as pool:
        try:
            yield pool
        except BaseException:
            monitor.cancel()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


@contextmanager
def sharing_cores(workers: int) -> Iterator[None]:
    """Lets each of `workers` threads draw with its share of the cores only: more would stand in each other's way.

    Where several share at once the smallest share counts, as it is the whole process's.
    """
    share = max(1, (os.cpu_count() or 1) // workers)
    with _sharing:
        _shares.append(share)
        cv2.setNumThreads(min(_shares))
    try:
        yield
    finally:
        with _sharing:
            _shares.remove(share)
            cv2.setNumThreads(min(_shares))
