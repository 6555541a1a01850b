"""Rippled sand under a low sun, dunes at the horizon, and a length of silk the wind has laid across it."""

import numpy as np

from adforge_core.model.brief import Style
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.goods import BEACH, SHOES
from adforge_core.providers.local.sets.shapes import Array, Mesh, sheet, spread, terrain
from adforge_core.providers.local.sets.staging import (
    Call,
    Colour,
    Finish,
    Lamp,
    Paint,
    Piece,
    Staging,
    luma,
    mix,
    scaled,
    sun_lamp,
    warm,
)
from adforge_core.providers.local.sets.textures import grains


def build(call: Call) -> Staging:
    """The sand is smooth where the product stands; the silk comes from one side and goes out at the other, behind."""
    rng, side = call.rng, call.side
    colour = _sand(call)
    coat, fine = grains(colour, rng, 0.24)
    sand = Paint(texture=coat, bump=fine, relief=0.0022, tile=0.5)
    silk = Paint(call.brand)
    dice = rng.uniform(0, 6, 12)
    x = spread(3.4, 3.4, 360, 0.45)[None]
    z = np.linspace(2.5, -4.2, 620)[:, None]
    near = terrain(np.stack(np.broadcast_arrays(x, _ground(call, dice, x, z), z), axis=-1), tile=2.0)
    far_x, far_z = np.linspace(-16, 16, 300)[None], -np.linspace(4.0, 26, 220)[:, None]
    far = terrain(
        np.stack(
            np.broadcast_arrays(far_x, _dunes(dice, far_x, far_z) - 0.3 * np.clip(far_z + 5, 0, 1), far_z), axis=-1
        )
    )
    pieces = [
        Piece(near, sand),
        Piece(far, Paint(mix(colour, call.background, 0.25))),
        Piece(_silk(call, dice, side), silk),
    ]
    sun, light = sun_lamp(call, 1.7 if call.dark else 1.15, behind=0.12, low=19, high=29)
    fill = Lamp((-side * 0.8, 2.2, 3.4), 2.6, 2.6, 0.75 if call.dark else 0.5, warm(0.0), aim=(0, 0.1, -0.6))
    above = mix(scaled(call.background, 0.95), (0.5, 0.62, 0.78), 0.25)
    level = mix(call.background, (1.0, 0.93, 0.84), 0.35)
    if call.dark:
        above, level = scaled(above, 0.8), scaled(mix(call.background, (0.5, 0.36, 0.24), 0.5), 0.8)
    y = np.array([-9.0, 0.0, 4.0, 30.0])[:, None]
    tones = np.array([level, level, mix(level, above, 0.5), above])
    far_sky = sheet(
        np.stack(np.broadcast_arrays(np.array([-40.0, 40.0])[None], y, np.full((1, 1), -30.0)), axis=-1),
        np.stack(np.broadcast_arrays(np.array([[0.0, 1.0]]), (y - 30) / -39), axis=-1),
    )
    rows = np.interp(np.linspace(30, -9, 256), y[:, 0], np.arange(4))
    picture = np.stack([np.interp(rows, np.arange(4), tones[:, part]) for part in range(3)], axis=-1)
    shown = np.ascontiguousarray(np.broadcast_to(0.85 * picture[:, None], (256, 2, 3)), np.float32)
    pieces.append(Piece(far_sky, Paint(texture=shown, finish=Finish.GLOW)))
    return Staging(
        pieces=tuple(pieces),
        lamps=(sun, fill),
        light=light,
        sky=(scaled(above, 0.72), scaled(level, 0.85)),
        aperture=0.024,
        bloom=0.05,
    )


SET = SetDesign(
    name="sand",
    about="Rippled sand under a low sun with dunes at the horizon and a length of silk lying across it",
    build=build,
    suits=frozenset({Style.LUXURY, Style.MINIMAL, Style.ENERGETIC, Style.BOLD}),
    words=frozenset({"sand", "beach", "desert", "dunes", "seaside"}),
    level=8.0,
    goods=BEACH
    | SHOES
    | frozenset({"perfume", "fragrance", "sunglasses", "sunscreen", "bikini", "swimsuit", "jewelry"}),
)


def _sand(call: Call) -> Colour:
    """Sand of the palette's own tone, as dark at dusk as the look."""
    own = mix((0.62, 0.47, 0.32), call.surface, 0.35)
    return scaled(own, 0.55) if luma(call.background) < 0.14 else own


def _ground(call: Call, dice: Array, x: Array, z: Array) -> Array:
    """Long swells with ripples across the wind, both running out where the product stands."""
    swell = 0.05 * np.sin(1.1 * x + 0.8 * z + dice[0]) + 0.04 * np.sin(2.3 * x - 1.2 * z + dice[1])
    warp = 0.35 * np.sin(1.5 * x + dice[2]) + 0.2 * np.sin(2.9 * x - 1.1 * z + dice[3]) + 0.1 * np.sin(6 * x + dice[4])
    phase = 2 * np.pi * (4.6 * z + 6.4 * x + 1.7 * warp)
    # A ripple is steep to the lee and gentle to the wind.
    ripple = 0.5 + 0.5 * np.sin(phase + 0.55 * np.sin(phase))
    strength = 0.019 * np.clip(0.75 + 0.6 * np.sin(1.3 * x - 0.9 * z + dice[5]), 0.15, 1.2)
    away = np.hypot(x / (call.product_width / 2 + 0.16), z / 0.36)
    calm = np.exp(-(np.maximum(0, away - 0.55) ** 2) / 0.5)
    free = swell - 0.02 + strength * (ripple - 0.5) * (1 - 0.8 * calm)
    return np.asarray(free * (1 - calm) + 0.25 * strength * (ripple - 0.6) * calm)


def _dunes(dice: Array, x: Array, z: Array) -> Array:
    """Crests one behind the other, none so high that it reaches the words."""
    rise = np.zeros(np.broadcast_shapes(x.shape, z.shape))
    for number, (place, high) in enumerate(((-6.5, 0.32), (-10.5, 0.62), (-17.0, 1.0), (-24, 1.5))):
        crest = high * (
            0.55 + 0.3 * np.sin((0.5 - 0.08 * number) * x + dice[6 + number]) + 0.15 * np.sin(1.1 * x + dice[number])
        )
        away = z - place + 0.5 * np.sin(0.35 * x + dice[number + 2])
        rise = np.maximum(rise, crest * np.where(away > 0, np.exp(-((away / 2.4) ** 2)), np.exp(-((away / 1.1) ** 2))))
    return rise - 0.02


def _silk(call: Call, dice: Array, side: float) -> Mesh:
    """A ribbon of cloth in lengthwise folds, lying on the swells, its hem in the sand."""
    along, across = np.linspace(-1, 1, 420)[None], np.linspace(-1, 1, 160)[:, None]
    reach = 0.75 * call.frame_width + 0.5
    x = along * reach
    wide = 0.34 + 0.1 * np.sin(2.2 * along + dice[8])
    z = -0.92 - 0.3 * side * along + 0.16 * np.sin(2.6 * along + dice[9]) + across * wide
    fold = np.zeros(np.broadcast_shapes(x.shape, z.shape))
    for number in range(4):
        phase = (
            across * (3.2 + 2.1 * number) + 0.9 * np.sin(along * (1.6 + 0.7 * number) + dice[number]) + dice[number + 4]
        )
        fold = fold + (0.075 / (1 + 0.75 * number)) * (0.5 + 0.5 * np.cos(2.2 * phase)) ** 1.6
    hem = np.clip((1 - np.abs(across)) / 0.16, 0, 1)
    y = _ground(call, dice, x, z) - 0.012 + fold * hem * (0.75 + 0.35 * np.sin(2.1 * along + dice[3])) + 0.02 * hem
    return terrain(np.stack(np.broadcast_arrays(x, y, z), axis=-1))
