"""Sheets of heavy paper on a table, seen from straight above, with a few round things at the corners."""

from adforge_core.model.brief import Pose, Style
from adforge_core.model.placement import Plane
from adforge_core.model.shots import Light
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.shapes import ball, drum
from adforge_core.providers.local.sets.square import (
    Area,
    beside,
    leaf_of_paper,
    leaf_shade,
    plane,
    square_light,
    sunlight,
)
from adforge_core.providers.local.sets.staging import Call, Finish, Paint, Piece, Staging, brass, mix, scaled
from adforge_core.providers.local.sets.textures import paper, speckled


def build(call: Call) -> Staging:
    """A large sheet under the product, a sheet in the accent colour below it, and stones, discs and balls around."""
    rng, side, area = call.rng, call.side, Area.of(call)
    tooth = paper(call.background, rng)
    ground = Paint(texture=tooth[0], bump=tooth[1], relief=0.002, tile=1.4)
    fine, grain = paper(call.surface, rng)
    pale = Paint(texture=fine, bump=grain, relief=0.002, tile=1.3)
    loud = Paint(texture=paper(call.accent, rng)[0], bump=grain, relief=0.002, tile=1.3)
    stone = Paint(texture=speckled(mix(call.surface, (0.8, 0.78, 0.74), 0.4), rng), tile=1.1)
    turn = side * call.between(7, 12)
    wide, tall = call.frame_width * 1.06, call.frame_height * call.between(0.84, 0.9)
    x, y = side * 0.13 * call.frame_width, (area.top + area.bottom) / 2 - 0.05 * call.frame_height
    lower = leaf_of_paper(wide * 0.9, tall * 0.9, 0.004, 0.0, rng).turned(roll=turn - side * 13)
    upper = leaf_of_paper(wide, tall, 0.02, 0.05, rng).turned(roll=turn)
    big, small = call.between(0.15, 0.19), call.between(0.085, 0.11)
    left_x, top_y = beside(call, area.corner(-side, 1, 0.05), big)
    right_x, low_y = beside(call, area.corner(side, -1, 0.1), 0.12)
    other_x, high_y = beside(call, area.corner(side, 1, 0.07), 0.05)
    pieces = [
        plane(ground),
        Piece(lower.moved(x=x + side * 0.1, y=y - 0.09 * call.frame_height), loud),
        Piece(upper.moved(x=x, y=y), pale),
        Piece(drum(big, 0.09, 0.014).turned(pitch=90).moved(x=left_x, y=top_y, z=0.02), stone),
        Piece(
            drum(small, 0.05, 0.008).turned(pitch=90).moved(x=left_x + side * (big + 0.02), y=top_y + 0.1, z=0), brass()
        ),
        Piece(ball(0.06).moved(x=right_x, y=low_y, z=0.08), Paint(call.accent, Finish.SATIN, 0.18)),
        Piece(ball(0.034).moved(x=right_x - side * 0.12, y=low_y - 0.06, z=0.055), brass(0.16)),
        Piece(ball(0.05).moved(x=other_x, y=high_y, z=0.07), Paint(call.accent, Finish.SATIN, 0.22)),
    ]
    key, light = sunlight(call, square_light(call, 34, 48), 1.75 if call.dark else 1.1, 0.08)
    pieces += leaf_shade(call, light, rng, 3)
    around = scaled((1.0, 1.0, 1.02), 0.38)
    return Staging(
        pieces=tuple(pieces), lamps=(key,), light=light, sky=(around, around), aperture=0.0, bloom=0.02, exposure=0.98
    )


SET = SetDesign(
    name="sheets",
    about="Sheets of heavy paper on a table seen from straight above",
    build=build,
    suits=frozenset({Style.ENERGETIC, Style.BOLD, Style.MINIMAL}),
    words=frozenset({"sheets", "flatlay"}),
    poses=frozenset({Pose.LYING}),
    plane=Plane.TABLE,
    lights=(Light.SWEEPS, Light.COMES_UP),
)
