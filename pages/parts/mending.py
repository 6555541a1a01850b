"""Mending the cut-out: the photo under a brush, and the choice of another model."""

from pathlib import Path

import streamlit as st
from PIL import Image

from adforge_core.engine.pipeline.views import view
from adforge_core.model.project import Product
from pages.parts.cutting import cut_again, cut_as_wished, cutting, show_cutout, show_verdict
from pages.parts.files import address
from pages.parts.matte import paint, painted
from pages.parts.page import ProjectPage, said_in_place, say
from pages.parts.studio import studio


def mending(opened: ProjectPage) -> bool:
    """Whether the cut-out is being mended on this page."""
    return opened.project.product is not None and bool(st.session_state.get(opened.key("mending")))


def mend(opened: ProjectPage, now: bool) -> None:
    """Turns to mending, or back from it."""
    st.session_state[opened.key("mending")] = now
    st.session_state.pop(opened.key("looked"), None)


def mending_desk(opened: ProjectPage) -> None:
    """The photo under a brush, and the choice of another model."""
    product = opened.project.product
    assert product is not None
    cut_as_wished(opened)
    if not product.matte and not st.session_state.get(opened.key("looked")):
        # Cut out before mattes were kept: looked at again, once.
        st.session_state[opened.key("looked")] = True
        cut_again(opened, (product.cutter, product.strokes))
    busy = cutting(opened)
    desk, side = st.columns([3, 1], gap="large")
    with side:
        st.button(
            "Done",
            key=opened.key("done"),
            type="primary",
            icon=":material/check:",
            width="stretch",
            help="Back to the brief. Every stroke is saved already.",
            on_click=mend,
            args=(opened, False),
        )
        _models(opened, product, busy=busy)
        show_verdict(opened)
        show_cutout(opened)
    with desk, said_in_place():
        if product.matte:
            _brush(opened, product, busy=busy)
        elif not busy:
            st.info("Nothing could be found in this photo to correct. Try another model, or another photo.")


def _models(opened: ProjectPage, product: Product, *, busy: bool) -> None:
    known = {model.id: model for model in studio().providers.cutter.models}
    first = next(iter(known), "")

    def label(id: str) -> str:
        need = known[id].download_mb if id in known else 0
        return f"{id} · {need} MB to download" if need else id

    key, now = opened.key("model"), product.cutter or first
    offered = [*known, *([now] if now not in known else [])]
    st.session_state[key] = now
    st.selectbox(
        "Model",
        offered,
        index=offered.index(now),
        format_func=label,
        key=key,
        on_change=_another_model,
        args=(opened, key, first),
        disabled=busy,
        help="Who finds the product in the photo; your strokes stay. Something is downloaded only when you choose it, "
        "once.\n" + "\n".join(f"- {id}: {model.about}" for id, model in known.items()),
    )


def _another_model(opened: ProjectPage, key: str, first: str) -> None:
    product = opened.project.product
    if product is not None:
        chosen = str(st.session_state[key])
        cut_again(opened, ("" if chosen == first else chosen, product.strokes))


def _brush(opened: ProjectPage, product: Product, *, busy: bool) -> None:
    photo = view(opened.folder, product.photo)
    key = opened.key("brush")
    paint(
        key,
        address(photo),
        address(opened.folder.media_file(product.matte)),
        _aspect(photo),
        product.strokes,
        busy=busy,
        heard=str(st.session_state.get(opened.key("heard"), "")),
        on_painted=lambda: _painted(opened, key),
    )


def _painted(opened: ProjectPage, key: str) -> None:
    message = painted(key)
    product = opened.project.product
    if message is None or product is None:
        say(opened, "That stroke could not be read. Paint it again.", "warning")
        return
    st.session_state[opened.key("heard")] = message.serial
    cut_again(opened, (product.cutter, message.strokes))


@st.cache_data(max_entries=64, show_spinner=False)
def _aspect(photo: Path) -> float:
    with Image.open(photo) as opened:
        return float(opened.width / opened.height)
