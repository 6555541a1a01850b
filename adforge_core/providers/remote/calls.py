"""Calls to services: how long to wait, what is worth another try, and what to say when there is no answer."""

import logging
import os
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from importlib.util import find_spec
from threading import Thread
from typing import TypeVar

import stamina

from adforge_core.errors import AdForgeError, BadInput, Cancelled, StageFailed
from adforge_core.project.orders import Order
from adforge_core.providers.keys import Keys
from adforge_core.providers.vendor import Vendor

Answer = TypeVar("Answer")

ATTEMPTS = 4
LONGEST_WAIT_S = 60.0
"""However long a service asks us to wait, a run waits no longer before it tries again."""

_BUSY = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Service:
    """A vendor as it is reached with these keys, and who does the work without it ("the local planner").

    `base_url` is where it is reached instead of its usual place; empty for that.
    """

    vendor: Vendor
    keys: Keys
    fallback: str
    base_url: str = ""

    @property
    def name(self) -> str:
        """Its name to people."""
        return self.vendor.title

    @property
    def key_name(self) -> str:
        """The environment variable of its key."""
        return self.vendor.key

    @property
    def key(self) -> str:
        """The key itself: for the SDK, never for a sentence. Raises Fault where no request could carry it."""
        key = self.keys[self.key_name]
        if not (key.isascii() and key.isprintable()):
            raise Fault("it holds a character that no key has", 401, "miscopied")
        return key


class Fault(Exception):
    """Why a call brought no answer.

    `status` is HTTP's, 0 where none came; `code` the service's own word for it. `wait_s` is what it asked us to wait.
    `charged` says that the service may have done the work, and may charge for it, though no answer came.
    """

    def __init__(
        self, detail: str, status: int = 0, code: str = "", wait_s: float | None = None, charged: bool = False
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.status = status
        self.code = code
        self.wait_s = wait_s
        self.charged = charged

    @property
    def passes(self) -> bool:
        """Whether the same call may well succeed a little later."""
        return self.code != "insufficient_quota" and (self.status in _BUSY or self.status == 0)


class AnswerLost(StageFailed):
    """The service may have done the work, but its answer did not arrive; the order has not been told yet."""


def call(
    service: Service,
    send: Callable[[], Answer],
    fault_of: Callable[[Exception], Fault],
    *,
    deadline_s: float,
    order: Order | None = None,
    again: bool = True,
    attempts: int = ATTEMPTS,
) -> Answer:
    """What `send` returns; tried again, `attempts` times in all, where its fault passes. No single try takes longer
    than `deadline_s`, whatever trickles in.

    `fault_of` says what an exception of the SDK means; an error of ours is final and passes through: a BadInput was
    met before anything was sent, and costs nothing. The `order`, where the call costs money, is told of every try that
    may have been charged, and confirms each before it is sent; `again` is False where such a try must not simply be
    repeated: then AnswerLost is raised. Raises StageFailed with a sentence for a person, OverBudget, BadInput, and
    Cancelled.
    """
    lost = ""

    def worth_it(error: Exception) -> bool | float:
        if not isinstance(error, Fault) or not error.passes or (error.charged and not again):
            return False
        return True if error.wait_s is None else min(error.wait_s, LONGEST_WAIT_S)

    def confirmed() -> Answer:
        if order is not None:
            order.confirm()
        return send()

    try:
        for attempt in stamina.retry_context(
            on=worth_it, attempts=attempts, timeout=4 * deadline_s, wait_initial=0.5, wait_max=20.0
        ):
            with attempt:
                if order is not None:
                    order.check()
                    if lost:
                        order.lost(lost)
                        lost = ""
                try:
                    return _within(deadline_s, confirmed)
                except AdForgeError:
                    raise
                except Exception as error:
                    met = error if isinstance(error, Fault) else fault_of(error)
                    lost = sentence(service, met) if met.charged else ""
                    raise met from None
    except Cancelled:
        if order is not None:
            order.charged_unusable(lost) if lost else order.refused("It was cancelled.")
        raise
    except BadInput as bad:
        if order is not None:
            order.refused(bad.happened)
        raise
    except Fault as fault:
        failed = (StageFailed if again or not fault.charged else AnswerLost)(*_sentences(service, fault))
        _log.info("%s: %s", service.name, failed)
        if order is not None and not isinstance(failed, AnswerLost):
            (order.charged_unusable if fault.charged else order.refused)(failed.happened)
    # An exception remembers the one it was raised beside; the SDK's holds the request, and the request the key.
    raise failed


def service_of(vendor: Vendor, keys: Keys, fallback: str) -> Service:
    """The vendor at its usual place, or wherever the environment says."""
    return Service(vendor, keys, fallback, os.environ.get(vendor.address, "").strip())


def check_installed(vendor: Vendor, otherwise: str) -> None:
    """Raises StageFailed where the vendor's SDK is not installed; `otherwise` is what to choose without it."""
    if vendor.sdk and find_spec(vendor.sdk) is None:
        raise StageFailed(
            f"The package {vendor.sdk.replace('_', '-')} is not installed.",
            f"Install it (pip install 'adforge-studio[{vendor.name}]'), or choose {otherwise} in Settings.",
        )


def sentence(service: Service, fault: Fault) -> str:
    """What happened, for a person."""
    return _sentences(service, fault)[0]


def _sentences(service: Service, fault: Fault) -> tuple[str, str]:
    """What happened, and what to do. No key is in either."""
    name, key = service.name, service.key_name
    detail = " ".join(service.keys.struck_from(fault.detail).split())[:200].rstrip(".")
    otherwise = f"or let {service.fallback} do it (Settings)"
    if fault.code == "miscopied":
        return f"The key in {key} cannot be sent to {name}: {detail}.", f"Copy the whole key again, {otherwise}."
    if fault.status == 401:
        return f"{name} does not accept the key in {key}.", f"Correct it, {otherwise}."
    if fault.status == 402 or fault.code == "insufficient_quota":
        return f"The {name} account of {key} has no credit left.", f"Add credit to it, {otherwise}."
    if fault.status == 403:
        return f"{name} does not allow the key in {key} to do this: {detail}.", f"Change its rights, {otherwise}."
    if fault.status == 404:
        return f"{name} has no such model: {detail}.", f"Choose another in Settings, {otherwise}."
    if fault.code == "refused":
        return f"{name} refused to make this: {detail}.", "Rephrase it."
    if fault.status == 429:
        return f"{name} accepts no more requests for now: {detail}.", f"Try again in a few minutes, {otherwise}."
    if 400 <= fault.status < 500 and fault.status not in _BUSY:
        return f"{name} rejected the request: {detail}.", f"Try another model, {otherwise}."
    if fault.status >= 500:
        return f"{name} has an internal error ({fault.status}): {detail}.", f"Try again later, {otherwise}."
    return f"{name} gave no usable answer: {detail}.", f"Try again, {otherwise}."


def _within(seconds: float, send: Callable[[], Answer]) -> Answer:
    """What `send` returns within so many seconds. SDKs count the time of a read: an answer that trickles never ends."""
    answer: Future[Answer] = Future()

    def work() -> None:
        try:
            answer.set_result(send())
        except BaseException as error:
            answer.set_exception(error)

    Thread(target=work, name="calling", daemon=True).start()
    if not wait([answer], seconds).done:
        raise Fault(f"it did not answer within {seconds:.0f} s", charged=True)
    return answer.result()
