"""Step 2, Storyboard: the planned scenes, to be edited one by one, and the animatic."""

import streamlit as st

from adforge_core.model.stages import Step
from adforge_core.pipeline.steps import State
from pages.parts.deliver.report import replanned
from pages.parts.kit.gallery import draw_stills
from pages.parts.kit.page import ProjectPage, comes_with_the_ad, go, open_project
from pages.parts.kit.words import counted, plain
from pages.parts.storyboard.planning import ask_for_plan, progress, show_animatic, show_heard
from pages.parts.storyboard.revising import show_proposal
from pages.parts.storyboard.scene_fields import edit_scene
from pages.parts.storyboard.scene_list import chosen_scene, show_length, show_scenes
from pages.parts.storyboard.spoken_line import speak_the_rest
from pages.parts.storyboard.timeline import offer_timeline, show_timeline


def nothing_yet(page: ProjectPage) -> None:
    """The page before there is a storyboard: what planning will do, or what it needs first."""
    with st.container(border=True, key="adforge-first-plan"):
        if page.project.product is None:
            st.markdown("##### The storyboard starts from a product photo")
            st.write(
                "Add one to the brief. Then the studio plans each scene: what it says, shows and how long it lasts."
            )
            if st.button(
                "Add a photo to the brief",
                type="primary",
                icon=":material/add_a_photo:",
                help="Opens the brief, where the photo goes",
            ):
                go(page, Step.BRIEF)
            return
        scenes = counted(len(page.project.brief.scene_requests), "scene")
        st.markdown(f"##### {scenes} in {page.project.brief.duration:g} s")
        st.write(
            "Scenes, voiceover, backgrounds and music are planned from your brief. You can change everything later."
        )
        ask_for_plan(page)


def board(page: ProjectPage) -> None:
    """The storyboard: all scenes, the chosen one's fields, and beside them the animatic and planning again."""
    index = chosen_scene(page)
    # Progress takes the place of the lengths, and messages have a place of their own: nothing else moves.
    with st.container(key="adforge-storyboard-head"):
        working = progress(page)
        if not working:
            with st.container(), show_length(page):
                offer_timeline(page)
    show_timeline(page, index)
    with st.container():
        _told(page)
        show_proposal(page)
    scenes, fields, side = st.columns([3.1, 5.8, 3.1], gap="medium")
    with scenes:
        show_scenes(page, index)
    with fields.container(border=True, key="adforge-scene"):
        edit_scene(page, index)
    with side:
        show_animatic(page)
        ask_for_plan(page)
        show_heard(page)
    if not working:
        speak_the_rest(page)
    # Last, so that everything else is drawn already.
    if draw_stills(page):
        st.rerun()


def _told(page: ProjectPage) -> None:
    standing = page.statuses[Step.STORYBOARD]
    if standing.state is State.STALE:
        st.warning(
            f"The storyboard was {plain(standing.why)}. Plan again to follow the current brief, or keep this one.",
            icon=":material/change_circle:",
        )
    for said in replanned(page.project):
        st.warning(plain(said), icon=":material/error:")


page = open_project(Step.STORYBOARD)
if page.project.scenes:
    board(page)
elif page.rendering:
    comes_with_the_ad(page)
else:
    _, middle, _ = st.columns([2, 5, 2])
    with middle:
        if not progress(page):
            nothing_yet(page)
