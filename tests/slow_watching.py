"""A page that is nearly always tidying up after a fragment: any press comes just then."""

import time

import streamlit as st

from pages.parts.kit.page import begin


class SlowToGo:
    """Refers to itself, so that it goes only when Streamlit collects what a run has left behind."""

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        time.sleep(0.4)


def watch() -> None:
    st.caption("Working…")
    SlowToGo()


def count() -> None:
    st.session_state["presses"] = st.session_state.get("presses", 0) + 1


begin("Slow watching")
with st.container(key="watching"):
    st.fragment(watch, run_every=0.1)()
st.button("Press", on_click=count)
st.markdown(f"Pressed {st.session_state.get('presses', 0)} times")
