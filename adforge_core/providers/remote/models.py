"""The models of services that make pictures, videos and music: the entries of plates.toml and beds.toml."""

import re
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any, Literal

from pydantic import Field

from adforge_core.errors import StageFailed
from adforge_core.model.value import Value
from adforge_core.project.orders import Quote

_ALONE = re.compile(r"\{(\w+)\}")
_MOST_SEED = 2**31 - 1
"""Seeds are taken modulo this: some models know 32 bits only."""


class Model(Value):
    """A model as its file has it; plates.toml says what each field means."""

    service: str
    id: str
    makes: Literal["video", "picture", "music"]
    usd: float = Field(ge=0)
    per: Literal["second", "run", "second of work"]
    source: str
    input: dict[str, Any]
    version: str = ""
    seconds: tuple[int, ...] = ()
    fixed_s: int = 0
    most_s: int = 0
    shapes: tuple[str, ...] = ()
    start: dict[str, Any] = Field(default_factory=dict)
    start_id: str = ""

    def length(self, wanted_s: float) -> int:
        """The shortest length, in seconds, that lasts as long as wanted; the longest where none does."""
        if self.fixed_s or not self.seconds:
            return self.fixed_s
        if self.makes == "music":
            return min(max(-int(-wanted_s // 1), self.seconds[0]), self.seconds[-1])
        return next((length for length in self.seconds if length >= wanted_s - 0.05), self.seconds[-1])

    def shape(self, size: tuple[int, int]) -> str:
        """The shape of which least is lost when it covers a frame of `size`."""
        frame = size[0] / size[1]
        return min(self.shapes, key=lambda shape: max(ratio(shape) / frame, frame / ratio(shape)))

    def quote(self, seconds: int) -> Quote:
        """What making `seconds` costs, at most."""
        units = {"second": float(seconds), "run": 1.0, "second of work": float(self.most_s)}[self.per]
        return Quote(model=self.id, units=units, unit=self.per, cost_usd=round(units * self.usd, 6))

    def cost_usd(self, worked_s: float | None) -> float | None:
        """What it cost, where that is known only now, by how long the service worked at it."""
        return round(worked_s * self.usd, 6) if self.per == "second of work" and worked_s is not None else None


def models(file: str, service: str) -> tuple[Model, ...]:
    """The models of a service in the file, its usual one first."""
    return tuple(model for model in _read(file) if model.service == service)


def model_named(file: str, service: str, name: str) -> Model:
    """The model of that name, or the usual one for "". Raises StageFailed where the file has no such model."""
    known = {model.id: model for model in models(file, service)}
    if not name:
        return next(iter(known.values()))
    if name not in known:
        raise StageFailed(f"{file} has no model {name!r} of {service}.", f"Choose one of: {', '.join(known)}.")
    return known[name]


def filled(template: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """The input that `template` says: "{name}" alone becomes the value itself, within other words its text."""

    def one(entry: Any) -> Any:
        if not isinstance(entry, str):
            return entry
        alone = _ALONE.fullmatch(entry)
        return values[alone[1]] if alone else entry.format(**values)

    return {name: one(entry) for name, entry in template.items()}


def seed(of: int) -> int:
    """A project's seed, as every model takes it."""
    return of % _MOST_SEED


def ratio(shape: str) -> float:
    """Width over height of "9:16"."""
    width, height = shape.split(":")
    return int(width) / int(height)


@cache
def _read(file: str) -> tuple[Model, ...]:
    entries = loads(files(__package__).joinpath(file).read_text("utf-8"))["model"]
    return tuple(Model.model_validate(entry) for entry in entries)
