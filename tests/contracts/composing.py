"""What the tests of composed plates and beds share: who makes them, reached through the doubles, and requests."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from adforge_core.model.look import KeyLight, Look, Palette, TypeStyle
from adforge_core.model.placement import CameraMove
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Role
from adforge_core.model.value import Point
from adforge_core.pipeline.run import Run
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.ledger import Entry
from adforge_core.providers.base import BedRequest, MadeBed, MadePlate, PlateRequest
from adforge_core.providers.keys import Keys
from adforge_core.providers.registry import choose_providers
from adforge_core.providers.vendor import Vendor
from adforge_core.stages.bed import make_bed
from adforge_core.stages.plate import make_plate
from adforge_core.work.cache import Cache
from adforge_core.work.monitor import RunMonitor
from tests.contracts import pictures_wire, replicate_wire
from tests.contracts.reached import reached, vendor_named, wire_of
from tests.contracts.server import Double

KEYS = Keys({"REPLICATE_API_TOKEN": replicate_wire.KEY})
FLUX = "black-forest-labs/flux-1.1-pro"

LOOK = Look(
    lighting="soft daylight",
    camera="level",
    texture="matt paper",
    mood="calm",
    palette=Palette(background="#efe7dc", surface="#d8c8b4", accent="#b5651d"),
    type=TypeStyle(headline="Inter_800ExtraBold", text="Inter_600SemiBold"),
    key_light=KeyLight(azimuth=40, elevation=45, softness=0.6),
)


def plate_request(prompt: str = "A kitchen table at dawn", seed: int = 7, start: Path | None = None) -> PlateRequest:
    return PlateRequest(
        prompt=prompt,
        set="kitchen",
        look=LOOK,
        role=Role.HOOK,
        seed=seed,
        size=(108, 192),
        frames=60,
        camera=CameraMove.PUSH,
        stand=Point(x=0.5, y=0.7),
        product_aspect=0.5,
        product_scale=0.6,
        start=start,
        start_name=start.name if start else "",
    )


BED = BedRequest(mood="happy", seed=3, frames=90, prompt="")


def plate(run: Run, maker: Any, request: PlateRequest) -> MadePlate:
    made: MadePlate = run.asked(
        Stage.PLATE, "scene-1", maker, request, lambda one: make_plate(request, one, run.folder.work)
    )
    return made


def bed(run: Run, maker: Any, request: BedRequest) -> MadeBed:
    made: MadeBed = run.asked(Stage.BED, "", maker, request, lambda one: make_bed(request, one))
    return made


@dataclass(frozen=True)
class Case:
    """A vendor's maker of plates or music, and what asking it costs. Its double is `install` in VENDOR_wire.py.

    There are its `KEY` as well and, as patterns, the requests that `SEND` the work, `LOOK` how it stands and `CANCEL`
    it; the last two are empty for a vendor that answers at once.
    """

    name: str
    capability: str
    usd: float
    model: str = ""
    other_key: str = ""

    @property
    def vendor(self) -> Vendor:
        return vendor_named(self.name)

    @property
    def wire(self) -> Any:
        return wire_of(self.vendor)

    @property
    def key(self) -> str:
        return self.other_key or str(self.wire.KEY)

    @property
    def request(self) -> Any:
        return BED if self.capability == "bed" else plate_request()

    @property
    def ask(self) -> Callable[[Run, Any, Any], Any]:
        return bed if self.capability == "bed" else plate

    def make(self, keys: Keys) -> Any:
        return self.vendor.make(self.capability, keys, self.model)

    def reached(self, double: Double, files: Double, patch: pytest.MonkeyPatch) -> tuple[Any, Any]:
        """The maker as the studio has it, and the service it talks to. Its files may be fetched from this machine."""
        return reached(self.vendor, self.capability, double, files, patch, model=self.model, key=self.other_key)


CASES = {
    "video": Case("replicate", "plates", 0.108),
    "still": Case("replicate", "plates", 0.04, FLUX),
    "bed": Case("replicate", "bed", 0.20),
    "fal": Case("fal", "plates", 0.0648),
    "pictures": Case("pictures", "plates", pictures_wire.USD),
}
"""All that is true of every such maker is tested of these: one line each."""

PLATES = [name for name, case in CASES.items() if case.capability == "plates"]


def run_in(folder: Path) -> Run:
    """A run over the project in `folder`, which may cost five dollars."""
    providers = choose_providers(offline=True).providers
    return Run(ProjectFolder(folder), Cache(folder / "cache"), providers, RunMonitor(), workers=1, budget_usd=5.0)


def orders(run: Run) -> list[Entry]:
    return [*run.folder.ledger.orders()]
