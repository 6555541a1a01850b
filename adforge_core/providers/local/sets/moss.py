"""A flat rock among moss in a wood; behind it the light comes through leaves, and a tent stands out of focus."""

import numpy as np

from adforge_core.model.brief import Style
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.goods import OUTDOOR, SHOES
from adforge_core.providers.local.sets.props import leaves_before, sprig
from adforge_core.providers.local.sets.shapes import Array, Mesh, joined, rock, sheet, spread, terrain, tube
from adforge_core.providers.local.sets.staging import (
    Call,
    Finish,
    Lamp,
    Paint,
    Piece,
    Staging,
    mix,
    scaled,
    sun_lamp,
    warm,
)
from adforge_core.providers.local.sets.textures import Picture, bokeh, clouds, grains


def build(call: Call) -> Staging:
    """The rock's top is level where the product stands; moss climbs it from the sides, ferns lean in."""
    rng, side = call.rng, call.side
    dice = rng.uniform(0, 6, 12)
    grey, fine = grains(mix((0.26, 0.25, 0.23), scaled(call.surface, 0.6), 0.08), rng, 0.45)
    patches = clouds(rng, 1.0)
    lichen = np.clip((patches - 0.56) * 14, 0, 1)[..., None] * 0.4
    stone = Paint(
        texture=np.asarray(
            (grey * (1 - lichen) + np.array((0.42, 0.44, 0.34)) * lichen) * (0.4 + 1.2 * clouds(rng, 0.45)[..., None]),
            np.float32,
        ),
        bump=np.asarray(0.25 * fine + 0.75 * clouds(rng, 0.75), np.float32),
        relief=0.05,
        tile=0.85,
    )
    green = scaled((0.075, 0.112, 0.024), 0.75 if call.dark else 1.1)
    pieces = [
        Piece(_slab(call, dice), stone),
        *_moss(call, rng, dice, green),
        Piece(rock(rng, (0.34, 0.26, 0.3)).moved(x=side * call.within(0.66, -0.8), y=-0.06, z=-0.85), stone),
        Piece(rock(rng, (0.2, 0.13, 0.18)).moved(x=-side * call.within(0.5, 0.55), y=-0.1, z=0.62), stone),
        *_ferns(call, rng, side),
        *_tent(call, side),
        _wood(call, rng),
    ]
    sun, light = sun_lamp(call, 2.3 if call.dark else 2.0, behind=0.12, low=30, high=44)
    fill = Lamp((-side * 1.6, 2.2, 3.0), 2.6, 2.6, 0.42, warm(-0.04), aim=(0, 0.1, -0.4))
    rim = Lamp((side * 1.4, 2.2, -2.4), 1.0, 1.0, 0.8, warm(0.1), aim=(0, 0.1, -0.2))
    around = scaled(mix((0.75, 0.95, 0.72), call.background, 0.3), 0.2 if call.dark else 0.3)
    return Staging(
        pieces=(*pieces, leaves_before(rng, light, 2.6, (0, 0.2, -0.3))),
        lamps=(sun, fill, rim),
        light=light,
        sky=(around, scaled(around, 0.7)),
        aperture=0.042,
        bloom=0.06,
    )


SET = SetDesign(
    name="moss",
    about="A flat rock among moss and ferns in a sunlit wood, a tent far behind",
    build=build,
    suits=frozenset({Style.LUXURY, Style.BOLD, Style.ENERGETIC, Style.MINIMAL}),
    words=frozenset({"moss", "rock", "rocks", "forest", "woods", "outdoors", "nature"}),
    level=9.5,
    goods=OUTDOOR
    | SHOES
    | frozenset({"honey", "whisky", "whiskey", "tea", "balm", "soap", "oil", "natural", "organic", "jacket"}),
)


def _top(call: Call) -> tuple[float, float]:
    """Half the width and half the depth of the rock's level top."""
    return max(0.44, call.product_width / 2 + 0.14), 0.42


def _slab(call: Call, dice: Array) -> Mesh:
    x, z = spread(1.9, 1.9, 260, 0.6)[None], np.linspace(1.7, -1.3, 260)[:, None]
    return terrain(np.stack(np.broadcast_arrays(x, _rise(call, dice, x, z), z), axis=-1))


def _rise(call: Call, dice: Array, x: Array, z: Array) -> Array:
    """The rock: level in the middle, in worn steps and cracks towards its edge, where it goes down into the moss."""
    half, deep = _top(call)
    wobble = 0.1 * np.sin(2.1 * np.arctan2(z, x) * 2 + dice[0]) + 0.06 * np.sin(5 * np.arctan2(z, x) + dice[1])
    away = np.hypot(x / half, (z - 0.05) / (deep + 0.2)) + wobble
    edge = np.clip((away - 1.0) / 0.5, 0, 1)
    down = -0.34 * edge**1.4 - 0.05 * (np.sin(7 * edge + 3 * x + dice[2]) ** 2) * edge
    rough = sum(
        0.02
        / 1.6**n
        * np.sin(f * (np.cos(a) * x + np.sin(a) * z) + dice[3 + n])
        * (1 + np.sin(0.6 * f * (np.sin(a) * x - np.cos(a) * z)))
        for n, (f, a) in enumerate(((5, 0.4), (9, 2.0), (16, 1.1), (27, 2.7), (47, 0.2), (80, 1.6)))
    )
    crack = np.exp(-(((x * 0.8 + z * 0.55 - 0.34 + 0.05 * np.sin(8 * z + dice[9])) / 0.012) ** 2)) * 0.025
    flat = np.exp(-(np.maximum(0, np.hypot(x / (half * 0.75), z / (deep * 0.7)) - 0.5) ** 2) / 0.4)
    return np.asarray(down + (rough - 0.012) * (1 - 0.8 * flat) - crack * (1 - flat))


def _moss(call: Call, rng: np.random.Generator, dice: Array, green: tuple[float, float, float]) -> list[Piece]:
    """Cushions of moss: a lumpy ground, and on it many thousand tiny blades."""

    def height(x: Array, z: Array) -> Array:
        lumps = sum(
            0.05
            / 1.5**n
            * (
                0.5
                + 0.5 * np.cos(f * (np.cos(a) * x + np.sin(a) * z) + 1.3 * np.sin(0.7 * f * z + dice[n]) + dice[n + 2])
            )
            for n, (f, a) in enumerate(((5, 0.3), (8, 1.9), (13, 1.0), (21, 2.5)))
        )
        half, deep = _top(call)
        away = (
            np.hypot(x / (half + 0.02), (z - 0.03) / (deep + 0.08))
            + 0.16 * np.sin(3 * np.arctan2(z, x) + dice[5])
            + 0.1 * np.sin(7 * np.arctan2(z, x) + dice[6])
        )
        over = np.clip((away - 1.08) / 0.35, 0, 1) ** 0.7
        return np.asarray(-0.32 + lumps + 0.22 * over)

    x, z = spread(3.0, 3.0, 300, 0.6)[None], np.linspace(2.2, -3.4, 340)[:, None]
    bed = terrain(np.stack(np.broadcast_arrays(x, height(x, z), z), axis=-1))
    count = 52000
    place = np.stack(
        [rng.uniform(-1.5, 1.5, count) * (0.5 + 0.5 * call.frame_width), rng.uniform(-2.0, 1.6, count)], axis=1
    )
    y = height(place[:, 0], place[:, 1])
    shown = y > _rise(call, dice, place[:, 0], place[:, 1]) - 0.02
    place, y = place[shown], y[shown]
    blades = _blades(rng, np.stack([place[:, 0], y - 0.004, place[:, 1]], axis=1))
    tones = clouds(rng, 0.9)
    texture = (
        np.array(green) * (0.55 + 0.9 * tones[..., None])
        + np.array((0.05, 0.04, 0.0)) * np.clip(tones[..., None] - 0.5, 0, 1) * 2
    )
    paint = Paint(texture=np.asarray(texture, np.float32), tile=1.3)
    return [Piece(bed, Paint(texture=np.asarray(0.6 * texture, np.float32), tile=1.3)), Piece(blades, paint)]


def _blades(rng: np.random.Generator, roots: Array) -> Mesh:
    """A tiny leaning leaf of two triangles at each root."""
    count = len(roots)
    turn, lean = rng.uniform(0, 2 * np.pi, count), rng.uniform(0.1, 0.85, count)
    long, wide = rng.uniform(0.014, 0.036, count), rng.uniform(0.0022, 0.0042, count)
    out = np.stack([np.cos(turn), np.zeros(count), np.sin(turn)], axis=1)
    across = np.stack([-np.sin(turn), np.zeros(count), np.cos(turn)], axis=1)
    tip = roots + out * (long * np.sin(lean))[:, None] + np.array((0, 1, 0)) * (long * np.cos(lean))[:, None]
    middle = (roots + tip) / 2 + np.array((0, 1, 0)) * (0.12 * long)[:, None]
    points = np.stack([roots, middle + across * wide[:, None], tip, middle - across * wide[:, None]], axis=1)
    facing = np.broadcast_to((-0.5 * out + np.array((0, 0.86, 0)))[:, None], points.shape)
    facing = facing / np.linalg.norm(facing, axis=-1, keepdims=True)
    first = 4 * np.arange(count)[:, None]
    faces = np.concatenate([first + np.array((0, 1, 2)), first + np.array((0, 2, 3))]).astype(np.uint32)
    uv = np.repeat(roots[:, [0, 2]], 4, axis=0)
    return Mesh(points.reshape(-1, 3), facing.reshape(-1, 3), uv, faces)


def _ferns(call: Call, rng: np.random.Generator, side: float) -> list[Piece]:
    stems: list[Mesh] = []
    leaves: list[Mesh] = []
    spots = (
        (0.62, -0.5, 0.62, 0.5),
        (0.74, -0.9, 0.75, 0.3),
        (0.56, -1.1, 0.7, -0.2),
        (-0.66, -0.8, 0.62, 0.45),
        (-0.8, -1.2, 0.8, 0.2),
    )
    for x, z, tall, lean in spots:
        sign = side * np.sign(x)
        stem, leaf = sprig(rng, tall, 22, (0.15, 0.042), lean=-sign * lean)
        at = sign * call.within(abs(x) * (0.55 + 0.45 * call.frame_width), z, 0.97)
        stems.append(stem.moved(x=at, y=-0.24, z=z))
        leaves.append(leaf.moved(x=at, y=-0.24, z=z))
    return [
        Piece(joined(*stems), Paint((0.12, 0.1, 0.04))),
        Piece(joined(*leaves), Paint(scaled((0.13, 0.23, 0.05), 0.8 if call.dark else 1.1), Finish.SATIN, 0.5)),
    ]


def _tent(call: Call, side: float) -> list[Piece]:
    """A ridge tent in the accent, its door to the camera, on the far moss."""
    z, tall = -3.6, 0.72
    x = -side * call.within(call.frame_width / 2 * 0.62, z, 0.6)
    half = 0.62
    ridge = np.array([(0, tall, 0.0), (0.0, tall, -1.2)])
    pieces: list[Mesh] = []
    for sign in (-1.0, 1.0):
        t, s = np.linspace(0, 1, 16)[:, None], np.linspace(0, 1, 4)[None]
        sag = 0.05 * np.sin(np.pi * t)
        points = np.stack(
            np.broadcast_arrays(sign * half * (t - sag), tall * (1 - t) - sag * 0.4, -1.2 * s + 0.0 * t), axis=-1
        )
        pieces.append(sheet(points))
        front = np.stack(
            np.broadcast_arrays(sign * half * t * np.linspace(0.22, 1, 4)[None], tall * (1 - t), 0.02 + 0.0 * t * s),
            axis=-1,
        )
        pieces.append(sheet(front))
    pole = tube(np.linspace((0, 0, 0.03), (0, tall + 0.05, 0.03), 4), 0.012)
    door = sheet(
        np.stack(
            np.broadcast_arrays(
                np.linspace(-1, 1, 5)[None] * half * 0.25 * np.linspace(0, 1, 5)[:, None],
                tall * (1 - np.linspace(0, 1, 5)[:, None]),
                -0.05 + 0 * ridge[0, 2],
            ),
            axis=-1,
        )
    )
    turn = 16 * side
    return [
        Piece(joined(*pieces).turned(yaw=turn).moved(x=x, y=-0.16, z=z), Paint(call.brand)),
        Piece(door.turned(yaw=turn).moved(x=x, y=-0.16, z=z), Paint((0.9, 0.62, 0.3), Finish.GLOW)),
        Piece(pole.turned(yaw=turn).moved(x=x, y=-0.16, z=z), Paint((0.2, 0.2, 0.2))),
    ]


def _wood(call: Call, rng: np.random.Generator) -> Piece:
    """The wood behind, out of focus: stems, leaves, and the sky between them in discs."""
    height, width = 640, 900
    v = np.linspace(0, 1, height)[:, None, None]
    deep = mix(scaled((0.05, 0.09, 0.03), 0.8 if call.dark else 1.6), scaled(call.background, 0.3), 0.35)
    high = mix(scaled((0.26, 0.36, 0.13), 0.6 if call.dark else 1.3), call.background, 0.35)
    picture: Picture = np.asarray(np.array(high) * (1 - v) ** 1.3 + np.array(deep) * (1 - (1 - v) ** 1.3), np.float32)
    mottle = clouds(rng, 1.1, side=768)[:height, :768]
    mottle = np.concatenate([mottle, mottle[:, : width - 768]], axis=1)
    picture = np.asarray(np.broadcast_to(picture, (height, width, 3)) * (0.35 + 1.3 * mottle[..., None]), np.float32)
    columns = np.arange(width)[None, :, None]
    for _ in range(15):
        at, wide = float(rng.uniform(0, width)), float(rng.uniform(9, 26))
        stem = 1 / (1 + np.exp(-(wide - np.abs(columns - at - 12 * (v - 0.5))) / 3.0))
        picture = np.asarray(picture * (1 - 0.75 * stem) + np.array((0.022, 0.018, 0.012)) * 0.75 * stem, np.float32)
    lights = []
    for _ in range(170):
        down = float(rng.beta(1.3, 2.2)) * height * 0.8
        tone = mix(high, (1.0, 0.98, 0.72), float(rng.uniform(0.1, 0.75)))
        lights.append(
            (float(rng.uniform(0, width)), down, float(rng.uniform(8, 26)), scaled(tone, float(rng.uniform(0.06, 0.5))))
        )
    picture = bokeh(picture, tuple(lights), blades=7)
    x, y = np.linspace(-4.2, 4.2, 2)[None], np.array([-1.4, 4.6])[:, None]
    mesh = sheet(
        np.stack(np.broadcast_arrays(x, y, np.full((1, 1), -6.0)), axis=-1),
        np.stack(np.broadcast_arrays(np.array([[0.0, 1.0]]), np.array([[1.0], [0.0]])), axis=-1),
    )
    return Piece(mesh, Paint(texture=picture, finish=Finish.GLOW))
