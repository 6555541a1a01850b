"""Replicate's wire: predictions that are created, listed, looked at and cancelled; their files are elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.contracts import footage
from tests.contracts.server import Double, Handler, Reply, Request, as_json

KEY = "r8_0123456789abcdefghijABCDEFGHIJ"
SEND, LOOK, CANCEL = "POST /v1/(models/.*|)predictions$", "GET /v1/predictions/pred", "/cancel$"
MUSICGEN = "671ac645ce5e552cc63a54a2bbff63fcf798043055d2dac5fc9e36a837eedcfb"


def seedance(sent: dict[str, Any]) -> tuple[bytes, float]:
    return footage.video(float(sent["duration"])), 0.036 * sent["duration"]


def flux(sent: dict[str, Any]) -> tuple[bytes, float]:
    return footage.picture(), 0.04


def stable_audio(sent: dict[str, Any]) -> tuple[bytes, float]:
    return footage.music(float(sent["duration"])), 0.20


def lyria(sent: dict[str, Any]) -> tuple[bytes, float]:
    return footage.music(30.0), 0.06


def musicgen(sent: dict[str, Any]) -> tuple[bytes, float]:
    return footage.music(float(sent["duration"])), 0.0014 * Replicate.WORKED_S


MODELS: dict[str, Callable[[dict[str, Any]], tuple[bytes, float]]] = {
    "bytedance/seedance-1-lite": seedance,
    "black-forest-labs/flux-1.1-pro": flux,
    "stability-ai/stable-audio-2.5": stable_audio,
    "google/lyria-2": lyria,
    MUSICGEN: musicgen,
}


@dataclass
class Prediction:
    """One prediction. It ends when it has been looked at `looks` times more; then it is charged to its request."""

    id: str
    model: str
    version: str
    input: dict[str, Any]
    request: Request
    looks: int
    status: str = "starting"
    output: Any = None
    error: str | None = None
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def told(self, url: str) -> dict[str, Any]:
        at = self.created_at.isoformat().replace("+00:00", "Z")
        metrics = {"predict_time": Replicate.WORKED_S} if self.status == "succeeded" else {}
        return {
            "id": self.id, "model": self.model, "version": self.version, "input": self.input, "status": self.status,
            "output": self.output, "error": self.error, "logs": "", "metrics": metrics, "created_at": at,
            "started_at": at, "completed_at": at, "data_removed": False, "source": "api",
            "urls": {"get": f"{url}/v1/predictions/{self.id}", "cancel": f"{url}/v1/predictions/{self.id}/cancel"},
        }  # fmt: skip


class Replicate:
    """The service with one account. `looks` is how often a prediction is looked at before it ends in `ending`, which
    none does before it is `works_s` old.

    `answers` are given in the place of what the models make; `address` says where a file is, given its name.
    """

    WORKED_S = 41.5

    def __init__(self, double: Double, files: Double) -> None:
        self.predictions: dict[str, Prediction] = {}
        self.looks, self.ending, self.error = 1, "succeeded", ""
        self.works_s = 0.0
        self.page = 100
        self.answers: list[bytes | Reply] = []
        self.address: Callable[[str], Any] = lambda name: f"{files.url}/made/{name}"
        self.files: dict[str, bytes | Reply] = {}
        self._double = double
        files.route("GET", "/made/(pred[^/]+)", lambda request: _file(self.files[request.parts[0]]))
        for method, pattern, handler in (
            ("POST", "/v1/models/([^/]+/[^/]+)/predictions", self._of_model),
            ("POST", "/v1/predictions", self._of_version),
            ("GET", "/v1/predictions", self._list),
            ("GET", "/v1/predictions/([^/]+)", self._look),
            ("POST", "/v1/predictions/([^/]+)/cancel", self._cancel),
        ):
            double.route(method, pattern, _for_account(handler))

    def finish(self) -> None:
        """Has everything that is under way end at the next look."""
        for prediction in self.predictions.values():
            prediction.looks = 1

    def _of_model(self, request: Request) -> Reply:
        return self._created(request, request.parts[0], "hidden")

    def _of_version(self, request: Request) -> Reply:
        return self._created(request, "", request.json["version"])

    def _created(self, request: Request, model: str, version: str) -> Reply:
        made_by = MODELS.get(model or version)
        if made_by is None:
            return problem(404, "The requested resource could not be found.")
        sent = request.json["input"]
        id = f"pred{len(self.predictions):04d}"
        prediction = self.predictions[id] = Prediction(id, model, version, sent, request, self.looks)
        made, usd = made_by(sent)
        self.files[id] = self.answers.pop(0) if self.answers else made
        prediction.request.charged_usd = usd if self.ending == "succeeded" else 0.0
        return as_json(prediction.told(self._double.url), 201)

    def _list(self, request: Request) -> Reply:
        newest = [*reversed(self.predictions.values())]
        start = int(request.query.get("cursor", 0))
        after = start + self.page
        more = f"{self._double.url}/v1/predictions?cursor={after}" if after < len(newest) else None
        told = [prediction.told(self._double.url) for prediction in newest[start:after]]
        return as_json({"previous": None, "next": more, "results": told})

    def _look(self, request: Request) -> Reply:
        prediction = self.predictions.get(request.parts[0])
        if prediction is None:
            return problem(404, "The requested resource could not be found.")
        if prediction.status in ("starting", "processing"):
            prediction.looks -= 1
            young = (datetime.now(UTC) - prediction.created_at).total_seconds() < self.works_s
            prediction.status = "processing" if prediction.looks > 0 or young else self.ending
            if prediction.status == "succeeded":
                prediction.output = self.address(prediction.id)
            elif prediction.status == "failed":
                prediction.error = self.error
        return as_json(prediction.told(self._double.url))

    def _cancel(self, request: Request) -> Reply:
        prediction = self.predictions[request.parts[0]]
        if prediction.status in ("starting", "processing"):
            prediction.status, prediction.request.charged_usd = "canceled", 0.0
        return as_json(prediction.told(self._double.url))


def install(double: Double, files: Double) -> Replicate:
    return Replicate(double, files)


def problem(status: int, detail: str) -> Reply:
    return as_json({"title": "A problem", "detail": detail, "status": status}, status)


def _for_account(handler: Handler) -> Handler:
    def checked(request: Request) -> Reply:
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return problem(401, "You did not pass a valid authentication token")
        return handler(request)

    return checked


def _file(made: bytes | Reply) -> Reply:
    return made if isinstance(made, Reply) else Reply(made)
