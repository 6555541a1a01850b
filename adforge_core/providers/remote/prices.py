"""What services ask for their work: prices.toml, read."""

import re
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any

_DATED = re.compile(r"-20\d\d-?[01]\d-?[0-3]\d$")


def price_of(vendor: str, model: str) -> dict[str, Any]:
    """The price of a vendor's model, as the table in prices.toml has it; its "other" where the model is not there.

    A model's name that ends in a date costs what the name without it does.
    """
    prices: dict[str, dict[str, Any]] = _prices()[vendor]
    return prices.get(model) or prices.get(_DATED.sub("", model)) or prices["other"]


def priced(vendor: str, unit: str) -> dict[str, dict[str, Any]]:
    """The vendor's models that are paid for by that unit, with their prices, as prices.toml has them."""
    return {name: price for name, price in _prices()[vendor].items() if price["unit"] == unit and name != "other"}


@cache
def _prices() -> dict[str, Any]:
    return loads(files(__package__).joinpath("prices.toml").read_text("utf-8"))
