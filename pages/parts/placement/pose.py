"""The choice of the product's pose: on the brief and on Placement."""

from typing import Literal

import streamlit as st

from adforge_core.model.brief import Pose
from adforge_core.model.project import Project
from adforge_core.pipeline.poses import with_pose
from pages.parts.kit.fields import choice, saves
from pages.parts.kit.page import ProjectPage

_ABOUT = {
    Pose.STANDING: "Standing",
    Pose.LYING: "Lying, seen from above",
    Pose.HANGING: "Hanging on a wall",
    Pose.LEANING: "Leaning against a wall",
    Pose.FLOATING: "Floating",
}

IN_ROW = 188
"""The width beside another choice, in pixels: both fit beside a square picture."""


def choose_pose(page: ProjectPage, width: int | Literal["stretch"] = "stretch") -> None:
    """The choice of how the product holds itself; by itself, the studio judges it."""
    project = page.project
    judged = project.model_copy(update={"brief": project.brief.model_copy(update={"pose": None})}).pose
    st.selectbox(
        "Pose",
        **choice(page, "pose", project.brief.pose or "", ["", *Pose]),
        # The browser chooses by label, so none may change while the page is open.
        format_func=lambda pose: _ABOUT[pose] if pose else "Automatic pose",
        help=f"How the product holds itself in the picture.{_judged(project, judged)} It decides the sets, the shadow "
        "and the movement; backgrounds for another pose have to be made again.",
        width=width,
        label_visibility="collapsed",
        **saves(
            page, "pose", "Choose a pose", lambda now, pose: with_pose(now, Pose(pose) if pose else None), chosen=True
        ),
    )


def _judged(project: Project, judged: Pose) -> str:
    """What the studio judges it to be, if there is a photo to judge by."""
    return f" Judged by its photo and name: {judged}." if project.product else ""
