"""A storyboard and look from a language model: what it is told, the shape of its answer, and what is made of it."""

import re
from importlib.resources import files
from tomllib import loads

from pydantic import Field, ValidationError

from adforge_core.model.look import Grade, KeyLight, Look, Palette
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.project import Product
from adforge_core.model.storyboard import Plan, PlannedScene, Role, Transition, TransitionKind
from adforge_core.providers.base import PlanRequest
from adforge_core.providers.local import planner
from adforge_core.providers.local.planner import LocalPlanner
from adforge_core.providers.local.planner.look import lch
from adforge_core.providers.local.sets import SET_NAMES
from adforge_core.providers.remote.task import Shape, Task, Unusable, as_case, rules
from adforge_core.providers.remote.truth import check_claims, check_plate, told_by

SUPER_LETTERS, OFFER_LETTERS, BUTTON_LETTERS = 44, 60, 28

MOODS = ("calm", "energetic", "happy", "nostalgic", "tender")

_WORDS_A_SECOND = 2.5
_TRANSITION_FRAMES = 10
_MOST_TOKENS = 12_000

_SEEN = 10.0
"""The least difference between the background's lightness (CIE L*) and the product's."""


class _Colours(Shape):
    """Colours as #rrggbb."""

    background: str
    surface: str
    accent: str


class _Grade(Shape):
    """The finish of every plate.

    Contrast 0.8 to 1.3 and saturation 0.6 to 1.4: 1 is unchanged. Warmth -0.5 to 0.5 and vignette 0 to 0.5: 0 is.
    """

    contrast: float
    saturation: float
    warmth: float
    vignette: float


class _Light(Shape):
    """The key light, seen from the camera.

    Azimuth in degrees below 360: 0 from the left, 90 from behind, 180 from the right. Elevation in degrees, 15 to 75.
    Softness from 0 (hard) to 1 (overcast).
    """

    azimuth: float
    elevation: float
    softness: float


class _Look(Shape):
    """The first four in a few words each."""

    lighting: str
    camera: str
    texture: str
    mood: str
    palette: _Colours
    grade: _Grade
    key_light: _Light


class _Scene(Shape):
    role: Role
    lines: list[str]
    super: str
    plate_prompt: str
    set: str = Field(json_schema_extra={"enum": list(SET_NAMES)})
    camera: CameraMove
    motion: Motion
    transition: TransitionKind
    seconds: float


class Storyboard(Shape):
    """A plan as a language model gives it."""

    look: _Look
    scenes: list[_Scene]
    music: str = Field(json_schema_extra={"enum": list(MOODS)})
    offer: str
    cta: str
    heard: str


def plan_task(request: PlanRequest) -> Task[Plan]:
    """What a language model is asked for a plan."""
    brief, product = request.brief, request.product
    room = brief.duration / len(brief.scene_requests)
    case = {
        "brief": {
            "product": brief.product,
            "description": brief.description,
            "audience": brief.audience,
            "benefits": brief.benefits,
            "offer": brief.offer,
            "call to action": brief.cta,
            "style": brief.style.value,
            "seconds": brief.duration,
        },
        "brand": {"name": brief.brand.name, "colours": brief.brand.palette, "legal line": brief.brand.legal},
        "product in the photo": seen_of(product),
        "scenes": [
            {"most words": most_words(room), "fixed voiceover": scene.vo, "fixed super": scene.super}
            for scene in brief.scene_requests
        ],
        "studio's own sets": {name: about for name, about in _sets().items() if name in SET_NAMES},
        "note": request.note,
        "attempt": f"number {request.seed}; another number calls for another idea",
    }
    if request.earlier:
        case["storyboard before"] = _before(request.earlier, request)
    return Task(
        rules=rules("planner"),
        case=as_case(case),
        shape=Storyboard,
        make=lambda answer: _plan(answer, request),
        most_tokens=_MOST_TOKENS,
        photo=request.photo,
        photo_name=product.photo if request.photo else "",
    )


def _before(earlier: Plan, request: PlanRequest) -> dict[str, object]:
    """The storyboard that the note is about, in the words and measures of the answer."""
    share = request.brief.duration / len(earlier.scenes)
    scenes = [
        scene.model_dump(mode="json", exclude={"lines", "transition", "weight"})
        | {
            "line": " ".join(scene.lines),
            "transition": scene.transition.kind,
            "seconds": round(share * scene.weight, 1),
        }
        | ({"locked": True} if place in request.locked else {})
        for place, scene in enumerate(earlier.scenes)
    ]
    look = earlier.look.model_dump(mode="json", exclude={"type"})
    return {"look": look, "scenes": scenes, "music": earlier.mood, "offer": earlier.offer, "cta": earlier.cta}


def _words(plan: Plan) -> tuple[str, ...]:
    """What is said and shown in it."""
    return (*(text for scene in plan.scenes for text in (*scene.lines, scene.super)), plan.offer, plan.cta)


def _given(request: PlanRequest) -> frozenset[str]:
    """What the marketer has fixed or let stand, however long and whatever it says: it may be said again."""
    fixed = [text for scene in request.brief.scene_requests for text in (scene.vo, scene.super)]
    earlier = request.earlier
    stood = (*_words(earlier), *(scene.plate_prompt for scene in earlier.scenes)) if earlier else ()
    return frozenset(text.strip() for text in (*fixed, *stood))


def seen_of(product: Product) -> dict[str, object]:
    """What the studio measured of the product's picture, in words and numbers."""
    return {
        "colours by area": product.palette,
        "lightness, 0 to 1": round(product.brightness, 2),
        "width over height": round(product.aspect, 2),
    }


def most_words(seconds: float) -> int:
    """How many words can be said in a scene that long."""
    return max(4, round(_WORDS_A_SECOND * (seconds - 0.6)))


def check_stands_out(background: str, product: Product) -> None:
    """Raises Unusable where the product would drown in the background, which is to be #rrggbb."""
    if not re.fullmatch("#[0-9a-fA-F]{6}", background):
        raise Unusable(f"{background} is not a colour as #rrggbb.")
    lightness, chroma, _ = lch(background)
    if abs(lightness - 100 * product.brightness) < _SEEN and chroma < 2 * _SEEN:
        raise Unusable(
            f"The product, whose lightness is {product.brightness:.2f}, would not be seen on {background}: "
            "the background must be clearly lighter or darker."
        )


def _sets() -> dict[str, str]:
    styles = loads(files(planner).joinpath("styles.toml").read_text("utf-8"))
    return dict(styles["sets"])


def _plan(answer: Storyboard, request: PlanRequest) -> Plan:
    brief = request.brief
    wanted = brief.scene_requests
    if len(answer.scenes) != len(wanted):
        raise Unusable(f"The answer has {len(answer.scenes)} scenes where the brief asks for {len(wanted)}.")
    if answer.scenes[-1].role is not Role.CALL_TO_ACTION:
        raise Unusable("The last scene's role must be “call to action”.")
    if answer.music not in MOODS:
        raise Unusable(f"There is no music called {answer.music}: choose one of {', '.join(MOODS)}.")
    most, given = most_words(brief.duration / len(wanted)), _given(request)
    scenes = tuple(_scene(scene, index == 0, most, given) for index, scene in enumerate(answer.scenes))
    plan = Plan(
        look=_look(answer.look, request),
        scenes=scenes,
        mood=answer.music,
        offer=_short("offer", answer.offer, OFFER_LETTERS, given) if brief.offer else "",
        cta=_short("call to action", answer.cta or brief.cta, BUTTON_LETTERS, given),
        heard=answer.heard.strip() if request.note else "",
    )
    check_claims(_words(plan), told_by(brief, request.note, *given))
    for scene in scenes:
        if scene.plate_prompt not in given:
            check_plate(scene.plate_prompt, brief)
    return plan


def _scene(scene: _Scene, first: bool, most: int, given: frozenset[str]) -> PlannedScene:
    lines = tuple(dict.fromkeys(filter(None, (line.strip() for line in scene.lines))))
    if not lines:
        raise Unusable("Every scene needs its lines.")
    lines = tuple(sorted(lines, key=len, reverse=True))
    if len(lines[-1].split()) > most and lines[-1] not in given:
        raise Unusable(f"“{lines[-1]}” is the shortest version of its line, but cannot be said in {most} words' time.")
    if scene.set not in SET_NAMES:
        raise Unusable(f"There is no set called {scene.set}: choose one of {', '.join(SET_NAMES)}.")
    kind = TransitionKind.CUT if first else scene.transition
    return PlannedScene(
        role=scene.role,
        lines=lines,
        super=_short("super", scene.super, SUPER_LETTERS, given),
        plate_prompt=scene.plate_prompt.strip(),
        set=scene.set,
        camera=scene.camera,
        motion=scene.motion,
        transition=Transition(kind=kind, frames=0 if kind is TransitionKind.CUT else _TRANSITION_FRAMES),
        weight=min(max(scene.seconds, 0.5), 60.0),
    )


def _look(look: _Look, request: PlanRequest) -> Look:
    """The look with the model's light and colours, in the faces and inks the studio has for such a brief."""
    check_stands_out(look.palette.background, request.product)
    usual = LocalPlanner().plan(request).look
    try:
        return Look(
            lighting=look.lighting,
            camera=look.camera,
            texture=look.texture,
            mood=look.mood,
            palette=Palette(**look.palette.model_dump()),
            grade=Grade(**look.grade.model_dump()),
            type=usual.type,
            key_light=KeyLight(**look.key_light.model_dump()),
        )
    except ValidationError as error:
        found = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:6])
        raise Unusable(f"The look is out of bounds ({found}).") from None


def _short(what: str, text: str, most: int, given: frozenset[str]) -> str:
    text = text.strip()
    if len(text) > most and text not in given:
        raise Unusable(f"The {what} “{text}” has {len(text)} letters where {most} have room.")
    return text
