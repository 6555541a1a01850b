"""Turns a planner's proposal into a timed storyboard.

The planner offers every VO line in several lengths. Each scene gets the longest line that can be spoken at a natural
pace in its share of the ad. Scene lengths add up to exactly the ad's length, and cuts move onto the beat if that takes
only a few frames.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise

from adforge_core.errors import StageFailed
from adforge_core.model.addresses import button_text
from adforge_core.model.brief import Brief
from adforge_core.model.look import Grade, KeyLight, Look, Palette, TypeStyle
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.pose import movement
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback, Plan, PlannedScene, Role, Scene, Transition, TransitionKind
from adforge_core.model.value import FPS
from adforge_core.providers.arrangement import Outline, arranged, notes_on_scenes, role_at
from adforge_core.providers.base import PlanRequest
from adforge_core.providers.languages import ENGLISH, language_of
from adforge_core.providers.local.planner.copy_checks import lines_beside
from adforge_core.providers.local.sets.catalogue import set_in_pose

LEAD = 9
"""Frames from a scene's start to its first word."""

TAIL = 8
"""Frames of silence after a scene's last word; twice as many on the end card."""

REST = 12
"""Frames of music alone before the end card, beyond `TAIL` and `LEAD`: about 0.9 s of it in all."""

HURRIED = 1.12
"""The pace for lines that do not fit at the natural one. It leaves a margin, as voices are not exact."""

_OFF_BEAT = 1000
"""What a cut off the beat costs, in frames that cuts are moved instead."""

BEAT_REACH = 13
"""The most frames a cut may move to fall on a beat: half a beat of slow music."""

_ROOM_FOR_SUPER = 36
_LEAST = 15
_DEAR = 9
"""The coverage a line must add before the ad is spoken faster for it; a fact alone has less."""
_DROP_FIRST = (Role.PROBLEM, Role.PROOF, Role.BENEFIT, Role.HOOK, Role.CALL_TO_ACTION)


@dataclass(frozen=True)
class _Timed:
    """A scene while its length is chosen: the version of its line (None for no line), its pace, the rest after it."""

    scene: PlannedScene
    durations: tuple[float, ...]
    last: bool
    version: int | None
    speed: float = 1.0
    rest: int = 0

    @property
    def need(self) -> int:
        """The fewest frames the scene needs for its line, and for the rest after it."""
        if self.version is None:
            return _LEAST
        spoken = self.durations[self.version] / self.speed
        return max(_LEAST, LEAD + int(spoken * FPS + 1) + (2 * TAIL if self.last else TAIL) + self.rest)

    @property
    def coverage(self) -> int:
        """How much of the brief its line covers."""
        return 0 if self.version is None else self.scene.coverage.get(self.scene.lines[self.version], 0)

    @property
    def shortest(self) -> "_Timed":
        """Returns the scene with the shortest version of its line."""
        return self if self.version is None else replace(self, version=len(self.durations) - 1)

    @property
    def longer(self) -> list["_Timed"]:
        """Returns the scene with each longer version of its line."""
        return [replace(self, version=version) for version in range(self.version or 0)]

    @property
    def wish(self) -> int:
        """The comfortable length in frames: enough to read the super too, or everything on the end card."""
        return max(self.need, 2 * _ROOM_FOR_SUPER if self.last else _ROOM_FOR_SUPER)


def check_plan(plan: Plan, request: PlanRequest) -> Plan:
    """Makes a plan fit the brief. Raises StageFailed only if the plan has no scenes.

    The result has one scene for each request of the brief, with the call to action last, and the marketer's own words
    replace the planner's. Sets and movements are possible in the product's pose. Notes say what of the plan was left
    out and what was added.
    """
    if not plan.scenes:
        raise StageFailed("The plan has no scenes.", "Plan again.")
    wanted, pose = request.brief.scene_requests, request.product.pose_in(request.brief)
    outlines = [Outline(scene.role, frozenset((*scene.lines, scene.super))) for scene in plan.scenes]
    places = arranged(outlines, request)
    spare = plain_plan(request).scenes if None in places else ()
    chosen = [spare[place] if index is None else plan.scenes[index] for place, index in enumerate(places)]
    scenes = tuple(
        scene.model_copy(
            update={
                "role": role_at(place, len(wanted), scene.role),
                "lines": (asked.vo,) if asked.vo else lines_beside(asked.super or scene.super, scene.lines),
                "super": asked.super or scene.super,
                "transition": scene.transition if place else Transition(),
                "set": set_in_pose(scene.set, pose, request.seed + place, request.brief.style),
                "motion": movement(pose, scene.motion),
                "shots": tuple(
                    shot.model_copy(update={"motion": shot.motion and movement(pose, shot.motion)})
                    for shot in scene.shots
                ),
            }
        )
        for place, (scene, asked) in enumerate(zip(chosen, wanted, strict=True))
    )
    notes = notes_on_scenes([outline.words for outline in outlines], places, request, "plainly set scenes")
    return plan.model_copy(update={"scenes": scenes, "fallbacks": (*plan.fallbacks, *notes)})


def cut_offer(plan: Plan, brief: Brief) -> tuple[Fallback, ...]:
    """Returns a note if the end card shows only the beginning of the brief's offer."""
    if plan.offer == brief.offer or not plan.offer or not brief.offer.startswith(plan.offer):
        return ()
    return (
        Fallback(
            stage=Stage.PLAN,
            wanted="the whole offer on the end card",
            used=f"“{plan.offer}”",
            why=f"The offer has {len(brief.offer)} characters, too many for the card. Shorten it to show all of it.",
        ),
    )


def plain_plan(request: PlanRequest) -> Plan:
    """Returns the fallback plan: the brief's own words on neutral sets."""
    brief = request.brief
    name = brief.brand.name or brief.product
    words = [*brief.benefits, brief.description]
    facts = [fact for fact in words if fact and len(fact) <= 60] or [brief.product[:60]]
    count = len(brief.scene_requests)
    last = brief.cta or (f"Discover {name}" if language_of(brief) == ENGLISH else name)
    scenes = [
        PlannedScene(
            role=Role.CALL_TO_ACTION if index == count - 1 else (Role.HOOK if index == 0 else Role.BENEFIT),
            lines=(last if index == count - 1 else f"{name}. {facts[index % len(facts)]}",),
            super="" if index == count - 1 else facts[index % len(facts)],
            plate_prompt="A plain studio sweep in soft light.",
            set="",
            camera=CameraMove.PUSH,
            motion=Motion.STILL,
            transition=Transition(kind=TransitionKind.CROSSFADE, frames=10 if index else 0),
        )
        for index in range(count)
    ]
    palette = Palette(background="#e9e6e1", surface="#cfc9c0", accent=(brief.brand.palette or ("#8a5a2b",))[0])
    look = Look(
        lighting="soft daylight",
        camera="level and still",
        texture="matt paper",
        mood="calm",
        palette=palette,
        grade=Grade(),
        type=TypeStyle(headline="Inter_800ExtraBold", text="Inter_600SemiBold"),
        key_light=KeyLight(azimuth=40, elevation=50, softness=0.7),
    )
    return Plan(look=look, scenes=tuple(scenes), mood="calm", offer=brief.offer, cta=button_text(last, 28) or last[:28])


def time_scenes(
    planned: Sequence[PlannedScene],
    spoken: Mapping[str, float],
    frames: int,
    beats: Sequence[float],
    seed: int,
    kept: Mapping[int, Scene] | None = None,
    ids: Sequence[str] = (),
) -> tuple[Scene, ...]:
    """Returns scenes whose lengths add up to `frames`, each with a line that fits.

    `ids` are the scenes' ids in order; by default scene-1 and so on.
    `spoken` gives the natural length in seconds of each line, `beats` the bed's beats in seconds. A line of unknown
    length is not used. `kept` are scenes that do not change, by index; if they leave too little time for the others,
    the ad becomes longer.
    """
    if not planned:
        raise StageFailed("There are no scenes to time.")
    kept = kept or {}
    free = [(place, scene) for place, scene in enumerate(planned) if place not in kept]
    left = frames
    if kept:
        left = max(frames - sum(scene.frames for scene in kept.values()), _ROOM_FOR_SUPER * len(free))
    last = len(planned) - 1
    versions = [_longest(scene, spoken, place == last) for place, scene in free]
    rested = [
        replace(one, rest=REST) if place == last - 1 else one for (place, _), one in zip(free, versions, strict=True)
    ]
    # The rest before the end card is given up before any line is.
    if sum(one.shortest.need for one in rested) > left:
        rested = versions
    chosen = _choose_lines(rested, left, _spare(beats) * max(0, len(free) - 1))
    timed = {place: one for (place, _), one in zip(free, chosen, strict=True)}
    shares = dict(zip(timed, _share(chosen, left), strict=True)) if chosen else {}
    lengths = [kept[place].frames if place in kept else shares[place] for place in range(len(planned))]
    needs = [timed[place].need if place in timed else None for place in range(len(planned))]
    halves = [0 if one.transition.kind is TransitionKind.CUT else one.transition.frames // 2 for one in planned]
    lengths = _cut_on_beats(lengths, needs, beats, halves)
    names = ids or [f"scene-{number}" for number in range(1, len(planned) + 1)]
    return tuple(
        kept[place] if place in kept else _scene(names[place], place, timed[place], lengths, seed)
        for place in range(len(planned))
    )


def scene_seed(seed: int, index: int) -> int:
    """Returns a different seed for each scene of an ad, the same on every machine."""
    return int.from_bytes(sha256(f"{seed}/{index}".encode()).digest()[:4], "big") >> 1


def _longest(scene: PlannedScene, spoken: Mapping[str, float], last: bool) -> _Timed:
    known = tuple(line for line in scene.lines if line in spoken)
    by_length = sorted(known, key=lambda line: spoken[line], reverse=True)
    durations = tuple(spoken[line] for line in by_length)
    return _Timed(scene.model_copy(update={"lines": tuple(by_length)}), durations, last, 0 if by_length else None)


def _spare(beats: Sequence[float]) -> int:
    """Returns the frames that each cut must be able to move to fall on a beat."""
    gaps = sorted(after - before for before, after in pairwise(beats))
    return min(BEAT_REACH, round(gaps[len(gaps) // 2] * FPS / 2)) if gaps else 0


def _choose_lines(timed: list[_Timed], frames: int, spare: int) -> list[_Timed]:
    """Lengthens lines from the shortest version up while all fit. If not even the shortest fit, drops lines.

    `spare` frames are left for moving cuts onto beats.

    Lines that cover most for their length come first: the offer and the brand, at a faster pace if necessary, then
    facts, then other words, in the scenes with the most time left.
    """

    def fits(one: _Timed, way: _Timed) -> bool:
        lines = _swap(timed, one, way)
        return _wish(lines) <= frames - spare or (
            way.coverage - one.coverage >= _DEAR and _wish([replace(line, speed=HURRIED) for line in lines]) <= frames
        )

    timed = [one.shortest for one in timed]
    while ways := [
        (one, way) for one in timed for way in one.longer if way.coverage >= one.coverage and fits(one, way)
    ]:
        timed = _swap(timed, *max(ways, key=_worth))
    if sum(one.need for one in timed) > frames:
        timed = [replace(one, speed=HURRIED) for one in timed]
    for role in _DROP_FIRST:
        for one in [one for one in timed if one.scene.role is role]:
            if sum(one.need for one in timed) > frames and one.version is not None:
                timed = _swap(timed, one, replace(one, version=None, speed=1.0))
    if sum(replace(one, speed=1.0).need for one in timed) <= frames:
        timed = [replace(one, speed=1.0) for one in timed]
    return timed


def _wish(timed: Sequence[_Timed]) -> int:
    return sum(one.wish for one in timed)


def _worth(step: tuple[_Timed, _Timed]) -> tuple[float, ...]:
    """Returns the sort key of a step: offer and name first, then coverage per frame, then the time left."""
    one, way = step
    gain = way.coverage - one.coverage
    return gain >= _DEAR, gain / max(1, way.need - one.need), -one.need / one.scene.weight, -way.need


def _swap(timed: list[_Timed], old: _Timed, new: _Timed) -> list[_Timed]:
    return [new if one is old else one for one in timed]


def _share(timed: Sequence[_Timed], frames: int) -> list[int]:
    """Returns scene lengths that add up to `frames`: at least what each needs, beyond that by weight.

    Lengths are max(need, level * weight), with the level found by bisection. Frames left by rounding go to the scenes
    that lost most.
    """
    floors = [one.wish for one in timed]
    if sum(floors) > frames:
        floors = [one.need for one in timed]
    if sum(floors) > frames:
        floors = [frames // len(timed)] * len(timed)
    weights = [one.scene.weight for one in timed]
    low, high = 0.0, frames / min(weights)
    for _ in range(60):
        level = (low + high) / 2
        if sum(max(floor, level * weight) for floor, weight in zip(floors, weights, strict=True)) > frames:
            high = level
        else:
            low = level
    exact = [max(floor, low * weight) for floor, weight in zip(floors, weights, strict=True)]
    lengths = [int(length) for length in exact]
    by_loss = sorted(range(len(exact)), key=lambda index: lengths[index] - exact[index])
    for step in range(frames - sum(lengths)):
        lengths[by_loss[step % len(by_loss)]] += 1
    return lengths


def _cut_on_beats(
    lengths: Sequence[int], needs: Sequence[int | None], beats: Sequence[float], halves: Sequence[int]
) -> list[int]:
    """Moves the cuts by up to BEAT_REACH frames each, so that as many as possible fall on a beat.

    Every scene keeps the length it needs; one with a need of None keeps its length. `halves` are the frames to the
    middle of each scene's transition, which is what falls on the beat.
    """
    beat_frames = {round(beat * FPS) for beat in beats}
    # The ways to place the cuts so far, by the last one: what they cost, and the lengths between them.
    ways: dict[int, tuple[int, list[int]]] = {0: (0, [])}
    planned, whole = 0, sum(lengths)
    for index, (length, need) in enumerate(zip(lengths, needs, strict=True)):
        planned += length
        last = index == len(lengths) - 1
        half = 0 if last else halves[index + 1]
        reached: dict[int, tuple[int, list[int]]] = {}
        for cut in [whole] if last else range(planned - BEAT_REACH, planned + BEAT_REACH + 1):
            off = 0 if last or cut + half in beat_frames else _OFF_BEAT
            possible = [
                (cost + abs(cut - planned) + off, [*before, cut - begin])
                for begin, (cost, before) in ways.items()
                if (cut - begin == length if need is None else cut - begin >= need)
            ]
            if possible:
                reached[cut] = min(possible, key=lambda way: way[0])
        ways = reached
    return ways[whole][1] if ways else list(lengths)


def _scene(id: str, index: int, timed: _Timed, lengths: Sequence[int], seed: int) -> Scene:
    planned, frames = timed.scene, lengths[index]
    longest_join = min(frames, lengths[index - 1]) // 3 if index else 0
    transition = planned.transition
    kind = transition.kind if longest_join >= 4 and transition.frames else TransitionKind.CUT
    spare = frames - timed.need
    silent = Fallback(
        stage=Stage.PLAN,
        wanted="a spoken line",
        used=Stage.VOICE.about.fallback,
        why=f"No version of its line fits into {frames / FPS:.1f} s. Make the ad longer or use fewer scenes.",
    )
    vo = "" if timed.version is None else planned.lines[timed.version]
    cut = Fallback(
        stage=Stage.PLAN,
        wanted="the whole planned line",
        used=f"“{vo}”",
        why=f"The whole line does not fit into {frames / FPS:.1f} s: “{max(planned.lines, key=len, default='')}”",
    )
    notes = (silent,) if planned.lines and timed.version is None else (cut,) if vo in planned.shortened else ()
    return Scene(
        id=id,
        role=planned.role,
        frames=frames,
        vo=vo,
        super=planned.super,
        lines=planned.lines,
        plate_prompt=planned.plate_prompt,
        set=planned.set,
        seed=scene_seed(seed, index),
        camera=planned.camera,
        motion=planned.motion,
        transition=Transition(
            kind=kind, frames=0 if kind is TransitionKind.CUT else min(transition.frames, longest_join)
        ),
        fallbacks=notes,
        voice_frame=min(LEAD, frames - 1) + min(max(0, spare) // 4, 12),
    )
