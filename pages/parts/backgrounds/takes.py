"""The takes of a scene: the selected one large and moving, all of them as thumbnails."""

import re
from html import escape

import streamlit as st

from adforge_core.model.edits import selected, without_take
from adforge_core.model.project import Project
from adforge_core.model.storyboard import Scene, Take
from pages.parts.backgrounds.plates import busy
from pages.parts.kit.files import address, picture, video
from pages.parts.kit.gallery import loop_of, still_of
from pages.parts.kit.page import ProjectPage, edit
from pages.parts.kit.words import dollars, maker, plain

_PLATE_WIDTH = 185
"""Pixels: how wide the plate beside a column of takes is."""

_ROW_HEIGHT = 74
"""Pixels: how high a row of takes under a wide plate is."""


def show(project: Project, number: int, scene: Scene) -> None:
    """The selected take with the product on it, moving; its still until that is made."""
    shape, said = f"f{project.format.slug}", f"Background of scene {number}"
    loop, still = loop_of(project, scene), still_of(project, scene.take) if scene.take else None
    if loop is not None:
        inside = video(loop, still, looped=True, label=said)
    elif still is not None:
        inside = picture(still, said)
    else:
        inside = "<p>" + ("The preview is being made…" if scene.take else "No background yet") + "</p>"
    st.html(f"<div class='adforge-plate {shape}'>{inside}</div>")


def choose_take(page: ProjectPage, scene: Scene, *, horizontal: bool) -> None:
    """Every take in this format as a thumbnail; new ones come last, so that none moves."""
    project = page.project
    takes = list(enumerate((take for take in scene.takes if take.format is project.format), 1))
    height, way = (_ROW_HEIGHT, "across") if horizontal else (round(_PLATE_WIDTH / project.format.ratio) + 5, "down")
    key = f"takes-{way}-{project.format.slug}-{scene.id}"
    with st.container(height=height, border=False, horizontal=horizontal, key=key):
        # look.css reverses the column: it grows downwards and stays scrolled to its end.
        for number, take in takes if horizontal else reversed(takes):
            key = page.key(f"take {scene.id} {take.id}")
            _paint(project, take, key, chosen=take.id == scene.selected_take)
            st.button(
                str(number),
                key=key,
                help=_take_said(number, take, chosen=take.id == scene.selected_take),
                width=70 if horizontal else "stretch",
                on_click=edit,
                args=(page, "Choose a take", lambda project, take=take: selected(project, scene.id, take.id)),
            )


def delete_take(page: ProjectPage, scene: Scene) -> None:
    """The button that deletes the take that is shown."""
    st.button(
        "",
        key=page.key(f"delete take {scene.id}"),
        icon=":material/delete:",
        type="tertiary",
        help="Deletes the take that is shown. Undo brings it back.",
        disabled=scene.take is None or busy(page, scene),
        on_click=edit,
        args=(page, "Delete a take", lambda project: without_take(project, scene.id, scene.selected_take)),
    )


def _take_said(number: int, take: Take, *, chosen: bool) -> str:
    cost = f" for {dollars(take.cost_usd)}" if take.cost_usd else ""
    return plain(f"Take {number}, by {maker(take.provider)}{cost}") + (", in use" if chosen else ". Click to use it.")


def _paint(project: Project, take: Take, key: str, *, chosen: bool) -> None:
    """Shows the take's picture on its button."""
    still = still_of(project, take)
    target = f".st-key-{re.sub('[^a-zA-Z0-9_-]', '-', key)} button"
    rules = ""
    if still is not None:
        rules += f"background-image: url('{escape(address(still))}'); color: transparent !important;"
    if chosen:
        rules += "outline: 3px solid var(--adforge-accent); outline-offset: -1px;"
    st.html(f"<style>{target} {{ {rules} }}</style>")
