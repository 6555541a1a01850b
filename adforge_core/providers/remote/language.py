"""A language model as planner and editor: one question and one answer. An unusable answer is corrected once."""

from abc import ABC, abstractmethod
from base64 import b64encode
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from ssl import SSLContext
from tempfile import NamedTemporaryFile
from typing import Any, ClassVar, Literal, Self, TypeVar

from PIL import Image

from adforge_core.errors import StageFailed
from adforge_core.media.photo import open_photo
from adforge_core.model.patch import Patch
from adforge_core.model.storyboard import Plan
from adforge_core.model.value import whole
from adforge_core.project.orders import Order, Quote
from adforge_core.providers.base import PlanRequest, ReviseRequest, RewriteRequest
from adforge_core.providers.remote.calls import Fault, Service, call, check_installed
from adforge_core.providers.remote.editing import revise_task, rewrite_task
from adforge_core.providers.remote.planning import plan_task
from adforge_core.providers.remote.prices import price_of
from adforge_core.providers.remote.task import Task, Unusable, bare_json
from adforge_core.providers.remote.transport import wait_s

Made = TypeVar("Made")
Request = PlanRequest | RewriteRequest | ReviseRequest

DEADLINE_S = 180.0

_PHOTO_SIDE = 768
_PHOTO_TOKENS = 2500
"""More than any of the models listed counts for a picture that size."""

_CORRECTION_LETTERS = 6000
"""How much of an answer that could not be used is shown to its author again."""

_LETTERS_A_TOKEN = 3
"""Fewer than English has, so that a quote is not exceeded."""


@dataclass(frozen=True)
class Said:
    """An answer as it came. `cost_usd` is None where the service does not say what it used."""

    text: str
    request_id: str
    cost_usd: float | None
    ended: Literal["well", "refused", "too long"] = "well"

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", whole(self.text))  # it is to be kept, whatever is in it

    def read(self, task: Task[Made]) -> Made:
        """What it means to the task. Raises Unusable."""
        if self.ended == "refused":
            raise Unusable(f"It refused to answer{f': {self.text[:200]}' if self.text else ''}.")
        if self.ended == "too long":
            raise Unusable("The answer was cut off because it was too long.")
        return task.read(self.text)


@dataclass(frozen=True)
class Correction:
    """The reason why an answer cannot be used, for the model that gave it."""

    said: str
    wrong: str

    def ask(self, task: Task[Any]) -> str:
        """The demand for another answer."""
        return f"That cannot be used. {self.wrong} Correct it. {task.form}"


@dataclass(frozen=True)
class LanguageModel(ABC):
    """The common part of all language models."""

    service: Service
    model: str
    order: Order | None = None
    deadline_s: float = DEADLINE_S

    recoverable: ClassVar[bool] = False
    """A question leaves no trace that could be asked for after a crash."""

    @property
    def name(self) -> str:
        """The vendor's."""
        return self.service.vendor.name

    @property
    def version(self) -> str:
        """Changes with the model."""
        return f"1 {self.model}"

    @abstractmethod
    def say(self, task: Task[Any], correction: Correction | None) -> Said:
        """The model's answer, in one call of the service's SDK, whatever that raises."""

    @abstractmethod
    def fault_of(self, error: Exception) -> Fault:
        """What an exception of the SDK means."""

    def hear(self, task: Task[Any], order: Order, correction: Correction | None) -> Said:
        """The model's answer, after as many tries as it takes, of which the order is told. Raises StageFailed."""
        return call(
            self.service, lambda: self.say(task, correction), self.fault_of, deadline_s=self.deadline_s, order=order
        )

    def plan(self, request: PlanRequest) -> Plan:
        """A plan with exactly one scene for each of `request.brief.scene_requests`, its last one the call to action."""
        return self._asked(plan_task(request))

    def rewrite(self, request: RewriteRequest) -> tuple[str, ...]:
        """Up to three other versions of the line, best first, none longer to say than fits the scene."""
        return self._asked(rewrite_task(request))

    def revise(self, request: ReviseRequest) -> Patch:
        """What to change in the project; nothing is applied."""
        return self._asked(revise_task(request))

    def quote(self, request: Request) -> Quote:
        """Returns the cost of the longest possible answer. Raises StageFailed if the SDK is not installed."""
        check_installed(self.service.vendor, "another planner")
        task, price = _task(request), self._price()
        letters = len((task.rules + task.case + task.form).encode()) + 2 * _CORRECTION_LETTERS
        asked = letters // _LETTERS_A_TOKEN + _PHOTO_TOKENS
        usd = (asked * max(price["input"], price["written"]) + task.most_tokens * price["output"]) / 1e6
        return Quote(model=self.model, units=asked + task.most_tokens, unit="tokens", cost_usd=round(usd, 6))

    def uses(self, request: Request) -> dict[str, Any]:
        """Returns everything that is sent."""
        task = _task(request)
        sent = {"rules": task.rules, "case": task.case, "schema": task.schema, "photo": task.photo_name}
        return {"model": self.model, **sent}

    def filling(self, order: Order) -> Self:
        """The same model, at work on this order."""
        return replace(self, order=order)

    def cost_usd(self, fresh: int, cached: int, written: int, out: int) -> float:
        """What so many tokens cost: read anew, read from the service's cache, written to it, and answered."""
        price = self._price()
        used = {"input": fresh, "cached": cached, "written": written, "output": out}
        return round(sum(tokens * float(price[kind]) for kind, tokens in used.items()) / 1e6, 6)

    def _price(self) -> dict[str, Any]:
        return price_of(self.service.vendor, "planner", self.model)

    def _asked(self, task: Task[Made]) -> Made:
        order = self.order
        assert order is not None, "a paid provider is called only when it is bound to an order"
        if order.answer is not None:
            return task.read(order.answer.read_text("utf-8"))
        said = self.hear(task, order, None)
        try:
            made = said.read(task)
        except Unusable as wrong:
            order.lost(wrong.happened, cost_usd=said.cost_usd)
            said = self.hear(task, order, Correction(said.text[:_CORRECTION_LETTERS], wrong.happened))
            made = self._mended(task, order, said)
        with NamedTemporaryFile("w", suffix=".json", dir=order.scratch, encoding="utf-8") as file:
            file.write(bare_json(said.text))
            file.flush()
            order.answered(Path(file.name), cost_usd=said.cost_usd, request_id=said.request_id)
        return made

    def _mended(self, task: Task[Made], order: Order, said: Said) -> Made:
        """What the second answer means. Raises StageFailed: there is no third."""
        try:
            return said.read(task)
        except Unusable as wrong:
            order.charged_unusable(wrong.happened, cost_usd=said.cost_usd)
            raise StageFailed(
                f"{self.service.name} gave no usable answer, twice. {wrong.happened}",
                "Rephrase the note, or choose another model in Settings.",
            ) from None


def photo_of(task: Task[Any]) -> str:
    """The task's photo as a small JPEG in base64, what is transparent on white; empty where it has none."""
    if task.photo is None:
        return ""
    photo = Image.fromarray(open_photo(task.photo))
    photo.thumbnail((_PHOTO_SIDE, _PHOTO_SIDE))
    flat = Image.new("RGB", photo.size, "white")
    flat.paste(photo, mask=photo.getchannel("A"))
    buffer = BytesIO()
    flat.save(buffer, "JPEG", quality=85)
    return b64encode(buffer.getvalue()).decode()


@cache
def trusted() -> SSLContext:
    """Whom connections trust. It is made once: that takes as long as a request does."""
    import httpx2  # what both SDKs are built on

    return httpx2.create_ssl_context()


def sdk_fault(error: Exception, sdk: Any) -> Fault:
    """What an exception of a generated SDK means: openai's and anthropic's have the same tree of them."""
    if isinstance(error, sdk.APIStatusError):
        body = error.body if isinstance(error.body, dict) else {}
        inner = body["error"] if isinstance(body.get("error"), dict) else body
        return Fault(
            str(inner.get("message") or "it gave no reason"),
            status=error.status_code,
            code=str(inner.get("code") or inner.get("type") or ""),
            wait_s=wait_s(error.response.headers),
            # A gateway that waited in vain says nothing of what became of the work behind it.
            charged=error.status_code in (504, 524),
        )
    cause = type(error.__cause__ or error).__name__
    if cause in ("ConnectError", "UnsupportedProtocol", "InvalidURL"):
        return Fault("it cannot be reached")
    if isinstance(error, sdk.APITimeoutError):
        return Fault("it did not answer in time", charged=cause not in ("ConnectTimeout", "PoolTimeout"))
    if isinstance(error, sdk.APIConnectionError):
        return Fault("the connection broke", charged=True)
    return Fault(f"its answer was not what its API promises ({type(error).__name__})", charged=True)


def _task(request: Request) -> Task[Any]:
    match request:
        case PlanRequest():
            return plan_task(request)
        case RewriteRequest():
            return rewrite_task(request)
        case ReviseRequest():
            return revise_task(request)
