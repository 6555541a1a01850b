"""A plaster wall to hang things on, sun through a window across it, a vase and a rail at its sides."""

import numpy as np

from adforge_core.model.brief import Pose, Style
from adforge_core.model.placement import Plane
from adforge_core.model.shots import Light
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.shapes import Mesh, block, capsule, drum, lathe, rounded
from adforge_core.providers.local.sets.square import Area, plane, square_light, sunlight, window_shade
from adforge_core.providers.local.sets.staging import Call, Finish, Paint, Piece, Staging, brass, mix, scaled
from adforge_core.providers.local.sets.textures import plaster, speckled


def build(call: Call) -> Staging:
    """The wall, a brass rail that comes in at one side, and a ledge with a vase in the corner below."""
    rng, side, area = call.rng, call.side, Area.of(call)
    coat, relief = plaster(call.background, rng, 0.09)
    wall = Paint(texture=coat, bump=relief, relief=0.02, tile=1.7)
    clay = Paint(texture=speckled(mix(call.accent, call.surface, 0.12), rng), finish=Finish.SATIN, roughness=0.4)
    shelf = Paint(texture=plaster(call.surface, rng, 0.05)[0], tile=1.2)
    key, light = sunlight(call, square_light(call, 34, 46), 1.9 if call.dark else 1.05, 0.14)
    rail_y = min(area.top - 0.2 * call.frame_height, call.product_height + 0.02)
    free = max(0.1, area.right - call.product_width / 2)
    rail = min(0.62, free + 0.1)
    ledge = area.bottom + 0.05 * call.frame_height
    vase_x = side * (area.right - 0.1)
    tall = float(np.clip(0.24 * call.frame_height, 0.24, 0.42))
    pieces = [
        plane(wall, y=0.5),
        Piece(block(9, 0.07, 0.34, 0.012).moved(y=ledge - 0.07, z=0.17), shelf),
        Piece(_vase(0.12, tall).moved(x=-vase_x, y=ledge, z=0.16), clay),
        Piece(drum(0.055, 0.05, 0.008).moved(x=vase_x * 0.98, y=ledge, z=0.2), Paint(call.accent, Finish.SATIN, 0.2)),
        Piece(capsule(0.012, rail * 2).turned(roll=90).moved(x=side * (area.right + 0.02), y=rail_y, z=0.07), brass()),
        Piece(_post().moved(x=side * (area.right - rail + 0.08), y=rail_y), brass()),
        *window_shade(call, light, rng),
    ]
    room = scaled(mix((0.95, 0.98, 1.05), call.background, 0.25), 0.4)
    return Staging(
        pieces=tuple(pieces), lamps=(key,), light=light, sky=(room, room), aperture=0.0, bloom=0.04, exposure=0.96
    )


SET = SetDesign(
    name="pegs",
    about="A plaster wall to hang things on, with window light across it",
    build=build,
    suits=frozenset(Style),
    words=frozenset({"peg", "pegs"}),
    poses=frozenset({Pose.HANGING}),
    plane=Plane.WALL,
    lights=(Light.SWEEPS, Light.COMES_UP),
)


def _post() -> Mesh:
    """What holds the rail off the wall."""
    return drum(0.018, 0.07, 0.004).turned(pitch=90)


def _vase(radius: float, height: float) -> Mesh:
    """A thrown bottle with a narrow neck."""
    t = np.linspace(0, 1, 60)
    neck = 1 - 0.62 / (1 + np.exp(-(t - 0.66) * 24))
    belly = radius * (0.6 + 0.4 * np.sin(np.pi * np.minimum(1, t / 0.62) ** 0.9)) * neck
    corners = [(0.0, 0.0), *zip(belly.tolist(), (t * height).tolist(), strict=True)]
    rim = float(belly[-1])
    inside = [(rim - 0.012, height - 0.004), (rim - 0.018, height - 0.08), (0.0, height - 0.08)]
    return lathe(rounded([*corners, *inside], 0.01, closed=False, steps=2))
