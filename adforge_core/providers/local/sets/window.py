"""Morning sun through a window: its bars and a plant's leaves draw on a plaster wall."""

import numpy as np

from adforge_core.model.brief import Style
from adforge_core.model.look import KeyLight
from adforge_core.model.shots import Light
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.shapes import Mesh, ball, block, extrude, lathe, rounded, sheet
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
    towards,
    warm,
)
from adforge_core.providers.local.sets.textures import plaster, speckled


def build(call: Call) -> Staging:
    """A ledge before the wall, a vase on it to one side; the window itself is out of the picture."""
    rng = call.rng
    depth, thick = max(0.5, call.plinth * 0.9), call.between(0.09, 0.13)
    coat, relief = plaster(call.background, rng, 0.08)
    wall = Paint(texture=coat, bump=relief, relief=0.022, tile=1.7)
    ledge_coat, ledge_relief = plaster(call.surface, rng, 0.05)
    ledge = Paint(texture=ledge_coat, bump=ledge_relief, relief=0.004, tile=1.2)
    clay = Paint(texture=speckled(mix(call.accent, call.background, 0.1), rng), finish=Finish.SATIN, roughness=0.4)
    pale = Paint(texture=speckled(call.surface, rng), finish=Finish.SATIN, roughness=0.4)
    _, asked = key_lamp(call, 1, behind=-0.3)
    sunny = asked.model_copy(update={"softness": 0.08, "elevation": min(48.0, max(32.0, asked.elevation))})
    side = -1.0 if towards(sunny, 1)[0] > 0 else 1.0
    back = -depth / 2 - 0.14
    away = call.within(call.plinth / 2 + call.between(0.16, 0.22), 0.0, 0.84)
    pieces = [
        Piece(block(12, 9, 0.1).moved(y=-4, z=back - 0.05), wall),
        Piece(block(12, thick, depth + 0.28, 0.016).moved(y=-thick, z=-0.14), ledge),
        Piece(_fluted(2.6, 1.2, call.between(0.085, 0.115)).moved(y=-thick - 1.2, z=depth / 2 - 0.04), ledge),
        Piece(block(12, 0.06, 5).moved(y=-1.3), Paint(texture=coat, tile=1.7)),
        Piece(_vase(0.11, call.between(0.3, 0.4)).moved(x=side * away, z=-depth * 0.24), clay),
        Piece(_bowl(0.1).moved(x=-side * (away + 0.02), z=depth * 0.12), pale),
        Piece(ball(0.034).moved(x=side * (away - 0.05), y=0.034, z=depth * 0.28), brass(0.2)),
        *_window(sunny, rng),
    ]
    sun = Lamp(towards(sunny, 9.0), 0.16, 0.16, 2.0, warm(0.14), aim=(0, 0.2, back), goes_out=True)
    room = scaled(mix((0.95, 0.98, 1.05), call.background, 0.2), 0.46)
    return Staging(
        pieces=tuple(pieces),
        lamps=(sun,),
        light=sunny,
        sky=(room, scaled(room, 0.85)),
        top=outline_of_block(12, depth + 0.28, -0.14),
        aperture=0.014,
        bloom=0.05,
        exposure=0.92,
    )


SET = SetDesign(
    name="window",
    about="A bright room where a window throws its shape across the wall and floor",
    build=build,
    suits=frozenset({Style.MINIMAL, Style.ENERGETIC, Style.LUXURY}),
    words=frozenset({"window", "windows", "sunlight", "daylight"}),
    tone="bright",
    lights=(Light.SWEEPS, Light.COMES_UP),
)


def _window(sun: KeyLight, rng: np.random.Generator) -> list[Piece]:
    """Bars and leaves between the sun and the wall, square to the light, outside the picture."""
    centre = np.array(towards(sun, 3.2)) + np.array((0, 0.32, -0.3))
    heading = float(np.degrees(np.arctan2(centre[0], centre[2])))
    pitch = -sun.elevation
    dull = Paint((0.1, 0.1, 0.1))
    pane, bar, rows, columns = 0.36, 0.045, 5, 3
    wide, tall = pane * columns, pane * rows
    flat: list[Mesh] = []
    flat += [block(bar, tall, 0.03, 0.004).moved(x=(n - columns / 2) * pane, y=-tall / 2) for n in range(columns + 1)]
    flat += [block(wide, bar, 0.03, 0.004).moved(y=(n - rows / 2) * pane) for n in range(rows + 1)]
    for dx, dy, w, h in ((-3, 0, 6 - wide, 12), (3, 0, 6 - wide, 12), (0, 3, wide, 6 - tall), (0, -3, wide, 6 - tall)):
        flat.append(block(w, h, 0.03, 0.004).moved(x=dx, y=dy - h / 2))
    lean = float(rng.uniform(18, 34)) * float(rng.choice((-1, 1)))
    for n in range(9):
        for side in (-1, 1):
            leaf = _leaf(float(rng.uniform(0.24, 0.34)) * (1 - 0.05 * n), float(rng.uniform(0.03, 0.045)))
            along = leaf.turned(roll=side * float(rng.uniform(48, 62))).moved(y=0.085 * n)
            flat.append(along.turned(roll=lean).moved(x=0.012 * lean, y=-tall * 0.32, z=0.35))
    return [Piece(mesh.turned(yaw=heading, pitch=pitch).moved(*centre.tolist()), dull) for mesh in flat]


def _fluted(width: float, height: float, pitch: float) -> Mesh:
    """An upright panel of half-round ribs, facing the camera from z = 0."""
    x = np.linspace(-width / 2, width / 2, round(width / pitch) * 24 + 1)
    swell = 0.07 * pitch * np.abs(np.cos(np.pi * x / pitch))
    y = np.array([0.0, height / 2, height])[:, None]
    return sheet(np.stack(np.broadcast_arrays(x, y, swell - 0.07 * pitch), axis=-1))


def _leaf(length: float, width: float) -> Mesh:
    along = np.linspace(0, 1, 25)[1:-1]
    reach = width * np.sin(np.pi * along**0.8)
    right = np.stack([reach, along * length], axis=1)
    points = np.concatenate([[[0, 0]], right, [[0, length]], (right * (-1, 1))[::-1]])
    normals = np.concatenate([[[0, -1]], np.tile((1.0, 0.0), (23, 1)), [[0, 1]], np.tile((-1.0, 0.0), (23, 1))])
    return extrude((points, normals), 0.006, 0.001)


def _vase(radius: float, height: float) -> Mesh:
    """A thrown bottle with a narrow neck."""
    t = np.linspace(0, 1, 60)
    neck = 1 - 0.58 / (1 + np.exp(-(t - 0.68) * 22))
    belly = radius * (0.62 + 0.38 * np.sin(np.pi * np.minimum(1, t / 0.62) ** 0.9)) * neck
    belly += 0.1 * radius * np.clip((t - 0.9) * 10, 0, 1) ** 2
    corners = [(0.0, 0.0), *zip(belly.tolist(), (t * height).tolist(), strict=True)]
    rim, depth = float(belly[-1]), height - 0.08
    inside = [(rim - 0.012, height - 0.004), (rim - 0.018, depth), (0.0, depth)]
    return lathe(rounded([*corners, *inside], 0.01, closed=False, steps=2))


def _bowl(radius: float) -> Mesh:
    angles = np.linspace(-np.pi / 2 + 0.35, -0.1, 24)
    outer = [(radius * float(np.cos(a)), radius * float(1 + np.sin(a)) - 0.004) for a in angles]
    inner = [(r * 0.9, y + 0.008) for r, y in reversed(outer)]
    return lathe(rounded([(0.0, outer[0][1]), *outer, *inner, (0.0, inner[-1][1])], 0.004, closed=False, steps=2))
