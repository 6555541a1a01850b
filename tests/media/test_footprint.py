import numpy as np
from numpy.typing import NDArray

from adforge_core.media.footprint import Footprint, footprint
from adforge_core.media.frames import Pose
from adforge_core.media.shadow import reflection
from adforge_core.model.look import KeyLight
from adforge_core.model.placement import Ground
from adforge_core.model.value import Point

GROUND = Ground(stand=Point(x=0.5, y=0.7), gloss=1, light=KeyLight(azimuth=0, elevation=45, softness=0))


def mug() -> NDArray[np.uint8]:
    """Blue above, red below, with a base seen from a little above and a handle on the right that hangs in the air."""
    height, width = 240, 260
    y, x = np.mgrid[:height, :width].astype(np.float32)
    across = (x + 0.5 - 100) / 100
    sag = 36 * (1 - np.sqrt(np.clip(1 - across**2, 0, 1)))
    wall = (np.abs(across) <= 1) & (y < height - sag)
    handle = (x >= 195) & (y > 60) & (y < 150)
    rgb = np.where((y < 140)[..., None], (30, 40, 220), (220, 30, 30))
    return np.dstack([rgb, 255 * (wall | handle)]).astype(np.uint8)


def standing() -> Footprint:
    return footprint(mug(), Pose(1.0, 0, 200, 300), 0.2)


def test_the_base_is_the_curve_of_the_foot_and_the_handle_is_off_the_ground() -> None:
    mugs = standing()
    across = (np.arange(len(mugs.base)) + 0.5 - 50) / 50
    foot = np.abs(across) < 0.85
    rows = len(mugs.matte)
    curve = rows - 18 * (1 - np.sqrt(1 - across[foot] ** 2))
    assert np.abs(mugs.base[foot] - curve).max() < 2
    assert mugs.touches[foot].min() > 0.4
    assert not mugs.touches[across > 1.1].any()


def test_the_footprint_lies_as_the_photo_shows_it() -> None:
    mugs = standing()
    assert abs(mugs.centre[0] - 50) < 2
    assert 44 <= mugs.radius <= 52
    assert 0.2 <= mugs.flatness < 0.5


def test_what_is_lowest_is_mirrored_first() -> None:
    mugs = standing()
    stain = reflection(mugs, GROUND, 1)
    column = int(stain.foot_x - mugs.foot[0] + 50)
    alpha = stain.planes[:, column, 3].astype(float)
    there = np.nonzero(alpha > 20)[0]
    redness = stain.planes[there, column, 2] / alpha[there] * 255
    assert redness[3] > 190, "the red foot is mirrored right below itself"
    assert redness[-1] < 128, "the blue wall further down"
