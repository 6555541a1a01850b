"""The services that can serve a capability."""

from importlib import import_module

from adforge_core.providers.vendor import Vendor

_FOLDERS = (
    "openai",
    "anthropic",
    "openrouter",
    "replicate",
    "fal",
    "elevenlabs",
)
"""The folders of the vendors, each with its `VENDOR`. Of those that serve a capability, the first is preferred."""

VENDORS: tuple[Vendor, ...] = tuple(import_module(f"{__package__}.{folder}").VENDOR for folder in _FOLDERS)
"""All vendors. Importing this imports neither their SDKs nor the code that calls them."""


def vendors_for(capability: str) -> tuple[Vendor, ...]:
    """Returns the vendors that serve the capability, the preferred one first."""
    return tuple(vendor for vendor in VENDORS if capability in vendor.makes)
