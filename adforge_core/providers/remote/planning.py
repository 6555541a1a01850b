"""A storyboard and look from a language model: what it is told, the shape of its answer, and what is made of it."""

from textwrap import fill

from pydantic import Field

from adforge_core.model.brief import Brief, Pose, Style
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.project import Product
from adforge_core.model.shots import Framing
from adforge_core.model.storyboard import Plan, PlannedScene, Role, TransitionKind
from adforge_core.model.styles import guide
from adforge_core.providers.base import PlanRequest
from adforge_core.providers.languages import ENGLISH, language_name, language_of
from adforge_core.providers.local.sets.catalogue import sets_for
from adforge_core.providers.remote.repair import MOODS, most_words, usable_plan
from adforge_core.providers.remote.task import Shape, Task, as_case, rules

_MOST_TOKENS = 12_000


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


_SETS = {name: design for name, design in sets_for(Pose.STANDING).items() if not design.retired}
"""The sets to choose from. For a product that lies, hangs or leans the studio chooses one itself."""

_BACKGROUNDS = {
    Pose.LYING: "lying: it is seen from straight above, so every background is a table seen from straight above",
    Pose.HANGING: "hanging: every background is a wall seen square on, with room for it to hang there",
    Pose.LEANING: "leaning: every background has a wall close behind the middle of a floor",
    Pose.FLOATING: "floating in the air above the ground",
}


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


class _Shot(Shape):
    """An uninterrupted run of frames within a scene."""

    framing: Framing
    seconds: float
    camera: CameraMove
    motion: Motion


class _Scene(Shape):
    role: Role
    lines: list[str]
    super: str
    plate_prompt: str
    set: str = Field(json_schema_extra={"enum": list(_SETS)})
    camera: CameraMove
    motion: Motion
    transition: TransitionKind
    seconds: float
    shots: list[_Shot]


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
        "product in the photo": seen_of(product) | _pose(product.pose_in(brief)),
        "scenes": [
            {"most words": most_words(room), "fixed voiceover": scene.vo, "fixed super": scene.super}
            for scene in brief.scene_requests
        ],
        "studio's own sets": {name: design.about for name, design in _SETS.items()},
        "note": request.note,
        "attempt": f"number {request.seed}; another number calls for another idea",
    }
    case |= language_asked(brief)
    if request.earlier:
        case["storyboard before"] = _before(request.earlier, request)
    return Task(
        rules=planning_rules(),
        case=as_case(case),
        shape=Storyboard,
        make=lambda answer: usable_plan(answer, request),
        most_tokens=_MOST_TOKENS,
        photo=request.photo,
        photo_name=product.photo if request.photo else "",
    )


def language_asked(brief: Brief) -> dict[str, object]:
    """The language to write in. Nothing for English: that is in the keys of paid orders."""
    language = language_of(brief)
    if language == ENGLISH:
        return {}
    return {
        "language": f"Write lines, supers, offer and call to action in {language_name(language)}, as a native does."
    }


def _pose(pose: Pose) -> dict[str, object]:
    """What the pose asks of the backgrounds. Nothing for a standing product: that is in the keys of paid orders."""
    return {"pose": _BACKGROUNDS[pose]} if pose in _BACKGROUNDS else {}


def planning_rules() -> str:
    """The planner's rules, with what each style asks for and how long its shots are."""
    styles = ", ".join(f"{style.value} ({guide(style).rule})" for style in Style)
    line = fill(f"- Follow the brief's style: {styles}.", 120, subsequent_indent="  ")
    paces = ", ".join(
        f"{style.value} {guide(style).pace.shortest:g} to {guide(style).pace.longest:g}" for style in Style
    )
    return rules("planner").replace("{styles}", line).replace("{paces}", paces)


def _before(earlier: Plan, request: PlanRequest) -> dict[str, object]:
    """The storyboard that the note is about, in the words and measures of the answer."""
    share = request.brief.duration / len(earlier.scenes)
    scenes = [
        _fields_of(scene)
        | {
            "line": " ".join(scene.lines),
            "transition": scene.transition.kind,
            "seconds": round(share * scene.weight, 1),
            "shots": _shots_of(scene, share * scene.weight),
        }
        | ({"locked": True} if place in request.locked else {})
        for place, scene in enumerate(earlier.scenes)
    ]
    look = earlier.look.model_dump(mode="json", exclude={"type"})
    return {"look": look, "scenes": scenes, "music": earlier.mood, "offer": earlier.offer, "cta": earlier.cta}


def _shots_of(scene: PlannedScene, seconds: float) -> list[dict[str, object]]:
    """The scene's shots in the measures of the answer; the scene lasts so many seconds."""
    whole = sum(shot.weight for shot in scene.shots)
    return [
        shot.model_dump(mode="json", exclude={"weight"}) | {"seconds": round(seconds * shot.weight / whole, 1)}
        for shot in scene.shots
    ]


def _fields_of(scene: PlannedScene) -> dict[str, object]:
    """A scene, as it is sent. The names of its fields are in the keys of paid orders, so each keeps its first name."""
    fields = scene.model_dump(mode="json", exclude={"lines", "transition", "weight", "shots"})
    return {"told" if name == "coverage" else name: value for name, value in fields.items()}


def seen_of(product: Product) -> dict[str, object]:
    """What the studio measured of the product's picture, in words and numbers."""
    return {
        "colours by area": product.palette,
        "lightness, 0 to 1": round(product.brightness, 2),
        "width over height": round(product.aspect, 2),
    }
