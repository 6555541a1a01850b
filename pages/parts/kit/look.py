"""The studio's own style, where Streamlit's theme has no setting for it."""

from pathlib import Path

import streamlit as st


def dress() -> None:
    """Adds the studio's own style to the page."""
    st.html(Path(__file__).with_name("look.css"))
