"""The channels an ad is shown on, and whether an ad meets their limits."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any

from pydantic import Field

from adforge_core.model.formats import Format
from adforge_core.model.value import Value


class Channel(Value):
    """A place where ads are shown. `format` fills its screen. A limit that is not known is None."""

    id: str
    name: str
    format: Format
    seconds: tuple[float, float] | None = Field(default=None, description="the shortest and the longest ad it accepts")
    most_megabytes: float | None = None
    least_kilobits: float | None = None

    def misfits(self, size: tuple[int, int], seconds: float, megabytes: float, kilobits: float) -> Iterator[str]:
        """Yields each reason why an ad of `size` pixels does not fit the channel, in a few words."""
        if size[0] * self.format.size[1] != size[1] * self.format.size[0]:
            yield f"needs {self.format.value}"
        if self.seconds and seconds < self.seconds[0]:
            yield f"needs at least {self.seconds[0]:g} s"
        if self.seconds and seconds > self.seconds[1]:
            yield f"takes at most {self.seconds[1]:g} s"
        if self.most_megabytes and megabytes > self.most_megabytes:
            yield f"takes at most {self.most_megabytes:g} MB"
        if self.least_kilobits and kilobits < self.least_kilobits:
            yield f"needs at least {self.least_kilobits:g} kb/s"


@cache
def channels() -> tuple[Channel, ...]:
    """The known channels, read from channels.toml."""
    facts: dict[str, Any] = loads(files("adforge_core.model").joinpath("channels.toml").read_text("utf-8"))
    fields = set(Channel.model_fields)
    return tuple(
        Channel(id=id, **{name: value for name, value in known.items() if name in fields})
        for id, known in facts["channels"].items()
    )
