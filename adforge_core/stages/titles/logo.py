"""The brand's logo on any background: as it is, in the card's ink, or on a panel."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.ink import Colour, luminance, worst_contrast
from adforge_core.media.shapes import Bar
from adforge_core.stages.titles.words import Edges, Titles

_ALIKE = 16.0  # CIE Lab, 1976 difference: a logo whose colours differ less has one colour
_MARK = 3.0  # the contrast WCAG 2.2 requires for graphics (1.4.11)
_ENOUGH = 0.7  # the share of a coloured logo that must reach it; the rest may be gradations
_WHOLE = 0.95  # the share of its rectangle that a logo with its own ground covers
_UNSEEN = 8  # an opacity, of 255
_ONE_GROUND = 24  # the variation, of 255, of a uniform ground in a JPEG
_BREATH = 0.3
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
        """Returns the logo over the pixels `paper`, (n, 3): in `ink` if its only colour lacks contrast there."""
        if self.colour is None or worst_contrast(self.colour, paper) >= _MARK:
            return self
        pixels = self.pixels.copy()
        pixels[..., :3] = ink
        return replace(self, pixels=pixels, colour=ink)

    def panel(self, inks: list[Colour], paper: NDArray[np.uint8], titles: Titles) -> tuple[Bar, Colour] | None:
        """Returns the panel a logo of several colours needs over `paper`, and its colour; None if it needs none."""
        if self.colour is not None or _is_plate(self.pixels):
            return None
        bright = luminance(paper)
        ends = [float(end) for end in np.percentile(bright, (5, 95))]
        if self._legible(*ends) >= _ENOUGH:
            return None
        tones = sorted(inks, key=lambda tone: self._legible(*[float(luminance(np.array(tone, np.uint8)))] * 2))
        (high, wide), pad = self.pixels.shape[:2], 0.16 * self.pixels.shape[0]
        edges = (self.x - pad, self.y - pad, self.x + wide + pad, self.y + high + pad)
        return Bar(*edges, radius=titles.design.panel_radius * titles.scale), tones[-1]

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
    """Removes the margin of the RGBA `logo`, which would make it appear small.

    A logo with its own ground keeps a little of that around it; all of it if the corners differ.
    """
    pixels = logo.astype(np.int16)
    if not _is_plate(logo):
        return _around(pixels[..., 3] > _UNSEEN, logo, 0.0)
    corners = pixels[[0, 0, -1, -1], [0, -1, 0, -1], :3]
    if np.ptp(corners, axis=0).max() > _ONE_GROUND:
        return logo
    return _around(np.abs(pixels[..., :3] - corners[0]).max(axis=-1) > _ONE_GROUND, logo, _BREATH)


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
