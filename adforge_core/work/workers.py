"""Worker threads, and waiting that a cancel ends at once."""

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
"""OpenCV's own number of threads, and the shares of all active `sharing_cores` blocks."""


def run_cancellable(
    monitor: RunMonitor, call: Callable[[], Made], grace_s: float = 0.0, *, is_paid: bool = False
) -> Made:
    """Runs `call` and returns its result. Raises Cancelled as soon as `monitor` is cancelled.

    Models and renderers cannot be stopped half-way, so `call` runs in a separate thread. After a cancel, that thread
    continues to its end, or until the process ends; it must have no effect but its result. It has `grace_s` seconds to
    stop by itself: a request to a service needs them to be called off. If `is_paid`, Python does not exit before it has
    ended: an error in one scene cancels the others, and their paid answers would be lost.
    """
    answer: Future[Made] = Future()

    def work() -> None:
        try:
            answer.set_result(call())
        except BaseException as error:
            answer.set_exception(error)

    monitor.check()
    Thread(target=work, name="run-cancellable", daemon=not is_paid).start()
    while not wait([answer], _POLL_S).done:
        if monitor.cancelled():
            wait([answer], grace_s)
            raise Cancelled
    made = answer.result()
    monitor.check()
    return made


@contextmanager
def worker_pool(monitor: RunMonitor, workers: int) -> Iterator[Executor]:
    """Yields a pool of `workers` threads. An error in the block cancels the run, so that its threads end soon."""
    with ThreadPoolExecutor(workers) as pool:
        try:
            yield pool
        except BaseException:
            monitor.cancel()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


@contextmanager
def sharing_cores(workers: int) -> Iterator[None]:
    """Limits OpenCV in each of `workers` threads to its share of the cores, so that they do not compete.

    The limit is for the whole process: with several blocks at once, the smallest share counts.
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
