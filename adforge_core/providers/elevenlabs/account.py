"""ElevenLabs as one key reaches it: the SDK's client, the voices there are, and what its errors mean."""

import re
import time
from collections.abc import Callable, Mapping
from copy import copy
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, Self, TypeVar

from adforge_core.errors import StageFailed
from adforge_core.project.orders import Order
from adforge_core.providers.base import Speaker
from adforge_core.providers.elevenlabs import VENDOR
from adforge_core.providers.keys import Keys
from adforge_core.providers.remote.calls import ATTEMPTS, Fault, call, service_of
from adforge_core.providers.remote.transport import wait_s

if TYPE_CHECKING:
    from elevenlabs import Voice
    from elevenlabs.client import ElevenLabs

Answer = TypeVar("Answer")

USUAL_VOICE = Speaker(id="JBFqnCBsd6RMkjVDRZzb", name="George", about="warm, British, middle-aged")
"""The voice of the service's own examples, which every account has."""

ONCE: Any = {"max_retries": 0, "timeout_in_seconds": 60}
"""The SDK's options of a request: whatever is tried again is tried again by `call`."""

_LISTING_S = 4.0
_LISTED_AGAIN_S = 60.0
"""How long nobody asks again for voices that could not be listed."""

_NO_CREDIT = re.compile("quota|credit|payment")
_NO_RIGHT = re.compile("permission|unusual_activity|not_allowed|forbidden")
_REFUSED = re.compile("moderat|bad_prompt|bad_composition|copyright|safety|guideline|prohibited|violat")


class Account:
    """The service as one key reaches it. Safe to share between threads."""

    def __init__(self, keys: Keys, fallback: str) -> None:
        self.service = service_of(VENDOR, keys, fallback)
        self._listing = Lock()
        self._listed: tuple[Speaker, ...] | StageFailed | None = None
        self._listed_at = 0.0

    def asked(
        self,
        send: Callable[["ElevenLabs"], Answer],
        *,
        deadline_s: float,
        order: Order | None = None,
        again: bool = True,
        attempts: int = ATTEMPTS,
    ) -> Answer:
        """What `send` gets through the SDK's client: see `call`."""
        import elevenlabs.client  # noqa: F401  loading the SDK is not the service's time

        return call(
            self.service,
            lambda: send(self._client),
            fault_of,
            deadline_s=deadline_s,
            order=order,
            again=again,
            attempts=attempts,
        )

    def speakers(self) -> tuple[Speaker, ...]:
        """The account's voices that cost what their model costs, the usual one first.

        They are listed once. Raises StageFailed where that fails, and for a minute after it.
        """
        with self._listing:
            long_ago = time.monotonic() - self._listed_at > _LISTED_AGAIN_S
            if self._listed is None or (isinstance(self._listed, StageFailed) and long_ago):
                try:
                    self._listed = self.asked(_speakers, deadline_s=_LISTING_S, attempts=1)
                except StageFailed as failed:
                    self._listed = failed
                self._listed_at = time.monotonic()
            if isinstance(self._listed, StageFailed):
                raise StageFailed(self._listed.happened, self._listed.to_do)
            return self._listed

    @cached_property
    def _client(self) -> "ElevenLabs":
        """It follows no redirect: the key would go with it."""
        from elevenlabs.client import ElevenLabs

        return ElevenLabs(api_key=self.service.key, base_url=self.service.base_url or None, follow_redirects=False)


class Serving:
    """What ElevenLabs' voice and music have in common: an account and a model, and the order one of them fills."""

    name = VENDOR.name
    recoverable = True
    _order: Order | None = None

    def __init__(self, keys: Keys, model: str, fallback: str) -> None:
        self._account = Account(keys, fallback)
        self._model = model

    @property
    def version(self) -> str:
        """Changes with the model."""
        return f"1 {self._model}"

    def filling(self, order: Order) -> Self:
        """The same, at work on this order."""
        bound = copy(self)
        bound._order = order
        return bound

    @property
    def order(self) -> Order:
        """What is to be filled."""
        assert self._order is not None, "what costs money is asked only when bound to an order"
        return self._order


def fault_of(error: Exception) -> Fault:
    """What an exception of the SDK means. Errors of the connection come from httpx as they are."""
    import httpx
    from elevenlabs.core import ApiError

    unsent = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL)
    if isinstance(error, unsent):
        return Fault("it cannot be reached")
    if isinstance(error, httpx.TimeoutException):
        return Fault("it did not answer in time", charged=True)
    if isinstance(error, httpx.TransportError):
        return Fault("the connection broke off", charged=True)
    if not isinstance(error, ApiError):
        return Fault(f"its answer makes no sense ({type(error).__name__})", status=200, charged=True)
    status, (code, message) = error.status_code or 0, _detail(error.body)
    if status < 400:
        return Fault("it answered with something else than asked for", status=200, charged=status < 300)
    if _REFUSED.search(code):
        return Fault(message, status, "refused")
    if status in (401, 402) and _NO_CREDIT.search(code):
        return Fault(message, 402, "insufficient_quota")
    if status == 401 and _NO_RIGHT.search(code):
        return Fault(message, 403, code)
    if code == "voice_not_found":
        return Fault(message, 400, code)
    return Fault(message, status, code, wait_s(httpx.Headers(error.headers)))


def _detail(body: Any) -> tuple[str, str]:
    """The service's word for an error, and its sentence."""
    detail = body.get("detail", body) if isinstance(body, Mapping) else body
    if isinstance(detail, list) and detail:
        detail = detail[0]
    if not isinstance(detail, Mapping):
        return "", str(detail) if isinstance(detail, str) and "<" not in detail else "no reason given"
    code = detail.get("status") or detail.get("code") or detail.get("type") or ""
    return str(code), str(detail.get("message") or detail.get("msg") or code or "no reason given")


def _speakers(client: "ElevenLabs") -> tuple[Speaker, ...]:
    answer = client.voices.search(page_size=100, include_custom_rates=False, request_options=ONCE)
    found = [_speaker(voice) for voice in answer.voices]
    usual = next((speaker for speaker in found if speaker.id == USUAL_VOICE.id), USUAL_VOICE)
    return (usual, *(speaker for speaker in found if speaker.id != USUAL_VOICE.id))


def _speaker(voice: "Voice") -> Speaker:
    labels, sample = voice.labels or {}, voice.preview_url or ""
    said = (labels.get(kind, "") for kind in ("descriptive", "accent", "age", "gender", "use_case"))
    return Speaker(
        id=voice.voice_id,
        name=voice.name or voice.voice_id,
        about=", ".join(word.replace("_", " ") for word in said if word),
        sample=sample if sample.startswith("https://") else "",
    )
