"""Surfaces drawn from dice: plaster, stone, wood, cloth, sand, a wet road; and lights out of focus. Surfaces tile."""

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.providers.local.sets.staging import Colour, luma

Picture = NDArray[np.float32]

SIDE = 768


def clouds(rng: np.random.Generator, roughness: float = 1.0, stretch: float = 1.0, side: int = SIDE) -> Picture:
    """Tiling fractal noise (side, side), 0 to 1, its power falling as 1 / frequency ** (1 + roughness).

    `stretch` above 1 draws it out along x.
    """
    fy, fx = (frequencies(side).astype(np.float32) for frequencies in (np.fft.fftfreq, np.fft.rfftfreq))
    size = np.hypot(fx[None] * np.float32(stretch), fy[:, None])
    size[0, 0] = 1
    spectrum = np.fft.rfft2(rng.standard_normal((side, side)).astype(np.float32)) / size ** np.float32(1 + roughness)
    spectrum[0, 0] = 0
    field = np.fft.irfft2(spectrum, (side, side))
    field = (field - field.mean()) / field.std()
    return np.asarray(np.clip(0.5 + field / 6, 0, 1), np.float32)


def plaster(colour: Colour, rng: np.random.Generator, strength: float = 0.1) -> tuple[Picture, Picture]:
    """Hand-trowelled plaster: soft mottling and a shallow relief."""
    broad, fine = clouds(rng, 1.1), clouds(rng, 0.35)
    shade = 1 + strength * (2 * broad - 1) * 1.6 + 0.25 * strength * (2 * fine - 1)
    # A relief finer than the picture's pixels would be noise, which the denoiser cleans away in some places only.
    return _tinted(colour, shade), clouds(rng, 1.5, 2.0)


def terrazzo(ground: Colour, chips: tuple[Colour, ...], rng: np.random.Generator) -> Picture:
    """Polished chips of several stones in cement."""
    picture = plaster(ground, rng, 0.05)[0]
    scale = 1
    for _ in range(900):
        size = float(rng.gamma(2.2, 3.4)) + 2
        centre = rng.uniform(0, SIDE, 2)
        count = int(rng.integers(5, 8))
        angles = np.sort(rng.uniform(0, 2 * np.pi, count))
        reach = size * rng.uniform(0.6, 1.25, count)
        corners = np.stack([np.cos(angles), np.sin(angles)], axis=1) * reach[:, None]
        shade = np.array(chips[int(rng.integers(len(chips)))]) * rng.uniform(0.8, 1.15)
        for dx in (-SIDE, 0, SIDE):
            for dy in (-SIDE, 0, SIDE):
                place = centre + np.array((dx, dy))
                if np.all(place > -30) and np.all(place < SIDE + 30):
                    polygon = np.rint((place + corners) * scale * 16).astype(np.int32)
                    cv2.fillPoly(picture, [polygon], shade.tolist(), cv2.LINE_AA, 4)
    return cv2.GaussianBlur(picture, (0, 0), 0.7).astype(np.float32)


def travertine(colour: Colour, rng: np.random.Generator, worn: float = 1.0) -> tuple[Picture, Picture]:
    """Banded stone with small pores along its beds, the fewer the less `worn`."""
    bands, wisps, pores = clouds(rng, 0.9, 14), clouds(rng, 0.6, 5), clouds(rng, 0.25, 5)
    pits = np.clip((pores - 0.72) * 9, 0, 1) * np.clip((clouds(rng, 1.0, 3) - 0.45) * 5, 0, 1)
    pits *= worn
    shade = 1 + 0.36 * (bands - 0.5) + 0.16 * (wisps - 0.5)
    return _tinted(colour, shade * (1 - 0.45 * pits)), 1 - pits


def marble(colour: Colour, vein: Colour, rng: np.random.Generator) -> Picture:
    """Polished marble: veins where a warped field crosses its middle."""
    field, turbulence = clouds(rng, 1.25), clouds(rng, 0.8)
    lines = np.exp(-((field + 0.16 * turbulence - 0.58) ** 2) / 0.00035) * clouds(rng, 1.2) * 1.3
    soft = np.exp(-((field - 0.42 + 0.1 * turbulence) ** 2) / 0.004) * 0.28
    share = np.clip(lines + soft, 0, 0.85)[..., None]
    return np.asarray(_tinted(colour, 1 + 0.08 * (turbulence - 0.5)) * (1 - share) + np.array(vein) * share, np.float32)


def wood(colour: Colour, rng: np.random.Generator, planks: int = 5) -> tuple[Picture, Picture]:
    """Oiled planks, the grain along x, and the relief of their pores and joints."""
    rows = np.arange(SIDE)
    shade = np.ones((SIDE, SIDE), np.float32)
    relief = np.ones((SIDE, SIDE), np.float32)
    figure, fibre, drift = clouds(rng, 1.1, 9), clouds(rng, 0.15, 40), clouds(rng, 1.3, 3)
    rings = 0.5 + 0.5 * np.sin(2 * np.pi * (7 * figure + 3 * drift))
    shade += 0.17 * (rings - 0.5) + 0.34 * (fibre - 0.5) + 0.3 * (drift - 0.5)
    for plank in range(planks):
        start, end = plank * SIDE // planks, (plank + 1) * SIDE // planks
        shift = int(rng.integers(SIDE))
        shade[start:end] = np.roll(shade[start:end], shift, axis=1) * rng.uniform(0.86, 1.1)
        gap = np.minimum(np.abs(rows - start), np.abs(rows - end))
        joint = np.exp(-(gap[start:end, None] ** 2) / 2.6)
        shade[start:end] *= 1 - 0.62 * joint
        relief[start:end] -= joint
    warmth = np.clip(shade, 0.2, 1.6)[..., None] ** np.array([0.9, 1.05, 1.25])
    return np.asarray(np.array(colour) * warmth, np.float32), np.clip(relief - 0.25 * (1 - fibre), 0, 1)


def paper(colour: Colour, rng: np.random.Generator) -> tuple[Picture, Picture]:
    """Heavy uncoated paper: a faint tooth."""
    tooth = clouds(rng, -0.1)
    return _tinted(colour, 1 + 0.05 * (2 * tooth - 1)), tooth


def speckled(colour: Colour, rng: np.random.Generator, share: float = 0.0025) -> Picture:
    """Stoneware: sparse dark specks."""
    specks = (rng.random((SIDE, SIDE)) < share).astype(np.float32)
    specks = np.clip(cv2.GaussianBlur(specks, (0, 0), 1.1) * 5, 0, 1)
    return _tinted(colour, (1 + 0.05 * (clouds(rng, 0.8) - 0.5)) * (1 - 0.55 * specks))


def linen(colour: Colour, rng: np.random.Generator, threads: int = 96) -> tuple[Picture, Picture]:
    """Plain-woven cloth: uneven threads over and under each other, `threads` of them to a tile."""
    place = np.arange(SIDE) / SIDE * threads
    drift = clouds(rng, 1.0, side=SIDE) - 0.5
    warp = np.sin(np.pi * (place[None] + 0.6 * drift)) ** 2
    weft = np.sin(np.pi * (place[:, None] + 0.6 * drift.T)) ** 2
    over = 0.5 + 0.5 * np.sin(np.pi * (place[None] + 0.5)) * np.sin(np.pi * (place[:, None] + 0.5))
    raised = over * warp + (1 - over) * weft
    slubs = 0.6 * (clouds(rng, 0.2, 30) - 0.5) + 0.6 * (clouds(rng, 0.2, 30).T - 0.5)
    shade = 0.94 + 0.06 * raised + 0.5 * slubs + 0.16 * (clouds(rng, 1.1) - 0.5)
    return _tinted(colour, shade.astype(np.float32)), raised.astype(np.float32)


def terry(colour: Colour, rng: np.random.Generator) -> tuple[Picture, Picture]:
    """Towelling, or felt: short soft loops."""
    loops = _smooth(rng.random((SIDE, SIDE)).astype(np.float32), 2.2)
    loops = np.clip(0.5 + (loops - loops.mean()) / (5 * loops.std()), 0, 1).astype(np.float32)
    return _tinted(colour, 0.9 + 0.2 * loops), loops


def knit(colour: Colour, rng: np.random.Generator, rows: int = 40) -> tuple[Picture, Picture]:
    """Stocking stitch: columns of small Vs."""
    x, y = np.meshgrid(np.arange(SIDE) / SIDE * rows, np.arange(SIDE) / SIDE * rows)
    across = np.abs(x % 1 - 0.5) * 2
    stitch = 0.5 + 0.5 * np.cos(2 * np.pi * (y - 0.55 * across))
    raised = np.clip(0.25 + 0.75 * stitch * np.sin(np.pi * np.clip(across, 0.05, 0.95)) ** 0.6, 0, 1)
    shade = 0.78 + 0.26 * raised + 0.2 * (clouds(rng, 0.8) - 0.5)
    return _tinted(colour, shade.astype(np.float32)), raised.astype(np.float32)


def grains(colour: Colour, rng: np.random.Generator, strength: float = 0.3) -> tuple[Picture, Picture]:
    """Sand or gravel: grains of slightly different stone."""
    fine = clouds(rng, -0.5)
    shade = 1 + strength * (fine - 0.5) * 2 + 0.2 * (clouds(rng, 1.0) - 0.5)
    specks = rng.random((SIDE, SIDE)) < 0.012
    shade = np.where(specks, shade * rng.uniform(0.5, 1.35, (SIDE, SIDE)), shade)
    shade = _smooth(shade.astype(np.float32), 0.6)
    return _tinted(colour, np.asarray(shade, np.float32)), fine


def asphalt(rng: np.random.Generator, wet: float = 0.5) -> tuple[Picture, Picture, Picture]:
    """A wet road: its colour, its relief, and where water stands on it, on about a share `wet`."""
    stones = _smooth(rng.random((SIDE, SIDE)).astype(np.float32), 1.5)
    stones = np.clip(0.5 + (stones - stones.mean()) / (4.5 * stones.std()), 0, 1)
    broad = clouds(rng, 1.25)
    level = float(np.quantile(broad, wet))
    water = np.clip((level - broad) * 26 + 0.5, 0, 1)
    water = np.clip(water - 0.25 * np.clip(stones - 0.62, 0, 1) * 8 * (water < 0.98), 0, 1)
    shade = 0.55 + 0.9 * stones + 0.5 * (clouds(rng, 0.9) - 0.5)
    return (
        _tinted((0.058, 0.06, 0.065), (shade * (1 - 0.45 * water)).astype(np.float32)),
        (stones * (1 - water) + 0.5 * water).astype(np.float32),
        water.astype(np.float32),
    )


def bokeh(
    ground: Picture, lights: tuple[tuple[float, float, float, Colour], ...], blades: int = 0, softness: float = 1.2
) -> Picture:
    """`ground` with lights out of focus on it, each (x, y, radius, colour) in pixels: discs, brighter at the rim."""
    picture = ground.astype(np.float32).copy()
    height, width = picture.shape[:2]
    for x, y, radius, colour in lights:
        left, top = max(0, int(x - radius - 4)), max(0, int(y - radius - 4))
        right, bottom = min(width, int(x + radius + 5)), min(height, int(y + radius + 5))
        if left >= right or top >= bottom:
            continue
        dx, dy = np.meshgrid(np.arange(left, right) - x, np.arange(top, bottom) - y)
        away = np.hypot(dx, dy)
        if blades:
            turn = 2 * np.pi / blades
            away = away * np.cos((np.arctan2(dy, dx) % turn) - turn / 2) / np.cos(turn / 2 * 0.55)
        disc = np.clip((radius - away) / softness + 0.5, 0, 1) * (0.72 + 0.4 * np.clip(away / radius, 0, 1) ** 4)
        picture[top:bottom, left:right] += (disc[..., None] * np.array(colour)).astype(np.float32)
    return picture


def _smooth(field: Picture, reach: float) -> Picture:
    """`field` blurred, its edges meeting."""
    margin = round(4 * reach)
    blurred = cv2.GaussianBlur(np.pad(field, margin, mode="wrap"), (0, 0), reach)
    return np.asarray(blurred[margin:-margin, margin:-margin], np.float32)


def _tinted(colour: Colour, shade: Picture) -> Picture:
    """`colour` times `shade`; a very dark colour is varied by lifting, or nothing would show."""
    lift = 0.02 * (shade - 1) if luma(colour) < 0.05 else 0 * shade
    return np.asarray(np.clip(np.array(colour) * shade[..., None] + lift[..., None], 0.004, 0.9), np.float32)
