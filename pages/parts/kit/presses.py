"""Presses as they are meant: the rest of a double click does nothing, and every press of Undo takes back one step.

The browser judges them (presses.js): it knows when and where each one fell, however late the server hears of it.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Literal

import streamlit as st
from pydantic import BaseModel, Field, ValidationError

Word = Literal["undo", "redo"]

_presses = st.components.v2.component("adforge_presses", js=Path(__file__).with_suffix(".js").read_text("utf-8"))


class _Walk(BaseModel):
    """The steps taken in a window that it has not seen confirmed, from number `first` on."""

    first: Annotated[int, Field(ge=0)]
    words: tuple[Word, ...]


def guard_clicks() -> None:
    """Keeps the second and third press of a double or triple click from the page. For pages without a project."""
    _mount("presses", {"project": "", "heard": 0}, lambda: None)


def count_steps(project: str, buttons: Mapping[Word, str], step: Callable[[Word], None]) -> None:
    """The same on a project's page, where every press of Undo and Redo, by key or by pointer, calls `step` once.

    `buttons` are the keys of the two buttons.
    """
    key, heard = f"{project}/presses", f"{project}/presses heard"

    def walked() -> None:
        sent = st.session_state.get(key) or {}
        try:
            walk = _Walk.model_validate(sent.get("walk"))
        except ValidationError:  # nothing a page of the studio sends
            return
        for number, word in enumerate(walk.words, walk.first + 1):
            if number > st.session_state.get(heard, 0):
                # Noted first: the next press may end this run wherever the session is asked, also right after a step.
                st.session_state[heard] = number
                step(word)

    data = {"project": project, "heard": st.session_state.get(heard, 0), "buttons": dict(buttons)}
    _mount(key, data, walked)


def _mount(key: str, data: Mapping[str, object], walked: Callable[[], None]) -> None:
    with st.container(key="adforge-presses"):
        _presses(key=key, data=data, on_walk_change=walked)
