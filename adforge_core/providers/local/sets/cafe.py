"""A small round table in a café: a coffee on it, and behind it the room, its lamps and windows out of focus."""

import numpy as np

from adforge_core.model.brief import Style
from adforge_core.model.shots import Light
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.goods import DRINK, FOOD
from adforge_core.providers.local.sets.props import cup_and_saucer
from adforge_core.providers.local.sets.shapes import Array, Mesh, ball, block, drum, joined, lathe, rounded, sheet, tube
from adforge_core.providers.local.sets.staging import (
    Call,
    Finish,
    Lamp,
    Paint,
    Piece,
    Staging,
    brass,
    key_lamp,
    luma,
    mix,
    outline_of_drum,
    scaled,
    warm,
)
from adforge_core.providers.local.sets.textures import Picture, bokeh, marble, plaster, wood


def build(call: Call) -> Staging:
    """The table is wider than the picture; the bench behind it is in the accent, and so is the cup."""
    rng, side = call.rng, call.side
    stone = mix(call.surface, (0.84, 0.82, 0.79), 0.6 if not call.dark else 0.04)
    vein = scaled(stone, 0.42) if luma(stone) > 0.2 else mix(stone, (0.6, 0.57, 0.52), 0.6)
    top = Paint(texture=marble(stone, vein, rng), finish=Finish.SATIN, roughness=0.12, tile=1.5)
    china = Paint(call.brand, Finish.SATIN, 0.16)
    half = call.frame_width / 2
    x = side * call.within(max(call.product_width / 2 + 0.24, half * 0.56), -0.28, 0.74)
    cup, coffee = cup_and_saucer(0.115)
    radius = max(0.78, half * 1.02 + 0.1)
    reach = 0.78
    pieces = [
        Piece(_oval(drum(1.0, 0.045, 0.012), radius, reach).moved(y=-0.045), top),
        Piece(
            _oval(
                lathe(rounded([(1.0, -0.052), (1.004, -0.052), (1.004, 0.0), (1.0, 0.0)], 0.0015, closed=False)),
                radius,
                reach,
            ).moved(y=0.001),
            brass(0.25),
        ),
        Piece(drum(0.05, 2.0).moved(y=-2.05), Paint((0.02, 0.02, 0.02), Finish.SATIN, 0.3)),
        Piece(cup.turned(yaw=-38 * side).moved(x=x, z=-0.3), china),
        Piece(coffee.turned(yaw=-38 * side).moved(x=x, z=-0.3), Paint((0.07, 0.028, 0.01), Finish.SATIN, 0.06)),
        Piece(
            _spoon().turned(yaw=62 * side).moved(x=x - side * 0.05, y=0.03, z=-0.12),
            Paint((0.78, 0.77, 0.75), Finish.METAL, 0.14),
        ),
        Piece(
            _sugar(0.062).moved(x=-side * call.within(half * 0.7, -0.42, 0.8), z=-0.42),
            Paint((0.72, 0.71, 0.69), Finish.SATIN, 0.14),
        ),
        *_room(call, rng, side),
    ]
    key, light = key_lamp(call, 1.9 if call.dark else 1.15, behind=-0.1)
    fill = Lamp((-side * 1.6, 1.6, 3.0), 2.0, 2.0, 0.4 if call.dark else 0.34, warm(0.05), aim=(0, 0.1, -0.5))
    over = Lamp((0, 2.9, -3.4), 2.6, 1.0, 1.1 if call.dark else 0.9, warm(0.2), aim=(0, -0.3, -3.0), goes_out=True)
    ambient = scaled(mix((1.0, 0.95, 0.88), call.background, 0.3), 0.22)
    return Staging(
        pieces=tuple(pieces),
        lamps=(key, fill, over),
        light=light,
        sky=(ambient, scaled(ambient, 0.8)),
        top=_edge(radius, reach),
        gloss=0.2,
        aperture=0.05,
        bloom=0.05,
    )


SET = SetDesign(
    name="cafe",
    about="A small marble table in a café with a cup of coffee, the room and its lamps out of focus behind",
    build=build,
    suits=frozenset({Style.MINIMAL, Style.ENERGETIC, Style.LUXURY, Style.BOLD}),
    words=frozenset({"cafe", "café", "bistro", "coffeehouse", "restaurant"}),
    level=10.0,
    goods=DRINK | FOOD | frozenset({"book", "cup", "magazine", "phone"}),
    strict=True,
    lights=(Light.COMES_UP,),
)


def _oval(mesh: Mesh, across: float, along: float) -> Mesh:
    """A round shape of radius 1, stretched."""
    stretch = np.array((across, 1.0, along))
    normals = mesh.normals / stretch
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    return Mesh(mesh.points * stretch, normals, mesh.uv * (across, along), mesh.faces)


def _edge(across: float, along: float) -> Array:
    return np.asarray(outline_of_drum(1.0) * np.array((across, 1.0, along)))


def _spoon() -> Mesh:
    t = np.linspace(0, 1, 30)
    stem = tube(np.stack([0.02 + 0.2 * t, 0.006 + 0.02 * np.sin(3 * t), 0 * t], axis=1), 0.004 + 0.002 * t**3)
    bowl = ball(0.032)
    scale = np.array((1.35, 0.35, 1.0))
    flat = Mesh(
        bowl.points * scale,
        bowl.normals / scale / np.linalg.norm(bowl.normals / scale, axis=1, keepdims=True),
        bowl.uv,
        bowl.faces,
    )
    return joined(stem, flat)


def _sugar(radius: float) -> Mesh:
    """A small milk jug."""
    t = np.linspace(0, 1, 40)
    reach = radius * (
        0.82 + 0.26 * np.sin(np.pi * np.clip(t * 1.1, 0, 1)) - 0.2 * t + 0.16 * np.clip((t - 0.82) / 0.18, 0, 1)
    )
    height = radius * 2.4
    outer = [(0.0, 0.0), *zip(reach.tolist(), (t * height).tolist(), strict=True)]
    rim = float(reach[-1])
    body = lathe(
        rounded(
            [*outer, (rim - 0.006, height), (rim - 0.01, height * 0.6), (0.0, height * 0.6)],
            0.003,
            closed=False,
            steps=2,
        )
    )
    turn = np.linspace(-1.6, 1.6, 30)
    loop = np.stack(
        [radius * 0.9 + 0.5 * radius * np.cos(turn), height * (0.55 + 0.28 * np.sin(turn)), 0 * turn], axis=1
    )
    return joined(body, tube(loop, 0.007))


def _room(call: Call, rng: np.random.Generator, side: float) -> list[Piece]:
    """A padded bench in the accent along a panelled wall, chairs, and lamps on cords at the sides."""
    back = -4.2
    panel_coat, grain = wood((0.11, 0.055, 0.03) if call.dark else (0.3, 0.17, 0.085), rng, planks=6)
    coat, relief = plaster(mix(call.background, (0.8, 0.72, 0.6), 0.15 if not call.dark else 0.02), rng, 0.1)
    wall = Paint(texture=coat, bump=relief, relief=0.02, tile=2.2)
    rail = call.height(0.34, back)
    bench_top = call.height(0.2, back + 0.3)
    pads = [block(0.56, 0.7, 0.2, 0.07).moved(x=(n - 6) * 0.575, y=bench_top - 0.7, z=back + 0.22) for n in range(13)]
    seat = block(9, 0.18, 0.8, 0.06).moved(y=bench_top - 0.86, z=back + 0.62)
    lamps: list[Piece] = []
    warm_glass = Paint((3.4, 2.35, 1.3), Finish.GLOW, goes_out=True)
    shade = Paint((0.03, 0.03, 0.032), Finish.SATIN, 0.3)
    half = call.frame_width / 2
    globes: list[Mesh] = []
    cords: list[Mesh] = []
    for place, deep, low in (
        (0.34, -2.6, 0.07),
        (-0.42, -3.0, 0.0),
        (0.6, -3.5, -0.1),
        (-0.72, -3.6, 0.1),
        (0.92, -2.9, 0.05),
        (-1.0, -2.7, -0.05),
    ):
        x = side * place * half * 2 * (1 - deep / 3.5) * 0.72
        y = call.height(call.words[0] + 0.12 + low, deep)
        globes.append(ball(0.1).moved(x=x, y=y, z=deep))
        cords.append(tube(np.linspace((x, y + 0.1, deep), (x, y + 3.5, deep), 3), 0.007, 8))
    lamps.append(Piece(joined(*globes), warm_glass))
    lamps.append(Piece(joined(*cords), shade))
    return [
        Piece(block(14, 9, 0.1).moved(y=-3, z=back - 0.05), wall),
        Piece(
            block(14, 3, 0.05, 0.01).moved(y=rail - 3, z=back + 0.02),
            Paint(texture=panel_coat, bump=grain, relief=0.006, finish=Finish.SATIN, roughness=0.3, tile=1.6),
        ),
        Piece(block(14, 0.05, 0.09, 0.012).moved(y=rail, z=back + 0.04), brass(0.3)),
        Piece(joined(*pads, seat), Paint(call.brand, Finish.SATIN, 0.5)),
        Piece(block(16, 0.1, 16).moved(y=-1.9, z=-2), Paint((0.1, 0.07, 0.05), Finish.SATIN, 0.25)),
        *lamps,
        *_window(call, rng, side, back),
        *_chairs(call, side),
    ]


def _chairs(call: Call, side: float) -> list[Piece]:
    """Bent-wood chairs at the next table."""
    bars: list[Mesh] = []
    for place, z in ((0.52, -1.75), (-0.62, -2.1)):
        x = side * place * call.frame_width / 2 * (1 - z / 3.5)
        turn = np.linspace(0, np.pi, 30)
        high = call.height(0.16, z)
        for reach, drop in ((0.26, 0.0), (0.17, 0.09)):
            bars.append(
                tube(
                    np.stack(
                        [x + reach * np.cos(turn), high - 0.34 + (0.34 - drop) * np.sin(turn), z + 0 * turn], axis=1
                    ),
                    0.018,
                )
            )
        bars.append(drum(0.3, 0.05).moved(x=x, y=high - 0.75, z=z + 0.3))
        bars += [tube(np.linspace((x + dx, high - 0.34, z), (x + dx, -1.9, z), 4), 0.02) for dx in (-0.26, 0.26)]
    return [Piece(joined(*bars), Paint((0.06, 0.03, 0.016), Finish.SATIN, 0.28))]


def _window(call: Call, rng: np.random.Generator, side: float, back: float) -> list[Piece]:
    """A tall window at one end of the room, the street in it a blur of light."""
    height, width = 300, 200
    v = np.linspace(0, 1, height)[:, None, None]
    tone = mix((0.95, 0.93, 0.88), call.background, 0.35)
    bright = 0.3 if call.dark else 1.0
    picture: Picture = np.asarray(
        np.broadcast_to(np.array(scaled(tone, bright)) * (1.1 - 0.7 * v), (height, width, 3)), np.float32
    )
    lights = tuple(
        (
            float(rng.uniform(0, width)),
            float(rng.uniform(0.35, 1)) * height,
            float(rng.uniform(6, 14)),
            scaled(mix((1, 0.8, 0.5), call.brand, float(n % 3 == 0) * 0.8), 0.5),
        )
        for n in range(16)
    )
    picture = bokeh(picture, lights)
    x = -side * call.within(call.frame_width / 2 * 0.86, back, 0.74)
    y = np.array([call.height(0.4, back), call.height(1.5, back)])[:, None]
    glass = sheet(
        np.stack(np.broadcast_arrays(x + np.linspace(-0.5, 0.5, 2)[None], y, np.full((1, 1), back + 0.03)), axis=-1),
        np.stack(np.broadcast_arrays(np.array([[0.0, 1.0]]), np.array([[1.0], [0.0]])), axis=-1),
    )
    low, high = float(y[0, 0]), float(y[1, 0])
    frame = joined(
        *(block(0.045, high - low, 0.06, 0.008).moved(x=x + dx, y=low, z=back + 0.05) for dx in (-0.5, 0, 0.5)),
        *(
            block(1.05, 0.045, 0.06, 0.008).moved(x=x, y=low + (high - low) * t, z=back + 0.05)
            for t in (0.0, 0.5, 0.98)
        ),
    )
    return [
        Piece(glass, Paint(texture=picture, finish=Finish.GLOW)),
        Piece(frame, Paint((0.03, 0.03, 0.03), Finish.SATIN, 0.3)),
    ]
