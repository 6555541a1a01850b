"""The product photo: its upload, its cut-out, and the button that corrects that."""

import streamlit as st

from pages.parts.brief.cutting import cut_as_requested, cutting, show_cutout, show_verdict
from pages.parts.brief.mending import mend
from pages.parts.brief.photos import more_photos, take_photos
from pages.parts.kit.page import ProjectPage


def photo_card(page: ProjectPage) -> None:
    """The photo's cut-out, its verdict, and the upload of another photo."""
    product = page.project.product
    cut_as_requested(page)
    st.markdown("##### Product photo")
    show_cutout(page)
    show_verdict(page)
    with st.container(horizontal=True):
        st.button(
            "Correct the cut-out",
            key=page.key("correct"),
            icon=":material/brush:",
            width="stretch",
            help="Paint what to keep and what to leave out, or try another model",
            disabled=product is None,
            on_click=mend,
            args=(page, ""),
        )
        if product is not None:
            more_photos(page)
    taken = int(st.session_state.get(page.key("photos"), 0))
    key = page.key(f"photo {taken}")
    st.file_uploader(
        "Replace the photo" if product else "Add a photo of the product",
        key=key,
        accept_multiple_files=True,
        help="JPEG, PNG, HEIC, WebP, AVIF, TIFF, PSD, BMP, GIF, or a camera's RAW file. Best: one product, sharp, "
        "fully in the picture. A transparent background is kept. Of several, the first is the main one; others show "
        "the back, a detail or another colour.",
        on_change=_take,
        args=(page, key),
        disabled=cutting(page),
    )


def _take(page: ProjectPage, key: str) -> None:
    """Saves uploaded photos at once and cuts the product out of each. The first replaces the main one."""
    take_photos(page, key, "photos", replace=page.project.product is not None)
