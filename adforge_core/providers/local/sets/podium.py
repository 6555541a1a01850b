"""A winners' stack of drums among spheres and rainbow arcs: a toy box for grown-ups."""

import numpy as np

from adforge_core.model.brief import Style
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.shapes import Mesh, ball, drum, extrude, sweep
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
    outline_of_drum,
    scaled,
)
from adforge_core.providers.local.sets.textures import plaster


def build(call: Call) -> Staging:
    """Three drums in three colours; nested arcs on one side, spheres of all sizes around the foot."""
    rng, side = call.rng, call.side
    radius = call.plinth / 2
    heights = (0.12, 0.1, 0.09)
    wide = max(radius + 0.1, call.within(radius * 1.85 + 0.05))
    reaches = (radius, min(radius * 1.42 + 0.02, (radius + wide) / 2), wide)
    colours = (call.surface, call.accent, mix(call.background, call.surface, 0.5))
    floor = -sum(heights)
    coat = plaster(call.background, rng, 0.04)[0]
    pieces = [Piece(sweep(14, 4, -2.2, 7, 0.9).moved(y=floor), Paint(texture=coat, tile=1.9))]
    level = 0.0
    for height, reach, colour in zip(heights, reaches, colours, strict=True):
        level -= height
        pieces.append(Piece(drum(reach, height, 0.018).moved(y=level), _paint(colour)))
    away = call.within(radius + call.between(0.3, 0.36), -0.85, 0.86)
    for reach, colour in zip((0.34, 0.245, 0.15), (call.accent, call.surface, call.accent), strict=True):
        pieces.append(Piece(_arc(reach, 0.078, 0.16).moved(x=side * away, y=floor, z=-0.85), _paint(colour)))
    sizes = (0.15, 0.09, 0.065, 0.05, 0.035)
    places = (
        (-side * (away + 0.02), -0.55),
        (-side * (away - 0.08), -0.14),
        (side * wide * 0.72, wide * 0.72 + 0.1),
        (-side * 0.36, wide + 0.1),
        (-side * 0.22, wide + 0.26),
    )
    tones = (call.surface, call.accent, call.surface, call.accent, call.surface)
    for size, (x, z), colour in zip(sizes, places, tones, strict=True):
        jitter = rng.uniform(-0.025, 0.025, 2)
        pieces.append(Piece(ball(size).moved(x=x + jitter[0], y=floor + size, z=z + jitter[1]), _paint(colour, 0.12)))
    key, light = key_lamp(call, 1.8 if call.dark else 1.05)
    glow = Lamp((0, 2.7, -1.1), 1.4, 0.8, 0.8 if call.dark else 0.28, aim=(0, 0.3, -2.2))
    ambient = scaled(mix((1, 1, 1), call.background, 0.2), 0.24)
    return Staging(
        pieces=tuple(pieces),
        lamps=(key, glow),
        light=light,
        sky=(ambient, scaled(ambient, 0.8)),
        top=outline_of_drum(radius),
        gloss=0.12,
        aperture=0.018,
    )


SET = SetDesign(
    name="podium",
    about="A stage of geometric podiums at several heights",
    build=build,
    suits=frozenset({Style.ENERGETIC, Style.BOLD}),
    words=frozenset({"podium", "podiums", "pedestal", "pedestals", "stage", "geometric"}),
    retired=True,
)


def _paint(colour: Colour, roughness: float = 0.24) -> Paint:
    return Paint(colour, Finish.SATIN, roughness)


def _arc(reach: float, thick: float, depth: float) -> Mesh:
    """A half ring standing on its feet."""
    angles = np.linspace(0, np.pi, 49)
    facing = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    points = np.concatenate([facing * reach, facing[::-1] * (reach - thick)])
    normals = np.concatenate([facing, -facing[::-1]])
    return extrude((points, normals), depth, 0.014)
