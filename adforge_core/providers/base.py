"""What the studio asks of whoever makes things: one Protocol a capability.

A provider has a `name`, shown to people, and a `version`, which changes whenever the same request would be answered
differently; both are part of every cache key. Providers may be called from several threads at once. They raise
`StageFailed` when they cannot answer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

# Python 3.11's own asks for the value of all that a Protocol has: to be told from others, the sets would load Mitsuba.
from typing_extensions import Protocol, runtime_checkable

from adforge_core.model.brief import Brief
from adforge_core.model.look import Look
from adforge_core.model.patch import Patch
from adforge_core.model.placement import OVERSCAN as OVERSCAN
from adforge_core.model.placement import CameraMove, Ground
from adforge_core.model.project import Product, Project
from adforge_core.model.sound import Word
from adforge_core.model.storyboard import Plan, Role
from adforge_core.model.value import Point, Value
from adforge_core.project.orders import Order, Quote

P = TypeVar("P")


class Provider(Protocol):
    """What all providers have in common."""

    @property
    def name(self) -> str:
        """Who it is, in a word."""
        ...

    @property
    def version(self) -> str:
        """Changes with its answers."""
        ...


@runtime_checkable
class Loads(Protocol):
    """A provider that may be told to load what it works with while others work; else its first answer takes longer."""

    def load(self) -> None:
        """Makes it ready to answer."""
        ...


@runtime_checkable
class Paid(Provider, Protocol):
    """A provider whose answers cost money. It is asked only when bound to an order, which it keeps informed."""

    @property
    def recoverable(self) -> bool:
        """Whether it can find out what became of an order that may have been sent before a crash."""
        ...

    def quote(self, request: Any) -> Quote:
        """What answering the request will cost at most; nothing is sent."""
        ...

    def uses(self, request: Any) -> dict[str, Any]:
        """What of the request its answer depends on, the model too. The same again is the same order."""
        ...

    def filling(self, order: Order) -> Self:
        """The same provider, at work on this order; one bound provider answers one request."""
        ...


class PlanRequest(Value):
    """What a planner is told. `note` is what the marketer wants otherwise than in the plan before, in plain words.

    `earlier` is that plan, each scene with the one line it has now, where there is one that the note is about. The
    scenes at the places in `locked` stay as they are, and their words are fixed in the brief. `photo` is the product's
    photo, for planners that can see; its name in `product` stands for it in keys.
    """

    brief: Brief
    product: Product
    seed: int
    note: str = ""
    earlier: Plan | None = None
    locked: tuple[int, ...] = ()
    photo: Path | None = Field(default=None, exclude=True)


class Planner(Provider, Protocol):
    """Turns a brief and what is known of the product's picture into a look and scenes."""

    def plan(self, request: PlanRequest) -> Plan:
        """A plan with exactly one scene for each of `request.brief.scene_requests`, its last one the call to action.

        What a note does not touch is as it was in the earlier plan.
        """
        ...


class RewriteRequest(Value):
    """A VO line to be said otherwise: of the scene called `scene` of `project`, as `note` asks where it is given."""

    project: Project
    scene: str
    note: str = ""
    seed: int = 0


class ReviseRequest(Value):
    """A wish for a finished project in plain words, such as "make it warmer"."""

    project: Project
    note: str
    photo: Path | None = Field(default=None, exclude=True)


class Editor(Provider, Protocol):
    """Changes what is planned already, a little."""

    def rewrite(self, request: RewriteRequest) -> tuple[str, ...]:
        """Up to three other versions of the line, best first, none longer to say than fits the scene."""
        ...

    def revise(self, request: ReviseRequest) -> Patch:
        """What to change in the project; nothing is applied. Its `understood` says what was understood."""
        ...


class MattingModel(Value):
    """A way of cutting out that can be chosen: its name to a cutter, what it is good at, and what it costs to have.

    `download_mb` is what must be downloaded once before it answers; 0 where nothing must.
    """

    id: str
    about: str
    download_mb: int = 0


class Cutter(Provider, Protocol):
    """Separates the product from its photo."""

    @property
    def models(self) -> tuple[MattingModel, ...]:
        """What `matte` may be asked for; the first is what it takes itself."""
        ...

    def matte(self, photo: NDArray[np.uint8], model: str = "") -> NDArray[np.uint8]:
        """The product's opacity for an RGB `photo` (height, width, 3): (height, width), 0 to 255.

        A `model` asked for by name is downloaded where it has to be. Raises MissingAsset where it cannot be had.
        """
        ...


class PlateRequest(Value):
    """What a maker of plates is told.

    `size` is the frame in pixels; `stand` where the middle of the product's base will be; `product_tilt` how far down,
    in degrees, the camera looked that took the product's photo: the plate's should look down alike.
    """

    prompt: str
    set: str
    look: Look
    role: Role
    seed: int
    size: tuple[int, int]
    frames: int
    camera: CameraMove
    stand: Point
    product_aspect: float
    product_scale: float
    product_tilt: float = 0.0
    start: Path | None = Field(default=None, exclude=True, description="a picture to begin with, for makers of video")
    start_name: str = Field(default="", description="what says the start in keys: the name of its media file")


@dataclass(frozen=True)
class MadePlate:
    """A plate as it comes from its maker: a still with its depth, or a file, which is a video or a picture.

    `still` is sRGB, (height, width, 3) uint16, with OVERSCAN around the frame; `nearness` (height, width) uint16 is
    linear in 1/distance (65535 the nearest point, 0 infinitely far), `stand_nearness` its value, 0 to 1, where the
    product stands. Places in `ground` are fractions of the frame, not of the still.
    """

    ground: Ground
    still: NDArray[np.uint16] | None = None
    nearness: NDArray[np.uint16] | None = None
    stand_nearness: float = 0.0
    file: Path | None = None


class PlateMaker(Provider, Protocol):
    """Makes the background of a scene."""

    @property
    def at_once(self) -> int:
        """How many plates it makes at the same time without slowing itself down."""
        ...

    @property
    def sets(self) -> tuple[str, ...]:
        """The sets it has by name; none where a prompt is all it goes by."""
        ...

    @property
    def animates(self) -> bool:
        """Whether it can go on from a picture it is handed."""
        ...

    def uses(self, request: PlateRequest) -> dict[str, Any]:
        """What of the request its answer depends on: what else changes does not make another plate."""
        ...

    def make(self, request: PlateRequest) -> MadePlate:
        """The plate, of the size and for the place asked for."""
        ...


@dataclass(frozen=True)
class Speech:
    """A spoken line: mono float32 samples at `rate` Hz, peaks within 1, and when each written word is heard."""

    samples: NDArray[np.float32]
    rate: int
    words: tuple[Word, ...]

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.rate


class Speaker(Value):
    """A voice that can be chosen: its name to a provider, its name to people, and what it sounds like.

    `sample` is the https address of a recording, where its maker offers one.
    """

    id: str
    name: str
    about: str = ""
    sample: str = ""


class SpeechRequest(Value):
    """What a voice is told: the line as written in the storyboard, prices and all, and how to say it.

    `voice` is a speaker's id, empty for the provider's usual one. `speed` is against the natural pace. `stability`, 0
    to 1, is how evenly it is said, for voices that can vary.
    """

    line: str
    voice: str = ""
    speed: float = 1.0
    stability: float = 0.5


class Voice(Provider, Protocol):
    """Speaks VO lines."""

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """Whose voice it can speak with; the first is its usual one. Raises StageFailed where nobody can be asked."""
        ...

    def speak(self, request: SpeechRequest) -> Speech:
        """The line, edges trimmed."""
        ...


class BedRequest(Value):
    """What a maker of music is told. The bed must be exactly `frames` long; `track` may name one of its `tracks`.

    `prompt` is what the marketer asked of the music in plain words, for makers that compose.
    """

    mood: str
    seed: int
    frames: int
    track: str = ""
    prompt: str = ""


class Track(Value):
    """A piece of music that can be chosen: its name to a maker, its name to people, and where it can be heard."""

    id: str
    title: str
    mood: str
    file: Path


@dataclass(frozen=True)
class MadeBed:
    """Music of the exact length, faded in and out: float32 samples (n, 2) at `rate` Hz; `beats` in seconds."""

    track: str
    samples: NDArray[np.float32]
    rate: int
    tempo: float
    beats: tuple[float, ...]


class BedMaker(Provider, Protocol):
    """Makes or chooses the ad's music."""

    @property
    def tracks(self) -> tuple[Track, ...]:
        """The pieces to choose from; none where every bed is composed anew."""
        ...

    def make(self, request: BedRequest) -> MadeBed:
        """Music of the mood, exactly as long as asked for."""
        ...


@dataclass(frozen=True)
class Providers:
    """Who serves each capability of one run. Whoever starts the pipeline chooses; the pipeline is handed this.

    `fallback` are those who carry on where one of these fails.
    """

    planner: Planner
    editor: Editor
    cutter: Cutter
    plates: PlateMaker
    voice: Voice
    bed: BedMaker
    fallback: "Providers | None" = None

    def serving(self, capability: Callable[["Providers"], P]) -> tuple[P, ...]:
        """Everybody who serves a capability, in the order they are to be asked."""
        first = capability(self)
        if self.fallback is None:
            return (first,)
        return (first, *(other for other in self.fallback.serving(capability) if other is not first))


Progress = Callable[[float], None]
"""Told how much of a piece of work is done, 0 to 1. May raise `Cancelled`."""
