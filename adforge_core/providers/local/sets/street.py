"""A wide street after rain, at the blue hour: lights along it, out of focus, and all of them again in the asphalt."""

import numpy as np
from numpy.typing import NDArray

from adforge_core.model.brief import Style
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.goods import SHOES, SPORT, VEHICLES
from adforge_core.providers.local.sets.shapes import block, joined, sheet, terrain
from adforge_core.providers.local.sets.staging import (
    Call,
    Finish,
    Paint,
    Piece,
    Staging,
    key_lamp,
    mix,
    scaled,
)
from adforge_core.providers.local.sets.textures import asphalt, bokeh

_KERB = 2.7


def build(call: Call) -> Staging:
    """The street runs away from the camera between two rows of houses; a sign in the accent lights one side."""
    rng, side = call.rng, call.side
    road, relief, water = asphalt(rng, 0.5)
    ground = Paint(texture=road, bump=relief, relief=0.003, water=water, finish=Finish.SATIN, roughness=0.24, tile=1.5)
    x, z = np.linspace(-9, 9, 3)[None], np.array([3.0, 0.0, -40.0])[:, None]
    pieces = [
        Piece(terrain(np.stack(np.broadcast_arrays(x, 0 * x + 0 * z, z), axis=-1), tile=8 * 1.5), ground),
        *_houses(call, rng),
        *_signs(call, side),
        _sky(call),
    ]
    key, light = key_lamp(call, 0.9, behind=0.1)
    level = mix(scaled(call.background, 0.3), (0.13, 0.18, 0.3), 0.7)
    return Staging(
        pieces=tuple(pieces),
        lamps=(key,),
        light=light,
        sky=(scaled(level, 1.2), scaled(level, 1.2)),
        gloss=0.32,
        aperture=0.045,
        bloom=0.1,
    )


SET = SetDesign(
    name="street",
    about="A wide street after rain at the blue hour, its lights out of focus and mirrored in the asphalt",
    build=build,
    suits=frozenset({Style.BOLD, Style.ENERGETIC, Style.LUXURY, Style.MINIMAL}),
    words=frozenset({"street", "road", "asphalt", "rain", "city"}),
    tone="dark",
    level=6.0,
    goods=VEHICLES | SHOES | SPORT | frozenset({"headphone", "backpack", "jacket", "speaker"}),
)


def _houses(call: Call, rng: np.random.Generator) -> list[Piece]:
    """Two rows of dark fronts with lit windows, shops at their feet."""
    front = Paint(mix(scaled(call.background, 0.14), (0.03, 0.034, 0.045), 0.7))
    blocks, faces, pictures = [], [], []
    for side in (-1.0, 1.0):
        z = -2.6
        while z > -34:
            deep, high = float(rng.uniform(2.6, 4.6)), float(rng.uniform(1.5, 3.1))
            blocks.append(block(2.0, high, deep - 0.12, 0.02).moved(x=side * (_KERB + 1.02), z=z - deep / 2))
            z -= deep
        y, along = np.array([1.5, 0.05])[:, None], np.array([-2.7, -34.0])[None, :: int(side)]
        faces.append(
            sheet(
                np.stack(np.broadcast_arrays(side * _KERB + 0 * y, y, along), axis=-1),
                np.stack(np.broadcast_arrays(np.array([[0.0, 1.0]]), np.array([[0.0], [1.0]])), axis=-1),
            )
        )
        pictures.append(_windows(rng, 31.3, 1.5))
    glow = [Piece(f, Paint(texture=p, finish=Finish.GLOW)) for f, p in zip(faces, pictures, strict=True)]
    return [Piece(joined(*blocks), front), *glow]


def _windows(rng: np.random.Generator, deep: float, high: float) -> NDArray[np.float32]:
    """Fronts of windows, few of them lit, above shops that mostly are."""
    across, up, cell = round(deep * 2.6), round(high * 3.4), 16
    picture = np.full((up * cell, across * cell, 3), 0.006, np.float32)
    tones = np.array(((1.0, 0.6, 0.28), (1.0, 0.76, 0.48), (0.7, 0.83, 1.0)))
    for row in range(up):
        shop = row == up - 1
        for column in range(across):
            if rng.random() < (0.7 if shop else 0.2):
                bright = float(rng.uniform(0.8, 3.0)) * (2.0 if shop else 1.0)
                inside = 1 if shop else 4
                picture[
                    row * cell + 3 : (row + 1) * cell - 3, column * cell + inside : (column + 1) * cell - inside
                ] = tones[int(rng.integers(3))] * bright
    return picture


def _signs(call: Call, side: float) -> list[Piece]:
    """A light box on one pavement and bands of light along the other, in the accent."""
    brand = Paint(scaled(call.brand, 1.0), Finish.GLOW)
    x = side * call.within(call.frame_width / 2 * 0.8, -3.2, 0.72)
    tall = call.height(min(0.62, call.words[0]), -3.2)
    band = -side * 2.2
    return [
        Piece(
            joined(
                block(0.42, tall - 0.14, 0.02, 0.004).moved(x=x, y=0.1, z=-3.14),
                block(0.05, 0.16, 9.0, 0.02).moved(x=band, y=0.8, z=-8),
                block(0.05, 0.05, 9.0, 0.02).moved(x=band, y=0.55, z=-8),
            ),
            brand,
        ),
        Piece(block(0.47, tall, 0.1, 0.015).moved(x=x, z=-3.2), Paint((0.02, 0.02, 0.022), Finish.SATIN, 0.3)),
        Piece(block(0.05, 0.05, 12.0, 0.02).moved(x=-band, y=1.25, z=-11), Paint((1.3, 0.9, 0.5), Finish.GLOW)),
    ]


def _sky(call: Call) -> Piece:
    """The last light over the end of the street, and far lights that have become discs."""
    height, width = 512, 768
    v = np.linspace(0, 1, height)[:, None, None]
    dusk = mix(call.background, (0.16, 0.24, 0.42), 0.65)
    glow = mix((1.0, 0.55, 0.28), call.brand, 0.2)
    ground = np.asarray(
        np.array(scaled(dusk, 0.55)) * (1 - v) + np.array(scaled(glow, 0.8)) * np.clip((v - 0.45) / 0.5, 0, 1) ** 2,
        np.float32,
    )
    ground = np.ascontiguousarray(np.broadcast_to(ground, (height, width, 3)))
    rng = call.rng
    lights = [
        (
            float(rng.uniform(0.36, 0.64)) * width,
            float(rng.uniform(0.72, 0.93)) * height,
            float(rng.uniform(4, 9)),
            scaled(
                ((1.0, 0.7, 0.36), (1.0, 0.3, 0.16), (0.95, 0.95, 1.0), call.brand)[n % 4], float(rng.uniform(0.5, 1.6))
            ),
        )
        for n in range(46)
    ]
    picture = bokeh(ground, tuple(lights))
    x, y = np.linspace(-16, 16, 2)[None], np.array([-1.0, 15.0])[:, None]
    mesh = sheet(
        np.stack(np.broadcast_arrays(x, y, np.full((1, 1), -38.0)), axis=-1),
        np.stack(np.broadcast_arrays(np.array([[0.0, 1.0]]), np.array([[1.0], [0.0]])), axis=-1),
    )
    return Piece(mesh, Paint(texture=picture, finish=Finish.GLOW))
