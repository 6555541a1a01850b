"""Mattes a product on a plain ground by its difference in colour from that ground."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.ground import Ground, plain_ground

Rgb = NDArray[np.uint8]
Matte = NDArray[np.uint8]
Plane = NDArray[np.float32]
Flags = NDArray[np.bool_]

_SIDE = 1280
"""The longer side at which product and ground are told apart; opacity is computed at full size."""

_CLIPPED = 251.0  # a ground this bright, in levels, is overexposed: other white things look the same
_HUED = 40.0  # levels between the channels of a ground from which it is coloured
_LEAST_AGREEMENT = 0.7
_ALIKE = 24.0  # levels: a rim that differs less from the ground is easily lost in it
_MOSTLY_CLEAR = 0.25  # the share of a product that must look like glass before any of it counts as glass
_FIELDS = 2048  # the longer side at which the colours on both sides of the edge are gathered


@dataclass(frozen=True)
class Difference:
    """A product on a plain ground.

    `matte` is its opacity, (height, width), `colours` the photo without the ground in partly transparent pixels,
    elsewhere the photo itself. `clear` is the share of the product that the ground is seen through, 0 to 1.
    """

    matte: Matte
    colours: Rgb
    clear: float


def difference(photo: Rgb, rough: Matte) -> Difference | None:
    """Mattes the product in the RGB `photo`. `rough` is another matte of it, such as a network's.

    Shadows on the ground are not the product: they darken without a sharp edge. Returns None if the ground is not
    plain, or what differs from it is another thing than in `rough`.
    """
    height, width = photo.shape[:2]
    scale = min(1.0, _SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = np.asarray(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), np.float32)
    guess = np.asarray(cv2.resize(rough, size, interpolation=cv2.INTER_AREA), np.float32) / np.float32(255)
    ground = plain_ground(small, guess)
    if ground is None:
        return None
    product, clear = _told_apart(small, ground, guess)
    if not product.any() or _agreement(product, guess > 0.5) < _LEAST_AGREEMENT:
        return None
    alike = _alike(small, ground, product, guess) & ~clear
    matte, colours = _edged(photo, rough, product, clear, alike, ground.grain)
    return Difference(matte, colours, float(clear.sum() / product.sum()))


def _agreement(product: Flags, other: Flags) -> float:
    """How much of both shapes is common to both, their holes filled."""
    one, two = _filled(product), _filled(other)
    return float((one & two).sum() / max(1, (one | two).sum()))


def _filled(shape: Flags) -> Flags:
    padded = cv2.copyMakeBorder(np.asarray(~shape, np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    _, labels = cv2.connectedComponents(padded, connectivity=4)
    return np.asarray((labels != labels[0, 0])[1:-1, 1:-1])


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


def _told_apart(photo: Plane, ground: Ground, guess: Plane) -> tuple[Flags, Flags]:
    """Returns the product, and the parts of it that the ground is seen through."""
    found = _evidence(photo, ground, guess)
    height, width = guess.shape
    unit = max(height, width) / 320  # one pixel of what the network sees
    inside = np.asarray(guess > 0.9, np.uint8)
    core = cv2.distanceTransform(cv2.copyMakeBorder(inside, 1, 1, 1, 1, cv2.BORDER_REPLICATE), cv2.DIST_L2, 3)
    depth = core[1:-1, 1:-1]
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
    sure |= strange & ~outside & ~holes
    sure |= clear
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
    return np.asarray((cv2.dilate(reached, np.ones((5, 5), np.uint8)) & padded)[1:-1, 1:-1] > 0)


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
            shut = _shut_off(found.slope[window], mine, level)
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
    count, labels, stats, _ = cv2.connectedComponentsWithStats(shape & (1 - round_), connectivity=8)
    alike = np.bincount(labels.ravel(), (found.like & ~found.hued).ravel(), count) / stats[:, cv2.CC_STAT_AREA]
    burrs = (stats[:, cv2.CC_STAT_AREA] < least) & (alike > 0.5)
    burrs[0] = False
    return product & ~burrs[labels]


def _seen_pieces(product: Flags, guess: Plane) -> Flags:
    """The product without small pieces that the other matte does not see."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(np.asarray(product, np.uint8), connectivity=8)
    if count <= 2:
        return product
    largest = stats[1:, cv2.CC_STAT_AREA].max()
    seen = np.zeros(count)
    np.maximum.at(seen, labels.ravel(), guess.ravel())
    area = stats[:, cv2.CC_STAT_AREA]
    kept = (area > 0.05 * largest) | ((seen > 0.5) & (area > 0.002 * largest))
    kept[0] = False
    return np.asarray(kept[labels])


def _alike(photo: Plane, ground: Ground, product: Flags, guess: Plane) -> Flags:
    """Where the rim of the product has nearly the ground's colour, as a white sole on white has.

    Not where the other matte has another shape altogether.
    """
    unit = max(product.shape) / 320
    off = np.abs(photo - ground.colours).max(axis=2)
    window = (2 * round(2 * unit) + 1,) * 2
    inside = np.asarray(product, np.float32)
    mean = cv2.blur(np.minimum(off, 60) * inside, window) / np.maximum(cv2.blur(inside, window), 1e-3)
    shape = np.asarray(product, np.uint8)
    disc = np.ones((2 * round(2.5 * unit) + 1,) * 2, np.uint8)
    rim = (cv2.dilate(shape, disc) > 0) & (cv2.erode(shape, disc) == 0)
    apart = cv2.morphologyEx(np.asarray((guess > 0.5) ^ product, np.uint8), cv2.MORPH_OPEN, np.ones((5, 5)))
    apart = cv2.dilate(apart, np.ones((2 * round(4 * unit) + 1,) * 2))
    return np.asarray(rim & (mean < max(_ALIKE, 8 * ground.grain)) & (apart == 0))


def _edged(photo: Rgb, rough: Matte, product: Flags, clear: Flags, alike: Flags, grain: float) -> tuple[Matte, Rgb]:
    """Returns the opacity and the product's own colours at full size. `rough` is believed where all looks `alike`."""
    height, width = photo.shape[:2]
    whole = (width, height)
    step = max(1.0, max(height, width) / max(product.shape))
    soft = cv2.resize(
        cv2.GaussianBlur(np.asarray(product, np.float32), (0, 0), 0.6), whole, interpolation=cv2.INTER_LINEAR
    )
    inner = np.asarray(soft > 0.5, np.uint8)
    reach = max(2, round(1.5 * step))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    sure, ruled_out = cv2.erode(inner, disc), 1 - cv2.dilate(inner, disc)
    seen_through = cv2.resize(np.asarray(clear, np.uint8), whole, interpolation=cv2.INTER_NEAREST)
    seen_through = cv2.dilate(seen_through, disc) & inner
    unsure = cv2.resize(np.asarray(alike, np.uint8), whole, interpolation=cv2.INTER_NEAREST) > 0
    band = np.asarray(((sure == 0) & (ruled_out == 0)) | (seen_through > 0) | unsure)
    matte = np.asarray(inner * np.uint8(255))
    colours = photo.copy()
    if not band.any():
        return matte, colours
    front, behind = _both_sides(photo, sure, ruled_out, inner, reach)
    front, behind = (
        np.stack([cv2.resize(p, whole, interpolation=cv2.INTER_LINEAR)[band] for p in cv2.split(field)], axis=-1)
        for field in (front, behind)
    )
    seen = photo[band].astype(np.float32)
    across = front - behind
    length = (across * across).sum(axis=1)
    # Where both sides look alike, the outline alone decides.
    doubt = (2.0 + 2 * grain) ** 2 * 3
    opacity = (((seen - behind) * across).sum(axis=1) + doubt * soft[band]) / (length + doubt)
    glass = seen_through[band] > 0
    opacity[glass] = _least_opacity(seen[glass], behind[glass])
    opacity = np.clip((opacity - 0.03) / 0.94, 0, 1)
    opacity = np.where(unsure[band], rough[band].astype(np.float32) / 255, opacity)
    matte[band] = np.rint(opacity * 255).astype(np.uint8)
    part = np.clip(opacity, 1e-3, 1)[:, None]
    pure = behind + (seen - behind) / part
    # A faint pixel says little of the product's colour: its neighbours say more.
    trust = np.clip((part - 0.15) / 0.5, 0, 1)
    trust[glass] = 1
    pure = trust * pure + (1 - trust) * front
    colours[band] = np.where(matte[band][:, None] == 255, photo[band], np.clip(np.rint(pure), 0, 255).astype(np.uint8))
    return matte, colours


def _least_opacity(seen: Plane, behind: Plane) -> Plane:
    """The lowest opacity with which any colour over `behind` gives `seen`."""
    darker = (behind - seen) / np.maximum(behind, 1)
    lighter = (seen - behind) / np.maximum(255 - behind, 1)
    return np.asarray(np.clip(np.maximum(darker, lighter).max(axis=1), 0, 1), np.float32)


def _both_sides(photo: Rgb, sure: Matte, ruled_out: Matte, inner: Matte, reach: int) -> tuple[Plane, Plane]:
    """Returns the colour of the product and of the ground near each pixel, at a bounded size."""
    height, width = inner.shape
    scale = min(1.0, _FIELDS / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    seen, inside, outside, within = (
        np.asarray(cv2.resize(one, size, interpolation=cv2.INTER_AREA), np.float32)
        for one in (photo, sure, ruled_out, inner)
    )
    # Only what is wholly on one side; thin parts have no inside, and the pixels that differ most speak for them.
    inside, outside = (np.asarray(one > 0.99, np.float32) for one in (inside, outside))
    near = max(2, round(reach * scale)) * 2 + 1
    behind = _gathered(seen, outside, near)
    off = np.abs(seen - behind).max(axis=2) * within
    thin = np.asarray(off >= 0.85 * cv2.dilate(off, np.ones((near, near))), np.float32) * (within > 0.5)
    front = _gathered(seen, inside + np.float32(1e-3) * thin, near)
    return front, behind


def _gathered(seen: Plane, weight: Plane, near: int) -> Plane:
    """The mean of the weighted pixels within `near` pixels; where there are none, within ever more."""
    total = np.zeros_like(weight)
    result = np.zeros_like(seen)
    faith = np.float32(1)
    weighted = seen * weight[..., None]
    for radius in (near, 4 * near, 16 * near, 64 * near, max(weight.shape)):
        window = (2 * radius + 1, 2 * radius + 1)
        result += faith * cv2.blur(weighted, window, borderType=cv2.BORDER_REPLICATE)
        total += faith * cv2.blur(weight, window, borderType=cv2.BORDER_REPLICATE)
        faith *= np.float32(1e-3)
    return np.asarray(result / np.maximum(total, 1e-16)[..., None], np.float32)
