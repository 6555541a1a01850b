"""Stacked blocks of travertine and terrazzo before a stone wall."""

import numpy as np

from adforge_core.model.brief import Style
from adforge_core.model.shots import Light
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.shapes import Mesh, ball, block, drum
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
    outline_of_block,
    scaled,
)
from adforge_core.providers.local.sets.textures import plaster, terrazzo, travertine


def build(call: Call) -> Staging:
    """The product on a travertine block on terrazzo slabs, a pebble and a drum beside it."""
    rng, side = call.rng, call.side
    width, depth = call.plinth * 1.06, max(0.42, call.plinth * 0.8)
    rise, slab, foot = call.between(0.15, 0.2), 0.1, 0.075
    floor = -rise - slab - foot
    bands, pits = travertine(call.surface, rng)
    stone = Paint(texture=bands, bump=pits, relief=0.006, finish=Finish.SATIN, roughness=0.4, tile=0.9)
    chips = (call.accent, mix(call.background, (0.9, 0.88, 0.84), 0.6), scaled(call.surface, 0.45))
    polished = Paint(
        texture=terrazzo(mix(call.surface, call.background, 0.35), chips, rng),
        finish=Finish.SATIN,
        roughness=0.16,
        tile=0.75,
    )
    wall_bands, wall_pits = travertine(mix(call.background, call.surface, 0.15), rng, worn=0.2)
    wall = Paint(texture=wall_bands, bump=wall_pits, relief=0.012, tile=2.2)
    ground = plaster(scaled(call.background, 0.92), rng, 0.07)
    # The joints beside the middle panel are seen at the frame's sides: none runs through the words.
    panel = 2 * call.within(9, -1.65)
    far = min(width / 2 + call.between(0.14, 0.2), call.within(9, -0.7, 0.88) - 0.1)
    tall = call.between(0.45, 0.6)
    lean = call.between(4, 9)
    sole = 2 * (call.within(width * 0.875 + 0.05, depth * 0.87, 0.9) - 0.05)
    pieces = [
        Piece(block(14, 0.1, 14).moved(y=floor - 0.1), Paint(texture=ground[0], bump=ground[1], relief=0.01, tile=1.6)),
        Piece(block(14, 9, 0.1).moved(y=floor, z=-1.9), Paint(scaled(call.background, 0.4))),
        *(
            Piece(block(panel, 8, 0.2, 0.008).moved(x=(n - 3) * (panel + 0.008), y=floor, z=-1.75), wall)
            for n in range(7)
        ),
        Piece(block(width, rise, depth, 0.01).moved(y=-rise), stone),
        Piece(
            block(max(width + 0.06, call.within(width * 0.65) * 2), slab, depth * 1.3, 0.01)
            .turned(yaw=side * lean)
            .moved(y=-rise - slab),
            polished,
        ),
        Piece(block(sole, foot, depth * 1.7, 0.01).moved(x=side * 0.05, y=floor, z=0.02), stone),
        Piece(block(0.3, tall, 0.3).turned(yaw=20 * side).moved(x=side * (far + 0.12), y=floor, z=-0.78), stone),
        Piece(drum(0.13, 0.2).moved(x=-side * (far + 0.1), y=floor, z=-0.7), polished),
        Piece(ball(0.1).moved(x=-side * (far + 0.1), y=floor + 0.3, z=-0.7), brass(0.24)),
        Piece(_pebble(rng, 0.12).moved(x=-side * 0.33, y=floor + 0.062, z=depth * 0.85 + 0.22), polished),
        Piece(_pebble(rng, 0.06).moved(x=-side * 0.17, y=floor + 0.032, z=depth * 0.85 + 0.36), stone),
    ]
    key, light = key_lamp(call, 2.3 if call.dark else 1.25, goes_out=True)
    graze = Lamp((-side * 1.6, 2.9, -1.0), 0.5, 0.5, 0.9 if call.dark else 0.35, aim=(0, 0.5, -1.65))
    ambient = scaled((1, 1, 1), 0.22)
    return Staging(
        pieces=tuple(pieces),
        lamps=(key, graze),
        light=light,
        sky=(ambient, scaled(ambient, 0.7)),
        top=outline_of_block(width, depth),
        gloss=0.1,
        aperture=0.024,
    )


SET = SetDesign(
    name="stone",
    about="Stacked slabs of honed stone in front of a plain wall",
    build=build,
    suits=frozenset({Style.LUXURY, Style.MINIMAL}),
    words=frozenset({"stone", "stones", "marble", "slate", "slabs"}),
    lights=(Light.SWEEPS, Light.COMES_UP),
)


def _pebble(rng: np.random.Generator, radius: float) -> Mesh:
    """A river-worn stone, flat and a little lopsided."""
    mesh = ball(radius)
    stretch = np.array([1.0, 0.52, rng.uniform(0.7, 0.85)])
    bulge = 1 + 0.12 * np.sin(mesh.points[:, :1] / radius * 1.7 + rng.uniform(0, 6))
    normals = mesh.normals / stretch
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    return Mesh(mesh.points * stretch * bulge, normals, mesh.uv, mesh.faces).turned(yaw=float(rng.uniform(0, 180)))
