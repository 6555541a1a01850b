"""Layers of cut paper, curling like waves, the product on a paper drum among them."""

import numpy as np
from numpy.typing import NDArray

from adforge_core.model.brief import Style
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.shapes import Array, Mesh, ball, block, drum, sheet, sweep
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

_EDGES = (0.6, 0.78, 0.96, 1.14)
"""How far forward the floor and each terrace below it reach."""


def build(call: Call) -> Staging:
    """Waves behind rise to the sides and dip behind the product; in front, terraces of paper step down."""
    rng, side = call.rng, call.side
    radius, rise, foot = call.plinth / 2, call.between(0.15, 0.19), 0.06
    floor = -rise - foot
    tooth = clouds(rng, -0.1)
    sun = Paint(call.accent, Finish.SATIN, 0.4)
    low, high = call.words
    size = call.between(0.13, 0.17)
    ground = _card(call.background, tooth)
    pieces = [
        Piece(sweep(14, _EDGES[0] - 0.02, -2.3, 7, 1.0).moved(y=floor), ground),
        Piece(drum(radius, rise, 0.008).moved(y=-rise), _card(call.surface, tooth)),
        Piece(
            drum(max(radius + 0.05, call.within(radius * 1.28)), foot, 0.008).moved(y=floor), _card(call.accent, tooth)
        ),
        Piece(ball(size).moved(x=-side * 0.3, y=call.height(high + 0.1, -1.75), z=-1.75), sun),
    ]
    # The farthest sheet is all there is behind a headline: its edge is above the words, the others' are below.
    waves = ((high, 0.16, 0.3), (low - 0.22, 0.18, 1.0), (low - 0.32, 0.22, 1.0))
    # From higher up more floor is seen between two sheets, so they stand closer.
    steep = (call.tilt - 11) / 15
    depths = (-1.55 + 0.4 * steep, -1.15 + 0.25 * steep, -0.75 + 0.1 * steep)
    for number, ((seen, swing, fold), z) in enumerate(zip(waves, depths, strict=True)):
        share = (0.25, 0.6, 1.0)[number]
        colour = mix(call.background, call.surface if number == 1 else call.accent, share * 0.8)
        dip = max(floor + 0.1, call.height(seen, z))
        pieces.append(Piece(_wave(rng, dip, swing, floor - 0.1, side, fold).moved(z=z), _card(colour, tooth)))
    for number, z in enumerate(_EDGES):
        colour = mix(call.surface if number % 2 else call.accent, call.background, 0.14 * number)
        crest, card = floor + 0.055 - 0.1 * number, _card(colour, tooth)
        pieces.append(Piece(_wave(rng, crest, 0.1, floor - 1.2, -side, 0.2).moved(z=z - 0.02), card))
        ahead = _EDGES[number + 1] if number + 1 < len(_EDGES) else 4.0
        step = block(14, 0.02, ahead - z + 0.08, 0.004).moved(y=crest - 0.17, z=(ahead + z - 0.12) / 2)
        pieces.append(Piece(step, card))
    key, light = key_lamp(call, 2.0 if call.dark else 1.15, behind=-0.3)
    back = Lamp((side * 1.5, 2.8, -1.4), 0.7, 0.7, 0.9 if call.dark else 0.3, aim=(0, 0.4, -2.3))
    fill = Lamp((side * 1.2, 1.6, 3.2), 1.6, 1.2, 0.3 if call.dark else 0.22, aim=(0, floor, 1))
    ambient = scaled((1, 1, 1), 0.24)
    return Staging(
        pieces=tuple(pieces),
        lamps=(key, back, fill),
        light=light,
        sky=(ambient, scaled(ambient, 0.8)),
        top=outline_of_drum(radius),
        aperture=0.02,
    )


SET = SetDesign(
    name="paper",
    about="Layers of cut and curled paper around a clear stage",
    build=build,
    suits=frozenset({Style.ENERGETIC, Style.BOLD, Style.MINIMAL}),
    words=frozenset({"papercut", "cardboard"}),
    tone="bright",
    retired=True,
)


def _card(colour: Colour, tooth: NDArray[np.float32]) -> Paint:
    """Card whose tooth is drawn, not raised: a relief this fine would be noise, and denoised in patches."""
    return Paint(texture=(np.array(colour) * (0.96 + 0.08 * tooth[..., None])).astype(np.float32), tile=0.8)


def _wave(rng: np.random.Generator, dip: float, swing: float, bottom: float, side: float, folded: float) -> Mesh:
    """A curtain of paper: its cut edge dips to `dip` in the middle, its face is `folded` gently back and forth."""
    x = np.linspace(-2.2, 2.2, 241)
    phase = rng.uniform(0, 2 * np.pi, 3)
    edge = dip + swing * (1 - np.exp(-((x - 0.06 * side) ** 2) / 0.22))
    edge += 0.16 * swing * np.sin(4.1 * x * side + phase[0]) * (1 - np.exp(-(x**2) / 0.1))
    fold = folded * (0.05 * np.sin(6.5 * x + phase[1]) + 0.025 * np.sin(13 * x + phase[2]))
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
