"""OpenAI, OpenRouter and servers that speak its API: what is theirs alone."""

import base64
import json
from dataclasses import replace
from pathlib import Path

import pytest

from adforge_core.errors import Cancelled, StageFailed
from adforge_core.pipeline.run import Run
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.ledger import OrderState
from adforge_core.providers.keys import Keys
from adforge_core.providers.openai.model import openai_model
from adforge_core.providers.registry import choose_providers
from adforge_core.providers.settings import Settings
from adforge_core.work.cache import Cache
from adforge_core.work.monitor import RunMonitor
from tests.contracts.answers import Answer, Background, storyboard
from tests.contracts.language import BRIEF, VENDORS, photo_in, plan_request, planned
from tests.contracts.openai_wire import error
from tests.contracts.server import (
    BadJson,
    Double,
    DropBefore,
    DropMidBody,
    Fault,
    Html,
    Instead,
    Reply,
    Request,
    Status,
    as_json,
)

OPENAI, OPENROUTER, SERVER = VENDORS["openai"], VENDORS["openrouter"], VENDORS["a local server"]


def shown(request: Request) -> list[dict[str, object]]:
    """What the model is shown: the parts of the first message that is not the rules."""
    asked = request.json
    message = asked["input"][0] if "input" in asked else asked["messages"][1]
    parts: list[dict[str, object]] = message["content"]
    return parts


def states(run: Run) -> list[OrderState]:
    return [entry.state for entry in run.folder.ledger.orders()]


def test_it_is_shown_the_brief_the_brand_and_the_photo(
    double: Double, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    model, mind = OPENAI.reached(double, monkeypatch)
    photo = photo_in(tmp_path)
    planned(run, model, plan_request(photo, note="More about the honey."))
    case = mind.cases[0]
    assert case["note"] == "More about the honey."
    assert case["brief"]["benefits"] == list(BRIEF.benefits)
    assert case["brand"] == {"name": "Hillside", "colours": ["#3b2a1e", "#d9a441"], "legal line": ""}
    text, picture = shown(double.requests[0])
    assert text["type"] == "input_text"
    assert len(base64.b64decode(str(picture["image_url"]).partition(",")[2])) < photo.stat().st_size
    assert OPENAI.key not in double.requests[0].body.decode()


def test_after_a_crash_the_answer_kept_is_used(
    double: Double, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    model, _ = OPENAI.reached(double, monkeypatch)
    plan = planned(run, model, plan_request())
    later = Run(
        ProjectFolder(tmp_path / "project"), Cache(tmp_path / "new"), run.providers, RunMonitor(), 1, budget_usd=0.0
    )
    assert planned(later, openai_model(Keys({OPENAI.key_name: OPENAI.key})), plan_request()) == plan
    assert len(OPENAI.asked(double)) == 1


def test_an_account_without_credit_is_not_asked_again(
    double: Double, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, _ = OPENAI.reached(double, monkeypatch)
    spent = error(429, "You exceeded your current quota.", "insufficient_quota", "insufficient_quota")
    double.fail("POST", *[Instead(spent)] * 4)
    with pytest.raises(StageFailed, match="The OpenAI account of OPENAI_API_KEY has no credit left"):
        planned(run, model, plan_request())
    assert len(double.requests) == 1


def test_what_its_policy_forbids_is_to_be_said_otherwise(
    double: Double, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, _ = OPENAI.reached(double, monkeypatch)
    double.fail("POST", Instead(error(400, "Rejected by our safety system.", "content_policy_violation")))
    with pytest.raises(StageFailed, match=r"refused to make this: Rejected by our safety system\. Rephrase it"):
        planned(run, model, plan_request())
    assert run.folder.ledger.total_usd() == 0


def test_a_server_without_structured_output_is_told_the_schema(
    double: Double, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, mind = SERVER.reached(double, monkeypatch, "small-local")

    def prose(case: str, schema: str) -> Answer:
        return Answer(f"Here you are:\n```json\n{json.dumps(storyboard(json.loads(case)))}\n```\nEnjoy!")

    monkeypatch.setattr(mind, "answer", prose)
    assert planned(run, model, plan_request()).scenes
    assert ["response_format" in request.json for request in SERVER.asked(double)] == [True, False]
    assert states(run) == [OrderState.ANSWERED]
    assert run.folder.ledger.total_usd() == double.charged_usd
    (kept,) = run.folder.ledger.orders()
    assert json.loads(run.media.local(kept.answer).read_text())["music"] == "tender"


def test_a_model_that_cannot_see_goes_by_what_is_written(
    double: Double, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    model, _ = OPENROUTER.reached(double, monkeypatch)
    double.fail("POST", Instead(error(404, "No endpoints found that support image input")))
    assert planned(run, model, plan_request(photo_in(tmp_path))).scenes
    assert [len(shown(request)) for request in double.requests] == [2, 1]


def test_tokens_from_its_cache_cost_less(double: Double, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    model, _ = SERVER.reached(double, monkeypatch)
    wanted = plan_request()
    double.fail(
        SERVER.endpoint,
        Instead(as_json(_completion(wanted.brief.scenes, {"cached_tokens": 800, "cache_write_tokens": 100}))),
    )
    planned(run, model, wanted)
    assert run.folder.ledger.total_usd() == round((100 * 1.0 + 800 * 0.05 + 100 * 1.25 + 500 * 5.0) / 1e6, 6)


def test_an_answer_that_does_not_say_what_it_used_costs_what_was_quoted(
    double: Double, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, _ = SERVER.reached(double, monkeypatch)
    double.fail(SERVER.endpoint, Instead(as_json(_completion(4, None))))
    planned(run, model, plan_request())
    assert run.folder.ledger.total_usd() == model.quote(plan_request()).cost_usd


@pytest.mark.parametrize(
    ("code", "sentence", "requests"),
    [
        (402, "The OpenRouter account of OPENROUTER_API_KEY has no credit left", 1),
        (429, "OpenRouter accepts no more requests for now: Upstream says no", 4),
        (502, r"OpenRouter has an internal error \(502\): Upstream says no", 4),
        ("model_gone", "OpenRouter has an internal error", 4),
    ],
)
def test_an_error_that_openrouter_sends_as_if_all_were_well(
    double: Double, run: Run, monkeypatch: pytest.MonkeyPatch, code: object, sentence: str, requests: int
) -> None:
    model, _ = OPENROUTER.reached(double, monkeypatch)
    reply = as_json({"error": {"code": code, "message": "Upstream says no"}, "user_id": "u"})
    double.route("POST", ".*", lambda request: reply)
    with pytest.raises(StageFailed, match=sentence):
        planned(run, model, plan_request())
    assert len(double.requests) == requests
    assert run.folder.ledger.total_usd() == 0


def test_what_was_under_way_is_found_again(
    double: Double, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    model, mind = OPENAI.reached(double, monkeypatch)
    mind.background.looks = 1_000_000
    with pytest.raises(StageFailed, match=r"has not answered within 0 s\. It is still working\. Try again"):
        planned(run, replace(model, deadline_s=0.4), plan_request())
    assert states(run) == [OrderState.SUBMITTED]
    mind.background.finish()
    later = Run(
        ProjectFolder(tmp_path / "project"), Cache(tmp_path / "new"), run.providers, RunMonitor(), 1, budget_usd=0.0
    )
    assert planned(later, model, plan_request()).scenes
    assert len(OPENAI.asked(double)) == 1
    assert states(run) == [OrderState.ANSWERED]
    assert run.folder.ledger.total_usd() == double.charged_usd


def test_what_is_not_found_again_is_asked_for_anew(double: Double, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    model, mind = OPENAI.reached(double, monkeypatch)
    mind.background.looks = 1_000_000
    with pytest.raises(StageFailed):
        planned(run, replace(model, deadline_s=0.4), plan_request())
    mind.background = Background()
    assert planned(run, model, plan_request()).scenes
    assert states(run) == [OrderState.CHARGED_UNUSABLE, OrderState.ANSWERED]
    assert run.folder.ledger.total_usd() >= double.charged_usd


@pytest.mark.parametrize(
    "fault",
    [Status(500), Status(429), DropBefore(), DropMidBody(), BadJson(), Html()],
    ids=lambda one: type(one).__name__,
)
def test_a_look_that_fails_is_taken_again(
    double: Double, run: Run, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    model, _ = OPENAI.reached(double, monkeypatch)
    double.fail("GET", fault, fault)
    assert planned(run, model, plan_request()).scenes
    assert len(OPENAI.asked(double)) == 1
    assert states(run) == [OrderState.ANSWERED]
    assert run.folder.ledger.total_usd() == double.charged_usd


def test_where_no_look_succeeds_the_answer_waits(double: Double, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    model, _ = OPENAI.reached(double, monkeypatch)
    double.fail("GET", *[Status(500)] * 4)
    with pytest.raises(StageFailed, match="OpenAI has an internal error"):
        planned(run, model, plan_request())
    assert states(run) == [OrderState.SUBMITTED]
    assert planned(run, model, plan_request()).scenes
    assert len(OPENAI.asked(double)) == 1


def test_a_response_that_fails_there_costs_nothing(double: Double, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    model, _ = OPENAI.reached(double, monkeypatch)
    reason = {"code": "server_error", "message": "An error occurred."}
    failed: dict[str, object] = {"id": "resp_1", "status": "failed", "error": reason, "output": [], "usage": None}
    double.route("GET", "/v1/responses/.*", lambda request: as_json(failed))
    with pytest.raises(StageFailed, match=r"^OpenAI gave up on it: An error occurred\. Try again, or"):
        planned(run, model, plan_request())
    assert states(run) == [OrderState.REFUSED]
    assert run.folder.ledger.total_usd() == 0


@pytest.mark.parametrize(("stops", "state"), [(True, OrderState.REFUSED), (False, OrderState.SUBMITTED)])
def test_a_cancel_reaches_it(
    double: Double, run: Run, monkeypatch: pytest.MonkeyPatch, stops: bool, state: OrderState
) -> None:
    model, mind = OPENAI.reached(double, monkeypatch)
    mind.background.looks = 1_000_000
    if not stops:
        double.fail("cancel", Status(500))
    look = double.answer

    def looked_at(request: Request) -> Reply:
        if request.method == "GET":
            run.monitor.cancel()
        return look(request)

    monkeypatch.setattr(double, "answer", looked_at)
    with pytest.raises(Cancelled):
        planned(run, model, plan_request())
    assert len(double.asked("POST .*/cancel")) == 1
    assert states(run) == [state]


def test_openrouter_says_itself_what_it_charged(double: Double, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    model, _ = OPENROUTER.reached(double, monkeypatch)
    planned(run, model, plan_request())
    used = double.requests[0]
    assert run.folder.ledger.total_usd() == used.charged_usd


def test_openrouters_moderation_is_a_refusal(double: Double, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    model, _ = OPENROUTER.reached(double, monkeypatch)
    double.fail("POST", Instead(error(403, "Your input was flagged by moderation.")))
    with pytest.raises(StageFailed, match="OpenRouter refused to make this"):
        planned(run, model, plan_request())


def test_an_empty_address_means_the_usual_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "  ")
    assert openai_model(Keys({"OPENAI_API_KEY": "k"})).service.base_url == ""


@pytest.mark.parametrize(
    ("present", "serves"),
    [
        ((), "local"),
        (("openrouter",), "openrouter"),
        (("anthropic", "openrouter"), "anthropic"),
        (("openai", "anthropic", "openrouter"), "openai"),
    ],
)
def test_the_first_whose_key_is_set_plans_and_edits(present: tuple[str, ...], serves: str) -> None:
    keys = Keys({VENDORS[name].key_name: VENDORS[name].key for name in present})
    providers = choose_providers(settings=Settings(), keys=keys).providers
    assert providers.planner.name == providers.editor.name == serves


def test_the_model_named_in_settings_is_asked(double: Double, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    OPENAI.reached(double, monkeypatch)
    settings = Settings(planner="openai", planner_model="gpt-6.1-sol")
    providers = choose_providers(settings=settings, keys=Keys({OPENAI.key_name: OPENAI.key})).providers
    planned(run, providers.planner, plan_request())
    assert double.requests[0].json["model"] == "gpt-6.1-sol"
    assert run.folder.ledger.orders()[0].model == "gpt-6.1-sol"
    assert run.folder.ledger.total_usd() == double.charged_usd


def _completion(scenes: object, details: dict[str, int] | None) -> dict[str, object]:
    """An answer to the brief as the API would give it, with usage of 1,000 and 500 tokens unless `details` is None."""
    case = {"scenes": [None] * int(str(scenes)), "brief": {"offer": ""}, "note": ""}
    seen = {"product in the photo": {"lightness, 0 to 1": 0.3}}
    message = {"role": "assistant", "content": json.dumps(storyboard(case | seen)), "refusal": None}
    answer: dict[str, object] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "gpt-6.1-terra",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
    }
    if details is not None:
        used = {"prompt_tokens": 1000, "completion_tokens": 500, "total_tokens": 1500}
        answer["usage"] = used | {"prompt_tokens_details": details}
    return answer
