"""What all pages of this process share: the library, the cache, the providers and the background work."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from adforge_core.model.stages import Stage
from adforge_core.pipeline.run import studio_cache
from adforge_core.project.folder import studio_home
from adforge_core.project.library import Library
from adforge_core.providers.base import Paid, Provider, Providers
from adforge_core.providers.keys import KEYS, Keys, read_keys
from adforge_core.providers.registry import Choice, choose_providers
from adforge_core.providers.settings import Settings, read_settings
from adforge_core.providers.vendors import VENDORS
from adforge_core.work.cache import Cache
from adforge_core.work.tasks import Tasks
from adforge_core.work.timings import Timings

_MAKES: Mapping[Stage, Callable[[Providers], Provider]] = {
    Stage.PLAN: lambda providers: providers.planner,
    Stage.PLATE: lambda providers: providers.plates,
    Stage.VOICE: lambda providers: providers.voice,
    Stage.BED: lambda providers: providers.bed,
}
"""The provider of each stage that a service may do."""


@dataclass(frozen=True)
class Studio:
    """One per process. Everything in it is thread-safe."""

    library: Library
    cache: Cache
    tasks: Tasks

    @property
    def choice(self) -> Choice:
        """The providers chosen by the settings and keys as they are now. Running work keeps its own."""
        return _chosen(read_settings(studio_home()), read_keys(), _elsewhere())

    @property
    def providers(self) -> Providers:
        """The chosen providers."""
        return self.choice.providers

    @property
    def timings(self) -> Timings:
        """How long stages take with the chosen providers."""
        makers = {stage: makes(self.providers) for stage, makes in _MAKES.items()}
        services = {stage: maker.name for stage, maker in makers.items() if isinstance(maker, Paid)}
        return Timings(_timings(), services)


@st.cache_resource(show_spinner=False)
def studio() -> Studio:
    """The process's only one."""
    return Studio(Library(studio_home() / "projects"), studio_cache(), Tasks(Timings(_timings())))


def _timings() -> Path:
    return studio_home() / "timings.json"


def _told_apart(keys: Keys) -> list[tuple[str, str]]:
    return [(name, keys[name]) for name in KEYS if name in keys]


def _elsewhere() -> tuple[tuple[str, str], ...]:
    """Other addresses of services, from the environment, which providers read when they are made."""
    return tuple((vendor.address, os.environ.get(vendor.address, "")) for vendor in VENDORS)


# Providers keep state, so the same choice must return the same providers.
@st.cache_resource(show_spinner=False, max_entries=8, hash_funcs={Settings: hash, Keys: _told_apart})
def _chosen(settings: Settings, keys: Keys, elsewhere: tuple[tuple[str, str], ...]) -> Choice:  # noqa: ARG001  # part of the cache key
    return choose_providers(settings=settings, keys=keys)
