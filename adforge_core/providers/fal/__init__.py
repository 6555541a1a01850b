"""Plates by the models that fal hosts."""

from adforge_core.providers.vendor import Vendor

VENDOR = Vendor(
    name="fal",
    title="fal",
    key="FAL_KEY",
    keys_at="https://fal.ai/dashboard/keys",
    makes={"plates": "queue:fal_plates"},
    sdk="fal_client",
)
