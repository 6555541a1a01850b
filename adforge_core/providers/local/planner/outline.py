"""An ad's outline: what each scene is for, and which of the brief's facts it tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from adforge_core.model.brief import SceneRequest
from adforge_core.model.storyboard import Role
from adforge_core.providers.local.planner.facts import Fact
from adforge_core.providers.local.planner.grammar import Kind
from adforge_core.providers.local.planner.names import Names
from adforge_core.providers.local.planner.note_requests import NoteRequests

_SECONDS_A_FACT = 3.0


@dataclass(frozen=True)
class Outlined:
    """A scene's role, the fact it is about, and further ones that it may mention."""

    role: Role
    fact: Fact | None
    extras: tuple[Fact, ...]


def outline(
    noted: NoteRequests,
    facts: Sequence[Fact],
    names: Names,
    random: Random,
    *,
    lead: Fact | None,
    answer: Fact | None,
    problem: bool,
) -> tuple[Outlined, ...]:
    """The outline of every scene, in order: every fact in one scene only.

    `lead` is the fact the hook opens with, `answer` the one that it tells after speaking to the audience, and `problem`
    whether there is anything to say in a problem's scene.
    """
    requests = noted.brief.scene_requests
    roles = _roles(len(requests), noted, facts, random, problem)
    main, extras = _share_out(roles, requests, noted, facts, names, lead, answer)
    return tuple(Outlined(role, fact, more) for role, fact, more in zip(roles, main, extras, strict=True))


def time_for_a_problem(noted: NoteRequests, facts: Sequence[Fact]) -> bool:
    """Whether there is a scene between hook and call to action that need not tell a fact."""
    count = len(noted.brief.scene_requests)
    middle = max(0, count - 2)
    most = max(1, int(noted.brief.duration / count / _SECONDS_A_FACT)) * max(1, middle - 1)
    return middle > 1 and sum(fact.from_benefits for fact in facts) <= most


def _roles(count: int, noted: NoteRequests, facts: Sequence[Fact], random: Random, wanted: bool) -> tuple[Role, ...]:
    hook, problem, benefit, proof = Role.HOOK, Role.PROBLEM, Role.BENEFIT, Role.PROOF
    enough = len(facts) >= 2
    middle = max(0, count - 2)
    # A problem tells no fact: it is for an ad that has the time for all of them beside it.
    if not wanted or not time_for_a_problem(noted, facts):
        problem = benefit
    if middle <= 1:
        between: tuple[Role, ...] = (benefit,) * middle
    elif middle == 2:
        ways = [(problem, benefit), (benefit, benefit), (benefit, proof)]
        between = ways[0] if problem is not benefit or not enough else random.choice(ways[1:])
    elif problem is benefit and enough and len(facts) >= middle and random.random() < 0.3:
        between = (*(benefit,) * (middle - 1), proof)
    else:
        between = (problem, *(benefit,) * (middle - 2), proof if enough else benefit)
    roles = (*((hook,) if count > 1 else ()), *between, Role.CALL_TO_ACTION)
    # Where a fact is asked for, the scene is a benefit.
    return tuple(benefit if index in noted.about and role is problem else role for index, role in enumerate(roles))


def _share_out(
    roles: Sequence[Role],
    requests: Sequence[SceneRequest],
    noted: NoteRequests,
    facts: Sequence[Fact],
    names: Names,
    lead: Fact | None,
    answer: Fact | None,
) -> tuple[list[Fact | None], list[tuple[Fact, ...]]]:
    about = noted.about
    left = [fact for fact in facts if fact not in about.values()]
    main: list[Fact | None] = [about.get(index) for index in range(len(roles))]
    if lead in left and len(roles) > 1 and not main[0] and not requests[0].vo:
        main[0] = lead
        left.remove(lead)
    extras: list[list[Fact]] = [[] for _ in roles]
    free = [index for index, request in enumerate(requests) if not request.vo and not main[index]]
    proofs = [index for index in free if roles[index] is Role.PROOF]
    tellers = [index for index in free if roles[index] is Role.BENEFIT or len(roles) == 1]
    if roles[0] is Role.HOOK and not requests[0].vo and len(left) > len(tellers) + len(proofs):
        spare = len(left) - len(tellers) - len(proofs)
        told = [answer] if answer in left else []
        told += [fact for fact in left if _introduces(fact, names) and fact != answer][:1]
        extras[0] = (told or [fact for fact in left[:1] if not main[0]])[:spare]
        left = [fact for fact in left if fact not in extras[0]]
    for index in [index for index in proofs if left]:
        proof = next((fact for fact in left[1:] if fact.checkable), left[-1])
        main[index] = proof
        left.remove(proof)
    if len(roles) == 2 and not requests[0].vo:
        extras[0], left = left + extras[0], []
    if len(roles) == 1:
        left.sort(key=lambda fact: (fact not in noted.first, not _introduces(fact, names)))
    for index in tellers:
        main[index] = left.pop(0) if left else None
    telling = [index for index in (*tellers, *proofs) if main[index]]
    for turn, fact in enumerate(left):
        if telling:
            extras[telling[turn % len(telling)]].append(fact)
    return main, [tuple(more[:3]) for more in extras]


def _introduces(fact: Fact, names: Names) -> bool:
    """Whether the fact says what the product is."""
    opening = f"{names.full} {'are' if names.full_plural else 'is'} ".lower()
    return not fact.from_benefits and (fact.kind is Kind.FRAGMENT or fact.text.lower().startswith(opening))
