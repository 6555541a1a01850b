"""OpenAI's responses and chat completions as its API reference has them, and OpenRouter's, which differ a little."""

import base64
from io import BytesIO
from typing import Any

from PIL import Image

from tests.contracts.answers import Answer, Mind, broken_rules
from tests.contracts.server import Double, Reply, Request, as_json

OPENAI_KEY = "sk-proj-4f0b9e2f7c1d4a55-of-the-tests"
OPENROUTER_KEY = "sk-or-v1-77aa01c3e9-of-the-tests"

# US dollars per million tokens, by the services' price lists: read, and answered.
PRICES = {
    "gpt-6.1-terra": (1.00, 5.00),
    "gpt-6.1-sol": (2.00, 10.00),
    "openai/gpt-6.1-terra": (1.00, 5.00),
    "small-local": (10.00, 50.00),  # nobody's price: what the studio guesses
}

_KNOWN = {
    "model", "messages", "response_format", "max_completion_tokens", "max_tokens", "temperature", "store", "metadata",
}  # fmt: skip


def install(double: Double) -> Mind:
    """Has the double be OpenAI, at /v1. `mind.background` is how its responses go on."""
    mind = install_chat(double)
    double.route("POST", "/v1/responses", lambda request: _begin(request, mind))
    double.route("GET", "/v1/responses/(.+)", lambda request: _look(request, mind))
    double.route("POST", "/v1/responses/(.+)/cancel", lambda request: _cancel(request, mind))
    return mind


def install_chat(double: Double) -> Mind:
    """Has the double be a server at /v1 that has nothing but chat completions."""
    return _install(double, "/v1", OPENAI_KEY, openrouter=False)


def install_openrouter(double: Double) -> Mind:
    """Has the double be OpenRouter, at /api/v1."""
    return _install(double, "/api/v1", OPENROUTER_KEY, openrouter=True)


def error(status: int, message: str, code: str | None = None, kind: str = "invalid_request_error") -> Reply:
    return as_json({"error": {"message": message, "type": kind, "param": None, "code": code}}, status)


def _install(double: Double, prefix: str, key: str, openrouter: bool) -> Mind:
    mind = Mind()
    double.route("POST", f"{prefix}/chat/completions", lambda request: _complete(request, mind, key, openrouter))
    return mind


def _complete(request: Request, mind: Mind, key: str, openrouter: bool) -> Reply:
    asked = request.json
    if wrong := _stranger(request, key) or _wrong(asked, openrouter):
        return wrong
    shown = [part for message in asked["messages"] for part in _parts(message)]
    case = next(part["text"] for part in _parts(asked["messages"][1]) if part["type"] == "text")
    answer = mind.answer(case, _shape(asked))
    read = sum(len(part.get("text", "")) // 4 for part in shown) + 900 * _pictures(shown)
    said = len(answer.text) // 4 + 350
    used = {
        "prompt_tokens": read,
        "completion_tokens": said,
        "total_tokens": read + said,
        "prompt_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 350},
    }
    for_read, for_said = PRICES[asked["model"]]
    request.charged_usd = round((read * for_read + said * for_said) / 1e6, 6)
    if openrouter:
        request.charged_usd = round(request.charged_usd * 1.055, 6)  # its fee, so that a price list alone is wrong
        used["cost"] = request.charged_usd
    return as_json(_completion(asked["model"], answer, used, openrouter))


def _completion(model: str, answer: Answer, used: dict[str, Any], openrouter: bool) -> dict[str, Any]:
    refused = answer.ended == "refused"
    return {
        "id": "gen-1700000000-aB3" if openrouter else "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT",
        "object": "chat.completion",
        "created": 1795250000,
        "model": model,
        "choices": [
            {
                "index": 0,
                "message": {
                    "role": "assistant",
                    "content": None if refused else answer.text,
                    "refusal": answer.text if refused else None,
                },
                "logprobs": None,
                "finish_reason": "length" if answer.ended == "too long" else "stop",
            }
        ],
        "usage": used,
        "service_tier": "default",
    }


def _begin(request: Request, mind: Mind) -> Reply:
    asked = request.json
    if wrong := _stranger(request, OPENAI_KEY) or _wrong_response(asked):
        return wrong
    parts = [part for message in asked["input"] for part in _parts(message)]
    texts = [part["text"] for part in parts if "text" in part] + [asked["instructions"]]
    answer = mind.answer(texts[0], asked["text"]["format"]["name"])
    read = sum(map(len, texts)) // 4 + 900 * _pictures(parts)
    said = len(answer.text) // 4 + 350
    for_read, for_said = PRICES[asked["model"]]
    request.charged_usd = round((read * for_read + said * for_said) / 1e6, 6)
    kind = "refusal" if answer.ended == "refused" else "output_text"
    part = {"type": kind, "refusal" if kind == "refusal" else "text": answer.text, "annotations": []}
    done = {
        "status": "incomplete" if answer.ended == "too long" else "completed",
        "incomplete_details": {"reason": "max_output_tokens"} if answer.ended == "too long" else None,
        "output": [
            {"type": "reasoning", "id": "rs_1", "summary": []},
            {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [part]},
        ],
        "usage": {
            "input_tokens": read,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": said,
            "output_tokens_details": {"reasoning_tokens": 350},
            "total_tokens": read + said,
        },
    }
    begun = {
        "id": f"resp_{len(mind.background.under_way):03}68af",
        "object": "response",
        "created_at": 1795250000,
        "model": asked["model"],
        "background": True,
        "status": "queued",
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "output": [],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": None,
    }
    mind.background.under_way[str(begun["id"])] = (begun | done, mind.background.looks)
    return as_json(begun)


def _look(request: Request, mind: Mind) -> Reply:
    id = request.parts[0]
    if wrong := _stranger(request, OPENAI_KEY):
        return wrong
    if id not in mind.background.under_way:
        return error(404, f"Response with id '{id}' not found.")
    response, left = mind.background.under_way[id]
    if left > 0:
        mind.background.under_way[id] = (response, left - 1)
        return as_json(response | {"status": "in_progress", "output": [], "usage": None, "incomplete_details": None})
    return as_json(response)


def _cancel(request: Request, mind: Mind) -> Reply:
    id = request.parts[0]
    response, _ = mind.background.under_way[id]
    stopped = response | {"status": "cancelled", "output": [], "usage": None}
    mind.background.under_way[id] = (stopped, 0)
    return as_json(stopped)


def _stranger(request: Request, key: str) -> Reply | None:
    given = request.headers.get("Authorization")
    return None if given == f"Bearer {key}" else error(401, f"Incorrect API key provided: {given}.", "invalid_api_key")


def _wrong_response(asked: dict[str, Any]) -> Reply | None:
    model = asked.get("model", "")
    if model not in PRICES:
        return error(404, f"The model `{model}` does not exist or you do not have access to it.", "model_not_found")
    known = {"model", "instructions", "input", "text", "max_output_tokens", "background", "store"}
    for name in sorted(set(asked) - known):
        return error(400, f"Unknown parameter: '{name}'.", "unknown_parameter")
    form = asked["text"]["format"]
    if form["type"] != "json_schema" or not form["strict"] or (broken := broken_rules(form["schema"])):
        return error(400, f"Invalid schema for text.format: {broken}")
    return None


def _wrong(asked: dict[str, Any], openrouter: bool) -> Reply | None:
    model = asked.get("model", "")
    if model not in PRICES:
        return error(404, f"The model `{model}` does not exist or you do not have access to it.", "model_not_found")
    for name in sorted(set(asked) - _KNOWN):
        return error(400, f"Unrecognized request argument supplied: {name}", "unknown_parameter")
    if "max_tokens" in asked and not openrouter:
        return error(
            400, "Unsupported parameter: 'max_tokens' is not supported with this model.", "unsupported_parameter"
        )
    form = asked.get("response_format")
    if form and model == "small-local":
        return error(400, "This server does not know 'response_format' of type json_schema.")
    if form:
        broken = broken_rules(form["json_schema"]["schema"])
        if form["type"] != "json_schema" or not form["json_schema"]["strict"] or broken:
            return error(400, f"Invalid schema for response_format: {broken}")
    return None


def _parts(message: dict[str, Any]) -> list[dict[str, Any]]:
    content = message["content"]
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def _shape(asked: dict[str, Any]) -> str:
    """The name of the schema that is to be kept, wherever it stands."""
    if form := asked.get("response_format"):
        return str(form["json_schema"]["name"])
    rules = asked["messages"][0]["content"]
    return next(name for name in ("Storyboard", "Rewritten", "Revised") if f'"title": "{name}"' in rules)


def _pictures(parts: list[dict[str, Any]]) -> int:
    """How many pictures there are, each found to be one."""
    urls = [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]
    urls += [part["image_url"] for part in parts if part["type"] == "input_image"]
    for url in urls:
        start, _, data = url.partition(",")
        assert start == "data:image/jpeg;base64"
        assert max(Image.open(BytesIO(base64.b64decode(data))).size) <= 1024
    return len(urls)
