"""Plates and music by the models that Replicate hosts."""

from adforge_core.providers.vendor import Vendor

VENDOR = Vendor(
    name="replicate",
    title="Replicate",
    key="REPLICATE_API_TOKEN",
    keys_at="https://replicate.com/account/api-tokens",
    makes={"plates": "predictions:replicate_plates", "bed": "predictions:replicate_bed"},
)
