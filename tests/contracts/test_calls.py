"""Calls to services wait before they try again: as long as they are asked to, within reason."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import stamina
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from adforge_core.errors import StageFailed
from adforge_core.providers.keys import Keys
from adforge_core.providers.remote import calls
from adforge_core.providers.remote.calls import Fault, Service, call
from adforge_core.providers.remote.transport import wait_s
from adforge_core.providers.replicate import VENDOR

SERVICE = Service(VENDOR, Keys({"REPLICATE_API_TOKEN": "r8_key"}), "the sets")


@pytest.fixture
def waits() -> Iterator[list[float]]:
    """How long was waited before each further try, in earnest."""
    found: list[float] = []

    def note(details: RetryDetails) -> None:
        found.append(details.wait_for)

    set_on_retry_hooks([note])
    with stamina.set_testing(False):
        yield found
    set_on_retry_hooks(None)


def failing(*faults: Fault) -> Callable[[], str]:
    """Meets these faults, one each time, and then answers."""
    left = [*faults]

    def send() -> str:
        if left:
            raise left.pop(0)
        return "well"

    return send


def unforeseen(error: Exception) -> Fault:
    raise error


def test_a_service_is_given_the_time_it_asks_for(waits: list[float]) -> None:
    send = failing(Fault("busy", 429, wait_s=0.03), Fault("busy", 503, wait_s=0.0))
    assert call(SERVICE, send, unforeseen, deadline_s=5) == "well"
    assert waits == [0.03, 0.0]


def test_however_long_it_asks_the_ad_does_not_wait_for_an_hour(
    waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "LONGEST_WAIT_S", 0.02)
    assert call(SERVICE, failing(Fault("busy", 429, wait_s=3600)), unforeseen, deadline_s=5) == "well"
    assert waits == [0.02]


def test_what_would_fail_again_is_not_waited_for(waits: list[float]) -> None:
    with pytest.raises(StageFailed, match="no credit left"):
        call(SERVICE, failing(Fault("no", 402, wait_s=0.01)), unforeseen, deadline_s=5)
    assert waits == []


def test_the_time_to_wait_is_read_in_both_its_forms() -> None:
    assert wait_s({"Retry-After": "7"}) == 7
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert wait_s({"Retry-After": later}) == pytest.approx(90, abs=30)
    assert wait_s({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0
    assert wait_s({"Retry-After": "soon"}) is wait_s({}) is None
