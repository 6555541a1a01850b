"""The scenes of a storyboard at a glance: in a list to choose from, and as lengths on a strip."""

from contextlib import suppress
from html import escape
from pathlib import Path

import streamlit as st

from adforge_core.engine.jobs import Job
from adforge_core.engine.pipeline.piecework import at_work
from adforge_core.engine.pipeline.previews import take_still
from adforge_core.errors import AdForgeError
from adforge_core.model.edits import MOST_SCENES, added, stretched
from adforge_core.model.storyboard import Take
from adforge_core.model.value import frames_in, seconds
from pages.parts.fields import does
from pages.parts.files import address
from pages.parts.page import Open, edited
from pages.parts.spoken_line import Fit, fit
from pages.parts.studio import studio
from pages.parts.words import plain, scene_title

_THUMBNAIL = 120
_NEARLY = 2


def chosen_scene(opened: Open) -> int:
    """The place of the scene that is being worked on; it stands in the address, so a reload finds it again."""
    ids = [scene.id for scene in opened.project.scenes]
    before, place = st.session_state.get(opened.key("scene"), ("", 0))
    wanted = [id for id in (str(st.query_params.get("scene", "")), before) if id in ids]
    # A scene that was deleted leaves its place to the next one.
    now = ids.index(wanted[0]) if wanted else min(place, len(ids) - 1)
    st.session_state[opened.key("scene")] = (ids[now], now)
    return now


def choose_scene(id: str) -> None:
    """Turns to the scene called `id`."""
    st.query_params["scene"] = id


def show_scenes(opened: Open, now: int) -> None:
    """All scenes; a press turns to one. Below them one can be added."""
    project = opened.project
    with st.container(key="adforge-scenes"):
        for index, scene in enumerate(project.scenes):
            still = _still(opened, scene.take) if scene.take else None
            marks = (" :material/lock:" if scene.locked else "") + (
                " :red[:material/warning:]" if fit(project, index) is Fit.TOO_LONG else ""
            )
            words = plain(scene.super or scene.vo or "No words yet")
            st.button(
                f"{f'![]({address(still)})' if still else ':small[_]'} **{scene_title(index + 1, scene.role)}{marks}** "
                f":small[{seconds(scene.frames):.1f} s] *{words}*",
                key=opened.key(f"open {scene.id}"),
                type="secondary" if index == now else "tertiary",
                width="stretch",
                on_click=choose_scene,
                args=(scene.id,),
            )
    st.button(
        "Add a scene",
        key=opened.key("add"),
        icon=":material/add:",
        width="stretch",
        disabled=len(project.scenes) >= MOST_SCENES,
        help=f"Puts an empty scene after the one you are on. An ad has at most {MOST_SCENES}.",
        on_click=_add,
        args=(opened, project.scenes[now].id),
    )


def show_length(opened: Open, now: int) -> None:
    """How long the ad is against what the brief asks for, scene by scene on a strip."""
    project, wanted = opened.project, frames_in(opened.project.brief.duration)
    off = project.frames - wanted
    words = sum(len(scene.vo.split()) for scene in project.scenes)
    count = len(project.scenes)
    said = f"**{seconds(project.frames):.1f} s**"
    if abs(off) < _NEARLY:
        said += f" in {count} {'scene' if count == 1 else 'scenes'}, {words} words"
    else:
        said += f", {seconds(abs(off)):.1f} s {'more' if off > 0 else 'less'} than the brief asks for"
    told, strip, button = st.columns([4, 7, 2.4], vertical_alignment="center")
    told.markdown(said)
    strip.html(_strip(opened, wanted, now))
    button.button(
        f"Fit to {project.brief.duration:g} s",
        key=opened.key("fit"),
        icon=":material/fit_width:",
        width="stretch",
        disabled=abs(off) < _NEARLY,
        help="Makes every scene longer or shorter by the same share. Locked scenes too.",
        **does(opened, "Fit the scenes to the brief", lambda one: stretched(one, wanted)),
    )


def _strip(opened: Open, wanted: int, now: int) -> str:
    project = opened.project
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


def _add(opened: Open, after: str) -> None:
    known = {scene.id for scene in opened.project.scenes}
    # An ad ends on its call to action: nothing comes after it.
    last = after == opened.project.scenes[-1].id
    if edited(opened, "Add a scene", lambda project: added(project, "" if last else after)):
        new = [scene.id for scene in opened.folder.load().scenes if scene.id not in known]
        if new:
            choose_scene(new[0])


def draw_missing(opened: Open) -> None:
    """Makes the small pictures that the list lacks, once all else of the page is there, and draws the page again."""
    here, made = studio(), False
    for take in (take for scene in opened.project.scenes if (take := scene.take) and _still(opened, take) is None):
        key = _still_key(opened, take)
        if key not in st.session_state:
            st.session_state[key] = None
            with suppress(AdForgeError), at_work(opened.folder, here.providers, here.cache, Job()) as run:
                st.session_state[key] = take_still(run, opened.project, take, _THUMBNAIL)
                made = True
    if made:
        st.rerun()


def _still(opened: Open, take: Take) -> Path | None:
    known = st.session_state.get(_still_key(opened, take))
    return known if isinstance(known, Path) and known.is_file() else None


def _still_key(opened: Open, take: Take) -> str:
    return opened.key(f"still {take.media}")
