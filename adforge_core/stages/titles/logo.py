"""The brand's logo on whatever is behind it: as it is, knocked out in the card's ink, or on a panel."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.ink import Colour, luminance, worst_contrast
from adforge_core.media.shapes import Bar
from adforge_core.stages.titles.words import Edges, Titles

_ALIKE = 16.0  # CIE Lab, 1976 difference: a logo whose colours differ less is of one colour
_MARK = 3.0  # the contrast WCAG 2.2 asks of graphics (1.4.11)
_ENOUGH = 0.7  # the share of a coloured logo that must reach it: the rest may be its fine gradations
_WHOLE = 0.95  # the share of its rectangle that a logo with a ground of its own covers
_UNSEEN = 8  # an opacity, of 255
_ONE_GROUND = 24  # steps of 255 that a ground of one colour varies by, in a JPEG
_BREATH = 0.3
_SPECKS = 4_000  # of a logo's pixels are looked at


@dataclass(frozen=True, eq=False)
class Logo:
    """A logo at its size in the frame, RGBA (height, width, 4), and its only colour if it has but one."""

    pixels: NDArray[np.uint8]
    x: int
    y: int
    colour: Colour | None

    @classmethod
    def of(cls, picture: NDArray[np.uint8], edges: Edges) -> "Logo":
        """The straight-alpha RGBA `picture` at its `edges`."""
        left, top, right, bottom = edges
        size = (max(1, round(right - left)), max(1, round(bottom - top)))
        # Weighted by opacity while it shrinks: what colour a transparent pixel has must not bleed into its neighbours.
        alpha = picture[..., 3:].astype(np.float32) / 255
        weighted = np.concatenate([picture[..., :3] * alpha, alpha * 255], axis=-1)
        small = cv2.resize(weighted, size, interpolation=cv2.INTER_AREA)
        colours = small[..., :3] / np.maximum(small[..., 3:] / 255, 1e-3)
        pixels = np.rint(np.clip(np.concatenate([colours, small[..., 3:]], axis=-1), 0, 255)).astype(np.uint8)
        # In one that brings its own ground the letters may be a few pixels of a hundred.
        colour = None if _is_plate(picture) else _only_colour(picture)
        return cls(pixels, round(left), round(top), colour)

    def shown(self, ink: Colour, paper: NDArray[np.uint8]) -> "Logo":
        """The logo over the pixels `paper` (n, 3): knocked out in `ink` if its only colour does not stand out there."""
        if self.colour is None or worst_contrast(self.colour, paper) >= _MARK:
            return self
        pixels = self.pixels.copy()
        pixels[..., :3] = ink
        return replace(self, pixels=pixels, colour=ink)

    def panel(self, inks: list[Colour], paper: NDArray[np.uint8], titles: Titles) -> tuple[Bar, Colour] | None:
        """The panel that a logo of several colours needs over `paper`, and its colour; None where it needs none."""
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
        """The share of the logo that stands out from a paper of those luminances."""
        marks = luminance(_specks(self.pixels))
        if not len(marks):
            return 1.0
        ratios = [
            (np.maximum(marks, paper) + 0.05) / (np.minimum(marks, paper) + 0.05) for paper in (darkest, lightest)
        ]
        return float((np.minimum(*ratios) >= _MARK).mean())


def trimmed(logo: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The RGBA `logo` without the margin it was exported with: that is no part of it and would make it small.

    Of one with a ground of its own, a little of that stays around it; where its corners differ, all of it.
    """
    pixels = logo.astype(np.int16)
    if not _is_plate(logo):
        return _around(pixels[..., 3] > _UNSEEN, logo, 0.0)
    corners = pixels[[0, 0, -1, -1], [0, -1, 0, -1], :3]
    if np.ptp(corners, axis=0).max() > _ONE_GROUND:
        return logo
    return _around(np.abs(pixels[..., :3] - corners[0]).max(axis=-1) > _ONE_GROUND, logo, _BREATH)


def _around(marks: NDArray[np.bool_], logo: NDArray[np.uint8], breath: float) -> NDArray[np.uint8]:
    """The part of the logo around its `marks`, and `breath` of their shorter side beyond; all of it without any."""
    left, top, width, height = cv2.boundingRect(marks.astype(np.uint8))
    if not width:
        return logo
    beyond = round(breath * min(width, height))
    return logo[max(0, top - beyond) : top + height + beyond, max(0, left - beyond) : left + width + beyond]


def _is_plate(picture: NDArray[np.uint8]) -> bool:
    """Whether a logo fills its rectangle, as a JPEG does: it is shown as it is and needs nothing behind it."""
    return bool((picture[..., 3] > 127).mean() > _WHOLE)


def _only_colour(picture: NDArray[np.uint8]) -> Colour | None:
    """The colour of a logo of one colour; None for any other."""
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
    """Colours (n, 3) of the picture's opaque pixels, evenly taken."""
    opaque = picture[picture[..., 3] > 200][:, :3]
    return opaque[:: max(1, len(opaque) // _SPECKS)]
