"""The typography of each style. Lengths are in pixels of a master whose shorter side is 1080."""

from dataclasses import dataclass
from enum import StrEnum

from adforge_core.media.layers import Entrance
from adforge_core.model.brief import Style


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


DESIGNS: dict[Style, Design] = {
    Style.LUXURY: Design(
        centred=True, hook=112, others=92, offer=84, leading=1.0, rule=Rule.HAIRLINE_BELOW, kicker=True,
        highlight=False, slant=0, entrance=Entrance.FADE, frames_in=16, pause=8,
        button_radius=0, button_tracking=0.16, button_upper=True,
        panel_radius=2, accent_panels=False, lined=False, framed=True,
    ),
    Style.MINIMAL: Design(
        centred=False, hook=92, others=76, offer=72, leading=1.0, rule=Rule.BAR_ABOVE, kicker=False,
        highlight=False, slant=0, entrance=Entrance.RISE, frames_in=12, pause=6,
        button_radius=999, button_tracking=0, button_upper=False,
        panel_radius=28, accent_panels=False, lined=False, framed=False,
    ),
    Style.ENERGETIC: Design(
        centred=True, hook=152, others=128, offer=116, leading=1.22, rule=Rule.NONE, kicker=False,
        highlight=True, slant=0.09, entrance=Entrance.SLIDE, frames_in=7, pause=3,
        button_radius=0, button_tracking=0.02, button_upper=True,
        panel_radius=0, accent_panels=False, lined=True, framed=False,
    ),
    Style.BOLD: Design(
        centred=True, hook=168, others=140, offer=124, leading=0.95, rule=Rule.BAR_BELOW, kicker=False,
        highlight=False, slant=0, entrance=Entrance.POP, frames_in=6, pause=4,
        button_radius=14, button_tracking=0, button_upper=True,
        panel_radius=14, accent_panels=True, lined=True, framed=False,
    ),
}  # fmt: skip
