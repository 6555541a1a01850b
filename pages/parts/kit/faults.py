"""What a page shows when the studio itself is at fault: one sentence, and never a traceback."""

import logging

import streamlit as st

_log = logging.getLogger("adforge")


def one_sentence(error: Exception) -> bool:
    """Answers Streamlit's question what to do with an error nobody foresaw: it is logged, and this is shown instead."""
    _log.error("a page failed", exc_info=error)
    st.error(
        f"The studio failed in a way nobody foresaw ({type(error).__name__}). Nothing is lost; reload the page.",
        icon=":material/error:",
    )
    return True
