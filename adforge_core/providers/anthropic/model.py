"""Anthropic's language models, through its own SDK: an optional extra."""

from typing import Any, Literal

from adforge_core.providers.anthropic import VENDOR
from adforge_core.providers.keys import Keys
from adforge_core.providers.remote.calls import Fault, service_of
from adforge_core.providers.remote.language import (
    Correction,
    LanguageModel,
    Said,
    photo_of,
    sdk_fault,
    trusted,
)
from adforge_core.providers.remote.task import Task

ANTHROPIC_MODEL = "claude-sonnet-5-5"

_URL = "https://api.anthropic.com"
_ENDED: dict[str, Literal["refused", "too long"]] = {
    "refusal": "refused",
    "max_tokens": "too long",
    "model_context_window_exceeded": "too long",
}


class AnthropicModel(LanguageModel):
    """One of Claude's models."""

    def say(self, task: Task[Any], correction: Correction | None) -> Said:
        """The model's answer."""
        import anthropic

        with anthropic.Anthropic(
            api_key=self.service.key,
            base_url=self.service.base_url or _URL,
            timeout=self.deadline_s,
            max_retries=0,
            http_client=anthropic.DefaultHttpxClient(verify=trusted()),
        ) as client:
            request: dict[str, Any] = {
                "model": self.model,
                "max_tokens": task.most_tokens,
                "system": task.rules,
                "messages": _messages(task, correction),
                "output_config": {"format": {"type": "json_schema", "schema": task.schema}},
            }
            return self._said(client.messages.create(**request))

    def fault_of(self, error: Exception) -> Fault:
        """What an exception of the SDK means."""
        import anthropic

        fault = error if isinstance(error, Fault) else sdk_fault(error, anthropic)
        if "credit balance" in fault.detail:
            return Fault(fault.detail, status=402, code="insufficient_quota")
        return fault

    def _said(self, message: Any) -> Said:
        """What a message says; a Fault where it is something else, sent as if all were well."""
        usage = getattr(message, "usage", None)
        if usage is None or getattr(message, "content", None) is None:
            raise Fault("it sent something else than an answer", charged=True)
        return Said(
            text="".join(block.text for block in message.content if block.type == "text"),
            request_id=message.id or "",
            cost_usd=self.cost_usd(
                usage.input_tokens,
                usage.cache_read_input_tokens or 0,
                usage.cache_creation_input_tokens or 0,
                usage.output_tokens,
            ),
            ended=_ENDED.get(message.stop_reason, "well"),
        )


def anthropic_model(keys: Keys, model: str = "") -> AnthropicModel:
    """The model of that name, or the usual one, at Anthropic or wherever ANTHROPIC_BASE_URL says."""
    return AnthropicModel(service_of(VENDOR, keys, "the local planner"), model or ANTHROPIC_MODEL)


def _messages(task: Task[Any], correction: Correction | None) -> list[dict[str, Any]]:
    content: list[dict[str, Any]] = [{"type": "text", "text": task.case}]
    if photo := photo_of(task):
        source = {"type": "base64", "media_type": "image/jpeg", "data": photo}
        content.insert(0, {"type": "image", "source": source})
    messages: list[dict[str, Any]] = [{"role": "user", "content": content}]
    if correction and correction.said:
        messages.append({"role": "assistant", "content": correction.said})
        messages.append({"role": "user", "content": correction.ask(task)})
    elif correction:
        content.append({"type": "text", "text": correction.ask(task)})
    return messages
