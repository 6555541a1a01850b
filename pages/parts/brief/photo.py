"""The product photo: its upload, its cut-out, and the button that corrects that."""

from pathlib import Path

import streamlit as st

from pages.parts.brief.cutting import cut_as_requested, cut_photo, cutting, show_cutout, show_verdict
from pages.parts.brief.mending import mend
from pages.parts.kit.page import ProjectPage
from pages.parts.kit.uploads import forget, uploaded


def photo_card(page: ProjectPage) -> None:
    """The photo's cut-out, its verdict, and the upload of another photo."""
    product = page.project.product
    cut_as_requested(page)
    st.markdown("##### Product photo")
    show_cutout(page)
    show_verdict(page)
    st.button(
        "Correct the cut-out",
        key=page.key("correct"),
        icon=":material/brush:",
        width="stretch",
        help="Paint what to keep and what to leave out, or try another model",
        disabled=product is None,
        on_click=mend,
        args=(page, True),
    )
    taken = int(st.session_state.get(page.key("photos"), 0))
    key = page.key(f"photo {taken}")
    st.file_uploader(
        "Replace the photo" if product else "Add a photo of the product",
        key=key,
        help="PNG, JPEG, WebP, TIFF, AVIF, BMP or GIF; HEIC where this machine can read it. Best: one product, sharp, "
        "fully in the picture. A transparent background is kept.",
        on_change=_take,
        args=(page, key),
        disabled=cutting(page),
    )


def _take(page: ProjectPage, key: str) -> None:
    """Saves an uploaded photo at once and cuts the product out of it."""
    file = uploaded(key)
    if file is None:
        return
    # A new key makes a new, empty uploader.
    st.session_state[page.key("photos")] = int(st.session_state.get(page.key("photos"), 0)) + 1
    photo = page.folder.scratch() / (Path(file.name).name or "photo")
    photo.write_bytes(file.getbuffer())
    forget(file)
    cut_photo(page, photo)
