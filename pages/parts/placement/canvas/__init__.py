"""The placement board: a scene's comp to drag the product on, its controls, and the list of scenes."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import streamlit as st

from adforge_core.model.edits import scene_of
from adforge_core.model.formats import safe_areas
from adforge_core.model.project import Project
from adforge_core.model.shot_edits import is_end_card
from adforge_core.model.shots import Shot, first_frames
from adforge_core.model.storyboard import Scene
from adforge_core.model.value import Box
from adforge_core.pipeline.previews.scenery import size_of
from adforge_core.pipeline.steps import stale_scenes
from adforge_core.work.cache import content_key
from pages.parts.kit.page import ProjectPage, saved
from pages.parts.kit.words import scene_title
from pages.parts.placement.canvas.moves import Move, moves
from pages.parts.placement.canvas.served import COMPS, SHORTER_SIDE, short_name


def show_board(page: ProjectPage, scene: Scene, shot: str = "") -> tuple[str, str]:
    """Shows the board with `scene` chosen first, saves what is done on it, and returns the scene chosen now.

    `shot` is the shot that is chosen first; without one, the whole picture is. The one chosen now is returned too.
    """
    key, heard = page.key("board"), page.key("board heard")

    def done() -> None:
        board = st.session_state.get(key)
        if board is None:  # the page was left before the hand let go: the board has saved it by address
            return
        for sent in board.done["changes"]:
            saved(page, lambda seen, sent=sent: moves().save(page.folder, Move.model_validate(sent), seen))  # type: ignore[misc]  # cannot infer
        st.session_state[heard] = board.done["serial"]

    # The board's own choice is known before it is drawn, so that the data sent fits it.
    board = st.session_state.get(key, {})
    if board.get("scene") in {one.id for one in page.project.scenes}:
        scene = scene_of(page.project, board["scene"])
    if board.get("shot") is not None:
        shot = board["shot"]
    if shot not in {one.id for one in scene.shots}:
        shot = ""
    _board()(
        key=key,
        data=_facts(page, scene) | {"shot": shot, "heard": st.session_state.get(heard, 0)},
        on_done_change=done,
        on_scene_change=_nothing,
        on_shot_change=_nothing,
    )
    return scene.id, shot


def _facts(page: ProjectPage, chosen: Scene) -> dict[str, Any]:
    project = page.project
    areas = safe_areas(project.format)
    return {
        "address": f"{COMPS}/{quote(page.name)}",
        "revision": project.revision,
        "format": project.format,
        "size": size_of(project.format, SHORTER_SIDE),
        "aspect": project.product.aspect if project.product else 1.0,
        "safe": _edges(project.format.safe_area),
        "areas": [{"name": short_name(name), "box": _edges(area)} for name, area in areas.items()],
        "scene": chosen.id,
        "scenes": [_scene(project, index, scene) for index, scene in enumerate(project.scenes)],
    }


def _scene(project: Project, index: int, scene: Scene) -> dict[str, Any]:
    end_card = index == len(project.scenes) - 1
    placement, super_y = scene.placement_in(project.format), scene.super_y_in(project.format)
    unframed = tuple(shot.model_copy(update={"views": {}}) for shot in scene.shots)
    unplaced = scene.model_copy(update={"placements": {}, "supers_y": {}, "shots": unframed})
    seen = {
        "format": project.format,
        "scene": unplaced,
        "product": project.product,
        "look": project.look,
        "brief": project.brief,
        "closing": (end_card, project.offer, project.cta),
    }
    return {
        "id": scene.id,
        "title": "End card" if end_card else scene_title(index + 1, scene.role),
        "frames": scene.frames,
        "placement": placement.model_dump(mode="json") if placement else None,
        "super_y": super_y,
        "headline": bool(scene.super) and not end_card,
        "note": _note(project, scene),
        "shots": [
            {"id": shot.id, "name": _name(project, scene, shot), "first": first, "frames": shot.frames}
            | {"view": _view(project, shot)}
            for shot, first in zip(scene.shots, first_frames(shot.frames for shot in scene.shots), strict=True)
        ],
        "version": content_key(seen)[:12],
        "saved": content_key({"placement": placement, "super_y": super_y})[:12],
    }


def _name(project: Project, scene: Scene, shot: Shot) -> str:
    return "End card" if is_end_card(project, scene.id, shot.id) else shot.framing.capitalize()


def _view(project: Project, shot: Shot) -> dict[str, float] | None:
    view = shot.view_in(project.format)
    return view.model_dump(exclude={"creep"}) if view else None


def _note(project: Project, scene: Scene) -> str:
    if project.product is not None and project.product.fills_frame_in(project.brief):
        return "The photo fills the frame: choose a shot to frame it"
    if scene.take is None:
        return "The background is not made yet"
    return "The background is out of date" if scene.id in stale_scenes(project) else ""


def _edges(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


@cache
def _board() -> Callable[..., Any]:
    here = Path(__file__).parent
    files = ("geometry.js", "board.js", "hands.js", "framing.js", "drawing.js")
    scripts = "\n".join((here / name).read_text("utf-8") for name in files)
    return st.components.v2.component(
        "adforge_placement",
        html=(here / "canvas.html").read_text("utf-8"),
        css=(here / "canvas.css").read_text("utf-8"),
        js=scripts,
    )


def _nothing() -> None:
    """The choice of a scene or shot is read from the board's state."""
