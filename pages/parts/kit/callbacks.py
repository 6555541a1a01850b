"""What was pressed or typed is done to its end, whatever is pressed meanwhile."""

from functools import cache
from typing import Any

from streamlit.runtime.state import SafeSessionState


@cache
def finish_callbacks() -> None:
    """Has Streamlit look for the next press only between callbacks, for every session of this process.

    Streamlit 1.67 looks for it wherever the session is asked for something. With one waiting it drops what the browser
    has just sent, or leaves a callback before it has saved anything: a press, or what was typed, would be lost.
    """
    take_up = SafeSessionState.on_script_will_rerun

    def to_its_end(session: SafeSessionState, *args: Any, **kwargs: Any) -> None:
        # The runner that calls this looks for the next press by itself right after it.
        runner = session._yield_callback.__self__  # type: ignore[attr-defined]
        runner._execing = False
        try:
            take_up(session, *args, **kwargs)
        finally:
            runner._execing = True

    SafeSessionState.on_script_will_rerun = to_its_end  # type: ignore[method-assign, assignment]
