"""The brightness and the main colours of a picture."""

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.model.value import HexColour, hex_colour

_ALIKE = 18.0
"""Colours closer than this in CIE Lab (1976 difference) count as one."""


def brightness(pixels: NDArray[np.uint8]) -> float:
    """Returns the mean luma of RGB `pixels`, (n, 3) with n at least 1: 0 black to 1 white (ITU-R BT.709 weights)."""
    # Not a dot product: the order of BLAS's sums depends on the processor, and white would not be 1 everywhere.
    return float((pixels.mean(axis=0) / 255 * (0.2126, 0.7152, 0.0722)).sum())


def dominant_colours(pixels: NDArray[np.uint8], most: int = 5, seed: int = 0) -> tuple[HexColour, ...]:
    """Returns up to `most` main colours of RGB `pixels`, (n, 3) with n at least 1, the largest area first.

    K-means in CIE Lab over a sample. Similar clusters are merged; those under 2 % of the area are left out.
    """
    random = np.random.default_rng(seed)
    sample = pixels[random.choice(len(pixels), 10_000, replace=False)] if len(pixels) > 10_000 else pixels
    if len(sample) == 1:
        sample = np.repeat(sample, 2, axis=0)  # OpenCV would take a single row for a column of numbers
    lab = cv2.cvtColor(sample[None].astype(np.float32) / 255, cv2.COLOR_RGB2Lab)[0]
    groups = min(most + 5, len(np.unique(lab, axis=0)))
    cv2.setRNGSeed(int(random.integers(2**31)))
    # A single start may give a poor result. The best of several is stable for nearly equal pictures.
    until = (cv2.TERM_CRITERIA_MAX_ITER, 20, 0.0)
    _, labels, centres = cv2.kmeans(lab, groups, np.empty(0), until, 6, cv2.KMEANS_PP_CENTERS)
    nearest = labels.ravel()
    areas = np.bincount(nearest, minlength=groups).astype(np.float64)
    found: list[tuple[float, NDArray[np.float64]]] = []
    for index in np.argsort(-areas, kind="stable"):
        area, centre = areas[index], centres[index]
        twin = next((i for i, (_, other) in enumerate(found) if np.linalg.norm(other - centre) < _ALIKE), None)
        if twin is None:
            found.append((area, centre))
        elif area:
            other_area, other = found[twin]
            found[twin] = (area + other_area, (area * centre + other_area * other) / (area + other_area))
    found = [entry for entry in found if entry[0] >= 0.02 * len(lab)][:most] or found[:1]
    found.sort(key=lambda entry: -entry[0])
    lab_colours = np.array([[centre for _, centre in found]], np.float32)
    rgb = cv2.cvtColor(lab_colours, cv2.COLOR_Lab2RGB)[0] * 255
    return tuple(hex_colour(*map(float, colour)) for colour in rgb)
