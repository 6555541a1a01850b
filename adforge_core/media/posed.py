"""What a product in another pose than standing casts, and what it hangs from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adforge_core.media import frames
from adforge_core.media.frames import Picture, Sprite
from adforge_core.media.hanger import BELOW, collar, hook
from adforge_core.media.plane_shadow import AFLOAT, HUNG, Relief, leaning_shadow, plane_shadow, relief_of
from adforge_core.media.shadow import Tint
from adforge_core.media.soft_shadow import SoftShadow, cropped
from adforge_core.model.brief import Pose
from adforge_core.model.look import KeyLight
from adforge_core.model.placement import HANGER, Ground, Plane

Rgba = NDArray[np.uint8]

_HOOK = Relief(0.05, 0.25)


@dataclass(frozen=True)
class Hanger:
    """A hook behind a garment. `x`, `y` is where it comes out, and `height` its height, in the cut-out's pixels."""

    pixels: Rgba
    picture: Picture
    x: float
    y: float
    height: float

    def pose(self, product: frames.Pose, size: tuple[int, int]) -> frames.Pose:
        """Returns the hook's pose for a product of `size` (width, height), in its own pixels, at this pose."""
        place = product.matrix(size) @ (self.x, self.y + BELOW * self.height, 1)
        scale = product.scale * self.height * (1 + BELOW) / self.pixels.shape[0]
        return frames.Pose(scale, product.rotation, float(place[0]), float(place[1]))

    def at(self, product: frames.Pose, size: tuple[int, int], frame: tuple[int, int]) -> Sprite:
        """Returns the hook for a product at this pose, in a frame of this size."""
        return self.picture.at(self.pose(product, size), frame)


def hanger(cutout: Rgba, light: KeyLight, largest: float) -> Hanger | None:
    """Returns the hook for the garment `cutout`, shown at a scale up to `largest`; None if its top is straight."""
    place = collar(cutout[..., 3])
    if place is None:
        return None
    height = HANGER * cutout.shape[0]
    pixels = hook(height * largest, light)
    return Hanger(pixels, Picture.of(pixels, 1.0), *place, height)


def hanger_shadow(
    hung: Hanger, cutout: Rgba, pose: frames.Pose, ground: Ground, strength: float, tint: Tint
) -> SoftShadow:
    """Returns the shadow of the hook on the wall, placed as that of the product at `pose` is."""
    own = hung.pose(pose, cutout.shape[1::-1])
    cast = cropped(plane_shadow(hung.pixels, own, ground.light, _HOOK, strength, tint))[0]
    return SoftShadow(cast.planes, cast.foot_x + (pose.x - own.x) / 2, cast.foot_y + (pose.y - own.y) / 2)


def shadow_on_plane(
    cutout: Rgba, at: frames.Pose, pose: Pose, ground: Ground, strength: float, tint: Tint
) -> SoftShadow:
    """Returns the shadow of a product on a table seen from above, or on a wall."""
    resting = HUNG if ground.plane is Plane.WALL else relief_of(cutout)
    return plane_shadow(cutout, at, ground.light, AFLOAT if pose is Pose.FLOATING else resting, strength, tint)


def shadow_on_wall(
    cutout: Rgba, at: frames.Pose, ground: Ground, height: int, strength: float, tint: Tint
) -> SoftShadow:
    """Returns the shadow on the wall that a product leans against, in a frame of this height in pixels."""
    gap = at.y - ground.wall * height
    made = leaning_shadow(cutout, at, ground.light, gap, ground.foreshortening, strength, tint)
    return cropped(made)[0]
