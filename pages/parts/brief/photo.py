"""The product photo: where it goes, its cut-out, and the way to correct that."""

from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pages.parts.brief.cutting import cut_as_wished, cut_photo, cutting, show_cutout, show_verdict
from pages.parts.brief.mending import mend
from pages.parts.kit.page import ProjectPage
from pages.parts.kit.uploads import forget


def photo_card(page: ProjectPage) -> None:
    """The photo's cut-out, what the studio thinks of it, and where another photo goes."""
    product = page.project.product
    cut_as_wished(page)
    st.markdown("##### Product photo")
    show_cutout(page)
    show_verdict(page)
    st.button(
        "Correct the cut-out",
        key=page.key("correct"),
        icon=":material/brush:",
        width="stretch",
        help="Paint what to keep and what to leave out, or let another model try",
        disabled=product is None,
        on_click=mend,
        args=(page, True),
    )
    taken = int(st.session_state.get(page.key("photos"), 0))
    key = page.key(f"photo {taken}")
    st.file_uploader(
        "Replace the photo" if product else "Add a photo of the product",
        key=key,
        help="PNG, JPEG, WebP, TIFF, AVIF, BMP or GIF; HEIC where this machine can read it. One product, sharp, all of "
        "it in the picture. A photo with a transparent background keeps it.",
        on_change=_take,
        args=(page, key),
        disabled=cutting(page),
    )


def _take(page: ProjectPage, key: str) -> None:
    """Saves an uploaded photo at once and cuts the product out of it."""
    file: UploadedFile | None = st.session_state[key]
    if file is None:
        return
    # Another key is another uploader, an empty one.
    st.session_state[page.key("photos")] = int(st.session_state.get(page.key("photos"), 0)) + 1
    photo = page.folder.scratch() / (Path(file.name).name or "photo")
    photo.write_bytes(file.getbuffer())
    forget(file)
    cut_photo(page, photo)
