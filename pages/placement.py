"""Step 4, Placement: where the product stands in each scene, how it moves, and where the headline goes."""

import streamlit as st

from adforge_core.model.edits import placed, scene_of, with_super_y
from adforge_core.model.project import Project
from adforge_core.model.stages import Step
from adforge_core.pipeline.steps import State
from pages.parts.brief.shown import IN_ROW as SHOWN_IN_ROW
from pages.parts.brief.shown import choose_shown
from pages.parts.kit.page import ProjectPage, comes_first, edit, edited, open_project
from pages.parts.kit.words import counted, scene_title
from pages.parts.placement.canvas import show_board
from pages.parts.placement.pose import IN_ROW, choose_pose


def title(project: Project, id: str) -> str:
    """The scene's title on this page."""
    index = project.scenes.index(scene_of(project, id))
    return "End card" if index == len(project.scenes) - 1 else scene_title(index + 1, project.scenes[index].role)


def copying(page: ProjectPage, id: str) -> None:
    """The popover that copies this scene's placement to other scenes."""
    project = page.project
    others = [scene.id for scene in project.scenes if scene.id != id]
    with st.popover("Copy to", disabled=not others, help="Copies this placement to other scenes"):
        chosen = st.pills(
            "Scenes",
            others,
            selection_mode="multi",
            default=others,
            format_func=lambda other: title(project, other),
            key=page.key(f"copy {id} {len(others)}"),
            help="These scenes get the product's position, size and movement from this one",
        )

        def copy() -> None:
            placement = scene_of(project, id).placement_in(project.format)
            if edited(page, "Copy the placement", lambda now: placed(now, chosen, placement, project.format)):
                st.toast(f"Copied to {counted(len(chosen), 'scene')} in {project.format.value}.")

        st.button(
            "Copy",
            key=page.key("copy"),
            type="primary",
            disabled=not chosen,
            help=f"Places the product there as it is here, in {project.format.value}",
            on_click=copy,
        )


def reset(page: ProjectPage, ids: list[str]) -> None:
    """Returns these scenes to the automatic placement, in this format."""
    format = page.project.format

    def back(project: Project) -> Project:
        for id in ids:
            project = with_super_y(project, id, None, format)
        return placed(project, ids, None, format)

    edit(page, "Reset the placement", back)


def resetting(page: ProjectPage, id: str) -> None:
    """The buttons that reset this scene's placement, or every scene's, in the current format."""
    format = page.project.format
    own = [scene.id for scene in page.project.scenes if format in scene.placements or format in scene.supers_y]
    st.button(
        "Reset",
        key=page.key("reset"),
        help=f"Back to automatic placement in this scene, in {format.value}",
        disabled=id not in own,
        on_click=reset,
        args=(page, [id]),
    )
    st.button(
        "Reset all",
        key=page.key("reset all"),
        help=f"Back to automatic placement in every scene, in {format.value}. Other formats stay as they are.",
        disabled=not own,
        on_click=reset,
        args=(page, own),
    )


def main() -> None:
    """Draws the page."""
    page = open_project(Step.PLACEMENT)
    project = page.project
    if project.product is None:
        comes_first(page, Step.BRIEF, "Add a product photo to the brief first.", "Add a product photo")
    elif not project.scenes or project.look is None:
        comes_first(page, Step.STORYBOARD, "Plan the storyboard first.", "Go to the storyboard")
    elif all(scene.take is None for scene in project.scenes):
        making = page.statuses[Step.BACKGROUNDS].state is State.WORKING
        sentence = "The backgrounds are being made." if making else "Make the backgrounds first."
        if not making and any(scene.takes for scene in project.scenes):
            sentence = f"Make the backgrounds for {project.format.value} first. Those for other formats are kept."
        comes_first(page, Step.BACKGROUNDS, sentence, "Go to Backgrounds")
    else:
        asked = str(st.query_params.get("scene", ""))
        start = next((scene for scene in project.scenes if scene.id == asked), project.scenes[0])
        with st.container(key="adforge-place"):
            chosen, shot = show_board(page, start, str(st.query_params.get("shot", "")))
            # So that a reload returns to it.
            st.query_params["scene"] = chosen
            if shot:
                st.query_params["shot"] = shot
            else:
                st.query_params.pop("shot", None)
            if not shot:  # its view has a button of its own beside it
                with st.container(key="adforge-place-actions", horizontal=True):
                    choose_pose(page, IN_ROW)
                    choose_shown(page, SHOWN_IN_ROW)
                    copying(page, chosen)
                    resetting(page, chosen)


main()
