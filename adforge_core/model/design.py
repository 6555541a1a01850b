"""The typography of words on the picture. Lengths are in pixels of a master whose shorter side is 1080."""

from dataclasses import dataclass
from enum import StrEnum


class Entrance(StrEnum):
    """The ways a layer enters. All layers leave by fading."""

    CUT = "cut"
    FADE = "fade"
    RISE = "rise"
    SLIDE = "slide"
    POP = "pop"
    SNAP = "snap"


class Rule(StrEnum):
    """The ornament of a headline."""

    HAIRLINE_BELOW = "hairline below"
    BAR_ABOVE = "bar above"
    BAR_BELOW = "bar below"
    NONE = "none"


@dataclass(frozen=True)
class Design:
    """The typography of a style, beyond the look's typefaces, case and tracking.

    `hook`, `others` and `offer` are the largest sizes of the hook's super, of other supers, and of the offer. `leading`
    multiplies the typeface's natural line spacing. `kicker` sets the brand's name in small tracked letters above the
    super. `highlight` puts the accent behind a super's last line and behind the spoken word, slanted by `slant` of its
    height. `pause` is the number of frames between the entrances of two blocks. Panels have corners of `panel_radius`.
    With `accent_panels` they are filled with the accent; with `lined`, each line of a headline has its own panel; with
    `framed`, a hairline of the accent runs inside them.

    Where a super appears in steps, each word enters by `word_entrance` within `word_frames`. Without a voice that says
    it, the steps are words, or lines if `by_line`.
    """

    centred: bool
    hook: float
    others: float
    offer: float
    leading: float
    rule: Rule
    kicker: bool
    highlight: bool
    slant: float
    entrance: Entrance
    frames_in: int
    pause: int
    button_radius: float
    button_tracking: float
    button_upper: bool
    panel_radius: float
    accent_panels: bool
    lined: bool
    framed: bool
    word_entrance: Entrance
    word_frames: int
    by_line: bool
