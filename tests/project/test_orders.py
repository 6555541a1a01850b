"""Orders as providers and pipelines see them: kept, found again, within the budget."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adforge_core.errors import BadOutput, BadProject, Cancelled, OverBudget
from adforge_core.model.stages import Stage
from adforge_core.project.ledger import Entry, Ledger, OrderState
from adforge_core.project.ledger_file import LedgerFile
from adforge_core.project.memory import MemoryLedger
from adforge_core.project.orders import Order, OrderDesk, Quote
from adforge_core.project.project_store import ProjectStore
from adforge_core.work.monitor import RunMonitor
from tests.project.kept import PLACES, Kept, OnDisk

KEY = "0123456789abcdef" * 4
QUOTE = Quote(model="swift", units=5, unit="second", cost_usd=0.5)


@pytest.fixture(params=PLACES)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    return PLACES[request.param](tmp_path)


@pytest.fixture
def project(kept: Kept) -> ProjectStore:
    return kept.project


@pytest.fixture
def order(project: ProjectStore) -> Iterator[Callable[..., Order]]:
    """Orders the same thing, as a run would that begins now; whoever had the order before has ended."""
    held: list[Order] = []

    def ordered(
        key: str = KEY, budget: float = 5, found_again: bool = True, monitor: RunMonitor | None = None
    ) -> Order:
        till = OrderDesk(project, monitor or RunMonitor(), budget)
        while held:
            held.pop().close()
        held.append(till.order(key, Stage.PLATE, "scene-1", "replicate", QUOTE, recoverable=found_again))
        return held[-1]

    yield ordered
    while held:
        held.pop().close()


def states(project: ProjectStore) -> list[tuple[OrderState, float]]:
    return [(entry.state, entry.cost_usd) for entry in project.ledger.orders()]


def test_an_answer_is_kept_and_asked_for_once(project: ProjectStore, order: Callable[..., Order]) -> None:
    first = order()
    assert (first.answer, first.request_id) == (None, "")
    first.submitted("r-1")
    (first.scratch / "video.mp4").write_bytes(b"moving")
    place = first.answered(first.scratch / "video.mp4", cost_usd=0.4)
    assert place == project.media.local(place.name)
    again = order()
    assert again.answer == place
    assert again.answer.read_bytes() == b"moving"
    assert states(project) == [(OrderState.ANSWERED, 0.4)]
    assert project.ledger.total_usd() == 0.4
    (entry,) = project.ledger.orders()
    assert (entry.request_id, entry.model, entry.units, entry.unit) == ("r-1", "swift", 5, "second")


def test_orders_at_the_same_time_do_not_share_a_folder(order: Callable[..., Order]) -> None:
    first, second = order("a" * 64), order("b" * 64)
    assert first.scratch == first.scratch != second.scratch


def test_an_answer_that_is_gone_is_ordered_again(
    project: ProjectStore, kept: Kept, order: Callable[..., Order]
) -> None:
    first = order()
    (first.scratch / "a.txt").write_text("words")
    kept.lose_media(first.answered(first.scratch / "a.txt").name)
    assert order().answer is None
    assert states(project) == [(OrderState.ANSWERED, 0.5), (OrderState.ASKED, 0.5)]


@pytest.mark.parametrize("left", [None, "", "{"])
def test_an_answer_is_written_down_though_the_ledger_lost_its_order(
    project: ProjectStore, kept: Kept, order: Callable[..., Order], left: str | None
) -> None:
    first = order()
    kept.lose_ledger()
    if left is not None:
        kept.tear_ledger(left)
    first.confirm()
    (first.scratch / "a.txt").write_text("words")
    assert first.answered(first.scratch / "a.txt") == order().answer
    assert states(project) == [(OrderState.ANSWERED, 0.5)]


@pytest.mark.parametrize("kept", ["disk"], indirect=True)
def test_nothing_is_ordered_whose_answer_would_find_no_room(
    project: ProjectStore, order: Callable[..., Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = order("a" * 64)
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1 << 20))
    with pytest.raises(BadOutput, match="almost full; nothing was sent"):
        order("b" * 64)
    assert len(project.ledger.orders()) == 1
    first.submitted("r-1")
    assert order("a" * 64).request_id == "r-1", "what is bought already is fetched"


@pytest.mark.parametrize("usd", ["Infinity", "1e300"])
def test_a_line_of_the_ledger_that_nothing_can_cost_is_none(project: ProjectStore, kept: Kept, usd: str) -> None:
    entry = Entry(
        at=datetime.now(UTC),
        order="a-1",
        state=OrderState.ANSWERED,
        stage="plate",
        scene="",
        provider="fal",
        cost_usd=7,
    )
    project.ledger.append(entry)
    kept.tear_ledger(entry.model_dump_json().replace("7.0", usd).replace("a-1", "b-1") + "\n")
    assert project.ledger.total_usd() == 7


def test_a_run_after_a_crash_goes_on_waiting_for_what_was_placed(
    project: ProjectStore, order: Callable[..., Order]
) -> None:
    order().submitted("r-7")
    again = order()
    assert (again.request_id, again.begun) == ("r-7", None)
    assert project.ledger.total_usd() == 0.5


def test_what_may_have_been_sent_is_looked_for_or_given_up(project: ProjectStore, order: Callable[..., Order]) -> None:
    order()
    looked_for = order(found_again=True)
    assert looked_for.begun is not None
    assert states(project) == [(OrderState.ASKED, 0.5)]
    given_up = order(found_again=False)
    assert given_up.begun is None
    assert states(project) == [(OrderState.CHARGED_UNUSABLE, 0.5), (OrderState.ASKED, 0.5)]


def test_what_was_refused_costs_nothing_and_what_was_spoiled_its_price(
    project: ProjectStore, order: Callable[..., Order]
) -> None:
    order().refused("no")
    assert project.ledger.total_usd() == 0
    order().charged_unusable("all black")
    assert project.ledger.total_usd() == 0.5
    order().lost("the line dropped")
    assert states(project) == [
        (OrderState.REFUSED, 0),
        (OrderState.CHARGED_UNUSABLE, 0.5),
        (OrderState.CHARGED_UNUSABLE, 0.5),
        (OrderState.ASKED, 0.5),
    ]


def test_the_budget_stops_before_and_not_after(project: ProjectStore, order: Callable[..., Order]) -> None:
    order("a" * 64, budget=1)
    order("b" * 64, budget=1)
    with pytest.raises(
        OverBudget, match=r"replicate would charge \$0\.50 for this; \$1\.00 of the project's budget of \$1\.00"
    ):
        order("c" * 64, budget=1)
    assert len(project.ledger.orders()) == 2
    assert order("a" * 64, budget=1).begun is not None


def test_orders_from_many_threads_keep_to_the_budget(project: ProjectStore, order: Callable[..., Order]) -> None:
    def ordered(number: int) -> bool:
        try:
            order(f"{number:064d}", budget=2)
        except OverBudget:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda number: ordered(number * 10**50), range(1, 17)))
    assert sum(made) == 4
    assert project.ledger.total_usd() == 2


def test_an_order_of_a_cancelled_run_says_so(order: Callable[..., Order]) -> None:
    monitor = RunMonitor()
    placed = order(monitor=monitor)
    placed.check()
    monitor.cancel()
    with pytest.raises(Cancelled):
        placed.check()


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(OrderState), st.floats(0, 9)), max_size=12))
def test_the_total_is_what_the_newest_line_of_each_order_says(
    lines: list[tuple[str, OrderState, float]],
) -> None:
    ledger = Ledger(MemoryLedger())
    ledger.record("plan", "", "local")
    for order, state, usd in lines:
        ledger.append(
            Entry(at=datetime.now(UTC), stage="bed", scene="", provider="x", order=order, state=state, cost_usd=usd)
        )
    newest = {order: usd for order, _, usd in lines}
    assert ledger.total_usd() == pytest.approx(sum(newest.values()), abs=1e-5)
    assert len(ledger.orders()) == len(newest)
    assert len(ledger.entries()) == len(lines) + 1


@pytest.mark.parametrize("kept", ["disk"], indirect=True)
@pytest.mark.parametrize("name", ["ledger.jsonl", ".ledger.lock"])
def test_a_ledger_that_cannot_be_written_is_told(kept: OnDisk, order: Callable[..., Order], name: str) -> None:
    (kept.project.folder / name).mkdir()
    with pytest.raises((BadOutput, BadProject)):
        order()


def test_a_full_disk_is_told_by_the_ledger() -> None:
    with pytest.raises(BadOutput, match="No space left"):
        Ledger(LedgerFile(Path("/dev/full"))).record("plan", "", "local")


def test_threads_that_want_the_same_order_take_turns_and_share_the_answer(
    project: ProjectStore, tmp_path: Path
) -> None:
    bought = []

    def ask(number: int) -> bytes:
        with OrderDesk(project, RunMonitor(), 5).order(KEY, Stage.BED, "", "fal", QUOTE, recoverable=True) as order:
            if order.answer is None:
                bought.append(number)
                answer = tmp_path / f"{number}.txt"
                answer.write_text("music")
                order.answered(answer)
            assert order.answer is not None
            return order.answer.read_bytes()

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(ask, range(6))) == [b"music"] * 6
    assert (len(bought), project.ledger.total_usd()) == (1, 0.5)
