"""The studio with a maker of backgrounds that is out of order: `python -m tests.out_of_order`, then as `streamlit run`.

It fails as long as there is a file of that name in the studio's folder.
"""

import sys
from dataclasses import replace
from typing import Any

from streamlit.web.cli import main

from adforge_core.errors import StageFailed
from adforge_core.project.folder import studio_home
from adforge_core.providers import registry
from adforge_core.providers.base import MadePlate, PlateRequest
from adforge_core.providers.registry import Choice
from tests.plain_plates import PlainPlates

SIGN = "out of order"


class OutOfOrder(PlainPlates):
    """Plain plates, unless the sign is up."""

    def make(self, request: PlateRequest) -> MadePlate:
        if (studio_home() / SIGN).exists():
            raise StageFailed("The lamps are out.", "Wait a little and try again.")
        return super().make(request)


def put_in() -> None:
    """Makes every studio of this process choose the failing maker."""
    choose = registry.choose_providers

    def chosen(*how: Any, **named: Any) -> Choice:
        choice = choose(*how, **named)
        return replace(choice, providers=replace(choice.providers, plates=OutOfOrder()))

    registry.choose_providers = chosen


if __name__ == "__main__":
    put_in()
    sys.argv = ["streamlit", "run", "app.py", *sys.argv[1:]]
    sys.exit(main())
