"""One request, one answer or one Fault: what SDKs that are built on httpx are given to speak through.

SDKs try again by themselves, sleep as long as they are told to, and some repeat what costs money. Here a failed
exchange becomes a Fault before they see it, so that `call` alone decides.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from json import JSONDecodeError, loads
from typing import Any

import httpx

from adforge_core.providers.remote.calls import Fault

TIMEOUT = httpx.Timeout(30.0, connect=10.0)

_REFUSALS = ("nsfw", "sensitive", "safety", "moderat", "content policy", "content_policy", "flagged")


class OneTry(httpx.BaseTransport):
    """Sends a request once and reads all of the answer. Raises Fault, for every status that is no success too."""

    def __init__(self) -> None:
        self._wire = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, which is JSON."""
        asks = request.method == "POST"
        try:
            answer = self._wire.handle_request(request)
            answer.read()
            body = loads(answer.content) if answer.is_success else None
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol):
            raise Fault("it cannot be reached") from None
        except httpx.TimeoutException:
            raise Fault("it did not answer in time", charged=asks) from None
        except httpx.TransportError:
            raise Fault("the connection broke off", charged=asks) from None
        except (JSONDecodeError, UnicodeDecodeError):
            raise Fault("it answered with something else than JSON", charged=asks) from None
        if not answer.is_success:
            raise _status_fault(answer, asks)
        if not isinstance(body, dict):
            raise Fault("it answered with something else than it says it does", charged=asks)
        return answer

    def close(self) -> None:
        """Closes the connections."""
        self._wire.close()


def _status_fault(answer: httpx.Response, asks: bool) -> Fault:
    detail = _detail(answer)
    refusal = answer.status_code in (400, 403, 422) and refused(detail)
    code = "refused" if refusal else ""
    # A gateway that waited in vain does not know what became of the request.
    return Fault(detail, answer.status_code, code, wait_s(answer.headers), asks and answer.status_code == 504)


def refused(why: str) -> bool:
    """Whether a service's words for a failure say that it will not make what is asked."""
    return any(word in why.lower() for word in _REFUSALS)


def wait_s(headers: Mapping[str, str]) -> float | None:
    """How long Retry-After, in either of its forms, asks to wait."""
    asked = headers.get("Retry-After", "").strip()
    if asked.isdigit():
        return float(asked)
    try:
        return max(0.0, (parsedate_to_datetime(asked) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _detail(answer: httpx.Response) -> str:
    try:
        body: Any = loads(answer.content)
    except (JSONDecodeError, UnicodeDecodeError):
        return f"status {answer.status_code}"
    said = body.get("detail") or body.get("title") or body.get("error") if isinstance(body, dict) else body
    return str(said) if said else f"status {answer.status_code}"
