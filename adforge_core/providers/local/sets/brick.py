"""A painted brick wall above a pavement, in the sun: for what leans."""

import cv2
import numpy as np

from adforge_core.model.brief import Pose, Style
from adforge_core.model.shots import Light
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.shapes import block
from adforge_core.providers.local.sets.staging import (
    Call,
    Colour,
    Lamp,
    Paint,
    Piece,
    Staging,
    mix,
    outline_of_block,
    scaled,
    towards,
    warm,
)
from adforge_core.providers.local.sets.textures import SIDE, Picture, clouds, plaster

_COURSES, _BRICKS = 12, 4
"""Rows of bricks in a tile of the wall, and bricks in a row."""


def build(call: Call) -> Staging:
    """The wall in the background colour, a painted band in the accent's below."""
    rng = call.rng
    gap = float(np.clip(0.2 * call.product_height, 0.12, 0.26))
    bricks, joints = _bricks(call.background, rng)
    painted, _ = _bricks(mix(call.accent, call.background, 0.08), rng)
    slab, grit = plaster(mix((0.42, 0.41, 0.4), call.surface, 0.25), rng, 0.12)
    light = call.look.key_light.model_copy(
        update={
            "azimuth": 318.0 if np.cos(np.radians(call.look.key_light.azimuth)) >= 0 else 222.0,
            "elevation": call.between(36, 46),
            "softness": 0.1,
        }
    )
    tile = 0.78
    course = tile / _COURSES
    band = course * round(call.between(3.6, 5.4) if call.headroom > 0.8 else 3)
    wide, joint = call.between(0.62, 0.75), 0.01
    wall = Paint(texture=bricks, bump=joints, relief=0.011, tile=tile)
    pieces = [
        Piece(block(12, 8, 0.1, 0.002).moved(z=-gap - 0.05), wall),
        Piece(
            block(12, band, 0.1, 0.002).moved(z=-gap - 0.0485),
            Paint(texture=painted, bump=joints, relief=0.011, tile=tile),
        ),
        Piece(block(12, 0.1, 4.0).moved(y=-0.108, z=2 - gap), Paint(scaled(mix((0.3,) * 3, call.surface, 0.2), 0.5))),
        *(
            Piece(
                block(wide - joint, 0.1, wide - joint, 0.006).moved(
                    x=(across + 0.5) * wide, y=-0.1, z=-gap + (row + 0.5) * wide
                ),
                Paint(texture=slab, bump=grit, relief=0.006, tile=1.3),
            )
            for across in range(-5, 5)
            for row in range(4)
        ),
    ]
    sky = mix((0.34, 0.38, 0.44), call.background, 0.15)
    sun = Lamp(towards(light, 9.0), 0.3, 0.3, 2.6 if call.dark else 1.35, warm(0.1), aim=(0, 0.3, -gap), goes_out=True)
    return Staging(
        pieces=tuple(pieces),
        lamps=(sun,),
        light=light,
        sky=(sky, scaled(sky, 0.8)),
        top=outline_of_block(12, 2.4, 1.2 - gap),
        aperture=0.01,
        wall=-gap,
    )


SET = SetDesign(
    name="brick",
    about="A sunlit brick wall, painted in two colors, above a pavement, for things that lean",
    build=build,
    suits=frozenset(Style),
    words=frozenset({"brick", "bricks", "pavement", "sidewalk"}),
    poses=frozenset({Pose.LEANING}),
    lights=(Light.SWEEPS, Light.COMES_UP),
)


def _bricks(colour: Colour, rng: np.random.Generator) -> tuple[Picture, Picture]:
    """A wall of painted bricks in running bond: its colour and its relief."""
    y, x = np.meshgrid(np.arange(SIDE) / SIDE * _COURSES, np.arange(SIDE) / SIDE * _BRICKS, indexing="ij")
    row = np.floor(y).astype(int)
    shifted = x + 0.5 * (row % 2)
    brick = np.floor(shifted).astype(int) % _BRICKS
    aspect = _COURSES / _BRICKS
    # The distance to the nearest joint, in courses.
    away = np.minimum(np.minimum(y % 1, 1 - y % 1), np.minimum(shifted % 1, 1 - shifted % 1) * aspect)
    rough = clouds(rng, 0.6) - 0.5
    raised = np.clip((away - 0.07 + 0.05 * rough) / 0.09, 0, 1)
    each = rng.uniform(-1, 1, (_COURSES, _BRICKS))[row, brick]
    shade = (1 + 0.07 * each + 0.16 * rough) * (0.82 + 0.18 * raised)
    relief = np.asarray(cv2.GaussianBlur((0.85 * raised + 0.3 * rough).astype(np.float32), (0, 0), 0.8), np.float32)
    texture = np.clip(np.array(colour) * shade[..., None], 0.004, 0.9)
    return np.asarray(texture, np.float32), np.clip(relief, 0, 1)
