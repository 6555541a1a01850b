"""More photos of the product: their list, each with its cut-out, and the upload of others."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from adforge_core.media.content import content_name
from adforge_core.model.edits import shots_of_photo, with_main_photo, without_photo
from adforge_core.model.project import MOST_PHOTOS, ProductPhoto
from adforge_core.pipeline.views import view
from pages.parts.brief.cutting import cut_photos, cutting, why_refused
from pages.parts.brief.mending import mend
from pages.parts.kit.fields import does
from pages.parts.kit.files import picture
from pages.parts.kit.page import ProjectPage, edited, said_in_place, say
from pages.parts.kit.uploads import all_uploaded, forget, saved
from pages.parts.kit.words import counted, plain

_KNOWN = "photos known already"


def more_photos(page: ProjectPage) -> None:
    """The popover with all photos of the product, which shots show in turn, and the upload of more."""
    product = page.project.product
    assert product is not None
    count = len(product.photos)
    with st.popover(
        f"Photos ({count})" if count > 1 else "Photos",
        icon=":material/photo_library:",
        help="Front, back, a detail, other colours: shots show them in turn. All of one product.",
    ):
        for number, photo in enumerate(product.photos, 1):
            _row(page, photo, number)
        taken = int(st.session_state.get(page.key("more photos"), 0))
        key = page.key(f"more {taken}")
        st.file_uploader(
            "Add photos",
            key=key,
            accept_multiple_files=True,
            help=f"Drag several files here at once. A product has at most {MOST_PHOTOS} photos.",
            on_change=take_photos,
            args=(page, key, "more photos"),
            disabled=cutting(page) or count >= MOST_PHOTOS,
        )
        # Here as well: what the page says is behind the popover.
        for said in (st.session_state.get(page.key(_KNOWN)), why_refused(page)):
            if said:
                st.markdown(f":orange[:material/warning:] {plain(said)}")


def take_photos(page: ProjectPage, key: str, taken: str, *, replace: bool = False) -> None:
    """Saves the photos in the uploader `key` at once and cuts the product out of each.

    `taken` counts how often that uploader was used. With `replace`, the first one replaces the main photo.
    """
    files = all_uploaded(key)
    if not files:
        return
    # A new key makes a new, empty uploader.
    st.session_state[page.key(taken)] = int(st.session_state.get(page.key(taken), 0)) + 1
    photos = []
    for number, file in enumerate(files):
        photos.append(saved(file, page.folder.scratch(), number))
        forget(file)
    _tell_known(page, photos, replace=replace)
    cut_photos(page, photos, replace=replace)


def _tell_known(page: ProjectPage, photos: Sequence[Path], *, replace: bool) -> None:
    """Says which of the files the product has as photos already; those change nothing."""
    product = page.project.product
    numbers = {Path(one.photo).stem: number for number, one in enumerate(product.photos if product else (), 1)}
    known, fresh = [], set[str]()
    for photo in photos:
        content = Path(content_name(photo)).stem
        if content in fresh:
            known.append(f"{photo.name} was given twice.")
        elif content in numbers and not (replace and photo == photos[0] and numbers[content] == 1):
            about = "the main photo" if numbers[content] == 1 else f"photo {numbers[content]}"
            known.append(f"{photo.name} is {about} already.")
        fresh.add(content)
    st.session_state[page.key(_KNOWN)] = " ".join(known)
    if known:
        say(page, " ".join(known))


def _row(page: ProjectPage, photo: ProductPhoto, number: int) -> None:
    """One photo: its picture, what is to know of it, and what can be done with it."""
    name, main = photo.photo, number == 1
    with st.container(horizontal=True, vertical_alignment="center", key=f"adforge-photo-{number}"):
        with said_in_place():
            shown = photo.photo if photo.fills_frame_in(page.project.brief) else photo.cutout
            st.html(f"<div class='adforge-mark'>{picture(view(page.folder, shown), f'Photo {number}')}</div>", width=76)
        st.caption(f"{'Main photo' if main else f'Photo {number}'}. {_about(page, photo)}", width="stretch")
        if main:
            return
        st.button(
            "Make main",
            key=page.key(f"{name}/main"),
            icon=":material/star:",
            type="tertiary",
            help="The main photo is the first frame and the end card, and decides the sets and colours",
            **does(page, "Choose the main photo", lambda project: with_main_photo(project, name)),
        )
        st.button(
            "Correct",
            key=page.key(f"{name}/correct"),
            icon=":material/brush:",
            type="tertiary",
            help="Paint what to keep and what to leave out, or try another model",
            on_click=mend,
            args=(page, name),
        )
        st.button(
            "Remove",
            key=page.key(f"{name}/remove"),
            icon=":material/delete:",
            type="tertiary",
            help="Shots of this photo show the main one. Undo brings it back.",
            on_click=_remove,
            args=(page, name),
        )


def _about(page: ProjectPage, photo: ProductPhoto) -> str:
    if photo.fills_frame_in(page.project.brief):
        return "It fills the frame."
    if photo.doubts:
        return photo.doubts[0].said
    return "Framed." if photo.framed else "Clean cut-out."


def _remove(page: ProjectPage, name: str) -> None:
    shots = shots_of_photo(page.project, name)
    if edited(page, "Remove a photo", lambda project: without_photo(project, name)) and shots:
        st.toast(f"{counted(shots, 'shot')} now {'shows' if shots == 1 else 'show'} the main photo.")
