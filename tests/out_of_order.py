"""The studio with backgrounds that are there at once: `python -m tests.out_of_order`, then as `streamlit run`.

Their maker is out of order as long as there is a file of that name in the studio's folder. Where the settings say that
backgrounds are made on this machine, the studio's own sets are traced.
"""

import sys
from dataclasses import replace

from streamlit.web.cli import main

from adforge_core.errors import StageFailed
from adforge_core.project.folder import studio_home
from adforge_core.providers import registry
from adforge_core.providers.base import MadePlate, PlateRequest
from adforge_core.providers.keys import Keys
from adforge_core.providers.local.sets import SETS
from adforge_core.providers.registry import Choice
from adforge_core.providers.settings import LOCAL, Settings
from tests.plain_plates import PlainPlates

SIGN = "out of order"


class OutOfOrder(PlainPlates):
    """Plain plates, unless the sign is up."""

    sets = tuple(sorted(SETS))

    def make(self, request: PlateRequest) -> MadePlate:
        if (studio_home() / SIGN).exists():
            raise StageFailed("The lamps are out.", "Wait a little and try again.")
        return super().make(request)


def put_in() -> None:
    """Makes every studio of this process choose that maker."""
    choose = registry.choose_providers

    def chosen(offline: bool = False, settings: Settings | None = None, keys: Keys | None = None) -> Choice:
        choice = choose(offline, settings, keys)
        if settings is not None and settings.plates == LOCAL:
            return choice
        return replace(choice, providers=replace(choice.providers, plates=OutOfOrder()))

    registry.choose_providers = chosen


if __name__ == "__main__":
    put_in()
    sys.argv = ["streamlit", "run", "app.py", *sys.argv[1:]]
    sys.exit(main())
