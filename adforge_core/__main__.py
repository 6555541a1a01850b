"""`adforge`, or `python -m adforge_core`: the command line as a program of its own."""

import atexit
import os
import sys
from contextlib import suppress
from typing import NoReturn

from adforge_core.cli import main
from adforge_core.cli.streams import keep_standard_output, say


def program() -> NoReturn:
    """Runs the command.

    Interrupted, it ends at once, though a thread may be busy with what cannot be stopped, such as tracing a plate.
    """
    code = 1

    def leave() -> None:
        # A thread left behind in a C++ library aborts the process when it comes back to a Python that is shutting
        # down: https://github.com/python/cpython/issues/87135. Skipping the shutdown also saves half a second.
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError, AttributeError):
                stream.flush()
        os._exit(code)

    keep_standard_output()
    atexit.register(leave)  # the first handler registered runs last
    try:
        code = main()
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else 0
    except KeyboardInterrupt:  # before the command began or after it ended
        code = 130
        say("Interrupted.")
    if code == 130:
        leave()
    sys.exit(code)


if __name__ == "__main__":
    program()
