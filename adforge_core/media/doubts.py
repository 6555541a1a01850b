"""Finds what may be wrong with a matte. A clean photo of one product gives no doubts."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.model.doubt import Doubt, DoubtKind

Rgb = NDArray[np.uint8]
Matte = NDArray[np.uint8]
Flags = NDArray[np.bool_]

_SIDE = 512
"""The longer side at which mattes are judged."""

_CLOSE_UP = 320  # pixels: a shorter product is blurred in a close-up
_MOSTLY, _NEARLY_ALL, _BOTH = 0.6, 0.8, 0.2
"""The share of a part that is in one outer third of the product to be called so; in two; and the least in each of two.
"""
_BRUSH = "Correct it with the brush"


def matte_doubts(photo: Rgb, matte: Matte, other: Matte, *, clear: float = 0) -> tuple[Doubt, ...]:
    """Judges the `matte` of a product in the RGB `photo`.

    `other` is a matte of it made in another way, or the same one. `clear` is the share of the product through which a
    known ground is seen, 0 to 1.
    """
    colours, shape, rival = _small(photo, matte, other)
    found = [*_unclear(shape, rival, clear), *_pieces(colours, shape), *_person(colours, shape), *photo_doubts(matte)]
    return tuple(found)


def transparency_doubts(photo: Rgb, alpha: Matte) -> tuple[Doubt, ...]:
    """Judges the transparency that a picture brought along. What is see-through or in pieces there is meant so."""
    colours, shape, _ = _small(photo, alpha, alpha)
    if _trimmed(shape):
        return tuple(_small_product(alpha))
    return (
        *(doubt for doubt in _pieces(colours, shape) if doubt.kind is DoubtKind.SEVERAL),
        *_person(colours, shape),
        *photo_doubts(alpha),
    )


def photo_doubts(matte: Matte) -> tuple[Doubt, ...]:
    """Doubts that no correction of the matte removes: the photo itself cuts the product off, or shows it too small."""
    shape = _reduced(matte)
    return (*(() if _trimmed(shape) else _cut_off(shape)), *_small_product(matte))


def _small(photo: Rgb, matte: Matte, other: Matte) -> tuple[Rgb, Matte, Matte]:
    shape = _reduced(matte)
    colours = cv2.resize(photo, shape.shape[::-1], interpolation=cv2.INTER_AREA)
    return np.asarray(colours, np.uint8), shape, _reduced(other)


def _reduced(matte: Matte) -> Matte:
    scale = min(1.0, _SIDE / max(matte.shape))
    size = (max(1, round(matte.shape[1] * scale)), max(1, round(matte.shape[0] * scale)))
    return np.asarray(cv2.resize(matte, size, interpolation=cv2.INTER_AREA), np.uint8)


def _unclear(shape: Matte, rival: Matte, clear: float) -> Iterator[Doubt]:
    visible = int((shape > 25).sum())
    partly = np.asarray((shape > 25) & (shape < 225), np.uint8)
    # Edges are thin; what is left is partly transparent inside.
    soft = np.asarray(cv2.morphologyEx(partly, cv2.MORPH_OPEN, np.ones((5, 5))), np.uint8)
    broad = int(soft.sum())
    if clear > 0.02:
        yield Doubt(
            kind=DoubtKind.SEE_THROUGH,
            said="Much of the product is see-through: it was made so that the background shines through.",
            remedy=f"Compare it with the photo. {_BRUSH} where it should be solid.",
        )
    elif broad > 0.03 * visible:
        yield Doubt(
            kind=DoubtKind.UNCLEAR,
            said=f"The product could not be told clearly from its background {_where(soft, shape)}.",
            remedy=f"{_BRUSH}, try another model, or use a photo with a plainer background.",
            spoils=broad > 0.10 * visible,
        )
    mine, theirs = np.asarray(shape > 127, np.uint8), np.asarray(rival > 127, np.uint8)
    # Holes are where a network errs most; a ground that shows in them exactly is no doubt.
    theirs &= 1 - _holes(mine)
    differing = np.asarray(cv2.morphologyEx(mine ^ theirs, cv2.MORPH_OPEN, np.ones((5, 5))), np.uint8)
    apart = int(differing.sum())
    either = max(1, int((mine | theirs).sum()))
    if clear <= 0.02 and apart > 0.08 * either:
        yield Doubt(
            kind=DoubtKind.UNCLEAR,
            said=_disagreed(differing, mine, np.maximum(shape, rival)),
            remedy=f"Compare it with the photo. {_BRUSH}, or try another model.",
            spoils=apart > 0.3 * either,
        )


def _disagreed(differing: NDArray[np.uint8], mine: NDArray[np.uint8], either: Matte) -> str:
    """Says what two mattes disagree about, and where in what `either` shows."""
    kept = differing & mine
    if 2 * int(kept.sum()) < int(differing.sum()):
        return (
            f"A part of the product may be missing {_where(differing & (1 - mine), either)}: it has nearly the colour "
            "of the background."
        )
    return f"Some of what is cut out {_where(kept, either)} may be background."


def _where(part: NDArray[np.uint8], shape: Matte) -> str:
    """Says where in the product a part of it is: "at its left and right"."""
    left, top, width, height = cv2.boundingRect(np.asarray(shape > 25, np.uint8))
    inside = part[top : top + height, left : left + width]
    rows, columns = (np.array_split(inside.sum(axis=axis), 3) for axis in (1, 0))
    shares = {
        name: float(third.sum()) / max(1, int(inside.sum()))
        for name, third in (("top", rows[0]), ("bottom", rows[2]), ("left", columns[0]), ("right", columns[2]))
    }
    pairs = [pair for pair in (("left", "right"), ("top", "bottom")) if sum(shares[one] for one in pair) > _NEARLY_ALL]
    two = next((pair for pair in pairs if min(shares[one] for one in pair) > _BOTH), None)
    if two:
        return f"at its {two[0]} and {two[1]}"
    name = max(shares, key=shares.__getitem__)
    return f"at its {name}" if shares[name] > _MOSTLY else "in its middle"


def _holes(solid: NDArray[np.uint8]) -> NDArray[np.uint8]:
    padded = cv2.copyMakeBorder(1 - solid, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    _, labels = cv2.connectedComponents(padded, connectivity=4)
    return np.asarray((padded > 0) & (labels != labels[0, 0]), np.uint8)[1:-1, 1:-1]


def _pieces(colours: Rgb, shape: Matte) -> Iterator[Doubt]:
    solid = np.asarray(shape > 127, np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    order = np.argsort(-stats[1:, cv2.CC_STAT_AREA]) + 1
    if len(order) < 2:
        return
    areas = stats[order, cv2.CC_STAT_AREA]
    large = int((areas > 0.3 * areas[0]).sum())
    if large > 2 or (
        large == 2 and not _pair(colours, np.asarray(labels, np.int32), np.asarray(stats, np.int32), order)
    ):
        yield Doubt(
            kind=DoubtKind.SEVERAL,
            said=f"The photo shows {large} separate things, and the ad moves them as one.",
            remedy="If they are sold together, leave it so; otherwise erase what is not the product.",
        )
    small = int(((areas > 0.01 * areas[0]) & (areas <= 0.3 * areas[0])).sum())
    if small:
        yield Doubt(
            kind=DoubtKind.PIECES,
            said=f"Beside the product lie{'s a separate piece' if small == 1 else f' {small} separate pieces'}.",
            remedy="Erase what does not belong to the product with the brush.",
        )


_OTHER_COLOUR = 25.0
"""The distance of two mean colours, in OpenCV's 8-bit CIE Lab, from which they are those of different products.

The lit and the shaded shoe of a pair are less than 15 apart."""


_MIRRORS = 0.9
"""How much of a thing and its mirror image cover each other, from which on it is symmetric."""


def _pair(colours: Rgb, labels: NDArray[np.int32], stats: NDArray[np.int32], order: NDArray[np.intp]) -> bool:
    """Whether the two largest pieces are alike or mirror each other, as shoes do, of one colour and not symmetric."""
    lab = cv2.cvtColor(colours, cv2.COLOR_RGB2LAB)
    one, two = (np.array(cv2.mean(lab, np.asarray(labels == index, np.uint8))) for index in order[:2])
    if float(np.linalg.norm(one - two)) > _OTHER_COLOUR:
        return False
    size = (64, 64)
    first, second = (
        cv2.resize(np.asarray(labels[t : t + h, x : x + w] == index, np.uint8), size, interpolation=cv2.INTER_NEAREST)
        > 0
        for index in order[:2]
        for x, t, w, h, _ in [stats[index]]
    )
    (wide, tall), (other_wide, other_tall) = (stats[index][2:4] for index in order[:2])
    alike = max((first & one).sum() / (first | one).sum() for one in (second, second[:, ::-1]))
    # A shoe or a glove differs from its mirror image, a bottle or a tin does not: two of those are two products.
    own = (first & first[:, ::-1]).sum() / (first | first[:, ::-1]).sum()
    return bool(0.85 < wide / other_wide < 1.18 and 0.85 < tall / other_tall < 1.18 and alike > 0.8 and own < _MIRRORS)


def _person(colours: Rgb, shape: Matte) -> Iterator[Doubt]:
    """Skin that reaches the border of the photo, where a person comes in; leather and wood seldom do."""
    solid = shape > 127
    _, red, blue = cv2.split(cv2.cvtColor(colours, cv2.COLOR_RGB2YCrCb))
    hue, strength, value = cv2.split(cv2.cvtColor(colours, cv2.COLOR_RGB2HSV))
    skin = solid & (red > 135) & (red < 175) & (blue > 80) & (blue < 126)
    skin &= ((hue < 17) | (hue > 172)) & (strength > 40) & (strength < 175) & (value > 70)
    mask = cv2.morphologyEx(np.asarray(skin, np.uint8), cv2.MORPH_OPEN, np.ones((5, 5)))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    near = 4
    border = np.concatenate([labels[:near], labels[-near:], labels[:, :near].T, labels[:, -near:].T], axis=None)
    whole = max(1, int(solid.sum()))
    for index in np.unique(border[border > 0]):
        share = stats[index, cv2.CC_STAT_AREA] / whole
        if 0.04 < share < 0.85 and int((border == index).sum()) > near * 0.03 * max(shape.shape):
            yield Doubt(
                kind=DoubtKind.PERSON,
                said="A hand or another part of a person seems to be in the cut-out.",
                remedy="Erase it with the brush, or use a photo of the product alone.",
                spoils=True,
            )
            return


def _sides(shape: Matte) -> list[float]:
    """The longest straight cut at the top, bottom, left and right, as a fraction of the product's width or height."""
    solid = shape > 127
    if not solid.any():
        return [0.0] * 4
    tall, wide = int(solid.any(axis=1).sum()), int(solid.any(axis=0).sum())
    sides = ((solid[0], wide), (solid[-1], wide), (solid[:, 0], tall), (solid[:, -1], tall))
    return [_longest_run(edge) / extent for edge, extent in sides]


def _longest_run(flags: Flags) -> int:
    ends = np.flatnonzero(np.diff(np.concatenate([[0], np.asarray(flags, np.int8), [0]])))
    return int(np.diff(ends)[::2].max()) if len(ends) else 0


def _trimmed(shape: Matte) -> bool:
    """Whether the picture was trimmed to the product: it reaches all four sides."""
    return all(edge.max() > 60 for edge in (shape[:2], shape[-2:], shape[:, :2], shape[:, -2:]))


def _cut_off(shape: Matte) -> Iterator[Doubt]:
    longest = max(_sides(shape))
    if longest > 0.04:
        yield Doubt(
            kind=DoubtKind.CUT_OFF,
            said="The photo's border cuts the product off, so its cut-out has a straight edge.",
            remedy="Use a photo that shows the whole product.",
            spoils=longest > 0.3,
        )


def _small_product(matte: Matte) -> Iterator[Doubt]:
    _, _, width, height = cv2.boundingRect(np.asarray(matte > 127, np.uint8))
    if max(width, height) < _CLOSE_UP:
        yield Doubt(
            kind=DoubtKind.SMALL,
            said=f"The product is only {width} x {height} pixels, too few for a close-up.",
            remedy=f"Use a photo in which it is at least {_CLOSE_UP} pixels long; 1000 or more look best.",
        )
