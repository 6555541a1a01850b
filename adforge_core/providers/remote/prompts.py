"""What models of pictures, videos and music are told. Never the product: it is not theirs to draw."""

from math import asin, degrees

from adforge_core.model.brief import Pose
from adforge_core.model.look import KeyLight
from adforge_core.providers.base import BedRequest, PlateRequest
from adforge_core.providers.music import tempo_for

FORESHORTENING = 0.26
"""How far down the camera of a generated plate looks, as the ground's foreshortening: models are asked for it, and
most views of a table top or floor are close to it."""

_NOTHING = "No product, no people, no hands, no text, no letters, no logos."


_LEVEL = (
    f"An empty, level surface reaches across the frame's lower part, seen from {degrees(asin(FORESHORTENING)):.0f} "
    "degrees above; its middle is free"
)
_SURFACES = {
    Pose.STANDING: _LEVEL,
    Pose.LYING: "The whole frame is a table top, seen from straight above, the camera square to it; its middle is free",
    Pose.HANGING: "The whole frame is a wall, seen straight on, the camera square to it; its middle is empty",
    Pose.LEANING: f"{_LEVEL}; a wall stands close behind it",
    Pose.FLOATING: _LEVEL,
}


def plate_prompt(request: PlateRequest, moving: bool) -> str:
    """The scene and the look, and what must not be seen; the camera of a video stands still, as the product does."""
    look, palette = request.look, request.look.palette
    scene = request.prompt or f"A {request.set.replace('-', ' ')} set"
    style = ", ".join(part for part in (look.lighting, look.camera, look.texture, look.mood) if part)
    sentences = [
        scene,
        style,
        f"Key light {_from(look.key_light)}",
        f"Colours {palette.background} and {palette.surface} with a little {palette.accent}",
        _SURFACES[request.pose],
    ]
    if moving:
        sentences.append("Locked-off camera on a tripod, one continuous shot; only light, air and small things move")
    return " ".join(f"{sentence.strip().rstrip('.')}." for sentence in sentences if sentence.strip()) + f" {_NOTHING}"


def bed_prompt(request: BedRequest) -> str:
    """The marketer's words or the mood, the tempo, and what makes music fit to speak over."""
    wanted = request.prompt.strip().rstrip(".") or f"{request.mood.capitalize()} music for an advertisement"
    return (
        f"{wanted}. Instrumental, no vocals. {tempo_for(request.mood)} BPM, four beats to the bar, steady tempo from "
        "the first downbeat on, no long intro, room in the middle for a speaking voice."
    )


def _from(light: KeyLight) -> str:
    side = ("from the left", "from behind", "from the right", "from the camera")[round(light.azimuth / 90) % 4]
    return f"{'high ' if light.elevation > 55 else ''}{side}, {'soft' if light.softness > 0.5 else 'hard'}"
