"""Leads the end card back to the first frame: the camera of the opening shot comes from where the product was last."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from adforge_core.media.camera import Shift, travel
from adforge_core.media.plates import PICTURES
from adforge_core.model.brief import Style
from adforge_core.model.placement import OVERSCAN
from adforge_core.model.project import Project
from adforge_core.model.shots import CLOSEST, Effect, Origin, View
from adforge_core.pipeline.filming import free_area, products_in, resolve, subject_of
from adforge_core.pipeline.pictures import Filmed, Picture
from adforge_core.project.stores import MediaStore

_FIRST = 0.2
"""The least share of the first frame that the product fills: that frame is the poster."""

_ENOUGH = 1.02 * _FIRST
"""What it aims at: the camera moves a little, and edges are soft."""

_STEPS = 24
"""How many zooms are tried for that."""

_ARRIVES = {Style.BOLD: 14, Style.ENERGETIC: 14}
_LATER = 36
"""The frames after which the camera has arrived, in these styles and in others."""

_ROOM = 0.8
"""The part of a still's margin that the camera may show."""


def resolved_picture(project: Project, index: int, media: MediaStore) -> Picture:
    """Returns the resolved picture of the scene at `index`, as it is rendered. Raises BadProject and StageFailed."""

    def resolved(at: int) -> Picture:
        picture = Picture.of(project, at)
        return resolve(picture, free_area(picture, media), media)

    last = len(project.scenes) - 1
    return returning(resolved(index), index, len(project.scenes), lambda: resolved(last), media)


def returns(project: Project) -> bool:
    """Returns whether the camera of the shot that opens the ad comes from where the end card leaves the product."""
    return bool(project.scenes and project.scenes[0].shots) and Effect.RETURN in project.scenes[0].shots[0].effects


def returning(picture: Picture, index: int, count: int, card: Callable[[], Picture], media: MediaStore) -> Picture:
    """Returns the resolved `picture` of the scene at `index` of `count`, with the origin of its camera.

    Only the shot that opens the ad has one, if its effects say so: where `card`, the resolved picture of the last
    scene, leaves the product on its last frame, in the same size. The product is larger than that where it would fill
    too little of the first frame.
    """
    if index or not picture.shots or Effect.RETURN not in picture.shots[0].effects:
        return picture
    opening, last = picture.shots[0], card() if count > 1 else picture
    closing = last.coverage[-1]
    if opening.fills or opening.ground or opening.panels or closing.fills or closing.panels or opening.view is None:
        return picture
    there = _seen(last, closing, media, closing.frames - 1)
    origin = _origin(picture, opening, there, media)
    view = opening.view.model_copy(update={"origin": origin})
    return picture.model_copy(update={"shots": (opening.model_copy(update={"view": view}), *picture.shots[1:])})


def _is_film(picture: Picture) -> bool:
    return Path(picture.take.media).suffix.lower() not in PICTURES


def _camera(picture: Picture, shot: Filmed, frame: int) -> Shift:
    return Shift() if _is_film(picture) else travel(shot.camera, frame, shot.frames).shift


def _seen(picture: Picture, shot: Filmed, media: MediaStore, frame: int) -> NDArray[np.float64]:
    """Returns the least and greatest place of the product on `frame` of its shot, as fractions of the frame."""
    view = (shot.view or View()).at(frame, shot.frames)
    shift = _camera(picture, shot, frame).seen(view)
    points = subject_of(picture, products_in(shot), media).points
    moved = 0.5 + (points - 0.5) * shift.scale + (shift.dx, shift.dy)
    return np.array([moved.min(axis=0), moved.max(axis=0)])


def _origin(picture: Picture, shot: Filmed, there: NDArray[np.float64], media: MediaStore) -> Origin:
    assert shot.view is not None
    subject, camera = subject_of(picture, products_in(shot), media), _camera(picture, shot, 0)
    margin = 0.0 if _is_film(picture) else _ROOM * OVERSCAN
    zoom = float(there[1, 1] - there[0, 1]) / max(1e-6, subject.tall * camera.scale)
    closest = max(shot.view.zoom, subject.closest)
    zoom = min(max(zoom, 1 / (1 + 2 * margin)), CLOSEST, closest)
    at_product = 0.5 + (subject.middle - 0.5) * camera.scale + (camera.dx, camera.dy)

    def seen_from(zoom: float) -> View:
        half = 0.5 / zoom
        x, y = np.clip(at_product - (there.mean(axis=0) - 0.5) / zoom, half - margin, 1 + margin - half)
        return View.model_construct(x=float(x), y=float(y), zoom=zoom)

    # Closer, as far as the shot itself, until the product fills enough of the frame.
    views = [seen_from(one) for one in np.linspace(zoom, max(zoom, shot.view.zoom), _STEPS)]
    view = next((one for one in views if subject.share(one) * camera.scale**2 >= _ENOUGH), views[-1])
    frames = min(_ARRIVES.get(picture.wording.style, _LATER), max(1, shot.frames // 2))
    return Origin(x=view.x, y=view.y, zoom=float(view.zoom), frames=frames)
