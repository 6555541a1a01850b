"""Things that stand about in sets: towels, books, cups, plants, and what a window puts before the sun."""

import numpy as np

from adforge_core.model.look import KeyLight
from adforge_core.providers.local.sets.shapes import (
    Array,
    Mesh,
    block,
    extrude,
    joined,
    lathe,
    rounded,
    sheet,
    softened,
    tube,
)
from adforge_core.providers.local.sets.staging import Paint, Piece, towards


def towel(rng: np.random.Generator, width: float, depth: float, thick: float) -> Mesh:
    """A bath towel folded twice, its fold to the front: four soft layers standing on y = 0."""
    layer = thick / 4
    layers: list[Mesh] = []
    for number in range(4):
        # Two layers share one fold, so every other gap ends a little behind it.
        back = 0.018 if number % 2 else 0.0
        short = float(rng.uniform(0, 0.012))
        outline = rounded(
            [(-depth / 2, 0), (depth / 2 - short, 0), (depth / 2 - short, layer), (-depth / 2 + back, layer)],
            layer * 0.49, closed=True,
        )  # fmt: skip
        slab = extrude(outline, width - float(rng.uniform(0, 0.014)), layer * 0.3)
        layers.append(slab.turned(yaw=-90).moved(x=width / 2, y=number * layer * 0.97))
    return softened(joined(*layers), rng, 0.006, 0.16)


def rolled_towel(rng: np.random.Generator, radius: float, length: float) -> Mesh:
    """A towel rolled up, lying on y = 0, its spiral end facing the camera at z = 0."""
    turns, thick = 3.2, radius / 3.7
    angles = np.linspace(0, 2 * np.pi * turns, 150)
    reach = radius - thick / 2 - (radius - 0.7 * thick) * angles / angles[-1]
    centre = np.stack([reach * np.cos(angles - 1.9), reach * np.sin(angles - 1.9)], axis=1)
    along = np.gradient(centre, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    side = np.stack([along[:, 1], -along[:, 0]], axis=1)
    half = 0.43 * thick
    points = np.concatenate([centre + side * half, (centre - side * half)[::-1]])
    normals = np.concatenate([side, -side[::-1]])
    return softened(extrude((points, normals), length, half * 0.8).moved(y=radius, z=-length), rng, 0.004, 0.12)


def mug(radius: float, height: float, side: float = 1.0) -> Mesh:
    """A mug standing on y = 0, its handle at x = `side` * radius."""
    outer = [(0.0, 0.0), (radius * 0.93, 0.0), (radius, height * 0.12), (radius, height)]
    inner = [(radius - 0.012, height), (radius - 0.012, 0.02), (0.0, 0.02)]
    body = lathe(rounded([*outer, *inner], 0.008, closed=False, steps=4))
    turn = np.linspace(-np.pi / 2 - 0.25, np.pi / 2 + 0.25, 40)
    loop = np.stack(
        [side * (radius - 0.006 + 0.5 * height * np.cos(turn)), height * (0.52 + 0.3 * np.sin(turn)), 0 * turn], axis=1
    )
    return joined(body, tube(loop, 0.0125))


def cup_and_saucer(radius: float) -> tuple[Mesh, Mesh]:
    """A wide coffee cup on its saucer, on y = 0, and the coffee in it."""
    t = np.linspace(0, 1, 30)
    reach = radius * (0.5 + 0.5 * np.sqrt(1 - (1 - t) ** 2.2))
    height, foot = radius * 1.25, radius * 0.16
    outer = [(0.0, foot), *zip(reach.tolist(), (foot + t * height).tolist(), strict=True)]
    inner = [(r - 0.007, y) for r, y in reversed(outer[1:])]
    cup = lathe(rounded([*outer, *inner, (0.0, foot + 0.01)], 0.003, closed=False, steps=2))
    plate = lathe(
        rounded(
            [(0.0, 0.0), (radius * 0.8, 0.0), (radius * 1.75, foot * 1.5), (radius * 1.73, foot * 1.75),
             (radius * 0.8, foot * 0.75), (0.0, foot * 0.75)], 0.006, closed=False,
        )
    )  # fmt: skip
    turn = np.linspace(-1.75, 1.75, 30)
    loop = np.stack(
        [radius * 0.93 + 0.42 * radius * np.cos(turn), foot + height * (0.6 + 0.27 * np.sin(turn)), 0 * turn], axis=1
    )
    level = foot + height * 0.86
    coffee = lathe(rounded([(0.0, level - 0.01), (radius * 0.96, level - 0.01), (radius * 0.96, level), (0.0, level)],
                           0.002, closed=False))  # fmt: skip
    return joined(cup, plate, tube(loop, radius * 0.085)), coffee


def book(width: float, thick: float, depth: float, cover: Paint, pages: Paint) -> tuple[Piece, ...]:
    """A closed hardback lying on y = 0, its spine to the camera."""
    board = 0.008
    back = block(width, board, depth, 0.003)
    curve = np.linspace(-np.pi / 2, np.pi / 2, 13)
    bulge = np.stack([0.014 * np.cos(curve), thick / 2 + thick / 2 * np.sin(curve)], axis=1)
    outline = np.concatenate([bulge, np.array([(-0.006, thick), (-0.006, 0.0)])])
    normals = np.concatenate([np.stack([np.cos(curve), np.sin(curve)], axis=1), np.array([(-1.0, 0.0), (-1.0, 0.0)])])
    spine = extrude((outline, normals), width, 0.002).turned(yaw=-90).moved(x=width / 2, z=depth / 2)
    leaves = block(width - 0.02, thick - 2 * board, depth - 0.015, 0.002).moved(y=board)
    return (
        Piece(joined(back, back.moved(y=thick - board), spine), cover),
        Piece(leaves, pages),
    )


def moved(pieces: tuple[Piece, ...], x: float = 0, y: float = 0, z: float = 0, yaw: float = 0) -> tuple[Piece, ...]:
    """Pieces turned about the upright, then elsewhere."""
    return tuple(Piece(piece.mesh.turned(yaw=yaw).moved(x, y, z), piece.paint) for piece in pieces)


def leaf(length: float, width: float, bend: float = 0.25) -> Mesh:
    """A leaf from the origin upwards, folded along its middle and bent over towards z."""
    t, u = np.linspace(0, 1, 13)[:, None], np.linspace(-1, 1, 7)[None]
    half = width / 2 * np.sin(np.pi * np.clip(t, 0.02, 1) ** 0.75) ** 0.9
    angle = bend * 2.4 * t
    y = length * np.where(bend == 0, t, np.sin(angle) / max(1e-6, bend * 2.4))
    z = length * (1 - np.cos(angle)) / max(1e-6, bend * 2.4)
    return sheet(np.stack(np.broadcast_arrays(u * half, y, z - 0.18 * np.abs(u) * half), axis=-1))


def sprig(
    rng: np.random.Generator, length: float, leaves: int, size: tuple[float, float], lean: float = 0.2
) -> tuple[Mesh, Mesh]:
    """A branch from the origin upwards, bending over to x: its stem and its leaves."""
    t = np.linspace(0, 1, 40)
    sway = float(rng.uniform(-0.06, 0.06))
    stem = np.stack([length * lean * t**1.7, length * t * (1 - 0.25 * abs(lean) * t), length * sway * t**2], axis=1)
    grown: list[Mesh] = []
    for number in range(leaves):
        at = 0.22 + 0.78 * (number + 0.5) / leaves
        place = stem[round(at * 39)]
        big = (1.15 - 0.6 * at) * float(rng.uniform(0.85, 1.15))
        spin = number * 137.5 + float(rng.uniform(-20, 20))
        one = leaf(size[0] * big, size[1] * big, float(rng.uniform(0.1, 0.4)))
        one = one.turned(pitch=float(rng.uniform(48, 78))).turned(yaw=spin).turned(roll=-40 * lean * at)
        grown.append(one.moved(*place.tolist()))
    tip = leaf(size[0] * 0.6, size[1] * 0.6).turned(roll=-50 * lean).moved(*stem[-1].tolist())
    thin = np.linspace(1, 0.35, 40) * 0.0065
    return tube(stem, thin), joined(*grown, tip)


def bars(sun: KeyLight, away: float, aim: tuple[float, float, float], panes: tuple[int, int], pane: float) -> Piece:
    """A window of `panes` (across, up) between the sun and `aim`, `away` from it: its frame, and the wall about it."""
    columns, rows = panes
    bar, wide, tall = 0.04, pane * columns, pane * rows
    flat = [block(bar, tall, 0.03, 0.004).moved(x=(n - columns / 2) * pane, y=-tall / 2) for n in range(columns + 1)]
    flat += [block(wide, bar, 0.03, 0.004).moved(y=(n - rows / 2) * pane) for n in range(rows + 1)]
    for dx, dy, w, h in ((-3, 0, 6 - wide, 12), (3, 0, 6 - wide, 12), (0, 3, wide, 6 - tall), (0, -3, wide, 6 - tall)):
        flat.append(block(w, h, 0.03, 0.004).moved(x=dx, y=dy - h / 2))
    return _before(joined(*flat), sun, away, aim)


def slats(sun: KeyLight, away: float, aim: tuple[float, float, float], pitch: float, width: float = 2.4) -> Piece:
    """A blind with slats `pitch` apart, half open, between the sun and `aim`, `away` from it."""
    rows = round(2.2 / pitch)
    flat = [block(width, pitch * 0.52, 0.008, 0.002).moved(y=(n - rows / 2) * pitch) for n in range(rows)]
    for dx, dy, w, h in ((-4, 0, 8 - width, 12), (4, 0, 8 - width, 12), (0, 3.1, width, 4), (0, -3.1, width, 4)):
        flat.append(block(w, h, 0.03, 0.004).moved(x=dx, y=dy - h / 2))
    return _before(joined(*flat), sun, away, aim)


def leaves_before(
    rng: np.random.Generator, sun: KeyLight, away: float, aim: tuple[float, float, float], count: int = 26
) -> Piece:
    """Leaves of a tree between the sun and `aim`: they dapple what it falls on."""
    grown: list[Mesh] = []
    for _ in range(count):
        one = leaf(float(rng.uniform(0.2, 0.34)), float(rng.uniform(0.09, 0.16)), 0.05)
        place: Array = rng.uniform((-1.0, -0.9, -0.2), (1.0, 0.9, 0.2))
        grown.append(one.turned(roll=float(rng.uniform(0, 360))).moved(*place.tolist()))
    return _before(joined(*grown), sun, away, aim)


def _before(mesh: Mesh, sun: KeyLight, away: float, aim: tuple[float, float, float]) -> Piece:
    """The mesh, which faces z, turned to the sun and hung between it and `aim`."""
    centre = np.array(towards(sun, away))
    heading = float(np.degrees(np.arctan2(centre[0], centre[2])))
    return Piece(
        mesh.turned(yaw=heading, pitch=-sun.elevation).moved(*(centre + np.array(aim)).tolist()),
        Paint((0.12, 0.12, 0.12)),
    )
