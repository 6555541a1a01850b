"""Claude: what is Anthropic's alone."""

import json
from pathlib import Path

import pytest

from adforge_core.errors import StageFailed
from adforge_core.pipeline.run import Run
from adforge_core.providers.remote import calls
from tests.contracts.answers import REFUSAL, Answer
from tests.contracts.anthropic_wire import error
from tests.contracts.language import VENDORS, photo_in, plan_request, planned
from tests.contracts.server import Double, Instead, Request, as_json

VENDOR = VENDORS["anthropic"]


def test_it_is_shown_the_photo_before_the_brief(
    double: Double, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    model, mind = VENDOR.reached(double, monkeypatch)
    planned(run, model, plan_request(photo_in(tmp_path), note="More about the honey."))
    asked = double.requests[0].json
    assert [part["type"] for part in asked["messages"][0]["content"]] == ["image", "text"]
    assert mind.cases[0]["note"] == "More about the honey."
    assert VENDOR.key not in double.requests[0].body.decode()


def test_an_account_without_credit_is_not_asked_again(
    double: Double, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, _ = VENDOR.reached(double, monkeypatch)
    low = "Your credit balance is too low to access the Anthropic API."
    double.fail("POST", Instead(error(400, "invalid_request_error", low)))
    with pytest.raises(StageFailed, match="The Anthropic account of ANTHROPIC_API_KEY has no credit left"):
        planned(run, model, plan_request())
    assert len(double.requests) == 1


def test_a_refusal_leaves_nothing_to_say_back(double: Double, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    model, mind = VENDOR.reached(double, monkeypatch)
    mind.says(REFUSAL)
    assert planned(run, model, plan_request()).scenes
    assert [message["role"] for message in double.requests[-1].json["messages"]] == ["user"]


def test_an_answer_to_be_mended_is_shown_again(double: Double, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    model, mind = VENDOR.reached(double, monkeypatch)
    mind.says(Answer("I would begin with a sunrise."))
    assert planned(run, model, plan_request()).scenes
    messages = double.requests[-1].json["messages"]
    assert [message["role"] for message in messages] == ["user", "assistant", "user"]
    assert messages[1]["content"] == "I would begin with a sunrise."


def test_tokens_from_its_cache_cost_less(double: Double, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    model, _ = VENDOR.reached(double, monkeypatch)
    well = double.answer

    def cached(request: Request) -> object:
        answer = json.loads(well(request).body)
        answer["usage"] |= {"input_tokens": 100, "cache_read_input_tokens": 800, "cache_creation_input_tokens": 100}
        answer["usage"]["output_tokens"] = 500
        return as_json(answer)

    monkeypatch.setattr(double, "answer", cached)
    planned(run, model, plan_request())
    assert run.folder.ledger.total_usd() == round((100 * 2.0 + 800 * 0.2 + 100 * 2.5 + 500 * 10.0) / 1e6, 6)


def test_without_its_package_it_says_what_to_install(double: Double, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    model, _ = VENDOR.reached(double, monkeypatch)
    monkeypatch.setattr(calls, "find_spec", lambda name: None)
    with pytest.raises(StageFailed, match=r"pip install 'adforge-studio\[anthropic\]'"):
        planned(run, model, plan_request())
    assert not double.requests
    assert not run.folder.ledger.entries()
