"""Orders: paid requests within a budget, never paid for twice and never lost.

An order is identified by its request. The ledger records it with its price before it is sent, and the service's id
before it is waited for. The answer is saved in the project's media. The same request again, also after a crash, gets
the answer, or the id to wait for. The same request from another process or thread meanwhile waits for that answer.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from adforge_core.errors import AdForgeError, OverBudget
from adforge_core.media.owner import this_process
from adforge_core.model.stages import Stage
from adforge_core.model.value import Value
from adforge_core.project.ledger import Entry, Ledger, OrderState
from adforge_core.project.project_store import ProjectStore
from adforge_core.project.stores import Claim, MediaStore
from adforge_core.work.monitor import Event, RunMonitor

_LOOKS_S = 0.1
"""The seconds between two checks of an order that another process fills."""

_ROOM_BYTES = 64 << 20
"""The free disk space required before a request is sent: more than an answer takes, which may come only once."""


class Quote(Value):
    """The price of a request: `units` (images, seconds, characters, …) of a model."""

    model: str
    units: float
    unit: str
    cost_usd: float


class TakenOver(AdForgeError):
    """Another process took the order over, because this one had no beat for too long. Nothing was sent."""

    def __init__(self) -> None:
        super().__init__("Another process has taken this over.", "Ask for it again: that waits for the same answer.")


class Order:
    """An order that a provider fills. In its context, no other thread or process can fill it."""

    def __init__(
        self,
        project: ProjectStore,
        monitor: RunMonitor,
        claim: Claim,
        entry: Entry,
        renewed: Callable[[], Entry],
        begun: bool,
    ) -> None:
        """`begun` says that an earlier run may have sent the request."""
        self._project = project
        self._monitor = monitor
        self._claim = claim
        self._entry = entry
        self._renewed = renewed
        self.owner = entry.owner
        self.begun = entry.at if begun else None
        self.was_answered = bool(entry.answer)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Releases the order. Others can continue it from its present state."""
        self._claim.release()

    @property
    def answer(self) -> Path | None:
        """The answer, if there is one already."""
        if self._entry.state is not OrderState.ANSWERED:
            return None
        return self._project.media.local(self._entry.answer)

    @property
    def request_id(self) -> str:
        """The service's id of the request; empty if it was not placed."""
        return self._entry.request_id

    @cached_property
    def scratch(self) -> Path:
        """A folder for the downloads of this order. It is removed at the end of the run."""
        return self._project.scratch()

    def check(self) -> None:
        """Raises Cancelled if the run was stopped."""
        self._monitor.check()

    def wait(self, seconds: float) -> None:
        """Waits for `seconds`. Raises Cancelled as soon as the run is stopped."""
        self._monitor.wait(seconds)

    def confirm(self) -> None:
        """Checks that this process still holds the order. Call it immediately before sending. Raises TakenOver.

        A process may be stopped, or disconnected from the volume, for so long that others continue without it.
        """
        with self._project.ledger.held():
            if not self._is_ours(_newest(self._project.ledger, self._entry.order)):
                raise TakenOver

    def submitted(self, request_id: str) -> None:
        """Records the service's id. Call it before waiting for the answer."""
        self._write(OrderState.SUBMITTED, request_id=request_id)

    def answered(self, file: Path, *, cost_usd: float | None = None, request_id: str = "") -> Path:
        """Saves `file`, the checked answer, and returns its place. The cost is the quoted one, or `cost_usd`."""
        name = self._project.media.add(file)
        self._write(OrderState.ANSWERED, answer=name, cost_usd=cost_usd, request_id=request_id)
        return self._project.media.local(name)

    def refused(self, why: str) -> None:
        """Records that the service did not do it and charges nothing."""
        if self.was_answered:  # it was answered before
            self.charged_unusable(why)
        else:
            self._write(OrderState.REFUSED, cost_usd=0.0, why=why)

    def charged_unusable(self, why: str, *, cost_usd: float | None = None) -> None:
        """Records that it was paid, or possibly paid, without a usable answer.

        The cost is the quoted one, or `cost_usd`.
        """
        self._write(OrderState.CHARGED_UNUSABLE, cost_usd=cost_usd, why=why)

    def lost(self, why: str, *, cost_usd: float | None = None) -> None:
        """Records the same, and starts the order again, to be sent once more. Raises OverBudget and TakenOver."""
        self.charged_unusable(why, cost_usd=cost_usd)
        with self._project.ledger.held():
            if not self._is_ours(_newest(self._project.ledger, self._entry.order)):
                raise TakenOver
            self._entry = self._renewed()
        self.begun, self.was_answered = None, False

    def _write(
        self, state: OrderState, *, request_id: str = "", answer: str = "", cost_usd: float | None = None, why: str = ""
    ) -> None:
        entry = self._entry.model_copy(
            update={
                "at": datetime.now(UTC),
                "state": state,
                "request_id": request_id or self._entry.request_id,
                "answer": answer,
                "cost_usd": self._entry.cost_usd if cost_usd is None else cost_usd,
                "why": why,
            }
        )
        with self._project.ledger.held():
            newest = _newest(self._project.ledger, entry.order)
            if newest is not None and not self._is_ours(newest):
                bought = state in {OrderState.SUBMITTED, OrderState.ANSWERED}
                if not bought or (newest.request_id and newest.request_id == entry.request_id):
                    return  # the process that took it over records its result
                if newest.state is not OrderState.CHARGED_UNUSABLE:
                    # It was sent once more under this number: the request sent here is another purchase.
                    entry = entry.model_copy(update={"order": _next_number(self._project.ledger, entry.order)})
            self._project.ledger.append(entry)
        self._entry = entry

    def _is_ours(self, newest: Entry | None) -> bool:
        """Whether this order wrote the newest line about it in the ledger. A missing line counts as its own."""
        return newest is None or newest == self._entry


@dataclass(frozen=True)
class OrderDesk:
    """Places the orders of a run. The project never costs more than `budget_usd`."""

    project: ProjectStore
    monitor: RunMonitor
    budget_usd: float

    def order(self, key: str, stage: Stage, scene: str, provider: str, quote: Quote, *, recoverable: bool) -> Order:
        """Returns the order with this key, the existing one or a new one. Close it in the end.

        While another thread or process fills it, this waits until a cancel. `recoverable` says that the provider can
        find out if an order was sent before a crash; otherwise such an order counts as charged and unusable, at its
        full price. Raises OverBudget and Cancelled.
        """

        def asked() -> Entry:
            self.afford(provider, quote.cost_usd)
            self.project.media.check_room(_ROOM_BYTES)
            return self._written(
                Entry(
                    at=datetime.now(UTC),
                    order=f"{key[:24]}-{len(_orders(self.project.ledger, key)) + 1}",
                    state=OrderState.ASKED,
                    stage=stage,
                    scene=scene,
                    provider=provider,
                    **quote.model_dump(),
                )
            )

        claim = self._claimed(key, stage, scene)
        try:
            with self.project.ledger.held():
                entry, begun = self._continued(key, provider, recoverable=recoverable) or (asked(), False)
        except BaseException:
            claim.release()
            raise
        return Order(self.project, self.monitor, claim, entry, asked, begun)

    def _claimed(self, key: str, stage: Stage, scene: str) -> Claim:
        """Returns the exclusive right to fill the order."""
        claims, name = self.project.claims, key[:24]
        claiming, waits_for = claims.claiming(name), ""
        while (claim := claiming.attempt()) is None:
            self.monitor.check()
            owner = claims.owner(name)
            if owner is not None and owner.told != waits_for:
                waits_for = owner.told
                self.monitor.listener(Event(stage, scene, 0.0, waits_for=waits_for))
            time.sleep(_LOOKS_S)
        if waits_for:
            self.monitor.listener(Event(stage, scene, 0.0))
        return claim

    def _continued(self, key: str, provider: str, *, recoverable: bool) -> tuple[Entry, bool] | None:
        """Returns the newest order with this key if it can be continued, and whether it may have been sent."""
        earlier = _orders(self.project.ledger, key)
        if not earlier:
            return None
        last = earlier[-1]
        if last.state is OrderState.ANSWERED:
            if self.project.media.has(last.answer):
                return last, False
            # The service may still have a request with an id: fetching it again costs nothing.
            if OrderState.SUBMITTED in self.project.ledger.states(last.order):
                return self._written(last.model_copy(update={"state": OrderState.SUBMITTED})), False
        elif last.state is OrderState.SUBMITTED:
            return self._written(last), False
        elif last.state is OrderState.ASKED:
            if recoverable:
                return self._written(last), True
            why = f"The run ended before {provider} answered. It may have been charged, and cannot be fetched now."
            self._written(last.model_copy(update={"state": OrderState.CHARGED_UNUSABLE, "why": why}))
        return None

    def _written(self, entry: Entry) -> Entry:
        """Records the order in the ledger with this process as its owner."""
        entry = entry.model_copy(update={"owner": this_process().mark})
        self.project.ledger.append(entry)
        return entry

    def afford(self, provider: str, cost_usd: float) -> None:
        """Raises OverBudget if the budget does not cover this cost."""
        spent = self.project.ledger.total_usd()
        if spent + cost_usd > self.budget_usd + 1e-9:
            raise OverBudget(provider, cost_usd, spent, self.budget_usd)


def is_kept(ledger: Ledger, media: MediaStore, key: str) -> bool:
    """Whether the answer of the order `key` is saved or in progress, so that the request costs nothing."""
    earlier = _orders(ledger, key)
    if not earlier:
        return False
    last = earlier[-1]
    return last.state is OrderState.SUBMITTED or (last.state is OrderState.ANSWERED and media.has(last.answer))


def spent_usd(ledger: Ledger, key: str) -> float:
    """Returns the cost of all orders with this key in US dollars, including lost ones."""
    return round(sum(entry.cost_usd for entry in _orders(ledger, key)), 6)


def _orders(ledger: Ledger, key: str) -> list[Entry]:
    return [entry for entry in ledger.orders() if entry.order.startswith(f"{key[:24]}-")]


def _newest(ledger: Ledger, order: str) -> Entry | None:
    return next((entry for entry in reversed(ledger.entries()) if entry.order == order), None)


def _next_number(ledger: Ledger, order: str) -> str:
    key = order.rpartition("-")[0]
    return f"{key}-{len(_orders(ledger, key)) + 1}"
