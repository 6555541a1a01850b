"""fal's wire: requests put into a queue, their status, their result, and calling them off."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.contracts import footage
from tests.contracts.server import Double, Handler, Reply, Request, as_json

KEY = "11112222-aaaa-bbbb-cccc-333344445555:0123456789abcdef0123456789abcdef"
SEND, LOOK, CANCEL = "POST /fal-ai/", "GET /fal-ai/.*/status", "PUT /fal-ai/.*/cancel"
MODEL = "fal-ai/bytedance/seedance/v1/pro/fast/text-to-video"
USD_PER_SECOND = 0.0216
_APP = "/fal-ai/bytedance"


class Fal:
    """The service with one account. `looks` is how often a request is looked at before it has ended.

    `lists` says whether what was asked is in its list already.
    """

    def __init__(self, double: Double, files: Double) -> None:
        self.requests: dict[str, Request] = {}
        self.looks = 1
        self.lists = True
        self.failed: tuple[int, str] | None = None
        self.answers: list[bytes | Reply] = []
        self.address: Callable[[str], Any] = lambda name: f"{files.url}/made/{name}"
        self._files: dict[str, bytes | Reply] = {}
        self._left: dict[str, int] = {}
        self._double = double
        files.route("GET", "/made/(req-[^/]+)", lambda request: _file(self._files[request.parts[0]]))
        for method, pattern, handler in (
            ("POST", f"{_APP}/seedance/v1/pro/fast/(?:text|image)-to-video", self._submit),
            ("GET", f"{_APP}/requests/([^/]+)/status", self._status),
            ("GET", f"{_APP}/requests/([^/]+)", self._result),
            ("PUT", f"{_APP}/requests/([^/]+)/cancel", self._cancel),
            ("GET", "/v1/models/requests/by-endpoint", self._list),
        ):
            double.route(method, pattern, _for_account(handler))

    def finish(self) -> None:
        """Has everything that is under way end at the next look."""
        self._left = dict.fromkeys(self._left, 1)

    def _submit(self, request: Request) -> Reply:
        id = f"req-{len(self.requests):04d}"
        seconds = int(request.json["duration"])
        self.requests[id], self._left[id] = request, self.looks
        self._files[id] = self.answers.pop(0) if self.answers else footage.video(float(seconds))
        request.charged_usd = 0.0 if self.failed else USD_PER_SECOND * seconds
        url = f"{self._double.url}{_APP}/requests/{id}"
        urls = {"response_url": url, "status_url": f"{url}/status", "cancel_url": f"{url}/cancel"}
        return as_json({"status": "IN_QUEUE", "request_id": id, "queue_position": 0, **urls})

    def _status(self, request: Request) -> Reply:
        (id,) = request.parts
        self._left[id] -= 1
        if self._left[id] > 0:
            return as_json({"status": "IN_PROGRESS", "request_id": id, "logs": None})
        return as_json({"status": "COMPLETED", "request_id": id, "logs": None, "metrics": {"inference_time": 21.0}})

    def _result(self, request: Request) -> Reply:
        if self.failed:
            return as_json({"detail": self.failed[1]}, self.failed[0])
        video = {"url": self.address(request.parts[0]), "content_type": "video/mp4", "file_name": "video.mp4"}
        return as_json({"video": video, "seed": 42})

    def _list(self, request: Request) -> Reply:
        """Two requests a page, the newest first."""
        asked = request.query
        assert asked["expand"] == "payloads"
        assert datetime.fromisoformat(asked["start"]).tzinfo
        known = [(id, one) for id, one in reversed(self.requests.items()) if one.path == f"/{asked['endpoint_id']}"]
        first = int(asked.get("cursor", 0))
        items = [
            {"request_id": id, "endpoint_id": asked["endpoint_id"], "json_input": one.json, "status_code": 200}
            for id, one in known[first : first + 2]
            if self.lists
        ]
        return as_json({"items": items, "has_more": first + 2 < len(known), "next_cursor": str(first + 2)})

    def _cancel(self, request: Request) -> Reply:
        (id,) = request.parts
        if self._left[id] <= 0:
            return as_json({"status": "ALREADY_COMPLETED"}, 400)
        self.requests[id].charged_usd = 0.0
        return as_json({"status": "CANCELLATION_REQUESTED"}, 202)


def install(double: Double, files: Double) -> Fal:
    return Fal(double, files)


def _for_account(handler: Handler) -> Handler:
    def checked(request: Request) -> Reply:
        if request.headers.get("Authorization") != f"Key {KEY}":
            return as_json({"detail": "Invalid authentication credentials"}, 401)
        return handler(request)

    return checked


def _file(made: bytes | Reply) -> Reply:
    return made if isinstance(made, Reply) else Reply(made)
