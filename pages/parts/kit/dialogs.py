"""Dialogs of a page that draws itself anew, which would close them under the hands of whoever is typing."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

Asked = ParamSpec("Asked")

_OPEN = "a dialog is open"


def dialog(title: str) -> Callable[[Callable[Asked, None]], Callable[Asked, None]]:
    """`st.dialog`, noted as open until it is closed, when the page is drawn anew: it may have waited for that."""

    def decorate(ask: Callable[Asked, None]) -> Callable[Asked, None]:
        shown = st.dialog(title, on_dismiss="rerun")(ask)

        @wraps(ask)
        def asked(*args: Asked.args, **more: Asked.kwargs) -> None:
            st.session_state[_OPEN] = True
            shown(*args, **more)

        return asked

    return decorate


def none_is_open() -> None:
    """For every page as it begins: a dialog that it does not open again is closed."""
    st.session_state[_OPEN] = False


def is_open() -> bool:
    """Whether the page must wait before it draws itself anew."""
    return bool(st.session_state.get(_OPEN))
