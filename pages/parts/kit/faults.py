"""What a page shows for an error that nothing else handled: one sentence, never a traceback."""

import logging

import streamlit as st

from adforge_core.errors import AdForgeError, GoneProject
from pages.parts.kit.words import plain

_log = logging.getLogger("adforge")


def one_sentence(error: Exception) -> bool:
    """Handles the error for Streamlit: shows a sentence, and logs what nobody can do anything about."""
    if not isinstance(error, GoneProject):
        # Another window may delete a project at any moment while a page is drawn. That is no fault of the studio.
        _log.error("a page failed", exc_info=error)
    if isinstance(error, AdForgeError):  # it says what to do, such as to set ADFORGE_HOME
        st.error(plain(str(error)), icon=":material/error:")
        return True
    st.error(
        f"Something went wrong in the studio ({type(error).__name__}). Your work is saved; reload the page.",
        icon=":material/error:",
    )
    return True
