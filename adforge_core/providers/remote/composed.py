"""Plates and beds made by models of a service: what they are asked, and what is looked at in what comes back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Protocol, Self

from adforge_core.errors import StageFailed
from adforge_core.media.footage import MOST_SLOWER, SPARE, look_through
from adforge_core.model.pose import ground_in
from adforge_core.model.value import seconds
from adforge_core.project.orders import Order, Quote
from adforge_core.providers.base import BedRequest, MadeBed, MadePlate, PlateRequest, Track
from adforge_core.providers.music import bed_from, check_music, tempo_for
from adforge_core.providers.remote.calls import Service, check_installed
from adforge_core.providers.remote.models import Model, filled, model_named, ratio, seed
from adforge_core.providers.remote.opening import opening
from adforge_core.providers.remote.prompts import FORESHORTENING, bed_prompt, plate_prompt
from adforge_core.providers.remote.queue import Answer, Asked

_LEAST_SIDE = 0.4
"""A plate's shorter side against the frame's, at least: below, it is too soft for the frame."""
_MOST_OTHER_SHAPE = 1.2
LEAST_LENGTH = 0.9
"""How much of what was asked for must come."""
SPARE_S = 3
"""How much more music than the ad lasts is asked for, so that whole bars can be had from it."""

_VIDEO_BYTES, _PICTURE_BYTES, _MUSIC_BYTES = 300 << 20, 60 << 20, 80 << 20


class Source(Protocol):
    """A service that makes a file of a model's input: a Queue, or one that answers at once (Direct)."""

    service: Service
    recoverable: ClassVar[bool]

    def answer(self, order: Order, asked: Asked, suffix: str, most_bytes: int, check: Callable[[Path], None]) -> Answer:
        """What the service made for the order, which is not answered yet. Raises StageFailed and Cancelled."""
        ...


@dataclass(frozen=True)
class _Made:
    """What makers of plates and of beds have in common. `wanted` is the model's name, "" for the usual one."""

    source: Source
    wanted: str = ""
    order: Order | None = None

    capability: ClassVar[str]

    @property
    def recoverable(self) -> bool:
        """Whether what became of an order can be found out after a crash."""
        return self.source.recoverable

    @property
    def name(self) -> str:
        """The vendor's."""
        return self.source.service.vendor.name

    @property
    def version(self) -> str:
        """Changes with how what the models answer is put to use."""
        return "1"

    @cached_property
    def model(self) -> Model:
        """The model that is asked. Raises StageFailed where there is none of that name."""
        return model_named(self.source.service.vendor, self.capability, self.wanted)

    def filling(self, order: Order) -> Self:
        """The same maker, at work on this order."""
        return replace(self, order=order)

    def _answered(self, asked: Asked, suffix: str, most_bytes: int, check: Callable[[Path], None]) -> Path:
        """The good answer, kept for the order: the one there is, or what the service makes now."""
        assert self.order is not None, "what costs money is asked only when bound to an order"
        if self.order.answer:
            return self.order.answer
        made = self.source.answer(self.order, asked, suffix, most_bytes, check)
        cost_usd = self.model.cost_usd(made.worked_s)
        return self.order.answered(made.file, cost_usd=cost_usd, request_id=made.request_id)


class ComposedPlates(_Made):
    """Plates as videos, or as pictures that our own camera moves in front of."""

    capability = "plates"
    at_once = 4
    sets: tuple[str, ...] = ()

    @property
    def animates(self) -> bool:
        """Whether the model can go on from a picture."""
        return bool(self.model.start)

    def quote(self, request: PlateRequest) -> Quote:
        """What the plate costs. Raises StageFailed where the SDK is not installed."""
        check_installed(self.source.service.vendor, "other plates")
        return self.model.quote(self._length(request))

    def uses(self, request: PlateRequest) -> dict[str, Any]:
        """What the model is sent, and for which frame."""
        start = request.start_name if self.animates else ""
        sent = {"model": self.model.id, "input": self._input(request), "start": start}
        # Another seed is another take, also of a model that takes no seed.
        return sent | {"seed": request.seed, "size": request.size}

    def make(self, request: PlateRequest) -> MadePlate:
        """The plate as the model made it, once it has been looked through. Raises StageFailed and Cancelled."""
        model = self.model
        files, name = {}, model.id
        if request.start and model.start:
            files, name = filled(model.start, {"start": opening(request.start, request.size)}), model.start_id or name
        asked = Asked(name, self._input(request), files, model.version)
        moving = model.makes == "video"
        suffix, most = (".mp4", _VIDEO_BYTES) if moving else (".png", _PICTURE_BYTES)
        file = self._answered(asked, suffix, most, lambda made: self._check(made, request))
        ground = ground_in(request.pose, request.stand, request.look.key_light, FORESHORTENING)
        return MadePlate(ground=ground, file=file)

    def _length(self, request: PlateRequest) -> int:
        return self.model.length(seconds(request.frames + SPARE) / MOST_SLOWER)

    def _input(self, request: PlateRequest) -> dict[str, Any]:
        values = {
            "prompt": plate_prompt(request, self.model.makes == "video"),
            "seconds": self._length(request),
            "shape": self.model.shape(request.size),
            "seed": seed(request.seed),
        }
        return filled(self.model.input, values)

    def _check(self, file: Path, request: PlateRequest) -> None:
        what = self.model.makes
        found = look_through(file)
        (width, height), (frame_width, frame_height) = found.size, request.size
        shapes = (ratio(self.model.shape(request.size)), frame_width / frame_height)
        other = min(max(width / height / shape, shape * height / width) for shape in shapes)
        wanted_s = self._length(request) if what == "video" else 0
        pixels = f"It is a {what} of {width} x {height} pixels"
        faults = (
            (min(found.size) < _LEAST_SIDE * min(request.size), f"{pixels}, too small"),
            (other > _MOST_OTHER_SHAPE, f"{pixels}, not the shape that was asked for"),
            (found.seconds < LEAST_LENGTH * wanted_s, f"It lasts {found.seconds:.1f} s instead of {wanted_s} s"),
            (found.black, f"It is a black {what}"),
            (found.empty, f"It is a {what} of one flat colour"),
            (found.frozen, "It is a video in which nothing moves"),
        )
        for met, fault in faults:
            if met:
                raise StageFailed(f"{self.source.service.name} made nothing usable. {fault}.", "Try again.")


class ComposedBeds(_Made):
    """Music composed to order, fitted to the ad on whole bars."""

    capability = "bed"

    @property
    def tracks(self) -> tuple[Track, ...]:
        """None: every bed is composed anew."""
        return ()

    def quote(self, request: BedRequest) -> Quote:
        """What the music costs. Raises StageFailed where the SDK is not installed."""
        check_installed(self.source.service.vendor, "other music")
        return self.model.quote(self._length(request))

    def uses(self, request: BedRequest) -> dict[str, Any]:
        """What the model is sent."""
        return {"model": self.model.id, "input": self._input(request), "seed": request.seed}

    def make(self, request: BedRequest) -> MadeBed:
        """The music, exactly as long as asked for. Raises StageFailed and Cancelled."""
        asked = Asked(self.model.id, self._input(request), version=self.model.version)
        file = self._answered(asked, ".audio", _MUSIC_BYTES, lambda made: check_music(made, self._least_s(request)))
        return bed_from(file, request.frames, self.model.id, tempo_for(request.mood))

    def _length(self, request: BedRequest) -> int:
        return self.model.length(seconds(request.frames) + SPARE_S)

    def _least_s(self, request: BedRequest) -> float:
        return LEAST_LENGTH * self._length(request)

    def _input(self, request: BedRequest) -> dict[str, Any]:
        values = {"prompt": bed_prompt(request), "seconds": self._length(request), "seed": seed(request.seed)}
        return filled(self.model.input, values)
