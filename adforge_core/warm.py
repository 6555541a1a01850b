"""Does once, at set-up, what would make the first ad wait: libraries and sets that compile themselves when first used.

python -m adforge_core.warm
"""

from adforge_core.model.formats import Format
from adforge_core.model.look import KeyLight, Look, Palette, TypeStyle
from adforge_core.model.placement import CameraMove
from adforge_core.model.storyboard import Role
from adforge_core.model.value import Point
from adforge_core.providers.base import PlateRequest
from adforge_core.providers.local.sets import SETS


def main() -> None:
    """Imports what the default providers use, and traces every set once, at the size kernels are needed for."""
    import hibari
    import rembg

    from adforge_core.providers.local.sets.maker import SetPlates

    assert all((hibari, rembg))
    look = Look(
        lighting="",
        camera="",
        texture="",
        mood="",
        palette=Palette(background="#e9e6e1", surface="#cfc9c0", accent="#8a5a2b"),
        type=TypeStyle(headline="Inter_800ExtraBold", text="Inter_600SemiBold"),
        key_light=KeyLight(azimuth=40, elevation=50, softness=0.7),
    )
    maker = SetPlates()
    for name in SETS:
        maker.make(
            PlateRequest(
                prompt="",
                set=name,
                look=look,
                role=Role.HOOK,
                seed=1,
                size=Format.VERTICAL.size,
                frames=30,
                camera=CameraMove.PUSH,
                stand=Point(x=0.5, y=0.6),
                product_aspect=0.6,
                product_scale=0.4,
            )
        )


if __name__ == "__main__":
    main()
