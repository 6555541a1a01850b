"""Presses that are meant: when a press has moved things, the rest of a double click may meet another button."""

import time
from collections.abc import Callable

import streamlit as st

_ONE_PRESS_S = 1.0
"""For how long after a page was changed by a press another may still be the rest of a double click."""

_ACTED = "acted"


def acted() -> None:
    """Notes that a press has just changed what lies where."""
    st.session_state[_ACTED] = time.monotonic()


def is_meant() -> bool:
    """Whether a press is one of its own, and not the rest of a double click on what was there before."""
    return time.monotonic() - float(st.session_state.get(_ACTED, 0.0)) > _ONE_PRESS_S


def once(what: str, make: Callable[[], str]) -> str:
    """Makes a project and returns its name; the second press of a double click gets the one that the first made.

    Until the page has been drawn anew, or left, the button of the first press is still under the pointer.
    """
    key = f"once {what}"
    at, name = st.session_state.get(key, (0.0, ""))
    if time.monotonic() - at > _ONE_PRESS_S:
        name = make()
    st.session_state[key] = (time.monotonic(), name)
    acted()
    return str(name)
