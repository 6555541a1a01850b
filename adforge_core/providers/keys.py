"""The keys of services, from the environment or .streamlit/secrets.toml. They are never written anywhere."""

import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from adforge_core.model.value import whole
from adforge_core.providers.vendors import VENDORS

KEYS = tuple(vendor.key for vendor in VENDORS)
"""The environment variables that hold them."""


class Keys:
    """The keys that are set. Printing it shows their names."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = {name: value.strip() for name, value in values.items() if value.strip()}

    def __repr__(self) -> str:
        return f"Keys({', '.join(self._values)})"

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def struck_from(self, text: str) -> str:
        """Returns `text` without keys, and fit to be saved, for messages that quote a service or its SDK."""
        # The longest first: one key may be the beginning of another.
        for name, value in sorted(self._values.items(), key=lambda one: -len(one[1])):
            text = text.replace(value, f"[{name}]")
        return whole(text)


def read_keys() -> Keys:
    """Returns the keys that are set now.

    The environment has priority over the file in the current folder, and that over the one in the home folder. If
    ADFORGE_SECRETS is set, only the file it names is read. A file that cannot be read is ignored.
    """
    found: dict[str, str] = {}
    for file in _files():
        with suppress(OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
            secrets = tomllib.loads(file.read_text("utf-8"))
            found |= {name: value for name in KEYS if isinstance(value := secrets.get(name), str)}
    return Keys(found | {name: value for name in KEYS if (value := os.environ.get(name, "").strip())})


def _files() -> tuple[Path, ...]:
    if named := os.environ.get("ADFORGE_SECRETS", "").strip():
        return (Path(named),)
    return tuple(folder / ".streamlit" / "secrets.toml" for folder in (Path.home(), Path.cwd()))
