"""Slabs of stone and plaster, seen from straight above, in a hard side light."""

import numpy as np

from adforge_core.model.brief import Pose, Style
from adforge_core.model.placement import Plane
from adforge_core.model.shots import Light
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.shapes import Mesh, ball, drum, extrude, rounded
from adforge_core.providers.local.sets.square import Area, beside, middle, plane, softbox, square_light
from adforge_core.providers.local.sets.staging import Call, Finish, Paint, Piece, Staging, brass, mix, scaled
from adforge_core.providers.local.sets.textures import plaster, terrazzo, travertine


def build(call: Call) -> Staging:
    """Trowelled plaster, a large slab under the product, a round of terrazzo and a low half drum at its edges."""
    rng, side, area = call.rng, call.side, Area.of(call)
    coat, relief = plaster(call.background, rng, 0.1)
    ground = Paint(texture=coat, bump=relief, relief=0.03, tile=1.5)
    bands, pits = travertine(call.surface, rng, 0.4)
    stone = Paint(texture=bands, bump=pits, relief=0.004, finish=Finish.SATIN, roughness=0.35, tile=1.5)
    chips = (call.accent, call.background, mix(call.accent, (0.8, 0.8, 0.8), 0.5), (0.12, 0.11, 0.1))
    chipped = Paint(texture=terrazzo(call.surface, chips, rng), finish=Finish.SATIN, roughness=0.25, tile=1.1)
    loud = Paint(call.accent, Finish.SATIN, 0.3)
    wide = max(call.product_width + 0.22, 0.74 * call.frame_width)
    tall = max(call.product_height + 0.22, 0.6 * call.frame_height)
    x, y, _ = middle(call)
    round_x, round_y = beside(call, area.corner(-side, -1, 0.04), 0.24)
    half_x, half_y = beside(call, area.corner(side, 1, 0.02), 0.16)
    pieces = [
        plane(ground),
        Piece(_slab(wide, tall, 0.05).turned(roll=side * call.between(2, 5)).moved(x=x + side * 0.04, y=y), stone),
        Piece(drum(0.24, 0.11, 0.012).turned(pitch=90).moved(x=round_x, y=round_y), chipped),
        Piece(ball(0.055).moved(x=round_x + side * 0.06, y=round_y + 0.08, z=0.165), loud),
        Piece(drum(0.16, 0.2, 0.014).turned(pitch=90).moved(x=half_x, y=half_y), loud),
        Piece(_slab(0.62, 0.05, 0.03).turned(roll=side * 62).moved(x=half_x - side * 0.1, y=half_y - 0.3), brass(0.24)),
    ]
    hard = square_light(call, 30, 44)
    key, light = softbox(call, hard.model_copy(update={"softness": 0.25}), 1.9 if call.dark else 1.15)
    around = scaled((1.0, 1.0, 1.02), 0.26)
    return Staging(pieces=tuple(pieces), lamps=(key,), light=light, sky=(around, around), aperture=0.0, bloom=0.03)


SET = SetDesign(
    name="slab",
    about="Slabs of stone on plaster seen from straight above, in side light",
    build=build,
    suits=frozenset({Style.LUXURY, Style.BOLD}),
    words=frozenset({"slab"}),
    poses=frozenset({Pose.LYING}),
    plane=Plane.TABLE,
    lights=(Light.SWEEPS, Light.COMES_UP),
)


def _slab(width: float, height: float, thick: float) -> Mesh:
    """A plate about the origin, lying on the plane, its rim rounded. Texture coordinates are lengths on its face."""
    w, h = width / 2, height / 2
    mesh = extrude(rounded([(-w, -h), (w, -h), (w, h), (-w, h)], 0.012, closed=True), thick, 0.008)
    faces = np.abs(mesh.normals[:, 2:]) > 0.5
    return Mesh(mesh.points, mesh.normals, np.where(faces, mesh.points[:, :2], mesh.uv), mesh.faces)
