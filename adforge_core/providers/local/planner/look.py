"""Choosing an ad's look: a palette on which the product stands out, a light, a finish and a pair of faces."""

from random import Random

import cv2
import numpy as np

from adforge_core.model.brief import Brief
from adforge_core.model.look import KeyLight, Look, Palette
from adforge_core.model.project import Product
from adforge_core.model.styles import guide
from adforge_core.model.styles.guide import Lch
from adforge_core.model.value import hex_colour, rgb
from adforge_core.project.briefs import FONT_FAMILIES
from adforge_core.providers.local.planner.note_requests import NoteRequests

_GREY = 12.0
"""Below this chroma a colour has no hue worth answering."""

_APART = 40.0
"""The distance in CIE L*a*b* from which a product's colour is well seen on another."""

_AROUND = 45.0
"""The most chroma of a brand colour as walls and floors: all around, a pure one is a green screen."""


def lch(colour: str) -> Lch:
    """CIE L*, C* and h (degrees) of an sRGB colour."""
    lightness, a, b = cv2.cvtColor(np.array([[rgb(colour)]], np.float32) / 255, cv2.COLOR_RGB2LAB)[0, 0]
    return float(lightness), float(np.hypot(a, b)), float(np.degrees(np.arctan2(b, a)) % 360)


def from_lch(colour: Lch) -> str:
    """The sRGB colour of that lightness and hue, with as much of the chroma as the screen can show."""
    lightness, chroma, hue = colour
    for part in np.linspace(1, 0, 21):
        a, b = chroma * part * np.cos(np.radians(hue)), chroma * part * np.sin(np.radians(hue))
        made = cv2.cvtColor(np.array([[[lightness, a, b]]], np.float32), cv2.COLOR_LAB2RGB)[0, 0] * 255
        shown = hex_colour(*made)
        if np.abs(np.array(lch(shown)[:2]) - (lightness, chroma * part)).max() < 2:
            return shown
    return shown


def look_for(brief: Brief, product: Product, random: Random, light: int = 0) -> Look:
    """The look of one ad in the brief's style; `light` is -1 or 1 for a darker or brighter one."""
    style = guide(brief.style)
    azimuth = random.uniform(*random.choice(style.key.azimuth))
    face = random.choice(style.faces)
    if brief.brand.font:
        face = face.model_copy(update={"headline": FONT_FAMILIES.get(brief.brand.font, brief.brand.font)})
    return Look(
        lighting=random.choice(style.lighting),
        camera=random.choice(style.camera),
        texture=random.choice(style.texture),
        mood=random.choice(style.mood),
        palette=palette_for(brief, product, random, light),
        grade=style.grade,
        type=face,
        key_light=KeyLight(
            azimuth=round(azimuth, 1),
            elevation=round(random.uniform(*style.key.elevation), 1),
            softness=round(random.uniform(*style.key.softness), 2),
        ),
    )


def palette_for(brief: Brief, product: Product, random: Random, light: int = 0) -> Palette:
    """A palette for the style, or made from the brand's, on whose background the product is easily seen."""
    lightness, hue = _product_tone(product, random)
    style = guide(brief.style)
    if brief.brand.palette:
        background, accent = _from_brand(brief, product, light)
    else:
        background, accent = style.palette(lightness, hue, random)
    away = -1 if background[0] > 55 else 1
    surface = (background[0] + away * style.surface_step, background[1] * 0.85, background[2])
    dark_ink, light_ink = (
        (10.0, min(8.0, background[1] * 0.3), background[2]),
        (98.0, min(3.0, background[1] * 0.1), background[2]),
    )
    return Palette(
        background=from_lch(background),
        surface=from_lch(surface),
        accent=from_lch(accent),
        light_ink=from_lch(light_ink),
        dark_ink=from_lch(dark_ink),
    )


def _product_tone(product: Product, random: Random) -> tuple[float, float]:
    """The product's lightness, 0 to 100, and its hue in degrees, one by lot where it is grey."""
    hues = [tone[2] for colour in product.palette if (tone := lch(colour))[1] > _GREY and 8 < tone[0] < 97]
    return 100 * product.brightness, hues[0] if hues else random.choice([25.0, 65.0, 95.0, 150.0, 235.0, 265.0, 310.0])


def _from_brand(brief: Brief, product: Product, light: int) -> tuple[Lch, Lch]:
    """The brand colour that suits the style and lets the product stand out, and the one that stands out on it.

    The first is for large areas, its chroma held; the second, for panels, buttons and few small things, is pure.
    """
    tones, lightness = [lch(colour) for colour in brief.brand.palette], 100 * product.brightness
    wanted = guide(brief.style).brand_lightness + 45 * light
    own = [lch(colour) for colour in product.palette] or [(lightness, 0.0, 0.0)]

    def around(tone: Lch) -> Lch:
        clear = tone[0]
        if abs(clear - lightness) < 22:
            clear = min(95.0, max(8.0, lightness + (28 if lightness < 55 else -28)))
        return clear, min(_AROUND, tone[1]), tone[2]

    def unfit(tone: Lch) -> float:
        ground = around(tone)
        lost = sum(max(0.0, 1 - _distance(ground, colour) / _APART) / 2**n for n, colour in enumerate(own))
        moved, clear = abs(ground[0] - tone[0]), abs(ground[0] - lightness)
        return float(abs(ground[0] - wanted) + moved - min(40.0, clear) + 80 * lost)

    # Held down for walls, a brand's only loud colour would be nowhere in the picture: it is kept for the accent.
    quiet = [tone for tone in tones if tone[1] < _AROUND]
    pure = min(quiet if quiet and len(quiet) == len(tones) - 1 else tones, key=unfit)
    background = around(pure)
    others = [tone for tone in tones if abs(tone[0] - pure[0]) + abs(tone[1] - pure[1]) > 15]
    accent = max(
        [tone for tone in others if tone not in quiet] or others,
        key=lambda tone: tone[1] + abs(tone[0] - background[0]),
        default=(0.0, max(30.0, background[1]), background[2]),
    )
    if abs(accent[0] - background[0]) < 30:
        accent = (background[0] + (36 if background[0] < 55 else -36), accent[1], accent[2])
    return background, accent


def _distance(one: Lch, other: Lch) -> float:
    """How far apart two colours are in CIE L*a*b*."""
    across = one[1] ** 2 + other[1] ** 2 - 2 * one[1] * other[1] * np.cos(np.radians(one[2] - other[2]))
    return float(np.hypot(one[0] - other[0], max(0.0, across) ** 0.5))


def relit(look: Look, product: Product, requests: NoteRequests) -> Look:
    """The look in another light. A brand's own colours stay; a background stays clear of the product's lightness."""
    if not (requests.warmth or requests.light or requests.softness):
        return look
    palette, key = look.palette, look.key_light
    if (requests.light or requests.warmth) and not requests.brief.brand.palette:
        palette = _retoned(palette, 100 * product.brightness, requests)
    return look.model_copy(
        update={
            "palette": palette,
            "lighting": ", ".join(_LIGHTING[kind][way] for kind, way in _asked(requests)),
            "mood": _MOOD.get(requests.light, look.mood),
            "grade": look.grade.model_copy(
                update={
                    "warmth": min(1.0, max(-1.0, look.grade.warmth + 0.3 * requests.warmth)),
                    "vignette": min(1.0, max(0.0, look.grade.vignette - 0.25 * requests.light)),
                }
            ),
            "key_light": key.model_copy(
                update={
                    "elevation": min(75.0, max(15.0, key.elevation + 14 * requests.light)),
                    "softness": {-1: 0.1, 0: key.softness, 1: 0.9}[requests.softness],
                }
            ),
        }
    )


_LIGHTING = {
    "light": {-1: "low light that leaves most of the room dark", 1: "bright, open daylight"},
    "warmth": {-1: "cool, clear light", 1: "warm, golden light"},
    "softness": {-1: "one hard light with sharp shadows", 1: "soft, diffuse light"},
}
_MOOD = {-1: "dark and close", 1: "light and open"}


def _asked(requests: NoteRequests) -> list[tuple[str, int]]:
    ways = (("light", requests.light), ("warmth", requests.warmth), ("softness", requests.softness))
    return [(kind, way) for kind, way in ways if way]


def _retoned(palette: Palette, product: float, requests: NoteRequests) -> Palette:
    """The palette darker or brighter, warmer or cooler; `product` is its lightness, which the background keeps off."""
    background, surface = lch(palette.background), lch(palette.surface)
    lightness = background[0] + 24 * requests.light
    if abs(lightness - product) < 20:
        lightness = product + 20 * (requests.light or (1 if background[0] > product else -1))
    if not 6 <= lightness <= 95:
        lightness = background[0]
    moved = lightness - background[0]
    accent = lch(palette.accent)
    if abs(accent[0] - lightness) < 30:
        accent = (lightness + (36 if lightness < 55 else -36), accent[1], accent[2])
    tones = (
        (lightness, background[1], background[2]),
        (min(97.0, max(4.0, surface[0] + moved)), surface[1], surface[2]),
        accent,
    )
    warmed = [from_lch(_towards(tone, requests.warmth)) for tone in tones]
    return palette.model_copy(update=dict(zip(("background", "surface", "accent"), warmed, strict=True)))


def _towards(tone: Lch, warmth: int) -> Lch:
    """The tone mixed with the amber, or the blue, of its lightness."""
    if not warmth:
        return tone
    hue = np.radians(68 if warmth > 0 else 250)
    a = 0.6 * tone[1] * np.cos(np.radians(tone[2])) + 15 * np.cos(hue)
    b = 0.6 * tone[1] * np.sin(np.radians(tone[2])) + 15 * np.sin(hue)
    return tone[0], float(np.hypot(a, b)), float(np.degrees(np.arctan2(b, a)) % 360)


def colour_words(colour: str) -> str:
    """The colour as one would say it, such as "deep green"."""
    lightness, chroma, hue = lch(colour)
    if chroma < 5:
        return (
            "black" if lightness < 18 else "charcoal" if lightness < 40 else "gray" if lightness < 75 else "soft white"
        )
    names = [
        (20, "pink"),
        (45, "red"),
        (65, "orange"),
        (85, "amber"),
        (112, "yellow"),
        (165, "green"),
        (215, "teal"),
        (285, "blue"),
        (330, "violet"),
        (361, "pink"),
    ]
    name = next(name for until, name in names if hue < until)
    if chroma < _GREY * 1.4:
        name = {
            "red": "rose",
            "orange": "clay",
            "amber": "sand",
            "yellow": "straw",
            "green": "sage",
            "teal": "sea gray",
            "blue": "slate",
            "violet": "mauve",
            "pink": "blush",
        }[name]
    tone = (
        "deep "
        if lightness < 35
        else "pale "
        if lightness > 80
        else "bright "
        if chroma > 50 and lightness > 60
        else ""
    )
    return tone + name
