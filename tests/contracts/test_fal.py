"""fal: what is its alone."""

from typing import Any

import pytest

from adforge_core.engine.ledger import OrderState
from adforge_core.engine.pipeline.run import Run
from adforge_core.errors import StageFailed
from adforge_core.providers.remote import calls
from tests.contracts.composing import CASES, orders, plate, plate_request
from tests.contracts.fal_wire import Fal
from tests.contracts.server import BadJson, Double, DropBefore, DropMidBody, Fault

CASE = CASES["fal"]
REQUEST = plate_request()


@pytest.fixture
def reached(double: Double, files: Double, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Fal]:
    return CASE.reached(double, files, monkeypatch)


@pytest.mark.parametrize("fault", [DropBefore(), DropMidBody(), BadJson()])
def test_a_request_whose_answer_is_lost_is_never_repeated(
    run: Run, reached: tuple[Any, Fal], double: Double, fault: Fault
) -> None:
    """fal lists no requests: it counts as charged, and its SDK, which would send it ten times, is not let."""
    double.fail(CASE.send, fault)
    with pytest.raises(StageFailed):
        plate(run, reached[0], REQUEST)
    assert len(double.asked(CASE.send)) == 1
    assert [order.state for order in orders(run)] == [OrderState.ASKED]
    plate(run, reached[0], REQUEST)
    assert [order.state for order in orders(run)] == [OrderState.SPOILED, OrderState.ANSWERED]
    assert run.folder.ledger.total_usd() >= double.charged_usd


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
    assert double.asked(CASE.send)[0].json["duration"] == "3"
