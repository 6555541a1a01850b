"""Which of a planner's scenes goes to which place of the ad, where it did not plan quite those that were asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback, Role
from adforge_core.providers.base import PlanRequest

_LEFT_OUT_FIRST = (Role.CALL_TO_ACTION, Role.PROBLEM, Role.PROOF, Role.BENEFIT, Role.HOOK)


@dataclass(frozen=True)
class Outline:
    """What decides about a planned scene's place: its role (None: not one there is) and all that it says and shows."""

    role: Role | None
    words: frozenset[str]


def arranged(scenes: Sequence[Outline], request: PlanRequest) -> tuple[int | None, ...]:
    """For each place of the ad the index of the scene that goes there, None where none is left for it.

    The call to action goes last. Where there are as many scenes as places, those whose words the brief fixes stay where
    they are; otherwise their words say where they belong. Scenes too many are left out by what they matter.
    """
    wanted = request.brief.scene_requests
    places: dict[int, int] = {}
    rest = list(range(len(scenes)))

    def put(place: int, index: int) -> None:
        places[place] = index
        rest.remove(index)

    for place, asked in enumerate(wanted):
        fixed = {text.casefold() for text in (asked.vo, asked.super) if text}
        if len(scenes) == len(wanted):
            if fixed or place in request.locked:
                put(place, place)
        elif belongs := [index for index in rest if fixed & {text.casefold() for text in scenes[index].words}]:
            put(place, belongs[0])
    # A locked scene is kept as it is: no other may be spent on its place.
    free = [place for place in range(len(wanted)) if place not in places and place not in request.locked]
    if free and free[-1] == len(wanted) - 1:
        closing = [index for index in rest if scenes[index].role is Role.CALL_TO_ACTION]
        if closing or len(rest) >= len(free):
            put(free[-1], (closing or rest)[-1])
        free.pop()
    while len(rest) > len(free):
        rest.remove(max(rest, key=lambda index: (-_worth(scenes[index].role), index)))
    places |= zip(free, rest, strict=False)
    return tuple(places.get(place) for place in range(len(wanted)))


def role_at(place: int, places: int, role: Role | None) -> Role:
    """The role of a scene at that place: its own where it has one that can be there."""
    if place == places - 1:
        return Role.CALL_TO_ACTION
    if role is None or role is Role.CALL_TO_ACTION:
        return Role.BENEFIT if place else Role.HOOK
    return role


def _worth(role: Role | None) -> int:
    return _LEFT_OUT_FIRST.index(role or Role.BENEFIT)


def notes_on_scenes(
    words: Sequence[frozenset[str]], places: Sequence[int | None], request: PlanRequest, instead: str
) -> tuple[Fallback, ...]:
    """What is noted where scenes with these words were left out, or where `instead` stands for scenes that lack."""
    asked, notes = len(places), []
    left_out = [index for index in range(len(words)) if index not in places]
    # Of a scene that is locked, or whose words are the brief's own, nothing is lost.
    fixed = {one.vo for one in request.brief.scene_requests} | {one.super for one in request.brief.scene_requests}
    if lost := [max(words[index], key=len, default="") for index in left_out if words[index] - fixed]:
        said = ", ".join(f"“{text}”" for text in lost)
        kept = "1 scene" if asked == 1 else f"{asked} scenes"
        why = f"The brief asks for that many. Left out: {said}"
        notes.append(Fallback(stage=Stage.PLAN, wanted=f"all {len(words)} planned scenes", used=kept, why=why))
    lacking = [
        place
        for place, index in enumerate(places)
        if index is None and place not in request.locked and not request.brief.scene_requests[place].vo
    ]
    if lacking:
        where = " and ".join(str(place + 1) for place in lacking)
        why = f"The plan has {len(words)} where the brief asks for {asked}: the studio wrote scene {where}."
        notes.append(Fallback(stage=Stage.PLAN, wanted="planned scenes alone", used=instead, why=why))
    return tuple(notes)
