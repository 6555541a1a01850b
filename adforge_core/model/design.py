"""How words are set on the picture. Lengths are pixels of a master whose shorter side is 1080."""

from dataclasses import dataclass
from enum import StrEnum


class Entrance(StrEnum):
    """How a layer comes in; it leaves by fading."""

    CUT = "cut"
    FADE = "fade"
    RISE = "rise"
    SLIDE = "slide"
    POP = "pop"


class Rule(StrEnum):
    """The ornament that goes with a headline."""

    HAIRLINE_BELOW = "hairline below"
    BAR_ABOVE = "bar above"
    BAR_BELOW = "bar below"
    NONE = "none"


@dataclass(frozen=True)
class Design:
    """The typographic side of a style, beyond the look's faces, case and tracking.

    `hook` is the largest size of the hook's super, `others` of all other supers; `offer` of the end card's. `leading`
    multiplies the face's natural pitch. `kicker` sets the brand's name small above the super, tracked. `highlight`
    lays the accent behind a super's last line and behind the word being spoken, slanted by `slant` of its height.
    `pause` is the frames between one block's entrance and the next one's. Panels have corners of `panel_radius` and are
    filled with the accent where `accent_panels`; where `lined`, each line of a headline has its own. A hairline of the
    accent runs inside panels that are `framed`.
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
