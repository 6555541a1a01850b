"""A plate to try a set with."""

from adforge_core.model.brief import Pose
from adforge_core.model.formats import Format
from adforge_core.model.look import KeyLight, Look, Palette, TypeStyle
from adforge_core.model.placement import CameraMove
from adforge_core.model.storyboard import Role
from adforge_core.model.value import Point
from adforge_core.providers.base import PlateRequest
from adforge_core.providers.local.sets.catalogue import design_of

PALE = Palette(background="#e9e6e1", surface="#cfc9c0", accent="#8a5a2b")
DARK = Palette(background="#14241f", surface="#22352f", accent="#d9a441")


def sample_request(name: str, palette: Palette = PALE, seed: int = 1) -> PlateRequest:
    """A vertical plate of the set called `name`, for a product of usual size in a pose that is possible there."""
    pose = next(pose for pose in Pose if pose in design_of(name).poses)
    look = Look(
        lighting="",
        camera="",
        texture="",
        mood="",
        palette=palette,
        type=TypeStyle(headline="Inter_800ExtraBold", text="Inter_600SemiBold"),
        key_light=KeyLight(azimuth=40, elevation=50, softness=0.7),
    )
    return PlateRequest(
        prompt="",
        set=name,
        look=look,
        role=Role.HOOK,
        seed=seed,
        size=Format.VERTICAL.size,
        frames=30,
        camera=CameraMove.PUSH,
        stand=Point(x=0.5, y=0.6),
        product_aspect=0.6,
        product_scale=0.4,
        pose=pose,
    )
