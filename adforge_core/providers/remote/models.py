"""The models of vendors that make pictures, videos and music: the entries of their plates.toml and bed.toml."""

import re
from functools import cache
from typing import Any, Literal

from pydantic import Field

from adforge_core.errors import StageFailed
from adforge_core.model.value import Value
from adforge_core.project.orders import Quote
from adforge_core.providers.vendor import Vendor

_ALONE = re.compile(r"\{(\w+)\}")
_MOST_SEED = 2**31 - 1
"""Seeds are taken modulo this: some models know 32 bits only."""


class Model(Value):
    """A model, as an entry of its vendor's plates.toml or bed.toml says it. To add one, add an entry there.

    `id` is the model's name at the vendor, with `version` where it needs one. `usd` is its price `per` second it makes,
    run, or second of the vendor's work, of which a run takes at most `most_s`; `source` says who quotes the price.

    `seconds` are the lengths a video can have, or the shortest and the longest of music; `fixed_s` is the one length of
    a model that has no other. `shapes` are those it can have, width:height.

    `input` is what is sent: {prompt}, {seconds}, {shape} and {seed} are filled in, as numbers where they stand alone.
    `start` is sent besides where there is a picture to begin with ({start}), for models that go on from one: to the
    model called `start_id`, where that is another.
    """

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


@cache
def models(vendor: Vendor, capability: str) -> tuple[Model, ...]:
    """The vendor's models that serve the capability, its usual one first; none where its models are not listed."""
    entries = vendor.table(f"{capability}.toml").get("model", ())
    return tuple(Model.model_validate(entry) for entry in entries)


def model_named(vendor: Vendor, capability: str, name: str) -> Model:
    """The model of that name, or the usual one for "". Raises StageFailed where there is no such model."""
    known = {model.id: model for model in models(vendor, capability)}
    if not name:
        return next(iter(known.values()))
    if name not in known:
        raise StageFailed(
            f"{capability}.toml of {vendor.name} has no model {name!r}.", f"Choose one of: {', '.join(known)}."
        )
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
