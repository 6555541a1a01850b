"""Services with a queue: they accept a request, work on it, and return the address of a file.

Nothing is paid for twice. A request that may have been sent is looked for before it is sent again. Its id is recorded
before it is waited for, so that a later run, also after a crash, waits for the same request.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from adforge_core.errors import Cancelled, StageFailed
from adforge_core.project.orders import Order
from adforge_core.providers.remote.calls import Fault, Service, call
from adforge_core.providers.remote.downloads import Unusable, fetched
from adforge_core.providers.remote.transport import refused

LONGEST_S = 900.0
"""How long a run waits for one answer."""

CLOCKS_DIFFER = timedelta(minutes=10)
"""By how much the clock of a service may differ from ours."""

MOST_PAGES = 5
"""How many pages of a service's list are read to find a request again."""

_SEND_S = 150.0
_LOOK_S = 40.0
_CALL_OFF_S = 2.5
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.1, 1.0


@dataclass(frozen=True)
class Asked:
    """A request to a service: a model, its version if it has versions, and its input. `files` are sent with it."""

    model: str
    input: dict[str, Any]
    files: dict[str, Any] = field(default_factory=dict)
    version: str = ""

    def is_like(self, sent: dict[str, Any] | None) -> bool:
        """Whether a service's list shows the same input. Files are not compared: they are listed as addresses."""
        sent = sent or {}
        return self.files.keys() <= sent.keys() and self.input.items() <= sent.items()


@dataclass(frozen=True)
class RemoteStatus:
    """The status of a request: in progress, ended with an `output`, or ended because it `failed` for a reason."""

    ended: bool = False
    output: Any = None
    failed: str = ""
    gone: bool = False
    worked_s: float | None = None


@dataclass(frozen=True)
class Answer:
    """The file a service made, the seconds it worked, and its id of a request that was not recorded before."""

    file: Path
    worked_s: float | None = None
    request_id: str = ""


class Queue(ABC):
    """One service. What it is told to do raises Fault, also where it cannot tell."""

    service: Service
    recoverable: ClassVar[bool] = True

    @abstractmethod
    def send(self, asked: Asked) -> str:
        """Asks, and returns the request's id."""

    @abstractmethod
    def sent_since(self, asked: Asked, since: datetime) -> str:
        """The id of the same request where it has been sent since then, else empty."""

    @abstractmethod
    def status(self, asked: Asked, request_id: str) -> RemoteStatus:
        """How the request stands."""

    @abstractmethod
    def call_off(self, asked: Asked, request_id: str) -> bool:
        """Has the work stopped. False where it had ended before."""

    def answer(self, order: Order, asked: Asked, suffix: str, most_bytes: int, check: Callable[[Path], None]) -> Answer:
        """What the service made for the order, new in the run's scratch folder.

        The order is not answered yet. Raises StageFailed, from `check` too, having told the order what was lost; and
        Cancelled, having called the work off.
        """
        request_id = order.request_id or _sent(self, order, asked)
        try:
            status = _ended(self, order, asked, request_id)
        except Cancelled:
            # Where it cannot be called off now, the order stays placed: its answer may yet be fetched.
            with suppress(StageFailed):
                if call(self.service, lambda: self.call_off(asked, request_id), fault_of, deadline_s=_CALL_OFF_S):
                    order.refused("cancelled")
            raise
        if status.failed:
            raise _failed(self.service, order, status.failed)
        try:
            file = fetched(self.service, _address(self.service, status), order.scratch, suffix, most_bytes)
            try:
                check(file)
            except StageFailed as failed:
                raise Unusable(failed.happened, failed.to_do) from failed
        except Unusable as unusable:
            if (
                order.was_answered
            ):  # the service has no longer what the project has lost: it is made, and paid for, anew
                order.lost(unusable.happened)
                return self.answer(order, asked, suffix, most_bytes, check)
            order.charged_unusable(unusable.happened)
            raise
        return Answer(file, status.worked_s)


def _sent(queue: Queue, order: Order, asked: Asked) -> str:
    """The id of the request for the order: the one that was sent already, or a new one. It is written down."""
    since = order.begun

    def found() -> str:
        """The request that may have been sent. Where the service cannot tell, nothing is sent again."""
        if (earliest := since) is None:
            return ""
        return call(queue.service, lambda: queue.sent_since(asked, earliest), fault_of, deadline_s=_LOOK_S)

    def send() -> str:
        nonlocal since
        if earlier := found():
            return earlier
        begun = datetime.now(UTC)
        order.confirm()  # looking for it may have taken a while
        try:
            return queue.send(asked)
        except Exception as error:
            lost = error if isinstance(error, Fault) else fault_of(error)
        if lost.charged:
            since = since or begun
            if earlier := found():
                return earlier
            lost = Fault(lost.detail, lost.status, lost.code, lost.wait_s)
        raise lost

    request_id = call(queue.service, send, fault_of, deadline_s=_SEND_S, order=order, again=False)
    order.submitted(request_id)
    return request_id


def _ended(queue: Queue, order: Order, asked: Asked, request_id: str) -> RemoteStatus:
    """How the request ended. A run that has waited for too long leaves it to the next one."""

    def look() -> RemoteStatus:
        try:
            return queue.status(asked, request_id)
        except Fault as fault:
            if fault.status in (404, 410):
                return RemoteStatus(ended=True, gone=True)
            raise

    pause, until = _FIRST_PAUSE_S, time.monotonic() + LONGEST_S
    while True:
        order.check()
        status = call(queue.service, look, fault_of, deadline_s=_LOOK_S)
        if status.ended:
            return status
        if time.monotonic() > until:
            raise StageFailed(
                f"{queue.service.name} has not finished within {LONGEST_S / 60:.0f} minutes.",
                "Try again: it goes on waiting for the same result, which is paid for once.",
            )
        order.wait(pause)
        pause = min(_LONGEST_PAUSE_S, 1.4 * pause)


def _address(service: Service, status: RemoteStatus) -> str:
    """Where the first file of the output is."""
    left = [status.output]
    while left:
        match left.pop(0):
            case str() as said if said.startswith(("https:", "http:", "data:")):
                return said
            case list() | tuple() as several:
                left = [*several, *left]
            case dict() as named:
                left = [*named.values(), *left]
    happened = "no longer knows this request" if status.gone else "says this is done, but no longer has the file"
    raise Unusable(f"{service.name} {happened}.", "Have it made again.")


def _failed(service: Service, order: Order, why: str) -> StageFailed:
    reason = " ".join(service.keys.struck_from(why).split())[:200].rstrip(".")
    happened = f"{service.name} {'refused to make' if refused(why) else 'failed to make'} this: {reason}."
    order.refused(happened)
    return StageFailed(happened, "Rephrase it." if refused(why) else "Try again, or choose another model.")


def fault_of(error: Exception) -> Fault:
    """What an exception means that is no Fault: the SDK did not understand an answer that came."""
    return Fault(f"its answer could not be understood ({type(error).__name__})", charged=True)
