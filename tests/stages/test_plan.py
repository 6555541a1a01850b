import pytest
from hypothesis import given
from hypothesis import strategies as st

from adforge_core.errors import StageFailed
from adforge_core.model.brief import Brief, SceneRequest
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.project import Product
from adforge_core.model.storyboard import PlannedScene, Role, Transition, TransitionKind
from adforge_core.model.value import FPS
from adforge_core.providers.base import PlanRequest
from adforge_core.stages.plan import BEAT_REACH, LEAD, REST, check_plan, plain_plan, time_scenes

PRODUCT = Product(photo="p.png", cutout="c.png", aspect=1, brightness=0.5, palette=("#888888",), provider="test")


def scene(lines: tuple[str, ...], role: Role = Role.BENEFIT, weight: float = 1) -> PlannedScene:
    return PlannedScene(
        role=role,
        lines=lines,
        super="Words",
        plate_prompt="",
        set="",
        camera=CameraMove.PUSH,
        motion=Motion.STILL,
        transition=Transition(kind=TransitionKind.CROSSFADE, frames=12),
        weight=weight,
    )


def seconds_of(line: str) -> float:
    return len(line.split()) / 2.6


@st.composite
def ads(draw: st.DrawFn) -> tuple[list[PlannedScene], int, list[float]]:
    count = draw(st.integers(1, 8))
    frames = draw(st.integers(6 * FPS, 90 * FPS))
    lengths = st.lists(st.integers(1, 45), min_size=0, max_size=5, unique=True)
    planned = [
        scene(
            tuple(" ".join([f"w{index}"] * words) for words in sorted(draw(lengths), reverse=True)),
            draw(st.sampled_from(list(Role))),
            draw(st.floats(0.2, 5)),
        )
        for index in range(count)
    ]
    beat = 60 / draw(st.floats(60, 180))
    return planned, frames, [beat * number for number in range(int(frames / FPS / beat) + 1)]


@given(ads())
def test_lengths_add_up_and_no_line_is_cut_off_or_rushed(ad: tuple[list[PlannedScene], int, list[float]]) -> None:
    planned, frames, beats = ad
    spoken = {line: seconds_of(line) for one in planned for line in one.lines}
    scenes = time_scenes(planned, spoken, frames, beats, seed=1)
    assert sum(one.frames for one in scenes) == frames
    assert [one.id for one in scenes] == [f"scene-{number + 1}" for number in range(len(planned))]
    for one in scenes:
        assert one.frames >= 1
        assert one.transition.frames <= one.frames // 3
        if one.vo:
            room = (one.frames - one.voice_frame) / FPS
            assert seconds_of(one.vo) / room <= 1.15
            assert one.voice_frame >= min(LEAD, one.frames - 1)


def test_the_longest_line_that_fits_is_spoken() -> None:
    long, short = " ".join(["long"] * 30), "just these words"
    spoken = {line: seconds_of(line) for line in (long, short)}
    (roomy,) = time_scenes([scene((long, short))], spoken, 20 * FPS, (), 0)
    (tight,) = time_scenes([scene((long, short))], spoken, 6 * FPS, (), 0)
    assert (roomy.vo, tight.vo) == (long, short)


def test_what_tells_nothing_is_shortened_before_what_tells_something() -> None:
    talk, word = " ".join(["talk"] * 14), "talk"
    fact, offer = " ".join(["fact"] * 12), " ".join(["offer"] * 18)
    planned = [
        scene((talk, word), Role.HOOK),
        scene((fact, "here"), Role.BENEFIT).model_copy(update={"coverage": {fact: 2}}),
        scene((offer, "go"), Role.CALL_TO_ACTION).model_copy(update={"coverage": {offer: 9}}),
    ]
    spoken = {line: seconds_of(line) for one in planned for line in one.lines}

    def said(seconds: float) -> list[str]:
        return [one.vo for one in time_scenes(planned, spoken, round(seconds * FPS) + REST, (), 0)]

    assert [said(seconds) for seconds in (19, 15, 12, 10)] == [
        [talk, fact, offer],
        [word, fact, offer],
        [word, "here", offer],
        [word, "here", offer],
    ]
    assert said(9) == [word, fact, "go"]


def test_weight_decides_who_gets_the_time_that_is_left() -> None:
    light, heavy = time_scenes([scene((), weight=1), scene((), weight=3)], {}, 400, (), 0)
    assert (light.frames, heavy.frames) == (100, 300)


def test_cuts_fall_on_the_beat_and_transitions_have_their_middle_there() -> None:
    beats = [index * 25 / FPS for index in range(25)]
    joints = (
        Transition(),
        Transition(kind=TransitionKind.CUT, frames=0),
        Transition(kind=TransitionKind.DIP, frames=18),
    )
    planned = [scene(()).model_copy(update={"transition": joint}) for joint in joints]
    scenes = time_scenes(planned, {}, 20 * FPS, beats, 0)
    cuts = [sum(one.frames for one in scenes[: index + 1]) for index in range(2)]
    assert [cut % 25 for cut in (cuts[0], cuts[1] + 9)] == [0, 0]
    assert all(abs(cut - even) <= BEAT_REACH for cut, even in zip(cuts, (200, 400), strict=True))


def test_lines_leave_time_for_every_cut_to_fall_on_the_beat() -> None:
    lines = [tuple(" ".join([word] * count) for count in (12, 9, 6)) for word in ("one", "two", "three", "four")]
    planned = [
        scene(versions).model_copy(update={"transition": Transition(kind=TransitionKind.CUT)}) for versions in lines
    ]
    spoken = {line: seconds_of(line) for versions in lines for line in versions}
    for seed, tempo in enumerate((72, 88, 104, 126)):
        beats = [index * 60 / tempo for index in range(60)]
        scenes = time_scenes(planned, spoken, 15 * FPS, beats, seed)
        frames = {round(beat * FPS) for beat in beats}
        assert all(sum(one.frames for one in scenes[:index]) in frames for index in (1, 2, 3))
        assert all(one.vo for one in scenes)


def test_a_line_nobody_could_speak_is_not_used() -> None:
    (only,) = time_scenes([scene(("unspeakable", "fine"))], {"fine": 0.4}, 10 * FPS, (), 0)
    assert only.vo == "fine"


def test_the_marketers_own_words_are_kept() -> None:
    brief = Brief(product="Tea", scenes=(SceneRequest(vo="Mine, spoken.", super="Mine"), SceneRequest()))
    request = PlanRequest(brief=brief, product=PRODUCT, seed=0)
    plan = check_plan(plain_plan(request), request)
    assert (plan.scenes[0].lines, plan.scenes[0].super) == (("Mine, spoken.",), "Mine")


@given(st.integers(1, 8), st.text(min_size=1, max_size=60).filter(lambda text: bool(text.strip())))
def test_the_plain_plan_is_a_plan_for_any_brief(scenes: int, name: str) -> None:
    request = PlanRequest(brief=Brief(product=name, scenes=scenes), product=PRODUCT, seed=0)
    assert len(check_plan(plain_plan(request), request).scenes) == scenes


@pytest.mark.parametrize("planned", [1, 2, 4, 8])
def test_a_plan_with_the_wrong_number_of_scenes_gets_as_many_as_are_asked_for(planned: int) -> None:
    asked = PlanRequest(brief=Brief(product="Tea", scenes=3), product=PRODUCT, seed=0)
    other = PlanRequest(brief=Brief(product="Tea", scenes=planned), product=PRODUCT, seed=0)
    plan = check_plan(plain_plan(other), asked)
    assert len(plan.scenes) == 3
    assert [one.role for one in plan.scenes].index(Role.CALL_TO_ACTION) == 2
    assert plan.scenes[2].lines == ("Discover Tea",)
    assert [f"{planned}" in f"{note.wanted} {note.why}" for note in plan.fallbacks] == [True]


def test_the_call_to_action_goes_last_and_the_marketers_own_scenes_stay() -> None:
    mine = SceneRequest(vo="Mine, spoken.")
    request = PlanRequest(
        brief=Brief(product="Tea", scenes=(SceneRequest(), mine, SceneRequest())), product=PRODUCT, seed=0
    )
    closing, own, hook = (
        scene((line,), role)
        for line, role in (("Go.", Role.CALL_TO_ACTION), ("Mine, spoken.", Role.PROOF), ("Look.", Role.HOOK))
    )
    plan = plain_plan(request).model_copy(update={"scenes": (closing, own, hook)})
    said = [(one.role, one.lines) for one in check_plan(plan, request).scenes]
    assert said == [(Role.HOOK, ("Look.",)), (Role.PROOF, ("Mine, spoken.",)), (Role.CALL_TO_ACTION, ("Go.",))]
    # The scene before the marketer's is missing: theirs stays where they want it.
    fewer = plan.model_copy(update={"scenes": (own, closing)})
    assert [one.lines for one in check_plan(fewer, request).scenes][1:] == [("Mine, spoken.",), ("Go.",)]


def test_a_plan_whose_last_scene_has_another_role_ends_with_it_all_the_same() -> None:
    request = PlanRequest(brief=Brief(product="Tea", scenes=2), product=PRODUCT, seed=0)
    plan = plain_plan(request).model_copy(update={"scenes": (scene(("One.",)), scene(("Two.",), Role.PROOF))})
    found = check_plan(plan, request)
    assert [(one.role, one.lines) for one in found.scenes][-1] == (Role.CALL_TO_ACTION, ("Two.",))
    assert not found.fallbacks


def test_a_plan_without_scenes_is_refused() -> None:
    request = PlanRequest(brief=Brief(product="Tea", scenes=2), product=PRODUCT, seed=0)
    with pytest.raises(StageFailed, match="no scenes"):
        check_plan(plain_plan(request).model_copy(update={"scenes": ()}), request)


def test_a_line_that_is_only_spoken_in_part_is_noted() -> None:
    whole, beginning = " ".join(["whole"] * 30), "whole whole."
    one = scene((whole, beginning)).model_copy(update={"shortened": (beginning,)})
    spoken = {line: seconds_of(line) for line in (whole, beginning)}
    assert not time_scenes([one], spoken, 20 * FPS, (), 0)[0].fallbacks
    (note,) = time_scenes([one], spoken, 6 * FPS, (), 0)[0].fallbacks
    assert beginning in note.used
    assert whole in note.why


@given(lines=st.lists(st.integers(3, 12), min_size=2, max_size=6), seed=st.integers(0, 99))
def test_music_is_alone_before_the_end_card(lines: list[int], seed: int) -> None:
    planned = [scene((" ".join(["word"] * words), "word")) for words in lines]
    spoken = {line: seconds_of(line) for one in planned for line in one.lines}
    frames = 90 * len(lines)
    beats = [index * 0.47 for index in range(200)]
    *_, before, last = time_scenes(planned, spoken, frames, beats, seed)
    ended = before.voice_frame + spoken[before.vo] * FPS
    assert (before.frames - ended + last.voice_frame) / FPS >= 0.8
