"""Vendors that are reached through the doubles, as the studio reaches them."""

from importlib import import_module
from typing import Any

import pytest

from adforge_core.providers.keys import Keys
from adforge_core.providers.vendor import Vendor
from adforge_core.providers.vendors import VENDORS
from tests.contracts import pictures_wire
from tests.contracts.server import Double


def vendor_named(name: str) -> Vendor:
    return next(vendor for vendor in (*VENDORS, pictures_wire.VENDOR) if vendor.name == name)


def wire_of(vendor: Vendor) -> Any:
    """The module of the vendor's double: `install` puts it behind a Double, `KEY` is the key that it accepts."""
    return import_module(f"tests.contracts.{vendor.name}_wire")


def reached(
    vendor: Vendor,
    capability: str,
    double: Double,
    files: Double,
    patch: pytest.MonkeyPatch,
    *,
    model: str = "",
    key: str = "",
) -> tuple[Any, Any]:
    """The vendor's provider as the studio has it, and the service it talks to, whose files are on this machine."""
    wire = wire_of(vendor)
    patch.setenv(vendor.address, double.url)
    patch.setenv("ADFORGE_ALLOW_LOOPBACK", "1")
    return vendor.make(capability, Keys({vendor.key: key or wire.KEY}), model), wire.install(double, files)
