"""The choice of what a shot shows: one photo of the product, several side by side, or a split screen."""

from typing import Any

import streamlit as st

from adforge_core.model import shot_edits
from adforge_core.model.project import Project
from adforge_core.model.shots import Arrangement, Framing, Panel, Shot
from adforge_core.model.storyboard import Scene
from adforge_core.pipeline.shot_choices import arrangements_for, rows_for
from pages.parts.kit.fields import choice, saves
from pages.parts.kit.page import ProjectPage

_PANELS = (Framing.WIDE, Framing.MEDIUM, Framing.CLOSE, Framing.DETAIL)


def choose_arrangement(page: ProjectPage, scene: Scene, shot: Shot) -> None:
    """The choice of what the shot shows, and of what is beside its photo or in the other panels."""
    able = arrangements_for(page.project, scene, shot)
    if not able:
        return
    shows, more, last = st.columns(3, vertical_alignment="bottom")
    name = f"{scene.id}/{shot.id}/arrangement"
    with shows:
        st.selectbox(
            "Shows",
            **choice(page, name, shot.arrangement, able),
            format_func=lambda one: str(one).capitalize(),
            help="One photo of the product, cut-outs of several photos side by side, or a split screen: panels that "
            "slide in, each with a framing of its own",
            **saves(
                page,
                name,
                "Change what a shot shows",
                lambda project, value: shot_edits.with_arrangement(project, scene.id, shot.id, value),
                chosen=True,
            ),
        )
    if shot.arrangement is Arrangement.SIDE_BY_SIDE:
        with more:
            _row(page, scene, shot)
    elif shot.arrangement is Arrangement.SPLIT:
        with more:
            _panel(page, scene, shot, 0)
        with last:
            _panel(page, scene, shot, 1)


def _row(page: ProjectPage, scene: Scene, shot: Shot) -> None:
    rows = rows_for(page.project, shot)
    known = [*rows, *([] if shot.beside in rows else [shot.beside])]
    name = f"{scene.id}/{shot.id}/beside"

    def change(project: Project, row: tuple[str, ...]) -> Project:
        return shot_edits.with_shot(project, scene.id, shot.id, beside=row)

    st.selectbox(
        "Beside it",
        **choice(page, name, shot.beside, known),
        format_func=lambda row: " and ".join(_photo(page.project, photo) for photo in row),
        help="The photos whose cut-outs stand beside this shot's own, all equally high",
        **saves(page, name, "Change what stands beside a product", change, chosen=True),
    )


def _panel(page: ProjectPage, scene: Scene, shot: Shot, place: int) -> None:
    now = shot.panels[place] if place < len(shot.panels) else None
    others = [photo.photo for photo in page.project.product.others] if page.project.product else []
    focus = next((panel.focus for panel in shot.panels if panel.focus), shot.focus)
    focus = focus or next((one.focus for each in page.project.scenes for one in each.shots if one.focus), None)
    able: list[Panel | None] = [
        Panel(framing=framing, focus=focus if framing is Framing.DETAIL else None, photo=shot.photo)
        for framing in _PANELS
    ]
    able += [Panel(framing=Framing.MEDIUM, photo=photo) for photo in ("", *others) if photo != shot.photo]
    able = [*([None] if place else []), *able]
    name = f"{scene.id}/{shot.id}/panel {place}"

    def change(project: Project, panel: Panel | None) -> Project:
        panels = [*shot_edits.shot_of(project, scene.id, shot.id).panels[:place], *([panel] if panel else [])]
        return shot_edits.with_shot(project, scene.id, shot.id, panels=tuple(panels))

    def named(panel: Panel | None) -> str:
        if panel is None:
            return "None"
        same = panel.photo == shot.photo
        return panel.framing.value.capitalize() if same else _photo(page.project, panel.photo)

    st.selectbox(
        "Second panel" if place else "First panel",
        **choice(page, name, now, [*able, *([] if now in able else [now])]),
        format_func=named,
        help="What this panel shows. The last panel shows the shot's own framing and photo.",
        **saves(page, name, "Change a panel", change, chosen=True),
    )


def _photo(project: Project, name: str) -> str:
    photos: list[Any] = list(project.product.others) if project.product else []
    return next((f"Photo {number}" for number, photo in enumerate(photos, 2) if photo.photo == name), "Main photo")
