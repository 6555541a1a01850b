"""A maker of plates that answers at once, so that what is around it can be tested."""

from threading import Event
from typing import Any

import numpy as np

from adforge_core.errors import StageFailed
from adforge_core.model.placement import Ground
from adforge_core.providers.base import MadePlate, PlateRequest


class PlainPlates:
    """A grey slope whose steepness is the seed's. It fails for the set "neon", and waits for `allowed` to be set."""

    name = "plain"
    version = "1"
    at_once = 2
    animates = False
    sets: tuple[str, ...] = ("paper", "neon")

    def __init__(self) -> None:
        self.allowed = Event()
        self.allowed.set()
        self.asked: list[PlateRequest] = []

    def uses(self, request: PlateRequest) -> dict[str, Any]:
        return {"set": request.set, "prompt": request.prompt, "seed": request.seed, "size": request.size}

    def make(self, request: PlateRequest) -> MadePlate:
        self.asked.append(request)
        assert self.allowed.wait(30)
        if request.set == "neon":
            raise StageFailed("The tubes are broken.", "Try again later.")
        slope = np.linspace(20_000, 30_000 + request.seed % 7 * 4000, 960)[:, None, None]
        return MadePlate(
            ground=Ground(stand=request.stand, light=request.look.key_light),
            still=np.broadcast_to(slope, (960, 960 * request.size[0] // request.size[1], 3)).astype(np.uint16),
        )
