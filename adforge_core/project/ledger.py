"""What was made, by whom, and what it cost: one line of JSON each, only ever appended."""

from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import Field, ValidationError

from adforge_core.model.value import Value
from adforge_core.project.stores import LedgerStore


class OrderState(StrEnum):
    """How an order stands.

    `asked`: about to be sent, so it may have been; `placed`: the service has it under `request_id`; `answered`: its
    answer is kept; `refused`: the service would not, or could not, and asks nothing for it; `spoiled`: paid, or
    perhaps paid, without an answer that can be used.
    """

    ASKED = "asked"
    SUBMITTED = "placed"
    ANSWERED = "answered"
    REFUSED = "refused"
    CHARGED_UNUSABLE = "spoiled"


class Entry(Value):
    """One line about one answer, or order, of a provider. A later line about an order replaces the earlier ones.

    `cost_usd` is what counts against the budget: the price quoted until the order is answered, then what it cost.
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
        """Keeps everybody else, in any process, from writing: for reading and then writing what follows from it.

        Raises GoneProject where the project is gone, BadOutput where its ledger cannot be written.
        """
        return self._store.held()

    def record(self, stage: str, scene: str, provider: str) -> None:
        """Appends a line about something made on this machine."""
        self.append(Entry(at=datetime.now(UTC), stage=stage, scene=scene, provider=provider, cost_usd=0))

    def append(self, entry: Entry) -> None:
        """Appends one line, which lasts when this returns. Raises BadOutput where that cannot be."""
        self._store.append(entry.model_dump_json().encode())

    def entries(self) -> tuple[Entry, ...]:
        """All lines. One that a crash cut short is not counted: what it tells of had not begun."""
        size = self._store.size()
        if self._read[0] != size:
            entries = []
            for line in self._store.read(size).splitlines():
                with suppress(ValidationError):
                    entries.append(Entry.model_validate_json(line))
            self._read = size, tuple(entries)
        return self._read[1]

    def current(self) -> tuple[Entry, ...]:
        """How every order stands, and what was made on this machine, in the order they were begun."""
        newest = {entry.order or f"line {number}": entry for number, entry in enumerate(self.entries())}
        return tuple(newest.values())

    def orders(self) -> tuple[Entry, ...]:
        """How every order stands, in the order they were asked."""
        return tuple(entry for entry in self.current() if entry.order)

    def states(self, order: str) -> tuple[OrderState, ...]:
        """What became of one order, step by step."""
        return tuple(entry.state for entry in self.entries() if entry.order == order)

    def total_usd(self) -> float:
        """What the project has cost so far, open orders at the price quoted."""
        return round(sum(entry.cost_usd for entry in self.orders()), 6)
