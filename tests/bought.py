"""Paid providers that answer at once, at the Protocols' door: what pages and money do around them."""

from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import cv2
import numpy as np

from adforge_core.errors import StageFailed
from adforge_core.model.patch import Change, Patch
from adforge_core.model.placement import Ground
from adforge_core.model.sound import Word
from adforge_core.project.orders import Order, Quote
from adforge_core.providers.base import (
    BedRequest,
    MadeBed,
    MadePlate,
    PlateRequest,
    ReviseRequest,
    RewriteRequest,
    Speaker,
    Speech,
    SpeechRequest,
    Track,
)


@dataclass
class Bought:
    """What is paid for. It fails with `fault` as long as there is one; what it is asked for it remembers."""

    name: str = "bought"
    price_usd: float = 0.2
    version: str = "1"
    recoverable: bool = False
    fault: str = ""
    order: Order | None = None
    asked: list[Any] = field(default_factory=list)

    def quote(self, request: Any) -> Quote:
        return Quote(model="m-1", units=1, unit="run", cost_usd=self.price_usd)

    def uses(self, request: Any) -> dict[str, Any]:
        uses: dict[str, Any] = request.model_dump(mode="json")
        return uses

    def filling(self, order: Order) -> Self:
        bound = copy(self)
        bound.order = order
        return bound

    def sold(self, request: Any) -> Order:
        """The order, open, unless there is a fault."""
        assert self.order is not None
        self.asked.append(request)
        if self.fault:
            self.order.refused(self.fault)
            raise StageFailed(self.fault, "Try again later.")
        return self.order

    def kept(self, request: Any, name: str) -> Path:
        """The answer's file: the one there is, or an empty one that is now paid for."""
        assert self.order is not None
        if self.order.answer is not None:
            return self.order.answer
        file = self.sold(request).scratch / name
        file.write_text(request.model_dump_json())
        return self.order.answered(file, request_id="req-1")


@dataclass
class BoughtPlates(Bought):
    """Grey pictures, darker where they go on from another."""

    at_once: int = 2
    sets: tuple[str, ...] = ()
    animates: bool = True

    def make(self, request: PlateRequest) -> MadePlate:
        assert self.order is not None
        if self.order.answer is None:
            file = self.sold(request).scratch / "plate.png"
            grey = np.tile(np.linspace(90, 150 - 40 * bool(request.start), request.size[1])[:, None], request.size[0])
            cv2.imwrite(str(file), grey.astype(np.uint8))
            self.order.answered(file, request_id="req-1")
        return MadePlate(Ground(stand=request.stand, light=request.look.key_light), file=self.order.answer)


@dataclass
class BoughtEditor(Bought):
    """Says lines in other words, and makes everything warmer."""

    price_usd: float = 0.01

    def rewrite(self, request: RewriteRequest) -> tuple[str, ...]:
        self.kept(request, "lines.json")
        return (f"{request.note} {request.seed}", "Say it so.")

    def revise(self, request: ReviseRequest) -> Patch:
        self.kept(request, "patch.json")
        scene = request.project.scenes[0].id
        changes = (Change(field="look.grade.warmth", value=0.4), Change(scene=scene, field="super", value="Warm"))
        return Patch(changes=changes, understood="Made it warmer.")


@dataclass
class BoughtVoice(Bought):
    """Hums; `unlisted` says why its speakers cannot be listed."""

    price_usd: float = 0.03
    unlisted: str = ""

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        if self.unlisted:
            raise StageFailed(self.unlisted)
        return (Speaker(id="star", name="Star", sample="https://voices.example/star.mp3"),)

    def speak(self, request: SpeechRequest) -> Speech:
        self.kept(request, "line.json")
        words = request.line.split()
        samples = 0.3 * np.sin(np.arange(round(0.3 * len(words) * 16_000)) / 10)
        times = tuple(Word(text=text, start=0.3 * at, end=0.3 * at + 0.3) for at, text in enumerate(words))
        return Speech(samples=samples.astype(np.float32), rate=16_000, words=times)


@dataclass
class BoughtBed(Bought):
    """Composes noise of the right length."""

    tracks: tuple[Track, ...] = ()

    def make(self, request: BedRequest) -> MadeBed:
        self.kept(request, "bed.json")
        length = request.frames * 1600
        noise = np.random.default_rng(request.seed).uniform(-0.2, 0.2, (length, 2)).astype(np.float32)
        return MadeBed("composed", noise, 48_000, 0.0, ())
