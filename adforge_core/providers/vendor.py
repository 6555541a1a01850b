"""What the studio knows of a service that may serve a capability, before any of its code is loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from pkgutil import resolve_name
from tomllib import loads
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from adforge_core.providers.keys import Keys


@dataclass(frozen=True, eq=False)
class Vendor:
    """One service. Settings, prices, doctor and error messages read this and nothing else about it.

    `name` is how settings, projects and the command line name it, and its folder among the providers; `title` is its
    name to people. `key` is the environment variable that holds its key, `keys_at` the page where one gets a key.
    `makes` has, for each capability it serves, what makes the provider from the keys and a model's name ("" for the
    usual one): a module of its folder and a name in it, loaded when the provider is wanted. `sdk` is the SDK's module
    where that is an optional extra of the studio, which is called like the vendor.
    """

    name: str
    title: str
    key: str
    keys_at: str
    makes: Mapping[str, str]
    sdk: str = ""

    @property
    def address(self) -> str:
        """The environment variable that names another place that speaks the service's protocol."""
        return f"{self.name.upper()}_BASE_URL"

    def make(self, capability: str, keys: "Keys", model: str = "") -> Any:
        """The provider of that capability, with that model or the usual one."""
        return resolve_name(f"{__package__}.{self.name}.{self.makes[capability]}")(keys, model)

    def table(self, file: str) -> dict[str, Any]:
        """What the TOML file of that name in the vendor's folder holds; nothing where there is no such file."""
        return _table(Path(__file__).with_name(self.name) / file)


@cache
def _table(file: Path) -> dict[str, Any]:
    return loads(file.read_text("utf-8")) if file.is_file() else {}
