"""A corner lit by two colours and a few glowing tubes over a polished floor."""

import colorsys

from adforge_core.model.brief import Style
from adforge_core.model.shots import Light
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.shapes import Mesh, block, capsule, joined, ring
from adforge_core.providers.local.sets.staging import (
    Call,
    Colour,
    Finish,
    Lamp,
    Paint,
    Piece,
    Staging,
    key_lamp,
    mix,
    scaled,
)
from adforge_core.providers.local.sets.textures import clouds, plaster


def build(call: Call) -> Staging:
    """One wall takes the accent's light, the other the background's; tubes stand aside, a ring lies on the floor."""
    rng, side = call.rng, call.side
    hot, cool = _pure(call.accent), _pure(call.background)
    neutral = mix(scaled(call.background, 0.5), (0.16, 0.16, 0.175), 0.6)
    coat, relief = plaster(neutral, rng, 0.05)
    wall = Paint(texture=coat, bump=relief, relief=0.012, tile=2.0)
    floor = Paint(scaled(neutral, 0.35), Finish.SATIN, 0.12, bump=clouds(rng, 1.5), relief=0.008, tile=1.4)
    glow_hot, glow_cool = (Paint(scaled(mix(c, (1, 1, 1), 0.22), 7.0), Finish.GLOW, goes_out=True) for c in (hot, cool))
    edge = Paint(scaled(mix(hot, (1, 1, 1), 0.1), 3.2), Finish.GLOW, goes_out=True)
    # The tubes end where the headline begins.
    tops = [call.height(call.words[0] - low, -0.75) for low in (0.0, call.between(0.08, 0.14), 0.05)]
    pieces = [
        Piece(block(16, 0.1, 16).moved(y=-0.1), floor),
        Piece(block(9, 9, 0.1).moved(x=-3.2).turned(yaw=45).moved(y=-1, z=-1.7), wall),
        Piece(block(9, 9, 0.1).moved(x=3.2).turned(yaw=-45).moved(y=-1, z=-1.7), wall),
        Piece(ring(call.within(call.plinth / 2 * 1.15), 0.01).moved(y=0.012), edge),
        *(
            Piece(
                joined(*(_tube(high, lean).moved(x=x, y=high / 2, z=z) for high, lean, x, z in tubes)),
                glow,
            )
            for tubes, glow in (
                (
                    (
                        (tops[0], side * 9, -side * call.within(0.56, -0.72, 0.84), -0.72),
                        (tops[1], side * 9, -side * call.within(0.47, -0.9, 0.7), -0.9),
                    ),
                    glow_hot,
                ),
                (((tops[2], -side * 7, side * call.within(0.56, -0.62, 0.86), -0.62),), glow_cool),
            )
        ),
    ]
    key, light = key_lamp(call, 0.45, behind=-0.3)
    gels = [
        Lamp((x * 1.25, 1.5, -0.3), 0.5, 0.5, 1.9, colour, aim=(-x * 0.75, 0.1, -1.1), goes_out=True)
        for x, colour in ((-side, cool), (side, hot))
    ]
    return Staging(
        pieces=tuple(pieces),
        lamps=(key, *gels),
        light=light,
        sky=((0.025, 0.025, 0.035), (0.02, 0.02, 0.03)),
        gloss=0.25,
        bloom=0.1,
        aperture=0.02,
    )


SET = SetDesign(
    name="neon",
    about="A dark stage lined with glowing tubes that reflect in the floor",
    build=build,
    suits=frozenset({Style.BOLD, Style.ENERGETIC}),
    words=frozenset({"neon", "tubes", "nightclub", "club", "cyberpunk"}),
    tone="dark",
    lights=(Light.STRIKES, Light.COMES_UP),
)


def _tube(length: float, lean: float) -> Mesh:
    return capsule(0.013, length).turned(roll=lean)


def _pure(colour: Colour) -> Colour:
    """The colour's hue as strong coloured light of even brightness; of a grey, nearly white light."""
    hue, saturation, _ = colorsys.rgb_to_hsv(*colour)
    if saturation < 0.25:
        return (0.62, 0.64, 0.68)
    pure = colorsys.hsv_to_rgb(hue, max(0.9, min(0.96, saturation)), 1.0)
    weight = 0.2126 * pure[0] + 0.7152 * pure[1] + 0.0722 * pure[2]
    return scaled(pure, min(1.6, 0.42 / weight) ** 0.5)
