"""A bed by a window in the morning: linen in folds, cushions and a throw."""

import numpy as np

from adforge_core.model.brief import Style
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.goods import JEWELRY, REST, SKIN
from adforge_core.providers.local.sets.props import bars
from adforge_core.providers.local.sets.shapes import Array, Mesh, cushion, softened, spread, terrain
from adforge_core.providers.local.sets.shapes import block as slab
from adforge_core.providers.local.sets.staging import (
    Call,
    Lamp,
    Paint,
    Piece,
    Staging,
    mix,
    scaled,
    sun_lamp,
)
from adforge_core.providers.local.sets.textures import linen, plaster


def build(call: Call) -> Staging:
    """The linen lies smooth where the product stands and in folds around it; cushions lean at the back."""
    rng, side = call.rng, call.side
    sheet_cloth, weave = linen(mix(call.surface, (0.86, 0.84, 0.8), 0.0 if call.dark else 0.55), rng)
    bed = Paint(texture=sheet_cloth, bump=weave, relief=0.0007, tile=0.62)
    dyed, _ = linen(call.brand, rng)
    loud = Paint(texture=dyed, bump=weave, relief=0.0007, tile=0.5)
    plain, _ = linen(mix(call.background, call.surface, 0.4), rng)
    quiet = Paint(texture=plain, bump=weave, relief=0.0007, tile=0.5)
    coat, relief = plaster(call.background, rng, 0.07)
    back = -1.75
    half = call.frame_width / 2
    tall = float(np.clip(call.height(call.words[0] - 0.05, -1.2), 0.42, 0.62))
    first = side * call.within(0.62 * half + 0.16, -1.15, 0.8)
    second = -side * call.within(0.7 * half + 0.2, -1.3, 0.98)
    pieces = [
        Piece(slab(14, 9, 0.1).moved(y=-2, z=back), Paint(texture=coat, bump=relief, relief=0.015, tile=1.8)),
        Piece(_bedding(call, rng), bed),
        Piece(
            softened(cushion(tall * 1.15, tall, 0.3), rng, 0.012, 0.2)
            .turned(pitch=-17, yaw=-9 * side, roll=3 * side)
            .moved(x=first, y=0.0, z=-1.2),
            loud,
        ),
        Piece(
            softened(cushion(tall * 1.5, tall * 1.08, 0.32), rng, 0.012, 0.22)
            .turned(pitch=-14, yaw=11 * side, roll=-4 * side)
            .moved(x=second, y=0.0, z=-1.36),
            quiet,
        ),
        Piece(
            softened(cushion(tall * 1.4, tall * 1.1, 0.32), rng, 0.012, 0.22)
            .turned(pitch=-10, roll=2)
            .moved(x=first + side * 0.42, y=0.0, z=-1.46),
            bed,
        ),
    ]
    sun, light = sun_lamp(call, 1.5 if call.dark else 1.0, behind=0.1)
    window = bars(light, 2.8, (0, 0.1, -0.5), (3, 4), 0.44)
    soft = Lamp((-side * 1.6, 2.2, 2.6), 2.4, 2.4, 0.95 if call.dark else 0.75, aim=(0, 0.1, -0.6))
    room = scaled(mix((0.96, 0.98, 1.03), call.background, 0.15), 0.4)
    return Staging(
        pieces=(*pieces, window),
        lamps=(sun, soft),
        light=light,
        sky=(room, scaled(room, 0.85)),
        aperture=0.034,
    )


SET = SetDesign(
    name="linen",
    about="A bed by a window in the morning, linen in soft folds and cushions behind",
    build=build,
    suits=frozenset({Style.MINIMAL, Style.LUXURY, Style.ENERGETIC, Style.BOLD}),
    words=frozenset({"linen", "bed", "bedroom", "cushions", "pillows"}),
    tone="bright",
    level=11.0,
    goods=REST | SKIN | JEWELRY | frozenset({"tea", "breakfast", "chocolate", "book", "sock"}),
    strict=True,
)


def _bedding(call: Call, rng: np.random.Generator) -> Mesh:
    """The sheet: long folds that run out to nothing where the product stands."""
    x = spread(2.6, 2.6, 260, 0.5)[None]
    z = np.linspace(2.4, -1.9, 330)[:, None]
    points = np.stack(np.broadcast_arrays(x, _folds(call, rng, x, z), z), axis=-1)
    return terrain(points)


def _folds(call: Call, rng: np.random.Generator, x: Array, z: Array) -> Array:
    high = np.zeros(np.broadcast_shapes(x.shape, z.shape))
    for number in range(9):
        turn = float(rng.uniform(-0.9, 0.9))
        pitch = float(rng.uniform(2.2, 5.0))
        warp = 0.28 * np.sin(1.7 * x + 2.1 * z + float(rng.uniform(0, 6))) + 0.1 * np.sin(4.1 * x - 3.3 * z)
        phase = pitch * (np.cos(turn) * z + np.sin(turn) * x + warp) + float(rng.uniform(0, 6))
        crest = (0.5 + 0.5 * np.cos(2 * phase)) ** 2.2
        reach = np.clip(
            0.5 + 0.9 * np.sin(0.9 * x * (1 if number % 2 else -1) + 1.3 * z + float(rng.uniform(0, 6))), 0, 1
        )
        high = high + 0.085 * crest * reach / (1 + 0.2 * number)
    free = call.product_width / 2 + 0.1
    near = np.exp(-(np.maximum(0, np.hypot(x / free, z / 0.4) - 0.75) ** 2) / 0.35)
    return np.asarray((high - 0.05 + 0.012 * np.sin(3 * x + 5 * z)) * (1 - near))
