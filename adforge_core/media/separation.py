"""Tells a product from the plain ground it stands on."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.ground import Ground

Rgb = NDArray[np.uint8]
Plane = NDArray[np.float32]
Flags = NDArray[np.bool_]

_HUED = 40.0  # levels between the channels of a ground from which it is coloured
_CLIPPED = 251.0  # a ground this bright, in levels, is overexposed: other white things look the same
_MOSTLY_CLEAR = 0.25  # the share of a product that must look like glass before any of it counts as glass


def told_apart(photo: Plane, ground: Ground, guess: Plane) -> tuple[Flags, Flags]:
    """Returns the product in the RGB `photo`, in levels of 255, and the parts of it that the ground is seen through.

    `guess` is another matte of it, 0 to 1. Where a sharp edge parts product and ground, that decides; where none does,
    the other matte.
    """
    found = _evidence(photo, ground, guess)
    height, width = guess.shape
    unit = max(height, width) / 320  # one pixel of what the network sees
    inside = np.asarray(guess > 0.9, np.uint8)
    padded = cv2.copyMakeBorder(inside, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    depth = cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1]
    core = depth > 1.3 * unit
    far = cv2.dilate(guess, np.ones((2 * round(2 * unit) + 1,) * 2)) < 0.1
    outside = _flooded((found.like | (far & ~found.strange)) & ~found.sharp & (depth < 0.9 * unit))
    # Where the flood was not stopped by an edge, product and ground look alike: there the other matte knows better.
    leaks = cv2.dilate(
        np.asarray(outside & (depth > 0.5 * unit), np.uint8), np.ones((3, 3)), iterations=round(2 * unit)
    )
    outside &= (leaks == 0) | (guess < 0.5)
    holes, clear, bodies = _enclosed(photo, ground, found, outside, guess)
    bare = cv2.morphologyEx(np.asarray(outside | holes, np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9))) > 0
    sure = (core & ~(bare & found.like) & ~clear) | bodies | ((leaks > 0) & (guess > 0.5) & ~holes)
    strange = cv2.morphologyEx(np.asarray(found.strange, np.uint8), cv2.MORPH_OPEN, np.ones((2, 2))) > 0
    sure |= (strange & ~outside & ~holes) | clear
    behind = outside | holes
    markers = np.zeros((height, width), np.int32)
    markers[behind] = 1
    markers[sure & ~behind] = 2
    cv2.watershed(_relief(photo, guess), markers)
    # The outermost pixels are never labelled by the watershed.
    product = np.asarray(markers == 2)
    product[[0, -1]], product[:, [0, -1]] = product[[1, -2]], product[:, [1, -2]]
    product = _seen_pieces(_without_burrs(product, found, least=guess.size // 8000), guess)
    # A small area as light as the ground is more often white than glass.
    if (clear & product).sum() < _MOSTLY_CLEAR * product.sum():
        return product, np.zeros_like(clear)
    return product, product & ~found.hued


@dataclass(frozen=True)
class _Evidence:
    """What each pixel of the small photo says: sharp edges, likeness to the ground in shadow, clear strangeness."""

    sharp: Flags
    like: Flags
    strange: Flags
    hued: Flags
    slope: Plane


def _evidence(photo: Plane, ground: Ground, guess: Plane) -> _Evidence:
    grain, colours = ground.grain, ground.colours
    smooth = cv2.GaussianBlur(photo, (0, 0), 0.7)
    ratio = (smooth * colours).sum(axis=2) / (colours * colours).sum(axis=2)
    hue_off = np.abs(smooth - ratio[..., None] * colours).max(axis=2)
    level = colours.mean(axis=2)
    above = (ratio - 1) * level
    # A shadow may take a slight tint from its surroundings, the more the darker it is.
    tint = 3.5 * max(1.0, grain / 1.5) + 0.10 * np.clip(1 - ratio, 0, 1) * level
    like = (hue_off < tint) & (above < max(3.0, 3 * grain)) & (ratio > 0.22)
    strange = (hue_off > 3 * tint) | (above > max(9.0, 7 * grain)) | (ratio < 0.16)
    near, far = _slope(photo, 0.8), _slope(photo, 3.0)
    bare = (guess < 0.05) & (np.abs(photo - colours).max(axis=2) < max(3.0, 3 * grain))
    floor = max(0.8, 1.4 * float(np.percentile(near[bare], 99))) if bare.any() else 1.0
    return _Evidence(
        (near > floor) & (near > 1.6 * far), np.asarray(like), np.asarray(strange), hue_off > 3 * tint, near
    )


def _slope(photo: Plane, sigma: float) -> Plane:
    """The steepest change of any channel, in levels a pixel, of the photo blurred with `sigma`."""
    soft = cv2.GaussianBlur(photo, (0, 0), sigma)
    steep = [
        cv2.magnitude(*(cv2.Sobel(plane, cv2.CV_32F, *way, ksize=3, scale=1 / 8) for way in ((1, 0), (0, 1))))
        for plane in cv2.split(soft)
    ]
    return np.asarray(np.max(steep, axis=0), np.float32)


def _relief(photo: Plane, guess: Plane) -> Rgb:
    """A picture whose edges are the photo's, and, where it has none, the other matte's."""
    red, green, blue = cv2.split(photo)
    relief = cv2.merge([0.3 * red + 0.6 * green + 0.1 * blue, 128 + (red - blue) / 2, 14 * guess])
    return np.clip(np.rint(relief), 0, 255).astype(np.uint8)


def _flooded(free: Flags) -> Flags:
    """What of `free` is reached from the border without passing gaps of a few pixels."""
    padded = cv2.copyMakeBorder(np.asarray(free, np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    wide = cv2.erode(padded, np.ones((5, 5), np.uint8), borderType=cv2.BORDER_REPLICATE)
    wide[[0, -1]] = 1
    wide[:, [0, -1]] = 1
    _, labels = cv2.connectedComponents(wide, connectivity=4)
    reached = np.asarray(labels == labels[0, 0], np.uint8)
    around = cv2.dilate(reached, np.ones((5, 5), np.uint8)) > 0
    return np.asarray((around & (padded > 0))[1:-1, 1:-1])


def _enclosed(
    photo: Plane, ground: Ground, found: _Evidence, outside: Flags, guess: Plane
) -> tuple[Flags, Flags, Flags]:
    """Returns holes, what is see-through, and bodies, among the even areas that sharp edges shut off from the outside.

    A hole shows exactly the ground. A see-through area nearly shows it, and has a dark or bright rim against the ground
    outside, as glass has. A body has another colour.
    """
    holes, clear, bodies = (np.zeros(guess.shape, bool) for _ in range(3))
    ratio = photo.mean(axis=2) / ground.colours.mean(axis=2)
    off = np.abs(photo - ground.colours).max(axis=2)
    clipped = ground.colours.min(axis=2) > _CLIPPED
    even = np.asarray(~found.sharp & ~outside & found.like, np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(even, connectivity=4)
    least = max(12, guess.size // 30_000)
    near = max(4, max(guess.shape) // 70)
    near_outside = cv2.dilate(np.asarray(outside, np.uint8), np.ones((3, 3)), iterations=near) > 0
    beside = cv2.dilate(np.asarray(outside, np.uint8), np.ones((7, 7))) > 0
    for index in np.flatnonzero(stats[:, cv2.CC_STAT_AREA] >= least):
        if index == 0:
            continue
        left, top, width, height, _ = stats[index]
        window = slice(max(0, top - 3), top + height + 3), slice(max(0, left - 3), left + width + 3)
        mine = labels[window] == index
        strayed, level = off[window][mine], float(np.median(off[window][mine]))
        low, middle, high = np.percentile(ratio[window][mine], (15, 50, 85))
        believed = float(guess[window][mine].mean())
        exact = 1.5 if clipped[window][mine].mean() > 0.5 else max(3.0, 2 * ground.grain)
        edge = cv2.morphologyEx(np.asarray(mine, np.uint8), cv2.MORPH_GRADIENT, np.ones((7, 7))) > 0
        # Nothing else has just the hue of coloured paper, in light and in shadow.
        hued = bool(np.median(np.ptp(ground.colours[window][mine], axis=1)) > _HUED and low > 0.55 and high - low < 0.4)
        bare = hued or (strayed < exact).mean() > 0.4
        if bare and high < 1.02 and _outlined(found.sharp[window], mine) and _solid(mine):
            holes[window] |= mine
        elif believed < 0.3:
            # A strap lies in the open; a shaded hole is surrounded by the product.
            shut = beside[window][edge].mean() > 0.3 and _shut_off(found.slope[window], mine, level)
            (bodies if level > max(8.0, 6 * ground.grain) and shut else holes)[window] |= mine
        elif abs(middle - 1) < 0.25 and high - low < 0.08 and _rimmed(off[window], edge, near_outside[window], level):
            clear[window] |= mine
    return holes, clear, bodies


def _outlined(sharp: Flags, mine: Flags) -> bool:
    """Whether nearly the whole outline of the area is a sharp edge."""
    outline = (cv2.dilate(np.asarray(mine, np.uint8), np.ones((3, 3))) > 0) & ~mine
    return bool((cv2.dilate(np.asarray(sharp, np.uint8), np.ones((3, 3))) > 0)[outline].mean() > 0.9)


def _solid(mine: Flags) -> bool:
    """Whether the area has few gaps, unlike the even spots of a texture."""
    closed = cv2.morphologyEx(np.asarray(mine, np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9)))
    return bool(mine.sum() > 0.85 * closed.sum())


def _shut_off(slope: Plane, mine: Flags, level: float) -> bool:
    """Whether the area's whole outline is as steep as its difference from the ground asks: a shadow's never is."""
    outline = (cv2.dilate(np.asarray(mine, np.uint8), np.ones((3, 3))) > 0) & ~mine
    steepest = cv2.dilate(slope, np.ones((5, 5)))
    return bool((steepest[outline] > 0.12 * level).mean() > 0.85)


def _rimmed(off: Plane, edge: Flags, near_outside: Flags, level: float) -> bool:
    """Whether much of the area's `edge` is a rim that differs from the ground far more than the area itself."""
    rim = edge & near_outside
    return bool(rim.sum() > 0.35 * edge.sum() and float(np.percentile(off[rim], 75)) > 2 * max(level, 4.0))


def _without_burrs(product: Flags, found: _Evidence, least: int) -> Flags:
    """The product without small outgrowths that look like the ground in shadow."""
    shape = np.asarray(product, np.uint8)
    round_ = cv2.dilate(cv2.morphologyEx(shape, cv2.MORPH_OPEN, np.ones((7, 7))), np.ones((3, 3)))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        np.asarray(product & (round_ == 0), np.uint8), connectivity=8
    )
    alike = np.bincount(labels.ravel(), (found.like & ~found.hued).ravel(), count) / stats[:, cv2.CC_STAT_AREA]
    burrs = (stats[:, cv2.CC_STAT_AREA] < least) & (alike > 0.5)
    burrs[0] = False
    return np.asarray(product & ~burrs[labels])


def _seen_pieces(product: Flags, guess: Plane) -> Flags:
    """The product without small pieces that the other matte does not see."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(np.asarray(product, np.uint8), connectivity=8)
    if count <= 2:
        return product
    largest = stats[1:, cv2.CC_STAT_AREA].max()
    seen = np.zeros(count)
    np.maximum.at(seen, np.asarray(labels, np.intp).ravel(), guess.ravel())
    area = stats[:, cv2.CC_STAT_AREA]
    kept = (area > 0.05 * largest) | ((seen > 0.5) & (area > 0.002 * largest))
    kept[0] = False
    return np.asarray(kept[labels])
