"""Widgets that show the project's own values and save what is typed as soon as it is typed."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st
from pydantic import ValidationError

from adforge_core.errors import AdForgeError, BadProject
from adforge_core.model.project import Project
from adforge_core.model.value import frames_in, seconds
from pages.parts.kit.page import Change, ProjectPage, edit, edited, say
from pages.parts.kit.words import invalid, plain

_DELAY_S = 1.5
"""How long a browser may take to show what the studio put into a field. Nobody types the same again so soon."""

_ROUNDED = 2
"""The most frames by which a length with one decimal differs from what it stands for."""


def field(page: ProjectPage, name: str, value: Any, default: str = "value") -> dict[str, Any]:
    """The arguments with which a widget shows `value`; what was typed and could not be saved stays, to be corrected.

    `default` is the name of the widget's argument for its first value. A press on a page that is being left draws that
    page once more in a browser that has forgotten its widgets: each starts again and sends its first value as if
    somebody had chosen it. So that must be the project's.
    """
    return {"key": _shown(page, name, value), default: value}


def choice(page: ProjectPage, name: str, value: Any, options: Sequence[Any]) -> dict[str, Any]:
    """The same for a widget that offers `options`, of which `value` is one."""
    return {"options": options, "key": _shown(page, name, value), "index": list(options).index(value)}


def _shown(page: ProjectPage, name: str, value: Any) -> str:
    key = page.key(name)
    # Set only where it differs: a value that is set is sent, and would replace what was typed since. Where an earlier
    # page had the same field, the value found is that one's, and this field would start empty.
    turned = st.session_state.get(f"{key}@", (page.step,))[0] != page.step
    if f"{key}!" not in st.session_state and (turned or st.session_state.get(key) != value):
        st.session_state[key] = value
    _, shown = st.session_state.get(f"{key}@", (page.step, value))
    if not turned and shown != value:
        # Undo, another button or another window changed it: the browser holds the old value for a moment.
        st.session_state[f"{key}<"] = ((*_replaced(key), shown), time.monotonic() + _DELAY_S)
    st.session_state[f"{key}@"] = (page.step, value)
    return key


def _replaced(key: str) -> tuple[Any, ...]:
    """What the field showed until a moment ago, which a press sends along if it comes before the new value."""
    values, until = st.session_state.get(f"{key}<", ((), 0.0))
    return values if time.monotonic() < until else ()


def saves(
    page: ProjectPage,
    name: str,
    label: str,
    change: Callable[[Project, Any], Project],
    *,
    stays: bool = False,
    chosen: bool = False,
) -> dict[str, Any]:
    """The arguments of a widget that saves its value: `st.text_input(..., **saves(page, "offer", ...))`.

    `change` makes the new project from the old one and the widget's value; `label` is what undo shows. A text that
    cannot be saved `stays` in the field, to be corrected, with a `complaint`; if another window changed the same, that
    asks which to keep. Any other field shows what is saved again, and the page says why. What is `chosen` is one step
    of undo each time; what is typed or dragged is one as long as it goes on.
    """
    return {"on_change": _save, "args": (page, page.key(name), label, change, stays, chosen)}


def length(
    page: ProjectPage,
    name: str,
    label: str,
    frames: int,
    within: Callable[[Project], tuple[int, int]],
    change: Callable[[Project, int], Project],
    *,
    of: str,
    **how: Any,
) -> None:
    """A field for a length in seconds. `within` is the fewest and the most frames; another length is refused in words.

    The browser knows no limits: it would keep a number beyond them in the field, unsaved and without a word. `of` is
    what has the length: "this shot".
    """

    def checked(project: Project, value: float) -> Project:
        least, most = within(project)
        wanted = frames_in(value)
        # One decimal is shown: what rounds to a limit means it.
        if not least - _ROUNDED <= wanted <= most + _ROUNDED:
            says = f"{of.capitalize()} can last {seconds(least):.1f} to {seconds(most):.1f} s"
            raise BadProject(f"{says}, not {_written(value)} s.", "It stays as it was.")
        return change(project, min(max(wanted, least), most))

    st.number_input(
        label,
        step=0.1,
        format="%.1f",
        **field(page, name, seconds(frames)),
        **saves(page, name, f"Change {of.replace('this', 'a')}'s length", checked),
        **how,
    )


def does(page: ProjectPage, label: str, change: Change) -> dict[str, Any]:
    """The arguments of a button that makes an edit: `st.button(..., **does(page, "Move a scene", change))`."""
    return {"on_click": edit, "args": (page, label, change)}


def complaint(page: ProjectPage, name: str) -> None:
    """Says under the widget what is wrong with what was typed there, if anything."""
    key = page.key(name)
    sentence = st.session_state.get(f"{key}!")
    if not sentence:
        return
    st.markdown(f":red[:material/error: {plain(sentence)}]")
    if (anew := st.session_state.get(f"{key}?")) is not None:
        with st.container(horizontal=True, gap="small"):
            st.button("Keep mine", key=f"{key} mine", help="Saves what you typed", on_click=anew, args=(page,))
            st.button(
                "Keep theirs", key=f"{key} theirs", help="Drops what you typed", on_click=_drop_complaint, args=(key,)
            )


def text(
    page: ProjectPage, name: str, label: str, of: str, value: str, change: Callable[..., Project], **how: Any
) -> None:
    """A text field that is saved when it is left; a text area where it has a `height`. Undo shows "Edit" and `of`."""
    height = how.pop("height", None)
    saving = saves(page, name, f"Edit {of}", lambda project, typed: change(project, typed), stays=True)
    shown = field(page, name, value)
    if height:
        st.text_area(label, height=height, **shown, **saving, **how)
    else:
        st.text_input(label, **shown, **saving, **how)
    complaint(page, name)


def _save(
    page: ProjectPage,
    key: str,
    label: str,
    change: Callable[[Project, Any], Project],
    stays: bool,
    chosen: bool,
    *,
    anew: bool = False,
) -> None:
    value, shown = st.session_state[key], (page.step, st.session_state[key])
    if shown == st.session_state.get(f"{key}@") and not anew:
        # Not changed by anybody: Streamlit reports every field of a page that it had forgotten.
        _drop_complaint(key)
        return
    if value in _replaced(key) and not anew:
        return
    try:
        # Tried on what was seen, to tell an invalid value from a conflict.
        change(page.project, value)
    except ValidationError as error:
        _refuse(page, key, f"{invalid(error)} It is not saved yet." if stays else invalid(error), stays)
        return
    except AdForgeError as error:
        _refuse(page, key, str(error), stays)
        return
    _drop_complaint(key)
    if edited(page, label, lambda project: change(project, value), gesture=not chosen):
        st.session_state[f"{key}@"] = shown
    elif stays:
        told, _ = st.session_state.get(page.key("notice"), ("", ""))
        if told == "warning":
            say(page, "Another window changed this field. What you typed is still in it.", told)
        st.session_state[f"{key}!"] = "What you typed is not saved."
        st.session_state[f"{key}?"] = lambda now: _save(now, key, label, change, stays, chosen, anew=True)


def _refuse(page: ProjectPage, key: str, sentence: str, stays: bool) -> None:
    if stays:
        st.session_state[f"{key}!"] = sentence
    else:
        _, st.session_state[key] = st.session_state[f"{key}@"]
        say(page, sentence, "warning")


def _drop_complaint(key: str) -> None:
    st.session_state.pop(f"{key}!", None)
    st.session_state.pop(f"{key}?", None)


def _written(value: float) -> str:
    """Returns a number as people write it: "1,000,000,000", never with an exponent."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")
