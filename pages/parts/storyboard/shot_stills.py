"""The addresses of stills of shots. The browser asks for them when the page is drawn: none keeps the page waiting."""

from collections.abc import Sequence
from urllib.parse import quote

import streamlit as st
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from adforge_core.errors import AdForgeError
from adforge_core.model.edits import MOST_SCENES, scene_of
from adforge_core.model.project import Project
from adforge_core.model.shot_edits import shot_of
from adforge_core.model.storyboard import Scene
from adforge_core.pipeline.piecework import at_work
from adforge_core.pipeline.previews import Preview, shot_key, shot_still
from adforge_core.work.monitor import RunMonitor
from pages.parts.kit.page import ProjectPage
from pages.parts.kit.studio import studio

_STILLS = "/stills"


def still_routes() -> Sequence[BaseRoute]:
    """The addresses below /stills: one for every shot of every project."""
    return (Route(f"{_STILLS}/{{project}}/{{scene}}/{{shot}}", _still, methods=["GET"]),)


def still_address(page: ProjectPage, scene: Scene, place: int) -> str:
    """Where the browser finds the still of the scene's shot at `place`. It changes with everything the still shows."""
    parts = (quote(part) for part in (page.name, scene.id, scene.shots[place].id))
    return f"{_STILLS}/{'/'.join(parts)}?v={_version(page.project, page.project.scenes.index(scene), place)}"


def _version(project: Project, index: int, place: int) -> str:
    return shot_key(project, index, place)[:12]


@st.cache_resource(show_spinner=False)
def _preview() -> Preview:
    return Preview(MOST_SCENES)


def _still(request: Request) -> Response:
    """The still as JPEG. The browser may keep it, unless the shot was changed after the page was drawn."""
    name, scene, shot = (request.path_params[part] for part in ("project", "scene", "shot"))
    try:
        here, folder = studio(), studio().library.open(name)
        project = folder.load()
        index, place = _places(project, scene, shot)
        with at_work(folder, here.providers, here.cache, RunMonitor()) as run:
            file = shot_still(run, _preview(), project, index, place)
    except AdForgeError as error:
        return PlainTextResponse(str(error), 409)
    current = request.query_params.get("v") == _version(project, index, place)
    kept = "private, max-age=86400" if current else "no-store"
    return FileResponse(file, media_type="image/jpeg", headers={"Cache-Control": kept})


def _places(project: Project, scene: str, shot: str) -> tuple[int, int]:
    found = scene_of(project, scene)
    return project.scenes.index(found), found.shots.index(shot_of(project, scene, shot))
