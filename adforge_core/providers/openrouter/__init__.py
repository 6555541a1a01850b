"""Language models of many makers, by OpenRouter."""

from adforge_core.providers.vendor import Vendor

VENDOR = Vendor(
    name="openrouter",
    title="OpenRouter",
    key="OPENROUTER_API_KEY",
    keys_at="https://openrouter.ai/settings/keys",
    makes={"planner": "model:openrouter_model"},
)
