"""Requests that may change something: only the studio's own pages may send them."""

from collections.abc import Awaitable, Callable
from functools import wraps
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

Answer = Callable[[Request], Awaitable[Response]]


def for_own_pages(answer: Answer) -> Answer:
    """`answer` for requests from the studio's own pages; others are refused with 403.

    Any site that is open in the same browser can send a POST here. The browser says from where.
    """

    @wraps(answer)
    async def checked(request: Request) -> Response:
        if urlsplit(request.headers.get("origin", "")).netloc != request.headers.get("host"):
            return PlainTextResponse("Only the studio's own pages may do this.", 403)
        return await answer(request)

    return checked
