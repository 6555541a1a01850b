"""Which provider serves which capability, and why."""

from dataclasses import dataclass, replace
from pkgutil import resolve_name
from typing import Any

from adforge_core.model.value import Value
from adforge_core.project.folder import studio_home
from adforge_core.providers.base import Providers
from adforge_core.providers.keys import Keys, read_keys
from adforge_core.providers.settings import AUTO, LOCAL, MODEL_FIELDS, Settings, read_settings


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
    """A service that may serve a capability once its key is set.

    `maker` says what makes the provider, given the keys and a model's name or "": a module of this package and a name
    in it, loaded when it is wanted.
    """

    name: str
    key: str
    maker: str

    def make(self, keys: Keys, model: str) -> Any:
        """The provider, by that model or by the service's usual one."""
        return resolve_name(f"{__package__}.{self.maker}")(keys, model)


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
            why = "--offline was given"
        if vendor is not None:
            chosen[capability] = vendor.make(keys, getattr(settings, MODEL_FIELDS[capability]))
        provider = chosen.get(capability, getattr(local, capability))
        served.append(Served(capability=capability, provider=provider.name, why=why))
        if capability == "planner" and vendor is not None:
            chosen["editor"] = provider
    served.insert(1, Served(capability="cutter", provider=local.cutter.name, why="the photo stays on this machine"))
    providers = replace(local, **chosen, fallback=local) if chosen else local
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
            return None, "needs no key and no network"
        return None, f"no key is set; set {' or '.join(vendor.key for vendor in vendors)} to use a service"
    named = next((vendor for vendor in vendors if vendor.name == wanted), None)
    if named is None:
        return None, f"Settings names {wanted}, which the studio does not know"
    if named.key not in keys:
        return None, f"Settings names {wanted}, but {named.key} is not set"
    return named, "chosen in Settings"


_LANGUAGE = (
    Vendor("openai", "OPENAI_API_KEY", "openai:openai_model"),
    Vendor("anthropic", "ANTHROPIC_API_KEY", "anthropic:anthropic_model"),
    Vendor("openrouter", "OPENROUTER_API_KEY", "openai:openrouter_model"),
)
_PLATES = (
    Vendor("replicate", "REPLICATE_API_TOKEN", "replicate:replicate_plates"),
    Vendor("fal", "FAL_KEY", "fal:fal_plates"),
)
_VOICES = (Vendor("elevenlabs", "ELEVENLABS_API_KEY", "elevenlabs.voice:ElevenLabsVoice"),)
_BEDS = (
    Vendor("replicate", "REPLICATE_API_TOKEN", "replicate:replicate_bed"),
    Vendor("elevenlabs", "ELEVENLABS_API_KEY", "elevenlabs.music:ElevenLabsBed"),
)

VENDORS: dict[str, tuple[Vendor, ...]] = {"planner": _LANGUAGE, "plates": _PLATES, "voice": _VOICES, "bed": _BEDS}
"""Who may serve each capability, best first."""
