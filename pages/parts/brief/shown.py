"""The choice of what the ad shows of the product's photos: on the brief and on Placement."""

from typing import Literal

import streamlit as st

from adforge_core.model.brief import Shown
from adforge_core.pipeline.photos import with_shown
from pages.parts.kit.fields import choice, saves
from pages.parts.kit.page import ProjectPage

_ABOUT = {"": "Cut-out or photo", Shown.CUTOUT: "The cut-out", Shown.PHOTO: "The photo"}

IN_ROW = 164
"""The width beside another choice, in pixels: the longest one fits."""


def choose_shown(page: ProjectPage, width: int | Literal["stretch"] = "stretch") -> None:
    """The choice between the cut-out on a set and the photo itself; by itself, the studio uses no doubtful cut-out."""
    st.selectbox(
        "Shown",
        **choice(page, "shown", page.project.brief.shown or "", ["", *Shown]),
        format_func=_ABOUT.__getitem__,
        help="What the ad shows: the product cut out, on a set, or the photo itself, filling the frame and moved by "
        "the camera. A doubtful cut-out is not used unless you choose it.",
        width=width,
        label_visibility="collapsed",
        **saves(
            page,
            "shown",
            "Choose cut-out or photo",
            lambda now, shown: with_shown(now, Shown(shown) if shown else None),
            chosen=True,
        ),
    )
