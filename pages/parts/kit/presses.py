"""Presses that are meant: when a press has moved things, the rest of a double click may meet another button."""

import time
from collections.abc import Callable

import streamlit as st

_ONE_PRESS_S = 1.0
"""For how long after a page was changed by a press another may still be the rest of a double click."""

_WAITED_S = 0.3
"""For how long after such a page was drawn another may still be one that waited for that, however long it took."""

_ACTED = "acted"
_DRAWN = "acted and drawn"


def acted() -> float:
    """Notes that a press has just changed what lies where, and returns when."""
    at = st.session_state[_ACTED] = time.monotonic()
    return at


def drawn() -> None:
    """For the end of a page on which presses act: notes when what the last of them changed was drawn."""
    at = st.session_state.get(_ACTED, 0.0)
    if st.session_state.get(_DRAWN, (0.0, 0.0))[0] != at:
        st.session_state[_DRAWN] = (at, time.monotonic())


def is_meant() -> bool:
    """Whether a press is one of its own, and not the rest of a double click on what was there before."""
    return not _is_rest(st.session_state.get(_ACTED, 0.0))


def _is_rest(at: float) -> bool:
    """Whether a press that is handled now may be the rest of a double click whose first was handled then."""
    now, (of, drawn_at) = time.monotonic(), st.session_state.get(_DRAWN, (0.0, 0.0))
    return now - at <= _ONE_PRESS_S or (of == at and now - drawn_at <= _WAITED_S)


def leads_away(button: str, pressed: bool, begin: Callable[[], str], typed: str = "") -> str:
    """What `begin` answers to a press that leads to another page; empty where `button` was not pressed.

    The second press of a double click is on the page that is being left, however late it is handled, and that page may
    be drawn once without it before: it is answered as the first was. Whoever comes back later, or has `typed` something
    else, finds the button as it was.
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
    """Makes a project and returns its name; the second press of a double click gets the one that the first made.

    Until the page has been drawn anew, or left, the button of the first press is still under the pointer.
    """
    key = f"once {what}"
    at, name = st.session_state.get(key, (0.0, ""))
    if not _is_rest(at):
        name = make()
    st.session_state[key] = (acted(), name)
    return str(name)
