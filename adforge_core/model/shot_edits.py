"""Edits of the shots of a scene: like those in `edits`, functions that take a project and return a new one.

The scene keeps its length: the frames that one shot gains, its neighbour gives. The end card, which is the last shot of
the ad if the last scene has cuts, stays where it is. Each raises BadProject if the scene or the shot no longer exists;
another window may have deleted it.

Example:
    >>> from pathlib import Path
    >>> from adforge_core import ProjectFolder, shot_edits
    >>> project = ProjectFolder(Path("kettle-ad")).load()
    >>> last = project.scenes[-1].id
    >>> cut = shot_edits.added(shot_edits.uncut(project, last), last)
    >>> [shot.framing.value for shot in cut.scenes[-1].shots]
    ['close', 'wide']
"""

from collections.abc import Sequence
from typing import Any

from adforge_core.errors import BadProject
from adforge_core.model.edits import by_hand, new_id, scene_of
from adforge_core.model.formats import Format
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.project import Project
from adforge_core.model.shots import (
    MOST_BESIDE,
    MOST_SHOTS,
    SHORTEST_SHOT,
    Arrangement,
    Framing,
    Panel,
    Shot,
    View,
    shots_lasting,
)
from adforge_core.model.storyboard import Scene
from adforge_core.model.styles import guide
from adforge_core.model.value import Box, seconds

_LANDS = 15
"""The frame on which a product lands whose entrance was chosen by hand."""

_NEW = (Framing.CLOSE, Framing.MEDIUM, Framing.WIDE)
"""What a new shot shows: the first of these that the shots beside it do not."""


def shot_of(project: Project, scene: str, shot: str) -> Shot:
    """Returns the shot `shot` of the scene `scene`."""
    return _shot(scene_of(project, scene), shot)


def is_end_card(project: Project, scene: str, shot: str) -> bool:
    """Whether the shot is the end card: the last one of the last scene."""
    last = project.scenes[-1] if project.scenes else None
    return last is not None and last.id == scene and last.shots[-1:] == (shot_of(project, scene, shot),)


def added(project: Project, scene: str, after: str = "") -> Project:
    """Adds a shot after the shot `after`, or as the last one, but always before the end card.

    It takes half of the longer shot beside it. A scene without cuts becomes two shots. Raises BadProject if there is no
    room for another.
    """
    before = scene_of(project, scene)
    shots = list(before.shots or _uncut(project, before))
    if len(shots) >= MOST_SHOTS:
        raise BadProject(f"A scene has at most {MOST_SHOTS} shots.", "Delete one first.")
    place = shots.index(_shot(before, after)) if after else len(shots) - 1
    place = min(place, len(shots) - 1 - _cards(project, before))
    split = max((max(0, place), min(place + 1, len(shots) - 1)), key=lambda index: shots[index].frames)
    given = shots[split].frames // 2
    if given < SHORTEST_SHOT:
        raise BadProject(
            f"There is no room for another shot here: each lasts at least {seconds(SHORTEST_SHOT):g} s.",
            "Make this shot longer, or delete another.",
        )
    beside = {shot.framing for shot in shots[max(0, place) : place + 2]}
    new = Shot(
        id=new_id("shot"),
        frames=given,
        framing=next(framing for framing in _NEW if framing not in beside),
        creep=_creep(project, CameraMove.PUSH),
        label=_label(project, ""),
        motion=Motion.FLOAT if shots[split].motion is Motion.FLOAT else Motion.STILL,  # it has entered already
    )
    shots[split] = _lasting(shots[split], shots[split].frames - given)
    return _with_shots(project, before, (*shots[: place + 1], new, *shots[place + 1 :]))


def deleted(project: Project, scene: str, shot: str) -> Project:
    """Deletes a shot. The one before it, or the next one after the first, lasts longer.

    Raises BadProject for the only one, and for the end card.
    """
    before = scene_of(project, scene)
    gone, shots = _shot(before, shot), list(before.shots)
    if len(shots) == 1:
        raise BadProject("A scene needs at least one shot.", "Add another before you delete this one.")
    place = shots.index(gone)
    if place == len(shots) - _cards(project, before):
        raise BadProject("The end card stays.", "Delete another shot, or show the scene in one shot.")
    shots.remove(gone)
    heir = max(0, place - 1)
    shots[heir] = _lasting(shots[heir], shots[heir].frames + gone.frames)
    return _with_shots(project, before, shots)


def moved(project: Project, scene: str, shot: str, by: int) -> Project:
    """Moves a shot by `by` places: later, or earlier if `by` is negative. It stops at the ends and the end card."""
    before = scene_of(project, scene)
    mover = _shot(before, shot)
    place, last = before.shots.index(mover), len(before.shots) - 1 - _cards(project, before)
    others = [one for one in before.shots if one.id != shot]
    others.insert(place if place > last else max(0, min(last, place + by)), mover)
    return _with_shots(project, before, others)


def with_shot(project: Project, scene: str, shot: str, **fields: Any) -> Project:
    """Sets fields of a shot, such as its camera. Raises pydantic.ValidationError for a value out of range.

    A product that enters in another way lands after half a second. Another camera gets closer, or less close, at the
    pace of the style. Another framing removes the views set by hand: they were of the framing before. So does another
    photo, whose details are others. A new detail shows a part of the product that other details of the ad show and this
    scene does not, if there is one.
    """
    before = scene_of(project, scene)
    old = _shot(before, shot)
    if fields.get("framing", old.framing) != old.framing:
        fields = {"views": {}} | fields
        if fields["framing"] == Framing.DETAIL and old.focus is None:
            fields = {"focus": _detail(project, before)} | fields
    if fields.get("motion", old.motion) != old.motion:
        fields = {"lands": _LANDS} | fields
    if fields.get("photo", old.photo) != old.photo:
        fields = {"views": {}, "focus": None, "label": _label(project, fields["photo"])} | fields
    if fields.get("camera", old.camera) != old.camera:
        fields = {"creep": _creep(project, fields["camera"])} | fields
    new = Shot.model_validate(old.model_dump() | fields)
    return _with_shots(project, before, [new if one.id == shot else one for one in before.shots])


def with_arrangement(project: Project, scene: str, shot: str, arrangement: Arrangement) -> Project:
    """Sets what a shot shows: one photo, several side by side, or a split screen.

    Beside its own photo stand the first two others. A split screen begins with a detail, or, if the shot is one, with
    the whole product. Its product stays where it is. Raises BadProject if there is no other photo.
    """
    before = scene_of(project, scene)
    old = _shot(before, shot)
    fields: dict[str, Any] = {"beside": (), "panels": (), "views": {}}
    if arrangement is Arrangement.SIDE_BY_SIDE:
        photos = project.product.photos if project.product else ()
        names = ["" if photo is project.product else photo.photo for photo in photos]
        others = [name for name in names if name != old.photo][:MOST_BESIDE]
        if not others:
            raise BadProject("The product has one photo.", "Add photos of its other colours or sizes on Brief.")
        fields |= {"beside": tuple(others), "framing": Framing.WIDE}
    elif arrangement is Arrangement.SPLIT:
        detail = old.framing is Framing.DETAIL
        new = Panel(framing=Framing.MEDIUM) if detail else Panel(focus=_detail(project, before))
        fields["panels"] = (new.model_copy(update={"photo": old.photo}),)
    return with_shot(project, scene, shot, **fields)


def with_length(project: Project, scene: str, shot: str, frames: int) -> Project:
    """Sets the length of a shot in frames. The next shot, or the one before the last, gives or takes the difference.

    Raises BadProject if that would make either too short.
    """
    before = scene_of(project, scene)
    shots = list(before.shots)
    place = shots.index(_shot(before, shot))
    longest = longest_shot(before, shot)
    least = min(SHORTEST_SHOT, shots[place].frames)
    if not least <= frames <= longest:
        raise BadProject(
            f"This shot can last {seconds(least):.1f} to {seconds(longest):.1f} s.",
            "The one beside it gives the time. Make the scene longer, or delete a shot.",
        )
    if len(shots) > 1:
        giver = _beside(place, len(shots))
        shots[giver] = _lasting(shots[giver], shots[giver].frames + shots[place].frames - frames)
        shots[place] = _lasting(shots[place], frames)
    return _with_shots(project, before, shots)


def longest_shot(scene: Scene, shot: str) -> int:
    """Returns the most frames that the shot `shot` of `scene` can have before the one beside it is too short."""
    lengths = [one.frames for one in scene.shots]
    place = scene.shots.index(_shot(scene, shot))
    if len(lengths) == 1:
        return scene.frames
    beside = lengths[_beside(place, len(lengths))]
    return lengths[place] + max(0, beside - SHORTEST_SHOT)


def with_view(project: Project, scene: str, shot: str, view: View | None, format: Format | None = None) -> Project:
    """Sets what a shot shows by hand; None lets it follow from the framing again. Nothing beyond the picture is shown.

    Only the view in `format` changes: by default, the project's format.
    """
    inside = view and View.around(view.x, view.y, view.zoom)
    views = by_hand(shot_of(project, scene, shot).views, format or project.format, inside)
    return with_shot(project, scene, shot, views=views)


def uncut(project: Project, scene: str) -> Project:
    """Removes all cuts from a scene: it becomes one shot of the whole picture, with the first shot's camera."""
    before = scene_of(project, scene)
    camera = before.shots[0].camera if before.shots else before.camera
    return project.with_scene(before.model_copy(update={"shots": (), "camera": camera}))


def recut(project: Project, scene: str, shots: Sequence[Shot]) -> Project:
    """Replaces the shots of a scene. They get new ids, and lengths that fit the scene."""
    before = scene_of(project, scene)
    new = [shot.model_copy(update={"id": new_id("shot")}) for shot in shots[:MOST_SHOTS]]
    return _with_shots(project, before, shots_lasting(new, before.frames))


def dropped(before: Project, after: Project) -> str:
    """Says which scenes lost shots because they became shorter; empty if none did."""
    now = {scene.id: scene for scene in after.scenes}
    lost = {
        number: len(scene.shots) - len(now[scene.id].shots)
        for number, scene in enumerate(before.scenes, 1)
        if scene.id in now and now[scene.id].frames < scene.frames and len(now[scene.id].shots) < len(scene.shots)
    }
    if not lost:
        return ""
    count = sum(lost.values())
    where = f"scene {next(iter(lost))}" if len(lost) == 1 else f"{len(lost)} scenes"
    what, it = ("1 shot", "it") if count == 1 else (f"{count} shots", "them")
    return f"{what} of {where} had no room any more. Undo brings {it} back."


def _shot(scene: Scene, id: str) -> Shot:
    for shot in scene.shots:
        if shot.id == id:
            return shot
    raise BadProject("This shot no longer exists.", "Another window may have deleted it.")


def _uncut(project: Project, scene: Scene) -> tuple[Shot, ...]:
    """Returns the one shot of a scene without cuts. A product placed by hand moves as its placement says."""
    placement = scene.placement_in(project.format)
    motion = placement.motion if placement else scene.motion
    update = {"id": new_id("shot"), "motion": motion, "creep": _creep(project, scene.camera)}
    return tuple(shot.model_copy(update=update) for shot in scene.coverage)


def _creep(project: Project, camera: CameraMove) -> float:
    """Returns how much closer a shot gets a second, as a share: less close if the camera pulls back."""
    pace = guide(project.brief.style).pace.creep
    return {CameraMove.STILL: 0.0, CameraMove.PULL: -pace}.get(camera, pace)


def _cards(project: Project, scene: Scene) -> int:
    """Returns 1 if the last shot of `scene` is the end card, else 0."""
    return int(project.scenes[-1].id == scene.id)


def _beside(place: int, count: int) -> int:
    """Returns the place of the shot that gives or takes frames: the next one, or the one before the last."""
    return place + 1 if place + 1 < count else place - 1


def _detail(project: Project, scene: Scene) -> Box | None:
    known = [shot.focus for one in project.scenes for shot in one.shots if shot.focus is not None]
    mine = [shot.focus for shot in scene.shots]
    return next((focus for focus in known if focus not in mine), known[0] if known else None)


def _label(project: Project, photo: str) -> Box | None:
    shots = (shot for scene in project.scenes for shot in scene.shots if shot.photo == photo)
    return next((shot.label for shot in shots if shot.label is not None), None)


def _lasting(shot: Shot, frames: int) -> Shot:
    return shot.model_copy(update={"frames": frames})


def _with_shots(project: Project, scene: Scene, shots: Sequence[Shot]) -> Project:
    return project.with_scene(Scene.model_validate(dict(scene) | {"shots": tuple(shots)}))
