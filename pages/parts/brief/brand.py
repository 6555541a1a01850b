"""The brand kit: name, colours, font, logo and legal line, each saved as soon as it is chosen."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from adforge_core.errors import AdForgeError, BadInput
from adforge_core.media.faces import open_face
from adforge_core.media.photo import open_logo
from adforge_core.model.edits import with_brand
from adforge_core.model.project import Project
from adforge_core.pipeline.inputs import is_font_file
from adforge_core.pipeline.views import view
from adforge_core.project.briefs import FONT_FAMILIES
from pages.parts.kit.fields import choice, complaint, does, field, saves, text
from pages.parts.kit.files import picture
from pages.parts.kit.page import ProjectPage, edit, said_in_place
from pages.parts.kit.uploads import forget, saved, uploaded

_MOST_COLOURS = 8


def brand_kit(page: ProjectPage) -> None:
    """Whose ad it is."""
    brand = page.project.brief.brand
    text(
        page, "brand", "Brand", "the brand's name", brand.name,
        lambda project, typed: with_brand(project, name=typed),
        placeholder="Alder & Wren", help="Shown on the end card. If empty, the product's name is shown.",
    )  # fmt: skip
    _palette(page)
    _font(page)
    _logo(page)
    text(
        page, "legal", "Legal line", "the legal line", brand.legal,
        lambda project, typed: with_brand(project, legal=typed),
        placeholder="Offer ends 31 December. Terms apply.", help="Small print, shown on the end card",
    )  # fmt: skip


def _palette(page: ProjectPage) -> None:
    """The brand's colours, up to eight."""
    colours, product = page.project.brief.brand.palette, page.project.product
    st.markdown(":small[Colours]", help="The first is the main colour. With none, the ad uses the photo's colours.")
    with st.container(horizontal=True, gap="small", key="adforge-colours"):
        for index, colour in enumerate(colours):
            with st.container(width="content", gap=None):
                name = f"colour {index}"
                st.color_picker(
                    f"Colour {index + 1}",
                    **field(page, name, colour),
                    label_visibility="collapsed",
                    help="One of the brand's colours",
                    **saves(page, name, "Change a colour", _with_colour(index)),
                )
                st.button(
                    "",
                    icon=":material/close:",
                    key=page.key(f"remove colour {index}"),
                    type="tertiary",
                    help=f"Remove {colour}",
                    **does(page, "Remove a colour", _without_colour(index)),
                )
        if len(colours) < _MOST_COLOURS:
            seen = product.palette if product else ()
            new = next((colour for colour in seen if colour not in colours), "#888888")
            st.button(
                "Add",
                icon=":material/add:",
                key=page.key("add colour"),
                help="Adds a colour, starting with those of the photo",
                on_click=edit,
                args=(page, "Add a colour", lambda p: with_brand(p, palette=(*p.brief.brand.palette, new))),
            )


def _font(page: ProjectPage) -> None:
    """The brand's typeface: one of the studio's or a file."""
    name = page.project.brief.brand.font
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Font",
            **choice(page, "font", name, ["", *FONT_FAMILIES, *({name} - {"", *FONT_FAMILIES})]),
            format_func=lambda chosen: _font_name(page, chosen),
            help="The typeface of the headlines",
            **saves(page, "font", "Choose a font", lambda p, font: with_brand(p, font=font), chosen=True),
        )
        with st.popover("Upload", icon=":material/upload:", help="Use your own font file"):
            _upload(page, "own font", "Font file (.ttf or .otf)", "Upload a font", "font", _check_font)
    complaint(page, "own font")


def _logo(page: ProjectPage) -> None:
    """The brand's mark, shown on the end card."""
    name = page.project.brief.brand.logo
    with st.container(horizontal=True, vertical_alignment="center", key="adforge-logo"):
        if name:
            with said_in_place():
                st.html(f"<div class='adforge-mark'>{picture(view(page.folder, name, 480), 'Logo')}</div>")
        else:
            st.markdown(":small[Logo: none yet]", help="A PNG with a transparent background looks best")
        with st.popover("Replace" if name else "Upload a logo", icon=":material/upload:", help="Shown on the end card"):
            _upload(page, "logo", "Logo (a picture)", "Upload a logo", "logo", open_logo)
        if name:
            st.button(
                "Remove",
                key=page.key("remove logo"),
                type="tertiary",
                help="The end card then shows the brand's name",
                on_click=edit,
                args=(page, "Remove the logo", lambda p: with_brand(p, logo="")),
            )
    complaint(page, "logo")


def _upload(page: ProjectPage, name: str, label: str, undo: str, into: str, check: Callable[[Path], object]) -> None:
    """A field for a file of the brand kit, used as soon as it arrives; faults are shown under the field."""
    count = int(st.session_state.get(page.key(f"{name} uploads"), 0))
    key = page.key(f"{name} {count}")

    def take() -> None:
        file = uploaded(key)
        if file is None:
            return
        st.session_state[page.key(f"{name} uploads")] = count + 1
        wrong = page.key(f"{name}!")
        st.session_state.pop(wrong, None)
        path = saved(file, page.folder.scratch())
        try:
            forget(file)
            check(path)
            kept = page.folder.media.add(path)
        except AdForgeError as error:
            st.session_state[wrong] = str(error)
        else:
            edit(page, undo, lambda project: with_brand(project, **{into: kept}))
        finally:
            path.unlink(missing_ok=True)

    st.file_uploader(label, key=key, on_change=take, help="Used right away and kept in the project")


def _with_colour(index: int) -> Callable[[Project, str], Project]:
    def change(project: Project, colour: str) -> Project:
        colours = project.brief.brand.palette
        return with_brand(project, palette=(*colours[:index], colour, *colours[index + 1 :]))

    return change


def _without_colour(index: int) -> Callable[[Project], Project]:
    def change(project: Project) -> Project:
        colours = project.brief.brand.palette
        return with_brand(project, palette=(*colours[:index], *colours[index + 1 :]))

    return change


def _font_name(page: ProjectPage, name: str) -> str:
    if not name:
        return "The style's font"
    if not is_font_file(name):
        return name
    try:
        return " ".join(part or "" for part in open_face(str(page.folder.media.local(name))).at(16).getname())
    except AdForgeError:
        return "Your font (its file is missing)"


def _check_font(path: Path) -> None:
    if not is_font_file(path.name):
        raise BadInput(f"{path.name} is not a font file.", "Choose a .ttf or .otf file.")
    open_face(str(path))
