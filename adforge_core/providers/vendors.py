"""The services that may serve a capability."""

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
"""One line a vendor: the folder whose `VENDOR` describes it. Of those that serve a capability, the first is best."""

VENDORS: tuple[Vendor, ...] = tuple(import_module(f"{__package__}.{folder}").VENDOR for folder in _FOLDERS)
"""All of them. Loading this loads neither their SDKs nor the code that talks to them."""


def vendors_for(capability: str) -> tuple[Vendor, ...]:
    """Those that serve the capability, best first."""
    return tuple(vendor for vendor in VENDORS if capability in vendor.makes)
