"""Small changes to an ad by a language model: other words for a line, and what a wish changes."""

import math
import re

from pydantic import Field

from adforge_core.errors import BadProject
from adforge_core.model.brief import Pose
from adforge_core.model.edits import scene_of
from adforge_core.model.patch import AD_FIELDS, SCENE_FIELDS, Change, Patch, patched, value_before
from adforge_core.model.placement import PLANNED_MOTIONS, CameraMove
from adforge_core.model.project import Project
from adforge_core.model.shot_list import ONE_SHOT, shot_list, with_shot_list
from adforge_core.model.shots import Framing
from adforge_core.model.storyboard import TransitionKind
from adforge_core.providers.base import ReviseRequest, RewriteRequest
from adforge_core.providers.local.planner.writer import OFFER_LETTERS
from adforge_core.providers.local.sets.catalogue import sets_for
from adforge_core.providers.remote import reading
from adforge_core.providers.remote.planning import language_asked, seen_of
from adforge_core.providers.remote.repair import (
    BUTTON_LETTERS,
    MOODS,
    SUPER_LETTERS,
    cut_to,
    drowned,
    sayable_beginning,
)
from adforge_core.providers.remote.task import Shape, Task, Unusable, as_case, rules
from adforge_core.providers.remote.truth import out_of_place, told_by, unfounded

_LONGER = 1.15
"""How many more letters than the line it replaces another may have: the scene's length stays."""

_VERSIONS = 3
_MOST_CHANGES = 60
_REWRITE_TOKENS, _REVISE_TOKENS = 4_000, 8_000

_ROOM = {"super": SUPER_LETTERS, "offer": OFFER_LETTERS, "cta": BUTTON_LETTERS}

_BOUNDS = {
    "look.grade.contrast": (0.5, 1.5),
    "look.grade.saturation": (0.0, 2.0),
    "look.grade.warmth": (-1.0, 1.0),
    "look.grade.vignette": (0.0, 1.0),
    "look.key_light.elevation": (5.0, 90.0),
    "look.key_light.softness": (0.0, 1.0),
    "sound.speed": (0.9, 1.15),
    "sound.voice_level": (-24.0, 12.0),
    "sound.bed_level": (-40.0, 6.0),
}
"""What the numbers that can be changed lie between; the light's azimuth goes round."""

_SETS = sets_for(Pose.STANDING)
"""The sets to change to. For a product that lies, hangs or leans the studio chooses a fitting one instead."""

_KINDS = {
    "set": tuple(_SETS),
    "mood": MOODS,
    "camera": tuple(CameraMove),
    "motion": PLANNED_MOTIONS,
    "transition": tuple(TransitionKind),
}

_VALUES = {
    "look.grade.contrast": "0.5 to 1.5; 1 is unchanged",
    "look.grade.saturation": "0 to 2; 1 is unchanged",
    "look.grade.warmth": "-1 to 1; 0 is unchanged",
    "look.grade.vignette": "0 to 1; 0 is unchanged",
    "look.key_light.azimuth": "degrees, 0 to 359: 0 from the left, 90 from behind, 180 from the right",
    "look.key_light.elevation": "degrees, 5 to 90",
    "look.key_light.softness": "0 (hard) to 1 (overcast)",
    "mood": ", ".join(MOODS) + ": the kind of music",
    "sound.speed": "pace of the voice, 0.9 to 1.15",
    "sound.voice_level": "dB, -24 to 12",
    "sound.bed_level": "dB, -40 to 6",
    "sound.music": "the music to be had, in a few words",
    "set": ", ".join(_SETS),
    "camera": ", ".join(CameraMove),
    "motion": ", ".join(PLANNED_MOTIONS),
    "transition": ", ".join(TransitionKind),
    "shots": "the scene's shots in order, divided by “;” and each as in “close 1.2 s, camera push, movement still”; "
    f"framings are {', '.join(Framing)}; “{ONE_SHOT}” removes all cuts. The end card, the last shot of the last scene, "
    "stays",
}


class Rewritten(Shape):
    """Other versions of a line, best first."""

    lines: list[str]


class _Changed(Shape):
    scene: str
    field: str = Field(json_schema_extra={"enum": [*AD_FIELDS, *SCENE_FIELDS]})
    value: str | float


class Revised(Shape):
    """What a wish changes."""

    changes: list[_Changed]
    heard: str


def rewrite_task(request: RewriteRequest) -> Task[tuple[str, ...]]:
    """What a language model is asked for other versions of a line."""
    project, scene = request.project, scene_of(request.project, request.scene)
    letters = round(_LONGER * max(len(scene.vo), 24))

    def make(answer: dict[str, object]) -> tuple[str, ...]:
        told = told_by(project.brief, scene.vo, request.note)
        new = [line for line in reading.texts(answer.get("lines")) if line != scene.vo]
        true = [line for line in new if not unfounded(line, told)]
        if new and not true:
            raise Unusable(unfounded(new[0], told))
        # What is too long is used as far as it can stand alone.
        short = [line if len(line) <= letters else sayable_beginning(line, letters=letters) for line in true]
        fitting = tuple(line for line in dict.fromkeys(short) if line and line != scene.vo)[:_VERSIONS]
        if not fitting:
            raise Unusable(f"None of the lines is new and has at most {letters} letters.")
        return fitting

    case = {
        "task": f"rewrite the line of {scene.id}",
        "note": request.note,
        "most letters": letters,
        "attempt": f"number {request.seed}; another number calls for other words",
        "the ad": _ad(project) | language_asked(project.brief),
    }
    return Task(rules("editor"), as_case(case), Rewritten, make, _REWRITE_TOKENS)


def revise_task(request: ReviseRequest) -> Task[Patch]:
    """What a language model is asked for the changes that answer to a wish. Raises BadProject without a storyboard."""
    project = request.project
    if project.look is None:
        raise BadProject("There is no storyboard yet.", "Plan it first.")
    product = project.product
    fields = {field: value_before(project, Change(field=field, value="")) for field in AD_FIELDS}
    case = {
        "task": "revise the ad",
        "note": request.note,
        "the ad": _ad(project)
        | language_asked(project.brief)
        | {"shots by scene": {scene.id: shot_list(scene) for scene in project.scenes}},
        "fields of the whole ad, as they are": fields,
        "fields of a scene": SCENE_FIELDS,
        "fields": _VALUES,
        "product in the photo": seen_of(product) if product else {},
    }
    return Task(
        rules=rules("editor"),
        case=as_case(case),
        shape=Revised,
        make=lambda answer: _patch(answer, project, request.note),
        most_tokens=_REVISE_TOKENS,
        photo=request.photo,
        photo_name=product.photo if product and request.photo else "",
    )


def _ad(project: Project) -> dict[str, object]:
    brief = project.brief
    facts = (brief.product, brief.description, *brief.benefits, brief.offer)
    scenes = [
        {
            "id": scene.id,
            "role": scene.role,
            "vo": scene.vo,
            "super": scene.super,
            "plate_prompt": scene.plate_prompt,
            "set": scene.set,
            "camera": scene.camera,
            "motion": scene.motion,
            "transition": scene.transition.kind,
            "locked": scene.locked,
        }
        for scene in project.scenes
    ]
    return {"facts": facts, "audience": brief.audience, "style": brief.style, "scenes": scenes}


def _patch(answer: dict[str, object], project: Project, note: str) -> Patch:
    """The changes that can be made; `heard` ends with those that cannot, and why.

    Raises Unusable where nothing is left: neither a change nor a word on why there is none.
    """
    heard, wanted = reading.text(answer.get("heard")), reading.tables(answer.get("changes"))
    told = told_by(project.brief, note, *(scene.vo for scene in project.scenes))
    made: list[Change] = []
    reasons: list[str] = []
    for one in wanted[:_MOST_CHANGES]:
        try:
            change = _change(one, project, told)
            patched(project, Patch(changes=(change,)))
            made.append(change)
        except (Unusable, BadProject) as error:
            reasons.append(error.happened)
    if not made and reasons:
        raise Unusable(" ".join(reasons[:3]))
    if not made and not heard:
        raise Unusable("Nothing is changed, and `heard` does not say why.")
    left_out = f"Left out: {' '.join(reasons)}" if reasons else ""
    return Patch(changes=tuple(made), understood=_numbered(" ".join(filter(None, (heard, left_out))), project))


def _numbered(text: str, project: Project) -> str:
    """`text` for people: it calls scenes by their numbers, and not by the ids that the model is told."""
    numbers = {scene.id: f"scene {number}" for number, scene in enumerate(project.scenes, 1)}
    return re.sub(r"\bscene-\w+", lambda found: numbers.get(found[0], found[0]), text)


def _change(raw: dict[str, object], project: Project, told: str) -> Change:
    """The change that is meant, its value as near as may be. Raises Unusable."""
    field = reading.choice(raw.get("field"), (*AD_FIELDS, *SCENE_FIELDS), reading.text(raw.get("field")))
    # The field says whether it is a scene's; some name a scene all the same.
    named, ids = raw.get("scene"), [scene.id for scene in project.scenes]
    scene = "" if field in AD_FIELDS else reading.choice(named, ids, reading.text(named))
    if scene in {one.id for one in project.scenes if one.locked}:
        raise Unusable(f"{scene} is locked and stays as it is.")
    change = Change(scene=scene, field=field, value="")
    before = value_before(project, change)
    value = _value(field, raw.get("value"), before)
    if isinstance(value, str):
        _check(field, value, project, told)
    if field == "shots":
        # As the scene will say it: with the lengths that the shots get.
        value = shot_list(scene_of(with_shot_list(project, scene, str(value)), scene))
    return change.model_copy(update={"value": value})


def _value(field: str, raw: object, before: str | float) -> str | float:
    """What the field is to hold. Raises Unusable where that is nothing it could."""
    if isinstance(before, float):
        least, most = _BOUNDS.get(field, (0.0, 360.0))
        found = reading.degrees(raw, math.nan) if field not in _BOUNDS else reading.number(raw, least, most, math.nan)
        if math.isnan(found):
            raise Unusable(f"{field} is a number, which “{reading.text(raw)}” is not.")
        return found
    text = reading.text(raw)
    if not text and raw != "":
        raise Unusable(f"{field} is a text.")
    if field in _KINDS:
        if not (known := reading.choice(text, _KINDS[field], "")):
            raise Unusable(f"There is no {field} called “{text}”: choose one of {', '.join(_KINDS[field])}.")
        return known
    if field.startswith("look.palette."):
        if not (known := reading.colour(text, "")):
            raise Unusable(f"{field}: “{text}” is not a colour as #rrggbb.")
        return known
    return cut_to(text, _ROOM.get(field, len(text)))


def _check(field: str, text: str, project: Project, told: str) -> None:
    """Raises Unusable where the field may not say so."""
    why = ""
    match field:
        case "vo" | "super" | "cta":
            why = unfounded(text, told)
        case "offer":
            why = unfounded(text, told)
            if text and not project.brief.offer:
                why = "The brief makes no offer, so the ad cannot."
        case "plate_prompt":
            why = out_of_place(text, project.brief)
        case "look.palette.background" if project.product:
            why = drowned(text, project.product)
    if why:
        raise Unusable(why)
