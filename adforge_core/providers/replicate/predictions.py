"""Replicate: plates and music by the models it hosts."""

import re
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

import httpx

from adforge_core.providers.keys import Keys
from adforge_core.providers.remote.calls import Fault, service_of
from adforge_core.providers.remote.composed import ComposedBeds, ComposedPlates
from adforge_core.providers.remote.queue import CLOCKS_DIFFER, MOST_PAGES, Asked, Queue, RemoteStatus
from adforge_core.providers.remote.transport import TIMEOUT, OneTry
from adforge_core.providers.replicate import VENDOR

if TYPE_CHECKING:
    from replicate.client import Client
    from replicate.prediction import Prediction


class ReplicateQueue(Queue):
    """Replicate's predictions, as one key reaches them. Safe to share between threads."""

    def __init__(self, keys: Keys, fallback: str) -> None:
        self.service = service_of(VENDOR, keys, fallback)

    @cached_property
    def _client(self) -> "Client":
        from replicate.client import Client

        client = Client(self.service.key, base_url=self.service.base_url or None, timeout=TIMEOUT, transport=_Wire())
        # The SDK makes its HTTP client on first use, and two where two threads come first.
        assert client._client
        return client

    def send(self, asked: Asked) -> str:
        """Creates a prediction."""
        whole = {**asked.input, **asked.files}
        predictions = self._client.predictions
        if asked.version:
            return str(predictions.create(version=asked.version, input=whole).id)
        return str(self._client.models.predictions.create(asked.model, whole).id)

    def sent_since(self, asked: Asked, since: datetime) -> str:
        """The newest prediction of the same model and input, made since then as far as two clocks agree."""
        earliest, cursor = since - CLOCKS_DIFFER, None
        for _ in range(MOST_PAGES):
            page = self._client.predictions.list(cursor) if cursor else self._client.predictions.list()
            for prediction in page.results:
                if _created(prediction) < earliest:
                    return ""
                if _same(prediction, asked) and prediction.status not in _FAILED:
                    return str(prediction.id)
            cursor = page.next
            if not cursor:
                return ""
        raise Fault("it has too many predictions to tell whether this is one of them")

    def status(self, asked: Asked, request_id: str) -> RemoteStatus:  # noqa: ARG002  its id is enough
        """How the prediction stands."""
        prediction = self._client.predictions.get(request_id)
        if prediction.status in _FAILED:
            return RemoteStatus(ended=True, failed=str(prediction.error or f"it was {prediction.status}"))
        worked_s = (prediction.metrics or {}).get("predict_time")
        return RemoteStatus(prediction.status == "succeeded", prediction.output, worked_s=worked_s)

    def call_off(self, asked: Asked, request_id: str) -> bool:  # noqa: ARG002  its id is enough
        """Cancels the prediction."""
        return bool(self._client.predictions.cancel(request_id).status != "succeeded")


def replicate_plates(keys: Keys, model: str = "") -> ComposedPlates:
    """Plates by the model of that name, or the usual one."""
    return ComposedPlates(ReplicateQueue(keys, "the studio's own sets"), model)


def replicate_bed(keys: Keys, model: str = "") -> ComposedBeds:
    """Music by the model of that name, or the usual one."""
    return ComposedBeds(ReplicateQueue(keys, "the music library"), model)


_FAILED = frozenset({"failed", "canceled"})
_ABORTED = re.compile(rb'("status"\s*:\s*)"aborted"')


class _Wire(OneTry):
    """The SDK fails at the status "aborted", which means what "canceled" does, for a whole page of predictions."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = super().handle_request(request)
        return httpx.Response(answer.status_code, content=_ABORTED.sub(rb'\1"canceled"', answer.content))


def _created(prediction: "Prediction") -> datetime:
    return datetime.fromisoformat(prediction.created_at) if prediction.created_at else datetime.now(UTC)


def _same(prediction: "Prediction", asked: Asked) -> bool:
    model = prediction.version == asked.version if asked.version else prediction.model == asked.model
    return bool(model) and asked.is_like(prediction.input)
