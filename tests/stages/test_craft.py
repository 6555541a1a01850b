"""What a film's file tells of its craft: how still it is, and how much of it has the brand's colour."""

import numpy as np
import pytest

from adforge_core.media.frames import Frame
from adforge_core.stages.craft import FilmFacts, FilmMeter, chromatic

RED = "#c8102e"


def measured(pictures: list[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]], *colours: str) -> FilmFacts:
    """The facts of these pictures, (480, 270, 3)."""
    meter, frame = FilmMeter(colours), Frame.empty((270, 480))
    for picture in pictures:
        frame.paint(picture)
        meter.see(frame)
    return meter.facts()


def test_still_frames_and_their_longest_stretch() -> None:
    ramp = np.tile(np.linspace(40, 200, 270)[None, :, None], (480, 1, 3)).astype(np.uint8)
    moving = [np.roll(ramp, 3 * frame, axis=1) for frame in range(20)]
    facts = measured([*moving, *[moving[-1]] * 30, *moving, *[moving[-1]] * 10])
    assert facts.frames == 80
    assert facts.still_share == pytest.approx(40 / 79, abs=1e-4)
    assert (facts.longest_still_from_s, facts.longest_still_s) == pytest.approx((19 / 30, 1.0), abs=1e-3)


def test_the_brands_share_counts_what_is_near_its_colours_but_no_greys() -> None:
    picture = np.full((480, 270, 3), 255, np.uint8)
    picture[:120] = (200, 16, 46)
    picture[120:168] = (214, 60, 76)  # a CIEDE2000 of 7.6 away
    facts = measured([picture] * 6, RED, "#ffffff")
    assert facts.brand_share == pytest.approx(0.35, abs=0.01)
    assert facts.brand_share_close == pytest.approx(0.25, abs=0.01)
    assert measured([picture]).brand_share is None
    assert chromatic((RED, "#ffffff", "#000000", "#8a8a88")) == (RED,)
