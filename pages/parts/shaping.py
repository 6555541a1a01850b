"""An ad as it takes shape: while it is made, every scene with what there is of it."""

from html import escape
from urllib.parse import urlencode

from adforge_core.engine.tasks import Task
from adforge_core.model.project import Project
from adforge_core.model.storyboard import Scene
from adforge_core.model.value import seconds
from pages.parts.canvas.served import COMPS
from pages.parts.files import picture
from pages.parts.page import Open
from pages.parts.words import scene_title


def newest_picture(opened: Open, project: Project) -> str:
    """HTML of the newest picture of the ad: its last finished scene, before that the cut-out; empty without either."""
    seen = [(place, scene) for place, scene in enumerate(project.scenes, 1) if scene.take is not None]
    if seen:
        place, scene = seen[-1]
        return f"<img class='adforge-picture' src='{_comp(opened, scene)}' alt='Scene {place}, as far as it is'>"
    if project.product is None or project.product.framed:
        return ""
    cutout = picture(opened.folder.path(project.product.cutout), f"{project.brief.product}, cut out")
    return f"<div class='adforge-cutout'>{cutout}</div>"


def scene_list(opened: Open, project: Project, task: Task) -> str:
    """HTML that lists the scenes with their words, and a picture of each whose background is there."""
    drawn = task.done_of("segment")
    rows = [_row(opened, place, scene, drawn.get(scene.id, 0.0)) for place, scene in enumerate(project.scenes, 1)]
    return f"<ol class='adforge-shaping'>{''.join(rows)}</ol>"


def _row(opened: Open, place: int, scene: Scene, drawn: float) -> str:
    shown = f"<img src='{_comp(opened, scene)}' alt=''>" if scene.take else "<i></i>"
    said = f"“{scene.vo}”" if scene.vo else scene.super
    how = "done" if drawn >= 1 else f"{drawn:.0%}" if drawn else f"{seconds(scene.frames):.1f} s"
    title = f"<b>{escape(scene_title(place, scene.role))}</b> <small>{how}</small>"
    return f"<li>{shown}<span>{title}<br>{escape(said)}</span></li>"


def _comp(opened: Open, scene: Scene) -> str:
    asked = {"frame": str(round(scene.frames * 0.6)), "v": scene.selected_take}
    if scene.placement is not None:
        asked["placement"] = scene.placement.model_dump_json()
    return escape(f"{COMPS}/{opened.name}/{scene.id}?{urlencode(asked)}")
