"""A model at OpenRouter, which speaks OpenAI's API."""

from typing import ClassVar

from adforge_core.providers.keys import Keys
from adforge_core.providers.openai.model import ChatModel
from adforge_core.providers.openrouter import VENDOR
from adforge_core.providers.remote.calls import service_of

OPENROUTER_MODEL = "openai/gpt-6.1-terra"


class OpenRouterModel(ChatModel):
    """A model at OpenRouter."""

    usual_url: ClassVar[str] = "https://openrouter.ai/api/v1"
    limit: ClassVar[str] = "max_tokens"


def openrouter_model(keys: Keys, model: str = "") -> OpenRouterModel:
    """The model of that name, or the usual one, at OpenRouter or wherever OPENROUTER_BASE_URL says."""
    return OpenRouterModel(service_of(VENDOR, keys, "the local planner"), model or OPENROUTER_MODEL)
