"""OpenAI's language models, and those of other servers with its API."""

from contextlib import suppress
from time import monotonic
from typing import Any, ClassVar, Literal

from adforge_core.errors import Cancelled, StageFailed
from adforge_core.project.orders import Order
from adforge_core.providers.keys import Keys
from adforge_core.providers.openai import VENDOR
from adforge_core.providers.remote.calls import AnswerLost, Fault, call, service_of
from adforge_core.providers.remote.language import Correction, LanguageModel, Said, photo_of, sdk_fault, trusted
from adforge_core.providers.remote.task import Task

OPENAI_MODEL = "gpt-6.1-terra"

_POLL_S = 20.0
_CALLING_OFF_S = 2.5

_REFUSED = ("content_policy_violation", "content_filter", "moderation_blocked")

_ENDED: dict[str, Literal["refused", "too long"]] = {
    "length": "too long",
    "max_output_tokens": "too long",
    "content_filter": "refused",
}


class ChatModel(LanguageModel):
    """A model asked by chat completions, which every server that speaks OpenAI's API has."""

    usual_url: ClassVar[str]
    limit: ClassVar[str]
    """What the API calls the most tokens an answer may have."""

    def say(self, task: Task[Any], correction: Correction | None) -> Said:
        """The model's answer; without a schema or without the photo where it cannot do with them."""
        import openai

        schema, photo = True, photo_of(task)
        with self.client() as client:
            while True:
                request: dict[str, Any] = {
                    "model": self.model,
                    "messages": _messages(task, correction, photo, schema),
                    self.limit: task.most_tokens,
                }
                if schema:
                    request["response_format"] = {"type": "json_schema", "json_schema": _strict(task)}
                try:
                    return self._said(client.chat.completions.create(**request))
                except (openai.BadRequestError, openai.NotFoundError, openai.UnprocessableEntityError) as error:
                    # Refused before any work was done, so it costs nothing to ask for less.
                    reason = str(error).lower()
                    if schema and any(word in reason for word in ("response_format", "json_schema", "structured")):
                        schema = False
                    elif photo and "image" in reason:
                        photo = ""
                    else:
                        raise

    def fault_of(self, error: Exception) -> Fault:
        """What an exception of the SDK means."""
        import openai

        fault = error if isinstance(error, Fault) else sdk_fault(error, openai)
        if fault.code in _REFUSED or (fault.status == 403 and "flagged" in fault.detail):
            return Fault(fault.detail, status=400, code="refused")
        return fault

    def client(self) -> Any:
        """The SDK's client, which is to be closed. All waiting and trying again is done by `call`."""
        import openai

        return openai.OpenAI(
            api_key=self.service.key,
            base_url=self.service.base_url or self.usual_url,
            timeout=self.deadline_s,
            max_retries=0,
            http_client=openai.DefaultHttpxClient(verify=trusted()),
        )

    def charged(self, usage: Any) -> float | None:
        """What an answer cost: what the service says, where it does, else its tokens at their prices."""
        if usage is None:
            return None
        used = usage.to_dict()
        if used.get("cost") is not None:
            return float(used["cost"])
        read = used.get("prompt_tokens", used.get("input_tokens", 0))
        said = used.get("completion_tokens", used.get("output_tokens", 0))
        details = used.get("prompt_tokens_details") or used.get("input_tokens_details") or {}
        cached, written = details.get("cached_tokens") or 0, details.get("cache_write_tokens") or 0
        return self.cost_usd(read - cached - written, cached, written, said)

    def _said(self, completion: Any) -> Said:
        """What a completion says; a Fault where it is something else, sent as if all were well."""
        failed = getattr(completion, "error", None)
        if failed:
            code = failed.get("code")
            status = code if isinstance(code, int) else 502
            raise self.fault_of(Fault(str(failed.get("message", "it gave no reason")), status=status))
        if not getattr(completion, "choices", None):
            raise Fault("it sent something else than an answer", charged=True)
        choice = completion.choices[0]
        refusal = choice.message.refusal or ""
        return Said(
            text=refusal or choice.message.content or "",
            request_id=completion.id or "",
            cost_usd=self.charged(completion.usage),
            ended="refused" if refusal else _ENDED.get(choice.finish_reason, "well"),
        )


class OpenAIModel(ChatModel):
    """A model at OpenAI, which answers in the background: found again after a crash, and to be called off.

    Other servers at its address, which have nothing but chat completions, are asked by those.
    """

    usual_url: ClassVar[str] = "https://api.openai.com/v1"
    limit: ClassVar[str] = "max_completion_tokens"
    every_s: ClassVar[float] = 1.0
    """How long it waits before it asks again whether the answer is there."""

    def hear(self, task: Task[Any], order: Order, correction: Correction | None) -> Said:
        """The model's answer, which may have been under way already."""
        if order.request_id:
            try:
                return self._awaited(order, self._look(order.request_id))
            except AnswerLost as lost:
                order.lost(lost.happened)
        response = call(
            self.service,
            lambda: self._place(task, correction),
            self.fault_of,
            deadline_s=self.deadline_s,
            order=order,
        )
        if response is None:
            return super().hear(task, order, correction)
        order.submitted(response.id)
        return self._awaited(order, response)

    def _place(self, task: Task[Any], correction: Correction | None) -> Any:
        """The response as it was begun; None where the server has no such thing."""
        import openai

        with self.client() as client:
            try:
                response = client.responses.create(
                    model=self.model,
                    instructions=task.rules,
                    input=_input(task, correction),
                    text={"format": {"type": "json_schema", **_strict(task)}},
                    max_output_tokens=task.most_tokens,
                    background=True,
                    store=True,
                )
            except openai.APIStatusError as error:
                unknown = error.status_code in (404, 405, 501) and error.code != "model_not_found"
                if unknown or "background" in error.message:
                    return None
                raise
        if not getattr(response, "status", None):
            raise Fault("it sent something else than an answer", charged=True)
        return response

    def _look(self, id: str) -> Any:
        """The response as it is now. Raises AnswerLost where it is gone."""

        def look() -> Any:
            with self.client() as client:
                response = client.responses.retrieve(id)
            if not getattr(response, "status", None):
                raise Fault("it sent something else than an answer")
            return response

        def fault_of(error: Exception) -> Fault:
            fault = self.fault_of(error)
            if fault.status == 404:
                return Fault("it does not have the answer any more", charged=True)
            return Fault(fault.detail, fault.status, fault.code, fault.wait_s)

        return call(self.service, look, fault_of, deadline_s=_POLL_S, again=False)

    def _awaited(self, order: Order, response: Any) -> Said:
        """What the response says in the end. Where that takes too long it goes on, to be found by whoever asks next."""
        title = self.service.name
        until = monotonic() + self.deadline_s
        while response.status in ("queued", "in_progress"):
            if monotonic() > until:
                raise StageFailed(
                    f"{title} has not answered within {self.deadline_s:.0f} s.",
                    "It is still working. Try again in a while, at no extra cost.",
                )
            try:
                order.wait(self.every_s)
            except Cancelled:
                self._call_off(order, response.id)
                raise
            response = self._look(response.id)
        if response.status in ("failed", "cancelled"):
            reason = response.error.message if response.error else response.status
            why = f"{title} gave up on it: {self.service.keys.struck_from(reason).rstrip('.')}."
            self._close(order, why, response)
            raise StageFailed(why, f"Try again, or let {self.service.fallback} do it (Settings).")
        parts = [part for item in response.output or () if item.type == "message" for part in item.content]
        refusal = "".join(part.refusal for part in parts if part.type == "refusal")
        text = "".join(part.text for part in parts if part.type == "output_text")
        cut = response.incomplete_details.reason if response.incomplete_details else ""
        return Said(
            text=refusal or text,
            request_id=response.id,
            cost_usd=self.charged(response.usage),
            ended="refused" if refusal else _ENDED.get(cut, "well"),
        )

    def _call_off(self, order: Order, id: str) -> None:
        """Has the service stop. Where it does not, the order stands, and its answer will be found."""

        def stop() -> Any:
            with self.client() as client:
                return client.responses.cancel(id)

        with suppress(StageFailed):
            response = call(self.service, stop, self.fault_of, deadline_s=_CALLING_OFF_S, attempts=1)
            if getattr(response, "status", "") == "cancelled":
                self._close(order, "It was cancelled.", response)

    def _close(self, order: Order, why: str, response: Any) -> None:
        """Notes that nothing comes of the order, and what the service used for it all the same."""
        cost = self.charged(response.usage)
        if cost:
            order.charged_unusable(why, cost_usd=cost)
        else:
            order.refused(why)


def openai_model(keys: Keys, model: str = "") -> OpenAIModel:
    """The model of that name, or the usual one, at OpenAI or wherever OPENAI_BASE_URL says."""
    return OpenAIModel(service_of(VENDOR, keys, "the local planner"), model or OPENAI_MODEL)


def _strict(task: Task[Any]) -> dict[str, Any]:
    return {"name": task.shape.__name__, "strict": True, "schema": task.schema}


def _messages(task: Task[Any], correction: Correction | None, photo: str, schema: bool) -> list[dict[str, Any]]:
    """The conversation, for chat completions."""
    content: list[dict[str, Any]] = [{"type": "text", "text": task.case}]
    if photo:
        content.append({"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{photo}"}})
    return [
        {"role": "system", "content": task.rules if schema else f"{task.rules}\n{task.form}"},
        {"role": "user", "content": content},
        *_correcting(task, correction),
    ]


def _input(task: Task[Any], correction: Correction | None) -> list[dict[str, Any]]:
    """The conversation, for responses."""
    content = [{"type": "input_text", "text": task.case}]
    if photo := photo_of(task):
        content.append({"type": "input_image", "image_url": f"data:image/jpeg;base64,{photo}", "detail": "auto"})
    return [{"role": "user", "content": content}, *_correcting(task, correction)]


def _correcting(task: Task[Any], correction: Correction | None) -> list[dict[str, Any]]:
    if correction is None:
        return []
    said = [{"role": "assistant", "content": correction.said}] if correction.said else []
    return [*said, {"role": "user", "content": correction.ask(task)}]
