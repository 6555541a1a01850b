"""`adforge`, or `python -m adforge_core`: the command line as a program of its own."""

import gc
import os
import sys
from typing import NoReturn

from adforge_core.engine.memory import in_large_pages


def program() -> NoReturn:
    """Runs the command.

    Interrupted, it ends at once, though a thread may be busy with what cannot be stopped, such as tracing a plate.
    """
    in_large_pages()
    # Not before: what is imported ahead of a start afresh is imported twice.
    from adforge_core.cli import main

    code = main()
    if code == 130:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    # Python looks for garbage before it ends, in all that libraries have left: after Mitsuba for half a second.
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    program()
