"""Directing an ad: which sets, which moves, how one scene takes over from the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from adforge_core.model.brief import Style
from adforge_core.model.look import Look
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.storyboard import Role, Transition, TransitionKind
from adforge_core.providers.local.planner.look import colour_words
from adforge_core.providers.local.sets import SET_NAMES


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
    roles: Sequence[Role], style: Style, look: Look, styles: dict[str, Any], random: Random
) -> tuple[Staging, ...]:
    """The staging of every scene; `styles` is styles.toml."""
    ways = styles[style.value]
    suited = sorted(name for name, suits in SET_NAMES.items() if style.value in suits)
    sets = random.sample(suited, min(ways["sets_in_an_ad"], len(suited)))
    cameras, motions = _turns(ways["cameras"], len(roles), random), _turns(ways["motions"], len(roles), random)
    kinds = _turns(ways["transitions"], len(roles), random)
    staged = []
    for index, role in enumerate(roles):
        last = role is Role.CALL_TO_ACTION
        # The last scene comes home to the first one's set.
        place = sets[0] if last else sets[index % len(sets)]
        kind, frames = kinds[index] if index else ("cut", 0)
        staged.append(
            Staging(
                set=place,
                plate_prompt=_prompt(styles["sets"].get(place, f"A {place} set"), look),
                camera=CameraMove.PUSH if last and style is not Style.MINIMAL else CameraMove(cameras[index]),
                motion=Motion.STILL if last else Motion(motions[index]),
                transition=Transition(kind=TransitionKind(kind), frames=frames),
                weight=ways["weights"][role.value] * random.uniform(0.94, 1.06),
            )
        )
    return tuple(staged)


def _turns(choices: Sequence[Any], count: int, random: Random) -> list[Any]:
    """`count` choices by lot, none twice in a row where there is another."""
    taken: list[Any] = []
    for _ in range(count):
        others = [choice for choice in choices if not taken or choice != taken[-1]]
        taken.append(random.choice(others or list(choices)))
    return taken


def _prompt(place: str, look: Look) -> str:
    ground, accent = colour_words(look.palette.background), colour_words(look.palette.accent)
    return (
        f"{place}, in {ground} with touches of {accent}, {look.texture}, {look.lighting}, {look.camera}, {look.mood}."
    )
