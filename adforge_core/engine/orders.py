"""Orders: work that costs money, asked for within a budget, never paid for twice and never lost.

An order is found by what is asked. Before anything is sent the ledger says so, with the price; the service's own id is
written down before it is waited for; the answer is kept in the project's media folder. Whoever asks for the same again,
a run after a crash too, is handed the answer, or the id to go on waiting for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from adforge_core.engine.jobs import Job
from adforge_core.engine.ledger import Entry, OrderState
from adforge_core.engine.store import ProjectFolder
from adforge_core.errors import OverBudget
from adforge_core.model.value import Value


class Quote(Value):
    """What an answer will cost: so many units (images, seconds, characters, …) of a model's price."""

    model: str
    units: float
    unit: str
    cost_usd: float


class Order:
    """One order, in the hands of the provider that fills it."""

    def __init__(
        self, folder: ProjectFolder, job: Job, entry: Entry, renewed: Callable[[], "Order"], begun: datetime | None
    ) -> None:
        """`begun` is when an earlier run may have sent the same, where nobody knows whether it did."""
        self._folder = folder
        self._job = job
        self._entry = entry
        self._renewed = renewed
        self.begun = begun

    @property
    def answer(self) -> Path | None:
        """What came back, where this was answered before."""
        if self._entry.state is not OrderState.ANSWERED:
            return None
        return self._folder.media / self._entry.answer

    @property
    def request_id(self) -> str:
        """The service's name for it, where it has been placed; else empty."""
        return self._entry.request_id

    @property
    def scratch(self) -> Path:
        """A folder for what is being fetched. It goes with the run."""
        return self._folder.scratch()

    def check(self) -> None:
        """Raises Cancelled if somebody asked the work to stop."""
        self._job.check()

    def placed(self, request_id: str) -> None:
        """Writes down the service's id for it: to be called before waiting."""
        self._write(OrderState.PLACED, request_id=request_id)

    def answered(self, file: Path, *, cost_usd: float | None = None, request_id: str = "") -> Path:
        """Keeps `file`, the answer, found to be good, and returns where. It cost what was quoted, or `cost_usd`."""
        name = self._folder.keep(file)
        self._write(OrderState.ANSWERED, answer=name, cost_usd=cost_usd, request_id=request_id)
        return self._folder.media / name

    def refused(self, why: str) -> None:
        """Notes that the service did nothing for it and asks nothing."""
        self._write(OrderState.REFUSED, cost_usd=0.0, why=why)

    def spoiled(self, why: str, *, cost_usd: float | None = None) -> None:
        """Notes that it was paid for, or may have been, and that nothing usable came of it.

        It cost what was quoted, or `cost_usd`.
        """
        self._write(OrderState.SPOILED, cost_usd=cost_usd, why=why)

    def lost(self, why: str, *, cost_usd: float | None = None) -> None:
        """Notes the same, and begins the order anew, to be sent once more. Raises OverBudget."""
        self.spoiled(why, cost_usd=cost_usd)
        self._entry = self._renewed()._entry

    def _write(
        self, state: OrderState, *, request_id: str = "", answer: str = "", cost_usd: float | None = None, why: str = ""
    ) -> None:
        self._entry = self._entry.model_copy(
            update={
                "at": datetime.now(UTC),
                "state": state,
                "request_id": request_id or self._entry.request_id,
                "answer": answer,
                "cost_usd": self._entry.cost_usd if cost_usd is None else cost_usd,
                "why": why,
            }
        )
        with self._folder.ledger.held():
            self._folder.ledger.append(self._entry)


@dataclass(frozen=True)
class Till:
    """Where the paid work of a run is ordered. The project never costs more than `budget_usd`."""

    folder: ProjectFolder
    job: Job
    budget_usd: float

    def order(self, key: str, stage: str, scene: str, provider: str, quote: Quote, *, found_again: bool) -> Order:
        """The order for what `key` stands for: the one there is, or a new one. Raises OverBudget.

        `found_again` says that the provider can find out what became of an order that may have been sent; without, such
        an order is given up as spoiled, at its full price.
        """

        def again() -> Order:
            return self.order(key, stage, scene, provider, quote, found_again=False)

        ledger = self.folder.ledger
        with ledger.held():
            earlier = _orders(self.folder, key)
            last = earlier[-1] if earlier else None
            if last is not None and _goes_on(self.folder, last):
                return Order(self.folder, self.job, last, again, None)
            if last is not None and last.state is OrderState.ASKED:
                if found_again:
                    return Order(self.folder, self.job, last, again, last.at)
                why = f"The run ended before {provider} answered. It may have been charged, and cannot be fetched now."
                ledger.append(last.model_copy(update={"state": OrderState.SPOILED, "why": why}))
            self.afford(provider, quote.cost_usd)
            entry = Entry(
                at=datetime.now(UTC),
                order=f"{key[:24]}-{len(earlier) + 1}",
                state=OrderState.ASKED,
                stage=stage,
                scene=scene,
                provider=provider,
                **quote.model_dump(),
            )
            ledger.append(entry)
        return Order(self.folder, self.job, entry, again, None)

    def afford(self, provider: str, cost_usd: float) -> None:
        """Raises OverBudget where the project may not cost so much more."""
        spent = self.folder.ledger.total_usd()
        if spent + cost_usd > self.budget_usd + 1e-9:
            raise OverBudget(provider, cost_usd, spent, self.budget_usd)


def is_kept(folder: ProjectFolder, key: str) -> bool:
    """Whether the answer to what `key` stands for is there already, or on its way, so that asking costs nothing."""
    earlier = _orders(folder, key)
    return bool(earlier) and _goes_on(folder, earlier[-1])


def spent_usd(folder: ProjectFolder, key: str) -> float:
    """What has been paid for what `key` stands for, what was lost on the way too."""
    return round(sum(entry.cost_usd for entry in _orders(folder, key)), 6)


def _orders(folder: ProjectFolder, key: str) -> list[Entry]:
    return [entry for entry in folder.ledger.orders() if entry.order.startswith(f"{key[:24]}-")]


def _goes_on(folder: ProjectFolder, entry: Entry) -> bool:
    if entry.state is OrderState.ANSWERED:
        return (folder.media / entry.answer).is_file()
    return entry.state is OrderState.PLACED
