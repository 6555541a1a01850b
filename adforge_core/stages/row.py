"""A row: several cut-outs of a product side by side on the same ground, the shot's own one in front."""

from collections.abc import Sequence
from itertools import pairwise
from math import cos, radians, sin

from adforge_core.model.placement import Ground, Placement

_BACK = 0.94
"""The size of a product that stands further back, against the one in front: it is as high, and further away."""

_HIDDEN, _APART = 0.1, 0.08
"""How much of a product further back the one in front hides, and how far products on a wall or table are apart: shares
of the narrower one's width."""

_DEEP = 0.4
"""How far back the others stand, as a share of their width."""

_MARGIN, _NARROWEST = 0.08, 0.45
"""A row's least distance from the sides of the frame, and the width it may have wherever its middle is."""

_STILL_ON = 0.96
"""The share of a support, such as a plinth, that a row fills at most."""


def in_row(main: Placement, aspects: Sequence[float], ground: Ground, size: tuple[int, int]) -> tuple[Placement, ...]:
    """Returns a placement for each cut-out of a row; `aspects` are their widths by their heights, the front one first.

    `main` is where the front one would be alone in a frame of `size` (width, height). All are equally high, as photos
    of one product in several colours show them, and as high as that if the row fits in the frame and on the support.
    Its middle is where that is. The second stands to the right, or on the left if there is a third.
    """
    width, height = size
    shorter = min(size)
    tall = main.scale * shorter / max(1.0, aspects[0])
    behind = 1.0 if ground.square else _BACK
    turn = radians(main.rotation)
    across, down = abs(cos(turn)), abs(sin(turn))
    wide = [tall * (aspect * across + down) * (behind if place else 1.0) for place, aspect in enumerate(aspects)]
    order = [1, 0, 2] if len(aspects) > 2 else [0, 1]
    share = -_APART if ground.square else _HIDDEN
    steps = [share * min(wide[one], wide[other]) for one, other in pairwise(order)]
    whole = sum(wide) - sum(steps)
    low, high = _span(main.x, ground)
    shrink = min(1.0, (high - low) * width / whole)
    middle = min(max(main.x, low + whole * shrink / 2 / width), high - whole * shrink / 2 / width)
    foot, back = main.y * height, 0.0
    if ground.square:
        # A lying or hanging product shrinks about its middle.
        foot -= (1 - shrink) * tall / 2 * cos(turn)
    else:
        back = min(_DEEP * min(wide), (1 - behind) * tall / max(0.1, ground.foreshortening)) * ground.foreshortening
    left, placed = middle * width - whole * shrink / 2, {}
    for place, step in zip(order, (*steps, 0.0), strict=True):
        scale = shrink * tall * max(1.0, aspects[place]) * (behind if place else 1.0) / shorter
        # The middle of a turned product is not above its foot.
        x = left + wide[place] * shrink / 2 - tall * shrink / 2 * sin(turn)
        y = foot - (back * shrink if place else 0.0)
        placed[place] = main.model_copy(update={"x": x / width, "y": y / height, "scale": max(0.03, scale)})
        left += (wide[place] - step) * shrink
    return tuple(placed[place] for place in range(len(aspects)))


def _span(middle: float, ground: Ground) -> tuple[float, float]:
    """Returns the left and right end of what a row around `middle` may fill, as fractions of the frame's width."""
    half = max(_NARROWEST / 2, min(middle - _MARGIN, 1 - _MARGIN - middle))
    middle = min(max(middle, _MARGIN + half), 1 - _MARGIN - half)
    low, high = middle - half, middle + half
    if ground.edge:
        ends = [point.x for point in ground.edge]
        middle, half = (min(ends) + max(ends)) / 2, _STILL_ON * (max(ends) - min(ends)) / 2
        low, high = max(low, middle - half), min(high, middle + half)
    return low, high
