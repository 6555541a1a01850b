"""Correcting the matte by hand: a brush on the product photo, for mouse, touch or keyboard."""

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
    """What a window painted: all its strokes, and the name of this message."""

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

    After every stroke `on_painted` is called; `painted` then returns all of them. While `busy` the last strokes are
    shown over the matte; `heard` names the last message that was handled.
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
    """What was just painted; None for a message that cannot be read, which this page's brush never sends."""
    sent = st.session_state[key].get("painted")
    try:
        return Painted(str(sent["serial"]), _STROKES.validate_python(sent["strokes"])) if sent else None
    except (KeyError, TypeError, ValidationError):
        return None
