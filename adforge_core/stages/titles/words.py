"""The words of a scene, before and after they are laid out."""

from dataclasses import dataclass, field
from functools import reduce
from math import cos, radians, sin

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
from adforge_core.model.reveal import Reveal
from adforge_core.model.sound import Cue
from adforge_core.model.storyboard import Role
from adforge_core.model.value import Box, rgb

Edges = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""

_SETTLING = 10
"""The frames of a scene before its words appear."""

_SOON_OVER = 15
"""Words wait for the end of a transition of up to this many frames; longer ones leave too little time."""

_BRIEF = 45
"""Scenes with fewer frames have no entrances."""


def entrance(frames: int, overlap: int, *, opens: bool = False, card_from: int = 0) -> int:
    """Returns the frame of a scene of `frames` frames on which words appear; captions may be earlier.

    In the scene that `opens` the ad they are there from its first frame, which is also its poster. An end card that
    comes after other shots of its scene appears with its own, on frame `card_from`.
    """
    if card_from:
        return card_from
    if opens or frames < _BRIEF:
        return 0
    return max(_SETTLING, overlap) if overlap <= _SOON_OVER else _SETTLING


@dataclass(frozen=True, eq=False)
class Words:
    """All the words of one scene, `frames` long. Anything may be empty.

    In its first `overlap` frames the previous scene is still visible. `super_y` is the height of the super: 0 is the
    top of the safe area, 1 just above the captions or its end. `end_card` marks the last scene: `offer`, `cta` and
    `legal` are shown, captions are not. With `under_words` all words are above the product, or beside it. `opens` marks
    the first scene. The end card appears on frame `card_from` of its scene, if given, and captions are shown until
    then. The brand's name is above the super if the style has it there, or the scene is `branded`. `logo` is RGBA
    (height, width, 4); without one the brand's name is set in type. The button is pressed on frame `presses`, if that
    is not 0. `reveal` says how the super appears: its words on the frames `moments`, or if there are none, one every
    `step` frames. `sticker` is the offer in a few words, shown from the first to before the second frame of each of
    `sticker_runs`. On the end card, the offer is on a sticker if `offer_on_sticker`. In the runs of frames `alone` the
    super fills the frame; if it has `whole_phrases`, as large as it can be. A super that is `over_details` of the
    product is on a panel in loud styles. `language` is that of its words.
    """

    role: Role
    style: Style
    frames: int
    overlap: int = 0
    super: str = ""
    super_y: float = 0.0
    cues: tuple[Cue, ...] = ()
    brand: str = ""
    branded: bool = False
    presses: int = 0
    logo: NDArray[np.uint8] | None = None
    legal: str = ""
    offer: str = ""
    cta: str = ""
    end_card: bool = False
    opens: bool = False
    under_words: bool = False
    card_from: int = 0
    reveal: Reveal = Reveal.TOGETHER
    moments: tuple[int, ...] = ()
    step: int = 0
    sticker: str = ""
    sticker_runs: tuple[tuple[int, int], ...] = ()
    offer_on_sticker: bool = False
    alone: tuple[tuple[int, int], ...] = ()
    whole_phrases: bool = False
    over_details: bool = False
    language: str = ""

    @property
    def entrance(self) -> int:
        """The frame on which the super, or the end card, appears."""
        if self.moments:
            return self.moments[0]
        return entrance(self.frames, self.overlap, opens=self.opens, card_from=self.card_from)


@dataclass(frozen=True)
class Timing:
    """The frames of a block, how it enters and leaves, and on which it is `pressed`, if that is not 0."""

    first: int
    end: int
    entrance: Entrance
    frames_in: int
    frames_out: int
    pressed: int = 0


@dataclass(frozen=True)
class Step:
    """A part of a block's words that appears by itself, with the bar and the panel behind all words up to it.

    `marks` are in the accent and belong to it.
    """

    line: PlacedLine
    timing: Timing
    bars: tuple[Bar, ...] = ()
    panel: tuple[Bar, ...] = ()
    marks: tuple[Bar, ...] = ()


@dataclass(frozen=True, eq=False)
class Block:
    """Words and shapes that appear together, in pixels of the frame.

    `lines` are in the scene's ink, `accented` in the accent where it is readable, `reversed` on `bars`, which are
    filled with the accent. `rules` are ornaments in the accent. `logo` are the edges of the logo. `panel` is behind the
    block and the blocks after it on the same side of the product: where the picture needs one, or always if `on_panel`.
    `steps`, if any, are drawn in place of `lines`, `reversed`, `bars` and `panel`, and their marks in place of `rules`;
    those are where all of them stand. A block of bars and `reversed` lines may be turned about its middle by `tilt`
    degrees, clockwise. One that is `alone` is judged by what is behind itself only.
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
    steps: tuple[Step, ...] = ()
    tilt: float = 0.0
    alone: bool = False

    @property
    def inked(self) -> tuple[Edges, ...]:
        """The edges of everything that is not on a bar and must be readable on the picture itself."""
        edges = [edges_of(line) for line in (*self.lines, *self.accented)]
        return (*edges, self.logo[1]) if self.logo else tuple(edges)

    @property
    def edges(self) -> Edges:
        """The edges around everything except the panel, which is not always drawn."""
        drawn = [edges_of(line) for line in (*self.lines, *self.accented, *self.reversed)]
        drawn += [edges_of(bar) for bar in (*self.bars, *self.rules)]
        left, top, right, bottom = edges = reduce(around, [*drawn, *([self.logo[1]] if self.logo else [])])
        if not self.tilt:  # exactly these: places and keys follow from them
            return edges
        wide, high = turned((right - left, bottom - top), self.tilt)
        x, y = (left + right) / 2, (top + bottom) / 2
        return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


@dataclass(frozen=True)
class Spoken:
    """One laid-out caption. Each word is active from its frame until that of the next one.

    `panel` is the bar behind it.
    """

    words: tuple[PlacedLine, ...]
    active: tuple[int, ...]
    first: int
    end: int
    panel: Bar

    @property
    def edges(self) -> Edges:
        """The edges around all its words."""
        return reduce(around, [edges_of(word) for word in self.words])


@dataclass(frozen=True, eq=False)
class Titles:
    """The laid-out words of a scene. `room` is the area that all words leave free for the product.

    `lost` lists the text that is not shown, each once. `cuts` are the frames on which another shot begins, `lit` those
    that tell how dark and how bright light that moves is.
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
    cuts: tuple[int, ...] = ()
    lit: tuple[int, ...] = ()

    @property
    def inks(self) -> list[Colour]:
        """The colours for words: the light ink and the dark ink."""
        return [rgb(self.look.palette.light_ink), rgb(self.look.palette.dark_ink)]


@dataclass(frozen=True, eq=False)
class Written:
    """A layer, the ink and `coverage` of its letters, and the layers `backing` it, lowest first."""

    layer: Layer
    coverage: NDArray[np.uint8]
    ink: Colour
    backing: tuple[Layer, ...]


def turned(size: tuple[float, float], tilt: float) -> tuple[float, float]:
    """Returns the width and height around a rectangle of this size that is turned by `tilt` degrees."""
    cosine, sine = abs(cos(radians(tilt))), abs(sin(radians(tilt)))
    return size[0] * cosine + size[1] * sine, size[0] * sine + size[1] * cosine


def edges_of(part: PlacedLine | Bar) -> Edges:
    """Returns the bounds of a part, including its slant."""
    lean = abs(part.slant) if isinstance(part, Bar) else 0.0
    return part.left - lean, part.top, part.right + lean, part.bottom


def around(one: Edges, other: Edges) -> Edges:
    """Returns the smallest edges that contain both."""
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
