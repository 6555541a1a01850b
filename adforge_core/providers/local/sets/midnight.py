"""A dark mirror of a floor, still as water, with a ring of metal and light from behind."""

import numpy as np

from adforge_core.model.brief import Style
from adforge_core.model.shots import Light
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.shapes import block, ring, sheet
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
from adforge_core.providers.local.sets.textures import clouds, plaster


def build(call: Call) -> Staging:
    """The product stands on the mirror; the wall behind carries a halo in the accent's hue, framed by a ring."""
    rng, side = call.rng, call.side
    deep = mix(scaled(call.background, 0.35), (0.01, 0.01, 0.012), 0.5)
    # A dark look's canvas stays dark enough for light words, a bright one's bright enough for dark words.
    coat, _ = plaster(mix(scaled(call.background, 0.62 if call.dark else 1.6), (0.05, 0.05, 0.055), 0.15), rng, 0.08)
    # A painted canvas: bright behind the product, falling off to nearly nothing, as portrait studios hang them.
    v, u = (np.linspace(-1, 1, coat.shape[n]) for n in (0, 1))
    pool = 0.12 + np.exp(-((u[None] / 0.24) ** 2 + ((v[:, None] - 0.02) / 0.3) ** 2))
    coat = (coat * pool[..., None]).astype(np.float32)
    # Seen from higher up the canvas hangs nearer and lower: it, not the water, is what a headline is written on.
    back = -2.6 + 0.9 * (call.tilt - 11) / 15
    x, y = np.meshgrid(np.linspace(-3, 3, 9), np.linspace(3, -3, 9) + call.height(0.55 * call.headroom, back))
    canvas = sheet(
        np.stack([x, y, np.full_like(x, back)], axis=-1), np.stack([x / 6 + 0.5, (y - y.min()) / 6], axis=-1)
    )
    water = Paint(
        scaled(deep, 0.7),
        Finish.SATIN,
        0.035,
        bump=clouds(rng, 1.5, side=256),
        relief=call.between(0.002, 0.004),
        tile=1.7,
    )
    metal = Paint(mix((0.86, 0.62, 0.3), call.accent, 0.35), Finish.METAL, 0.14)
    hoop = max(0.46, call.product_height * 0.6)
    head = min(2 * hoop - 0.06, call.height(call.words[0], -0.55))
    pieces = [
        Piece(block(16, 0.1, 16).moved(y=-0.1), water),
        Piece(canvas, Paint(texture=coat)),
        Piece(ring(hoop, 0.013).turned(pitch=90).moved(x=side * 0.02, y=head - hoop, z=-0.55), metal),
    ]
    key, light = key_lamp(call, 2.4, behind=0.0)
    glow = mix((1, 0.95, 0.88), scaled(call.accent, 1.5), 0.55)
    # Above the frame: there is nothing on the floor to hide a lamp behind.
    aim = (0, call.height(0.6 * call.headroom, back), back)
    halo = Lamp((0, 2.9, back + 0.9), 1.6, 0.3, 3.6, glow, aim=aim, goes_out=True)
    strips = [
        Lamp((x, 1.0, back + 1), 0.16, 2.6, level, colour, goes_out=True)
        for x, level, colour in ((-1.75, 1.8, (1.0, 0.95, 0.9)), (1.75, 1.8, glow))
    ]
    return Staging(
        pieces=tuple(pieces),
        lamps=(key, halo, *strips),
        light=light,
        sky=((0.05, 0.05, 0.055), (0.03, 0.03, 0.035)),
        gloss=0.45,
        bloom=0.06,
        aperture=0.022,
    )


SET = SetDesign(
    name="midnight",
    about="A dark studio with a glossy floor and a soft glow on the back wall",
    build=build,
    suits=frozenset({Style.LUXURY, Style.BOLD}),
    words=frozenset({"midnight", "night-time", "black"}),
    tone="dark",
    lights=(Light.STRIKES, Light.COMES_UP),
)
