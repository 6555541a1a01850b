"""What vendors ask for their work: the prices.toml in their folders, a table for each capability."""

import re
from typing import Any

from adforge_core.providers.vendor import Vendor

_FILE = "prices.toml"
_DATED = re.compile(r"-20\d\d-?[01]\d-?[0-3]\d$")


def price_of(vendor: Vendor, capability: str, model: str) -> dict[str, Any]:
    """The price of a vendor's model, as its prices.toml has it; that of "other" where the model is not there.

    A model's name that ends in a date costs what the name without it does.
    """
    prices: dict[str, dict[str, Any]] = vendor.table(_FILE)[capability]
    return prices.get(model) or prices.get(_DATED.sub("", model)) or prices["other"]


def priced(vendor: Vendor, capability: str) -> dict[str, dict[str, Any]]:
    """The vendor's models that serve the capability and have a price of their own, with those prices."""
    prices = vendor.table(_FILE).get(capability, {})
    return {model: price for model, price in prices.items() if model != "other"}
