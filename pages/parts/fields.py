"""Widgets that show the project's own values and save what is typed as soon as it is typed."""

from collections.abc import Callable
from typing import Any

import streamlit as st
from pydantic import ValidationError

from adforge_core.errors import AdForgeError
from adforge_core.model.project import Project
from pages.parts.page import Change, Open, edit
from pages.parts.words import invalid, plain


def field(opened: Open, name: str, value: Any) -> str:
    """The key for a widget that shows `value`; what was typed and could not be saved stays, to be mended."""
    key = opened.key(name)
    # Set only where it differs: what is set is sent, and would take the place of what was typed since. A page before
    # may have had the same field: what is found is then that one's, and this one would begin with no value at all.
    drawn = f"{key}@"
    turned = st.session_state.get(drawn, opened.page) != opened.page
    if f"{key}!" not in st.session_state and (turned or st.session_state.get(key) != value):
        st.session_state[key] = value
    st.session_state[drawn] = opened.page
    return key


def saves(opened: Open, name: str, label: str, change: Callable[[Project, Any], Project]) -> dict[str, Any]:
    """The arguments of a widget that saves its value: `st.text_input(..., **saves(opened, "offer", ...))`.

    `change` makes the new project of the old one and the widget's value; `label` is what undo says.
    """
    return {"on_change": _save, "args": (opened, opened.key(name), label, change)}


def does(opened: Open, label: str, change: Change) -> dict[str, Any]:
    """The arguments of a button that makes an edit: `st.button(..., **does(opened, "Delete a scene", change))`."""
    return {"on_click": edit, "args": (opened, label, change)}


def complaint(opened: Open, name: str) -> None:
    """What is wrong with what was typed there, under the widget; nothing if nothing is."""
    sentence = st.session_state.get(f"{opened.key(name)}!")
    if sentence:
        st.markdown(f":red[:material/error: {plain(sentence)}]")


def text(opened: Open, name: str, label: str, of: str, value: str, change: Callable[..., Project], **how: Any) -> None:
    """A line of text that is saved when it is left, or several where it has a `height`. Undo says "Edit" and `of`."""
    height = how.pop("height", None)
    saving = saves(opened, name, f"Edit {of}", lambda project, typed: change(project, typed))
    key = field(opened, name, value)
    if height:
        st.text_area(label, key=key, height=height, **saving, **how)
    else:
        st.text_input(label, key=key, **saving, **how)
    complaint(opened, name)


def _save(opened: Open, key: str, label: str, change: Callable[[Project, Any], Project]) -> None:
    value = st.session_state[key]
    try:
        # Tried on what was seen, so that a value that cannot be is told apart from a conflict.
        change(opened.project, value)
    except ValidationError as error:
        st.session_state[f"{key}!"] = f"{invalid(error)} It is not saved yet."
        return
    except AdForgeError as error:
        st.session_state[f"{key}!"] = str(error)
        return
    st.session_state.pop(f"{key}!", None)
    edit(opened, label, lambda project: change(project, value), gesture=True)
