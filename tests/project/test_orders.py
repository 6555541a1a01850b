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
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.ledger import Entry, Ledger, OrderState
from adforge_core.project.orders import Order, OrderDesk, Quote
from adforge_core.work.monitor import RunMonitor

KEY = "0123456789abcdef" * 4
QUOTE = Quote(model="swift", units=5, unit="second", cost_usd=0.5)


@pytest.fixture
def folder(tmp_path: Path) -> ProjectFolder:
    folder = ProjectFolder(tmp_path / "ad")
    folder.create()
    return folder


@pytest.fixture
def order(folder: ProjectFolder) -> Iterator[Callable[..., Order]]:
    """Orders the same thing, as a run would that begins now; whoever had the order before has ended."""
    held: list[Order] = []

    def ordered(
        key: str = KEY, budget: float = 5, found_again: bool = True, monitor: RunMonitor | None = None
    ) -> Order:
        till = OrderDesk(folder, monitor or RunMonitor(), budget)
        while held:
            held.pop().close()
        held.append(till.order(key, Stage.PLATE, "scene-1", "replicate", QUOTE, recoverable=found_again))
        return held[-1]

    yield ordered
    while held:
        held.pop().close()


def states(folder: ProjectFolder) -> list[tuple[OrderState, float]]:
    return [(entry.state, entry.cost_usd) for entry in folder.ledger.orders()]


def test_an_answer_is_kept_and_asked_for_once(folder: ProjectFolder, order: Callable[..., Order]) -> None:
    first = order()
    assert (first.answer, first.request_id) == (None, "")
    first.submitted("r-1")
    (first.scratch / "video.mp4").write_bytes(b"moving")
    place = first.answered(first.scratch / "video.mp4", cost_usd=0.4)
    assert place.parent == folder.media
    again = order()
    assert again.answer == place
    assert again.answer.read_bytes() == b"moving"
    assert states(folder) == [(OrderState.ANSWERED, 0.4)]
    assert folder.ledger.total_usd() == 0.4
    (entry,) = folder.ledger.orders()
    assert (entry.request_id, entry.model, entry.units, entry.unit) == ("r-1", "swift", 5, "second")


def test_an_answer_that_is_gone_is_ordered_again(folder: ProjectFolder, order: Callable[..., Order]) -> None:
    first = order()
    (first.scratch / "a.txt").write_text("words")
    first.answered(first.scratch / "a.txt").unlink()
    assert order().answer is None
    assert states(folder) == [(OrderState.ANSWERED, 0.5), (OrderState.ASKED, 0.5)]


@pytest.mark.parametrize("left", [None, b"", b"{"])
def test_an_answer_is_written_down_though_the_ledger_lost_its_order(
    folder: ProjectFolder, order: Callable[..., Order], left: bytes | None
) -> None:
    first, ledger = order(), folder.folder / "ledger.jsonl"
    ledger.unlink()
    if left is not None:
        ledger.write_bytes(left)
    first.confirm()
    (first.scratch / "a.txt").write_text("words")
    assert first.answered(first.scratch / "a.txt") == order().answer
    assert states(folder) == [(OrderState.ANSWERED, 0.5)]


def test_nothing_is_ordered_whose_answer_would_find_no_room(
    folder: ProjectFolder, order: Callable[..., Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = order("a" * 64)
    usage = shutil.disk_usage(folder.folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1 << 20))
    with pytest.raises(BadOutput, match="almost full; nothing was sent"):
        order("b" * 64)
    assert len(folder.ledger.orders()) == 1
    first.submitted("r-1")
    assert order("a" * 64).request_id == "r-1", "what is bought already is fetched"


@pytest.mark.parametrize("usd", ["Infinity", "1e300"])
def test_a_line_of_the_ledger_that_nothing_can_cost_is_none(folder: ProjectFolder, usd: str) -> None:
    entry = Entry(
        at=datetime.now(UTC),
        order="a-1",
        state=OrderState.ANSWERED,
        stage="plate",
        scene="",
        provider="fal",
        cost_usd=7,
    )
    folder.ledger.append(entry)
    with (folder.folder / "ledger.jsonl").open("a") as file:
        file.write(entry.model_dump_json().replace("7.0", usd).replace("a-1", "b-1") + "\n")
    assert folder.ledger.total_usd() == 7


def test_a_run_after_a_crash_goes_on_waiting_for_what_was_placed(
    folder: ProjectFolder, order: Callable[..., Order]
) -> None:
    order().submitted("r-7")
    again = order()
    assert (again.request_id, again.begun) == ("r-7", None)
    assert folder.ledger.total_usd() == 0.5


def test_what_may_have_been_sent_is_looked_for_or_given_up(folder: ProjectFolder, order: Callable[..., Order]) -> None:
    order()
    looked_for = order(found_again=True)
    assert looked_for.begun is not None
    assert states(folder) == [(OrderState.ASKED, 0.5)]
    given_up = order(found_again=False)
    assert given_up.begun is None
    assert states(folder) == [(OrderState.CHARGED_UNUSABLE, 0.5), (OrderState.ASKED, 0.5)]


def test_what_was_refused_costs_nothing_and_what_was_spoiled_its_price(
    folder: ProjectFolder, order: Callable[..., Order]
) -> None:
    order().refused("no")
    assert folder.ledger.total_usd() == 0
    order().charged_unusable("all black")
    assert folder.ledger.total_usd() == 0.5
    order().lost("the line dropped")
    assert states(folder) == [
        (OrderState.REFUSED, 0),
        (OrderState.CHARGED_UNUSABLE, 0.5),
        (OrderState.CHARGED_UNUSABLE, 0.5),
        (OrderState.ASKED, 0.5),
    ]


def test_the_budget_stops_before_and_not_after(folder: ProjectFolder, order: Callable[..., Order]) -> None:
    order("a" * 64, budget=1)
    order("b" * 64, budget=1)
    with pytest.raises(
        OverBudget, match=r"replicate would charge \$0\.50 for this; \$1\.00 of the project's budget of \$1\.00"
    ):
        order("c" * 64, budget=1)
    assert len(folder.ledger.orders()) == 2
    assert order("a" * 64, budget=1).begun is not None


def test_orders_from_many_threads_keep_to_the_budget(folder: ProjectFolder, order: Callable[..., Order]) -> None:
    def ordered(number: int) -> bool:
        try:
            order(f"{number:064d}", budget=2)
        except OverBudget:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda number: ordered(number * 10**50), range(1, 17)))
    assert sum(made) == 4
    assert folder.ledger.total_usd() == 2


def test_an_order_of_a_cancelled_run_says_so(order: Callable[..., Order]) -> None:
    monitor = RunMonitor()
    placed = order(monitor=monitor)
    placed.check()
    monitor.cancel()
    with pytest.raises(Cancelled):
        placed.check()


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(OrderState), st.floats(0, 9)), max_size=12))
def test_the_total_is_what_the_newest_line_of_each_order_says(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, OrderState, float]]
) -> None:
    ledger = Ledger(tmp_path_factory.mktemp("ledger") / "ledger.jsonl")
    ledger.record("plan", "", "local")
    for order, state, usd in lines:
        ledger.append(
            Entry(at=datetime.now(UTC), stage="bed", scene="", provider="x", order=order, state=state, cost_usd=usd)
        )
    newest = {order: usd for order, _, usd in lines}
    assert ledger.total_usd() == pytest.approx(sum(newest.values()), abs=1e-5)
    assert len(ledger.orders()) == len(newest)
    assert len(ledger.entries()) == len(lines) + 1


@pytest.mark.parametrize("name", ["ledger.jsonl", ".ledger.lock"])
def test_a_ledger_that_cannot_be_written_is_told(folder: ProjectFolder, order: Callable[..., Order], name: str) -> None:
    (folder.folder / name).mkdir()
    with pytest.raises((BadOutput, BadProject)):
        order()


def test_a_full_disk_is_told_by_the_ledger() -> None:
    with pytest.raises(BadOutput, match="No space left"):
        Ledger(Path("/dev/full")).record("plan", "", "local")
