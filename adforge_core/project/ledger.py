"""The ledger: what was made, by which provider, and at what cost. Lines of JSON are only appended."""

from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import Field, ValidationError

from adforge_core.model.value import Value
from adforge_core.project.stores import LedgerStore


class OrderState(StrEnum):
    """The states of an order.

    `asked`: about to be sent, and possibly sent; `placed`: the service has it under `request_id`; `answered`: its
    answer is saved; `refused`: the service did not do it and charges nothing; `spoiled`: paid, or possibly paid,
    without a usable answer.
    """

    ASKED = "asked"
    SUBMITTED = "placed"
    ANSWERED = "answered"
    REFUSED = "refused"
    CHARGED_UNUSABLE = "spoiled"


class Entry(Value):
    """One line about a result or an order of a provider. A later line about an order replaces the earlier ones.

    `cost_usd` counts against the budget: the quoted price until the order is answered, then the actual cost.
    """

    at: datetime
    stage: str
    scene: str
    provider: str
    cost_usd: float = Field(ge=0, le=1e6)
    request_id: str = ""
    order: str = Field(default="", description="empty for what is made on this machine, which needs no order")
    state: OrderState = OrderState.ANSWERED
    model: str = ""
    units: float = 0.0
    unit: str = ""
    answer: str = Field(default="", pattern="^[^/]*$", description="the media file that holds what came back")
    owner: str = Field(default="", description="the mark of the process that fills the order, or filled it")
    why: str = ""


class Ledger:
    """The ledger of one project."""

    def __init__(self, store: LedgerStore) -> None:
        self._store = store
        self._read: tuple[int, tuple[Entry, ...]] = 0, ()

    def held(self) -> AbstractContextManager[None]:
        """Excludes other writers in all processes, so that a line can depend on what was read.

        Raises GoneProject if the project was deleted, BadOutput if the ledger cannot be written.
        """
        return self._store.held()

    def record(self, stage: str, scene: str, provider: str) -> None:
        """Appends a line about a result made on this machine."""
        self.append(Entry(at=datetime.now(UTC), stage=stage, scene=scene, provider=provider, cost_usd=0))

    def append(self, entry: Entry) -> None:
        """Appends one line durably. Raises BadOutput if that fails."""
        self._store.append(entry.model_dump_json().encode())

    def entries(self) -> tuple[Entry, ...]:
        """Returns all lines. A line truncated by a crash is ignored: its work had not begun."""
        size = self._store.size()
        if self._read[0] != size:
            entries = []
            for line in self._store.read(size).splitlines():
                with suppress(ValidationError):
                    entries.append(Entry.model_validate_json(line))
            self._read = size, tuple(entries)
        return self._read[1]

    def current(self) -> tuple[Entry, ...]:
        """Returns the latest line of every order and the results of this machine, in the order they began."""
        newest = {entry.order or f"line {number}": entry for number, entry in enumerate(self.entries())}
        return tuple(newest.values())

    def orders(self) -> tuple[Entry, ...]:
        """Returns the latest line of every order, in the order they began."""
        return tuple(entry for entry in self.current() if entry.order)

    def states(self, order: str) -> tuple[OrderState, ...]:
        """Returns the states of one order in their sequence."""
        return tuple(entry.state for entry in self.entries() if entry.order == order)

    def total_usd(self) -> float:
        """Returns the cost of the project so far in US dollars. Open orders count with their quoted price."""
        return round(sum(entry.cost_usd for entry in self.orders()), 6)
