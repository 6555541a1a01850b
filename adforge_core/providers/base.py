"""The interfaces of providers: one Protocol for each capability, with its requests and answers.

A provider has a `name`, shown to people, and a `version`. Change the version whenever the same request would get
another answer: both are part of every cache key. The studio calls providers from several threads at once. A provider
that cannot answer raises `StageFailed`; the studio then uses the next provider, and at last a fallback.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

# isinstance() with Python 3.11's own Protocol reads every attribute: checking the sets would load Mitsuba.
from typing_extensions import Protocol, runtime_checkable

from adforge_core.model.brief import Brief, Pose
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
    """The attributes all providers have."""

    @property
    def name(self) -> str:
        """The provider's name in one word, shown to people."""
        ...

    @property
    def version(self) -> str:
        """The version of its answers; part of every cache key."""
        ...


@runtime_checkable
class Loads(Protocol):
    """A provider that can load its model ahead of time. Otherwise its first answer takes longer.

    Example:
        >>> from adforge_core import choose_providers
        >>> from adforge_core.providers.base import Loads
        >>> isinstance(choose_providers(offline=True).providers.voice, Loads)
        True
    """

    def load(self) -> None:
        """Loads everything the first answer needs."""
        ...


@runtime_checkable
class Paid(Provider, Protocol):
    """A provider whose answers cost money.

    The studio places an order before each request and calls the provider that `filling(order)` returns. That provider
    reports to the order: `submitted` with the request's id, then `answered`, `refused` or `lost`.

    Example:
        >>> from adforge_core import choose_providers
        >>> from adforge_core.providers.base import Paid
        >>> isinstance(choose_providers(offline=True).providers.voice, Paid)
        False
    """

    @property
    def recoverable(self) -> bool:
        """Whether the provider can find out if an order was sent before a crash."""
        ...

    def quote(self, request: Any) -> Quote:
        """Returns the most the request can cost. Nothing is sent."""
        ...

    def uses(self, request: Any) -> dict[str, Any]:
        """Returns the parts of the request the answer depends on, with the model. Equal parts are the same order."""
        ...

    def filling(self, order: Order) -> Self:
        """Returns the provider bound to `order`, to answer one request."""
        ...


class PlanRequest(Value):
    """A request for a plan.

    `note` says in plain words what to change in the previous plan; `earlier` is that plan, with one line for each
    scene. The scenes at the indices in `locked` do not change, and the brief fixes their words. `photo` is the
    product's photo, for planners that can see; cache keys use its name in `product` instead.
    """

    brief: Brief
    product: Product
    seed: int
    note: str = ""
    earlier: Plan | None = None
    locked: tuple[int, ...] = ()
    photo: Path | None = Field(default=None, exclude=True)


class Planner(Provider, Protocol):
    """Plans the storyboard: a look and scenes from a brief and the properties of the product's photo.

    Example:
        >>> from pathlib import Path
        >>> from adforge_core import ProjectFolder, choose_providers
        >>> from adforge_core.providers.base import PlanRequest
        >>> project = ProjectFolder(Path("kettle-ad")).load()
        >>> planner = choose_providers(offline=True).providers.planner
        >>> plan = planner.plan(PlanRequest(brief=project.brief, product=project.product, seed=1))
        >>> [scene.role.value for scene in plan.scenes]
        ['call to action']
    """

    def plan(self, request: PlanRequest) -> Plan:
        """Returns a plan with one scene for each of `request.brief.scene_requests`; the last is the call to action.

        Everything the note does not mention stays as in the earlier plan.
        """
        ...


class RewriteRequest(Value):
    """A request for other versions of the VO line of the scene with the id `scene`; `note` says how, if given."""

    project: Project
    scene: str
    note: str = ""
    seed: int = 0


class ReviseRequest(Value):
    """A request for changes to a project, in plain words such as "make it warmer"."""

    project: Project
    note: str
    photo: Path | None = Field(default=None, exclude=True)


class Editor(Provider, Protocol):
    """Edits a storyboard: rewrites lines and proposes changes.

    Example:
        >>> from pathlib import Path
        >>> from adforge_core import ProjectFolder, choose_providers
        >>> from adforge_core.providers.base import ReviseRequest
        >>> project = ProjectFolder(Path("kettle-ad")).load()
        >>> editor = choose_providers(offline=True).providers.editor
        >>> patch = editor.revise(ReviseRequest(project=project, note="make it warmer"))
        >>> "look.grade.warmth" in {change.field for change in patch.changes}
        True
    """

    def rewrite(self, request: RewriteRequest) -> tuple[str, ...]:
        """Returns up to three other versions of the line, best first. Each is short enough for the scene."""
        ...

    def revise(self, request: ReviseRequest) -> Patch:
        """Returns the changes to make. Nothing is applied."""
        ...


class MattingModel(Value):
    """A matting model to choose from: its id and what it is good at.

    `download_mb` is the size of its one-time download in megabytes; 0 if there is none.
    """

    id: str
    about: str
    download_mb: int = 0


class Cutter(Provider, Protocol):
    """Cuts the product out of its photo.

    Example:
        >>> from dataclasses import replace
        >>> import numpy as np
        >>> from adforge_core import choose_providers
        >>> from adforge_core.providers.base import MattingModel
        >>> class WhiteBackdrop:
        ...     name, version = "white backdrop", "1"
        ...     models = (MattingModel(id="white", about="products on pure white"),)
        ...     def matte(self, photo, model=""):
        ...         return np.where(photo.min(axis=2) < 250, 255, 0).astype(np.uint8)
        >>> providers = replace(choose_providers(offline=True).providers, cutter=WhiteBackdrop())
        >>> int(providers.cutter.matte(np.full((64, 64, 3), 255, np.uint8)).max())
        0
    """

    @property
    def models(self) -> tuple[MattingModel, ...]:
        """The models `matte` accepts; the first is the default."""
        ...

    def matte(self, photo: NDArray[np.uint8], model: str = "") -> NDArray[np.uint8]:
        """Returns the product's opacity, (height, width) from 0 to 255, for an RGB `photo` of (height, width, 3).

        `model` is the id of one of `models`; it is downloaded if necessary. Raises MissingAsset if it is not available.
        """
        ...


class PlateRequest(Value):
    """A request for a plate.

    `size` is the frame in pixels, `frames` the scene's length. `stand` is the place of the middle of the product's
    base. `product_aspect` is the cut-out's width divided by its height, `product_scale` its size as in `Placement`.
    `product_tilt` is the downward tilt, in degrees, of the camera that took the product's photo; the plate's camera
    should match it. A product in the `pose` of lying needs a table seen from straight above, a hanging one a wall, a
    leaning one a wall right behind it. If `apart`, the light of the plate moves: a maker that can adds the same picture
    with some of its lamps out.
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
    # Not in keys for a standing product: those of paid plates stay as they are.
    pose: Pose = Field(default=Pose.STANDING, exclude_if=lambda pose: pose is Pose.STANDING)
    apart: bool = Field(default=False, exclude_if=operator.not_)
    start: Path | None = Field(default=None, exclude=True, description="the first picture, for makers of video")
    start_name: str = Field(default="", description="the media file of the first picture; used in keys")


@dataclass(frozen=True)
class MadePlate:
    """A plate as a maker returns it: a still, with or without depth, or a file with a video or a picture.

    `still` is sRGB, (height, width, 3) uint16, with a margin of OVERSCAN around the frame. `nearness`, (height, width)
    uint16, is linear in 1/distance: 65535 is the nearest point, 0 infinitely far. `stand_nearness` is the nearness of
    the product, 0 to 1. Places in `ground` are fractions of the frame, not of the still. `unlit` is the still with some
    lamps out; if the key light is one of them, `key_goes_out`.
    """

    ground: Ground
    still: NDArray[np.uint16] | None = None
    nearness: NDArray[np.uint16] | None = None
    stand_nearness: float = 0.0
    file: Path | None = None
    unlit: NDArray[np.uint16] | None = None
    key_goes_out: bool = False


class PlateMaker(Provider, Protocol):
    """Makes the background of a scene.

    Example:
        >>> from pathlib import Path
        >>> import numpy as np
        >>> from adforge_core import ProjectFolder
        >>> from adforge_core.model.placement import Ground
        >>> from adforge_core.providers.base import OVERSCAN, MadePlate, PlateRequest
        >>> class Grey:
        ...     name, version, at_once, sets, animates = "grey", "1", 2, (), False
        ...     def uses(self, request):
        ...         return {"size": request.size}
        ...     def make(self, request):
        ...         width, height = (round(side * (1 + 2 * OVERSCAN)) for side in request.size)
        ...         ground = Ground(stand=request.stand, light=request.look.key_light)
        ...         return MadePlate(ground=ground, still=np.full((height, width, 3), 40_000, np.uint16))
        >>> project = ProjectFolder(Path("kettle-ad")).load()
        >>> request = PlateRequest(
        ...     prompt="a camp fire at dusk",
        ...     set="",
        ...     look=project.look,
        ...     role="hook",
        ...     seed=1,
        ...     size=(1080, 1080),
        ...     frames=90,
        ...     camera="push",
        ...     stand=project.format.stand,
        ...     product_aspect=project.product.aspect,
        ...     product_scale=0.5,
        ... )
        >>> Grey().make(request).still.shape
        (1210, 1210, 3)
    """

    @property
    def at_once(self) -> int:
        """The number of plates it can make at the same time without becoming slower."""
        ...

    @property
    def sets(self) -> tuple[str, ...]:
        """The names of its sets; empty if it works from prompts only."""
        ...

    @property
    def animates(self) -> bool:
        """Whether it can make a video that begins with a given picture."""
        ...

    def uses(self, request: PlateRequest) -> dict[str, Any]:
        """Returns the parts of the request that the plate depends on. Other changes do not make a new plate."""
        ...

    def make(self, request: PlateRequest) -> MadePlate:
        """Returns the plate, in the requested size and for the requested place of the product."""
        ...


@dataclass(frozen=True)
class Speech:
    """A spoken line: mono float32 samples at `rate` Hz with peaks up to 1, and the time of each written word."""

    samples: NDArray[np.float32]
    rate: int
    words: tuple[Word, ...]

    @property
    def seconds(self) -> float:
        """The length in seconds."""
        return len(self.samples) / self.rate


class Speaker(Value):
    """A speaker to choose from: the id for the provider, the name for people, and a description.

    `sample` is a recording, if the provider offers one: its https address, or a file in the studio's assets. `slower`
    is how long its lines are, relative to those of the default voice of this machine.
    """

    id: str
    name: str
    about: str = ""
    sample: str = ""
    slower: float = 1.0


class SpeechRequest(Value):
    """A request for a spoken line.

    `line` is the text of the storyboard, with digits and prices as written. `voice` is a speaker's id, empty for the
    default speaker. `speed` is the pace, 1 being the natural one. `stability`, 0 to 1, is how evenly the line is
    spoken, for voices that can vary. `language` is the ISO code of the line's language, empty for English. `comma` is
    whether the brief writes decimals with a comma.
    """

    line: str
    voice: str = ""
    speed: float = 1.0
    stability: float = 0.5
    # Not in keys unless they say something: those of lines spoken before stay as they are.
    language: str = Field(default="", exclude_if=lambda language: not language)
    comma: bool = Field(default=False, exclude_if=lambda comma: not comma)


class Voice(Provider, Protocol):
    """Speaks VO lines.

    Example:
        >>> from adforge_core import choose_providers
        >>> from adforge_core.providers.base import SpeechRequest
        >>> voice = choose_providers(offline=True).providers.voice
        >>> speech = voice.speak(SpeechRequest(line="It boils in 4 minutes."))
        >>> [word.text for word in speech.words]
        ['It', 'boils', 'in', '4', 'minutes.']
    """

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """The speakers to choose from; the first is the default. Raises StageFailed if the service does not answer."""
        ...

    def speak(self, request: SpeechRequest) -> Speech:
        """Returns the spoken line, without silence at its edges."""
        ...


@runtime_checkable
class SpeaksSome(Protocol):
    """A voice that speaks some languages only. One without this attribute speaks all.

    Example:
        >>> from adforge_core import choose_providers
        >>> choose_providers(offline=True).providers.voice.languages
        ('en',)
    """

    @property
    def languages(self) -> tuple[str, ...]:
        """The ISO 639 codes of the languages it speaks."""
        ...


class ExtraVoice(Voice, Protocol):
    """A voice of this machine that can be installed besides the default one. It speaks where its speaker is chosen.

    It takes longer than the default voice, which times lines in its place.

    Example:
        >>> from adforge_core import choose_providers
        >>> (voice,) = choose_providers(offline=True).providers.extra_voices
        >>> [speaker.name for speaker in voice.speakers]
        ['Bella', 'Emma', 'Michael', 'Fenrir']
    """

    @property
    def lacking(self) -> str:
        """What to do to install it, in one sentence; empty if it is installed."""
        ...


class BedRequest(Value):
    """A request for music of exactly `frames` frames.

    `track` is the id of one of the provider's tracks, or empty. `prompt` describes the music in plain words, for
    providers that compose.
    """

    mood: str
    seed: int
    frames: int
    track: str = ""
    prompt: str = ""


class Track(Value):
    """A piece of music to choose from: the id for the provider, the title for people, and a file to listen to."""

    id: str
    title: str
    mood: str
    file: Path


@dataclass(frozen=True)
class MadeBed:
    """Music of the requested length, faded in and out.

    `samples` are float32, (n, 2), at `rate` Hz. `tempo` is in beats per minute, `beats` in seconds.
    """

    track: str
    samples: NDArray[np.float32]
    rate: int
    tempo: float
    beats: tuple[float, ...]


class BedMaker(Provider, Protocol):
    """Composes or chooses the ad's music.

    Example:
        >>> from adforge_core import choose_providers
        >>> from adforge_core.providers.base import BedRequest
        >>> bed = choose_providers(offline=True).providers.bed.make(BedRequest(mood="calm", seed=0, frames=180))
        >>> len(bed.samples) / bed.rate
        6.0
    """

    @property
    def tracks(self) -> tuple[Track, ...]:
        """The pieces to choose from; empty if every bed is composed."""
        ...

    def make(self, request: BedRequest) -> MadeBed:
        """Returns music of the requested mood and length."""
        ...


@dataclass(frozen=True)
class Providers:
    """The provider of each capability, for one run of the pipeline.

    `fallback` are the providers to use where one of these fails: the local ones, as `choose_providers` returns it.
    `extra_voices` speak only where one of their speakers is chosen.

    Example:
        >>> from dataclasses import replace
        >>> from adforge_core import choose_providers
        >>> providers = choose_providers(offline=True).providers
        >>> replace(providers, fallback=providers).serving(lambda chosen: chosen.voice)[0].name
        'hibari'
    """

    planner: Planner
    editor: Editor
    cutter: Cutter
    plates: PlateMaker
    voice: Voice
    bed: BedMaker
    fallback: "Providers | None" = None
    extra_voices: tuple[ExtraVoice, ...] = ()

    def serving(self, capability: Callable[["Providers"], P]) -> tuple[P, ...]:
        """Returns the providers of a capability in the order they are tried."""
        first = capability(self)
        if self.fallback is None:
            return (first,)
        return (first, *(other for other in self.fallback.serving(capability) if other is not first))


Progress = Callable[[float], None]
"""A callback for the share of work that is done, 0 to 1. It may raise `Cancelled`."""
