"""Double clicks: after the first press has changed the page, the second may hit another button."""

import time
from collections.abc import Callable

import streamlit as st

_ONE_PRESS_S = 1.0
"""For how long after a press has changed the page another press may belong to the same double click."""

_WAITED_S = 0.3
"""For how long after the changed page was drawn a press may be one that waited for the drawing."""

_ACTED = "acted"
_DRAWN = "acted and drawn"


def acted() -> float:
    """Notes that a press has just changed the page's layout, and returns when."""
    at = st.session_state[_ACTED] = time.monotonic()
    return at


def drawn() -> None:
    """For the end of a page: notes when the change of the last press was drawn."""
    at = st.session_state.get(_ACTED, 0.0)
    if st.session_state.get(_DRAWN, (0.0, 0.0))[0] != at:
        st.session_state[_DRAWN] = (at, time.monotonic())


def is_meant() -> bool:
    """Whether a press is meant, and not the second press of a double click on what was there before."""
    return not _is_rest(st.session_state.get(_ACTED, 0.0))


def _is_rest(at: float) -> bool:
    """Whether a press handled now may be the second of a double click whose first was handled at `at`."""
    now, (of, drawn_at) = time.monotonic(), st.session_state.get(_DRAWN, (0.0, 0.0))
    return now - at <= _ONE_PRESS_S or (of == at and now - drawn_at <= _WAITED_S)


def leads_away(button: str, pressed: bool, begin: Callable[[], str], typed: str = "") -> str:
    """For a press that leads to another page: what `begin` returns; empty where `button` was not pressed.

    The second press of a double click is on the page that is being left, which may be drawn once before that press is
    handled: it gets the first one's answer. A later press, or one with something else `typed`, begins anew.
    """
    answer = f"{button} begun"
    at, of, name = st.session_state.get(answer, (0.0, "", ""))
    if not pressed:
        if not _is_rest(at):
            st.session_state.pop(answer, None)
        return ""
    if not name or of != typed:
        name = begin()
        st.session_state[answer] = (acted(), typed, name)
    return str(name)


def once(what: str, make: Callable[[], str]) -> str:
    """Makes a project and returns its name; the second press of a double click returns the first one's project.

    Until the page is redrawn or left, the pressed button is still under the pointer.
    """
    key = f"once {what}"
    at, name = st.session_state.get(key, (0.0, ""))
    if not _is_rest(at):
        name = make()
    st.session_state[key] = (acted(), name)
    return str(name)
