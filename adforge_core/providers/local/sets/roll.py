"""A roll of paper hung on two stands in a studio and drawn out over the floor; more rolls lean at the wall."""

import numpy as np

from adforge_core.model.brief import Style
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.shapes import Array, Mesh, block, drum, joined, lathe, rounded, sheet, tube
from adforge_core.providers.local.sets.staging import (
    Call,
    Finish,
    Lamp,
    Paint,
    Piece,
    Staging,
    key_lamp,
    mix,
    scaled,
)
from adforge_core.providers.local.sets.textures import paper, plaster


def build(call: Call) -> Staging:
    """The paper ends inside the picture on one side, so that the stand, the wall and the other rolls are seen."""
    rng, side = call.rng, call.side
    sheet_coat, _ = paper(call.background, rng)
    coat, relief = plaster(mix(call.surface, (0.72, 0.7, 0.67), 0.3 if not call.dark else 0.04), rng, 0.09)
    floor_coat, _ = plaster(
        scaled(mix(call.surface, (0.5, 0.49, 0.47), 0.5), 0.75 if not call.dark else 0.4), rng, 0.12
    )
    black = Paint((0.018, 0.018, 0.02), Finish.SATIN, 0.3)
    steel = Paint((0.7, 0.7, 0.72), Finish.METAL, 0.2)
    half = call.frame_width / 2
    z_roll, z_wall = -1.62, -2.5
    high = call.height(min(call.words[1] + 0.16, call.headroom - 0.07), z_roll)
    edge = side * call.within(half * 0.6, z_roll, 0.6)
    other = -side * 3.0
    middle, wide = (edge + other) / 2, abs(edge - other)
    lift = 0.004
    pole = edge + side * 0.1
    pieces = [
        Piece(
            block(16, 9, 0.1).moved(y=-0.02, z=z_wall - 0.05), Paint(texture=coat, bump=relief, relief=0.02, tile=1.8)
        ),
        Piece(
            block(16, 0.1, 16).moved(y=-0.1 - lift, z=4),
            Paint(texture=floor_coat, finish=Finish.SATIN, roughness=0.4, tile=2.1),
        ),
        Piece(
            block(16, 0.14, 0.03, 0.004).moved(y=-lift, z=z_wall + 0.015),
            Paint(scaled(mix(call.surface, (0.8, 0.8, 0.78), 0.5), 0.9)),
        ),
        Piece(_drawn(wide, high, z_roll, rng).moved(x=middle), Paint(texture=sheet_coat, tile=0.9)),
        Piece(_roll(wide, 0.075).moved(x=middle, y=high + 0.02, z=z_roll - 0.072), Paint(texture=sheet_coat, tile=0.9)),
        Piece(
            tube(
                _line(
                    (edge - side * 0.2, high + 0.02, z_roll - 0.072), (pole + side * 0.06, high + 0.02, z_roll - 0.072)
                ),
                0.03,
            ),
            Paint((0.5, 0.4, 0.28)),
        ),
        Piece(
            joined(
                tube(_line((pole, 0, z_roll - 0.1), (pole, high + 0.16, z_roll - 0.1)), 0.017),
                *(
                    tube(
                        _line(
                            (pole, 0.34, z_roll - 0.1), (pole + 0.3 * np.cos(a), 0.01, z_roll - 0.1 + 0.3 * np.sin(a))
                        ),
                        0.012,
                    )
                    for a in (0.5, 2.6, 4.7)
                ),
            ),
            black,
        ),
        Piece(
            joined(
                drum(0.03, 0.09).moved(x=pole, y=high - 0.03, z=z_roll - 0.1),
                drum(0.024, 0.06).moved(x=pole, y=0.31, z=z_roll - 0.1),
            ),
            steel,
        ),
        *_leaning(call, side, edge, z_wall),
        *_tape(call, edge),
    ]
    key, light = key_lamp(call, 2.1 if call.dark else 1.12, behind=0.05)
    fill = Lamp((side * 2.0, 1.8, 2.6), 1.8, 1.8, 0.45 if call.dark else 0.3, aim=(0, 0.3, -1.6))
    ambient = scaled((1, 1, 1), 0.26)
    return Staging(
        pieces=tuple(pieces),
        lamps=(key, fill),
        light=light,
        sky=(ambient, scaled(ambient, 0.75)),
        aperture=0.022,
        gloss=0.04,
    )


SET = SetDesign(
    name="roll",
    about="A roll of colored paper drawn out over a studio floor, other rolls leaning at the wall",
    build=build,
    suits=frozenset({Style.ENERGETIC, Style.BOLD, Style.MINIMAL, Style.LUXURY}),
    words=frozenset({"paper", "roll", "studio"}),
    level=9.0,
)


def _line(a: tuple[float, float, float], b: tuple[float, float, float]) -> Array:
    return np.linspace(np.array(a), np.array(b), 8)


def _drawn(wide: float, high: float, z: float, rng: np.random.Generator) -> Mesh:
    """The paper from the roll down, round and forward; along its edges it does not lie quite flat."""
    front = 2.4
    line, _ = rounded([(front, 0.0), (z, 0.0), (z, high + 0.02)], 0.62, closed=False, steps=48)
    run = np.concatenate(
        [np.linspace(line[i], line[i + 1], 40 if i in (0, len(line) - 2) else 3)[:-1] for i in range(len(line) - 1)]
        + [line[-1:]]
    )
    x = np.linspace(-wide / 2, wide / 2, 121)[None]
    near = np.clip((np.abs(x) - wide / 2 + 0.35) / 0.35, 0, 1) ** 2
    rise = near * 0.008 * (1 + np.sin(3.1 * run[:, :1] + float(rng.uniform(0, 6))))
    grid = np.stack(np.broadcast_arrays(x, run[:, 1:] + rise, run[:, :1] + 0 * x), axis=-1)
    return sheet(np.ascontiguousarray(grid))


def _roll(wide: float, radius: float) -> Mesh:
    outline = rounded(
        [(0.03, -wide / 2), (radius, -wide / 2), (radius, wide / 2), (0.03, wide / 2)], 0.004, closed=False
    )
    return lathe(outline, 64).turned(roll=90)


def _leaning(call: Call, side: float, edge: float, wall: float) -> list[Piece]:
    """Rolls standing on the floor, leaning at the wall, the accent's in front."""
    pieces: list[Piece] = []
    tones = (call.brand, mix(call.surface, call.background, 0.3), call.brand, scaled(call.surface, 0.7))
    places = ((0.24, 0.12, 1.1), (0.47, 0.075, 0.9), (0.74, 0.09, 1.25), (0.98, 0.08, 1.0))
    for tone, (away, radius, tall) in zip(tones, places, strict=True):
        solid = _roll(tall * 1.35, radius).turned(roll=90).moved(y=tall * 1.35 / 2)
        core = drum(0.034, tall * 1.35 + 0.01, 0.002)
        lean = side * (2.0 + 5 * away)
        for mesh, paint in ((solid, Paint(tone)), (core, Paint((0.42, 0.33, 0.22)))):
            pieces.append(Piece(mesh.turned(roll=-lean, pitch=-6).moved(x=edge + side * away, z=wall + 0.34), paint))
    return pieces


def _tape(call: Call, edge: float) -> list[Piece]:
    """Strips of tape that hold the paper's edge to the floor."""
    tape = Paint(call.brand, Finish.SATIN, 0.45)
    spots = ((0.55, 12.0), (-0.55, -8.0))
    return [
        Piece(block(0.2, 0.004, 0.06, 0.001).turned(yaw=turn).moved(x=edge, y=0.012, z=z), tape) for z, turn in spots
    ]
