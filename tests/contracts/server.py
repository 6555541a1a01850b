"""A double of the services: a real HTTP server on loopback, which answers as their wires say and fails when told to."""

import json
import re
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Request:
    """A request as it came. `parts` are the groups of its route's pattern; `charged_usd` what it cost.

    Names of headers are found in any case.
    """

    method: str
    path: str
    query: dict[str, str]
    headers: Message
    body: bytes
    parts: tuple[str, ...] = ()
    charged_usd: float = 0.0

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "application/octet-stream"


def as_json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(json.dumps(value).encode(), status, headers or {}, "application/json")


@dataclass(frozen=True)
class Status:
    """Answers with an HTTP status; the work is not done."""

    code: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DropBefore:
    """Hangs up on having read the request; the work is not done, but who asked cannot know."""


@dataclass(frozen=True)
class Hang:
    """Does the work and says nothing for so long, then hangs up."""

    seconds: float


@dataclass(frozen=True)
class Late:
    """Does the work and answers well, so much later."""

    seconds: float


@dataclass(frozen=True)
class Trickle:
    """Does the work and sends the answer in drops, over so many seconds."""

    seconds: float


@dataclass(frozen=True)
class DropMidBody:
    """Does the work and hangs up after half of the answer."""


@dataclass(frozen=True)
class BadJson:
    """Does the work and answers with JSON that ends early, as if all were well."""


@dataclass(frozen=True)
class Html:
    """Does the work and answers with a web page, as if all were well."""


@dataclass(frozen=True)
class Instead:
    """Does the work and answers with something else."""

    reply: Reply


Fault = Status | DropBefore | Hang | Late | Trickle | DropMidBody | BadJson | Html | Instead
Handler = Callable[[Request], Reply]


class Double:
    """Answers by its routes, in real HTTP at `url`, and remembers every request."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self._routes: list[tuple[str, re.Pattern[str], Handler]] = []
        self._faults: list[tuple[re.Pattern[str], list[Fault]]] = []
        self._lock = Lock()
        self.closing = Event()
        self.mistakes: list[BaseException] = []
        self._server = _Server(self)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def route(self, method: str, pattern: str, handler: Handler) -> None:
        """Has `handler` answer requests whose whole path matches. The latest route that matches counts."""
        self._routes.insert(0, (method, re.compile(pattern), handler))

    def fail(self, pattern: str, *faults: Fault) -> None:
        """Answers the next requests whose "METHOD /path" holds the pattern by these faults, one each in turn."""
        self._faults.append((re.compile(pattern), list(faults)))

    def asked(self, pattern: str) -> list[Request]:
        """The requests so far whose "METHOD /path" holds the pattern."""
        with self._lock:
            return [one for one in self.requests if re.search(pattern, f"{one.method} {one.path}")]

    @property
    def charged_usd(self) -> float:
        return round(sum(request.charged_usd for request in self.asked("")), 6)

    def close(self) -> None:
        """Ends it, and raises what went wrong in its own handlers."""
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        if self.mistakes:
            raise self.mistakes[0]

    def taken(self, request: Request) -> Fault | None:
        """Remembers the request; the fault it is to meet."""
        with self._lock:
            self.requests.append(request)
            for pattern, faults in self._faults:
                if faults and pattern.search(f"{request.method} {request.path}"):
                    return faults.pop(0)
        return None

    def answer(self, request: Request) -> Reply:
        for method, pattern, handler in self._routes:
            found = pattern.fullmatch(request.path)
            if found and method == request.method:
                request.parts = found.groups()
                return handler(request)
        return as_json({"error": {"message": f"there is no {request.method} {request.path}"}}, 404)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, double: Double) -> None:
        self.double = double
        super().__init__(("127.0.0.1", 0), _Conversation)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up on the double is in the right; what else goes wrong is the double's own mistake."""
        error = sys.exception()
        if error and not isinstance(error, ConnectionError):
            self.double.mistakes.append(error)


class _Conversation(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def answer(self) -> None:
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        request = Request(self.command, url.path, dict(parse_qsl(url.query)), self.headers, body)
        double = self.server.double
        match double.taken(request):
            case None:
                self._send(double.answer(request))
            case Status(code, value, headers):
                value = {"error": {"message": f"a fault with status {code}"}} if value is None else value
                self._send(as_json(value, code, headers))
            case DropBefore():
                self._hang_up()
            case Hang(seconds):
                double.answer(request)
                double.closing.wait(seconds)
                self._hang_up()
            case Late(seconds):
                reply = double.answer(request)
                double.closing.wait(seconds)
                self._send(reply)
            case Trickle(seconds):
                self._send(double.answer(request), over=seconds)
            case DropMidBody():
                self._send(double.answer(request), parts=0.5)
                self._hang_up()
            case BadJson():
                double.answer(request)
                self._send(Reply(b'{"id": "an-answer", "output": [{"ty', kind="application/json"))
            case Html():
                double.answer(request)
                self._send(Reply(b"<!doctype html><html><body>Please sign in</body></html>", kind="text/html"))
            case Instead(reply):
                double.answer(request)
                self._send(reply)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = answer  # noqa: N815 -- http.server's names

    def _send(self, reply: Reply, parts: float = 1.0, over: float = 0.0) -> None:
        """Sends that part of the reply, dripping it `over` so many seconds."""
        self.send_response(reply.status)
        for name, value in {"Content-Type": reply.kind, **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        if over:
            drop = max(1, len(reply.body) // 50)
            for start in range(0, len(reply.body), drop):
                self.wfile.write(reply.body[start : start + drop])
                if self.server.double.closing.wait(over * drop / len(reply.body)):
                    return
        else:
            self.wfile.write(reply.body[: int(len(reply.body) * parts)])

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: what was asked is in the double's list."""
