"""Which provider serves which capability, and why."""

from dataclasses import dataclass

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


def choose_providers(offline: bool = False) -> Choice:
    """The providers this installation has. Nothing heavy is loaded before it is used."""
    from adforge_core.providers.local.bed import LibraryBed
    from adforge_core.providers.local.cutout import RembgCutter
    from adforge_core.providers.local.planner import LocalPlanner
    from adforge_core.providers.local.sets.maker import SetPlates
    from adforge_core.providers.local.voice import HibariVoice

    providers = Providers(
        planner=LocalPlanner(), cutter=RembgCutter(), plates=SetPlates(), voice=HibariVoice(), bed=LibraryBed()
    )
    why = "--offline was asked for" if offline else "it needs no key and no network"
    named = {
        "plan": providers.planner,
        "cutout": providers.cutter,
        "plates": providers.plates,
        "voice": providers.voice,
        "bed": providers.bed,
    }
    served = tuple(Served(capability=name, provider=one.name, why=why) for name, one in named.items())
    return Choice(providers, served)
