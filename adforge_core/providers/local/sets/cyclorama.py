"""A seamless studio sweep with a disc and balls: the classic product photograph."""

import numpy as np

from adforge_core.model.brief import Style
from adforge_core.model.shots import Light
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.shapes import ball, drum, sweep
from adforge_core.providers.local.sets.staging import (
    Call,
    Finish,
    Lamp,
    Paint,
    Piece,
    Staging,
    brass,
    key_lamp,
    mix,
    outline_of_drum,
    scaled,
)
from adforge_core.providers.local.sets.textures import paper


def build(call: Call) -> Staging:
    """A sweep in the background colour; a mere disc as plinth, drums, and a large disc and a ball in the accent."""
    rng, radius = call.rng, call.plinth / 2
    base, low = max(radius + 0.05, call.within(radius * call.between(1.25, 1.4))), 0.035
    side = call.side
    wall = paper(call.background, rng)
    accent = Paint(call.accent, Finish.SATIN, 0.28)
    tone = Paint(mix(call.background, call.surface, 0.5), Finish.SATIN, 0.4)
    disc = call.between(0.34, 0.42)
    small = call.between(0.055, 0.085)
    far = call.within(radius + call.between(0.24, 0.32), -0.62)
    # The disc may stand a little below the floor, so that its head stays under the headline.
    head = min(2 * disc, call.height(call.words[0], -1.1))
    tall = float(np.clip(call.height(call.words[0], -0.62) - 0.22, 0.06, call.between(0.36, 0.46)))
    pieces = [
        Piece(sweep(14, 4, -2.1, 7, 1.1).moved(y=-low), Paint(texture=wall[0], tile=1.5)),
        Piece(drum(base, low, 0.008).moved(y=-low), tone),
        Piece(drum(disc, 0.05).turned(pitch=90).moved(x=-side * (0.34 + radius * 0.4), y=head - disc, z=-1.1), accent),
        Piece(drum(0.2, tall).moved(x=side * far, y=-low, z=-0.62), tone),
        Piece(ball(0.11).moved(x=side * far, y=tall + 0.11 - low, z=-0.62), brass(0.16)),
        Piece(ball(small).moved(x=-side * call.between(0.3, 0.36), y=small - low, z=base + 0.16), accent),
        Piece(drum(0.11, 0.06).moved(x=side * call.between(0.3, 0.37), y=-low, z=base + 0.1), tone),
    ]
    key, light = key_lamp(call, 2.2 if call.dark else 1.1, goes_out=True)
    glow = Lamp((0, 2.6, -1.0), 1.6, 0.8, 1.4 if call.dark else 0.25, aim=(side * 0.3, 0.35, -2.1))
    ambient = scaled(mix((1, 1, 1), call.background, 0.25), 0.26)
    return Staging(
        pieces=tuple(pieces),
        lamps=(key, glow),
        light=light,
        top=outline_of_drum(base),
        sky=(ambient, scaled(ambient, 0.7)),
        gloss=0.12,
    )


SET = SetDesign(
    name="cyclorama",
    about="A seamless studio sweep curving up behind a low round plinth",
    build=build,
    suits=frozenset({Style.MINIMAL, Style.LUXURY}),
    words=frozenset({"cyclorama", "sweep", "backdrop", "seamless"}),
    tone="bright",
    lights=(Light.SWEEPS, Light.COMES_UP),
)
