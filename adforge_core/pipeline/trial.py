"""`python -m adforge_core.pipeline.trial LIBRARY…`: loads libraries and traces a few pixels, for the doctor.

It is a process of its own, as a broken library may end it. It prints "broken LIBRARY: why" for each that cannot be
loaded, and at the end "traced VARIANT" or "untraced: why".
"""

import importlib
import sys

from adforge_core.errors import AdForgeError
from adforge_core.providers.local.sets.tracer import trial


def _why(error: BaseException) -> str:
    happened = error.happened if isinstance(error, AdForgeError) else str(error)
    return (happened.strip().splitlines() or [type(error).__name__])[0][:300].rstrip(".")


def main() -> None:
    """Tries the libraries that the command names, and then tracing."""
    for library in sys.argv[1:]:
        try:
            importlib.import_module(library)
        except BaseException as error:  # one of them ends the program where another is missing
            print(f"broken {library}: {_why(error)}", flush=True)
    try:
        print(f"traced {trial()}", flush=True)
    except Exception as error:
        print(f"untraced: {_why(error)}", flush=True)


if __name__ == "__main__":
    main()
