"""fal: plates by the models it hosts."""

from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import httpx

from adforge_core.providers.fal import VENDOR
from adforge_core.providers.keys import Keys
from adforge_core.providers.remote.calls import Fault, service_of
from adforge_core.providers.remote.composed import ComposedPlates
from adforge_core.providers.remote.queue import CLOCKS_DIFFER, MOST_PAGES, Asked, Queue, RemoteStatus
from adforge_core.providers.remote.transport import TIMEOUT, OneTry

if TYPE_CHECKING:
    from fal_client import SyncClient

_LIST = "https://api.fal.ai/v1/models/requests/by-endpoint"
_LONGEST_WORK = timedelta(minutes=15)
"""Nothing that was sent so long ago is still at work."""


class FalQueue(Queue):
    """fal's queue, as one key reaches it. Safe to share between threads."""

    def __init__(self, keys: Keys, fallback: str) -> None:
        self.service = service_of(VENDOR, keys, fallback)

    @cached_property
    def _client(self) -> "SyncClient":
        from fal_client import SyncClient

        client = SyncClient(key=self.service.key)
        # The SDK's own HTTP client tries again, what costs money too, and at other hosts.
        vars(client)["_client"] = self._wire
        return client

    @cached_property
    def _wire(self) -> httpx.Client:
        headers = {"Authorization": f"Key {self.service.key}"}
        return httpx.Client(transport=_Wire(self.service.base_url), headers=headers, timeout=TIMEOUT)

    def send(self, asked: Asked) -> str:
        """Puts a request into the queue."""
        return self._client.submit(asked.model, {**asked.input, **asked.files}).request_id

    def sent_since(self, asked: Asked, since: datetime) -> str:
        """The same request, made since then as far as two clocks agree. What is at work may not be listed yet."""
        wanted = {"endpoint_id": asked.model, "start": (since - CLOCKS_DIFFER).isoformat(), "expand": "payloads"}
        for _ in range(MOST_PAGES):
            page = self._wire.get(_LIST, params=wanted).json()
            for request in page["items"]:
                if (sent := request.get("json_input")) is None:
                    raise Fault("its list does not show what was asked for")
                if asked.is_like(sent) and request.get("status_code", 200) < 400:
                    return str(request["request_id"])
            if not page.get("has_more"):
                break
            wanted["cursor"] = page["next_cursor"]
        else:
            raise Fault("it has too many requests to tell whether this is one of them")
        if datetime.now(UTC) < since + _LONGEST_WORK:
            raise Fault("it may be at work on this already, and lists it once it is done")
        return ""

    def status(self, asked: Asked, request_id: str) -> RemoteStatus:
        """How the request stands."""
        from fal_client import Completed

        status = self._client.status(asked.model, request_id)
        if not isinstance(status, Completed):
            return RemoteStatus()
        if status.error:
            return RemoteStatus(ended=True, failed=status.error)
        try:
            return RemoteStatus(ended=True, output=self._client.result(asked.model, request_id))
        except Fault as fault:
            # What a model could not do is told as the status of its result.
            if fault.status in (400, 403, 422):
                return RemoteStatus(ended=True, failed=fault.detail)
            raise

    def call_off(self, asked: Asked, request_id: str) -> bool:
        """Cancels the request."""
        try:
            self._client.cancel(asked.model, request_id)
        except Fault as fault:
            if fault.status == 400:
                return False
            raise
        return True


def fal_plates(keys: Keys, model: str = "") -> ComposedPlates:
    """Plates by the model of that name, or the usual one."""
    return ComposedPlates(FalQueue(keys, "the studio's own sets"), model)


class _Wire(OneTry):
    """The SDK knows fal's own address only; another is put in its place here."""

    def __init__(self, base_url: str) -> None:
        super().__init__()
        self._base = httpx.URL(base_url) if base_url else None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._base is not None:
            place: dict[str, Any] = {"scheme": self._base.scheme, "host": self._base.host, "port": self._base.port}
            request.url = request.url.copy_with(**place)
            request.headers["Host"] = request.url.netloc.decode("ascii")
        return super().handle_request(request)
