"""Mattes a product on a plain ground by its difference in colour from that ground."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.ground import Ground, plain_ground
from adforge_core.media.separation import told_apart

Rgb = NDArray[np.uint8]
Matte = NDArray[np.uint8]
Plane = NDArray[np.float32]
Flags = NDArray[np.bool_]

_SIDE = 1280
"""The longer side at which product and ground are told apart; opacity is computed at full size."""

_LEAST_AGREEMENT = 0.7  # with less, one of the two mattes shows another thing
_ALIKE = 40.0  # levels: a rim that differs less from the ground is easily lost in it
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
    product, clear = told_apart(small, ground, guess)
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


def _alike(photo: Plane, ground: Ground, product: Flags, guess: Plane) -> Flags:
    """Where the rim of the product has nearly the ground's colour, as a white sole on white has.

    Not where the other matte has another shape altogether.
    """
    unit = max(product.shape) / 320
    large = np.ones((round(3 * unit),) * 2, np.uint8)
    odd = cv2.morphologyEx(np.asarray((guess > 0.5) ^ product, np.uint8), cv2.MORPH_OPEN, large)
    apart = cv2.dilate(odd, np.ones((2 * round(4 * unit) + 1,) * 2)) > 0
    shape = np.asarray(product | ((guess > 0.5) & ~apart), np.uint8)
    off = np.abs(photo - ground.colours).max(axis=2)
    window = (2 * round(2 * unit) + 1,) * 2
    inside = shape.astype(np.float32)
    mean = cv2.blur(np.minimum(off, 60) * inside, window) / np.maximum(cv2.blur(inside, window), 1e-3)
    disc = np.ones((2 * round(2.5 * unit) + 1,) * 2, np.uint8)
    rim = (cv2.dilate(shape, disc) > 0) & (cv2.erode(shape, disc) == 0)
    return np.asarray(rim & (mean < max(_ALIKE, 8 * ground.grain)) & ~apart)


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
    sure, ruled_out = np.asarray(cv2.erode(inner, disc), np.uint8), np.asarray(1 - cv2.dilate(inner, disc), np.uint8)
    seen_through = cv2.resize(np.asarray(clear, np.uint8), whole, interpolation=cv2.INTER_NEAREST)
    seen_through = np.asarray(cv2.dilate(seen_through, disc), np.uint8) & inner
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
