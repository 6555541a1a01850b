"""A wooden table seen from straight above, sun through a window across it."""

from adforge_core.model.brief import Pose, Style
from adforge_core.model.placement import Plane
from adforge_core.model.shots import Light
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.shapes import ball, drum
from adforge_core.providers.local.sets.square import (
    Area,
    beside,
    leaf_of_paper,
    plane,
    square_light,
    sunlight,
    window_shade,
)
from adforge_core.providers.local.sets.staging import Call, Colour, Finish, Paint, Piece, Staging, brass, luma, scaled
from adforge_core.providers.local.sets.textures import paper, speckled, wood


def build(call: Call) -> Staging:
    """Oiled planks, a sheet in the accent colour slipping out of the picture, a cup's saucer, two balls of brass."""
    rng, side, area = call.rng, call.side, Area.of(call)
    grain, relief = wood(_timber(call), rng, planks=4)
    timber = Paint(texture=grain, bump=relief, relief=0.005, finish=Finish.SATIN, roughness=0.36, tile=1.35)
    loud = Paint(texture=paper(call.accent, rng)[0], tile=1.3)
    clay = Paint(texture=speckled(call.surface, rng), finish=Finish.SATIN, roughness=0.3)
    glaze = Paint(call.accent, Finish.SATIN, 0.16)
    note = leaf_of_paper(0.5, 0.66, 0.006, 0.05, rng).turned(roll=side * call.between(14, 24))
    note_x, note_y = area.corner(side, -1, 0.08)
    cup_x, cup_y = beside(call, area.corner(-side, 1, 0.06), 0.19)
    ball_x, ball_y = beside(call, area.corner(-side, -1, 0.1), 0.1)
    key, light = sunlight(call, square_light(call, 34, 48), 2.0 if call.dark else 1.15, 0.14)
    pieces = [
        plane(timber, y=call.between(-0.5, 0.5)),
        Piece(note.moved(x=note_x, y=note_y), loud),
        Piece(drum(0.19, 0.022, 0.01).turned(pitch=90).moved(x=cup_x, y=cup_y), clay),
        Piece(drum(0.1, 0.12, 0.012).turned(pitch=90).moved(x=cup_x, y=cup_y, z=0.02), glaze),
        Piece(ball(0.04).moved(x=ball_x, y=ball_y, z=0.04), brass(0.18)),
        Piece(ball(0.026).moved(x=ball_x + side * 0.1, y=ball_y - 0.03, z=0.026), brass(0.18)),
        *window_shade(call, light, rng),
    ]
    room = scaled((0.95, 0.98, 1.05), 0.36)
    return Staging(
        pieces=tuple(pieces), lamps=(key,), light=light, sky=(room, room), gloss=0.0, aperture=0.0, bloom=0.04
    )


SET = SetDesign(
    name="planks",
    about="A wooden table seen from straight above, with window light across it",
    build=build,
    suits=frozenset({Style.MINIMAL, Style.ENERGETIC, Style.LUXURY}),
    words=frozenset({"planks"}),
    poses=frozenset({Pose.LYING}),
    plane=Plane.TABLE,
    lights=(Light.SWEEPS, Light.COMES_UP),
)


def _timber(call: Call) -> Colour:
    """Oak for light looks, walnut for dark ones."""
    return (0.15, 0.08, 0.043) if luma(call.background) < 0.14 else (0.5, 0.33, 0.19)
