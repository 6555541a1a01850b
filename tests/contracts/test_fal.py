"""fal: what is its alone."""

from datetime import timedelta
from typing import Any

import pytest

from adforge_core.errors import StageFailed
from adforge_core.pipeline.run import Run
from adforge_core.project.ledger import OrderState
from adforge_core.providers.fal import queue
from adforge_core.providers.remote import calls
from tests.contracts.composing import CASES, orders, plate, plate_request
from tests.contracts.fal_wire import Fal
from tests.contracts.server import BadJson, Double, DropBefore, DropMidBody, Fault, Instead, as_json

CASE = CASES["fal"]
REQUEST = plate_request()


@pytest.fixture
def reached(double: Double, files: Double, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Fal]:
    return CASE.reached(double, files, monkeypatch)


@pytest.mark.parametrize("fault", [DropMidBody(), BadJson()])
def test_a_request_whose_answer_is_lost_is_found_in_the_list(
    run: Run, reached: tuple[Any, Fal], double: Double, fault: Fault
) -> None:
    """Its SDK, which would send it ten times, is not let."""
    maker, _ = reached
    for seed in (1, 2):
        plate(run, maker, plate_request(seed=seed))
    double.fail(CASE.wire.SEND, fault)
    plate(run, maker, REQUEST)
    assert len(double.asked(CASE.wire.SEND)) == 3
    assert len({order.request_id for order in orders(run)}) == 3
    assert run.folder.ledger.total_usd() == pytest.approx(double.charged_usd)


@pytest.mark.parametrize("arrived", [True, False])
def test_a_request_that_may_be_at_work_is_not_sent_again_before_it_can_be_told(
    run: Run, reached: tuple[Any, Fal], double: Double, monkeypatch: pytest.MonkeyPatch, arrived: bool
) -> None:
    maker, service = reached
    service.lists = False
    double.fail(CASE.wire.SEND, DropMidBody() if arrived else DropBefore())
    for _ in range(2):
        with pytest.raises(StageFailed, match="it may be at work on this already"):
            plate(run, maker, REQUEST)
    assert len(double.asked(CASE.wire.SEND)) == 1
    assert [order.state for order in orders(run)] == [OrderState.ASKED]
    service.lists = True
    monkeypatch.setattr(queue, "_LONGEST_WORK", timedelta(0))
    plate(run, maker, REQUEST)
    assert len(double.asked(CASE.wire.SEND)) == (1 if arrived else 2)
    assert [order.state for order in orders(run)] == [OrderState.ANSWERED]
    assert run.folder.ledger.total_usd() == pytest.approx(double.charged_usd)


def test_a_list_that_does_not_show_what_was_asked_for_proves_nothing(
    run: Run, reached: tuple[Any, Fal], double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "_LONGEST_WORK", timedelta(0))
    double.fail(CASE.wire.SEND, DropMidBody())
    double.fail("GET /v1/models/requests", *[Instead(as_json({"items": [{"request_id": "req-0000"}]}))] * 4)
    with pytest.raises(StageFailed, match="its list does not show what was asked for"):
        plate(run, reached[0], REQUEST)
    assert [order.state for order in orders(run)] == [OrderState.ASKED]
    plate(run, reached[0], REQUEST)
    assert len(double.asked(CASE.wire.SEND)) == 1


def test_what_a_model_refuses_costs_nothing(run: Run, reached: tuple[Any, Fal], double: Double) -> None:
    maker, service = reached
    service.failed = (422, "The content was flagged by a content checker")
    with pytest.raises(StageFailed, match="fal refused to make this: The content was flagged"):
        plate(run, maker, REQUEST)
    assert [order.state for order in orders(run)] == [OrderState.REFUSED]
    assert run.folder.ledger.total_usd() == double.charged_usd == 0


def test_a_missing_sdk_is_named(run: Run, reached: tuple[Any, Fal], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "find_spec", lambda name: None)
    with pytest.raises(StageFailed, match=r"pip install 'adforge-studio\[fal\]'"):
        plate(run, reached[0], REQUEST)


def test_lengths_are_sent_as_words(run: Run, reached: tuple[Any, Fal], double: Double) -> None:
    plate(run, reached[0], REQUEST)
    assert double.asked(CASE.wire.SEND)[0].json["duration"] == "3"
