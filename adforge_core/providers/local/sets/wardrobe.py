"""A dressing corner: clothes on a rail, a bench to put things on, knitwear folded in a pile."""

import numpy as np

from adforge_core.model.brief import Style
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.goods import CLOTHES, JEWELRY, SHOES
from adforge_core.providers.local.sets.props import bars, towel
from adforge_core.providers.local.sets.shapes import Array, Mesh, block, joined, sheet, tube
from adforge_core.providers.local.sets.staging import (
    Call,
    Finish,
    Lamp,
    Paint,
    Piece,
    Staging,
    luma,
    mix,
    scaled,
    sun_lamp,
)
from adforge_core.providers.local.sets.textures import knit, linen, plaster, wood


def build(call: Call) -> Staging:
    """The clothes hang on one side and leave the middle of the wall free; the pile lies on the bench's other end."""
    rng, side = call.rng, call.side
    back = -1.15
    timber, grain = wood((0.17, 0.09, 0.05) if call.dark else (0.5, 0.33, 0.19), rng, planks=2)
    oak = Paint(texture=timber, bump=grain, relief=0.003, finish=Finish.SATIN, roughness=0.34, tile=1.3)
    coat, relief = plaster(call.background, rng, 0.09)
    wall = Paint(texture=coat, bump=relief, relief=0.016, tile=1.7)
    wool, stitches = knit(call.brand, rng, 30)
    loud = Paint(texture=wool, bump=stitches, relief=0.004, tile=0.45)
    calm_wool, _ = knit(mix(call.surface, (0.8, 0.74, 0.66), 0.55 if not call.dark else 0.1), rng, 30)
    calm = Paint(texture=calm_wool, bump=stitches, relief=0.004, tile=0.45)
    half = call.frame_width / 2
    depth = max(0.62, 0.75 * call.plinth)
    pile_x = -side * call.within(max(call.product_width / 2 + 0.27, half * 0.66), -0.1, 0.9)
    pile = [towel(rng, 0.46, 0.4, high) for high in (0.085, 0.09, 0.08)]
    front = depth / 2
    pieces = [
        Piece(block(14, 9, 0.1).moved(y=-3, z=back - 0.05), wall),
        Piece(block(14, 0.07, depth + 0.5, 0.01).moved(y=-0.07, z=front - (depth + 0.5) / 2), oak),
        Piece(block(14, 3, 0.04, 0.004).moved(y=-3.09, z=front - 0.04), oak),
        Piece(pile[0].turned(yaw=3 * side).moved(x=pile_x, z=-0.22), calm),
        Piece(pile[1].turned(yaw=-2 * side).moved(x=pile_x, y=0.086, z=-0.21), loud),
        Piece(pile[2].turned(yaw=4 * side).moved(x=pile_x + 0.01, y=0.176, z=-0.22), loud),
        *_clothes(call, rng, side, back),
    ]
    sun, light = sun_lamp(call, 1.4 if call.dark else 0.95, behind=-0.3)
    window = bars(light, 2.8, (0, 0.45, -0.8), (2, 4), 0.42)
    soft = Lamp((-side * 0.9, 1.7, 3.4), 2.4, 2.4, 1.35 if call.dark else 1.1, aim=(0, 0.35, -0.8))
    room = scaled(mix((0.98, 0.98, 1.0), call.background, 0.15), 0.38)
    return Staging(
        pieces=(*pieces, window),
        lamps=(sun, soft),
        light=light,
        sky=(room, scaled(room, 0.85)),
        gloss=0.06,
        aperture=0.028,
    )


SET = SetDesign(
    name="wardrobe",
    about="A dressing corner with clothes on a rail, a wooden bench and folded knitwear",
    build=build,
    suits=frozenset({Style.MINIMAL, Style.ENERGETIC, Style.LUXURY, Style.BOLD}),
    words=frozenset({"wardrobe", "rail", "closet", "clothes", "boutique"}),
    level=9.0,
    goods=CLOTHES | SHOES | JEWELRY | frozenset({"perfume", "fragrance", "cologne"}),
    strict=True,
)


def _clothes(call: Call, rng: np.random.Generator, side: float, back: float) -> list[Piece]:
    """A rail below the frame's top or above it, and what hangs from it, the accent's among them."""
    half = call.within(9, back + 0.3, 1.0)
    high = max(0.9, call.height(call.words[1] + 0.05, back + 0.32))
    z = back + 0.32
    tones = (
        mix(call.surface, (0.72, 0.69, 0.64), 0.35),
        call.brand,
        scaled(mix(call.background, call.surface, 0.5), 0.55 if luma(call.background) > 0.2 else 1.5),
        mix(call.background, (0.8, 0.78, 0.74), 0.3),
        call.brand,
    )
    pieces: list[Piece] = []
    hooks: list[Mesh] = []
    x = side * (half * 0.46 + 0.02)
    for number, tone in enumerate(tones):
        cloth, weave = linen(tone, rng, 72)
        long = high - (0.16 if number in (0, 2) else 0.3) - float(rng.uniform(0, 0.05))
        pieces.append(
            Piece(
                _garment(rng, long)
                .turned(yaw=side * ((24 if number in (1, 4) else 62) + float(rng.uniform(-8, 8))))
                .moved(x=x, y=high - 0.07, z=z),
                Paint(texture=cloth, bump=weave, relief=0.002, tile=0.5),
            )
        )
        turn = np.linspace(-0.4, np.pi + 0.5, 24)
        hooks.append(
            tube(
                np.stack(
                    [
                        x + 0 * turn,
                        high + 0.012 + 0.026 * np.sin(turn) - 0.03 * (turn < -0.3),
                        z + 0.026 * np.cos(turn),
                    ],
                    axis=1,
                ),
                0.006,
            )
        )
        x += side * float(rng.uniform(0.13, 0.17))
    rail = tube(np.linspace((side * half * 0.36, high, z), (side * 3.5, high, z), 6), 0.014)
    drop = tube(np.linspace((side * half * 0.4, high, z), (side * half * 0.4, high + 2.5, z), 6), 0.009)
    metal = Paint((0.74, 0.6, 0.4), Finish.METAL, 0.22)
    pieces.append(Piece(joined(rail, drop, *hooks), metal))
    return pieces


def _garment(rng: np.random.Generator, long: float) -> Mesh:
    """A shirt or coat seen from its side on a hanger: shoulders above, folds that open towards the hem."""
    wide = 0.5
    u, t = np.linspace(-1, 1, 120)[None], np.linspace(0, 1, 80)[:, None]
    shoulder = np.clip(t / 0.12, 0, 1) ** 0.5
    reach = wide / 2 * (0.28 + 0.72 * shoulder) * (1 + 0.06 * t)
    dice = rng.uniform(0, 6, 6)
    fold = (0.012 + 0.03 * t) * np.sin(6.5 * u + dice[0] + 0.6 * np.sin(3 * t + dice[1]))
    fold = fold + 0.012 * t * np.sin(14 * u + dice[2])
    drop = long * t + 0.05 * (1 - t) * np.abs(u) * 0.8
    body: Array = np.stack(np.broadcast_arrays(u * reach, -drop, fold + 0.045 * (1 - u**2) * shoulder), axis=-1)
    behind = body * (1, 1, -1) + np.array((0, 0, 0.0))
    sleeve_t = np.linspace(0, 1, 40)
    sleeve = np.stack(
        [wide / 2 * (0.93 + 0.1 * sleeve_t), -0.09 - 0.5 * long * sleeve_t, 0.03 * np.sin(3 * sleeve_t)], axis=1
    )
    return joined(sheet(body), sheet(behind), tube(sleeve, 0.055 - 0.012 * sleeve_t))
