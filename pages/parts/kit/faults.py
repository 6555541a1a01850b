"""What a page shows for an unexpected error: one sentence, never a traceback."""

import logging

import streamlit as st

_log = logging.getLogger("adforge")


def one_sentence(error: Exception) -> bool:
    """Handles an unexpected error for Streamlit: logs it and shows a sentence."""
    _log.error("a page failed", exc_info=error)
    st.error(
        f"Something went wrong in the studio ({type(error).__name__}). Your work is saved; reload the page.",
        icon=":material/error:",
    )
    return True
