"""A stone shelf before glazed tiles in morning light: towels, a branch in a glass, a bottle."""

import numpy as np

from adforge_core.model.brief import Style
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.goods import SKIN
from adforge_core.providers.local.sets.props import bars, rolled_towel, sprig, towel
from adforge_core.providers.local.sets.shapes import Mesh, ball, block, joined, lathe, rounded, tube
from adforge_core.providers.local.sets.staging import (
    Call,
    Finish,
    Lamp,
    Paint,
    Piece,
    Staging,
    brass,
    luma,
    mix,
    scaled,
    sun_lamp,
    warm,
)
from adforge_core.providers.local.sets.textures import marble, speckled, terry

_TILE, _GROUT = 0.19, 0.008


def build(call: Call) -> Staging:
    """Towels in the accent lie on one side, one hangs behind them; glass and leaves stand on the other."""
    rng, side = call.rng, call.side
    back = -0.95
    stone = mix(call.surface, (0.82, 0.8, 0.77), 0.5 if not call.dark else 0.08)
    vein = scaled(stone, 0.45) if luma(stone) > 0.2 else mix(stone, (0.6, 0.57, 0.52), 0.6)
    slab = Paint(texture=marble(stone, vein, rng), finish=Finish.SATIN, roughness=0.13, tile=1.7)
    cloth, loops = terry(call.brand, rng)
    towelling = Paint(texture=cloth, bump=loops, relief=0.0016, tile=0.34)
    pale, _ = terry(mix(call.background, (0.8, 0.79, 0.77), 0.6), rng)
    plain = Paint(texture=pale, bump=loops, relief=0.0016, tile=0.34)
    clay = Paint(texture=speckled(mix(call.background, (0.7, 0.66, 0.6), 0.6), rng), finish=Finish.SATIN, roughness=0.3)
    away = max(0.3, call.product_width / 2 + 0.2)
    x = side * call.within(away + 0.2, -0.5, 0.92)
    other = -side * call.within(away + 0.08, -0.5, 0.82)
    pile = [towel(rng, 0.5, 0.36, high).moved(y=y) for high, y in ((0.105, 0.0), (0.1, 0.1), (0.095, 0.198))]
    stem, leaves = sprig(rng, 0.56, 13, (0.13, 0.075), lean=-0.34 * side)
    hang = side * call.within(call.frame_width / 2 - 0.02, back, 0.98)
    pieces = [
        *_wall(call, rng, back),
        Piece(block(14, 0.09, 4.4, 0.012).moved(y=-0.09, z=back + 2.2), slab),
        Piece(block(14, 0.1, 0.035, 0.008).moved(z=back + 0.03), slab),
        Piece(pile[0].turned(yaw=-7 * side).moved(x=x, z=-0.55), plain),
        Piece(pile[1].turned(yaw=-3 * side).moved(x=x, z=-0.54), towelling),
        Piece(pile[2].turned(yaw=-9 * side).moved(x=x + 0.012, z=-0.55), towelling),
        Piece(rolled_towel(rng, 0.085, 0.34).turned(yaw=8 * side).moved(x=x, y=0.293, z=-0.38), plain),
        *_hung(call, hang, back, towelling),
        Piece(_glass(0.062, 0.19).moved(x=other, z=-0.5), clay),
        Piece(stem.moved(x=other, y=0.02, z=-0.5), Paint((0.22, 0.2, 0.1))),
        Piece(leaves.moved(x=other, y=0.02, z=-0.5), Paint((0.16, 0.25, 0.15), Finish.SATIN, 0.4)),
        *_dispenser(other - side * 0.19, -0.62, call),
        Piece(ball(0.034).moved(x=other + side * 0.05, y=0.034, z=-0.12), brass(0.2)),
    ]
    sun, light = sun_lamp(call, 1.5 if call.dark else 1.15, behind=-0.3)
    window = bars(light, 2.6, (0, 0.3, -0.7), (3, 4), 0.42)
    soft = Lamp((-side * 1.5, 2.0, 3.2), 2.2, 2.2, 1.25 if call.dark else 1.0, warm(-0.02), aim=(0, 0.2, -0.5))
    room = scaled(mix((0.96, 0.99, 1.04), call.background, 0.15), 0.4)
    return Staging(
        pieces=(*pieces, window),
        lamps=(sun, soft),
        light=light,
        sky=(room, scaled(room, 0.9)),
        gloss=0.22,
        aperture=0.032,
    )


SET = SetDesign(
    name="bathroom",
    about="A stone shelf before glazed tiles in morning light, with folded towels and a branch in a glass",
    build=build,
    suits=frozenset({Style.MINIMAL, Style.LUXURY, Style.ENERGETIC, Style.BOLD}),
    words=frozenset({"bathroom", "bath", "tiles", "towels"}),
    tone="bright",
    level=9.0,
    goods=SKIN,
    strict=True,
)


def _wall(call: Call, rng: np.random.Generator, back: float) -> list[Piece]:
    """Hand-made tiles: no two hang quite alike, nor are of one glaze."""
    glaze = mix(call.background, (0.85, 0.85, 0.83), 0.12)
    shades = [Paint(scaled(glaze, factor), Finish.SATIN, 0.09) for factor in (1.0, 0.93, 1.06, 0.97)]
    one = block(_TILE - _GROUT, _TILE - _GROUT, 0.03, 0.006)
    columns, rows = (
        round(2 * call.within(9, back, 1.2) / _TILE) + 2,
        round(call.height(call.headroom, back) / _TILE) + 3,
    )
    laid: list[list[Mesh]] = [[] for _ in shades]
    for row in range(rows):
        for column in range(columns):
            tilt = rng.normal(0, 0.45, 2)
            tile = one.turned(pitch=float(tilt[0]), yaw=float(tilt[1]))
            place = tile.moved(x=(column - (columns - 1) / 2) * _TILE, y=row * _TILE, z=back)
            laid[int(rng.integers(len(shades)))].append(place)
    grout = Paint(scaled(mix(call.background, (0.6, 0.6, 0.58), 0.5), 0.8))
    return [
        Piece(block(14, 9, 0.1).moved(y=-1, z=back - 0.052), grout),
        *(Piece(joined(*tiles), paint) for tiles, paint in zip(laid, shades, strict=True) if tiles),
    ]


def _hung(call: Call, x: float, back: float, cloth: Paint) -> list[Piece]:
    """A towel over a rail on the wall, in soft folds."""
    from adforge_core.providers.local.sets.shapes import sheet

    u, t = np.linspace(-1, 1, 60)[None], np.linspace(0, 1, 40)[:, None]
    wide = 0.24
    top = min(0.86, call.height(call.headroom * 0.8, back))
    low = max(0.34, top - 0.5)
    fold = 0.016 * np.sin(u * 7.0 + 0.8) * (0.3 + 0.7 * t) + 0.01 * np.sin(u * 13 + 2 * t)
    face = sheet(
        np.stack(np.broadcast_arrays(x + u * wide * (1 - 0.05 * t), top - (top - low) * t, back + 0.1 + fold), axis=-1)
    )
    over = np.linspace(0, np.pi, 12)[:, None]
    roll = sheet(
        np.stack(
            np.broadcast_arrays(
                x + u * wide, top + 0.018 * np.sin(over), back + 0.082 + 0.018 * np.cos(over) + fold[:1]
            ),
            axis=-1,
        )
    )
    rail = tube(np.stack([np.linspace(x - 0.5, x + 0.5, 5), np.full(5, top), np.full(5, back + 0.082)], axis=1), 0.011)
    return [Piece(face, cloth), Piece(roll, cloth), Piece(rail, brass(0.2))]


def _glass(radius: float, height: float) -> Mesh:
    outer = [(0.0, 0.0), (radius * 0.86, 0.0), (radius, height)]
    inner = [(radius - 0.006, height), (radius * 0.8, 0.018), (0.0, 0.018)]
    return lathe(rounded([*outer, *inner], 0.004, closed=False, steps=4))


def _dispenser(x: float, z: float, call: Call) -> list[Piece]:
    """A soap bottle of amber glass with a pump."""
    body = [(0.0, 0.0), (0.072, 0.0), (0.072, 0.2), (0.028, 0.245), (0.028, 0.275), (0.0, 0.275)]
    amber = Paint((0.2, 0.075, 0.02), Finish.SATIN, 0.08)
    bottle = lathe(rounded(body, 0.02, closed=False))
    label = lathe(
        rounded([(0.0725, 0.05), (0.0735, 0.05), (0.0735, 0.16), (0.0725, 0.16)], 0.0004, closed=False, steps=2)
    )
    dark = Paint((0.02, 0.02, 0.02), Finish.SATIN, 0.2)
    neck = tube(np.array([(0, 0.27, 0), (0, 0.345, 0)], dtype=float), 0.009)
    spout = tube(np.array([(0, 0.345, 0), (-0.03 * np.sign(x), 0.352, 0.02), (-0.07 * np.sign(x), 0.34, 0.045)]), 0.01)
    cap = lathe(rounded([(0.0, 0.268), (0.033, 0.268), (0.033, 0.305), (0.0, 0.305)], 0.006, closed=False))
    paper = Paint(mix(call.background, (0.82, 0.8, 0.76), 0.8))
    parts = [(bottle, amber), (label, paper), (joined(neck, spout, cap), dark)]
    return [Piece(mesh.moved(x=x, z=z), paint) for mesh, paint in parts]
