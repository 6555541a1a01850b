"""What sets that are seen square on have in common: their light, what throws shapes into it, and where things lie.

They are built upright at z = 0 with the camera in front: a table seen from straight above is built like a wall. The
product's foot is at the origin, its middle half its height above it.
"""

from dataclasses import dataclass
from math import cos, degrees, radians, sin

import numpy as np
from numpy.typing import NDArray

from adforge_core.model.look import KeyLight
from adforge_core.providers.local.sets.shapes import Mesh, block, extrude, sheet
from adforge_core.providers.local.sets.staging import Call, Lamp, Paint, Piece, warm

_SUN = 9.0
_SHADE = 3.3


@dataclass(frozen=True)
class Area:
    """The part of the plane in the picture, in set units, with a little beyond its edges."""

    left: float
    right: float
    bottom: float
    top: float

    @classmethod
    def of(cls, call: Call) -> "Area":
        """The frame around the product, without the margin for camera moves."""
        across = call.frame_width / 2
        return cls(-across, across, call.headroom - call.frame_height, call.headroom)

    def corner(self, across: float, up: float, inset: float = 0.0) -> tuple[float, float]:
        """A corner, `across` and `up` being -1 or 1, moved towards the middle by `inset`."""
        x = self.right if across > 0 else self.left
        y = self.top if up > 0 else self.bottom
        return x - across * inset, y - up * inset


def beside(call: Call, place: tuple[float, float], radius: float) -> tuple[float, float]:
    """`place`, or further from the product if something of this `radius` would be under it there."""
    x, y = place
    middle_y = call.product_height / 2
    across, up = np.sign(x) or 1.0, np.sign(y - middle_y) or 1.0
    # A turned product reaches beyond its sides.
    free = radius + 0.06 + 0.06 * max(call.product_width, call.product_height)
    dx, dy = abs(x) - call.product_width / 2, abs(y - middle_y) - call.product_height / 2
    if np.hypot(max(dx, 0), max(dy, 0)) >= free:
        return x, y
    # The shorter way out.
    if dx > dy:
        return float(across * (call.product_width / 2 + free)), y
    return x, float(middle_y + up * (call.product_height / 2 + free))


def middle(call: Call) -> tuple[float, float, float]:
    """Where the middle of the product is."""
    return 0.0, call.product_height / 2, 0.0


def square_light(call: Call, low: float = 32.0, high: float = 52.0) -> KeyLight:
    """The look's key light for a plane seen square on: always from above in the picture, never along an edge of it."""
    asked = call.look.key_light
    azimuth = asked.azimuth if asked.azimuth <= 180 else 360 - asked.azimuth
    azimuth = min(max(azimuth, 28.0), 152.0)
    if 72 < azimuth < 108:
        azimuth = 68.0 if azimuth < 90 else 112.0
    return KeyLight(azimuth=round(azimuth, 1), elevation=min(max(asked.elevation, low), high), softness=asked.softness)


def heading(light: KeyLight) -> NDArray[np.float64]:
    """The direction to the light: across, up, and out of the plane."""
    azimuth, elevation = radians(light.azimuth), radians(light.elevation)
    return np.array([-cos(azimuth) * cos(elevation), sin(azimuth) * cos(elevation), sin(elevation)])


def sunlight(call: Call, light: KeyLight, level: float, tone: float = 0.1) -> tuple[Lamp, KeyLight]:
    """A small, far lamp that goes out, whose shadows are sharp, and the light as built."""
    built = light.model_copy(update={"softness": 0.1})
    aim = np.array(middle(call))
    x, y, z = (aim + _SUN * heading(built)).tolist()
    return Lamp((x, y, z), 0.3, 0.3, level, warm(tone), aim=(aim[0], aim[1], aim[2]), goes_out=True), built


def softbox(call: Call, light: KeyLight, level: float, tone: float = 0.05) -> tuple[Lamp, KeyLight]:
    """A large lamp that goes out, as soft as the look asks for, and the light as built."""
    built = light.model_copy(update={"softness": min(0.75, max(0.25, light.softness))})
    aim = np.array(middle(call))
    x, y, z = (aim + 3.6 * heading(built)).tolist()
    size = 0.5 + 1.9 * built.softness
    return Lamp((x, y, z), size, size, level, warm(tone), aim=(aim[0], aim[1], aim[2]), goes_out=True), built


def plane(paint: Paint, x: float = 0.0, y: float = 0.0, size: float = 9.0) -> Piece:
    """The plane itself."""
    edge = np.linspace(-size / 2, size / 2, 3)
    grid = np.stack(np.broadcast_arrays(edge[None] + x, edge[::-1, None] + y, 0.0 * edge[None]), axis=-1)
    return Piece(sheet(np.ascontiguousarray(grid), np.ascontiguousarray(grid[..., :2])), paint)


def leaf_of_paper(width: float, height: float, rise: float, curl: float, rng: np.random.Generator) -> Mesh:
    """A sheet of paper about the origin that lies `rise` above the plane, one corner of it lifted by `curl`."""
    x, y = np.linspace(-0.5, 0.5, 25), np.linspace(0.5, -0.5, 25)
    across, up = (float(side) for side in rng.choice((-1.0, 1.0), 2))
    far = np.clip((across * x[None] + up * y[:, None]) - 0.35, 0, 1) / 0.65
    wave = 0.0015 * np.sin(3.1 * x[None] + float(rng.uniform(0, 6))) * np.cos(2.3 * y[:, None])
    z = rise + curl * far**2 + wave
    grid = np.stack(np.broadcast_arrays(width * x[None], height * y[:, None], z), axis=-1)
    return sheet(np.ascontiguousarray(grid), np.ascontiguousarray(grid[..., :2]))


def window_shade(call: Call, light: KeyLight, rng: np.random.Generator) -> list[Piece]:
    """A window's bars between the sun and the plane, out of the picture: they draw panes of light."""
    reach = max(call.frame_width, call.frame_height)
    pane, bar = 0.2 * reach, 0.036
    wide, tall = 2 * pane, 3.2 * pane
    flat = [block(bar, 6, 0.03, 0.004).moved(x=(n - 1) * pane, y=-3) for n in range(3)]
    flat += [block(6, bar, 0.03, 0.004).moved(y=(n - 1.5) * 1.07 * pane) for n in range(4)]
    flat += [block(2, 6, 0.03, 0.004).moved(x=side * (wide / 2 + 1), y=-3) for side in (-1, 1)]
    flat += [block(wide + 2, 2, 0.03, 0.004).moved(y=side * (tall / 2 + 1) - 1) for side in (-1, 1)]
    roll, x, y = float(rng.uniform(8, 16)) * call.side, float(rng.uniform(-0.1, 0.1)), float(rng.uniform(-0.05, 0.15))
    return _between(call, light, [mesh.turned(roll=roll).moved(x=x, y=y) for mesh in flat])


def leaf_shade(call: Call, light: KeyLight, rng: np.random.Generator, count: int = 5) -> list[Piece]:
    """Twigs with long leaves between the sun and the plane: they dapple a corner of it."""
    flat: list[Mesh] = []
    for _ in range(count):
        lean, x, y = float(rng.uniform(20, 70)), float(rng.uniform(-0.9, 0.0)), float(rng.uniform(0.05, 0.75))
        for n in range(8):
            for side in (-1, 1):
                leaf = _leaf(float(rng.uniform(0.2, 0.34)) * (1 - 0.06 * n), float(rng.uniform(0.028, 0.045)))
                flat.append(
                    leaf.turned(roll=side * float(rng.uniform(40, 60)))
                    .moved(y=0.09 * n)
                    .turned(roll=-lean)
                    .moved(x=x, y=y)
                )
    return _between(call, light, flat)


def _between(call: Call, light: KeyLight, flat: list[Mesh]) -> list[Piece]:
    """Shapes in a plane square to the light, between it and the product."""
    towards = heading(light)
    x, y, z = (np.array(middle(call)) + _SHADE * towards).tolist()
    yaw, pitch = degrees(np.arctan2(towards[0], towards[2])), -degrees(np.arcsin(towards[1]))
    dull = Paint((0.05, 0.05, 0.05))
    return [Piece(mesh.turned(yaw=yaw, pitch=pitch).moved(x, y, z), dull) for mesh in flat]


def _leaf(length: float, width: float) -> Mesh:
    along = np.linspace(0, 1, 21)[1:-1]
    reach = width * np.sin(np.pi * along**0.8)
    right = np.stack([reach, along * length], axis=1)
    points = np.concatenate([[[0, 0]], right, [[0, length]], (right * (-1, 1))[::-1]])
    normals = np.concatenate([[[0, -1]], np.tile((1.0, 0.0), (19, 1)), [[0, 1]], np.tile((-1.0, 0.0), (19, 1))])
    return extrude((points, normals), 0.006, 0.001)
