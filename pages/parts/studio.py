"""What all pages of this process share: the shelf, the cache, the providers and the work in the background."""

from dataclasses import dataclass

import streamlit as st

from adforge_core.engine.cache import Cache
from adforge_core.engine.keys import KEYS, Keys, read_keys
from adforge_core.engine.pipeline.run import studio_cache
from adforge_core.engine.settings import Settings, read_settings
from adforge_core.engine.shelf import Shelf
from adforge_core.engine.store import studio_home
from adforge_core.engine.tasks import Tasks
from adforge_core.engine.timings import Timings
from adforge_core.providers.base import Providers
from adforge_core.providers.registry import Choice, choose_providers


@dataclass(frozen=True)
class Studio:
    """One a process. Everything in it may be used from several threads at once."""

    shelf: Shelf
    cache: Cache
    timings: Timings
    tasks: Tasks

    @property
    def choice(self) -> Choice:
        """Who serves what, by the settings and keys as they are now; work that has begun keeps whom it began with."""
        return _chosen(read_settings(studio_home()), read_keys())

    @property
    def providers(self) -> Providers:
        """Who makes things."""
        return self.choice.providers


@st.cache_resource(show_spinner=False)
def studio() -> Studio:
    """The process's only one."""
    home = studio_home()
    timings = Timings(home / "timings.json")
    return Studio(Shelf(home / "projects"), studio_cache(), timings, Tasks(timings))


def _told_apart(keys: Keys) -> list[tuple[str, str]]:
    return [(name, keys[name]) for name in KEYS if name in keys]


# Providers remember what they were told, so the same choice is the same providers.
@st.cache_resource(show_spinner=False, max_entries=8, hash_funcs={Settings: hash, Keys: _told_apart})
def _chosen(settings: Settings, keys: Keys) -> Choice:
    return choose_providers(settings=settings, keys=keys)
