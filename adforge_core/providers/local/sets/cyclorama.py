"""A seamless studio sweep with a round plinth: the classic product photograph."""

from adforge_core.model.brief import Style
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
from adforge_core.providers.local.sets.textures import paper, plaster


def build(call: Call) -> Staging:
    """A sweep in the background colour; plinth, base and drums in the surface colour, one disc in the accent."""
    rng, radius = call.rng, call.plinth / 2
    rise = call.between(0.2, 0.27)
    base_rise, base = 0.07, max(radius + 0.06, call.within(radius * call.between(1.5, 1.7)))
    floor = -rise - base_rise
    side = call.side
    wall = paper(call.background, rng)
    paint = plaster(call.surface, rng, 0.05)
    stone = Paint(texture=paint[0], bump=paint[1], relief=0.004, finish=Finish.SATIN, roughness=0.35, tile=1.2)
    accent = Paint(call.accent, Finish.SATIN, 0.28)
    tone = Paint(mix(call.background, call.surface, 0.5), Finish.SATIN, 0.4)
    disc = call.between(0.34, 0.42)
    small = call.between(0.055, 0.085)
    far = call.within(radius + call.between(0.24, 0.32), -0.62)
    # The disc may stand a little below the floor, so that its head stays under the headline.
    head = min(floor + 2 * disc, call.height(call.words[0], -1.1))
    tall = min(rise * 1.9, call.height(call.words[0], -0.62) - floor - 0.22)
    pieces = [
        Piece(sweep(14, 4, -2.1, 7, 1.1).moved(y=floor), Paint(texture=wall[0], tile=1.5)),
        Piece(drum(radius, rise, 0.014).moved(y=-rise), stone),
        Piece(drum(base, base_rise, 0.012).moved(y=floor), stone),
        Piece(drum(disc, 0.05).turned(pitch=90).moved(x=-side * (0.34 + radius * 0.4), y=head - disc, z=-1.1), accent),
        Piece(drum(0.2, tall).moved(x=side * far, y=floor, z=-0.62), tone),
        Piece(ball(0.11).moved(x=side * far, y=floor + tall + 0.11, z=-0.62), brass(0.16)),
        Piece(ball(small).moved(x=-side * call.between(0.3, 0.36), y=floor + small, z=base + 0.2), accent),
        Piece(drum(0.11, 0.06).moved(x=side * call.between(0.3, 0.37), y=floor, z=base + 0.12), tone),
    ]
    key, light = key_lamp(call, 2.2 if call.dark else 1.1)
    glow = Lamp((0, 2.6, -1.0), 1.6, 0.8, 1.4 if call.dark else 0.25, aim=(side * 0.3, 0.35, -2.1))
    ambient = scaled(mix((1, 1, 1), call.background, 0.25), 0.26)
    return Staging(
        pieces=tuple(pieces),
        lamps=(key, glow),
        light=light,
        sky=(ambient, scaled(ambient, 0.7)),
        top=outline_of_drum(radius),
        gloss=0.12,
    )


SET = SetDesign(
    name="cyclorama",
    about="A seamless studio sweep curving up behind a low round plinth",
    build=build,
    suits=frozenset({Style.MINIMAL, Style.LUXURY}),
    words=frozenset({"cyclorama", "sweep", "backdrop", "seamless"}),
    tone="bright",
)
