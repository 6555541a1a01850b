"""The product's place and movement in a scene, and the ground it stands on."""

from enum import StrEnum
from math import cos, radians, sin

from pydantic import Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from adforge_core.model.brief import Pose
from adforge_core.model.look import KeyLight
from adforge_core.model.value import Box, Point, Value

OVERSCAN = 0.06
"""The margin of a still plate beyond each edge of the frame, as a fraction of the frame's width or height.

It gives the camera room to move. A still is therefore 1 + 2 * OVERSCAN frames wide and high, at any resolution."""


STEEPEST = 26.0
"""The steepest camera tilt of a plate, in degrees downward: beyond it no background is visible behind the product."""


# This docstring is in the schema that language models are sent, and so in the keys of paid orders.
class Motion(StrEnum):
    """How the product moves through a scene."""

    STILL = "still"
    PUSH = "push"
    FLOAT = "float"
    RISE = "rise"
    SLIDE_IN = "slide-in"
    DROP = "drop"
    ROLL_IN = "roll-in"
    SPIN = "spin"
    POP = "pop"
    SWING = "swing"

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Returns the schema with the motions a planner chooses from: coverage chooses the others."""
        return handler(core) | {"enum": [*PLANNED_MOTIONS]}


PLANNED_MOTIONS = (Motion.STILL, Motion.PUSH, Motion.FLOAT, Motion.RISE, Motion.SLIDE_IN)
"""The motions that planners know. More of them would be another question, and so another paid order."""


# This docstring is in the schema that language models are sent, and so in the keys of paid orders.
class CameraMove(StrEnum):
    """How the camera moves through a plate that has depth."""

    STILL = "still"
    PUSH = "push"
    PULL = "pull"
    SLIDE_LEFT = "slide left"
    SLIDE_RIGHT = "slide right"
    RISE = "rise"


class Plane(StrEnum):
    """What carries the product in a plate: a floor or table top seen at a slant, or a plane seen square on."""

    FLOOR = "floor"
    TABLE = "table"
    WALL = "wall"


class Placement(Value):
    """The product's place in the frame.

    `x` and `y` locate the middle of its foot, as fractions of the frame's width and height from the top left. `scale`
    is the side of the square that the cut-out fits inside, as a fraction of the frame's shorter side. `rotation` is
    in degrees, clockwise. `shadow` and `reflection` are strengths, 0 to 1.

    Example:
        >>> from adforge_core import Placement
        >>> centred = Placement(x=0.5, y=0.8, scale=0.6)
        >>> centred.model_copy(update={"rotation": 5.0}).rotation
        5.0
    """

    x: float = Field(ge=-0.5, le=1.5)
    y: float = Field(ge=-0.5, le=1.5)
    scale: float = Field(gt=0.02, le=3)
    rotation: float = Field(default=0, ge=-180, le=180)
    shadow: float = Field(default=1, ge=0, le=1)
    reflection: float = Field(default=1, ge=0, le=1)
    motion: Motion = Motion.STILL


class Ground(Value):
    """The floor of a plate, as the comp needs to know it.

    `stand` is the place of the product's foot. `foreshortening` is the sine of the camera's downward tilt: the height
    in the picture of a length that points away from the camera, divided by the width of the same length laid across;
    0 is edge on, 1 from above. `gloss` is how much the floor mirrors, 0 (matt) to 1. `edge`, if given, outlines the
    surface the product stands on, such as the top of a plinth: cast shadows are clipped to it.

    A `plane` other than a floor is parallel to the picture: a table seen from straight above, or a wall. Its
    foreshortening is 1, and its `light` is relative to the picture: azimuth 90 is its top, elevation is above the
    plane.
    `wall`, if not 0, is the height in the frame of the line where a wall meets the floor, right behind the product.
    """

    stand: Point
    foreshortening: float = Field(default=0.3, ge=0, le=1)
    gloss: float = Field(default=0, ge=0, le=1)
    light: KeyLight
    edge: tuple[Point, ...] = ()
    plane: Plane = Field(default=Plane.FLOOR, exclude_if=lambda plane: plane is Plane.FLOOR)
    wall: float = Field(default=0, exclude_if=lambda wall: not wall)

    @property
    def square(self) -> bool:
        """Whether the plane is seen square on."""
        return self.plane is not Plane.FLOOR


HANGER = 0.12
"""The room above a hanging product for its hook, as a fraction of the product's height."""

HOVER = 0.16
"""How far a floating product hovers above the ground, as a fraction of its height."""


def place(
    ground: Ground,
    room: Box,
    aspect: float,
    size: tuple[int, int],
    motion: Motion,
    base: float = 0.0,
    pose: Pose = Pose.STANDING,
    turn: float = 0.0,
) -> Placement:
    """Returns the largest placement inside `room` that stands on `ground`, or lies in the middle of a square plane.

    `aspect` is the cut-out's width divided by its height, `size` the frame in pixels, `base` half the width the product
    stands on divided by its whole width. The middle of that base is on `ground.stand`, so its front, the foot, is lower
    by the foreshortened depth of the base. Where `room` ends above the foot, the product stands further back.

    A product in the `pose` of hanging leaves room for its hook, a floating one for its shadow below it. `turn` is how
    far a lying one is turned, in degrees.
    """
    if ground.square:
        hook = HANGER if pose is Pose.HANGING else 0.0
        return _laid(room, aspect, size, motion, hook, turn if pose is Pose.LYING else 0.0)
    below = HOVER if pose is Pose.FLOATING else 0.0
    width, height = size
    drop = base * aspect * ground.foreshortening
    stand = min(ground.stand.y, room.bottom)
    tallest = min((stand - room.top) / (1 + below - min(0.6, drop)), room.bottom - room.top) * height
    widest = 2 * min(ground.stand.x - room.left, room.right - ground.stand.x) * width
    product_height = min(tallest, widest / aspect)
    foot = min(stand + product_height * (drop - below) / height, room.bottom)
    longer_side = product_height * max(1.0, aspect)
    return Placement(x=ground.stand.x, y=foot, scale=max(0.03, longer_side / min(size)), motion=motion)


def _laid(room: Box, aspect: float, size: tuple[int, int], motion: Motion, above: float, turn: float) -> Placement:
    """Returns the largest placement in the middle of `room`, turned by `turn` degrees."""
    width, height = size
    across, down = abs(cos(radians(turn))), abs(sin(radians(turn)))
    # The box around a turned product, for every unit of its height.
    box_width, box_height = aspect * across + down, aspect * down + across + above
    tall = min(room.width * width / box_width, room.height * height / box_height)
    middle_x = (room.left + room.right) / 2 * width
    middle_y = (room.top + room.bottom) / 2 * height + above * tall / 2
    return Placement(
        x=(middle_x - tall / 2 * sin(radians(turn))) / width,
        y=(middle_y + tall / 2 * cos(radians(turn))) / height,
        scale=min(3.0, max(0.03, tall * max(1.0, aspect) / min(size))),
        rotation=turn,
        motion=motion,
    )
