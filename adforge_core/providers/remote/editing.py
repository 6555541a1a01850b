"""Small changes to an ad by a language model: other words for a line, and what a wish changes."""

from pydantic import Field

from adforge_core.errors import BadProject
from adforge_core.model.edits import scene_of
from adforge_core.model.patch import AD_FIELDS, SCENE_FIELDS, Change, Patch, patched, value_before
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.project import Project
from adforge_core.model.storyboard import TransitionKind
from adforge_core.providers.base import ReviseRequest, RewriteRequest
from adforge_core.providers.local.sets import SET_NAMES
from adforge_core.providers.remote.planning import (
    BUTTON_LETTERS,
    MOODS,
    OFFER_LETTERS,
    SUPER_LETTERS,
    check_stands_out,
    seen_of,
)
from adforge_core.providers.remote.task import Shape, Task, Unusable, as_case, rules
from adforge_core.providers.remote.truth import check_claims, check_plate, told_by

_LONGER = 1.15
"""How many more letters than the line it replaces another may have: the scene's length stays."""

_VERSIONS = 3
_REWRITE_TOKENS, _REVISE_TOKENS = 4_000, 8_000

_ROOM = {"super": SUPER_LETTERS, "offer": OFFER_LETTERS, "cta": BUTTON_LETTERS}

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
    "set": ", ".join(SET_NAMES),
    "camera": ", ".join(CameraMove),
    "motion": ", ".join(Motion),
    "transition": ", ".join(TransitionKind),
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

    def make(answer: Rewritten) -> tuple[str, ...]:
        lines = [line for line in dict.fromkeys(line.strip() for line in answer.lines) if line and line != scene.vo]
        fitting = tuple(line for line in lines if len(line) <= letters)[:_VERSIONS]
        if not fitting:
            raise Unusable(f"None of the lines is new and has at most {letters} letters.")
        check_claims(fitting, told_by(project.brief, scene.vo, request.note))
        return fitting

    case = {
        "task": f"rewrite the line of {scene.id}",
        "note": request.note,
        "most letters": letters,
        "attempt": f"number {request.seed}; another number calls for other words",
        "the ad": _ad(project),
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
        "the ad": _ad(project),
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


def _patch(answer: Revised, project: Project, note: str) -> Patch:
    locked = {scene.id for scene in project.scenes if scene.locked}
    told = told_by(project.brief, note, *(scene.vo for scene in project.scenes))
    for change in answer.changes:
        text = str(change.value)
        if change.scene in locked:
            raise Unusable(f"{change.scene} is locked and stays as it is.")
        if len(text) > _ROOM.get(change.field, len(text)):
            raise Unusable(f"The {change.field} “{text}” has more than {_ROOM[change.field]} letters.")
        _check(change, text, project, told)
    if not answer.changes and not answer.heard.strip():
        raise Unusable("Nothing is changed, and `heard` does not say why.")
    patch = Patch(
        changes=tuple(Change(scene=one.scene, field=one.field, value=one.value) for one in answer.changes),
        heard=answer.heard.strip(),
    )
    try:
        patched(project, patch)
    except BadProject as error:
        raise Unusable(error.happened) from None
    return patch


def _check(change: _Changed, text: str, project: Project, told: str) -> None:
    match change.field:
        case "vo" | "super" | "cta":
            check_claims([text], told)
        case "offer":
            check_claims([text], told)
            if text and not project.brief.offer:
                raise Unusable("The brief makes no offer, so the ad cannot.")
        case "plate_prompt":
            check_plate(text, project.brief)
        case "set" if text not in SET_NAMES:
            raise Unusable(f"There is no set called {text}: choose one of {', '.join(SET_NAMES)}.")
        case "mood" if text not in MOODS:
            raise Unusable(f"There is no music called {text}: choose one of {', '.join(MOODS)}.")
        case "look.palette.background" if project.product:
            check_stands_out(text, project.product)
