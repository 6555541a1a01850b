"""Presses that are meant: when a press has moved things, the rest of a double click may meet another button."""

import time

import streamlit as st

ONE_PRESS_S = 1.0
"""For how long after a page was changed by a press another may still be the rest of a double click."""

_ACTED = "acted"


def acted() -> None:
    """Notes that a press has just changed what lies where."""
    st.session_state[_ACTED] = time.monotonic()


def is_meant() -> bool:
    """Whether a press is one of its own, and not the rest of a double click on what was there before."""
    return time.monotonic() - float(st.session_state.get(_ACTED, 0.0)) > ONE_PRESS_S
