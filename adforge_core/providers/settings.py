"""What a person chose for the whole studio: who serves each capability, and with which model."""

from contextlib import suppress
from pathlib import Path

from pydantic import Field, ValidationError

from adforge_core.media.files import written_whole
from adforge_core.model.value import Value

AUTO = "auto"
"""The best provider whose key is set, else the one on this machine."""

LOCAL = "local"
"""The provider on this machine, whatever keys are set."""


MODEL_FIELDS = {"planner": "planner_model", "plates": "plate_model", "voice": "voice_model", "bed": "bed_model"}
"""By capability, the setting of the model that is to serve it."""


class Settings(Value):
    """The choice of provider and model for each capability.

    A provider is the name of a service, "local", or "auto": the first service whose key is set, else the local
    provider. A model is named as its provider names it; empty for the provider's default.

    Example:
        >>> from adforge_core import Settings, choose_providers
        >>> choose_providers(settings=Settings(voice="local")).providers.voice.name
        'hibari'
    """

    planner: str = AUTO
    planner_model: str = Field(default="", max_length=200)
    plates: str = AUTO
    plate_model: str = Field(default="", max_length=200)
    voice: str = AUTO
    voice_model: str = Field(default="", max_length=200)
    bed: str = AUTO
    bed_model: str = Field(default="", max_length=200)


def read_settings(home: Path) -> Settings:
    """The settings in the studio's folder; the usual ones where there are none, or none that can be understood."""
    with suppress(OSError, ValidationError):
        return Settings.model_validate_json((home / "settings.json").read_bytes())
    return Settings()


def write_settings(home: Path, settings: Settings) -> None:
    """Puts the settings into the studio's folder, whole or not at all. Raises BadOutput."""
    with suppress(OSError):  # what stands in the way is said where the file is written
        home.mkdir(parents=True, exist_ok=True)
    with written_whole(home / "settings.json") as unfinished:
        unfinished.write_text(settings.model_dump_json(indent=2) + "\n", "utf-8")
