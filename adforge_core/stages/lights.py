"""Light that moves: in which shots the lamps of a set sweep, strike or come up, by style."""

from collections.abc import Callable, Mapping, Sequence

from adforge_core.media.lighting import FEWEST
from adforge_core.model.brief import Style
from adforge_core.model.shots import Framing, Light, Shot
from adforge_core.model.storyboard import Scene

_WAYS: Mapping[Style, tuple[Light, ...]] = {
    Style.LUXURY: (Light.SWEEPS, Light.COMES_UP),
    Style.MINIMAL: (Light.SWEEPS,),
    Style.BOLD: (Light.STRIKES,),
    Style.ENERGETIC: (Light.STRIKES,),
}
"""How lamps move in a style, the best way first."""

_LEAST: Mapping[Light, int] = {Light.SWEEPS: 40, Light.COMES_UP: 40, Light.STRIKES: FEWEST}
"""The fewest frames of a shot in which lamps move like this: slow light needs time, and all lamps are on at the end."""

_PLACES = frozenset({Framing.WIDE, Framing.MEDIUM})
"""The framings in which enough of the place is seen, and sharp."""


def lit(
    scenes: Sequence[Scene], style: Style, lights_of: Callable[[str], tuple[Light, ...]], only: int | None = None
) -> tuple[Scene, ...]:
    """Returns the scenes with the shots whose light moves: the first that shows a new place, in up to half of them.

    `lights_of` returns how the lamps of a set can move. The ad opens with all lamps on, and the end card has them on. A
    minimal ad has one such shot. Locked scenes stay as they are; with `only`, so do all but the scene at that index.
    """
    most = 1 if style is Style.MINIMAL else max(1, len(scenes) // 2)
    made, count = list(scenes), 0
    for index, scene in enumerate(scenes):
        if not scene.locked and only in {None, index}:
            shots = [shot.model_copy(update={"light": Light.STILL}) for shot in scene.shots]
            shown = shots[:-1] if index == len(scenes) - 1 else shots
            place = next((number for number, shot in enumerate(shown) if shot.framing is not Framing.TYPE), None)
            if index and count < most and place is not None and not scene.own_plate:
                light = _light(shots[place], scene, style, lights_of(scene.set))
                shots[place] = shots[place].model_copy(update={"light": light})
            made[index] = scene.model_copy(update={"shots": tuple(shots)})
        count += any(shot.light is not Light.STILL for shot in made[index].shots)
    return tuple(made)


def _light(shot: Shot, scene: Scene, style: Style, possible: Sequence[Light]) -> Light:
    if shot.framing not in _PLACES:
        return Light.STILL
    # Under a transition nobody would see it strike.
    ways = [way for way in _WAYS[style] if way in possible and not (way is Light.STRIKES and scene.overlap)]
    return next((way for way in ways if shot.frames >= _LEAST[way]), Light.STILL)
