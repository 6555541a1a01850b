"""Layers of cut paper, curling like waves, the product on a paper drum among them."""

import numpy as np
from numpy.typing import NDArray

from adforge_core.providers.local.sets.shapes import Array, Mesh, ball, drum, sheet, sweep
from adforge_core.providers.local.sets.staging import (
    Call,
    Colour,
    Finish,
    Lamp,
    Paint,
    Piece,
    Staging,
    key_lamp,
    mix,
    outline_of_drum,
    scaled,
)
from adforge_core.providers.local.sets.textures import clouds


def build(call: Call) -> Staging:
    """Waves behind rise to the sides and dip behind the product; waves in front hide the floor."""
    rng, side = call.rng, call.side
    radius, rise, foot = call.plinth / 2, call.between(0.15, 0.19), 0.06
    floor = -rise - foot
    tooth = clouds(rng, -0.1)
    sun = Paint(call.accent, Finish.SATIN, 0.4)
    pieces = [
        Piece(sweep(14, 0.58, -2.3, 7, 1.0).moved(y=floor), _card(call.background, tooth)),
        Piece(drum(radius, rise, 0.008).moved(y=-rise), _card(call.surface, tooth)),
        Piece(drum(radius * 1.28, foot, 0.008).moved(y=floor), _card(call.accent, tooth)),
        Piece(ball(call.between(0.15, 0.2)).moved(x=-side * 0.5, y=0.95, z=-1.75), sun),
    ]
    for number, z in enumerate((-1.55, -1.15, -0.75)):
        share = (0.25, 0.6, 1.0)[number]
        colour = mix(call.background, call.surface if number == 1 else call.accent, share * 0.8)
        dip = 0.5 - 0.17 * number
        pieces.append(Piece(_wave(rng, dip, 0.36 - 0.07 * number, floor - 0.1, side).moved(z=z), _card(colour, tooth)))
    for number, z in enumerate((0.6, 0.78, 0.96, 1.14)):
        colour = mix(call.surface if number % 2 else call.accent, call.background, 0.14 * number)
        crest = floor + 0.04 - 0.1 * number
        pieces.append(Piece(_wave(rng, crest, 0.1, floor - 0.6, -side).moved(z=z), _card(colour, tooth)))
    key, light = key_lamp(call, 2.0 if call.dark else 1.15, behind=-0.3)
    back = Lamp((side * 1.5, 2.8, -1.4), 0.7, 0.7, 0.9 if call.dark else 0.3, aim=(0, 0.4, -2.3))
    ambient = scaled((1, 1, 1), 0.24)
    return Staging(
        pieces=tuple(pieces),
        lamps=(key, back),
        light=light,
        sky=(ambient, scaled(ambient, 0.8)),
        top=outline_of_drum(radius),
        aperture=0.02,
    )


def _card(colour: Colour, tooth: NDArray[np.float32]) -> Paint:
    return Paint(colour, bump=tooth, relief=0.0025, tile=0.8)


def _wave(rng: np.random.Generator, dip: float, swing: float, bottom: float, side: float) -> Mesh:
    """A curtain of paper whose cut edge dips to `dip` in the middle and whose face folds gently back and forth."""
    x = np.linspace(-2.2, 2.2, 241)
    phase = rng.uniform(0, 2 * np.pi, 3)
    edge = dip + swing * (1 - np.exp(-((x - 0.06 * side) ** 2) / 0.22))
    edge += 0.16 * swing * np.sin(4.1 * x * side + phase[0]) * (1 - np.exp(-(x**2) / 0.1))
    fold = 0.05 * np.sin(6.5 * x + phase[1]) + 0.025 * np.sin(13 * x + phase[2])
    up = np.linspace(0, 1, 40)[:, None]
    curl = 0.09 * up**6
    front: Array = np.stack(
        np.broadcast_arrays(x, bottom + (edge - bottom) * up, fold * (0.35 + 0.65 * up) + curl), axis=-1
    )
    thick = 0.014
    lip = np.linspace(0, np.pi, 7)[1:, None]
    over, behind = thick / 2 * np.sin(lip), thick / 2 * (1 - np.cos(lip))
    top = np.stack(np.broadcast_arrays(x, front[-1, :, 1] + over, front[-1, :, 2] - behind), axis=-1)
    back = front[::-1] - np.array([0, 0, thick])
    return sheet(np.concatenate([front, top, back[1:]]))
