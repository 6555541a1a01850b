"""Correcting the cut-out: the photo under a brush, and the choice of another model."""

from pathlib import Path

import streamlit as st
from PIL import Image

from adforge_core.model.project import ProductPhoto
from adforge_core.pipeline.views import view
from pages.parts.brief.cutting import cut_again, cut_as_requested, cutting, mending_of, show_cutout, show_verdict
from pages.parts.brief.matte import paint, painted
from pages.parts.kit.files import address
from pages.parts.kit.page import ProjectPage, said_in_place, say
from pages.parts.kit.studio import studio


def mending(page: ProjectPage) -> bool:
    """Whether the cut-out is being corrected on this page."""
    return mending_of(page) is not None


def mend(page: ProjectPage, photo: str | None) -> None:
    """Opens the correcting of the cut-out of a photo, empty for the main one, or closes it."""
    st.session_state[page.key("mending")] = photo
    st.session_state.pop(page.key("looked"), None)


def mending_desk(page: ProjectPage) -> None:
    """The photo under a brush, and the choice of another model."""
    product = _mended(page)
    name = mending_of(page) or ""
    assert product is not None
    cut_as_requested(page)
    if not product.matte and not st.session_state.get(page.key("looked")):
        # Cut out before mattes were kept: cut out again, once.
        st.session_state[page.key("looked")] = True
        cut_again(page, (product.photo, product.cutter, product.strokes))
    busy = cutting(page)
    desk, side = st.columns([3, 1], gap="large")
    with side:
        st.button(
            "Done",
            key=page.key("done"),
            type="primary",
            icon=":material/check:",
            width="stretch",
            help="Back to the brief. All strokes are saved.",
            on_click=mend,
            args=(page, None),
        )
        _models(page, product, busy=busy)
        show_verdict(page, name)
        show_cutout(page, name)
    with desk, said_in_place():
        if product.matte:
            _brush(page, product, busy=busy)
        elif not busy:
            st.info("No product was found in this photo. Try another model or another photo.")


def _mended(page: ProjectPage) -> ProductPhoto | None:
    product = page.project.product
    return product and product.photo_of(mending_of(page) or "")


def _models(page: ProjectPage, product: ProductPhoto, *, busy: bool) -> None:
    known = {model.id: model for model in studio().providers.cutter.models}
    first = next(iter(known), "")

    def label(id: str) -> str:
        need = known[id].download_mb if id in known else 0
        return f"{id} · {need} MB to download" if need else id

    key, now = page.key("model"), product.cutter or first
    offered = [*known, *([now] if now not in known else [])]
    st.session_state[key] = now
    st.selectbox(
        "Model",
        offered,
        index=offered.index(now),
        format_func=label,
        key=key,
        on_change=_another_model,
        args=(page, key, first),
        disabled=busy,
        help="The model that finds the product in the photo. Your strokes are kept. Models are downloaded once, when "
        "you choose them.\n" + "\n".join(f"- {id}: {model.about}" for id, model in known.items()),
    )


def _another_model(page: ProjectPage, key: str, first: str) -> None:
    product = _mended(page)
    if product is not None:
        chosen = str(st.session_state[key])
        cut_again(page, (product.photo, "" if chosen == first else chosen, product.strokes))


def _brush(page: ProjectPage, product: ProductPhoto, *, busy: bool) -> None:
    photo = view(page.folder, product.photo)
    key = page.key("brush")
    paint(
        key,
        address(photo),
        address(page.folder.media.local(product.matte)),
        _aspect(photo),
        product.strokes,
        busy=busy,
        heard=str(st.session_state.get(page.key("heard"), "")),
        on_painted=lambda: _painted(page, key),
    )


def _painted(page: ProjectPage, key: str) -> None:
    message = painted(key)
    product = _mended(page)
    if message is None or product is None:
        say(page, "That stroke could not be read. Paint it again.", "warning")
        return
    st.session_state[page.key("heard")] = message.serial
    cut_again(page, (product.photo, product.cutter, message.strokes))


@st.cache_data(max_entries=64, show_spinner=False)
def _aspect(photo: Path) -> float:
    with Image.open(photo) as page:
        return float(page.width / page.height)
