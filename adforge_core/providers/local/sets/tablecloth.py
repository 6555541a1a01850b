"""A linen cloth with soft folds, seen from straight above, under the leaves of a plant in the sun."""

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.model.brief import Pose, Style
from adforge_core.model.placement import Plane
from adforge_core.model.shots import Light
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.shapes import Mesh, ball, lathe, rounded, sheet
from adforge_core.providers.local.sets.square import Area, beside, leaf_shade, square_light, sunlight
from adforge_core.providers.local.sets.staging import Call, Colour, Finish, Paint, Piece, Staging, brass, mix, scaled
from adforge_core.providers.local.sets.textures import SIDE, clouds, speckled


def build(call: Call) -> Staging:
    """The cloth, a stoneware dish in one corner and a napkin ring of brass in the other."""
    rng, side, area = call.rng, call.side, Area.of(call)
    weave, relief = linen(mix(call.surface, call.background, 0.35), rng)
    cloth = Paint(texture=weave, bump=relief, relief=0.004, tile=0.62)
    clay = Paint(texture=speckled(call.accent, rng), finish=Finish.SATIN, roughness=0.35)
    dish_x, dish_y = beside(call, area.corner(side, 1, 0.06), 0.21)
    low_x, low_y = beside(call, area.corner(-side, -1, 0.07), 0.1)
    key, light = sunlight(call, square_light(call, 30, 38), 1.5 if call.dark else 1.0, 0.14)
    pieces = [
        Piece(_folded(call, rng), cloth),
        Piece(_dish(call.between(0.17, 0.21)).turned(pitch=90).moved(x=dish_x, y=dish_y, z=0.06), clay),
        Piece(ball(0.035).moved(x=dish_x - side * 0.04, y=dish_y - 0.03, z=0.11), brass(0.2)),
        Piece(_dish(0.1).turned(pitch=90).moved(x=low_x, y=low_y, z=0.05), clay),
        *leaf_shade(call, light, rng),
    ]
    room = scaled(mix((0.95, 0.98, 1.05), call.background, 0.2), 0.42)
    return Staging(
        pieces=tuple(pieces), lamps=(key,), light=light, sky=(room, room), aperture=0.0, bloom=0.03, exposure=1.0
    )


SET = SetDesign(
    name="tablecloth",
    about="A folded linen cloth on a table seen from straight above, dappled by leaves",
    build=build,
    suits=frozenset({Style.LUXURY, Style.MINIMAL}),
    words=frozenset({"tablecloth"}),
    poses=frozenset({Pose.LYING}),
    plane=Plane.TABLE,
    lights=(Light.SWEEPS, Light.COMES_UP),
)


def linen(colour: Colour, rng: np.random.Generator) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Woven linen, its threads uneven, and their relief."""
    weft, warp = clouds(rng, 0.1, 22), clouds(rng, 0.1, 22).T
    count = 150
    steps = np.arange(SIDE) / SIDE * count * 2 * np.pi
    threads = 0.5 + 0.25 * (np.sin(steps)[:, None] * 0.7 + np.sin(steps)[None] * 0.7)
    uneven = 0.55 * weft + 0.45 * warp
    shade = 1 + 0.16 * (uneven - 0.5) + 0.14 * (threads - 0.5)
    picture = np.clip(np.array(colour) * shade[..., None], 0.004, 0.9)
    return np.asarray(picture, np.float32), np.asarray(np.clip(0.5 * uneven + 0.5 * threads, 0, 1), np.float32)


def _folded(call: Call, rng: np.random.Generator) -> Mesh:
    """The cloth as a surface: long soft folds that fade out where the product lies."""
    count, size = 261, 3.4
    x = np.linspace(-size / 2, size / 2, count)[None]
    y = np.linspace(size / 2, -size / 2, count)[:, None] + call.headroom - call.frame_height / 2
    z = np.zeros((count, count))
    turn = float(rng.uniform(20, 70)) * call.side
    for _ in range(9):
        angle = np.radians(turn + float(rng.normal(0, 16)))
        across = x * np.cos(angle) + y * np.sin(angle)
        along = -x * np.sin(angle) + y * np.cos(angle)
        place, width = float(rng.uniform(-1.2, 1.2)), float(rng.uniform(0.035, 0.08))
        bent = across - place - 0.16 * np.sin(along * float(rng.uniform(1.2, 2.2)) + float(rng.uniform(0, 6)))
        ridge = np.where(bent > 0, np.exp(-((bent / (2.4 * width)) ** 2)), np.exp(-((bent / width) ** 2)))
        z += ridge * float(rng.uniform(0.05, 0.1))
    half = call.product_width / 2 + 0.02, call.product_height / 2 + 0.02
    beyond = np.hypot(np.maximum(np.abs(x) - half[0], 0), np.maximum(np.abs(y - call.product_height / 2) - half[1], 0))
    z *= 0.25 + 0.75 * np.clip(beyond / 0.16, 0, 1)
    soft = cv2.GaussianBlur(z, (0, 0), 2.0)
    grid = np.stack(np.broadcast_arrays(x, y, soft), axis=-1)
    return sheet(np.ascontiguousarray(grid), np.ascontiguousarray(grid[..., :2]))


def _dish(radius: float) -> Mesh:
    outer = [(0.0, 0.0), (radius * 0.6, 0.0), (radius, 0.055), (radius - 0.012, 0.06)]
    inner = [(radius * 0.58, 0.014), (0.0, 0.014)]
    return lathe(rounded([*outer, *inner], 0.01, closed=False))
