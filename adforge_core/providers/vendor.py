"""The description of a service that can serve a capability. It is available before the service's code is loaded."""

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
    """One service. Settings, prices, doctor and error messages read only this about it.

    `name` is its name in settings, projects and on the command line, and the name of its folder; `title` is its name
    for people. `key` is the environment variable of its key, `keys_at` the page with its keys. `makes` gives the maker
    of the provider for each capability: a module of its folder and a name in it, loaded when the provider is needed
    and called with the keys and a model's name ("" for the default). `sdk` is the module of an SDK that is an optional
    extra of the studio; the extra has the vendor's name.
    """

    name: str
    title: str
    key: str
    keys_at: str
    makes: Mapping[str, str]
    sdk: str = ""

    @property
    def address(self) -> str:
        """The environment variable for the URL of another server with the same API."""
        return f"{self.name.upper()}_BASE_URL"

    def make(self, capability: str, keys: "Keys", model: str = "") -> Any:
        """Returns the provider of the capability, with this model or the default one."""
        return resolve_name(f"{__package__}.{self.name}.{self.makes[capability]}")(keys, model)

    def table(self, file: str) -> dict[str, Any]:
        """Returns the content of a TOML file in the vendor's folder; an empty dict if there is none."""
        return _table(Path(__file__).with_name(self.name) / file)


@cache
def _table(file: Path) -> dict[str, Any]:
    return loads(file.read_text("utf-8")) if file.is_file() else {}
