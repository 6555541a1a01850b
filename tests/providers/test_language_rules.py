"""What the studio does not take from a language model, and what it tells it then."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adforge_core.model.brief import Brief, SceneRequest
from adforge_core.model.patch import Patch, patched
from adforge_core.model.placement import CameraMove
from adforge_core.model.shots import Framing
from adforge_core.model.storyboard import Plan, PlannedShot, Role, TransitionKind
from adforge_core.providers.base import PlanRequest, ReviseRequest, RewriteRequest
from adforge_core.providers.local.planner import LocalPlanner
from adforge_core.providers.local.sets import SETS
from adforge_core.providers.openai import VENDOR
from adforge_core.providers.remote.editing import revise_task, rewrite_task
from adforge_core.providers.remote.planning import plan_task
from adforge_core.providers.remote.prices import price_of
from adforge_core.providers.remote.repair import MOODS, most_words
from adforge_core.providers.remote.task import Task, Unusable, bare_json
from adforge_core.providers.remote.truth import out_of_place, told_by, unfounded
from adforge_core.stages.plan import check_plan
from tests.contracts.answers import broken_rules, storyboard
from tests.contracts.language import BRIEF, PROJECT, plan_request

REQUEST = plan_request()
TASK = plan_task(REQUEST)
REVISE = revise_task(ReviseRequest(project=PROJECT, note="Make it warmer, and say 3 cups."))
REWRITE = rewrite_task(RewriteRequest(project=PROJECT, scene="scene-1"))

Spoil = Callable[[dict[str, Any]], object]


def scene(**fields: object) -> Spoil:
    return lambda answer: answer["scenes"][1].update(fields)


def look(part: str, **fields: object) -> Spoil:
    return lambda answer: answer["look"][part].update(fields)


def last(answer: Any, **fields: object) -> None:
    answer["scenes"][-1].update(fields)


def planned(answer: object, request: PlanRequest = REQUEST) -> Plan:
    """The plan that an answer becomes, which every stage after it can use as it is."""
    plan = plan_task(request).read(json.dumps(answer))
    holds(plan, request)
    return plan


def holds(plan: Plan, request: PlanRequest) -> None:
    """What a plan that was put right promises."""
    brief = request.brief
    assert check_plan(plan, request) == plan
    assert len(plan.scenes) == len(brief.scene_requests)
    assert plan.scenes[-1].role is Role.CALL_TO_ACTION
    assert all(scene.role is not Role.CALL_TO_ACTION for scene in plan.scenes[:-1])
    assert plan.scenes[0].transition.kind is TransitionKind.CUT
    assert {scene.set for scene in plan.scenes} <= set(SETS)
    assert plan.mood in MOODS
    assert plan.cta
    assert plan.offer == brief.offer
    told = told_by(brief, request.note)
    local = LocalPlanner().plan(request)
    for scene, usual, asked in zip(plan.scenes, local.scenes, brief.scene_requests, strict=True):
        assert scene.lines
        assert [len(line) for line in scene.lines] == sorted((len(line) for line in scene.lines), reverse=True)
        assert len(scene.lines[-1].split()) <= most_words(brief.duration / len(plan.scenes)) or scene.lines in (
            (asked.vo,),
            usual.lines,
        )
        assert len(scene.super) <= 44 or scene.super in (asked.super, usual.super)
        assert scene.lines == usual.lines or not any(unfounded(line, told) for line in scene.lines)
        assert scene.super == usual.super or not unfounded(scene.super, told)
        assert scene.plate_prompt == usual.plate_prompt or not out_of_place(scene.plate_prompt, brief)
        assert not asked.vo or scene.lines == (asked.vo,)
        assert not asked.super or scene.super == asked.super
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


@pytest.mark.parametrize(
    ("spoil", "noted"),
    [
        (lambda answer: answer["scenes"].pop(0), "the studio wrote scene 3"),
        (lambda answer: answer["scenes"].append(answer["scenes"][0]), "all 5 planned scenes"),
        (lambda answer: last(answer, role="proof"), ""),
        (lambda answer: last(answer, role="closing shot"), ""),
        (lambda answer: answer["scenes"].reverse(), ""),
        (scene(role="call to action"), ""),
        (scene(lines=["Loved by 9,000 early risers."]), "number 9000"),
        (scene(lines=["Loved by 9,000 early risers.", "It never tastes bitter."]), ""),
        (scene(lines=["An award-winning cup."]), "claims “award"),
        (scene(super="Clinically proven"), "claims “Clinically"),
        (lambda answer: answer.update(offer="20% off"), ""),
        (lambda answer: answer.update(offer=""), ""),
        (scene(lines=["word " * 60]), "words only"),
        (scene(lines=["Mornings begin here. " + "Slowly and gently and softly " * 9]), ""),
        (scene(lines=[" ", ""]), ""),
        (scene(lines="Only one line."), ""),
        (scene(lines=None), ""),
        (scene(super="far too many words for what is shown on a screen"), "room for 44"),
        (lambda answer: answer.update(cta="Order it today and be happy ever after"), "room for 28"),
        (lambda answer: answer.update(cta=" "), ""),
        (scene(plate_prompt="A marble table with the product on it"), ""),
        (scene(plate_prompt="A woman by a window"), ""),
        (scene(plate_prompt=""), ""),
        (scene(set="beach"), ""),
        (scene(set="Window "), ""),
        (scene(camera="orbit"), ""),
        (scene(camera="SLIDE_LEFT"), ""),
        (scene(motion=7, transition=[], seconds="long"), ""),
        (scene(seconds=1e400), ""),
        (lambda answer: answer.update(music="jazz"), ""),
        (look("palette", background="#4d4d4d"), ""),
        (look("palette", background="beige"), ""),
        (look("palette", accent="gold"), ""),
        (look("palette", accent="the brand's own"), ""),
        (look("grade", warmth=9), ""),
        (look("key_light", azimuth=400), ""),
        (lambda answer: answer.update(look="warm"), ""),
        (lambda answer: answer.pop("heard"), ""),
        (lambda answer: answer.update(scenes=dict(enumerate(answer["scenes"]))), ""),
        (lambda answer: answer.update(storyboard=dict(answer)) or answer.pop("scenes"), ""),
    ],
)
def test_a_plan_that_is_slightly_off_is_put_right(spoil: Spoil, noted: str) -> None:
    answer = storyboard(json.loads(TASK.case))
    good = planned(answer)
    spoil(answer)
    plan = planned(answer)
    assert [noted in f"{note.wanted} {note.why}" for note in plan.fallbacks] == ([True] if noted else [])
    # What is not spoilt is used: no scene but one, at most, is the studio's own.
    said = {line for one in plan.scenes for line in one.lines}
    assert sum(bool(set(one.lines) & said) for one in good.scenes) >= 3


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (scene(set="Window "), lambda plan: plan.scenes[1].set == "window"),
        (scene(camera="SLIDE_LEFT"), lambda plan: plan.scenes[1].camera is CameraMove.SLIDE_LEFT),
        (look("palette", accent="gold"), lambda plan: plan.look.palette.accent == "#ffd700"),
        (look("grade", warmth=9), lambda plan: plan.look.grade.warmth == 1),
        (look("key_light", azimuth=400), lambda plan: plan.look.key_light.azimuth == 40),
        (scene(seconds="7"), lambda plan: plan.scenes[1].weight == 7),
        (
            scene(shots=[{"framing": "Close-up"}, {"framing": "DETAIL", "seconds": "2"}, {"framing": "wide"}, 7]),
            lambda plan: (
                plan.scenes[1].shots
                == (PlannedShot(framing=Framing.DETAIL, weight=2), PlannedShot(framing=Framing.WIDE, weight=2))
            ),
        ),
        (scene(shots="close"), lambda plan: plan.scenes[1].shots == () and plan.scenes[2].shots),
        (scene(super="Slow mornings, " * 4), lambda plan: plan.scenes[1].super == ", ".join(["Slow mornings"] * 3)),
        (
            scene(lines=["Mornings begin here. " + "Slowly and gently and softly " * 9]),
            lambda plan: plan.scenes[1].lines == plan.scenes[1].shortened == ("Mornings begin here.",),
        ),
        (
            lambda answer: answer["scenes"].insert(0, answer["scenes"].pop()),
            lambda plan: plan.scenes[-1].lines[-1] == "The fourth moment.",
        ),
        (
            lambda answer: answer["scenes"].insert(1, {"role": "problem", "lines": ["Nobody has time."]}),
            lambda plan: (
                [one.lines[-1] for one in plan.scenes]
                == ["The first moment.", "The second moment.", "The third moment.", "The fourth moment."]
            ),
        ),
    ],
)
def test_it_is_put_right_by_what_is_nearest(spoil: Spoil, found: Callable[[Plan], bool]) -> None:
    answer = storyboard(json.loads(TASK.case))
    spoil(answer)
    assert found(planned(answer))


NONSENSE = r"no JSON object in it|no list of scenes|No scene has a line that can be said"


@pytest.mark.parametrize(
    "answer",
    [
        "Sure! Here is your ad.", "[]", "{}", '{"scenes": "four"}', '{"scenes": [1, 2]}', '{"scenes": [{"role": 1}]}',
        '{"scenes": [{"lines": ["Loved by 9,000."]}, {"lines": ["An award-winning cup."]}]}', '{"scenes": [{"li',
    ],
)  # fmt: skip
def test_nonsense_is_refused(answer: str) -> None:
    with pytest.raises(Unusable, match=NONSENSE):
        TASK.read(answer)


SIMPLE_VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60)
JSON_VALUES = st.recursive(
    SIMPLE_VALUES | st.sampled_from(["Sip it slowly.", "Loved by 9,000.", "word " * 40, "hook", "gold", "#fff"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@st.composite
def almost_plans(draw: st.DrawFn, value: Any) -> Any:
    """The value with any of its parts, however deep, left out, repeated or replaced by anything at all."""
    if draw(st.integers(0, 14)) == 0:
        return draw(JSON_VALUES)
    if isinstance(value, dict):
        kept = {name: one for name, one in value.items() if draw(st.integers(0, 20))}
        return {name: draw(almost_plans(one)) for name, one in kept.items()}
    if isinstance(value, list):
        times = [draw(st.sampled_from([1, 1, 1, 1, 1, 0, 2])) for _ in value]
        return [draw(almost_plans(one)) for one, many in zip(value, times, strict=True) for _ in range(many)]
    return value


OFFER = "20 % off every bag you order until Sunday, for members of the club only, not in June"
BRIEFS = [
    BRIEF,
    BRIEF.model_copy(update={"offer": "", "cta": "Order it today and be happy ever after", "duration": 6}),
    BRIEF.model_copy(update={"offer": OFFER}),
    BRIEF.model_copy(update={"scenes": 1}),
    BRIEF.model_copy(
        update={"scenes": (SceneRequest(super="Mine"), SceneRequest(vo="My own 99 words."), *[SceneRequest()] * 2)}
    ),
]


@given(st.sampled_from(BRIEFS), st.data())
def test_whatever_is_answered_becomes_a_plan_or_is_nonsense(brief: Brief, data: st.DataObject) -> None:
    request = plan_request(brief=brief)
    task = plan_task(request)
    text = json.dumps(data.draw(almost_plans(storyboard(json.loads(task.case)))))
    plan = taken(task, text)
    if plan is not None:
        holds(plan, request)
        assert task.read(text) == plan


def taken(task: Task[Plan], text: str) -> Plan | None:
    """The plan that a text becomes; None where it is nonsense, as the studio defines it."""
    try:
        return task.read(text)
    except Unusable as refused:
        if re.search(NONSENSE, refused.happened):
            return None
        raise


def test_locked_scenes_cost_no_other_scene_and_no_note() -> None:
    kept = SceneRequest(vo="Roasted in small batches.", super="Small batches")
    brief = BRIEF.model_copy(update={"scenes": (SceneRequest(), kept, SceneRequest(), SceneRequest())})
    request = plan_request(brief=brief, locked=(1,))
    answer = storyboard(json.loads(plan_task(request).case))
    del answer["scenes"][1]
    plan = planned(answer, request)
    assert not plan.fallbacks
    assert [one.lines[-1] for one in plan.scenes] == [
        "The first moment.", "Roasted in small batches.", "The third moment.", "The fourth moment.",
    ]  # fmt: skip


def test_the_offer_is_shown_whole() -> None:
    request = plan_request(brief=BRIEF.model_copy(update={"offer": OFFER}))
    answer = storyboard(json.loads(plan_task(request).case))
    assert len(answer["offer"]) == 60
    assert planned(answer, request).offer == OFFER
    noted = plan_request(brief=request.brief, note="Make it calmer.")
    assert planned(answer, noted).offer == OFFER


def test_an_answer_is_found_behind_thoughts_that_have_braces_too() -> None:
    answer = json.dumps(storyboard(json.loads(TASK.case)))
    assert TASK.read(f"First {{thoughts}}, {{}} then:\n```json\n{answer}\n```\n{{done}}") == TASK.read(answer)


def test_what_the_brief_says_may_be_said() -> None:
    answer = storyboard(json.loads(TASK.case))
    answer["scenes"][1] |= {"lines": ["Roasted in small batches. 15% off your first bag."], "super": "15% off"}
    assert TASK.read(json.dumps(answer)).scenes[1].super == "15% off"


def test_no_offer_is_made_that_the_brief_does_not_make() -> None:
    task = plan_task(plan_request(brief=Brief(product="Morning Ritual")))
    assert task.read(json.dumps(storyboard(json.loads(task.case)) | {"offer": "A gift"})).offer == ""


@pytest.mark.parametrize("told", ["Save $1,000 a year", "Save 1000 dollars a year"])
def test_a_number_is_known_however_it_is_written(told: str) -> None:
    assert not unfounded("That is $1,000 saved.", told)


@pytest.mark.parametrize(
    "prompt", ["A brand-new oak table", "A hand-built wall in late sun", "Womanly curves of plaster"]
)
def test_a_plate_may_use_words_that_only_contain_others(prompt: str) -> None:
    assert not out_of_place(prompt, BRIEF)


def changed(scene: str, field: str, value: object) -> dict[str, object]:
    return {"scene": scene, "field": field, "value": value}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (changed("scene-2", "vo", "Honey."), "locked"),
        (changed("scene-9", "vo", "Honey."), "scene"),
        (changed("", "brief", "x"), "no such field"),
        (changed("", "look.grade.warmth", "warmer"), "is a number"),
        (changed("", "look.palette.background", "#4c4c4c"), "would not be seen"),
        (changed("", "look.palette.background", "warm"), "not a colour"),
        (changed("", "offer", "50% off"), "number 50"),
        (changed("", "mood", "jazz"), "no mood called “jazz”"),
        (changed("scene-1", "super", 7), "is a text"),
        (changed("scene-1", "vo", "Guaranteed to please."), "claims “Guaranteed”"),
        (changed("scene-1", "plate_prompt", "People at a table"), "“People”"),
        (changed("scene-1", "set", "beach"), "no set called “beach”"),
        (changed("scene-1", "camera", "orbit"), "choose one of still"),
        (changed("scene-1", "shots", "close 1 s, camera orbit"), "no “orbit”"),
        (changed("scene-1", "shots", "close; " * 12), "no room for so many shots: 4.0 s for 12"),
    ],
)
def test_a_change_against_the_rules_is_left_out_and_the_others_are_taken(change: dict[str, object], why: str) -> None:
    with pytest.raises(Unusable, match=why):
        REVISE.read(json.dumps({"changes": [change], "heard": "Done."}))
    other = changed("", "mood", "tender")
    patch = REVISE.read(json.dumps({"changes": [change, other], "heard": "Done."}))
    assert [(one.field, one.value) for one in patch.changes] == [("mood", "tender")]
    assert patch.understood.startswith("Done. Left out: ")
    assert re.search(why, patch.understood)


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        (changed("", "look.grade.warmth", 9), "look.grade.warmth", 1.0),
        (changed("", "look.grade.warmth", "0.4"), "look.grade.warmth", 0.4),
        (changed("", "look.key_light.azimuth", -30), "look.key_light.azimuth", 330.0),
        (changed("", "look.palette.accent", "Gold"), "look.palette.accent", "#ffd700"),
        (changed("scene-1", "mood", "Tender"), "mood", "tender"),
        (changed("Scene 1", "super", "Slow mornings, " * 4), "super", ", ".join(["Slow mornings"] * 3)),
        (changed("scene-1", "camera", "slide-left"), "camera", "slide left"),
        (
            changed("scene-1", "shots", "Close 1 s, camera pull; wide shot 3 seconds"),
            "shots",
            "close 1.0 s, camera pull, movement still; wide 3.0 s, camera push, movement still",
        ),
        (
            changed("scene-3", "shots", "detail; wide"),
            "shots",
            "detail 0.7 s, camera push, movement still; wide 3.3 s, camera push, movement still",
        ),
    ],
)
def test_a_change_that_is_slightly_off_is_put_right(change: dict[str, object], field: str, value: object) -> None:
    (found,) = REVISE.read(json.dumps({"changes": [change], "heard": "Done."})).changes
    assert (found.field, found.value) == (field, value)
    assert patched(PROJECT, Patch(changes=(found,))) != PROJECT


@given(st.data())
def test_whatever_changes_are_answered_can_be_made_or_are_refused(data: st.DataObject) -> None:
    changes = [changed("scene-1", "super", "Slow"), changed("", "look.grade.warmth", 0.4), changed("", "mood", "happy")]
    changes.append(changed("scene-1", "shots", "close 1 s; wide 3 s"))
    answer = data.draw(almost_plans({"changes": changes, "heard": "Done."}))
    try:
        patch = REVISE.read(json.dumps(answer))
    except Unusable:
        return
    patched(PROJECT, patch)
    assert patch.changes or patch.understood


def test_a_wish_may_bring_its_own_facts() -> None:
    answer = {"changes": [changed("scene-1", "vo", "3 cups, every morning.")], "heard": "Done."}
    assert REVISE.read(json.dumps(answer)).changes[0].value == "3 cups, every morning."


def test_what_cannot_be_done_must_be_said() -> None:
    assert not REVISE.read('{"changes": [], "heard": "The photo cannot be changed."}').changes
    with pytest.raises(Unusable, match="does not say why"):
        REVISE.read('{"changes": [], "heard": " "}')


def test_lines_too_long_or_not_new_are_left_out() -> None:
    old, new = PROJECT.scenes[0].vo, "Mornings without bitterness."
    assert REWRITE.read(json.dumps({"lines": ["x" * 99, old, new, new]})) == (new,)
    with pytest.raises(Unusable, match="None of the lines"):
        REWRITE.read(json.dumps({"lines": [old, "x" * 99]}))


def test_of_lines_that_may_not_be_said_the_others_are_taken_and_long_ones_as_far_as_they_stand_alone() -> None:
    long = "Mornings start slowly. " + "And then they go on and on. " * 4
    answer = {"lines": ["Loved by 9,000 people.", long, None, "Better mornings, at last."]}
    assert REWRITE.read(json.dumps(answer)) == ("Mornings start slowly.", "Better mornings, at last.")
    with pytest.raises(Unusable, match="number 9000"):
        REWRITE.read(json.dumps({"lines": ["Loved by 9,000 people."]}))


@pytest.mark.parametrize("task", [TASK, REVISE, REWRITE], ids=["plan", "revise", "rewrite"])
def test_schemas_are_as_strict_as_services_want_them(task: Any) -> None:
    assert broken_rules(task.schema) == []


@given(
    st.text(alphabet=st.characters(exclude_characters="{}")), st.text(alphabet=st.characters(exclude_characters="{}"))
)
def test_json_is_found_in_whatever_surrounds_it(before: str, after: str) -> None:
    assert json.loads(bare_json(f'{before}{{"a": {{"b": 1}}}}{after}')) == {"a": {"b": 1}}


def test_another_attempt_and_another_note_are_other_questions() -> None:
    cases = {plan_task(plan_request(seed=seed, note=note)).case for seed in (1, 2) for note in ("", "calmer")}
    assert len(cases) == 4


def test_a_dated_models_price_is_its_own_and_an_unknown_ones_the_dearest() -> None:
    assert price_of(VENDOR, "planner", "gpt-6.1-terra-2026-10-26") == price_of(VENDOR, "planner", "gpt-6.1-terra")
    assert price_of(VENDOR, "planner", "gpt-9-pro")["output"] >= price_of(VENDOR, "planner", "gpt-6-astra")["output"]
