"""An ad as it takes shape: while it is rendered, the newest picture and the list of scenes."""

from contextlib import suppress
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from adforge_core.errors import AdForgeError
from adforge_core.media.photo import is_picture
from adforge_core.model.project import Project
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Scene
from adforge_core.model.value import seconds
from adforge_core.pipeline.views import view
from adforge_core.work.tasks import Task
from pages.parts.kit.files import picture
from pages.parts.kit.page import ProjectPage
from pages.parts.kit.words import scene_title
from pages.parts.placement.canvas.served import COMPS

_EVERY_S = 1.0


def follow_shape(page: ProjectPage, task: Task, player: DeltaGenerator, scenes: DeltaGenerator) -> None:
    """Keeps the newest picture of the ad in `player`, and the list of its scenes in `scenes`, while `task` runs."""
    st.fragment(_draw, run_every=_EVERY_S)(page, task, player, scenes)


def photo_of(page: ProjectPage) -> Path | None:
    """A view of the product's photo; while that is still being cut out, of the newest picture in the project."""
    media, product = page.folder.media.folder, page.project.product
    pictures = [path for path in media.glob("[!.]*") if is_picture(path)]
    photo = product.photo if product else max(pictures, key=lambda path: path.stat().st_mtime, default=Path()).name
    with suppress(AdForgeError):
        return view(page.folder, photo) if photo else None
    return None


def _draw(page: ProjectPage, task: Task, player: DeltaGenerator, scenes: DeltaGenerator) -> None:
    project = page.folder.load()
    # Streamlit expects a fragment to write the same places every time.
    player.html(_newest(page, project))
    scenes.html(_scenes(page, project, task))


def _newest(page: ProjectPage, project: Project) -> str:
    """The last scene that has a background; before that the cut-out, the photo, or an empty frame."""
    seen = [(place, scene) for place, scene in enumerate(project.scenes, 1) if scene.take is not None]
    if seen:
        place, scene = seen[-1]
        source, said = _comp(page, scene), f"Scene {place}, unfinished"
        return f"<img class='adforge-picture adforge-newest' src='{source}' alt='{said}'>"
    product = project.product
    if product is not None and not product.framed:
        cutout = picture(page.folder.media.local(product.cutout), f"{project.brief.product}, cut out")
        return f"<div class='adforge-cutout'>{cutout}</div>"
    photo = photo_of(page)
    if photo is None:
        return "<div class='adforge-empty'>The ad will play here</div>"
    return picture(photo, f"Photo of {project.brief.product}")


def _scenes(page: ProjectPage, project: Project, task: Task) -> str:
    """The scenes with their words, and a picture of each that has a background."""
    drawn = task.done_of(Stage.SEGMENT)
    rows = [_row(page, place, scene, drawn.get(scene.id, 0.0)) for place, scene in enumerate(project.scenes, 1)]
    return f"<ol class='adforge-shaping'>{''.join(rows)}</ol>"


def _row(page: ProjectPage, place: int, scene: Scene, drawn: float) -> str:
    shown = f"<img src='{_comp(page, scene)}' alt=''>" if scene.take else "<i></i>"
    said = f"“{scene.vo}”" if scene.vo else scene.super
    how = "done" if drawn >= 1 else f"{drawn:.0%}" if drawn else f"{seconds(scene.frames):.1f} s"
    title = f"<b>{escape(scene_title(place, scene.role))}</b> <small>{how}</small>"
    return f"<li>{shown}<span>{title}<br>{escape(said)}</span></li>"


def _comp(page: ProjectPage, scene: Scene) -> str:
    asked = {"frame": str(round(scene.frames * 0.6)), "v": scene.selected_take}
    placement = scene.placement_in(page.project.format)
    if placement is not None:
        asked["placement"] = placement.model_dump_json()
    return escape(f"{COMPS}/{page.name}/{scene.id}?{urlencode(asked)}")
