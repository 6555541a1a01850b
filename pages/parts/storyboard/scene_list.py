"""The scenes of a storyboard at a glance: in a list to choose from, and as lengths on a strip."""

from html import escape

import streamlit as st

from adforge_core.model.edits import MOST_SCENES, added, stretched
from adforge_core.model.value import frames_in, seconds
from adforge_core.pipeline.fit import Fit, fit
from pages.parts.kit.fields import does
from pages.parts.kit.files import address
from pages.parts.kit.gallery import still_of
from pages.parts.kit.page import ProjectPage, edited
from pages.parts.kit.words import counted, plain, scene_title

_NEARLY = 2


def chosen_scene(page: ProjectPage) -> int:
    """The place of the scene that is being worked on; it stands in the address, so a reload finds it again."""
    ids = [scene.id for scene in page.project.scenes]
    before, place = st.session_state.get(page.key("scene"), ("", 0))
    wanted = [id for id in (str(st.query_params.get("scene", "")), before) if id in ids]
    # A scene that was deleted leaves its place to the next one.
    now = ids.index(wanted[0]) if wanted else min(place, len(ids) - 1)
    st.session_state[page.key("scene")] = (ids[now], now)
    return now


def choose_scene(id: str) -> None:
    """Turns to the scene called `id`."""
    st.query_params["scene"] = id


def show_scenes(page: ProjectPage, now: int) -> None:
    """All scenes; a press turns to one. Below them one can be added."""
    project = page.project
    with st.container(key="adforge-scenes"):
        for index, scene in enumerate(project.scenes):
            still = still_of(project, scene.take) if scene.take else None
            marks = (" :material/lock:" if scene.locked else "") + (
                " :red[:material/warning:]" if fit(project, index) is Fit.TOO_LONG else ""
            )
            words = plain(scene.super or scene.vo or "No words yet")
            st.button(
                f"{f'![]({address(still)})' if still else ':small[_]'} **{scene_title(index + 1, scene.role)}{marks}** "
                f":small[{seconds(scene.frames):.1f} s] *{words}*",
                key=page.key(f"open {scene.id}"),
                type="secondary" if index == now else "tertiary",
                help="The scene you are on" if index == now else "Turns to this scene",
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
        help=f"Puts an empty scene after the one you are on. An ad has at most {MOST_SCENES}.",
        on_click=_add,
        args=(page, project.scenes[now].id),
    )


def show_length(page: ProjectPage, now: int) -> None:
    """How long the ad is against what the brief asks for, scene by scene on a strip."""
    project, wanted = page.project, frames_in(page.project.brief.duration)
    off = project.frames - wanted
    words = sum(len(scene.vo.split()) for scene in project.scenes)
    said = f"**{seconds(project.frames):.1f} s**"
    if abs(off) < _NEARLY:
        said += f" in {counted(len(project.scenes), 'scene')}, {counted(words, 'word')}"
    else:
        said += f", {seconds(abs(off)):.1f} s {'more' if off > 0 else 'less'} than the brief asks for"
    told, strip, button = st.columns([3, 6, 2], vertical_alignment="center")
    told.markdown(said)
    strip.html(_strip(page, wanted, now))
    button.button(
        f"Fit to {project.brief.duration:g} s",
        key=page.key("fit"),
        icon=":material/fit_width:",
        width="stretch",
        disabled=abs(off) < _NEARLY,
        help="Makes every scene longer or shorter by the same share, locked ones too",
        **does(page, "Fit the scenes to the brief", lambda one: stretched(one, wanted)),
    )


def _strip(page: ProjectPage, wanted: int, now: int) -> str:
    project = page.project
    parts = [
        f"<i style='flex-grow:{scene.frames}' class='{'now' if index == now else 'other'}'>{index + 1}</i>"
        for index, scene in enumerate(project.scenes)
    ]
    if wanted > project.frames:
        parts.append(f"<i style='flex-grow:{wanted - project.frames}' class='spare'></i>")
    end = min(1.0, wanted / project.frames)
    mark = f"<b style='left:{end:.1%}'></b>" if end < 1 else ""
    lengths = ", ".join(f"{seconds(scene.frames):.1f} s" for scene in project.scenes)
    return (
        f"<div class='adforge-strip' role='img' aria-label='Scenes of {escape(lengths)}'>{''.join(parts)}{mark}</div>"
    )


def _add(page: ProjectPage, after: str) -> None:
    known = {scene.id for scene in page.project.scenes}
    # An ad ends on its call to action: nothing comes after it.
    last = after == page.project.scenes[-1].id
    if edited(page, "Add a scene", lambda project: added(project, "" if last else after)):
        new = [scene.id for scene in page.folder.load().scenes if scene.id not in known]
        if new:
            choose_scene(new[0])
