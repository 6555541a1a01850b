"""The choice of the photo of the product that a shot shows, if there are several."""

import streamlit as st

from adforge_core.model import shot_edits
from adforge_core.model.shots import Shot
from adforge_core.model.storyboard import Scene
from pages.parts.kit.fields import choice, saves
from pages.parts.kit.page import ProjectPage


def choose_photo(page: ProjectPage, scene: Scene, shot: Shot) -> None:
    """The choice of the photo; nothing for a product with one."""
    product = page.project.product
    if product is None or not product.others:
        return
    numbers = {"": 1} | {photo.photo: number for number, photo in enumerate(product.others, 2)}
    name = f"{scene.id}/{shot.id}/photo"
    st.selectbox(
        "Photo",
        **choice(page, name, shot.photo if shot.photo in numbers else "", list(numbers)),
        format_func=lambda photo: f"Photo {numbers.get(photo, 1)}" if photo else "Main photo",
        help="The photo of the product that this shot shows",
        **saves(
            page,
            name,
            "Change a shot's photo",
            lambda project, photo: shot_edits.with_shot(project, scene.id, shot.id, photo=photo),
            chosen=True,
        ),
    )
