"""A painted wall with tall panels, in two colours, to hang things on, lit from the side."""

from adforge_core.model.brief import Pose, Style
from adforge_core.model.placement import Plane
from adforge_core.model.shots import Light
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.shapes import Mesh, block
from adforge_core.providers.local.sets.square import Area, leaf_shade, plane, square_light, sunlight
from adforge_core.providers.local.sets.staging import Call, Finish, Paint, Piece, Staging, brass, mix, scaled
from adforge_core.providers.local.sets.textures import plaster


def build(call: Call) -> Staging:
    """The wall above, panelling in the accent colour below with a moulding of its own, shade of leaves over both."""
    rng, area = call.rng, Area.of(call)
    coat, relief = plaster(call.background, rng, 0.04)
    wall = Paint(texture=coat, bump=relief, relief=0.006, tile=1.6)
    loud = Paint(mix(call.accent, call.background, 0.06), Finish.SATIN, 0.45)
    key, light = sunlight(call, square_light(call, 36, 48), 2.0 if call.dark else 1.1, 0.1)
    rail = area.bottom + call.frame_height * call.between(0.3, 0.36)
    wide = 0.42 * max(1.0, call.frame_width / 1.2)
    pieces = [
        plane(wall, y=0.5),
        Piece(block(9, 4, 0.02, 0.004).moved(y=rail - 4, z=0.0), loud),
        Piece(block(9, 0.05, 0.07, 0.012).moved(y=rail, z=0.02), loud),
        Piece(block(9, 0.014, 0.085, 0.004).moved(y=rail + 0.05, z=0.02), brass(0.3)),
    ]
    low = area.bottom + 0.03
    for n in range(-4, 5):
        pieces += [Piece(strip, loud) for strip in _frame(n * wide, low - 0.3, wide - 0.12, rail - 0.09 - low + 0.3)]
    pieces += leaf_shade(call, light, rng, 6)
    room = scaled((0.97, 0.99, 1.03), 0.4)
    return Staging(pieces=tuple(pieces), lamps=(key,), light=light, sky=(room, room), aperture=0.0, bloom=0.03)


SET = SetDesign(
    name="panelling",
    about="A painted wall with panelling in a second colour, to hang things on",
    build=build,
    suits=frozenset(Style),
    words=frozenset({"panelling", "paneling", "wainscot"}),
    poses=frozenset({Pose.HANGING}),
    plane=Plane.WALL,
    lights=(Light.SWEEPS, Light.COMES_UP),
)


def _frame(x: float, y: float, width: float, height: float) -> list[Mesh]:
    """A moulding around a panel whose lower edge is at `y`."""
    thick, deep = 0.022, 0.018
    upright = block(thick, height, deep, 0.006).moved(y=y, z=0.02)
    level = block(width + thick, thick, deep, 0.006).moved(x=x, z=0.02)
    return [
        upright.moved(x=x - width / 2),
        upright.moved(x=x + width / 2),
        level.moved(y=y),
        level.moved(y=y + height - thick),
    ]
