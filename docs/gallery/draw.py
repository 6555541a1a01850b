"""Draws the gallery's products again: photos of things that do not exist, path traced by the studio's own tracer.

    python -m docs.gallery.draw [NAME ...]

Writes products/NAME.jpg beside this file, by default all of them. Brands and labels are our own invention.
Lengths are set units, x to the right, y up, z to the camera; each thing stands, or hangs, about the origin.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from adforge_core.media.assets import asset
from adforge_core.model.look import KeyLight
from adforge_core.model.placement import OVERSCAN
from adforge_core.model.value import Point
from adforge_core.providers.local.sets.develop import develop
from adforge_core.providers.local.sets.lens import DISTANCE, aim
from adforge_core.providers.local.sets.shapes import (
    Mesh,
    ball,
    block,
    capsule,
    drum,
    extrude,
    lathe,
    ring,
    rounded,
    sheet,
    sweep,
    tube,
)
from adforge_core.providers.local.sets.staging import Finish, Lamp, Paint, Piece, Staging, linear
from adforge_core.providers.local.sets.textures import knit, linen, paper
from adforge_core.providers.local.sets.tracer import photograph, variant

PRODUCTS = Path(__file__).with_name("products")
EXPOSURES = 3
"""Pictures that are averaged: the tracer sends one ray of light for each pixel."""

FRAME = 1000, 1250, 1.0
FRAMES = {"serum": (1000, 1900, 1.75), "flask": (1000, 1900, 1.75), "speaker": (1250, 1250, 1.22),
          "skateboard": (800, 2000, 2.1)}  # fmt: skip
"""Widths and heights of the photos in pixels, and how much closer the camera is."""

Array = NDArray[np.float64]
Picture = NDArray[np.float32]


def main() -> int:
    """Writes the photos named on the command line, or all."""
    for name in sys.argv[1:] or THINGS:
        pieces, tilt = THINGS[name]()
        width, height, closer = FRAMES.get(name, FRAME)
        picture = photo(pieces, tilt, width, height, closer)
        Image.fromarray(picture).save(PRODUCTS / f"{name}.jpg", quality=90, optimize=True)
        print(name, flush=True)
    return 0


def photo(pieces: tuple[Piece, ...], tilt: float, width: int, height: int, closer: float) -> NDArray[np.uint8]:
    """The pieces in a light tent, seen from `tilt` degrees above; at 0, before a wall right behind them.

    The picture has `width` by `height` pixels. They are `closer` times as large as if a unit filled its shorter side.
    """
    rng = np.random.default_rng(5)
    ground = Paint(texture=paper((0.74, 0.73, 0.71), rng)[0], tile=2.0)
    behind = sweep(12, 4, -2.4, 7, 1.2) if tilt else sheet(_wall())
    staging = Staging(
        pieces=(Piece(behind, ground), *pieces),
        lamps=(
            Lamp((-2.4, 2.2, 1.8), 1.2, 2.2, 0.95, aim=(0, 0.35, 0)),
            Lamp((2.6, 1.3, 0.8), 0.5, 2.4, 0.4, aim=(0, 0.35, 0)),
            Lamp((0.2, 3.2, -0.4), 2.4, 1.2, 0.3, aim=(0, 0.2, 0)),
        ),
        light=KeyLight(azimuth=45, elevation=45, softness=0.8),
        sky=((0.34, 0.34, 0.35), (0.24, 0.24, 0.25)),
        aperture=0.004,
    )
    variant()  # before anything loads the compiler
    stand = Point(x=0.5, y=0.88 if tilt else 0.5)
    lens = aim((width * 3 // 2, height * 3 // 2), stand, DISTANCE, tilt or 0.001)
    down = (OVERSCAN + stand.y) / (1 + 2 * OVERSCAN) * lens.height
    lens = replace(lens, focal=closer * lens.focal, py=round(down - closer * (down - lens.py)))
    light = np.zeros((lens.height, lens.width, 3), np.float32)
    for seed in range(EXPOSURES):
        light += photograph(staging, lens, 6, seed).light / EXPOSURES
    small = np.asarray(cv2.resize(light, (width, height), interpolation=cv2.INTER_AREA), np.float32)
    return np.asarray(develop(small, 1.0, 0.01) >> 8, np.uint8)


def _wall() -> Array:
    x, y = np.meshgrid(np.linspace(-5, 5, 3), np.linspace(5, -5, 3))
    return np.stack([x, y, np.full_like(x, -0.004)], axis=-1)


def serum() -> tuple[tuple[Piece, ...], float]:
    """A dropper bottle of satin glass with a printed label."""
    glass = Paint(linear("#8a4b2a"), Finish.SATIN, 0.12)
    body = [(0.0, 0.0), (0.17, 0.0), (0.17, 0.46), (0.062, 0.56), (0.062, 0.6)]
    collar = [(0.0, 0.6), (0.082, 0.6), (0.082, 0.7), (0.0, 0.7)]
    bulb = [(0.0, 0.7), (0.058, 0.7), (0.05, 0.8), (0.036, 0.9), (0.0, 0.9)]
    black = Paint(linear("#1b1a19"), Finish.SATIN, 0.22)
    card = _card((900, 1000), "#f1e9dc")
    draw = ImageDraw.Draw(card)
    ink = "#3b2a20"
    _centred(draw, 450, 130, "DEW & HOLLOW", _face("Montserrat_800ExtraBold", 54), ink, 6)
    draw.line([(330, 260), (570, 260)], fill="#b0693c", width=6)
    _centred(draw, 450, 330, "Night", _face("PlayfairDisplay_500Medium", 164), "#b0693c", 0)
    _centred(draw, 450, 530, "Serum", _face("PlayfairDisplay_500Medium", 164), "#b0693c", 0)
    _centred(draw, 450, 790, "squalane & rosehip", _face("Montserrat_500Medium", 48), ink, 2)
    _centred(draw, 450, 880, "30 ml", _face("Inter_600SemiBold", 52), ink, 4)
    return (
        Piece(lathe(rounded(body, 0.03, closed=False, steps=10), 200), glass),
        Piece(lathe(rounded(collar, 0.008, closed=False), 160), brass_like("#c79a63")),
        Piece(lathe(rounded(bulb, 0.03, closed=False, steps=10), 160), black),
        Piece(_around(0.1712, 0.06, 0.40, 62), Paint(texture=_light(card), finish=Finish.SATIN, roughness=0.45)),
    ), 9.0


def speaker() -> tuple[tuple[Piece, ...], float]:
    """A round speaker in knitted cloth, with a metal foot and a glowing ring."""
    rng = np.random.default_rng(2)
    cloth, loops = knit(linear("#2d4a63"), rng, 60)
    body = rounded([(0.0, 0.03), (0.29, 0.03), (0.31, 0.2), (0.29, 0.62), (0.0, 0.62)], 0.06, closed=False, steps=12)
    card = _card((560, 200), "#d9dde0")
    _centred(ImageDraw.Draw(card), 280, 38, "lowtide", _face("Poppins_700Bold", 110), "#22313f", 2)
    top = [(0.0, 0.62), (0.235, 0.62), (0.235, 0.632), (0.0, 0.632)]
    return (
        Piece(drum(0.27, 0.035), brass_like("#b9bcc0")),
        Piece(
            lathe(body, 240),
            Paint(texture=cloth, bump=loops, relief=0.006, finish=Finish.MATT, tile=0.5),
        ),
        Piece(lathe(rounded(top, 0.006, closed=False), 200), Paint(linear("#16202a"), Finish.SATIN, 0.2)),
        Piece(ring(0.2, 0.007).moved(y=0.634), Paint(linear("#ff9a4d"), Finish.GLOW)),
        Piece(_around(0.3135, 0.27, 0.34, 18), Paint(texture=_light(card), finish=Finish.SATIN, roughness=0.3)),
    ), 14.0


def flask() -> tuple[tuple[Piece, ...], float]:
    """A powder-coated bottle with a steel neck and a loop on its lid."""
    coat = Paint(linear("#d9552c"), Finish.SATIN, 0.4)
    body = [(0.0, 0.0), (0.155, 0.0), (0.155, 0.62), (0.1, 0.72), (0.1, 0.75)]
    neck = [(0.0, 0.75), (0.094, 0.75), (0.094, 0.775), (0.0, 0.775)]
    lid = [(0.0, 0.775), (0.112, 0.775), (0.112, 0.86), (0.0, 0.86)]
    turn = np.linspace(0, np.pi, 40)
    loop = np.stack([0.075 * np.cos(turn), 0.855 + 0.09 * np.sin(turn) ** 0.7, np.zeros(40)], axis=1)
    dark = Paint(linear("#23282b"), Finish.SATIN, 0.35)
    card = _card((700, 1000), "#d9552c")
    draw = ImageDraw.Draw(card)
    _peaks(draw, 350, 330, 230, "#fff3e4")
    _centred(draw, 350, 420, "FERNWAY", _face("Oswald_600SemiBold", 150), "#fff3e4", 8)
    _centred(draw, 350, 640, "750 ML", _face("Inter_600SemiBold", 54), "#fff3e4", 8)
    _centred(draw, 350, 725, "COLD FOR A DAY", _face("Inter_600SemiBold", 42), "#fff3e4", 4)
    return (
        Piece(lathe(rounded(body, 0.035, closed=False, steps=10), 200), coat),
        Piece(lathe(rounded(neck, 0.003, closed=False), 160), brass_like("#c9ccce")),
        Piece(lathe(rounded(lid, 0.012, closed=False), 160), dark),
        Piece(tube(loop, 0.016), dark),
        Piece(_around(0.1556, 0.1, 0.6, 64), Paint(texture=_light(card), finish=Finish.SATIN, roughness=0.4)),
    ), 8.0


def notebook() -> tuple[tuple[Piece, ...], float]:
    """A notebook bound in cloth, seen from above, with a ribbon and an elastic band."""
    rng = np.random.default_rng(4)
    cloth, threads = linen(linear("#2f5d50"), rng)
    wide, tall, thick = 0.62, 0.86, 0.05
    outline = rounded([(-wide / 2, -tall / 2), (wide / 2, -tall / 2), (wide / 2, tall / 2), (-wide / 2, tall / 2)],
                      0.025, closed=True)  # fmt: skip
    card = _card((800, 560), "#efe6d2")
    draw = ImageDraw.Draw(card)
    draw.rectangle([24, 24, 776, 536], outline="#2f5d50", width=7)
    _centred(draw, 400, 120, "MARGINALIA", _face("Montserrat_800ExtraBold", 84), "#2f5d50", 8)
    _centred(draw, 400, 270, "dot grid", _face("PlayfairDisplay_500Medium", 110), "#a3492d", 0)
    _centred(draw, 400, 430, "192 pages, lies flat", _face("Inter_400Regular", 48), "#2f5d50", 2)
    x, y = np.meshgrid(np.linspace(-0.17, 0.17, 2), np.linspace(0.2, -0.04, 2))
    label = np.stack([x - 0.03, y, np.full_like(x, thick + 0.0015)], axis=-1)
    ribbon = np.stack(np.broadcast_arrays(
        np.linspace(-0.012, 0.012, 4)[None] - 0.05,
        np.linspace(-tall / 2 + 0.02, -tall / 2 - 0.1, 30)[:, None],
        0.012 + 0.006 * np.sin(np.linspace(0, 5, 30))[:, None],
    ), axis=-1)  # fmt: skip
    return (
        Piece(
            extrude(outline, thick, 0.006),
            Paint(texture=cloth, bump=threads, relief=0.004, finish=Finish.MATT, tile=0.35),
        ),
        Piece(sheet(label, _corners()), Paint(texture=_light(card))),
        Piece(
            block(0.022, tall + 0.006, 0.004, 0.001).moved(x=wide / 2 - 0.075, y=-tall / 2 - 0.003, z=thick + 0.001),
            Paint(linear("#a3492d")),
        ),
        Piece(sheet(ribbon), Paint(linear("#a3492d"), Finish.SATIN, 0.4)),
    ), 0.0


def tee() -> tuple[tuple[Piece, ...], float]:
    """A T-shirt laid flat, with a printed chest and soft folds."""
    rng = np.random.default_rng(8)
    half = [(0.0, -0.455), (0.27, -0.45), (0.272, 0.12), (0.4, -0.02), (0.5, 0.09), (0.34, 0.35), (0.27, 0.4),
            (0.13, 0.45)]  # fmt: skip
    neck = [(0.13 * np.cos(t), 0.45 - 0.085 * np.sin(t)) for t in np.linspace(0.12, np.pi - 0.12, 24)]
    right = half[1:]
    outline = np.array([*right, *neck, *[(-x, y) for x, y in reversed(right)], half[0]])
    side = 900
    grid = np.linspace(-0.55, 0.55, side)
    mask = np.zeros((side, side), np.uint8)
    cv2.fillPoly(mask, [np.round((outline * (1, -1) + 0.55) / 1.1 * (side - 1) * 16).astype(np.int32)], 255, shift=4)
    inside = cv2.GaussianBlur(mask, (0, 0), 3) > 127
    away = cv2.distanceTransform(inside.astype(np.uint8), cv2.DIST_L2, 5) * 1.1 / side
    folds = np.zeros((side, side))
    for _ in range(26):
        # Folds run from the armpits and the hem, each a ridge along a line.
        angle, x, y = rng.uniform(-0.5, 0.5), rng.uniform(-0.3, 0.3), rng.uniform(-0.45, 0.35)
        across = (grid[None] - x) * np.cos(angle) + (-grid[:, None] - y) * np.sin(angle)
        along = -(grid[None] - x) * np.sin(angle) + (-grid[:, None] - y) * np.cos(angle)
        folds += (
            rng.uniform(0.2, 1) * np.exp(-((across / rng.uniform(0.008, 0.03)) ** 2)) * np.exp(-((along / 0.16) ** 2))
        )
    height = 0.028 * (1 - np.exp(-away / 0.018)) + 0.0065 * folds * np.clip(away / 0.05, 0, 1)
    # Sleeves lie beside the body: a groove where they are sewn on, a seam along every hem.
    for sign in (-1, 1):
        seam = np.abs((sign * grid[None] - 0.262) + 0.06 * np.clip((-grid[:, None] - 0.12) / 0.3, 0, 1) ** 2)
        height -= 0.006 * np.exp(-((seam / 0.004) ** 2)) * ((-grid[:, None] > 0.08) & (-grid[:, None] < 0.42))
    height -= 0.003 * np.exp(-(((-grid[:, None] + 0.425) / 0.003) ** 2)) * np.ones((1, side))
    mesh = _masked(grid, height, inside)
    print_on = Image.new("RGB", (1600, 1600), "#27455c")
    draw = ImageDraw.Draw(print_on)
    draw.ellipse([615, 520, 985, 890], fill="#e08a2e")
    for number in range(6):
        draw.rectangle([600, 730 + 30 * number, 1000, 730 + 30 * number + 4 + 3 * number], fill="#27455c")
    _centred(draw, 800, 925, "PLAINSONG", _face("Anton_400Regular", 96), "#f0e6d2", 6)
    _centred(draw, 800, 1050, "organic cotton", _face("Inter_600SemiBold", 40), "#f0e6d2", 2)
    collar = np.array([(0.142 * np.cos(t), 0.455 - 0.1 * np.sin(t)) for t in np.linspace(0.1, np.pi - 0.1, 60)])
    rib = np.c_[collar, np.full(60, 0.02)]
    return (
        Piece(mesh, Paint(texture=_light(print_on))),
        Piece(tube(rib, 0.011), Paint(linear("#1f3a4f"))),
        Piece(_back_of_neck(), Paint(linear("#1a3040"))),
    ), 0.0


def skateboard() -> tuple[tuple[Piece, ...], float]:
    """A skateboard from below: its graphic, its trucks and wheels."""
    long, wide = 1.1, 0.281
    straight, turn = long / 2 - wide / 2, np.linspace(0, np.pi, 60)
    cap = np.stack([wide / 2 * np.cos(turn), wide / 2 * np.sin(turn)], axis=1)
    points = np.concatenate([cap, -cap])
    points[:, 1] += np.repeat((straight, -straight), len(cap))
    normals = np.concatenate([cap, -cap]) / (wide / 2)
    deck = extrude((points, normals), 0.016, 0.004)
    card = Image.new("RGB", (470, 1840), "#f2b632")
    draw = ImageDraw.Draw(card)
    for number in range(7):
        at = 240 + number * 250
        draw.polygon(
            [(0, at), (470, at - 210), (470, at - 100), (0, at + 110)], fill=("#1f2f5c", "#e4572e")[number % 2]
        )
    draw.rectangle([0, 700, 470, 1140], fill="#f2b632")
    word = Image.new("L", (1000, 300), 0)
    _centred(ImageDraw.Draw(word), 500, 20, "KERB", _face("Anton_400Regular", 230), 255, 4)
    turned = word.crop(word.getbbox()).resize((400, 250))
    card.paste(Image.new("RGB", turned.size, "#1f2f5c"), (35, 795), turned)
    face = _filled(points * 0.985, (-wide / 2, wide / 2), (-long / 2, long / 2), 0.0168)
    steel, wheel = brass_like("#b4b6b8"), Paint(linear("#f4efe4"), Finish.SATIN, 0.3)
    pieces = [
        Piece(deck, Paint(linear("#5b3b22"), Finish.SATIN, 0.5)),
        Piece(face, Paint(texture=_light(card), finish=Finish.SATIN, roughness=0.25)),
    ]
    for end in (-1, 1):
        y = end * 0.33
        pieces.append(Piece(block(0.07, 0.1, 0.016, 0.004).moved(y=y - 0.05, z=0.026), steel))
        pieces.append(Piece(block(0.2, 0.03, 0.03, 0.006).moved(y=y - 0.013, z=0.055), steel))
        pieces.append(Piece(capsule(0.007, 0.28).turned(roll=90).moved(y=y, z=0.055), steel))
        pieces += [
            Piece(drum(0.041, 0.046, 0.01).turned(roll=90).moved(x=x * 0.118 + 0.021, y=y, z=0.055), wheel)
            for x in (-1, 1)
        ]
        pieces += [
            Piece(ball(0.006).moved(x=x, y=y + dy, z=0.018), steel) for x in (-0.022, 0.022) for dy in (-0.064, 0.064)
        ]
    return tuple(pieces), 0.0


THINGS: Mapping[str, Callable[[], tuple[tuple[Piece, ...], float]]] = {
    "serum": serum,
    "speaker": speaker,
    "flask": flask,
    "notebook": notebook,
    "tee": tee,
    "skateboard": skateboard,
}


def brass_like(colour: str) -> Paint:
    """Brushed metal of a colour."""
    return Paint(linear(colour), Finish.METAL, 0.2)


def _around(radius: float, foot: float, head: float, half: float) -> Mesh:
    """A label around a cylinder, `half` degrees to both sides of its front."""
    angles = np.radians(np.linspace(-half, half, 90))[None]
    heights = np.linspace(head, foot, 12)[:, None]
    points = np.stack(np.broadcast_arrays(radius * np.sin(angles), heights, radius * np.cos(angles)), axis=-1)
    u, v = np.meshgrid(np.linspace(0, 1, 90), np.linspace(0, 1, 12))
    return sheet(points, np.stack([u, v], axis=-1))


def _corners() -> Array:
    u, v = np.meshgrid((0.0, 1.0), (0.0, 1.0))
    return np.stack([u, v], axis=-1)


def _filled(outline: Array, across: tuple[float, float], down: tuple[float, float], z: float) -> Mesh:
    """A flat, convex shape at depth `z`, its texture laid over the given extent."""
    points = np.vstack([outline.mean(axis=0)[None], outline])
    uv = (points - (across[0], down[1])) / (across[1] - across[0], down[0] - down[1])
    count = len(outline)
    faces = np.stack([np.zeros(count), 1 + np.arange(count), 1 + (np.arange(count) + 1) % count], axis=1)
    return Mesh(np.c_[points, np.full(len(points), z)], np.tile((0.0, 0.0, 1.0), (len(points), 1)), uv,
                faces.astype(np.uint32))  # fmt: skip


def _masked(grid: Array, height: Array, inside: NDArray[np.bool_]) -> Mesh:
    """The part of a height field that is `inside`: x is `grid`, y the same downwards."""
    x, y = np.meshgrid(grid, -grid)
    whole = sheet(np.stack([x, y, height], axis=-1))
    u, v = np.meshgrid(np.linspace(0, 1, len(grid)), np.linspace(0, 1, len(grid)))
    kept = inside.ravel()[whole.faces].all(axis=1)
    return Mesh(whole.points, whole.normals, np.stack([u, v], axis=-1).reshape(-1, 2), whole.faces[kept])


def _back_of_neck() -> Mesh:
    x, t = np.meshgrid(np.linspace(-0.135, 0.135, 30), np.linspace(0, 1, 12))
    top, bottom = 0.452 - 0.02 * (1 - (x / 0.135) ** 2), 0.452 - 0.1 * np.sqrt(np.maximum(0, 1 - (x / 0.137) ** 2))
    return sheet(np.stack([x, top + t * (bottom - top), np.full_like(x, 0.003)], axis=-1))


def _card(size: tuple[int, int], colour: str) -> Image.Image:
    return Image.new("RGB", size, colour)


def _light(card: Image.Image) -> Picture:
    """The linear light of a printed card."""
    print_ = np.asarray(card, np.float32) / 255
    return np.asarray(np.where(print_ <= 0.04045, print_ / 12.92, ((print_ + 0.055) / 1.055) ** 2.4), np.float32)


def _face(stem: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(asset("fonts", f"{stem}.ttf"), size)


def _centred(
    draw: ImageDraw.ImageDraw,
    x: float,
    top: float,
    words: str,
    font: ImageFont.FreeTypeFont,
    ink: str | int,
    gap: float,
) -> None:
    at = x - (sum(font.getlength(letter) for letter in words) + gap * (len(words) - 1)) / 2
    for letter in words:
        draw.text((at, top), letter, font=font, fill=ink)
        at += font.getlength(letter) + gap


def _peaks(draw: ImageDraw.ImageDraw, x: float, foot: float, size: float, ink: str) -> None:
    for shift, tall in ((-0.45, 0.62), (0.4, 0.72), (0.0, 1.0)):
        middle, half = x + shift * size, 0.55 * size * tall
        draw.polygon(
            [(middle - half, foot), (middle, foot - tall * size), (middle + half, foot)], outline=ink, width=14
        )


if __name__ == "__main__":
    raise SystemExit(main())
