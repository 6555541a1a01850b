"""What a set is made of: painted shapes and lamps, and what its builder is told.

One set unit is the frame's shorter side at the place where the product stands, which is the origin; x is to the
right, y up and z towards the camera. Colours are linear.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import asin, cos, degrees, radians, sin

import numpy as np
from numpy.typing import NDArray

from adforge_core.model.look import KeyLight, Look
from adforge_core.model.value import rgb
from adforge_core.providers.local.sets.lens import DISTANCE
from adforge_core.providers.local.sets.shapes import Mesh

Colour = tuple[float, float, float]


class Finish(StrEnum):
    """How a surface meets light."""

    MATT = "matt"
    SATIN = "satin"
    METAL = "metal"
    GLASS = "glass"
    GLOW = "glow"


@dataclass(frozen=True)
class Paint:
    """A surface: a plain colour (or, for GLOW, its light) or a tiling picture `texture` (h, w, 3) of it.

    `tile` is the length one tile covers. `bump` (h, w) in 0 to 1 raises the surface by at most `relief`. `water`
    (h, w) in 0 to 1 is where a film of water lies on it, smooth as a mirror. A glow that `goes_out` is one of the lamps
    that move the light of the set.
    """

    colour: Colour = (0.8, 0.8, 0.8)
    finish: Finish = Finish.MATT
    roughness: float = 0.3
    texture: NDArray[np.float32] | None = None
    bump: NDArray[np.float32] | None = None
    water: NDArray[np.float32] | None = None
    relief: float = 0.01
    tile: float = 1.0
    goes_out: bool = False


@dataclass(frozen=True)
class Piece:
    """A painted shape."""

    mesh: Mesh
    paint: Paint


@dataclass(frozen=True)
class Lamp:
    """A rectangular soft box at `place` aimed at `aim`. It is seen, as a white surface, where the picture reaches it.

    `level` is what a light meter at `aim` reads: the radiance of a white card facing the lamp, 1 being white. One that
    `goes_out` moves the light of the set.
    """

    place: tuple[float, float, float]
    width: float
    height: float
    level: float
    colour: Colour = (1.0, 1.0, 1.0)
    aim: tuple[float, float, float] = (0.0, 0.0, 0.0)
    goes_out: bool = False


@dataclass(frozen=True)
class Staging:
    """A set ready to be photographed.

    `sky` is the light from all around: its radiance overhead, at the horizon. `top` is the outline (n, 3) of the
    surface the product stands on, where it ends within the picture. `light` is the key as built. `wall` is the depth of
    a wall that stands on the floor right behind the product, None if there is none. The first lamp is the key.
    `bloom` is how much very bright parts glow.
    """

    pieces: tuple[Piece, ...]
    lamps: tuple[Lamp, ...]
    light: KeyLight
    sky: tuple[Colour, Colour] = ((0.3, 0.3, 0.3), (0.2, 0.2, 0.2))
    top: NDArray[np.float64] | None = None
    gloss: float = 0.0
    aperture: float = 0.02
    bloom: float = 0.03
    exposure: float = 1.0
    wall: float | None = None

    @property
    def key_goes_out(self) -> bool:
        """Whether the key is among the lamps that go out, and with it the product's shadow."""
        return self.lamps[0].goes_out


@dataclass(frozen=True)
class Call:
    """What the builder of a set is told: the look, the dice, the frame and the product, both in set units.

    `headroom` is how much of the frame lies above the stand; `tilt` how far down the camera looks, in degrees.
    """

    look: Look
    rng: np.random.Generator
    frame_width: float
    frame_height: float
    headroom: float
    tilt: float
    product_width: float
    product_height: float

    @property
    def background(self) -> Colour:
        """The paint of walls and floors."""
        return paintable(self.look.palette.background)

    @property
    def surface(self) -> Colour:
        """The paint of what things stand on."""
        return paintable(self.look.palette.surface)

    @property
    def accent(self) -> Colour:
        """The paint of the few things that may be loud."""
        return paintable(self.look.palette.accent)

    @property
    def brand(self) -> Colour:
        """The accent as exactly as a dye has it, for the thing that shows whose ad this is."""
        red, green, blue = (min(0.88, max(0.004, part)) for part in linear(self.look.palette.accent))
        return red, green, blue

    @property
    def dark(self) -> bool:
        """Whether the look asks for a dark picture."""
        return luma(linear(self.look.palette.background)) < 0.12

    def between(self, low: float, high: float) -> float:
        """A throw of the dice."""
        return float(self.rng.uniform(low, high))

    @property
    def side(self) -> float:
        """A coin: -1 or 1."""
        return float(self.rng.choice((-1.0, 1.0)))

    @property
    def plinth(self) -> float:
        """A width for what the product stands on: wider than its foot, never a needle nor a stage."""
        return float(np.clip(1.28 * self.product_width, 0.4, 0.92 * max(1.0, self.frame_width * 0.8)))

    @property
    def words(self) -> tuple[float, float]:
        """From where to where above the stand, as seen, a headline is written: nothing loud belongs there."""
        low = max(0.36, self.headroom - 0.31 * self.frame_height)
        return low, max(low + 0.25, self.headroom - 0.13 * self.frame_height)

    def height(self, seen: float, z: float) -> float:
        """The height at depth `z` of what is seen `seen` units above the stand, in the middle of the picture.

        A point (y, z) is seen d (y cos t - z sin t) / (d - y sin t - z cos t) above the stand, with t the tilt and d
        the camera's distance; the lens's shift is small enough to leave out.
        """
        along, down = cos(radians(self.tilt)), sin(radians(self.tilt))
        return (seen * (DISTANCE - z * along) + DISTANCE * z * down) / (DISTANCE * along + seen * down)

    def within(self, x: float, z: float = 0.0, share: float = 0.94) -> float:
        """`x`, or what is seen at `share` of the half frame at depth `z` if that is less."""
        return min(x, share * self.frame_width / 2 * (1 - z / DISTANCE))


def key_lamp(
    call: Call, level: float, behind: float = 0.25, distance: float = 3.4, *, goes_out: bool = False
) -> tuple[Lamp, KeyLight]:
    """The look's key light as a lamp, and as it was built: no further behind the product than sin = `behind`."""
    asked = call.look.key_light
    azimuth = asked.azimuth
    limit = degrees(asin(behind))
    if sin(radians(azimuth)) > behind:
        azimuth = (limit if azimuth <= 90 or azimuth > 270 else 180 - limit) % 360
    elevation = min(max(asked.elevation, 22.0), 68.0)
    built = KeyLight(azimuth=azimuth, elevation=elevation, softness=asked.softness)
    size = 0.5 + 2.6 * asked.softness
    return Lamp(towards(built, distance), size, size, level, warm(0.06), goes_out=goes_out), built


def sun_lamp(
    call: Call, level: float, behind: float = -0.1, low: float = 26.0, high: float = 46.0
) -> tuple[Lamp, KeyLight]:
    """The look's key light as the sun: small, far, from no lower than `low` and no higher than `high` degrees.

    It goes out.
    """
    _, asked = key_lamp(call, 1, behind)
    sun = asked.model_copy(update={"softness": 0.08, "elevation": min(high, max(low, asked.elevation))})
    return Lamp(towards(sun, 9.0), 0.3, 0.3, level, warm(0.12), goes_out=True), sun


def towards(light: KeyLight, distance: float) -> tuple[float, float, float]:
    """The place `distance` away in the direction the light comes from."""
    azimuth, elevation = radians(light.azimuth), radians(light.elevation)
    level = distance * cos(elevation)
    return (-cos(azimuth) * level, distance * sin(elevation), -sin(azimuth) * level)


def linear(colour: str) -> Colour:
    """Linear light of an sRGB `#rrggbb` (IEC 61966-2-1)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (c / 255 for c in rgb(colour))
    )
    return red, green, blue


def paintable(colour: str) -> Colour:
    """The colour as a real paint can be: nothing reflects less than 1.5 % or more than 82 % of the light."""
    red, green, blue = (min(0.82, 0.015 + 0.96 * part) for part in linear(colour))
    return red, green, blue


def luma(colour: Colour) -> float:
    """How bright the colour is (ITU-R BT.709-6)."""
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """`a` with `share` of `b` in it."""
    red, green, blue = (x * (1 - share) + y * share for x, y in zip(a, b, strict=True))
    return red, green, blue


def scaled(colour: Colour, factor: float) -> Colour:
    """The colour, `factor` times as bright."""
    red, green, blue = (part * factor for part in colour)
    return red, green, blue


def warm(amount: float) -> Colour:
    """White light, warmer (positive) or cooler."""
    return 1.0 + amount, 1.0, 1.0 - amount


def outline_of_drum(radius: float, count: int = 48) -> NDArray[np.float64]:
    """The rim of a round top about the stand."""
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return np.stack([radius * np.cos(angles), np.zeros(count), radius * np.sin(angles)], axis=1)


def outline_of_block(width: float, depth: float, z: float = 0.0) -> NDArray[np.float64]:
    """The rim of a square top, its middle at `z`."""
    w, d = width / 2, depth / 2
    return np.array([(-w, 0, z - d), (w, 0, z - d), (w, 0, z + d), (-w, 0, z + d)], dtype=float)


def brass(rough: float = 0.22) -> Paint:
    """Brushed more or less finely."""
    return Paint((0.86, 0.62, 0.30), Finish.METAL, rough)
