"""Directing an ad: which sets, which moves, how one scene takes over from the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from adforge_core.model.brief import Brief, Pose
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

_AT_HOME = 2.0
"""How much likelier a set is drawn where the product is at home."""


@dataclass(frozen=True)
class Staging:
    """How one scene is staged."""

    set: str
    plate_prompt: str
    camera: CameraMove
    motion: Motion
    transition: Transition
    weight: float


def stage(roles: Sequence[Role], look: Look, random: Random, requests: NoteRequests, pose: Pose) -> tuple[Staging, ...]:
    """The staging of every scene, for a product in this pose."""
    ways = guide(requests.brief.style)
    sets = _drawn(requests.brief, _suited(requests.brief, requests.light, pose), random)
    sets = [set_in_pose(name, pose, place, requests.brief.style) for place, name in enumerate(requests.sets)] or sets
    cameras, motions = _turns(ways.cameras, len(roles), random), _turns(ways.motions, len(roles), random)
    joints = _turns(ways.transitions, len(roles), random)
    staged = []
    for index, role in enumerate(roles):
        last = role is Role.CALL_TO_ACTION
        # The last scene comes home to the first one's set.
        place = requests.scene_sets.get(index) or (sets[0] if last else sets[index % len(sets)])
        place = set_in_pose(place, pose, index, requests.brief.style)
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


def _drawn(brief: Brief, suited: Sequence[str], random: Random) -> list[str]:
    """The sets of an ad: first one where the product is at home, if there is any, then others, those likelier too."""
    said, left, drawn = _said(brief), list(suited), list[str]()
    while left and len(drawn) < guide(brief.style).sets_in_an_ad:
        homes = [name for name in left if said & SETS[name].goods]
        among = left if drawn or not homes else homes
        drawn.append(random.choices(among, [_AT_HOME if name in homes else 1.0 for name in among])[0])
        left.remove(drawn[-1])
    return drawn


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
