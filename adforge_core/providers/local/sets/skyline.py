"""A window sill high above a city at night: its lights are discs behind the glass, a lamp glows in the room."""

import numpy as np

from adforge_core.model.brief import Style
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.goods import ELECTRONICS, JEWELRY
from adforge_core.providers.local.sets.shapes import block, joined, sheet
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
    outline_of_block,
    scaled,
)
from adforge_core.providers.local.sets.textures import Picture, bokeh, wood


def build(call: Call) -> Staging:
    """The sill runs across; the window's bars stand at the thirds, and a strip of the accent's light lies along it."""
    rng, side = call.rng, call.side
    tone = mix(scaled(call.surface, 0.22), (0.05, 0.035, 0.025), 0.5)
    timber, grain = wood(tone, rng, planks=2)
    sill = Paint(texture=timber, bump=grain, relief=0.002, finish=Finish.SATIN, roughness=0.15, tile=1.6)
    frame = Paint((0.016, 0.016, 0.018), Finish.SATIN, 0.22)
    back = -0.62
    half = call.within(9, back, 1.0)
    bar = side * half * 0.62
    uprights = [
        block(0.05, 5, 0.08, 0.008).moved(x=x, y=0.0, z=back) for x in (bar, bar - side * 1.9, bar + side * 1.3)
    ]
    pieces = [
        Piece(block(14, 0.08, 3.6, 0.014).moved(y=-0.08, z=back - 0.1 + 1.8), sill),
        Piece(joined(*uprights, block(14, 0.07, 0.1, 0.008).moved(z=back)), frame),
        Piece(block(14, 0.034, 0.03, 0.01).moved(y=0.03, z=back + 0.06), Paint(scaled(call.brand, 1.0), Finish.GLOW)),
        _city(call, rng),
        Piece(block(60, 60, 0.1).moved(y=-30, z=-6.2), Paint((0.012, 0.02, 0.045))),
    ]
    key, light = key_lamp(call, 1.0, behind=0.0)
    edge = Lamp((-side * 2.0, 1.4, -0.5), 0.5, 1.6, 0.7, mix((0.7, 0.8, 1.0), _light(call.brand), 0.3), aim=(0, 0.2, 0))
    level = mix((0.03, 0.034, 0.05), scaled(call.background, 0.06), 0.4)
    return Staging(
        pieces=tuple(pieces),
        lamps=(key, edge),
        light=light,
        sky=(level, level),
        top=outline_of_block(14, 3.6, back - 0.1 + 1.8),
        gloss=0.3,
        aperture=0.03,
        bloom=0.09,
    )


SET = SetDesign(
    name="skyline",
    about="A window sill high above a city at night, its lights out of focus behind the glass",
    build=build,
    suits=frozenset({Style.LUXURY, Style.BOLD, Style.ENERGETIC, Style.MINIMAL}),
    words=frozenset({"skyline", "night", "penthouse", "bokeh"}),
    tone="dark",
    level=9.0,
    goods=ELECTRONICS | JEWELRY | frozenset({"whisky", "whiskey", "wine", "gin", "perfume", "cologne", "car", "suit"}),
)


def _light(colour: Colour) -> Colour:
    """Coloured light of a lamp that looks like the colour."""
    top = max(colour)
    return scaled(mix(scaled(colour, 1 / max(0.02, top)), (1, 1, 1), 0.12), 1.0)


def _city(call: Call, rng: np.random.Generator) -> Piece:
    """Towers against the last light, and hundreds of windows, street lamps and signs in discs."""
    z = -6.0
    low, top = call.height(-0.12, z), call.height(call.headroom * 1.25 + 0.3, z)
    tall, wide_all = top - low, 2.3 * call.within(9, z, 1.0)
    height = 720
    width = round(height * wide_all / tall)
    v, u = np.linspace(0, 1, height)[:, None], np.linspace(0, 1, width)[None]
    dusk = mix(scaled(call.background, 0.12), (0.022, 0.042, 0.11), 0.85)
    glow = mix((0.28, 0.13, 0.08), scaled(call.brand, 0.3), 0.35)
    sky = (
        np.array(dusk) * (0.35 + 0.65 * v[..., None])
        + np.array(glow) * np.exp(-(((v - 0.72) / 0.14) ** 2))[..., None] * 0.55
    )
    picture: Picture = np.asarray(np.broadcast_to(sky, (height, width, 3)).copy(), np.float32)
    soft = 6.0
    for number in range(34):
        at, wide = float(rng.uniform(0, 1)), float(rng.uniform(0.02, 0.055)) * height / width
        roof = 0.72 - float(rng.gamma(2.0, 0.085)) * (0.5 + number / 34)
        tower = 1 / (1 + np.exp(-(wide - np.abs(u - at)) * width / soft)) / (1 + np.exp(-(v - roof) * height / soft))
        shade = np.array(mix((0.008, 0.01, 0.018), scaled(dusk, 0.4), 0.5)) * float(rng.uniform(0.6, 1.5))
        picture = np.asarray(picture * (1 - tower[..., None]) + shade.astype(np.float32) * tower[..., None], np.float32)
    below = np.clip((v - 0.74) * 12, 0, 1)[..., None]
    picture = np.asarray(picture * (1 - 0.8 * below) + np.array((0.008, 0.009, 0.014)) * 0.8 * below, np.float32)
    tones = ((1.0, 0.62, 0.28), (1.0, 0.76, 0.46), (1.0, 0.9, 0.72), (0.62, 0.78, 1.0), (1.0, 0.26, 0.14))
    lights: list[tuple[float, float, float, Colour]] = []
    for number in range(round(190 * width / height)):
        down = 0.26 + float(rng.beta(2.4, 1.6)) * 0.72
        tone = call.brand if number % 4 == 0 else tones[int(rng.choice(5, p=(0.36, 0.26, 0.16, 0.14, 0.08)))]
        if number % 4 == 0:
            tone = scaled(tone, 0.95 / max(0.3, max(tone)))
        lights.append(
            (
                float(rng.uniform(0, width)),
                down * height,
                float(rng.uniform(12, 22)),
                scaled(tone, float(rng.gamma(1.7, 0.24))),
            )
        )
    picture = bokeh(picture, tuple(lights), softness=2.5)
    x, y = np.array([-0.5, 0.5])[None] * wide_all, np.array([low, top])[:, None]
    mesh = sheet(
        np.stack(np.broadcast_arrays(x, y, np.full((1, 1), z)), axis=-1),
        np.stack(np.broadcast_arrays(np.array([[0.0, 1.0]]), np.array([[1.0], [0.0]])), axis=-1),
    )
    return Piece(mesh, Paint(texture=picture, finish=Finish.GLOW))
