"""Anthropic's language models."""

from adforge_core.providers.vendor import Vendor

VENDOR = Vendor(
    name="anthropic",
    title="Anthropic",
    key="ANTHROPIC_API_KEY",
    keys_at="https://console.anthropic.com/settings/keys",
    makes={"planner": "model:anthropic_model"},
    sdk="anthropic",
)
