"""The keys of services: from the environment, else from .streamlit/secrets.toml. They are never written anywhere."""

import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from adforge_core.model.value import whole

KEYS = (
    "OPENAI_API_KEY",
    "OPENROUTER_API_KEY",
    "ANTHROPIC_API_KEY",
    "REPLICATE_API_TOKEN",
    "FAL_KEY",
    "ELEVENLABS_API_KEY",
)


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
        """`text` without any key and fit to be saved, for sentences that quote what a service or its SDK said."""
        for name, value in self._values.items():
            text = text.replace(value, f"[{name}]")
        return whole(text)


def read_keys() -> Keys:
    """The keys that are set now; the environment counts before the file. A file that cannot be read holds none."""
    found: dict[str, str] = {}
    for folder in (Path.home(), Path.cwd()):
        with suppress(OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
            secrets = tomllib.loads((folder / ".streamlit" / "secrets.toml").read_text("utf-8"))
            found |= {name: value for name in KEYS if isinstance(value := secrets.get(name), str)}
    return Keys(found | {name: value for name in KEYS if (value := os.environ.get(name, "").strip())})
