"""The shots of a scene as a line of text: "close 1.2 s, camera push, movement still; wide 2.0 s"."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from adforge_core.errors import BadProject
from adforge_core.model.edits import new_id, scene_of
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.project import Project
from adforge_core.model.shot_edits import is_end_card, uncut, with_shot
from adforge_core.model.shots import MOST_SHOTS, SHORTEST_SHOT, Framing, Shot, shots_lasting
from adforge_core.model.storyboard import PlannedShot, Scene
from adforge_core.model.value import FPS, seconds

ONE_SHOT = "one shot"
"""What the list of a scene without cuts says."""

_CARD = 100
"""The length of a new end card, in frames."""

_PART = re.compile(r"(camera|movement)\s+(.+)")
_FRAMING = re.compile(r"([a-z]+)(?:\s+(?:shot\s+)?([0-9.]+)\s*(?:s|seconds)?)?")

Kind = TypeVar("Kind", bound=StrEnum)


def shot_list(scene: Scene) -> str:
    """Returns the shots of `scene` as a line of text."""
    shots = (
        f"{shot.framing} {seconds(shot.frames):.1f} s, camera {shot.camera}, movement {shot.motion}"
        for shot in scene.shots
    )
    return "; ".join(shots) or ONE_SHOT


def with_shot_list(project: Project, scene: str, text: str) -> Project:
    """Cuts a scene into the shots that `text` lists; lengths are scaled to the scene's, and may be left out.

    A shot of a framing that the scene has already stays the same shot, with its view. The end card stays the last one.
    Raises BadProject if the text is no list of shots, or if they have no room.
    """
    before = scene_of(project, scene)
    if text.strip().casefold().rstrip(".") == ONE_SHOT:
        return uncut(project, scene)
    wanted = _read(text)
    card = _card(project, before)
    if card and wanted and wanted[-1].framing is Framing.WIDE:
        wanted = wanted[:-1]
        if not wanted:
            return uncut(project, scene)
    room = before.frames - (card.frames if card else 0)
    if not wanted or len(wanted) > min(MOST_SHOTS - bool(card), room // SHORTEST_SHOT):
        raise BadProject(
            f"There is no room for so many shots: {seconds(max(0, room)):.1f} s for {len(wanted)}.",
            f"Each lasts at least {seconds(SHORTEST_SHOT):g} s, and a scene has at most {MOST_SHOTS}.",
        )
    left = [shot for shot in before.shots if not (card and shot.id == card.id)]
    made: list[Shot] = []
    for one in wanted:
        known = next((shot for shot in left if shot.framing is one.framing), None)
        left = [shot for shot in left if shot is not known]
        shot = known or Shot(id=new_id("shot"), frames=1, camera=CameraMove.STILL)
        made.append(shot.model_copy(update={"frames": max(1, round(one.weight * FPS))}))
    shots = (*shots_lasting(made, room), *([card] if card else []))
    project = project.with_scene(Scene.model_validate(dict(before) | {"shots": shots}))
    ids = {shot.id for shot in before.shots}
    for shot, one in zip(made, wanted, strict=True):
        # Through the edit a person makes: a new camera has the pace of the style, a new detail something to show.
        camera = one.camera or (shot.camera if shot.id in ids else CameraMove.PUSH)
        moves = {"framing": one.framing, "camera": camera, "motion": one.motion or shot.motion}
        project = with_shot(project, scene, shot.id, **moves)
    return project


def _card(project: Project, scene: Scene) -> Shot | None:
    """Returns the end card of the ad if `scene` ends with it."""
    if project.scenes[-1].id != scene.id:
        return None
    if scene.shots and is_end_card(project, scene.id, scene.shots[-1].id):
        return scene.shots[-1]
    return Shot(id=new_id("shot"), frames=_CARD, framing=Framing.WIDE)


def _read(text: str) -> Sequence[PlannedShot]:
    shots = [_shot(part) for part in text.casefold().split(";") if part.strip(" .")]
    lengths = [length for _, length in shots if length]
    usual = sum(lengths) / len(lengths) if lengths else 1.0
    return [shot.model_copy(update={"weight": length or usual}) for shot, length in shots]


def _shot(text: str) -> tuple[PlannedShot, float]:
    first, *rest = (part.strip(" .") for part in text.split(","))
    found = _FRAMING.fullmatch(first)
    if not found:
        raise BadProject(f"“{first}” is no shot.", f"Begin it with {_or(Framing)}.")
    moves: dict[str, CameraMove | Motion] = {}
    for part in rest:
        named = _PART.fullmatch(part)
        if not named:
            raise BadProject(f"“{part}” says nothing of a shot.", "Name its camera or its movement.")
        what, value = named.groups()
        if what == "camera":
            moves["camera"] = _one_of(CameraMove, value)
        else:
            moves["motion"] = _one_of(Motion, value)
    length = float(found[2]) if found[2] and found[2].count(".") < 2 and found[2] != "." else 0.0
    return PlannedShot.model_validate({"framing": _one_of(Framing, found[1]), **moves}), min(length, 90.0)


def _one_of(kinds: type[Kind], word: str) -> Kind:
    for kind in kinds:
        if kind.value.replace("-", " ") == word.replace("-", " ").replace("_", " "):
            return kind
    raise BadProject(f"There is no “{word}”.", f"Choose {_or(kinds)}.")


def _or(kinds: type[StrEnum]) -> str:
    *others, last = (kind.value for kind in kinds)
    return f"{', '.join(others)} or {last}"
