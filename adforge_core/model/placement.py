"""Where the product stands in a plate, and how it moves."""

from enum import StrEnum

from pydantic import Field

from adforge_core.model.look import KeyLight
from adforge_core.model.value import Box, Point, Value

OVERSCAN = 0.06
"""A still plate shows this fraction of the frame's width (height) beyond each side (top and bottom), so that the
camera has room to move. A still is therefore 1 + 2 * OVERSCAN frames wide and high, at any resolution."""


STEEPEST = 26.0
"""How far down, in degrees, a plate's camera looks at most: beyond that nothing is seen behind the product."""


class Motion(StrEnum):
    """How the product moves through a scene."""

    STILL = "still"
    PUSH = "push"
    FLOAT = "float"
    RISE = "rise"
    SLIDE_IN = "slide-in"


class CameraMove(StrEnum):
    """How the camera moves through a plate that has depth."""

    STILL = "still"
    PUSH = "push"
    PULL = "pull"
    SLIDE_LEFT = "slide left"
    SLIDE_RIGHT = "slide right"
    RISE = "rise"


class Placement(Value):
    """The product's place in the frame.

    `x` and `y` are where the middle of its foot stands, as fractions of the frame. `scale` is the side of the
    square the cut-out fits inside, as a fraction of the frame's shorter side. `rotation` is in degrees, clockwise.
    """

    x: float = Field(ge=-0.5, le=1.5)
    y: float = Field(ge=-0.5, le=1.5)
    scale: float = Field(gt=0.02, le=3)
    rotation: float = Field(default=0, ge=-180, le=180)
    shadow: float = Field(default=1, ge=0, le=1)
    reflection: float = Field(default=1, ge=0, le=1)
    motion: Motion = Motion.STILL


class Ground(Value):
    """What a plate tells the comp about the floor the product stands on.

    `stand` is where the foot goes. `foreshortening` is the height in the picture of a length laid on the ground
    away from the camera, over the same length laid across: the sine of the camera's downward tilt, 0 (edge on)
    to 1 (seen from above). `gloss` is how much the floor mirrors, 0 (matt) to 1. `edge`, where given, is the outline
    of the surface stood on (a plinth's top), which a cast shadow is clipped to.
    """

    stand: Point
    foreshortening: float = Field(default=0.3, ge=0, le=1)
    gloss: float = Field(default=0, ge=0, le=1)
    light: KeyLight
    edge: tuple[Point, ...] = ()


def place(
    ground: Ground, room: Box, aspect: float, size: tuple[int, int], motion: Motion, base: float = 0.0
) -> Placement:
    """The placement that fills `room` as far as the cut-out's shape lets it, standing where the set says.

    `aspect` is the cut-out's width over its height; `size` the frame in pixels; `base` half the width it stands on over
    its whole width. The middle of that base is on `ground.stand`, so its front, the foot, is as much lower as the
    ground is foreshortened. The product stays inside `room`: where that ends above the foot, it stands further back.
    """
    width, height = size
    drop = base * aspect * ground.foreshortening
    stand = min(ground.stand.y, room.bottom)
    tallest = min((stand - room.top) / (1 - min(0.6, drop)), room.bottom - room.top) * height
    widest = 2 * min(ground.stand.x - room.left, room.right - ground.stand.x) * width
    product_height = min(tallest, widest / aspect)
    foot = min(stand + product_height * drop / height, room.bottom)
    longer_side = product_height * max(1.0, aspect)
    return Placement(x=ground.stand.x, y=foot, scale=max(0.03, longer_side / min(size)), motion=motion)
