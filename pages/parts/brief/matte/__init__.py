"""The matte corrected by hand: a brush on the product photo, for a mouse, a finger or the keyboard."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from pydantic import TypeAdapter, ValidationError

from adforge_core.media.strokes import SURE
from adforge_core.model.project import Stroke

_HERE = Path(__file__).parent
_STROKES = TypeAdapter(tuple[Stroke, ...])

_brush = st.components.v2.component(
    "adforge_matte",
    html=(_HERE / "matte.html").read_text("utf-8"),
    css=(_HERE / "matte.css").read_text("utf-8"),
    js=(_HERE / "matte.js").read_text("utf-8"),
)


@dataclass(frozen=True)
class Painted:
    """What a window painted: all its strokes, and the name it gave this message."""

    serial: str
    strokes: tuple[Stroke, ...]


def paint(
    key: str,
    photo: str,
    matte: str,
    aspect: float,
    strokes: tuple[Stroke, ...],
    *,
    busy: bool,
    heard: str,
    on_painted: Callable[[], None],
) -> None:
    """Shows the photo with its matte and lets it be painted on. `photo` and `matte` are addresses.

    After every stroke `on_painted` is called; `painted` then has all of them. While `busy` what was painted last is
    shown over the matte; `heard` names the last message that was taken in.
    """
    shown = {
        "photo": photo,
        "matte": matte,
        "aspect": aspect,
        "strokes": _STROKES.dump_python(strokes, mode="json"),
        "busy": busy,
        "heard": heard,
        "sure": SURE,
    }
    _brush(key=key, data=shown, on_painted_change=on_painted)


def painted(key: str) -> Painted | None:
    """What was just painted; None where it cannot be read, which no brush of this page sends."""
    sent = st.session_state[key].get("painted")
    try:
        return Painted(str(sent["serial"]), _STROKES.validate_python(sent["strokes"])) if sent else None
    except (KeyError, TypeError, ValidationError):
        return None
