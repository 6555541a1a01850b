"""Step 2, Storyboard: the scenes as they are planned, to be worked over one by one, and the animatic to see them."""

import streamlit as st

from adforge_core.engine.pipeline.steps import State, Step
from pages.parts.gallery import draw_stills
from pages.parts.page import ProjectPage, comes_with_the_ad, go, open_project
from pages.parts.planning import ask_for_plan, progress, show_animatic, show_heard
from pages.parts.report import replanned
from pages.parts.revising import show_proposal
from pages.parts.scene_fields import edit_scene
from pages.parts.scene_list import chosen_scene, show_length, show_scenes
from pages.parts.spoken_line import speak_the_rest
from pages.parts.words import counted, plain


def nothing_yet(opened: ProjectPage) -> None:
    """Before there is a storyboard: what planning will do, or what it needs first."""
    with st.container(border=True, key="adforge-first-plan"):
        if opened.project.product is None:
            st.markdown("##### The storyboard starts from a product photo")
            st.write(
                "Add one to the brief. Then the studio plans the scenes: what each says, shows and how long it is."
            )
            if st.button(
                "Add a photo to the brief",
                type="primary",
                icon=":material/add_a_photo:",
                help="Opens the brief, where the photo goes",
            ):
                go(opened, Step.BRIEF)
            return
        scenes = counted(len(opened.project.brief.scene_requests), "scene")
        st.markdown(f"##### {scenes} in {opened.project.brief.duration:g} s")
        st.write(
            "Scenes, lines, backgrounds and music are planned from your brief. Everything can be changed afterwards."
        )
        ask_for_plan(opened)


def board(opened: ProjectPage) -> None:
    """The storyboard: all scenes, the chosen one's fields, and beside them the animatic and planning again."""
    index = chosen_scene(opened)
    # What is under way takes the place of the lengths, and what is said has a place of its own: nothing else moves.
    with st.container(key="adforge-storyboard-head"):
        working = progress(opened)
        if not working:
            with st.container():
                show_length(opened, index)
    with st.container():
        _told(opened)
        show_proposal(opened)
    scenes, fields, side = st.columns([3.1, 5.8, 3.1], gap="medium")
    with scenes:
        show_scenes(opened, index)
    with fields.container(border=True, key="adforge-scene"):
        edit_scene(opened, index)
    with side:
        show_animatic(opened)
        ask_for_plan(opened)
        show_heard(opened)
    if not working:
        speak_the_rest(opened)
    # Last, so that all else is there already.
    if draw_stills(opened):
        st.rerun()


def _told(opened: ProjectPage) -> None:
    standing = opened.statuses[Step.STORYBOARD]
    if standing.state is State.STALE:
        st.warning(
            f"The storyboard was {plain(standing.why)}. Plan again to follow the brief as it is now, or keep this one.",
            icon=":material/change_circle:",
        )
    for said in replanned(opened.project):
        st.warning(plain(said), icon=":material/error:")


opened = open_project(Step.STORYBOARD)
if opened.project.scenes:
    board(opened)
elif opened.rendering:
    comes_with_the_ad(opened)
else:
    _, middle, _ = st.columns([2, 5, 2])
    with middle:
        if not progress(opened):
            nothing_yet(opened)
