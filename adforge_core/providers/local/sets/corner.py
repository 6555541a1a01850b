"""A wall with its skirting and a wooden floor: for what leans."""

import numpy as np

from adforge_core.model.brief import Pose, Style
from adforge_core.model.look import KeyLight
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.shapes import Mesh, ball, block, lathe, rounded
from adforge_core.providers.local.sets.staging import (
    Call,
    Colour,
    Finish,
    Lamp,
    Paint,
    Piece,
    Staging,
    luma,
    mix,
    outline_of_block,
    scaled,
    towards,
    warm,
)
from adforge_core.providers.local.sets.textures import plaster, speckled, wood


def build(call: Call) -> Staging:
    """The wall is close behind the product; a pot, a crate and a ball keep to the sides."""
    rng, side = call.rng, call.side
    gap = float(np.clip(0.2 * call.product_height, 0.12, 0.26))
    coat, relief = plaster(call.background, rng, 0.08)
    grain, joints = wood(_timber(call), rng, planks=5)
    wall = Paint(texture=coat, bump=relief, relief=0.02, tile=1.7)
    floor = Paint(texture=grain, bump=joints, relief=0.006, finish=Finish.SATIN, roughness=0.32, tile=1.3)
    trim = Paint(mix(call.surface, call.background, 0.2), Finish.SATIN, 0.35)
    clay = Paint(texture=speckled(call.accent, rng), finish=Finish.SATIN, roughness=0.4)
    asked = call.look.key_light
    from_left = np.cos(np.radians(asked.azimuth)) >= 0
    light = KeyLight(
        azimuth=322.0 if from_left else 218.0, elevation=min(max(asked.elevation, 32.0), 46.0), softness=0.22
    )
    away = call.within(max(0.3, call.product_width / 2 + 0.2), -0.02, 0.84)
    crate = 0.26
    pieces = [
        Piece(block(12, 8, 0.1).moved(y=0, z=-gap - 0.05), wall),
        Piece(block(12, 0.1, 4.0, 0.002).moved(y=-0.1, z=2 - gap), floor),
        Piece(block(12, 0.085, 0.022, 0.006).moved(z=-gap + 0.011), trim),
        Piece(block(crate, 0.2, 0.2, 0.01).turned(yaw=side * 9).moved(x=side * (away + 0.06), z=-gap + 0.13), trim),
        Piece(_pot(0.1, 0.16).moved(x=side * (away + 0.05), y=0.2, z=-gap + 0.13), clay),
        Piece(ball(0.06).moved(x=-side * (away + 0.05), y=0.06, z=0.1), Paint(call.accent, Finish.SATIN, 0.2)),
    ]
    size = 0.9
    key = Lamp(towards(light, 4.6), size, size, 2.1 if call.dark else 1.15, warm(0.1), aim=(0, 0.3, -gap))
    room = scaled(mix((1.0, 1.0, 1.0), call.background, 0.2), 0.34)
    return Staging(
        pieces=tuple(pieces),
        lamps=(key,),
        light=light,
        sky=(room, scaled(room, 0.8)),
        top=outline_of_block(12, 2.4, 1.2 - gap),
        aperture=0.012,
        wall=-gap,
    )


SET = SetDesign(
    name="corner",
    about="A wall with its skirting and a wooden floor, for things that lean",
    build=build,
    suits=frozenset(Style),
    words=frozenset({"corner"}),
    poses=frozenset({Pose.LEANING}),
)


def _timber(call: Call) -> Colour:
    """Oak for light looks, walnut for dark ones."""
    return (0.16, 0.085, 0.045) if luma(call.background) < 0.14 else (0.46, 0.29, 0.16)


def _pot(radius: float, height: float) -> Mesh:
    outer = [(0.0, 0.0), (radius * 0.72, 0.0), (radius, height), (radius - 0.014, height)]
    return lathe(rounded([*outer, (radius - 0.02, height * 0.6), (0.0, height * 0.6)], 0.008, closed=False))
