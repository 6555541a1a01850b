"""Which provider serves which capability, and why."""

from dataclasses import dataclass, replace
from typing import Any

from adforge_core.model.value import Value
from adforge_core.project.folder import studio_home
from adforge_core.providers.base import Providers
from adforge_core.providers.keys import Keys, read_keys
from adforge_core.providers.settings import AUTO, LOCAL, MODEL_FIELDS, Settings, read_settings
from adforge_core.providers.vendor import Vendor
from adforge_core.providers.vendors import vendors_for


class Served(Value):
    """One capability: who serves it and the reason in words."""

    capability: str
    provider: str
    why: str


@dataclass(frozen=True)
class Choice:
    """The chosen providers. `served` gives the provider of each capability and the reason for the choice."""

    providers: Providers
    served: tuple[Served, ...]


def choose_providers(offline: bool = False, settings: Settings | None = None, keys: Keys | None = None) -> Choice:
    """Chooses the provider of each capability: a service whose key is set, or the local one, as the settings say.

    The local providers are the fallback of every service. Nothing heavy is loaded and no service is called yet.

    Args:
        offline: Use the local providers only.
        settings: The choices of the studio's Settings page. By default, those saved in `studio_home()`.
        keys: The keys of services. By default, those in the environment and in `.streamlit/secrets.toml`.

    Returns:
        The providers, and the reason for each choice.

    Example:
        >>> from adforge_core import choose_providers
        >>> choice = choose_providers(offline=True)
        >>> choice.providers.voice.name
        'hibari'
        >>> [served.capability for served in choice.served]
        ['planner', 'cutter', 'plates', 'voice', 'bed']
    """
    settings = settings or read_settings(studio_home())
    keys = keys or read_keys()
    local = _local()
    chosen: dict[str, Any] = {}
    served = []
    for capability, model_field in MODEL_FIELDS.items():
        wanted = LOCAL if offline else getattr(settings, capability)
        vendor, why = _vendor(vendors_for(capability), wanted, keys)
        if offline:
            why = "--offline was given"
        if vendor is not None:
            chosen[capability] = vendor.make(capability, keys, getattr(settings, model_field))
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
    from adforge_core.providers.local.kokoro.voice import KokoroVoice
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
        extra_voices=(KokoroVoice(),),
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
