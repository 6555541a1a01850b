"""Surfaces drawn from dice: plaster, terrazzo, travertine, wood, paper. All of them tile."""

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


def _tinted(colour: Colour, shade: Picture) -> Picture:
    """`colour` times `shade`; a very dark colour is varied by lifting, or nothing would show."""
    lift = 0.02 * (shade - 1) if luma(colour) < 0.05 else 0 * shade
    return np.asarray(np.clip(np.array(colour) * shade[..., None] + lift[..., None], 0.004, 0.9), np.float32)
