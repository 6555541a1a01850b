"""Loading libraries and models ahead of their use, while other work goes on."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

from adforge_core.providers.base import Loads, Providers


@contextmanager
def preloading(providers: Providers) -> Iterator[None]:
    """Loads libraries and models in the background while the block runs. Each takes about a second."""

    def load() -> None:
        # A failure is reported when the provider is used.
        for provider in (providers.voice, providers.plates):
            if isinstance(provider, Loads):
                with suppress(Exception):
                    provider.load()

    Thread(target=load, name="loading", daemon=True).start()
    yield
