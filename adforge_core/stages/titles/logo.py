"""The brand's logo on any background: as it is, or in the card's ink, without a box around it."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.ink import Colour, luminance, worst_contrast
from adforge_core.stages.titles.words import Edges

_ALIKE = 16.0  # CIE Lab, 1976 difference: a logo whose colours differ less has one colour
_MARK = 3.0  # the contrast WCAG 2.2 requires for graphics (1.4.11)
_ENOUGH = 0.7  # the share of a coloured logo that must reach it; the rest may be gradations
_WHOLE = 0.95  # the share of its rectangle that a logo with its own ground covers
_UNSEEN = 8  # an opacity, of 255
_ONE_GROUND = 24  # the variation, of 255, of a uniform ground in a JPEG
_BREATH = 0.3
_MOST_MARKS = 0.75  # the share of a logo on paper that its marks cover at most
_TWO_TONES = 0.2  # the difference, of 1, from which a logo has a light and a dark tone
_INSIDE = 0.8  # the share of the outline of marks inside a larger one that is not next to the picture
_SPECKS = 4_000  # pixels of a logo that are sampled


@dataclass(frozen=True, eq=False)
class Logo:
    """A logo at its size in the frame, RGBA (height, width, 4), and its colour if it has only one."""

    pixels: NDArray[np.uint8]
    x: int
    y: int
    colour: Colour | None

    @classmethod
    def of(cls, picture: NDArray[np.uint8], edges: Edges) -> "Logo":
        """Scales the straight-alpha RGBA `picture` to its `edges`."""
        left, top, right, bottom = edges
        size = (max(1, round(right - left)), max(1, round(bottom - top)))
        # Premultiplied while it is scaled: colours of transparent pixels must not bleed into others.
        alpha = picture[..., 3:].astype(np.float32) / 255
        weighted = np.concatenate([picture[..., :3] * alpha, alpha * 255], axis=-1)
        small = cv2.resize(weighted, size, interpolation=cv2.INTER_AREA)
        colours = small[..., :3] / np.maximum(small[..., 3:] / 255, 1e-3)
        pixels = np.rint(np.clip(np.concatenate([colours, small[..., 3:]], axis=-1), 0, 255)).astype(np.uint8)
        # In a logo with its own ground, the letters may be a few percent of the pixels.
        colour = None if _is_plate(picture) else _only_colour(picture)
        return cls(pixels, round(left), round(top), colour)

    def shown(self, ink: Colour, paper: NDArray[np.uint8]) -> "Logo":
        """Returns the logo over the pixels `paper`, (n, 3): in `ink` if its own colours lack contrast there."""
        if self._reads(paper):
            return self
        pixels = self.pixels.copy()
        if self.colour is None:
            pixels[..., 3] = _in_one_ink(pixels)
        pixels[..., :3] = ink
        return replace(self, pixels=pixels, colour=ink)

    def _reads(self, paper: NDArray[np.uint8]) -> bool:
        if self.colour is not None:
            return worst_contrast(self.colour, paper) >= _MARK
        if _is_plate(self.pixels):
            return True
        darkest, lightest = (float(end) for end in np.percentile(luminance(paper), (5, 95)))
        return self._legible(darkest, lightest) >= _ENOUGH

    def _legible(self, darkest: float, lightest: float) -> float:
        """Returns the share of the logo with enough contrast to a background of these luminances."""
        marks = luminance(_specks(self.pixels))
        if not len(marks):
            return 1.0
        ratios = [
            (np.maximum(marks, paper) + 0.05) / (np.minimum(marks, paper) + 0.05) for paper in (darkest, lightest)
        ]
        return float((np.minimum(*ratios) >= _MARK).mean())


def trimmed(logo: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Removes the margin of the RGBA `logo`, which would make it appear small, and the paper it was saved on.

    A ground with a colour is part of the logo: a little of it is kept around the marks; all if the corners differ.
    """
    pixels = logo.astype(np.int16)
    if not _is_plate(logo):
        return _around(pixels[..., 3] > _UNSEEN, logo, 0.0)
    corners = pixels[[0, 0, -1, -1], [0, -1, 0, -1], :3]
    if np.ptp(corners, axis=0).max() > _ONE_GROUND:
        return logo
    marks = np.abs(pixels[..., :3] - corners[0]).max(axis=-1) > _ONE_GROUND
    if np.ptp(corners[0]) <= _ONE_GROUND and marks.any() and marks.mean() < _MOST_MARKS:
        return _around(marks, _off_paper(logo, corners[0]), 0.0)
    return _around(marks, logo, _BREATH)


def _off_paper(logo: NDArray[np.uint8], paper: NDArray[np.int16]) -> NDArray[np.uint8]:
    """Returns the logo without its `paper`: the softer the edge of a mark, the less opaque it is."""
    away = logo[..., :3].astype(np.float32) - paper
    far = np.abs(away).max(axis=-1)
    # A mark is as far from the paper as its middle, which is near its edges.
    reach = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7))
    middle = np.maximum(np.asarray(cv2.dilate(far, reach)), 2 * _ONE_GROUND)
    opacity = np.clip((far - _ONE_GROUND / 4) / (middle - _ONE_GROUND / 2), 0, 1)
    colours = np.clip(paper + away / np.maximum(opacity, 0.05)[..., None], 0, 255)
    return np.asarray(np.rint(np.dstack([colours, 255 * opacity])), np.uint8)


def _in_one_ink(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Returns the opacity of a logo of several colours in one ink: what lies inside a larger mark is left open."""
    opacity, bright = picture[..., 3], np.asarray(luminance(picture[..., :3]), np.float32) ** (1 / 2.2)
    solid = opacity > 200
    if not solid.any():
        return opacity
    dark, light = (float(end) for end in np.percentile(bright[solid], (4, 96)))
    lighter = bright > (dark + light) / 2
    if light - dark < _TWO_TONES:
        return opacity
    larger_is_lighter = bool(lighter[solid].mean() > 0.5)
    smaller = (solid & (lighter != larger_is_lighter)).astype(np.uint8)
    # Marks side by side are a silhouette: only a mark with the other tone all around it is drawn inside it.
    around = cv2.dilate(smaller, np.ones((3, 3), np.uint8)) > smaller
    if (opacity[around] > 127).mean() < _INSIDE:
        return opacity
    share = (bright - dark) / (light - dark)
    return np.asarray(np.rint(opacity * np.clip(share if larger_is_lighter else 1 - share, 0, 1)), np.uint8)


def _around(marks: NDArray[np.bool_], logo: NDArray[np.uint8], breath: float) -> NDArray[np.uint8]:
    """Crops the logo to its `marks` and a margin of `breath` times their shorter side; not at all without marks."""
    left, top, width, height = cv2.boundingRect(marks.astype(np.uint8))
    if not width:
        return logo
    beyond = round(breath * min(width, height))
    return logo[max(0, top - beyond) : top + height + beyond, max(0, left - beyond) : left + width + beyond]


def _is_plate(picture: NDArray[np.uint8]) -> bool:
    """Whether a logo fills its rectangle, as a JPEG does. It is shown as it is and needs no panel."""
    return bool((picture[..., 3] > 127).mean() > _WHOLE)


def _only_colour(picture: NDArray[np.uint8]) -> Colour | None:
    """Returns the colour of a logo with one colour; None for any other."""
    opaque = _specks(picture)
    if not len(opaque):
        return None
    lab = cv2.cvtColor(opaque[None].astype(np.float32) / 255, cv2.COLOR_RGB2Lab)[0]
    middle = np.median(lab, axis=0)
    if np.percentile(np.linalg.norm(lab - middle, axis=1), 96) > _ALIKE:
        return None
    red, green, blue = (int(part) for part in np.median(opaque, axis=0))
    return red, green, blue


def _specks(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Returns evenly sampled colours, (n, 3), of the picture's opaque pixels."""
    opaque = picture[picture[..., 3] > 200][:, :3]
    return opaque[:: max(1, len(opaque) // _SPECKS)]
