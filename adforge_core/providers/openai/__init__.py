"""OpenAI's language models, and those of any server that speaks its API."""

from adforge_core.providers.vendor import Vendor

VENDOR = Vendor(
    name="openai",
    title="OpenAI",
    key="OPENAI_API_KEY",
    keys_at="https://platform.openai.com/api-keys",
    makes={"planner": "model:openai_model"},
)
