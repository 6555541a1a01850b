"""Whatever goes wrong with a language model ends in a sentence, a right ledger, and no key anywhere."""

import json
import logging
import re
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from adforge_core.errors import BadPhoto, Cancelled, OverBudget, StageFailed
from adforge_core.model.storyboard import Plan
from adforge_core.pipeline.run import Run
from adforge_core.project.ledger import OrderState
from adforge_core.providers.keys import Keys
from adforge_core.providers.remote.language import LanguageModel
from tests.contracts.answers import CUT_OFF, REFUSAL, Answer, Mind
from tests.contracts.language import VENDORS, Vendor, plan_request, planned
from tests.contracts.server import BadJson, Double, DropBefore, DropMidBody, Fault, Hang, Html, Request, Status, Trickle

ANSWERED, REFUSED, SPOILED = OrderState.ANSWERED, OrderState.REFUSED, OrderState.CHARGED_UNUSABLE
REQUEST = plan_request()


@pytest.fixture(params=[*VENDORS])
def vendor(request: pytest.FixtureRequest) -> Vendor:
    return VENDORS[request.param]


@pytest.fixture
def model_and_mind(vendor: Vendor, double: Double, monkeypatch: pytest.MonkeyPatch) -> tuple[LanguageModel, Mind]:
    return vendor.reached(double, monkeypatch)


@pytest.fixture
def model(model_and_mind: tuple[LanguageModel, Mind]) -> LanguageModel:
    return model_and_mind[0]


@pytest.fixture
def mind(model_and_mind: tuple[LanguageModel, Mind]) -> Mind:
    return model_and_mind[1]


@pytest.fixture(autouse=True)
def _no_key_is_left(vendor: Vendor, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """The key is in no log line, and in no file of the project or the cache."""
    caplog.set_level(logging.DEBUG)
    yield
    assert vendor.key not in caplog.text
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or vendor.key.encode() not in path.read_bytes(), path


def failure(run: Run, model: LanguageModel, vendor: Vendor, key: str = "") -> StageFailed:
    """How planning failed. The key is not in it, nor in anything that hangs on it."""
    key = key or vendor.key
    with pytest.raises(StageFailed) as caught:
        planned(run, model, REQUEST)
    assert key not in "".join(traceback.format_exception(caught.value))
    error: BaseException | None = caught.value
    while error is not None:
        assert key not in f"{error} {error!r}"
        error = error.__cause__ or error.__context__
    return caught.value


def states(run: Run) -> list[OrderState]:
    return [entry.state for entry in run.folder.ledger.orders()]


def refusing(vendor: Vendor, code: str = "", status: int = 400, **headers: str) -> Status:
    """A refusal with a body as the vendors have them, which says the key back."""
    said = {"message": f"Not with {vendor.key}.", "type": "some_error", "code": code or None}
    return Status(status, {"type": "error", "error": said}, headers)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (401, r"^{title} does not accept the key in {key_name}\. Correct it, or let the local planner do it"),
        (402, r"^The {title} account of {key_name} has no credit left\. Add credit to it, or"),
        (403, r"^{title} does not allow the key in {key_name} to do this: Not with \[{key_name}\]\. Change its rights"),
        (404, r"^{title} has no such model: Not with \[{key_name}\]\. Choose another in Settings"),
        (400, r"^{title} rejected the request: Not with \[{key_name}\]\. Try another model"),
        (422, r"^{title} rejected the request: Not with \[{key_name}\]\. Try another model"),
    ],
)
def test_what_would_fail_again_is_asked_once_and_costs_nothing(
    vendor: Vendor, model: LanguageModel, double: Double, run: Run, status: int, sentence: str
) -> None:
    code = "model_not_found" if status == 404 else ""
    double.fail(vendor.endpoint, *[refusing(vendor, status=status, code=code)] * 4)
    error = failure(run, model, vendor)
    wanted = sentence.format(title=vendor.title, key_name=vendor.key_name)
    assert re.search(wanted, str(error)), str(error)
    assert len(vendor.asked(double)) == 1
    assert states(run) == [REFUSED]
    assert run.folder.ledger.total_usd() == double.charged_usd == 0


@pytest.mark.parametrize(("status", "headers"), [(429, {"Retry-After": "1"}), (500, {}), (503, {}), (529, {})])
def test_what_passes_is_waited_for(
    vendor: Vendor, model: LanguageModel, double: Double, run: Run, status: int, headers: dict[str, str]
) -> None:
    double.fail(vendor.endpoint, refusing(vendor, status=status, **headers))
    assert planned(run, model, REQUEST).scenes
    assert len(vendor.asked(double)) == 2
    assert states(run) == [ANSWERED]
    assert run.folder.ledger.total_usd() == double.charged_usd > 0


@pytest.mark.parametrize(
    ("status", "sentence"), [(429, "accepts no more requests for now"), (500, r"has an internal error \(500\)")]
)
def test_what_does_not_pass_is_given_up(
    vendor: Vendor, model: LanguageModel, double: Double, run: Run, status: int, sentence: str
) -> None:
    double.fail(vendor.endpoint, *[refusing(vendor, status=status)] * 9)
    assert re.match(f"{vendor.title} {sentence}", str(failure(run, model, vendor)))
    assert len(vendor.asked(double)) == 4
    assert states(run) == [REFUSED]
    assert run.folder.ledger.total_usd() == 0


@pytest.mark.parametrize(
    "fault",
    [Hang(3), Trickle(9), DropBefore(), DropMidBody(), BadJson(), Html()],
    ids=lambda fault: type(fault).__name__,
)
def test_what_may_have_been_charged_is_booked_and_asked_again(
    vendor: Vendor, model: LanguageModel, double: Double, run: Run, fault: Fault
) -> None:
    double.fail(vendor.endpoint, fault)
    impatient = replace(model, deadline_s=0.6)
    assert planned(run, impatient, REQUEST).scenes
    assert len(vendor.asked(double)) == 2
    assert states(run) == [SPOILED, ANSWERED]
    spoiled, answered = run.folder.ledger.orders()
    assert vendor.title in spoiled.why
    assert spoiled.cost_usd == model.quote(REQUEST).cost_usd
    assert answered.cost_usd == vendor.asked(double)[-1].charged_usd
    assert run.folder.ledger.total_usd() >= double.charged_usd


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (DropBefore(), "the connection broke"),
        (BadJson(), "its answer was not what its API promises"),
        (Html(), "it sent something else than an answer"),
    ],
    ids=["drop", "bad json", "html"],
)
def test_what_stays_unanswered_is_given_up(
    vendor: Vendor, model: LanguageModel, double: Double, run: Run, fault: Fault, sentence: str
) -> None:
    double.fail(vendor.endpoint, *[fault] * 9)
    assert str(failure(run, model, vendor)).startswith(f"{vendor.title} gave no usable answer: {sentence}")
    assert len(vendor.asked(double)) == 4
    assert states(run) == [SPOILED] * 4
    assert run.folder.ledger.total_usd() >= double.charged_usd


def test_a_cancel_between_tries_costs_only_what_was_used(
    vendor: Vendor, model: LanguageModel, double: Double, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    double.fail(vendor.endpoint, refusing(vendor, status=429))
    taken = double.taken

    def cancelling(request: Request) -> Fault | None:
        fault = taken(request)
        if fault:
            run.monitor.cancel()
        return fault

    monkeypatch.setattr(double, "taken", cancelling)
    with pytest.raises(Cancelled):
        planned(run, model, REQUEST)
    assert len(vendor.asked(double)) == 1
    assert states(run) == [REFUSED]
    assert run.folder.ledger.total_usd() == 0


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1", "localhost:9/v1", "http://localhost:nine/v1"])
def test_nobody_at_home_costs_nothing(vendor: Vendor, model: LanguageModel, run: Run, url: str) -> None:
    service = replace(model.service, base_url=url)
    error = failure(run, replace(model, service=service), vendor)
    assert "cannot be reached" in str(error)
    assert states(run) == [REFUSED]


@pytest.mark.parametrize("key", ["sk-proj-01…89", "sk-proj-01\n23"], ids=["an ellipsis", "two lines"])
def test_a_key_that_cannot_be_sent_is_refused_and_costs_nothing(
    vendor: Vendor, model: LanguageModel, double: Double, run: Run, key: str
) -> None:
    service = replace(model.service, keys=Keys({vendor.key_name: key}))
    said = str(failure(run, replace(model, service=service), vendor, key))
    assert said.startswith(f"The key in {vendor.key_name} cannot be sent to {vendor.title}: it holds a character")
    assert states(run) == [REFUSED]
    assert not double.requests
    assert run.folder.ledger.total_usd() == 0


def test_a_damaged_photo_is_said_as_it_is_and_costs_nothing(
    model: LanguageModel, double: Double, run: Run, tmp_path: Path
) -> None:
    photo = tmp_path / "tin.jpg"
    photo.write_bytes(b"\xff\xd8\xff and no more")
    with pytest.raises(BadPhoto, match=r"tin\.jpg"):
        planned(run, model, plan_request(photo))
    assert states(run) == [REFUSED]
    assert not double.requests
    assert run.folder.ledger.total_usd() == 0


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (REFUSAL, "It refused to answer"),
        (CUT_OFF, "cut off because it was too long"),
        (Answer("Sure! Here is your ad."), "not of the shape asked for"),
        (Answer('{"look": {}}'), "not of the shape asked for"),
    ],
    ids=["refused", "cut off", "prose", "another shape"],
)
def test_an_answer_that_cannot_be_used_is_mended_once(
    vendor: Vendor, model: LanguageModel, mind: Mind, double: Double, run: Run, bad: Answer, why: str
) -> None:
    mind.says(bad)
    assert planned(run, model, REQUEST).scenes
    assert states(run) == [SPOILED, ANSWERED]
    assert why in run.folder.ledger.orders()[0].why
    assert why in vendor.asked(double)[-1].body.decode()
    assert run.folder.ledger.total_usd() == double.charged_usd


@pytest.mark.parametrize("escaped", [True, False])
def test_an_answer_with_half_a_character_and_no_number_is_used_and_can_be_saved(
    vendor: Vendor,
    model: LanguageModel,
    mind: Mind,
    double: Double,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    escaped: bool,
) -> None:
    well = mind.answer

    def broken(case: str, schema: str) -> Answer:
        said = json.loads(well(case, schema).text)
        said["look"]["mood"] = "unhurried \ud83d"
        said["look"]["grade"]["warmth"] = float("inf")
        return Answer(json.dumps(said, ensure_ascii=escaped))

    monkeypatch.setattr(mind, "answer", broken)
    plan = planned(run, model, REQUEST)
    assert plan.look.mood == "unhurried ?"
    assert Plan.model_validate_json(plan.model_dump_json()) == plan
    assert planned(run, model, REQUEST) == plan
    assert (len(vendor.asked(double)), states(run)) == (1, [ANSWERED])


def test_half_a_character_in_what_a_service_complains_of_is_in_no_sentence(
    vendor: Vendor, model: LanguageModel, double: Double, run: Run
) -> None:
    double.fail(vendor.endpoint, Status(400, {"error": {"message": "no \ud83d", "type": "some_error", "code": None}}))
    str(failure(run, model, vendor)).encode()
    assert states(run) == [REFUSED]


@pytest.mark.parametrize("bad", [REFUSAL, CUT_OFF, Answer("{}")], ids=["refused", "cut off", "empty"])
def test_a_second_one_is_the_end(
    vendor: Vendor, model: LanguageModel, mind: Mind, double: Double, run: Run, bad: Answer
) -> None:
    mind.says(bad, bad, bad)
    assert str(failure(run, model, vendor)).startswith(f"{vendor.title} gave no usable answer, twice.")
    assert len(vendor.asked(double)) == 2
    assert states(run) == [SPOILED] * 2
    assert run.folder.ledger.total_usd() == double.charged_usd


def test_mending_is_not_paid_for_over_the_budget(
    vendor: Vendor, model: LanguageModel, mind: Mind, double: Double, run: Run
) -> None:
    mind.says(REFUSAL)
    poor = replace(run, budget_usd=model.quote(REQUEST).cost_usd)
    with pytest.raises(OverBudget):
        planned(poor, model, REQUEST)
    assert len(vendor.asked(double)) == 1
    assert run.folder.ledger.total_usd() == double.charged_usd


def test_an_answer_costs_no_more_than_was_quoted(
    vendor: Vendor, model: LanguageModel, mind: Mind, double: Double, run: Run
) -> None:
    mind.says(Answer("x" * 20_000))
    planned(run, model, REQUEST)
    quoted = model.quote(REQUEST).cost_usd
    assert all(request.charged_usd <= quoted for request in vendor.asked(double))


def test_another_models_answer_is_another_order(vendor: Vendor, model: LanguageModel, double: Double, run: Run) -> None:
    other = replace(model, model=f"{model.model}-of-another-name")
    assert other.uses(REQUEST) != model.uses(REQUEST)
    assert other.version != model.version
    assert "no such model" in str(failure(run, other, vendor))
    assert planned(run, model, REQUEST).scenes
