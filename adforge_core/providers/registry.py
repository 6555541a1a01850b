"""Which provider serves which capability, and why."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from adforge_core.engine.keys import Keys, read_keys
from adforge_core.engine.settings import AUTO, LOCAL, Settings, read_settings
from adforge_core.engine.store import studio_home
from adforge_core.model.value import Value
from adforge_core.providers.base import Providers


class Served(Value):
    """One capability: who serves it and the reason in words."""

    capability: str
    provider: str
    why: str


@dataclass(frozen=True)
class Choice:
    """The providers of one run, and the reasons for them."""

    providers: Providers
    served: tuple[Served, ...]


@dataclass(frozen=True)
class Vendor:
    """A service that may serve a capability once its key is set. `make` is given the keys and a model's name, or ""."""

    name: str
    key: str
    make: Callable[[Keys, str], Any]


def choose_providers(offline: bool = False, settings: Settings | None = None, keys: Keys | None = None) -> Choice:
    """The best providers this installation has keys for, as far as the settings allow; the local ones behind them.

    Nothing heavy is loaded, and nobody is called, before it is used.
    """
    settings = settings or read_settings(studio_home())
    keys = keys or read_keys()
    local = _local()
    chosen: dict[str, Any] = {}
    served = []
    for capability, vendors in VENDORS.items():
        wanted = LOCAL if offline else getattr(settings, capability)
        vendor, why = _vendor(vendors, wanted, keys)
        if offline:
            why = "--offline was asked for"
        if vendor is not None:
            chosen[capability] = vendor.make(keys, getattr(settings, _MODEL[capability]))
        provider = chosen.get(capability, getattr(local, capability))
        served.append(Served(capability=capability, provider=provider.name, why=why))
        if capability == "planner" and vendor is not None:
            chosen["editor"] = provider
    served.insert(1, Served(capability="cutter", provider=local.cutter.name, why="the photo never leaves this machine"))
    providers = replace(local, **chosen, lesser=local) if chosen else local
    return Choice(providers, tuple(served))


def _local() -> Providers:
    from adforge_core.providers.local.bed import LibraryBed
    from adforge_core.providers.local.cutout import RembgCutter
    from adforge_core.providers.local.planner import LocalPlanner
    from adforge_core.providers.local.planner.editor import LocalEditor
    from adforge_core.providers.local.sets.maker import SetPlates
    from adforge_core.providers.local.voice import HibariVoice

    return Providers(
        planner=LocalPlanner(),
        editor=LocalEditor(),
        cutter=RembgCutter(),
        plates=SetPlates(),
        voice=HibariVoice(),
        bed=LibraryBed(),
    )


def _vendor(vendors: tuple[Vendor, ...], wanted: str, keys: Keys) -> tuple[Vendor | None, str]:
    """The vendor that is to serve, None for the local provider, and why."""
    if wanted == LOCAL:
        return None, "chosen in Settings"
    if wanted == AUTO:
        for vendor in vendors:
            if vendor.key in keys:
                return vendor, f"{vendor.key} is set"
        if not vendors:
            return None, "it needs no key and no network"
        return None, f"no key is set; {' or '.join(vendor.key for vendor in vendors)} would bring another"
    named = next((vendor for vendor in vendors if vendor.name == wanted), None)
    if named is None:
        return None, f"Settings name {wanted}, which the studio does not know"
    if named.key not in keys:
        return None, f"Settings name {wanted}, but {named.key} is not set"
    return named, "chosen in Settings"


_MODEL = {"planner": "planner_model", "plates": "plate_model", "voice": "voice_model", "bed": "bed_model"}


def _openai(keys: Keys, model: str) -> Any:
    from adforge_core.providers.openai import openai_model

    return openai_model(keys, model)


def _anthropic(keys: Keys, model: str) -> Any:
    from adforge_core.providers.anthropic import anthropic_model

    return anthropic_model(keys, model)


def _openrouter(keys: Keys, model: str) -> Any:
    from adforge_core.providers.openai import openrouter_model

    return openrouter_model(keys, model)


def _replicate_plates(keys: Keys, model: str) -> Any:
    from adforge_core.providers.replicate import replicate_plates

    return replicate_plates(keys, model)


def _fal_plates(keys: Keys, model: str) -> Any:
    from adforge_core.providers.fal import fal_plates

    return fal_plates(keys, model)


def _replicate_bed(keys: Keys, model: str) -> Any:
    from adforge_core.providers.replicate import replicate_bed

    return replicate_bed(keys, model)


def _elevenlabs_voice(keys: Keys, model: str) -> Any:
    from adforge_core.providers.elevenlabs.voice import ElevenLabsVoice

    return ElevenLabsVoice(keys, model)


def _elevenlabs_bed(keys: Keys, model: str) -> Any:
    from adforge_core.providers.elevenlabs.music import ElevenLabsBed

    return ElevenLabsBed(keys, model)


_PLATES = (
    Vendor("replicate", "REPLICATE_API_TOKEN", _replicate_plates),
    Vendor("fal", "FAL_KEY", _fal_plates),
)
_VOICES = (Vendor("elevenlabs", "ELEVENLABS_API_KEY", _elevenlabs_voice),)
_BEDS = (
    Vendor("replicate", "REPLICATE_API_TOKEN", _replicate_bed),
    Vendor("elevenlabs", "ELEVENLABS_API_KEY", _elevenlabs_bed),
)

_LANGUAGE = (
    Vendor("openai", "OPENAI_API_KEY", _openai),
    Vendor("anthropic", "ANTHROPIC_API_KEY", _anthropic),
    Vendor("openrouter", "OPENROUTER_API_KEY", _openrouter),
)

VENDORS: dict[str, tuple[Vendor, ...]] = {"planner": _LANGUAGE, "plates": _PLATES, "voice": _VOICES, "bed": _BEDS}
"""Who may serve each capability, best first."""
