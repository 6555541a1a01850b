"""The addresses of comps: the board requests a frame, with the product where the hand has it just now.

Changes are saved at the same address.
"""

import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import streamlit as st
from PIL import Image
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from adforge_core.errors import AdForgeError
from adforge_core.model.edits import MOST_SCENES, placed, scene_of, with_super_y
from adforge_core.model.formats import Format, safe_areas
from adforge_core.model.placement import Placement
from adforge_core.model.project import Project
from adforge_core.model.shot_edits import shot_of, with_view
from adforge_core.model.shots import Framing, View
from adforge_core.model.value import Point
from adforge_core.pipeline.overlaps import overlaps_on
from adforge_core.pipeline.previews.preview import SHORTER_SIDE, Preview, Shown
from adforge_core.project.folder import ProjectFolder
from pages.parts.kit.origin import for_own_pages
from pages.parts.kit.studio import studio
from pages.parts.placement.canvas.moves import Move, moves

__all__ = ["COMPS", "SHORTER_SIDE", "comp_routes", "short_name"]

COMPS = "/comps"

_SMALL = 112
_QUALITY = 85


def comp_routes() -> Sequence[BaseRoute]:
    """The addresses below /comps: one for every scene of every project."""
    scene = f"{COMPS}/{{project}}/{{scene}}"
    return Route(scene, _comp, methods=["GET"]), Route(scene, _move, methods=["POST"])


@st.cache_resource(show_spinner=False)
def _preview() -> Preview:
    return Preview()


@st.cache_resource(show_spinner=False)
def _thumbnails() -> Preview:
    return Preview(MOST_SCENES)


def _comp(request: Request) -> Response:
    """One frame as JPEG, with facts about it in the header X-Comp."""
    try:
        return _answer(request.path_params["project"], request.path_params["scene"], request.query_params)
    except AdForgeError as error:
        return PlainTextResponse(str(error), 409)
    except (ValidationError, ValueError):
        return PlainTextResponse("That placement is not possible.", 400)


@for_own_pages
async def _move(request: Request) -> Response:
    """Saves a change to the scene, as an edit of the revision that the board was drawn from."""
    sent = await request.body()
    try:
        seen = int(request.query_params["seen"])
        move = Move.model_validate_json(sent)
        folder = studio().library.open(request.path_params["project"])
        await run_in_threadpool(moves().save, folder, move, seen)
    except AdForgeError as error:
        return PlainTextResponse(str(error), 409)
    except (KeyError, ValueError):
        return PlainTextResponse("That placement is not possible.", 400)
    return Response(status_code=204)


def _answer(name: str, id: str, asked: Mapping[str, str]) -> Response:
    folder = studio().library.open(name)
    project = folder.load()
    scene = scene_of(project, id)
    if "super_y" in asked:
        wanted = float(asked["super_y"]) if asked["super_y"] else None
        project = with_super_y(project, id, wanted)
    small, frame = "small" in asked, int(asked.get("frame", 0))
    placement = Placement.model_validate_json(asked["placement"]) if "placement" in asked else None
    if not small:
        # Without a placement in the request the automatic one is drawn, whatever is saved.
        project = placed(project, [id], placement)
    if "shot" in asked:
        return _shot_answer(folder, project, id, asked)
    shown = (_thumbnails() if small else _preview()).scene_frame(
        folder.media,
        project,
        project.scenes.index(scene_of(project, id)),
        frame,
        settled="passing" not in asked,
        shorter=_SMALL if small else SHORTER_SIDE,
    )
    kept = "private, max-age=86400" if small else "no-store"
    by_hand = scene.placement_in(project.format) if small else placement
    facts = json.dumps(_facts(shown, project.format, frame) | {"placed": by_hand is not None})
    return Response(_jpeg(shown), media_type="image/jpeg", headers={"Cache-Control": kept, "X-Comp": facts})


def _shot_answer(folder: ProjectFolder, project: Project, id: str, asked: Mapping[str, str]) -> Response:
    """A frame of a shot. Without a view in the request, what follows from the framing is drawn, whatever is saved."""
    view = View.model_validate_json(asked["view"]) if "view" in asked else None
    project = with_view(project, id, asked["shot"], view)
    scene, frame = scene_of(project, id), int(asked.get("frame", 0))
    shot = shot_of(project, id, asked["shot"])
    places = project.scenes.index(scene), scene.shots.index(shot)
    shown = _preview().shot_frame(folder.media, project, *places, frame, settled="passing" not in asked)
    facts = _facts(shown, project.format, frame, fills=shot.framing is not Framing.WIDE)
    facts |= {"placed": "placement" in asked, "framed": view is not None, "closest": round(shown.closest, 3)}
    facts["view"] = shown.view and shown.view.model_dump(mode="json", exclude={"creep"})
    return Response(
        _jpeg(shown), media_type="image/jpeg", headers={"Cache-Control": "no-store", "X-Comp": json.dumps(facts)}
    )


def _facts(shown: Shown, format: Format, frame: int, *, fills: bool = False) -> dict[str, Any]:
    def place(point: Point) -> tuple[float, float]:
        return round(point.x, 5), round(point.y, 5)

    box = shown.box
    return {
        "placement": shown.placement.model_dump(mode="json"),
        "box": [round(edge, 4) for edge in (box.left, box.top, box.right, box.bottom)],
        "corners": [place(corner) for corner in shown.corners],
        "foot": place(shown.foot),
        "settled": shown.settled,
        "problem": shown.problem,
        "notes": _notes(shown, format, frame, fills=fills),
        "fills": fills,
    }


def _notes(shown: Shown, format: Format, frame: int, *, fills: bool) -> dict[str, tuple[str, ...]]:
    """What overlaps on the frame, by the app it is judged for; for all apps under the empty name.

    A product that fills the frame, as in a close shot, may have words on it.
    """
    areas = {short_name(name): area for name, area in safe_areas(format).items()}
    judged = {"": areas} | {name: {name: area} for name, area in areas.items()}
    box = None if fills else shown.box
    return {name: overlaps_on(frame, box, shown.written, some).sentences for name, some in judged.items()}


def short_name(channel: str) -> str:
    """A channel's name where there is little room."""
    return channel.removeprefix("Instagram and Facebook ").removeprefix("YouTube ")


def _jpeg(shown: Shown) -> bytes:
    written = BytesIO()
    Image.fromarray(shown.pixels).save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()
