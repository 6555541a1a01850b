"""Loading libraries and models ahead of their use, while other work goes on."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

from adforge_core.providers.base import Loads, Providers


@contextmanager
def preloading(providers: Providers) -> Iterator[None]:
    """Loads, while the block works, what is needed after it: libraries and models that take a second each."""

    def load() -> None:
        # Whatever cannot be loaded says so when it is asked in earnest.
        for provider in (providers.voice, providers.plates):
            if isinstance(provider, Loads):
                with suppress(Exception):
                    provider.load()

    Thread(target=load, name="loading", daemon=True).start()
    yield
