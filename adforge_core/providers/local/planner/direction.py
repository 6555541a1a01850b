"""Directing an ad: which sets, which moves, how one scene takes over from the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from random import Random
from typing import TypeVar

from adforge_core.model.brief import Brief, Pose, Style
from adforge_core.model.look import Look
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.pose import movement
from adforge_core.model.storyboard import Role, Transition, TransitionKind
from adforge_core.model.styles import guide
from adforge_core.providers.local.planner.look import colour_words
from adforge_core.providers.local.planner.note_requests import NoteRequests
from adforge_core.providers.local.planner.text import words
from adforge_core.providers.local.sets import SETS
from adforge_core.providers.local.sets.catalogue import set_in_pose, sets_for

T = TypeVar("T")

_AT_HOME, _NEUTRAL, _AWAY = 3.0, 1.5, 0.4
"""How likely sets are: where the product is at home, for any product, and where other things are at home."""


@dataclass(frozen=True)
class Staging:
    """How one scene is staged."""

    set: str
    plate_prompt: str
    camera: CameraMove
    motion: Motion
    transition: Transition
    weight: float


def stage(
    roles: Sequence[Role], look: Look, random: Random, requests: NoteRequests, pose: Pose, seed: int
) -> tuple[Staging, ...]:
    """The staging of every scene, for a product in this pose."""
    ways = guide(requests.brief.style)
    sets = _drawn(requests.brief, _suited(requests.brief, requests.light, pose), len(roles), seed)
    sets = [set_in_pose(name, pose, place, requests.brief.style) for place, name in enumerate(requests.sets)] or sets
    places = _in_turn(sets, len(roles))
    cameras, motions = _turns(ways.cameras, len(roles), random), _turns(ways.motions, len(roles), random)
    joints = _turns(ways.transitions, len(roles), random)
    staged = []
    for index, role in enumerate(roles):
        last = role is Role.CALL_TO_ACTION
        place = set_in_pose(requests.scene_sets.get(index, places[index]), pose, index, requests.brief.style)
        staged.append(
            Staging(
                set=place,
                plate_prompt=_prompt(SETS[place].about, look),
                camera=ways.last_camera if last and ways.last_camera else cameras[index],
                motion=movement(pose, Motion.STILL if last else motions[index]),
                transition=_paced(joints[index], requests.pace) if index else Transition(),
                weight=ways.weights[role] * random.uniform(0.94, 1.06),
            )
        )
    return tuple(staged)


def _drawn(brief: Brief, suited: Sequence[str], scenes: int, seed: int) -> list[str]:
    """The sets of an ad, of long ones more. It opens where the product is at home, or in a studio for any product.

    Openings are in an order of the product's own, home and studio in turn, and each seed and style takes the next one:
    else the ads of all products would open in few places, and those of one product in the same.
    """
    said = _said(brief)

    def likely(name: str) -> float:
        goods = SETS[name].goods
        return _AT_HOME if said & goods else _AWAY if goods else _NEUTRAL

    dice = Random(f"{brief.product} sets")
    turn = dice.randrange(len(SETS)) + seed + list(Style).index(brief.style)
    ordered = [name for name in dice.sample(sorted(SETS), len(SETS)) if name in suited]
    homes, studios = ([name for name in ordered if likely(name) == kind] for kind in (_AT_HOME, _NEUTRAL))
    among = (homes, studios)[turn % 2] or homes or studios or ordered
    first = among[turn // 2 % len(among)]
    left, drawn, dice = [name for name in suited if name != first], [first], Random(f"{brief.product} {seed} sets")
    while left and len(drawn) < max(guide(brief.style).sets_in_an_ad, ceil(scenes / 2)):
        drawn.append(dice.choices(left, [likely(name) for name in left])[0])
        left.remove(drawn[-1])
    return drawn


def _in_turn(sets: Sequence[str], scenes: int) -> list[str]:
    """The set of each scene: none twice in a row where there is another. The last scene comes home to the first one's.

    With two sets it does so only after an odd number of scenes.
    """
    sets = list(dict.fromkeys(sets))
    turn = [sets[index % len(sets)] for index in range(scenes)]
    if len(sets) > 2 and scenes > 2:
        turn[-1] = sets[0]
        if turn[-2] == sets[0]:
            turn[-2] = next(name for name in sets[1:] if name != turn[-3])
    return turn


def _said(brief: Brief) -> frozenset[str]:
    """The words that tell what kind of product it is, each as it is and in the singular."""
    plain = words(f"{brief.product} {brief.description} {brief.audience}")
    endings = {"ies": "y", "es": "", "s": ""}
    return frozenset(plain).union(
        word.removesuffix(end) + single for word in plain for end, single in endings.items() if word.endswith(end)
    )


def _suited(brief: Brief, light: int, pose: Pose) -> list[str]:
    """The sets for a brief's style and product in its pose, all of them for a style that no set names.

    Where the ad is to be darker or brighter, those of that tone, if any.
    """
    said = _said(brief)
    usable = [
        design
        for design in sets_for(pose).values()
        if not design.retired and (not design.strict or said & design.goods)
    ]
    named = guide(brief.style).sets
    suited = sorted(design.name for design in usable if brief.style in design.suits or design.name in named)
    suited = suited or sorted(design.name for design in usable)
    if not light:
        return suited
    wanted, other = ("bright", "dark") if light > 0 else ("dark", "bright")
    return [name for name in suited if SETS[name].tone == wanted] or [
        name for name in suited if SETS[name].tone != other
    ]


def _paced(joint: Transition, pace: int) -> Transition:
    """How a scene takes over, quicker or slower than its style would."""
    if pace > 0:
        quick = 0 < joint.frames <= 10
        return Transition(kind=joint.kind, frames=min(joint.frames, 6)) if quick else Transition()
    return Transition(kind=TransitionKind.CROSSFADE, frames=max(20, joint.frames)) if pace < 0 else joint


def _turns(choices: Sequence[T], count: int, random: Random) -> list[T]:
    """`count` choices by lot, none twice in a row where there is another."""
    taken: list[T] = []
    for _ in range(count):
        others = [choice for choice in choices if not taken or choice != taken[-1]]
        taken.append(random.choice(others or list(choices)))
    return taken


def _prompt(place: str, look: Look) -> str:
    ground, accent = colour_words(look.palette.background), colour_words(look.palette.accent)
    return (
        f"{place}, in {ground} with touches of {accent}, {look.texture}, {look.lighting}, {look.camera}, {look.mood}."
    )
