"""The craft of a finished film, as far as its file tells: cuts, movement, onsets in the sound, the brand's colours."""

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.errors import BadVideo, StageFailed
from adforge_core.media.audio import decode
from adforge_core.media.cuts import CutFinder
from adforge_core.media.frames import Frame, rgb_from_yuv
from adforge_core.media.onsets import RATE, onsets
from adforge_core.media.screening import screen
from adforge_core.model.value import HexColour, Value, rgb, seconds

STILL = 0.35
"""The mean absolute change from one picture to the next, in levels of 255, under which a viewer sees none."""

NEAR, NEARER = 10.0, 5.0
"""CIEDE2000: colours this near to the brand's are recognised as it, and taken for it."""

_CHROMATIC = 15.0
"""The CIE Lab chroma from which a colour is no grey."""

_LIMITED = 255 / 219
"""Levels of a full range per level of luma."""

_EVERY = 5
"""Colours are counted in every fifth picture, at every fourth pixel across and down."""


class FilmFacts(Value):
    """What was measured of a film, `frames` long, with no knowledge of how it was made.

    `cuts` are the frames on which another shot begins; of a gradual transition, its middle. `still_share` is the share
    of frames that hardly differ from the one before, `longest_still_s` the longest run of them, which begins at
    `longest_still_from_s`. `onsets` are the seconds at which something begins to sound; None if there is no sound.
    `brand_share` is the share of all pixels within a CIEDE2000 of 10 of one of the brand's colours, `brand_share_close`
    within 5; None if there was no colour to look for.
    """

    frames: int
    cuts: tuple[int, ...]
    still_share: float
    longest_still_s: float
    longest_still_from_s: float
    onsets: tuple[float, ...] | None = None
    brand_share: float | None = None
    brand_share_close: float | None = None


class FilmMeter:
    """Measures a film while it is decoded: `see` takes its small pictures one after another, `facts` what came of it.

    `colours` are those to look for; greys among them are left out.
    """

    def __init__(self, colours: Sequence[HexColour] = ()) -> None:
        self._wanted = chromatic(colours)
        self._finder = CutFinder()
        self._changes: list[float] = []
        self._last: NDArray[np.uint8] | None = None
        self._colours: list[NDArray[np.uint32]] = []

    def see(self, frame: Frame) -> None:
        """Measures the next picture, as `screen` shows it."""
        luma = frame.y.copy()
        change = 0.0
        if self._last is not None:
            change = cv2.norm(luma, self._last, cv2.NORM_L1) / luma.size * _LIMITED
        if self._wanted and len(self._changes) % _EVERY == 0:
            # Half of the 8 bits' last one is noise, and half the colours are quicker to compare.
            y, u, v = (plane.astype(np.uint32) >> 1 for plane in (luma[::4, ::4], frame.u[::2, ::2], frame.v[::2, ::2]))
            rows, columns = (min(plane.shape[axis] for plane in (y, u, v)) for axis in (0, 1))
            y, u, v = (plane[:rows, :columns] for plane in (y, u, v))
            self._colours.append(np.asarray(y << 14 | u << 7 | v, np.uint32).ravel())
        self._changes.append(change)
        self._finder.see(luma, change)
        self._last = luma

    def facts(self, heard: tuple[float, ...] | None = None) -> FilmFacts:
        """Returns what was measured. `heard` are the onsets of the film's sound."""
        still = [change < STILL for change in self._changes[1:]]
        first, longest = _longest(still)
        near, nearer = self._brand_shares()
        return FilmFacts(
            frames=len(self._changes),
            cuts=self._finder.cuts(),
            still_share=round(sum(still) / max(1, len(still)), 4),
            longest_still_s=round(seconds(longest), 3),
            longest_still_from_s=round(seconds(first), 3),
            onsets=heard,
            brand_share=near,
            brand_share_close=nearer,
        )

    def _brand_shares(self) -> tuple[float | None, float | None]:
        if not self._wanted or not self._colours:
            return None, None
        from skimage.color import deltaE_ciede2000, rgb2lab

        packed, counts = np.unique(np.concatenate(self._colours), return_counts=True)
        yuv = np.stack([packed >> 14, packed >> 7 & 127, packed & 127], axis=-1).astype(np.float32) * 2 + 0.5
        lab = rgb2lab(rgb_from_yuv(np.clip(yuv, 0, 255).astype(np.uint8)[None])[0])
        nearest = np.full(len(lab), np.inf)
        for colour in self._wanted:
            away = deltaE_ciede2000(lab, _lab(colour)[None])  # type: ignore[no-untyped-call]  # has none
            nearest = np.minimum(nearest, away)
        near, nearer = (float(counts[nearest <= limit].sum() / counts.sum()) for limit in (NEAR, NEARER))
        return round(near, 5), round(nearer, 5)


def chromatic(colours: Sequence[HexColour]) -> tuple[HexColour, ...]:
    """Returns those of the colours that are not grey, black or white."""
    return tuple(colour for colour in colours if float(np.hypot(*_lab(colour)[1:])) >= _CHROMATIC)


def film_onsets(path: Path) -> tuple[float, ...]:
    """Returns the onsets in the sound of the film at `path`. Raises StageFailed."""
    return onsets(decode(path, RATE, 1)[:, 0])


def measure_film(
    path: Path,
    size: tuple[int, int],
    colours: Sequence[HexColour] = (),
    *,
    cancelled: Callable[[], bool] | None = None,
) -> FilmFacts:
    """Measures a finished film with sound. `size` is its (width, height), `colours` are those to look for.

    Raises BadVideo if it cannot be decoded, and Cancelled.
    """
    meter = FilmMeter(colours)
    try:
        screen(path, size, meter.see, cancelled=cancelled)
        return meter.facts(film_onsets(path))
    except StageFailed as error:
        raise BadVideo(f"{path} cannot be decoded to its end.", "Make it again.") from error


def _lab(colour: HexColour) -> NDArray[np.float64]:
    from skimage.color import rgb2lab

    return np.asarray(rgb2lab(np.array(rgb(colour), np.float64)[None] / 255)[0], np.float64)


def _longest(still: Sequence[bool]) -> tuple[int, int]:
    """Returns the first frame of the longest run of still ones, and its length."""
    best, begin = (0, 0), 0
    for place, one in enumerate([*still, False]):
        if not one:
            if place - begin > best[1]:
                best = begin, place - begin
            begin = place + 1
    return best
