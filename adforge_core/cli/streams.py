"""The program's standard streams: standard output carries the answer and nothing else."""

import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import TextIO

from adforge_core.cli.legible import with_escapes


def keep_standard_output() -> None:
    """Keeps standard output for the answer: what a library prints, in Python or in C, goes to standard error.

    A stream that the caller closed is opened on the null device, or the next file opened would take its number, and
    with it what is meant for the stream. A closed `sys.stdout` stays None.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # it takes the lowest free number, which is this one
    if sys.stderr is None:
        sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115  # as long as the program
    if sys.stdout is not None:
        answers = os.dup(1)
        sys.stdout = open(answers, "w", encoding=sys.stdout.encoding)  # noqa: PTH123, SIM115
    os.dup2(2, 1)


def escape_what_is_not_encodable(*streams: TextIO | None) -> None:
    """Lets streams whose encoding lacks a character write its number instead."""
    for stream in streams:
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(sentence: str) -> None:
    """Writes a sentence to standard error. That it cannot be written there must not hide what happened."""
    with suppress(OSError, ValueError):
        print(with_escapes(sentence), file=sys.stderr, flush=True)
