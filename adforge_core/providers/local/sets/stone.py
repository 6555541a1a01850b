"""A broad ledge of travertine before a stone wall, a rock and river pebbles on it."""

import numpy as np

from adforge_core.model.brief import Style
from adforge_core.model.shots import Light
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.shapes import Mesh, ball, block, rock
from adforge_core.providers.local.sets.staging import (
    Call,
    Finish,
    Lamp,
    Paint,
    Piece,
    Staging,
    key_lamp,
    mix,
    outline_of_block,
    scaled,
)
from adforge_core.providers.local.sets.textures import plaster, travertine


def build(call: Call) -> Staging:
    """The rock is behind the product at one side, the pebbles before it at the other."""
    rng, side = call.rng, call.side
    thick, ledge, front = 0.5, 2.5, 0.85
    floor = -thick - 0.3
    bands, pits = travertine(call.surface, rng)
    stone = Paint(texture=bands, bump=pits, relief=0.006, finish=Finish.SATIN, roughness=0.4, tile=0.9)
    dust, grit = plaster(scaled(mix(call.surface, call.background, 0.35), 0.7), rng, 0.2)
    rough = Paint(texture=dust, bump=grit, relief=0.012, tile=0.5)
    wall_bands, wall_pits = travertine(mix(call.background, call.surface, 0.15), rng, worn=0.2)
    wall = Paint(texture=wall_bands, bump=wall_pits, relief=0.012, tile=2.2)
    ground = plaster(scaled(call.background, 0.92), rng, 0.07)
    # The joints beside the middle panel are seen at the frame's sides: none runs through the words.
    panel = 2 * call.within(9, -1.65)
    far = min(call.plinth / 2 + call.between(0.24, 0.3), call.within(9, -0.62, 0.9) - 0.1)
    beside = call.within(call.plinth / 2 + 0.16, 0.16, 0.86)
    tall = call.between(0.24, 0.32)
    pieces = [
        Piece(block(14, 0.1, 14).moved(y=floor - 0.1), Paint(texture=ground[0], bump=ground[1], relief=0.01, tile=1.6)),
        Piece(block(14, 9, 0.1).moved(y=floor, z=-1.9), Paint(scaled(call.background, 0.4))),
        *(
            Piece(block(panel, 8, 0.2, 0.008).moved(x=(n - 3) * (panel + 0.008), y=floor, z=-1.75), wall)
            for n in range(7)
        ),
        # One broad ledge, as a counter is: its front edge is below the frame, or nearly so.
        Piece(block(16, thick, ledge, 0.02).moved(y=-thick, z=front - ledge / 2), stone),
        Piece(rock(rng, (0.34, tall, 0.3), 0.22).turned(yaw=40 * side).moved(x=side * far, z=-0.62), rough),
        Piece(rock(rng, (0.2, 0.1, 0.17), 0.2).moved(x=side * (far - 0.2), z=-0.34), stone),
        Piece(_pebble(rng, 0.075).moved(x=-side * beside, y=0.038, z=0.16), rough),
        Piece(_pebble(rng, 0.045).moved(x=-side * (beside - 0.09), y=0.023, z=0.27), stone),
    ]
    key, light = key_lamp(call, 2.3 if call.dark else 1.25, goes_out=True)
    graze = Lamp((-side * 1.6, 2.9, -1.0), 0.5, 0.5, 0.9 if call.dark else 0.35, aim=(0, 0.5, -1.65))
    ambient = scaled((1, 1, 1), 0.22)
    return Staging(
        pieces=tuple(pieces),
        lamps=(key, graze),
        light=light,
        sky=(ambient, scaled(ambient, 0.7)),
        top=outline_of_block(16, ledge, front - ledge / 2),
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
