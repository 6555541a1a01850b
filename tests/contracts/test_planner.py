"""What every planner promises, on this machine and over the network alike."""

import re
from pathlib import Path
from typing import Any

import pytest

from adforge_core.model.brief import Brief, SceneRequest
from adforge_core.model.look import Grade
from adforge_core.model.storyboard import Plan, Role, TransitionKind
from adforge_core.pipeline.run import Run
from adforge_core.providers.local.planner import LocalPlanner
from adforge_core.providers.local.sets import SETS
from adforge_core.providers.vendors import vendors_for
from adforge_core.stages.plan import check_plan, plain_plan
from tests.contracts.language import BRIEF, PRODUCT, VENDORS, photo_in, plan_request, planned
from tests.contracts.server import Double

MOODS = {path.name for path in (Path(__file__).parents[2] / "assets" / "music").iterdir() if path.is_dir()}


@pytest.fixture(params=["local", *VENDORS])
def planner(request: pytest.FixtureRequest, double: Double, monkeypatch: pytest.MonkeyPatch) -> Any:
    if request.param == "local":
        return LocalPlanner()
    return VENDORS[request.param].reached(double, monkeypatch)[0]


@pytest.mark.parametrize("scenes", [1, 2, 5, 8])
def test_plans_one_scene_for_each_asked_for_and_ends_in_a_call_to_action(planner: Any, run: Run, scenes: int) -> None:
    request = plan_request(brief=BRIEF.model_copy(update={"scenes": scenes}))
    plan = planned(run, planner, request)
    assert len(plan.scenes) == scenes
    assert plan.scenes[-1].role is Role.CALL_TO_ACTION
    assert check_plan(plan, request).scenes


def test_lines_come_longest_first_and_the_shortest_can_be_said(planner: Any, run: Run) -> None:
    plan = planned(run, planner, plan_request())
    for scene in plan.scenes:
        lengths = [len(line) for line in scene.lines]
        assert lengths == sorted(lengths, reverse=True)
        assert len(scene.lines[-1].split()) <= 2.6 * BRIEF.duration / len(plan.scenes)
        assert len(scene.super) <= 44
    assert len(plan.cta) <= 28
    assert len(plan.offer) <= 60


def test_no_number_is_made_up(planner: Any, run: Run) -> None:
    plan = planned(run, planner, plan_request())
    said = " ".join([*(text for scene in plan.scenes for text in (*scene.lines, scene.super)), plan.offer, plan.cta])
    assert set(re.findall(r"\d+", said)) <= {"15"}


def test_everything_it_names_exists(planner: Any, run: Run) -> None:
    plan = planned(run, planner, plan_request())
    assert plan.mood in MOODS
    assert {scene.set for scene in plan.scenes} <= set(SETS)
    assert plan.scenes[0].transition.kind is TransitionKind.CUT
    assert all((scene.transition.frames == 0) == (scene.transition.kind is TransitionKind.CUT) for scene in plan.scenes)


def test_the_product_stands_out_from_the_background(planner: Any, run: Run) -> None:
    red, green, blue = bytes.fromhex(planned(run, planner, plan_request()).look.palette.background[1:])
    assert abs((0.3 * red + 0.6 * green + 0.1 * blue) / 255 - PRODUCT.brightness) > 0.1


def test_a_note_is_answered(planner: Any, run: Run) -> None:
    assert planned(run, planner, plan_request(note="Make it calmer.")).understood
    assert not planned(run, planner, plan_request()).understood


def by_hand(plan: Plan) -> Plan:
    """The plan as a storyboard that somebody has worked at: one line a scene, the first one's own, and another look."""
    scenes = [scene.model_copy(update={"lines": scene.lines[:1]}) for scene in plan.scenes]
    scenes[0] = scenes[0].model_copy(update={"lines": ("Only 3 mornings left.",), "super": "As I want it, " * 4})
    look = plan.look.model_copy(update={"grade": Grade(contrast=1.3)})
    return plan.model_copy(update={"scenes": tuple(scenes), "look": look, "mood": "happy"})


def test_a_note_changes_what_it_is_about_and_leaves_the_rest(planner: Any, run: Run) -> None:
    earlier = by_hand(planned(run, planner, plan_request()))
    again = planned(run, planner, plan_request(note="scene 2 shorter", earlier=earlier))
    assert again.scenes[1].lines[0] != earlier.scenes[1].lines[0]
    for place in (0, 2, 3):
        assert again.scenes[place].lines[0] == earlier.scenes[place].lines[0]
        assert again.scenes[place].super.strip() == earlier.scenes[place].super.strip()
    assert (again.look, again.mood, again.cta) == (earlier.look, earlier.mood, earlier.cta)
    assert again.understood


def test_what_is_locked_is_said_once(planner: Any, run: Run) -> None:
    """The words of locked scenes are fixed in the brief, so that the others lead there and on from there."""
    said = "Roasted in small batches, every Tuesday."
    scenes = (SceneRequest(), SceneRequest(vo=said), SceneRequest(), SceneRequest())
    request = plan_request(brief=BRIEF.model_copy(update={"scenes": scenes}), locked=(1,))
    plan = check_plan(planned(run, planner, request), request)
    assert [said in scene.lines for scene in plan.scenes] == [False, True, False, False]


def test_the_marketers_own_words_stand(planner: Any, run: Run) -> None:
    fixed = SceneRequest(vo="This is said just so.", super="And this is read")
    request = plan_request(brief=Brief(product="Morning Ritual", scenes=(fixed, SceneRequest(), SceneRequest())))
    plan = check_plan(planned(run, planner, request), request)
    assert (plan.scenes[0].lines, plan.scenes[0].super) == (("This is said just so.",), "And this is read")


def test_the_same_is_answered_alike_and_paid_for_once(planner: Any, run: Run, double: Double, tmp_path: Path) -> None:
    request = plan_request(photo_in(tmp_path))
    plan = planned(run, planner, request)
    paid = run.folder.ledger.total_usd()
    assert planned(run, planner, request) == plan
    assert run.folder.ledger.total_usd() == paid == double.charged_usd
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


def test_it_says_who_it_is(planner: Any) -> None:
    assert planner.name
    assert planner.version


def test_it_says_more_than_the_plain_plan(planner: Any, run: Run) -> None:
    request = plan_request()
    assert planned(run, planner, request) != plain_plan(request)


def test_every_vendor_that_plans_is_among_these() -> None:
    assert {vendor.name for vendor in vendors_for("planner")} <= {vendor.name for vendor in VENDORS.values()}
