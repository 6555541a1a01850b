"""Returns unused memory to the operating system."""

import ctypes
import gc
import sys
from contextlib import suppress

# glibc's malloc.h
_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3
_M_ARENA_MAX = -8

_LARGE_BYTES = 8 << 20
"""Blocks of at least this size come directly from the system. A frame's planes are smaller: they are reused faster."""

_SPARE_BYTES = 32 << 20
"""The free memory a heap keeps for the next frame's planes. With the default of 128 kB they were returned each time."""

_LIBRARY = 20_000
"""The number of objects from which on a library must be among them: sessions and work have far fewer."""


def give_back_what_is_freed() -> None:
    """Configures the allocator to return freed memory to the system.

    glibc creates a heap for each of many threads and keeps freed memory there: a fifth of the memory of a rendering,
    and hundreds of megabytes after a day. Two heaps are enough, and large blocks are returned at once. With another
    libc this does nothing.
    """
    if sys.platform == "linux":
        with suppress(AttributeError):
            libc = ctypes.CDLL(None)
            libc.mallopt(_M_ARENA_MAX, 2)
            libc.mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
            libc.mallopt(_M_TRIM_THRESHOLD, _SPARE_BYTES)


def give_back_what_lies_free() -> None:
    """Frees reference cycles and returns the free memory of all heaps to the system. Called when work has ended."""
    gc.collect()
    if sys.platform == "linux":
        with suppress(AttributeError):
            ctypes.CDLL(None).malloc_trim(0)


def exclude_libraries() -> None:
    """Excludes the objects of loaded libraries from garbage collection, for good.

    Streamlit collects garbage after every run of a page, which took 0.08 s with the libraries loaded at the start, and
    0.15 s with those for cut-outs. Nothing may be at work: frames in reference cycles would be excluded as well.
    """
    if len(gc.get_objects()) > _LIBRARY:
        gc.collect()
        gc.freeze()
