"""A plaster wall with an arch, and steps that lead up to the product standing in it."""

import numpy as np

from adforge_core.model.brief import Style
from adforge_core.model.shots import Light
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.props import sprig
from adforge_core.providers.local.sets.shapes import Array, Mesh, block, extrude, lathe, rounded
from adforge_core.providers.local.sets.staging import (
    Call,
    Finish,
    Lamp,
    Paint,
    Piece,
    Staging,
    key_lamp,
    mix,
    outline_of_block,
    scaled,
)
from adforge_core.providers.local.sets.textures import plaster, speckled

_THICK = 0.16  # the wall


def build(call: Call) -> Staging:
    """The arch is centred behind the product, its head below the headline; the niche beyond glows in the accent.

    The steeper the camera, the nearer the wall and the shallower the niche, so as much of both is seen.
    """
    rng, side = call.rng, call.side
    rise, tread = call.between(0.13, 0.16), call.between(0.3, 0.36)
    front = max(0.26, call.plinth * 0.4)
    coat, relief = plaster(call.background, rng, 0.09)
    wall = Paint(texture=coat, bump=relief, relief=0.02, tile=1.8)
    step_coat, step_relief = plaster(call.surface, rng, 0.07)
    step = Paint(texture=step_coat, bump=step_relief, relief=0.008, tile=1.3)
    beyond, beyond_relief = plaster(mix(call.accent, call.background, 0.4), rng, 0.08)
    niche = Paint(texture=beyond, bump=beyond_relief, relief=0.01, tile=1.8)
    nearer = min(1.0, 11 / call.tilt)
    back = -0.62 * nearer
    inside = back - _THICK
    room = inside - 0.55 * nearer
    head = call.height(call.words[0] - call.between(0.02, 0.05), back)
    half = min(max(0.3, call.plinth / 2 + 0.07), 1.4 * head)
    spring = head - min(half, 0.75 * head)
    beside = call.within(half + 0.16, back + 0.22, 0.84)
    room_above = call.height(call.words[0], back + 0.22)
    jar = float(np.clip(0.45 * room_above, 0.12, 0.26))
    stem, leaves = sprig(rng, float(np.clip(room_above - 0.75 * jar, 0.12, 0.5)), 13, (0.1, 0.034), 0.35)
    turned = 180.0 if side < 0 else 0.0
    clay = Paint(texture=speckled(mix(call.accent, (0.6, 0.36, 0.24), 0.5), rng), finish=Finish.SATIN, roughness=0.5)
    green = Paint((0.19, 0.24, 0.13))
    pieces = [
        Piece(extrude(_arched_wall(half, spring, head, 5.0, 5.0), _THICK, 0.014).moved(z=inside), wall),
        Piece(block(9, 7, 0.1).moved(y=-0.2, z=room - 0.05), niche),
        Piece(block(9, 0.1, 2).moved(y=-0.095, z=inside - 1), niche),
        Piece(block(9, 0.4, 3.0, 0.012).moved(y=-0.4, z=front - 1.5), step),
        *(
            Piece(
                block(9 if n == 3 else 1.15 + 0.34 * n, 0.5, 3.0, 0.014).moved(
                    y=-0.5 - n * rise, z=front + n * tread - 1.5
                ),
                step,
            )
            for n in (1, 2, 3)
        ),
        Piece(block(9, 0.4, 9).moved(y=-0.4 - 4 * rise, z=3), step),
        Piece(_jar(0.105, jar).moved(x=side * beside, z=back + 0.22), clay),
        Piece(stem.turned(yaw=turned).moved(x=side * beside, y=0.75 * jar, z=back + 0.22), Paint((0.2, 0.13, 0.08))),
        Piece(leaves.turned(yaw=turned).moved(x=side * beside, y=0.75 * jar, z=back + 0.22), green),
    ]
    key, light = key_lamp(call, 2.2 if call.dark else 1.3, behind=-0.35, goes_out=True)
    # Between the wall and the niche's end, or the wall would keep its light from what is seen through the arch.
    inner = Lamp(
        (-side * 0.4, 1.9, (inside + room) / 2), 0.8, 0.12, 2.4, (1.06, 1, 0.92),
        aim=(0, 0, (inside + room) / 2),
    )  # fmt: skip
    ambient = scaled((1, 1, 1), 0.24)
    return Staging(
        pieces=tuple(pieces),
        lamps=(key, inner),
        light=light,
        sky=(ambient, scaled(ambient, 0.75)),
        top=outline_of_block(9, front * 2),
        gloss=0.0,
        aperture=0.018,
    )


SET = SetDesign(
    name="arches",
    about="A plaster room with tall arches and a step in front of them",
    build=build,
    suits=frozenset({Style.MINIMAL, Style.LUXURY, Style.BOLD}),
    words=frozenset({"arches", "arch", "mediterranean", "plaster"}),
    lights=(Light.SWEEPS, Light.COMES_UP),
)


def _jar(radius: float, height: float) -> Mesh:
    """A clay jar with a narrow neck, standing on y = 0."""
    t = np.linspace(0, 1, 40)
    reach = radius * (0.62 + 0.38 * np.sin(np.pi * np.clip(1.25 * t, 0, 1)) - 0.1 * np.clip((t - 0.8) / 0.2, 0, 1))
    outer = [(0.0, 0.0), *zip(reach.tolist(), (t * height).tolist(), strict=True)]
    rim = float(reach[-1])
    inner = [(rim - 0.014, height), (rim - 0.02, height * 0.6), (0.0, height * 0.6)]
    return lathe(rounded([*outer, *inner], 0.005, closed=False, steps=3))


def _arched_wall(half: float, spring: float, top: float, reach: float, height: float) -> tuple[Array, Array]:
    """A wall's outline with an opening `2 * half` wide under half an ellipse from `spring` up to `top`."""
    angles, rise = np.linspace(np.pi, 0, 49), top - spring
    head = np.stack([half * np.cos(angles), spring + rise * np.sin(angles)], axis=1)
    inward = -np.stack([rise * np.cos(angles), half * np.sin(angles)], axis=1)
    inward /= np.linalg.norm(inward, axis=1, keepdims=True)
    outer = np.array([(reach, -1), (reach, height), (-reach, height), (-reach, -1)], dtype=float)
    outward = np.array([(1, -1), (1, 1), (-1, 1), (-1, -1)], dtype=float) / np.sqrt(2)
    jambs = np.array([[-half, -1.0]]), np.array([[half, -1.0]])
    points = np.concatenate([jambs[0], head, jambs[1], outer])
    normals = np.concatenate([[[1.0, 0.0]], inward, [[-1.0, 0.0]], outward])
    return points, normals
