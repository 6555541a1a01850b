"""What a scene's background shows: its set and its description, saved as they are changed."""

import streamlit as st

from adforge_core.model.edits import with_scene
from adforge_core.model.storyboard import Scene
from adforge_core.providers.local.sets.catalogue import SETS, sets_for
from pages.parts.kit.fields import choice, complaint, field, saves
from pages.parts.kit.page import ProjectPage
from pages.parts.kit.studio import studio


def choose_set(page: ProjectPage, scene: Scene) -> None:
    """The choice of the scene's set; nothing where the provider uses the description alone."""
    sets, name = studio().providers.plates.sets, f"{scene.id}/set"
    if not sets:
        return
    possible = sets_for(page.project.pose)
    sets = tuple(one for one in sets if one in possible or one not in SETS)
    st.selectbox(
        "Set",
        **choice(page, name, scene.set, sets if scene.set in sets else (scene.set, *sets)),
        format_func=lambda one: str(one).capitalize() or "None: a plain backdrop",
        help="The set behind the product, built and rendered on this machine. "
        "Which there are depends on the product's pose.",
        **saves(page, name, "Choose a set", lambda project, one: with_scene(project, scene.id, set=one), chosen=True),
    )


def describe_plate(page: ProjectPage, scene: Scene, height: int) -> None:
    """The background in words."""
    name = f"{scene.id}/prompt"
    goes_by = (
        "The studio's own sets follow the set and the colours; services follow these words."
        if studio().providers.plates.sets
        else "The background is made from these words."
    )
    st.text_area(
        "Background description",
        **field(page, name, scene.plate_prompt),
        height=height,
        max_chars=1000,
        help=f"What is seen behind the product. {goes_by}",
        **saves(
            page,
            name,
            "Edit a background's description",
            lambda project, words: with_scene(project, scene.id, plate_prompt=words.strip()),
            stays=True,
        ),
    )
    complaint(page, name)
