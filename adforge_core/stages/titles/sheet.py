"""The sheet that words are laid out on: typefaces, margins and timing."""

from dataclasses import dataclass, replace

from adforge_core.media.faces import Face, open_face, sturdy
from adforge_core.media.lines import Copy, Lost, Setting
from adforge_core.media.scripts import starts_right_to_left
from adforge_core.media.shapes import Bar
from adforge_core.media.type import PlacedLine
from adforge_core.model.design import Design, Entrance
from adforge_core.model.formats import Format
from adforge_core.model.look import Case, Look
from adforge_core.stages.titles.words import Block, Edges, Spoken, Timing

PADDING = 26.0
"""The padding of panels above and below words; there is slightly more at the sides."""


_CAPTION_GAP = 56
"""From the product's foot to the tops of captions below it; enough for a rising camera."""

_AT_SIDES = 0.05
"""The least distance of a whole product from the sides of the frame, as a share of its width."""


@dataclass(frozen=True)
class Arrangement:
    """Laid-out words, in the master's pixels."""

    room: Edges
    blocks: tuple[Block, ...]
    captions: tuple[Spoken, ...]
    lost: Lost


@dataclass(frozen=True)
class Sheet:
    """A frame to lay words out in, in the master's pixels.

    `safe` is the safe area, `middle` the part of it that is symmetric about the frame's centre. `column` is `middle` if
    the design is centred, else `safe`. `caption` is the text typeface in a weight that is readable over a picture.
    `stand` is the height of the product's foot from the top, `end_stand` that on the end card, and `first_end_stand`
    the latter with words below the product. `captions` is the height of the tops of captions, which are above the
    product if it is `under_captions`. The button is pressed on frame `presses`, if that is not 0.
    """

    look: Look
    design: Design
    headline: Face
    text: Face
    caption: Face
    frames: int
    entrance: int
    safe: Edges
    middle: Edges
    column: Edges
    stand: float
    captions: float
    under_captions: bool
    end_stand: float
    first_end_stand: float
    size: tuple[int, int]
    presses: int = 0

    @classmethod
    def of(
        cls,
        look: Look,
        design: Design,
        format: Format,
        frames: int,
        entrance: int,
        language: str = "",
        *,
        under_words: bool = False,
    ) -> "Sheet":
        """Returns the sheet of a format for a scene of `frames`, with the look's typefaces loaded for `language`."""
        width, height = format.size
        area = format.safe_area
        safe = (area.left * width, area.top * height, area.right * width, area.bottom * height)
        half = min(width / 2 - safe[0], safe[2] - width / 2)
        middle = (width / 2 - half, safe[1], width / 2 + half, safe[3])
        headline, text = (replace(open_face(name), language=language) for name in (look.type.headline, look.type.text))
        above = format.captions if under_words else None
        stand = (format.stand if under_words else format.first_stand).y * height
        captions = stand + _CAPTION_GAP if above is None else above * height
        return cls(
            look, design, headline, text, sturdy(text), frames, entrance, safe,
            middle, middle if design.centred else safe, stand, captions, above is not None,
            format.end_card_stand.y * height,
            format.first_end_card_stand.y * height, format.size,
        )  # fmt: skip

    @property
    def centred(self) -> "Sheet":
        """Returns the same sheet with its column centred, for words that belong to the product."""
        return replace(self, design=replace(self.design, centred=True), column=self.middle)

    @property
    def width(self) -> float:
        """The width available for copy."""
        return self.column[2] - self.column[0]

    @property
    def centre(self) -> float:
        """The horizontal middle of the column."""
        return (self.column[0] + self.column[2]) / 2

    @property
    def sides(self) -> tuple[float, float]:
        """The left and right limits of the product. Only words keep to the safe area: the product is the picture."""
        return _AT_SIDES * self.size[0], (1 - _AT_SIDES) * self.size[0]

    @property
    def upper(self) -> bool:
        """Whether headlines are in capitals."""
        return self.look.type.case is Case.UPPER

    def headline_setting(self, largest: float, smallest: float, most_lines: int) -> Setting:
        """Returns the setting of headlines."""
        # Lower case needs less leading than capitals.
        leading = self.design.leading if self.upper else min(1.1, self.design.leading)
        tracking = self.look.type.tracking
        return Setting(self.headline, largest, smallest, most_lines, tracking, leading, self.upper)

    def small_caps_setting(self, largest: float, smallest: float) -> Setting:
        """Returns the setting of kickers and brand names: one line of tracked capitals in the text typeface."""
        return Setting(self.text, largest, smallest, 1, 0.2, 1.0, upper=True)

    def name_setting(self, largest: float, small: bool) -> Setting:
        """Returns the setting of the brand's name: as a headline, or in the text typeface if it is the smaller line."""
        if small:
            return Setting(self.text, largest, 26, 1, upper=self.upper)
        return self.headline_setting(largest, 32, 1)

    def place(self, copy: Copy, top: float) -> tuple[PlacedLine, ...]:
        """Places the copy's lines from `top` down, centred or left-aligned."""
        if self.design.centred:
            return copy.placed(top, self.centre, 0.5)
        leftwards = bool(copy.lines) and starts_right_to_left(copy.lines[0].text)
        return copy.placed(top, self.column[2], 1.0) if leftwards else copy.placed(top, self.column[0])

    def bar(self, width: float, height: float, top: float) -> Bar:
        """Returns a bar of the given size, for above or below a headline."""
        left = self.centre - width / 2 if self.design.centred else self.column[0]
        return Bar(left, top, left + width, top + height)

    def panel(self, edges: Edges, pad: float = PADDING) -> Bar:
        """Returns the panel for words within `edges`."""
        left, top, right, bottom = edges
        lean = self.design.slant * (bottom - top + 2 * pad) / 2
        side = 1.6 * pad + lean
        return Bar(left - side, top - pad, right + side, bottom + pad, self.design.panel_radius, lean)

    def timing(self, order: int = 0, last: bool = False) -> Timing:
        """Returns the timing of the scene's block number `order`. `last` ones stay to the ad's last frame."""
        out = 0 if last else 5
        if not self.entrance:
            return Timing(0, self.frames, Entrance.CUT, 0, 0)
        first = self.entrance + order * self.design.pause
        return Timing(first, self.frames, self.design.entrance, self.design.frames_in, out)
