"""What is to be written in a scene, and what it is once it has its place."""

from dataclasses import dataclass, field
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from adforge_core.media.ink import Colour
from adforge_core.media.layers import Layer
from adforge_core.media.lines import Lost
from adforge_core.media.shapes import Bar
from adforge_core.media.type import PlacedLine
from adforge_core.model.brief import Style
from adforge_core.model.design import Design, Entrance
from adforge_core.model.look import Look
from adforge_core.model.sound import Cue
from adforge_core.model.storyboard import Role
from adforge_core.model.value import Box, rgb

Edges = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""

_SETTLING = 10
"""The frames a scene is seen before words come in."""

_SOON_OVER = 15
"""A overlap of so many frames is waited for; after a longer one there would be too little time to read."""

_BRIEF = 45
"""A scene of fewer frames has no time for entrances."""


def entrance(frames: int, overlap: int) -> int:
    """The frame of a scene of `frames` before which no word comes in but spoken ones."""
    if frames < _BRIEF:
        return 0
    return max(_SETTLING, overlap) if overlap <= _SOON_OVER else _SETTLING


@dataclass(frozen=True, eq=False)
class Words:
    """All the words of one scene, `frames` long. Anything may be empty.

    In its first `overlap` frames the scene before is still seen. `super_y` is how far down the super stands, 0 at the
    top of the safe area to 1 just above captions or its end. With `end_card` the scene closes the ad: `offer`, `cta`
    and `legal` are shown, and captions are not. `logo` is RGBA (height, width, 4); without one the brand's name is set
    in type.
    """

    role: Role
    style: Style
    frames: int
    overlap: int = 0
    super: str = ""
    super_y: float = 0.0
    cues: tuple[Cue, ...] = ()
    brand: str = ""
    logo: NDArray[np.uint8] | None = None
    legal: str = ""
    offer: str = ""
    cta: str = ""
    end_card: bool = False


@dataclass(frozen=True)
class Timing:
    """When a block is there, and how it comes and goes."""

    first: int
    end: int
    entrance: Entrance
    frames_in: int
    frames_out: int


@dataclass(frozen=True, eq=False)
class Block:
    """Words and shapes that come and go together, in pixels of the frame.

    `lines` are written in the scene's ink, `accented` in the accent where it can be read, `reversed` on `bars`, which
    are filled with the accent. `rules` are ornament in the accent. `logo` is drawn at its edges. `panel` is what the
    block, and those that come after it on the same side of the product, stand on where the picture cannot bear words,
    or, `on_panel`, whatever the picture.
    """

    timing: Timing
    lines: tuple[PlacedLine, ...] = ()
    accented: tuple[PlacedLine, ...] = ()
    reversed: tuple[PlacedLine, ...] = ()
    bars: tuple[Bar, ...] = ()
    rules: tuple[Bar, ...] = ()
    logo: tuple[NDArray[np.uint8], Edges] | None = None
    panel: tuple[Bar, ...] = ()
    on_panel: bool = False

    @property
    def inked(self) -> tuple[Edges, ...]:
        """What must be read against the picture itself: everything that is not on a bar."""
        edges = [edges_of(line) for line in (*self.lines, *self.accented)]
        return (*edges, self.logo[1]) if self.logo else tuple(edges)

    @property
    def edges(self) -> Edges:
        """Around everything drawn but the panel, which need not be."""
        drawn = [edges_of(line) for line in (*self.lines, *self.accented, *self.reversed)]
        drawn += [edges_of(bar) for bar in (*self.bars, *self.rules)]
        return reduce(around, [*drawn, *([self.logo[1]] if self.logo else [])])


@dataclass(frozen=True)
class Spoken:
    """One caption: its words in their places, each active from its frame until the next one's.

    `panel` is what it stands on.
    """

    words: tuple[PlacedLine, ...]
    active: tuple[int, ...]
    first: int
    end: int
    panel: Bar

    @property
    def edges(self) -> Edges:
        """Around all its words."""
        return reduce(around, [edges_of(word) for word in self.words])


@dataclass(frozen=True, eq=False)
class Titles:
    """A scene's words in their places. `room` is where the product may stand, clear of every word.

    `lost` names what of them is not shown, each once.
    """

    look: Look
    design: Design
    size: tuple[int, int]
    frames: int
    scale: float
    room: Box
    blocks: tuple[Block, ...] = ()
    captions: tuple[Spoken, ...] = ()
    lost: Lost = field(default_factory=Lost)

    @property
    def inks(self) -> list[Colour]:
        """What words can be written in: the light ink and the dark one."""
        return [rgb(self.look.palette.light_ink), rgb(self.look.palette.dark_ink)]


@dataclass(frozen=True, eq=False)
class Written:
    """A layer, its letters' ink and `coverage`, of the layer's size, and the layers `backing` it, lowest first."""

    layer: Layer
    coverage: NDArray[np.uint8]
    ink: Colour
    backing: tuple[Layer, ...]


def edges_of(part: PlacedLine | Bar) -> Edges:
    """The part's bounds, slant included."""
    lean = part.slant if isinstance(part, Bar) else 0.0
    return part.left - lean, part.top, part.right + lean, part.bottom


def around(one: Edges, other: Edges) -> Edges:
    """The smallest edges that hold both."""
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
