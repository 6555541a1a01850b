"""A wooden table by a plaster wall, with stoneware: somebody's kitchen, early."""

import numpy as np

from adforge_core.model.brief import Style
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.goods import DRINK, FOOD, KITCHEN, SKIN
from adforge_core.providers.local.sets.shapes import Mesh, ball, block, drum, lathe, rounded
from adforge_core.providers.local.sets.staging import (
    Call,
    Colour,
    Finish,
    Lamp,
    Paint,
    Piece,
    Staging,
    key_lamp,
    luma,
    mix,
    outline_of_drum,
    scaled,
)
from adforge_core.providers.local.sets.textures import plaster, speckled, wood


def build(call: Call) -> Staging:
    """The product stands on a round board; jug and bowls stay at the sides, a shelf-high band of tiles runs behind."""
    rng, side = call.rng, call.side
    radius = call.plinth / 2 * 1.12
    timber, grain = wood(_timber(call), rng)
    board, board_grain = wood(mix(scaled(_timber(call), 1.35), call.surface, 0.15), rng, planks=2)
    coat, relief = plaster(call.background, rng, 0.08)
    glaze = Paint(call.accent, Finish.SATIN, 0.14)
    clay = Paint(texture=speckled(call.surface, rng), finish=Finish.SATIN, roughness=0.35)
    eggs = Paint((0.72, 0.52, 0.37), Finish.SATIN, 0.4)
    tile_paint = Paint(mix(call.background, call.surface, 0.7), Finish.SATIN, 0.12)
    back, top = -1.0 + 0.28 * (call.tilt - 11) / 15, -0.045
    away = max(0.32, radius + 0.12)
    rows = int(np.clip((call.height(call.words[0], back) - top) / 0.124, 1, 3))
    tiles = [
        Piece(
            block(0.238, 0.118, 0.03, 0.007)
            .turned(pitch=float(rng.normal(0, 0.35)), yaw=float(rng.normal(0, 0.35)))
            .moved(x=(column - 6) * 0.244 + 0.122 * (row % 2), y=top + 0.006 + row * 0.124, z=back + 0.06),
            tile_paint,
        )
        for row in range(rows)
        for column in range(13)
    ]
    pieces = [
        Piece(block(12, 8, 0.1).moved(y=-3, z=back), Paint(texture=coat, bump=relief, relief=0.02, tile=1.7)),
        *tiles,
        Piece(
            block(12, 0.08, 4.0, 0.016).moved(y=top - 0.08, z=back + 2),
            Paint(texture=timber, bump=grain, relief=0.006, finish=Finish.SATIN, roughness=0.3, tile=1.15),
        ),
        Piece(
            drum(radius, 0.045, 0.012).turned(yaw=28 * side).moved(y=top),
            Paint(texture=board, bump=board_grain, relief=0.004, finish=Finish.SATIN, roughness=0.32, tile=0.9),
        ),
        Piece(
            _jug(0.12, call.between(0.34, 0.42)).moved(x=side * call.within(away + 0.1, -0.5, 0.88), y=top, z=-0.5),
            clay,
        ),
        Piece(_cup(0.095, 0.085).moved(x=-side * call.within(away + 0.07, -0.34, 0.9), y=top, z=-0.34), glaze),
        Piece(_cup(0.085, 0.06).moved(x=-side * call.within(away + 0.07, -0.34, 0.9), y=top + 0.042, z=-0.34), clay),
        Piece(_cup(0.075, 0.06).moved(x=side * 0.36, y=top, z=0.42), glaze),
        *(
            Piece(ball(0.042).moved(x=-side * (0.3 + dx), y=top + 0.042, z=0.5 + dz), eggs)
            for dx, dz in ((0.0, 0.0), (0.085, 0.06))
        ),
    ]
    key, light = key_lamp(call, 2.1 if call.dark else 1.15, behind=-0.05)
    fill = Lamp((side * 2.2, 1.4, 1.2), 1.5, 1.5, 0.18)
    ambient = scaled((1, 1, 1), 0.2)
    return Staging(
        pieces=tuple(pieces),
        lamps=(key, fill),
        light=light,
        sky=(ambient, scaled(ambient, 0.8)),
        top=outline_of_drum(radius),
        gloss=0.08,
        aperture=0.026,
    )


SET = SetDesign(
    name="table",
    about="A clean tabletop by a wall in natural light",
    build=build,
    suits=frozenset({Style.MINIMAL, Style.ENERGETIC, Style.LUXURY, Style.BOLD}),
    words=frozenset({"table", "tabletop", "kitchen", "countertop"}),
    tone="bright",
    goods=DRINK | FOOD | KITCHEN | SKIN,
    strict=True,
)


def _timber(call: Call) -> Colour:
    """Oak for light looks, walnut for dark ones."""
    return (0.16, 0.085, 0.045) if luma(call.background) < 0.14 else (0.46, 0.28, 0.15)


def _jug(radius: float, height: float) -> Mesh:
    t = np.linspace(0, 1, 50)
    lip = 0.1 * np.clip((t - 0.85) / 0.15, 0, 1) ** 2
    reach = radius * (0.7 + 0.3 * np.sin(np.pi * np.clip(t * 1.05, 0, 1)) - 0.12 * t + lip)
    outer = [(0.0, 0.0), *zip(reach.tolist(), (t * height).tolist(), strict=True)]
    rim = float(reach[-1])
    inner = [(rim - 0.014, height), (rim - 0.02, height - 0.2), (0.0, height - 0.2)]
    return lathe(rounded([*outer, *inner], 0.006, closed=False, steps=3))


def _cup(radius: float, height: float) -> Mesh:
    t = np.linspace(0, 1, 30)
    reach = radius * (0.55 + 0.45 * np.sqrt(1 - (1 - t) ** 2))
    outer = [(0.0, 0.0), *zip(reach.tolist(), (t * height).tolist(), strict=True)]
    inner = [(r - 0.008, y + 0.008) for r, y in reversed(outer[1:])]
    return lathe(rounded([*outer, *inner, (0.0, 0.008)], 0.003, closed=False, steps=2))
