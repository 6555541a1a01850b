"""What each vendor says of itself holds, and nothing that people read forgets one."""

import tomllib
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from adforge_core import providers
from adforge_core.providers.keys import Keys
from adforge_core.providers.remote.models import models
from adforge_core.providers.remote.prices import price_of
from adforge_core.providers.settings import MODEL_FIELDS
from adforge_core.providers.vendor import Vendor
from adforge_core.providers.vendors import VENDORS, vendors_for

ROOT = Path(__file__).resolve().parents[2]

every_vendor = pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)


def test_every_folder_that_describes_a_vendor_is_listed() -> None:
    folders = [found.name for found in iter_modules(providers.__path__) if found.ispkg]
    described = {name for name in folders if hasattr(import_module(f"{providers.__name__}.{name}"), "VENDOR")}
    assert {vendor.name for vendor in VENDORS} == described


@every_vendor
def test_it_makes_what_it_says_under_its_own_name_and_at_a_known_price(vendor: Vendor) -> None:
    assert vendor.makes.keys() <= MODEL_FIELDS.keys()
    for capability in vendor.makes:
        assert vendor in vendors_for(capability)
        assert vendor.make(capability, Keys({vendor.key: "a-key"})).name == vendor.name
        assert models(vendor, capability) or price_of(vendor, capability, "a model nobody has heard of")


@every_vendor
def test_people_are_told_of_its_key(vendor: Vendor) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"`{vendor.key}`" in readme.partition("| key |")[2].partition("\n\n")[0]
    assert vendor.keys_at.startswith("https://")


@every_vendor
def test_an_sdk_that_does_not_come_with_the_studio_is_an_extra_of_its_name(vendor: Vendor) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert bool(vendor.sdk) == (vendor.name in project["optional-dependencies"])


def test_no_two_are_mistaken_for_each_other() -> None:
    for said in ("name", "title", "key", "address"):
        assert len({getattr(vendor, said) for vendor in VENDORS}) == len(VENDORS)
