"""What goes wrong while a service makes a plate or a bed ends in a sentence, a right ledger, and no key anywhere."""

import logging
import re
import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adforge_core.errors import Cancelled, OverBudget, StageFailed
from adforge_core.pipeline.run import Run
from adforge_core.project.ledger import OrderState
from adforge_core.providers.remote import queue
from adforge_core.work.monitor import RunMonitor
from tests.contracts import footage
from tests.contracts.composing import CASES, Case, orders
from tests.contracts.server import (
    BadJson,
    Double,
    DropBefore,
    DropMidBody,
    Fault,
    Html,
    Late,
    Reply,
    Status,
)

ASKED, PLACED, ANSWERED = OrderState.ASKED, OrderState.SUBMITTED, OrderState.ANSWERED
REFUSED, SPOILED = OrderState.REFUSED, OrderState.CHARGED_UNUSABLE


# Another model of the same vendor is asked in the same way.
EVERY = [name for name, case in CASES.items() if not case.model]
by_queue = pytest.mark.parametrize("case", [name for name in EVERY if CASES[name].wire.LOOK], indirect=True)
at_once = pytest.mark.parametrize("case", [name for name in EVERY if not CASES[name].wire.LOOK], indirect=True)


@pytest.fixture(params=EVERY)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


@pytest.fixture
def reached(case: Case, double: Double, files: Double, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    return case.reached(double, files, monkeypatch)


@pytest.fixture
def maker(reached: tuple[Any, Any]) -> Any:
    return reached[0]


@pytest.fixture
def service(reached: tuple[Any, Any]) -> Any:
    return reached[1]


@pytest.fixture(autouse=True)
def _no_key_is_left(case: Case, tmp_path: Path, files: Double, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """The key is in no log line, in no file of the project, and never went to where the files are."""
    caplog.set_level(logging.DEBUG)
    yield
    assert case.key not in caplog.text
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or case.key.encode() not in path.read_bytes(), path
    for request in files.requests:
        assert case.key not in f"{request.path} {request.query} {dict(request.headers)}"
        assert not {"authorization", "cookie"} & {name.lower() for name in request.headers}


def failure(run: Run, case: Case, maker: Any) -> StageFailed:
    with pytest.raises(StageFailed) as caught:
        case.ask(run, maker, case.request)
    assert case.key not in "".join(traceback.format_exception(caught.value))
    error: BaseException | None = caught.value
    while error is not None:
        assert case.key not in f"{error} {error!r}"
        error = error.__cause__ or error.__context__
    return caught.value


def ended(run: Run, *states: OrderState) -> bool:
    assert [entry.state for entry in orders(run)] == [*states]
    return True


def balanced(run: Run, double: Double) -> bool:
    assert run.folder.ledger.total_usd() == pytest.approx(double.charged_usd)
    return True


def test_what_is_made_costs_what_was_quoted_and_is_kept(case: Case, run: Run, maker: Any, double: Double) -> None:
    quote = maker.quote(case.request)
    case.ask(run, maker, case.request)
    (order,) = orders(run)
    assert order.state is ANSWERED
    assert order.cost_usd == pytest.approx(quote.cost_usd) == pytest.approx(case.usd)
    assert order.request_id or not maker.recoverable
    assert run.media.local(order.answer).stat().st_size > 1000
    assert balanced(run, double)


def test_a_key_that_cannot_be_sent_is_refused_and_costs_nothing(
    case: Case, run: Run, double: Double, files: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = replace(case, other_key="r8_0123…89")
    maker, _ = wrong.reached(double, files, monkeypatch)
    said = str(failure(run, wrong, maker))
    assert said.startswith(f"The key in {case.vendor.key} cannot be sent to {case.vendor.title}: it holds a character")
    assert not double.requests
    assert ended(run, REFUSED)
    assert balanced(run, double)


def test_the_same_again_is_not_sent_again(case: Case, run: Run, maker: Any, double: Double) -> None:
    case.ask(run, maker, case.request)
    sent = len(double.requests)
    case.ask(run, maker, case.request)
    assert len(double.requests) == sent
    assert ended(run, ANSWERED)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Status(401, {"detail": "no"}), "does not accept the key in {key}"),
        (Status(402, {"detail": "no"}), "account of {key} has no credit left"),
        (Status(403, {"detail": "no"}), "does not allow the key in {key} to do this"),
        (Status(404, {"detail": "none"}), "has no such model"),
        (Status(422, {"detail": "duration: too long"}), "rejected the request: duration: too long"),
        (Status(422, {"detail": "Your prompt was flagged as sensitive"}), "refused to make this"),
        (Status(429, {"detail": "slow down"}, {"Retry-After": "1"}), "accepts no more requests for now: slow down"),
        (Status(500, {"detail": "oh"}), r"has an internal error \(500\)"),
    ],
)
def test_a_refused_request_costs_nothing(
    case: Case, run: Run, maker: Any, double: Double, fault: Status, sentence: str
) -> None:
    double.fail(case.wire.SEND, *[fault] * 4)
    said = str(failure(run, case, maker))
    pattern = f"{case.vendor.title} {sentence.format(key=case.vendor.key)}"
    assert re.search(pattern, said), said
    assert len(double.asked(case.wire.SEND)) == (4 if fault.code in (429, 500) else 1)
    assert ended(run, REFUSED)
    assert balanced(run, double)


@pytest.mark.parametrize("code", [429, 503])
def test_a_busy_service_is_asked_again(case: Case, run: Run, maker: Any, double: Double, code: int) -> None:
    double.fail(case.wire.SEND, Status(code, {"detail": "busy"}, {"Retry-After": "1"}))
    if case.wire.LOOK:
        double.fail(case.wire.LOOK, Status(code, {"detail": "busy"}, {"Retry-After": "1"}), BadJson(), Html())
    case.ask(run, maker, case.request)
    assert len(double.asked(case.wire.SEND)) == 2
    assert ended(run, ANSWERED)
    assert balanced(run, double)


@by_queue
def test_a_service_that_stays_away_while_it_works_is_asked_by_the_next_run(
    case: Case, run: Run, maker: Any, double: Double
) -> None:
    double.fail(case.wire.LOOK, *[DropMidBody()] * 4)
    assert "gave no usable answer" in str(failure(run, case, maker))
    assert ended(run, PLACED)
    case.ask(run, maker, case.request)
    assert len(double.asked(case.wire.SEND)) == 1
    assert ended(run, ANSWERED)
    assert balanced(run, double)


@by_queue
def test_slow_work_is_waited_for(case: Case, run: Run, maker: Any, service: Any, double: Double) -> None:
    service.looks = 5
    case.ask(run, maker, case.request)
    assert len(double.asked(case.wire.LOOK)) >= 5
    assert ended(run, ANSWERED)


@by_queue
def test_a_request_no_longer_known_is_lost(case: Case, run: Run, maker: Any, double: Double) -> None:
    double.fail(case.wire.LOOK, Status(404, {"detail": "gone"}))
    assert "no longer knows this request" in str(failure(run, case, maker))
    assert ended(run, SPOILED)
    assert balanced(run, double)


@by_queue
def test_a_cancel_reaches_the_service(case: Case, run: Run, maker: Any, service: Any, double: Double) -> None:
    service.looks = 1000
    run = replace(run, monitor=RunMonitor())

    def stop() -> None:
        while not double.asked(case.wire.LOOK):
            time.sleep(0.01)
        run.monitor.cancel()

    threading.Thread(target=stop).start()
    with pytest.raises(Cancelled):
        case.ask(run, maker, case.request)
    assert len(double.asked(case.wire.CANCEL)) == 1
    assert ended(run, REFUSED)
    assert balanced(run, double)


@by_queue
def test_a_cancel_is_heard_in_the_pause_between_two_looks(
    case: Case, run: Run, maker: Any, service: Any, double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "_FIRST_PAUSE_S", 100_000.0)
    service.looks = 1000
    met: list[BaseException] = []

    def ask() -> None:
        try:
            case.ask(run, maker, case.request)
        except BaseException as error:
            met.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    while not double.asked(case.wire.LOOK):
        time.sleep(0.01)
    run.monitor.cancel()
    asking.join(60)
    assert [type(error) for error in met] == [Cancelled]
    assert len(double.asked(case.wire.CANCEL)) == 1


@by_queue
def test_a_cancel_that_does_not_arrive_leaves_the_order_to_be_fetched(
    case: Case, run: Run, maker: Any, service: Any, double: Double
) -> None:
    service.looks = 3
    double.fail(case.wire.CANCEL, *[DropBefore()] * 4)
    stopped = replace(run, monitor=RunMonitor())

    def stop() -> None:
        while not double.asked(case.wire.LOOK):
            time.sleep(0.01)
        stopped.monitor.cancel()

    threading.Thread(target=stop).start()
    with pytest.raises(Cancelled):
        case.ask(stopped, maker, case.request)
    assert ended(run, PLACED)
    case.ask(run, maker, case.request)
    assert len(double.asked(case.wire.SEND)) == 1
    assert balanced(run, double)


def test_a_budget_stops_before_anything_is_sent(case: Case, run: Run, maker: Any, double: Double) -> None:
    with pytest.raises(OverBudget):
        case.ask(replace(run, budget_usd=case.usd - 0.001), maker, case.request)
    assert not double.requests
    assert not orders(run)


@pytest.mark.parametrize("made", [b"neither picture nor sound" * 100, b""])
def test_a_file_that_is_none_is_paid_and_no_take(
    case: Case, run: Run, maker: Any, service: Any, double: Double, made: bytes
) -> None:
    service.answers.append(made)
    assert "readable" in str(failure(run, case, maker))
    assert ended(run, SPOILED)
    assert balanced(run, double)


@by_queue
def test_a_web_page_in_place_of_the_file_is_paid_and_no_take(
    case: Case, run: Run, maker: Any, service: Any, double: Double
) -> None:
    service.answers.append(Reply(b"<!doctype html><html>Sign in</html>", kind="text/html"))
    assert "a web page instead of a file" in str(failure(run, case, maker))
    assert ended(run, SPOILED)
    assert balanced(run, double)


@at_once
@pytest.mark.parametrize("fault", [DropMidBody(), BadJson(), Html()])
def test_an_answer_that_is_lost_is_booked_and_asked_for_again(
    case: Case, run: Run, maker: Any, double: Double, fault: Fault
) -> None:
    double.fail(case.wire.SEND, fault)
    case.ask(run, maker, case.request)
    assert ended(run, SPOILED, ANSWERED)
    assert balanced(run, double)


@at_once
def test_an_answer_that_the_project_has_lost_is_made_anew(case: Case, run: Run, maker: Any, double: Double) -> None:
    case.ask(run, maker, case.request)
    run.media.local(orders(run)[0].answer).unlink()
    case.ask(run, maker, case.request)
    assert len(double.asked(case.wire.SEND)) == 2
    assert balanced(run, double)


def test_a_truncated_file_is_no_take(case: Case, run: Run, maker: Any, service: Any, double: Double) -> None:
    whole = {"music": footage.music(6.0), "video": footage.video(3.0), "picture": footage.picture()}[maker.model.makes]
    service.answers.append(whole[: len(whole) // 2])
    failure(run, case, maker)
    assert ended(run, SPOILED)
    assert balanced(run, double)


@pytest.mark.parametrize("output", [None, [], {}, "no address", "file:///etc/passwd", "ftp://example.com/a.mp4"])
@by_queue
def test_an_output_without_a_file_is_no_take(
    case: Case, run: Run, maker: Any, service: Any, double: Double, output: Any
) -> None:
    service.address = lambda name: output
    assert "no longer has the file" in str(failure(run, case, maker))
    assert ended(run, SPOILED)
    assert balanced(run, double)


@pytest.mark.parametrize(
    "address", ["http://10.0.0.1/a.mp4", "https://169.254.169.254/latest", "https://[::ffff:192.168.0.1]/a"]
)
@by_queue
def test_nothing_is_fetched_from_a_private_address(
    case: Case, run: Run, maker: Any, service: Any, files: Double, address: str
) -> None:
    service.address = lambda name: f"{files.url}/elsewhere"
    files.route("GET", "/elsewhere", lambda request: Reply(status=302, headers={"Location": address}))
    assert "which is not allowed" in str(failure(run, case, maker))
    assert ended(run, SPOILED)


@by_queue
def test_a_file_that_breaks_off_is_fetched_again(case: Case, run: Run, maker: Any, files: Double) -> None:
    faults: list[Fault] = [DropMidBody(), DropBefore(), Status(503)]
    files.fail("GET /made", *faults)
    case.ask(run, maker, case.request)
    assert len(files.requests) == 4
    assert ended(run, ANSWERED)


@by_queue
def test_a_file_that_cannot_be_had_now_is_fetched_by_the_next_run(
    case: Case, run: Run, maker: Any, double: Double, files: Double
) -> None:
    files.fail("GET /made", *[DropMidBody()] * 4)
    failure(run, case, maker)
    assert ended(run, PLACED)
    case.ask(run, maker, case.request)
    assert len(double.asked(case.wire.SEND)) == 1
    assert ended(run, ANSWERED)
    assert balanced(run, double)


def test_a_slow_answer_is_no_failure(case: Case, run: Run, maker: Any, double: Double) -> None:
    double.fail(case.wire.SEND, Late(0.3))
    case.ask(run, maker, case.request)
    assert len(double.asked(case.wire.SEND)) == 1
    assert ended(run, ANSWERED)


@pytest.mark.parametrize("damage", [None, b"", b"half a fil"])
@by_queue
def test_an_answer_that_is_lost_or_damaged_is_fetched_again_for_nothing(
    case: Case, run: Run, maker: Any, double: Double, damage: bytes | None
) -> None:
    case.ask(run, maker, case.request)
    (answered,) = orders(run)
    file = run.media.local(answered.answer)
    file.unlink() if damage is None else file.write_bytes(damage)
    case.ask(run, maker, case.request)
    assert len(double.asked(case.wire.SEND)) == 1
    assert run.folder.media.has(answered.answer)
    assert [(entry.state, entry.cost_usd) for entry in orders(run)] == [(ANSWERED, answered.cost_usd)]


@by_queue
def test_an_answer_that_is_lost_and_no_longer_at_the_service_is_made_anew(
    case: Case, run: Run, maker: Any, double: Double
) -> None:
    case.ask(run, maker, case.request)
    (answered,) = orders(run)
    run.media.local(answered.answer).unlink()
    double.fail(case.wire.LOOK, Status(404))
    case.ask(run, maker, case.request)
    assert len(double.asked(case.wire.SEND)) == 2
    assert [entry.state for entry in orders(run)] == [SPOILED, ANSWERED]
    assert run.folder.ledger.total_usd() == pytest.approx(double.charged_usd)
