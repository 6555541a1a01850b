"""What all pages of this process share: the shelf, the cache, the providers and the work in the background."""

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
"""Who makes the results of the stages that services may take over."""


@dataclass(frozen=True)
class Studio:
    """One a process. Everything in it may be used from several threads at once."""

    library: Library
    cache: Cache
    tasks: Tasks

    @property
    def choice(self) -> Choice:
        """Who serves what, by the settings and keys as they are now; work that has begun keeps whom it began with."""
        return _chosen(read_settings(studio_home()), read_keys(), _elsewhere())

    @property
    def providers(self) -> Providers:
        """Who makes things."""
        return self.choice.providers

    @property
    def timings(self) -> Timings:
        """How long things take, of whoever makes them now."""
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
    """Where services are reached instead of at their usual addresses, which providers read when they are made."""
    return tuple((vendor.address, os.environ.get(vendor.address, "")) for vendor in VENDORS)


# Providers remember what they were told, so the same choice is the same providers.
@st.cache_resource(show_spinner=False, max_entries=8, hash_funcs={Settings: hash, Keys: _told_apart})
def _chosen(settings: Settings, keys: Keys, elsewhere: tuple[tuple[str, str], ...]) -> Choice:  # noqa: ARG001  # told apart by it
    return choose_providers(settings=settings, keys=keys)
