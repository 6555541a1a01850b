"""Importing an exported project: a field that sends a file of any size straight to the server's disk."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from pydantic import TypeAdapter, ValidationError

from adforge_core.project.library import PACKED
from pages.parts.library.importing.received import ADDRESS

_HERE = Path(__file__).parent

_field = st.components.v2.component(
    "adforge_import",
    html=(_HERE / "import.html").read_text("utf-8"),
    css=(_HERE / "import.css").read_text("utf-8"),
    js=(_HERE / "import.js").read_text("utf-8"),
)


@dataclass(frozen=True)
class Came:
    """A project that was imported, and in sentences what could not be imported."""

    project: str
    left_out: tuple[str, ...]


_CAME = TypeAdapter(Came)


def choose_pack() -> Came | None:
    """Lets a packed project be chosen and imported; returns the result once."""
    sent = _field(key="import", data={"address": ADDRESS, "ending": PACKED}, on_came_change=lambda: None).came
    try:
        return _CAME.validate_python(sent) if sent else None
    except ValidationError:  # the field sends nothing of the kind
        return None
