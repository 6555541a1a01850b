"""Light that moves: how much of the lamps that go out is on, frame by frame, and where in the frame."""

from math import tan

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.frames import Frame, Plane, bytes_of
from adforge_core.media.motion import ease
from adforge_core.model.shots import Light, Lighting

_EMBERS = 0.15
"""How much of lamps that will strike is on before: the place is never black."""

_STRIKE = (0.85, 0.85, _EMBERS, _EMBERS, _EMBERS, 0.7, 0.85, 0.95)
"""A tube strikes, loses its arc, and holds: two rises and one fall of light.

WCAG 2.2, 2.3.1, allows three flashes in a second.
"""

FEWEST, _CALM = 18, 30
"""The fewest frames of a shot in which lamps strike, and in which they lose their arc after it was dark at first.

In shorter ones, a strike and a cut in each would be too many flashes.
"""

_WAITS, _RISES = 4, 36
"""The frames before lamps come up, and how many it takes them."""

_LONGEST_SWEEP, _OF_SHOT = 66, 0.85
"""The most frames of a sweep, and the share of a shot after which all lamps are on at the latest."""

_BEGUN, _SOFT, _SLANT = 0.16, 0.55, 0.32
"""How far a sweep has come on its first frame; the width of its edge, as a share of the frame's; how far it leans."""

_CELL = 24
"""The size of the cells, in pixels, in which the edge of a sweep is computed: it is much softer."""


def all_on_from(lighting: Lighting) -> int:
    """Returns the first frame on which all lamps are on, as they are until the end of the shot."""
    latest = max(1, int(lighting.frames * _OF_SHOT))
    match lighting.light:
        case Light.STRIKES if lighting.frames >= FEWEST:
            return lighting.at + len(_strike(lighting))
        case Light.COMES_UP:
            return min(_WAITS + _RISES, latest)
        case Light.SWEEPS:
            return min(_LONGEST_SWEEP, latest)
        case _:
            return 0


def telling(lighting: Lighting) -> tuple[int, ...]:
    """Returns the frames that tell how dark and how bright it is behind words."""
    end = all_on_from(lighting)
    if not end:
        return ()
    if lighting.light is Light.STRIKES:
        return tuple(sorted({0, lighting.at, min(lighting.at + 2, lighting.frames - 1)}))
    return tuple(sorted({0, end // 3, 2 * end // 3, min(end, lighting.frames - 1)}))


def on(lighting: Lighting, frame: int) -> float:
    """Returns the share of the lamps' light on `frame`, 0 to 1; of a sweep, how far it has come."""
    end = all_on_from(lighting)
    if frame >= end:
        return 1.0
    match lighting.light:
        case Light.STRIKES:
            return _EMBERS if frame < lighting.at else _strike(lighting)[frame - lighting.at]
        case Light.COMES_UP:
            wait = min(_WAITS, end - 1)
            return ease(max(0, frame - wait) / (end - wait))
        case _:
            return _BEGUN + (1 - _BEGUN) * frame / end


def on_at(lighting: Lighting, frame: int, x: float, y: float, shape: float) -> float:
    """Returns the share of the lamps' light at a place of the frame, in fractions of its width and height.

    `shape` is the frame's height divided by its width.
    """
    share = on(lighting, frame)
    if lighting.light is not Light.SWEEPS or share >= 1:
        return share
    return float(_swept(lighting, share, np.array([[x]], np.float32), np.array([[y]], np.float32), shape)[0, 0])


def mix(lighting: Lighting, frame: int, unlit: Frame, lit: Frame) -> None:
    """Mixes `unlit`, the picture with lamps out, into `lit`, the same with all of them on, as on `frame`.

    Both are finished pictures: what is between them was measured to differ little from lamps dimmed before the tone
    curve. `unlit` is used up.
    """
    share = on(lighting, frame)
    if lighting.light is not Light.SWEEPS:
        cv2.addWeighted(lit.buffer, share, unlit.buffer, 1 - share, 0, lit.buffer)
        return
    width, height = lit.size
    x, y = (((np.arange(-(-side // _CELL)) + 0.5) * _CELL / side).astype(np.float32) for side in (width, height))
    shares = np.rint(255 * _swept(lighting, share, x[None], y[:, None], height / width)).astype(np.uint8)
    for step, planes in ((1, [(unlit.y, lit.y)]), (2, [(unlit.u, lit.u), (unlit.v, lit.v)])):
        lets = bytes_of(cv2.resize(shares, (width // step, height // step), interpolation=cv2.INTER_LINEAR))
        for less, plane in planes:
            _blend(less, plane, lets, bytes_of(cv2.bitwise_not(lets)))


def _strike(lighting: Lighting) -> tuple[float, ...]:
    return _STRIKE if not lighting.at or lighting.frames >= _CALM else _STRIKE[-3:]


def _swept(
    lighting: Lighting, come: float, x: NDArray[np.float32], y: NDArray[np.float32], shape: float
) -> NDArray[np.float32]:
    """Returns the share of light at places of the frame, behind a soft edge that leans like sunlight."""
    lean = tan(_SLANT) * shape
    way = ((1 - x if lighting.from_right else x) + lean * y) / (1 + lean)
    share = np.clip((come * (1 + _SOFT) - way) / _SOFT, 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)


def _blend(less: Plane, into: Plane, share: Plane, rest: Plane) -> None:
    cv2.multiply(into, share, dst=into, scale=1 / 255)
    cv2.multiply(less, rest, dst=less, scale=1 / 255)
    cv2.add(into, less, dst=into)
