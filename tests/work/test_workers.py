"""Working side by side."""

import cv2

from adforge_core.work.workers import sharing_cores


def test_the_cores_are_given_back_whoever_is_done_first() -> None:
    all_cores = cv2.getNumThreads()
    first, second = sharing_cores(64), sharing_cores(64)
    with first:
        assert cv2.getNumThreads() == 1
        second.__enter__()
    assert cv2.getNumThreads() == 1
    second.__exit__(None, None, None)
    assert cv2.getNumThreads() == all_cores
