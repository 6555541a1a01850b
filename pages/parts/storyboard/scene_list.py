"""The scenes of a storyboard at a glance: a list to choose from, and how long they are together."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from adforge_core.model.edits import MOST_SCENES, added, stretched
from adforge_core.model.value import frames_in, seconds
from adforge_core.pipeline.fit import Fit, fit
from pages.parts.kit.fields import does
from pages.parts.kit.files import address
from pages.parts.kit.gallery import still_of
from pages.parts.kit.page import ProjectPage, edited
from pages.parts.kit.words import counted, opened, plain, scene_title

_NEARLY = 2


def chosen_scene(page: ProjectPage) -> int:
    """The index of the scene that is open; it is kept in the address, so that a reload finds it again."""
    ids = [scene.id for scene in page.project.scenes]
    before, place = st.session_state.get(page.key("scene"), ("", 0))
    wanted = [id for id in (str(st.query_params.get("scene", "")), before) if id in ids]
    # After a deleted scene the next one is open.
    now = ids.index(wanted[0]) if wanted else min(place, len(ids) - 1)
    st.session_state[page.key("scene")] = (ids[now], now)
    return now


def choose_scene(id: str) -> None:
    """Opens the scene called `id`."""
    st.query_params["scene"] = id


def show_scenes(page: ProjectPage, now: int) -> None:
    """The list of all scenes, each a button that opens it, and the button that adds one."""
    project = page.project
    with st.container(key=f"adforge-scenes-{project.format.slug}"):
        for index, scene in enumerate(project.scenes):
            still = still_of(project, scene.take) if scene.take else None
            marks = (" :material/lock:" if scene.locked else "") + (
                " :red[:material/warning:]" if fit(project, index) is Fit.TOO_LONG else ""
            )
            words, length = plain(scene.super or scene.vo or "No words yet"), f"{seconds(scene.frames):.1f} s"
            st.button(
                f"{f'![]({address(still)})' if still else ':small[_]'} **{scene_title(index + 1, scene.role)}{marks}** "
                f":small[{opened(length) if index == now else length}] *{words}*",
                key=page.key(f"open {scene.id}"),
                type="tertiary",
                help="This scene is open" if index == now else "Opens this scene",
                width="stretch",
                on_click=choose_scene,
                args=(scene.id,),
            )
    st.button(
        "Add a scene",
        key=page.key("add"),
        icon=":material/add:",
        width="stretch",
        disabled=len(project.scenes) >= MOST_SCENES,
        help=f"Adds an empty scene after this one. An ad can have {MOST_SCENES} scenes.",
        on_click=_add,
        args=(page, project.scenes[now].id),
    )


def show_length(page: ProjectPage) -> DeltaGenerator:
    """The ad's length compared with the brief's, and the button that makes them equal. Returns the place between."""
    project, wanted = page.project, frames_in(page.project.brief.duration)
    off = project.frames - wanted
    words = sum(len(scene.vo.split()) for scene in project.scenes)
    said = f"**{seconds(project.frames):.1f} s**"
    if abs(off) < _NEARLY:
        said += f" in {counted(len(project.scenes), 'scene')}, {counted(words, 'word')}"
    else:
        said += f", {seconds(abs(off)):.1f} s {'longer' if off > 0 else 'shorter'} than in the brief"
    # As many columns as progress has, which takes their place.
    told, between, button = st.columns([3, 6, 2], vertical_alignment="center")
    told.markdown(said)
    button.button(
        f"Fit to {project.brief.duration:g} s",
        key=page.key("fit"),
        icon=":material/fit_width:",
        width="stretch",
        disabled=abs(off) < _NEARLY,
        help="Makes every scene longer or shorter in proportion, locked ones too",
        **does(page, "Fit the scenes to the brief", lambda one: stretched(one, wanted)),
    )
    return between


def _add(page: ProjectPage, after: str) -> None:
    known = {scene.id for scene in page.project.scenes}
    # An ad ends on its call to action: nothing comes after it.
    last = after == page.project.scenes[-1].id
    if edited(page, "Add a scene", lambda project: added(project, "" if last else after)):
        new = [scene.id for scene in page.folder.load().scenes if scene.id not in known]
        if new:
            choose_scene(new[0])
