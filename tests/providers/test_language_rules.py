"""What the studio does not take from a language model, and what it tells it then."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adforge_core.model.brief import Brief
from adforge_core.providers.base import ReviseRequest, RewriteRequest
from adforge_core.providers.remote.editing import revise_task, rewrite_task
from adforge_core.providers.remote.planning import plan_task
from adforge_core.providers.remote.prices import price_of
from adforge_core.providers.remote.task import Unusable, bare_json
from adforge_core.providers.remote.truth import check_claims, check_plate
from tests.contracts.answers import broken_rules, storyboard
from tests.contracts.language import BRIEF, PROJECT, plan_request

TASK = plan_task(plan_request())
REVISE = revise_task(ReviseRequest(project=PROJECT, note="Make it warmer, and say 3 cups."))
REWRITE = rewrite_task(RewriteRequest(project=PROJECT, scene="scene-1"))

Spoil = Callable[[dict[str, Any]], object]


def scene(**fields: object) -> Spoil:
    return lambda answer: answer["scenes"][1].update(fields)


def look(part: str, **fields: object) -> Spoil:
    return lambda answer: answer["look"][part].update(fields)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda answer: answer["scenes"].pop(), "has 3 scenes where the brief asks for 4"),
        (lambda answer: answer["scenes"][-1].update(role="proof"), "last scene's role"),
        (scene(lines=["Loved by 9,000 early risers."]), "number 9000"),
        (scene(lines=["An award-winning cup."]), "claims “award"),
        (scene(super="Clinically proven"), "claims “Clinically"),
        (lambda answer: answer.update(offer="20% off"), "number 20"),
        (scene(lines=["word " * 60]), "cannot be said"),
        (scene(lines=[" ", ""]), "needs its lines"),
        (scene(super="far too many words for what is shown on a screen"), "letters where 44 have room"),
        (lambda answer: answer.update(cta="Order it today and be happy ever after"), "letters where 28"),
        (scene(plate_prompt="A marble table with the product on it"), "“product”"),
        (scene(plate_prompt="A woman by a window"), "“woman”"),
        (scene(plate_prompt="A cup of Morning Ritual on oak"), "“Morning Ritual”"),
        (scene(plate_prompt="A shop with Hillside over the door"), "“Hillside”"),
        (scene(set="beach"), "no set called beach"),
        (scene(camera="orbit"), r"scenes\.1\.camera"),
        (lambda answer: answer.update(music="jazz"), "no music called jazz"),
        (look("palette", background="#4d4d4d"), "would not be seen on #4d4d4d"),
        (look("palette", background="beige"), "not a colour"),
        (look("palette", accent="gold"), "out of bounds"),
        (look("grade", warmth=9), "out of bounds"),
        (look("key_light", azimuth=400), "out of bounds"),
        (lambda answer: answer.pop("heard"), "heard: Field required"),
    ],
)
def test_a_plan_against_the_rules_is_not_taken(spoil: Spoil, why: str) -> None:
    answer = storyboard(json.loads(TASK.case))
    spoil(answer)
    with pytest.raises(Unusable, match=why):
        TASK.read(json.dumps(answer))


def test_what_the_brief_says_may_be_said() -> None:
    answer = storyboard(json.loads(TASK.case))
    answer["scenes"][1] |= {"lines": ["Roasted in small batches. 15% off your first bag."], "super": "15% off"}
    assert TASK.read(json.dumps(answer)).scenes[1].super == "15% off"


def test_no_offer_is_made_that_the_brief_does_not_make() -> None:
    task = plan_task(plan_request(brief=Brief(product="Morning Ritual")))
    assert task.read(json.dumps(storyboard(json.loads(task.case)) | {"offer": "A gift"})).offer == ""


@pytest.mark.parametrize("told", ["Save $1,000 a year", "Save 1000 dollars a year"])
def test_a_number_is_known_however_it_is_written(told: str) -> None:
    check_claims(["That is $1,000 saved."], told)


@pytest.mark.parametrize(
    "prompt", ["A brand-new oak table", "A hand-built wall in late sun", "Womanly curves of plaster"]
)
def test_a_plate_may_use_words_that_only_contain_others(prompt: str) -> None:
    check_plate(prompt, BRIEF)


def changed(scene: str, field: str, value: object) -> dict[str, object]:
    return {"scene": scene, "field": field, "value": value}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (changed("scene-2", "vo", "Honey."), "locked"),
        (changed("scene-9", "vo", "Honey."), "scene"),
        (changed("", "brief", "x"), "no such field"),
        (changed("", "look.grade.warmth", 9), "look.grade.warmth"),
        (changed("", "look.palette.background", "#4c4c4c"), "would not be seen"),
        (changed("", "look.palette.background", "warm"), "not a colour"),
        (changed("", "offer", "50% off"), "number 50"),
        (changed("", "mood", "jazz"), "no music called jazz"),
        (changed("scene-1", "super", "x" * 45), "more than 44"),
        (changed("scene-1", "vo", "Guaranteed to please."), "claims “Guaranteed”"),
        (changed("scene-1", "plate_prompt", "People at a table"), "“People”"),
        (changed("scene-1", "set", "beach"), "no set called beach"),
        (changed("scene-1", "camera", "orbit"), "must be one of"),
    ],
)
def test_a_change_against_the_rules_is_not_taken(change: dict[str, object], why: str) -> None:
    with pytest.raises(Unusable, match=why):
        REVISE.read(json.dumps({"changes": [change], "heard": "Done."}))


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
    assert price_of("openai", "gpt-6.1-terra-2026-10-26") == price_of("openai", "gpt-6.1-terra")
    assert price_of("openai", "gpt-9-pro")["output"] >= price_of("openai", "gpt-6-astra")["output"]
