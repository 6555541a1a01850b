"""Cuts are found in pictures whose cuts are known, and nothing else is taken for one."""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.cuts import CutFinder

SIZE = (270, 480)
Film = list[NDArray[np.uint8]]


@cache
def world(seed: int) -> NDArray[np.float32]:
    """A picture with shapes of several sizes, larger than the frame."""
    random = np.random.default_rng(seed)
    layers = [cv2.resize(random.random((2 * few, few)).astype(np.float32), (600, 1100)) for few in (6, 14, 40)]
    return np.asarray(80 * np.sum(layers, axis=0), np.float32)


def shot(seed: int, frames: int) -> Film:
    """The camera pushes in and slides over a world."""
    return [seen(seed, zoom=1 + 0.002 * frame, left=150 + 0.8 * frame) for frame in range(frames)]


def seen(seed: int, zoom: float, left: float) -> NDArray[np.uint8]:
    onto = np.array([[zoom, 0, -left], [0, zoom, -300]])
    return np.clip(cv2.warpAffine(world(seed), onto, SIZE), 0, 255).astype(np.uint8)


def found(film: Film) -> tuple[int, ...]:
    finder, last = CutFinder(), film[0]
    for picture in film:
        finder.see(picture, float(cv2.norm(picture, last, cv2.NORM_L1)) / picture.size)
        last = picture
    return finder.cuts()


def test_cuts_are_found_on_their_frame_also_between_framings_of_one_picture() -> None:
    closer = [seen(1, zoom=1.6 + 0.002 * frame, left=400) for frame in range(20)]
    assert found([*shot(1, 25), *closer, *shot(2, 14), *shot(3, 30)]) == (25, 45, 59)


def test_a_dissolve_and_a_push_are_cuts_in_their_middle() -> None:
    one, other, third = shot(1, 50), shot(2, 60), shot(3, 40)
    shares = np.linspace(0, 1, 12)
    fade = [
        np.asarray(cv2.addWeighted(a, 1 - s, b, s, 0), np.uint8)
        for a, b, s in zip(one[38:], other, shares, strict=False)
    ]
    push = [
        np.vstack([a[48 * step :], b[: 48 * step]]) for step, (a, b) in enumerate(zip(other[50:], third, strict=False))
    ]
    film = [*one[:38], *fade, *other[12:50], *push, *third[10:]]
    dissolve, pushed = found(film)
    assert abs(dissolve - 44) <= 2
    assert abs(pushed - (38 + 12 + 38 + 5)) <= 2


def test_a_dissolve_into_the_same_place_from_elsewhere_is_a_cut() -> None:
    one = [seen(1, zoom=1, left=150 + 0.3 * frame) for frame in range(40)]
    other = [seen(1, zoom=1, left=220 + 0.3 * frame) for frame in range(40)]
    shares = np.linspace(0, 1, 12)
    fade = [cv2.addWeighted(a, 1 - s, b, s, 0) for a, b, s in zip(one[28:], other, shares, strict=False)]
    [cut] = found([*one[:28], *(np.asarray(picture, np.uint8) for picture in fade), *other[12:]])
    assert abs(cut - 34) <= 2


def test_words_lamps_flashes_and_fast_moves_are_no_cuts() -> None:
    film = shot(1, 120)
    for frame, picture in enumerate(film):
        if frame >= 20:  # words appear at once
            picture[60:200, 30:240] = np.where(np.indices((140, 210)).sum(axis=0) // 12 % 2, 250, 10)
        if frame >= 50:  # a lamp is switched on
            film[frame] = np.clip(picture * 0.5 + 110, 0, 255).astype(np.uint8)
        if frame in (80, 81):  # a flash
            film[frame] = np.full_like(picture, 250)
    assert found(film) == ()
    assert found([seen(1, zoom=1.1, left=100 + 2 * frame) for frame in range(40)]) == ()


def test_a_thing_that_falls_into_a_blurred_place_is_no_cut() -> None:
    place = np.tile(np.linspace(60, 120, SIZE[1])[:, None], (1, SIZE[0])).astype(np.uint8)
    thing = seen(1, zoom=1.0, left=150)[:260, :150]
    film = []
    for frame in range(60):
        picture = place.copy()
        bottom = min(420, max(0, 60 * (frame - 20)))
        high = min(260, bottom)
        picture[bottom - high : bottom, 60:210] = thing[260 - high :]
        film.append(picture)
    assert found(film) == ()
