"""Movement: how the product enters scenes that are cut into shots, and what else moves in them, by style."""

from collections.abc import Container, Mapping, Sequence
from itertools import pairwise

from adforge_core.media.motion import entrance_frames
from adforge_core.model.brief import Pose, Style
from adforge_core.model.placement import Motion
from adforge_core.model.shots import LATEST_LANDING, Effect, Framing, Shot
from adforge_core.model.storyboard import Scene, TransitionKind

_ENTRANCES: Mapping[Style, Mapping[Pose, tuple[Motion, ...]]] = {
    Style.BOLD: {
        Pose.STANDING: (Motion.DROP, Motion.SLIDE_IN),
        Pose.LYING: (Motion.SPIN, Motion.SLIDE_IN),
        Pose.HANGING: (Motion.SWING,),
    },
    Style.ENERGETIC: {
        Pose.STANDING: (Motion.POP, Motion.SLIDE_IN, Motion.DROP),
        Pose.LYING: (Motion.SPIN, Motion.SLIDE_IN),
        Pose.HANGING: (Motion.SWING,),
    },
    Style.MINIMAL: {
        Pose.STANDING: (Motion.SLIDE_IN,),
        Pose.LYING: (Motion.SLIDE_IN,),
        Pose.HANGING: (Motion.SWING,),
    },
    Style.LUXURY: {},
}
"""How a product enters a scene, in turn. In a luxury ad it is there already, and the light moves."""

_WHOLE = (Framing.WIDE, Framing.MEDIUM)
"""The framings in which a product that enters is seen as a whole."""

_SOONEST, _AFTER = 6, 3
"""The fewest frames from a scene's first clear frame to the product's landing, and how many more after a transition."""

_PULLED = 42
"""The fewest frames of a shot in which the focus is pulled."""

_RETURNS = 42
"""The fewest frames of an opening shot whose camera comes from the end card: quicker, that is seen as a cut."""


def entrances_of(style: Style, pose: Pose, *, round_: bool) -> tuple[Motion, ...]:
    """Returns the ways in which a product in this pose enters a scene in this style, to be taken in turn.

    One with the outline of a circle, `round_`, rolls where others slide.
    """
    ways = _ENTRANCES[style].get(pose, ())
    rolls = round_ and pose is Pose.STANDING
    return tuple(Motion.ROLL_IN if rolls and way is Motion.SLIDE_IN else way for way in ways)


def moving(
    scenes: Sequence[Scene],
    style: Style,
    beats: Sequence[int],
    entrances: Sequence[Motion],
    seed: int,
    *,
    offers: bool = False,
    planned: Container[int] = (),
    only: int | None = None,
) -> tuple[Scene, ...]:
    """Returns the scenes, cut into shots, with the product's entrances and with effects.

    The product enters by one of `entrances`, in turn, and lands on a beat or half-way to the next; `beats` are in
    frames of the ad. On an end card it is there. The card `offers` something, which some styles celebrate. The
    framings of `planned` scenes, given by their indexes, stay as they are. Locked scenes stay as they are; with
    `only`, so do all but the scene at that index.
    """
    made: list[Scene] = []
    for index, scene in enumerate(scenes):
        if scene.locked or not scene.shots or only not in {None, index}:
            made.append(scene)
            continue
        begin, matches = sum(one.frames for one in scenes[:index]), index > 0 and _matches(scenes[index - 1], scene)
        first, *rest = scene.shots
        is_card = index == len(scenes) - 1 and not rest
        if (matches or is_card) and entrance_frames(first.motion):
            first = first.model_copy(update={"motion": Motion.STILL})  # it is there: the place changes behind it
        elif index and entrances and not matches and not is_card:
            following = rest[0].framing if rest else None
            way = entrances[(index // 2 + seed) % len(entrances)]
            first = _entering(first, way, following, begin, scene, beats, fixed=index in planned)
        shots, card = (first, *rest), len(rest) if index == len(scenes) - 1 else -1
        effects = [
            _effects(style, shot, opens=not index and not number, goes_on=not number and (matches or scene.overlap > 0))
            for number, shot in enumerate(shots)
        ]
        if card >= 0:
            celebrates = offers and style is Style.ENERGETIC
            effects[card] = (*((Effect.CONFETTI,) if celebrates else effects[card]), Effect.PRESS)
        shots = tuple(shot.model_copy(update={"effects": own}) for shot, own in zip(shots, effects, strict=True))
        made.append(scene.model_copy(update={"shots": shots}))
    return tuple(made)


def _matches(before: Scene, scene: Scene) -> bool:
    """Whether the scene begins as the one before ended, so that only the place changes behind the product."""
    if scene.transition.kind is not TransitionKind.CUT or not before.shots:
        return False
    one, other = before.shots[-1], scene.shots[0]
    return (one.framing, one.place, one.focus) == (other.framing, other.place, other.focus)


def _entering(
    shot: Shot,
    way: Motion,
    following: Framing | None,
    begin: int,
    scene: Scene,
    beats: Sequence[int],
    *,
    fixed: bool,
) -> Shot:
    """Returns the first shot of a scene, from frame `begin` of the ad on, with a product that enters it."""
    framing = shot.framing
    if framing not in _WHOLE and not fixed and framing in {Framing.CLOSE, Framing.DETAIL}:
        framing = Framing.WIDE if following is Framing.MEDIUM else Framing.MEDIUM
    if framing not in _WHOLE or shot.motion is Motion.FLOAT or shot.photo:
        return shot.model_copy(update={"motion": Motion.STILL}) if entrance_frames(shot.motion) else shot
    update: dict[str, object] = {"motion": way, "lands": _landing(begin, shot.frames, scene.overlap, beats)}
    if framing is not shot.framing:
        update |= {"framing": framing, "place": None, "focus": None, "views": {}}
    return shot.model_copy(update=update)


def _landing(begin: int, frames: int, overlap: int, beats: Sequence[int]) -> int:
    """Returns the frame of a shot of `frames` on which its product lands: on a beat, or half-way between two.

    Half of the shot is left for the product at rest, if it can.
    """
    soonest = _SOONEST + (_AFTER if overlap else 0)
    clear = min(overlap, LATEST_LANDING - soonest) + soonest
    halves = [round((one + other) / 2) for one, other in pairwise(beats)]
    latest = max(clear, min(frames // 2, LATEST_LANDING))
    return min((at - begin for at in (*beats, *halves) if clear <= at - begin <= latest), default=clear)


def _effects(style: Style, shot: Shot, *, opens: bool, goes_on: bool) -> tuple[Effect, ...]:
    """Returns what else moves in a shot.

    The camera of the shot that opens the ad comes from where the end card leaves the product, if it has the time, so
    that an ad that loops goes on without a jolt. A shot that `goes_on` continues the one before.
    """
    found = []
    quick = style in {Style.BOLD, Style.ENERGETIC}
    # A detail is framed so that it cuts no word: from further away it might.
    if opens and shot.frames >= _RETURNS:
        found.append(Effect.RETURN)
    elif quick and not goes_on and not shot.lands and shot.framing is not Framing.DETAIL:
        found.append(Effect.PUNCH_IN)
    if not quick and shot.frames >= _PULLED and shot.framing in {Framing.MEDIUM, Framing.CLOSE}:
        found.append(Effect.FOCUS_PULL)
    if style is Style.LUXURY and shot.framing is not Framing.DETAIL:
        found.append(Effect.DUST)
    return tuple(found)
