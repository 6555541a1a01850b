"""Anthropic's messages as its API reference has them."""

import base64
from email.message import Message
from io import BytesIO
from typing import Any

from PIL import Image

from tests.contracts.answers import Mind, broken_rules
from tests.contracts.server import Double, Reply, Request, as_json

ANTHROPIC_KEY = "sk-ant-api03-9d2c55e1-of-the-tests"

# US dollars per million tokens, by the service's price list: read, and answered.
PRICES = {"claude-sonnet-5-5": (2.00, 10.00), "claude-opus-5-5": (4.00, 20.00)}

_KNOWN = {"model", "max_tokens", "system", "messages", "output_config"}


def install(double: Double) -> Mind:
    """Has the double be Anthropic, at /v1/messages."""
    mind = Mind()
    double.route("POST", "/v1/messages", lambda request: _message(request, mind))
    return mind


def error(status: int, kind: str, message: str) -> Reply:
    return as_json({"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_011"}, status)


def _message(request: Request, mind: Mind) -> Reply:
    if request.headers.get("Authorization") != f"Bearer {ANTHROPIC_KEY}":
        return error(401, "authentication_error", f"invalid {request.headers.get('Authorization')}")
    asked = request.json
    if wrong := _wrong(asked, request.headers):
        return wrong
    parts = [part for message in asked["messages"] for part in _parts(message)]
    texts = [part["text"] for part in parts if part["type"] == "text"]
    schema = asked["output_config"]["format"]["schema"]
    answer = mind.answer(texts[0], schema["title"])
    refused = answer.ended == "refused"
    read = (sum(map(len, texts)) + len(asked["system"])) // 4 + 1100 * _pictures(parts)
    said = len(answer.text) // 4 + 600
    for_read, for_said = PRICES[asked["model"]]
    request.charged_usd = round((read * for_read + said * for_said) / 1e6, 6)
    return as_json(
        {
            "id": "msg_01XFDUDYJgAACzvnptvVoYEL",
            "type": "message",
            "role": "assistant",
            "model": asked["model"],
            "content": [] if refused else [
                {"type": "thinking", "thinking": "", "signature": "c2ln"},
                {"type": "text", "text": answer.text, "citations": None},
            ],
            "stop_reason": {"refused": "refusal", "too long": "max_tokens"}.get(answer.ended, "end_turn"),
            "stop_sequence": None,
            "usage": {
                "input_tokens": read,
                "cache_creation_input_tokens": 0,
                "cache_read_input_tokens": 0,
                "output_tokens": said,
                "service_tier": "standard",
            },
        }
    )  # fmt: skip


def _wrong(asked: dict[str, Any], headers: Message) -> Reply | None:
    kind = "invalid_request_error"
    if headers.get("anthropic-version") != "2026-10-21":
        return error(400, kind, "anthropic-version: header is required")
    if asked.get("model") not in PRICES:
        return error(404, "not_found_error", f"model: {asked.get('model')}")
    for name in sorted(set(asked) - _KNOWN):
        return error(400, kind, f"{name}: Extra inputs are not permitted")
    if not isinstance(asked.get("max_tokens"), int):
        return error(400, kind, "max_tokens: Field required")
    roles = [message["role"] for message in asked["messages"]]
    if roles[0] != "user" or roles[-1] != "user":
        return error(400, kind, "messages: the conversation must begin and end with a user message")
    if any(part["type"] == "text" and not part["text"] for one in asked["messages"] for part in _parts(one)):
        return error(400, kind, "messages: text content blocks must be non-empty")
    if broken := broken_rules(asked["output_config"]["format"]["schema"]):
        return error(400, kind, f"output_config.format.schema: {broken}")
    return None


def _parts(message: dict[str, Any]) -> list[dict[str, Any]]:
    content = message["content"]
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def _pictures(parts: list[dict[str, Any]]) -> int:
    """How many pictures there are, each found to be one."""
    sources = [part["source"] for part in parts if part["type"] == "image"]
    for source in sources:
        assert (source["type"], source["media_type"]) == ("base64", "image/jpeg")
        assert max(Image.open(BytesIO(base64.b64decode(source["data"]))).size) <= 1568
    return len(sources)
