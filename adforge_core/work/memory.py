"""How the studio takes memory from the system and gives it back."""

import ctypes
import gc
import sys
from contextlib import suppress

# glibc's malloc.h
_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3
_M_ARENA_MAX = -8

_LARGE_BYTES = 8 << 20
"""From here on a block is the system's: a frame's planes are smaller, and would cost more to fetch than to fill."""

_SPARE_BYTES = 32 << 20
"""How much a heap may keep for the next frame's planes. Of the usual 128 kB it would give them back after every one."""


def give_back_what_is_freed() -> None:
    """Keeps the process as small as what it holds, from now on.

    glibc sets up a heap for each of many threads and keeps there whatever was freed: a fifth of what a rendering holds,
    and after a day of rendering hundreds of megabytes that nobody uses. Two heaps are enough, and large blocks go back
    at once. Another libc keeps its own house.
    """
    if sys.platform == "linux":
        with suppress(AttributeError):
            libc = ctypes.CDLL(None)
            libc.mallopt(_M_ARENA_MAX, 2)
            libc.mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
            libc.mallopt(_M_TRIM_THRESHOLD, _SPARE_BYTES)


def give_back_what_lies_free() -> None:
    """Gives back now what is held for nothing: objects in cycles, and room that heaps keep between what is in use.

    For when a piece of work has ended.
    """
    gc.collect()
    if sys.platform == "linux":
        with suppress(AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
