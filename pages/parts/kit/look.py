"""The studio's own style, where Streamlit's theme has no setting for it."""

from pathlib import Path

import streamlit as st

from adforge_core.model.formats import Format


def dress() -> None:
    """Adds the studio's own style to the page.

    Whatever carries a format's slug in its class or key knows its frame's shape as `--adforge-frame`.
    """
    style = Path(__file__).with_name("look.css").read_text("utf-8")
    st.html(f"<style>{style}{''.join(map(_frame, Format))}</style>")


def _frame(format: Format) -> str:
    width, height = format.size
    return f'.f{format.slug}, [class*="-{format.slug}"] {{ --adforge-frame: {width} / {height}; }}\n'
