"""Dialogs on a page that redraws itself, which would close them while somebody is typing."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

Asked = ParamSpec("Asked")

_OPEN = "a dialog is open"


def dialog(title: str) -> Callable[[Callable[Asked, None]], Callable[Asked, None]]:
    """`st.dialog`, noted as open until it is closed. Closing it redraws the page, which may have waited for that."""

    def decorate(ask: Callable[Asked, None]) -> Callable[Asked, None]:
        shown = st.dialog(title, on_dismiss="rerun")(ask)

        @wraps(ask)
        def asked(*args: Asked.args, **more: Asked.kwargs) -> None:
            st.session_state[_OPEN] = True
            shown(*args, **more)

        return asked

    return decorate


def none_is_open() -> None:
    """For the beginning of every page: a dialog that the page does not open again is closed."""
    st.session_state[_OPEN] = False


def is_open() -> bool:
    """Whether a dialog is open, so that the page must not redraw itself."""
    return bool(st.session_state.get(_OPEN))
