"""A vendor that is in the tests only: it makes pictures, and answers a request with the picture itself."""

from base64 import b64decode, b64encode
from typing import Any

import httpx

from adforge_core.providers.keys import Keys
from adforge_core.providers.remote.calls import service_of
from adforge_core.providers.remote.composed import ComposedPlates
from adforge_core.providers.remote.direct import Direct, Received
from adforge_core.providers.remote.queue import Asked
from adforge_core.providers.remote.transport import TIMEOUT, OneTry
from adforge_core.providers.vendor import Vendor
from tests.contracts import footage
from tests.contracts.server import Double, Reply, Request, as_json

KEY = "pic_0123456789abcdefghijABCDEFGHIJ"
SEND, LOOK, CANCEL = "POST /v1/pictures$", "", ""
USD = 0.03


class Pictures(Direct):
    def __init__(self, keys: Keys) -> None:
        self.service = service_of(VENDOR, keys, "the studio's own sets")

    def send(self, asked: Asked) -> Received:
        headers = {"Authorization": f"Bearer {self.service.key}"}
        with httpx.Client(transport=OneTry(), headers=headers, timeout=TIMEOUT) as client:
            answer = client.post(f"{self.service.base_url}/v1/pictures", json={"model": asked.model, **asked.input})
        made: dict[str, str] = answer.json()
        return Received(b64decode(made["picture"]), made["id"])


class _Vendor(Vendor):
    def make(self, capability: str, keys: Keys, model: str = "") -> Any:
        return ComposedPlates(Pictures(keys), model)

    def table(self, file: str) -> dict[str, Any]:
        asked = {"prompt": "{prompt}", "shape": "{shape}", "seed": "{seed}"}
        model = {"id": "plain-1", "makes": "picture", "shapes": ["9:16", "1:1"], "usd": USD, "per": "run"}
        return {"model": [model | {"source": "these tests", "input": asked}]} if file == "plates.toml" else {}


VENDOR = _Vendor("pictures", "Pictures", "PICTURES_KEY", "https://pictures.example/keys", {"plates": ""})


class Service:
    def __init__(self, double: Double) -> None:
        self.answers: list[bytes] = []
        self._made = 0
        double.route("POST", "/v1/pictures", self._send)

    def _send(self, request: Request) -> Reply:
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return as_json({"detail": "who are you?"}, 401)
        made = self.answers.pop(0) if self.answers else footage.picture()
        request.charged_usd, self._made = USD, self._made + 1
        return as_json({"id": f"pic-{self._made:04d}", "picture": b64encode(made).decode()})


def install(double: Double, files: Double) -> Service:
    return Service(double)
