"""Solid shapes with rounded edges, because nothing in a real studio is razor sharp.

Lengths are in set units (see `staging`); x is to the right, y up, z towards the camera. Texture coordinates are
lengths on the surface, so one texture has the same grain on every shape.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Mesh:
    """Triangles: `points` and `normals` (n, 3), `uv` (n, 2), `faces` (m, 3) of indices."""

    points: Array
    normals: Array
    uv: Array
    faces: NDArray[np.uint32]

    def moved(self, x: float = 0, y: float = 0, z: float = 0) -> "Mesh":
        """The same shape elsewhere."""
        return Mesh(self.points + np.array((x, y, z)), self.normals, self.uv, self.faces)

    def turned(self, yaw: float = 0, pitch: float = 0, roll: float = 0) -> "Mesh":
        """Rotated about the origin, in degrees: first `roll` (about z), then `pitch` (x), then `yaw` (y)."""
        ya, pi, ro = np.radians([yaw, pitch, roll])
        about_z = np.array([[np.cos(ro), -np.sin(ro), 0], [np.sin(ro), np.cos(ro), 0], [0, 0, 1]])
        about_x = np.array([[1, 0, 0], [0, np.cos(pi), -np.sin(pi)], [0, np.sin(pi), np.cos(pi)]])
        about_y = np.array([[np.cos(ya), 0, np.sin(ya)], [0, 1, 0], [-np.sin(ya), 0, np.cos(ya)]])
        turn = about_y @ about_x @ about_z
        return Mesh(self.points @ turn.T, self.normals @ turn.T, self.uv, self.faces)


def rounded(corners: Sequence[tuple[float, float]], radius: float, closed: bool, steps: int = 6) -> tuple[Array, Array]:
    """A polyline through `corners`, its corners replaced by arcs of `radius`: points (n, 2) and normals (n, 2).

    Normals point to the right of the direction of travel: outwards for a counterclockwise outline.
    """
    places = np.array(corners, dtype=float)
    count = len(places)
    points: list[Array] = []
    normals: list[Array] = []
    for index, corner in enumerate(places):
        if not closed and index in (0, count - 1):
            along = _unit(places[1] - places[0] if index == 0 else places[-1] - places[-2])
            points.append(corner[None])
            normals.append(np.array([[along[1], -along[0]]]))
            continue
        behind, ahead = corner - places[index - 1], places[(index + 1) % count] - corner
        before, after = _unit(behind), _unit(ahead)
        turn = np.arctan2(before[0] * after[1] - before[1] * after[0], before @ after)
        room = 0.45 * min(float(np.linalg.norm(behind)), float(np.linalg.norm(ahead)))
        reach = min(radius * abs(np.tan(turn / 2)), room)
        arc = reach / max(1e-9, abs(np.tan(turn / 2)))
        start = np.arctan2(-before[0], before[1])
        angles = start + np.linspace(0, turn, steps + 1)
        facing = np.stack([np.cos(angles), np.sin(angles)], axis=1)
        side = np.sign(turn)
        centre = corner - before * reach - side * facing[0] * arc
        points.append(centre + side * facing * arc)
        normals.append(facing)
    return np.concatenate(points), np.concatenate(normals)


def lathe(profile: tuple[Array, Array], segments: int = 96) -> Mesh:
    """The solid of revolution about y of a profile in (radius, y), travelling counterclockwise."""
    points, normals = profile
    # The seam of the texture is at the back, out of sight.
    angles = np.linspace(-np.pi / 2, 1.5 * np.pi, segments + 1)
    cos, sin = np.cos(angles)[:, None], np.sin(angles)[:, None]
    across = np.cumsum(np.r_[0, np.linalg.norm(np.diff(points, axis=0), axis=1)])
    reach = max(points[:, 0].max(), 1e-6)
    place = np.stack(np.broadcast_arrays(points[:, 0] * cos, points[:, 1], points[:, 0] * sin), axis=-1)
    facing = np.stack(np.broadcast_arrays(normals[:, 0] * cos, normals[:, 1], normals[:, 0] * sin), axis=-1)
    flat = np.abs(facing[..., 1:2]) > 0.75
    around = np.stack(np.broadcast_arrays(angles[:, None] * reach, across), axis=-1)
    uv = np.where(flat, place[..., [0, 2]], around)
    return _wound(place.reshape(-1, 3), facing.reshape(-1, 3), uv.reshape(-1, 2), _grid(segments + 1, len(points)))


def drum(radius: float, height: float, bevel: float = 0.012) -> Mesh:
    """A round block standing on y = 0."""
    return lathe(rounded([(0, 0), (radius, 0), (radius, height), (0, height)], bevel, closed=False))


def ball(radius: float) -> Mesh:
    """A sphere about the origin."""
    angles = np.linspace(-np.pi / 2, np.pi / 2, 49)
    facing = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return lathe((facing * radius, facing), 96)


def capsule(radius: float, length: float) -> Mesh:
    """A rod with round ends about the origin, upright."""
    half = length / 2
    return lathe(rounded([(0, -half), (radius, -half), (radius, half), (0, half)], radius, closed=False), 32)


def ring(radius: float, thickness: float) -> Mesh:
    """A torus about the origin, lying flat."""
    angles = np.linspace(0, 2 * np.pi, 33)
    facing = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return lathe((facing * thickness + (radius, 0), facing), 160)


def block(width: float, height: float, depth: float, bevel: float = 0.012) -> Mesh:
    """A box standing on y = 0, centred on x = z = 0."""
    w, d = width / 2, depth / 2
    outline = rounded([(-w, -d), (w, -d), (w, d), (-w, d)], bevel * 1.5, closed=True)
    return extrude(outline, height, bevel).turned(pitch=-90)


def extrude(outline: tuple[Array, Array], length: float, bevel: float = 0.01, steps: int = 4) -> Mesh:
    """A counterclockwise outline in (x, y) drawn out from z = 0 to `length`, its rims rounded."""
    points, normals = outline
    phi = np.linspace(0, np.pi / 2, steps + 1)
    inset = np.r_[bevel * (1 - np.sin(phi)), (bevel * (1 - np.sin(phi)))[::-1]]
    z = np.r_[bevel * (1 - np.cos(phi)), (length - bevel * (1 - np.cos(phi)))[::-1]]
    out = np.r_[np.sin(phi), np.sin(phi)[::-1]]
    facing_z = np.r_[-np.cos(phi), np.cos(phi)[::-1]]
    loop = np.r_[np.arange(len(points)), 0]
    around = np.cumsum(np.r_[0, np.linalg.norm(np.diff(points[loop], axis=0), axis=1)])
    xy = points[loop][:, None] - normals[loop][:, None] * inset[:, None]
    place = np.concatenate([xy, np.broadcast_to(z[:, None], (*xy.shape[:2], 1))], axis=-1)
    facing = np.concatenate(
        [normals[loop][:, None] * out[:, None], np.broadcast_to(facing_z[:, None], (*xy.shape[:2], 1))], axis=-1
    )
    uv = np.stack(np.broadcast_arrays(around[:, None], z), axis=-1)
    rim = points - normals * bevel
    lid = _triangulate(rim)
    wall, count = _grid(len(loop), len(z)), len(loop) * len(z)
    caps = [np.c_[rim, np.full(len(rim), level)] for level in (0.0, length)]
    cap_normals = [np.tile((0.0, 0.0, sign), (len(rim), 1)) for sign in (-1.0, 1.0)]
    return _wound(
        np.concatenate([place.reshape(-1, 3), *caps]),
        np.concatenate([facing.reshape(-1, 3), *cap_normals]),
        np.concatenate([uv.reshape(-1, 2), rim, rim]),
        np.concatenate([wall, lid[:, ::-1] + count, lid + count + len(rim)]).astype(np.uint32),
    )


def sheet(points: Array, uv: Array | None = None) -> Mesh:
    """A smooth surface through a grid of points (rows, columns, 3)."""
    down, across = np.gradient(points, axis=(0, 1))
    facing = np.cross(across, down)
    facing /= np.maximum(np.linalg.norm(facing, axis=-1, keepdims=True), 1e-12)
    if uv is None:
        steps = np.linalg.norm(np.diff(points, axis=0), axis=-1).mean(axis=1)
        rows = np.cumsum(np.r_[0, steps])[:, None]
        uv = np.stack(np.broadcast_arrays(points[..., 0], rows), axis=-1)
    rows_count, columns = points.shape[:2]
    return _wound(points.reshape(-1, 3), facing.reshape(-1, 3), uv.reshape(-1, 2), _grid(rows_count, columns))


def sweep(width: float, front: float, back: float, height: float, radius: float) -> Mesh:
    """A studio sweep: a floor at y = 0 from z = `front` that curves up into a wall at z = `back`."""
    line, _ = rounded([(front, 0), (back, 0), (back, height)], radius, closed=False, steps=48)
    x = np.linspace(-width / 2, width / 2, 3)
    grid = np.stack(np.broadcast_arrays(x, line[:, 1:], line[:, :1]), axis=-1)
    return sheet(np.ascontiguousarray(grid))


def terrain(points: Array, tile: float = 0.0) -> Mesh:
    """A ground through a grid of points (rows, columns, 3), its texture laid on from above.

    With `tile`, every other tile of the texture is turned over, so that no joint is seen where it does not tile.
    """
    mesh = sheet(points)
    flat = points[..., [0, 2]].reshape(-1, 2)
    if tile:
        flat = tile * np.abs((flat / tile + 0.41) % 2 - 1)
    return Mesh(mesh.points, mesh.normals, flat, mesh.faces)


def spread(near: float, far: float, count: int, dense: float, power: float = 2.0) -> Array:
    """`count` places from -`near` to `far`, closest together about 0: `dense` times as far apart there as evenly."""
    steps = np.linspace(-1, 1, count)
    reach = np.sign(steps) * np.abs(steps) ** power * (1 - dense) + dense * steps
    return np.where(reach < 0, reach * near, reach * far)


def tube(path: Array, radius: float | Array, sides: int = 20) -> Mesh:
    """A round bar along a smooth path (n, 3); its ends are open."""
    along = np.gradient(path, axis=0)
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-12)
    fixed = np.array((0.0, 0.0, 1.0)) if abs(along[:, 2]).mean() < 0.8 else np.array((0.0, 1.0, 0.0))
    across = np.cross(along, fixed)
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-12)
    third = np.cross(along, across)
    angles = np.linspace(0, 2 * np.pi, sides + 1)
    facing = across[:, None] * np.cos(angles)[None, :, None] + third[:, None] * np.sin(angles)[None, :, None]
    reach = np.broadcast_to(np.asarray(radius, dtype=float), (len(path),))
    place = path[:, None] + facing * reach[:, None, None]
    length = np.cumsum(np.r_[0, np.linalg.norm(np.diff(path, axis=0), axis=1)])
    uv = np.stack(np.broadcast_arrays(length[:, None], angles * float(reach.mean())), axis=-1)
    return _wound(place.reshape(-1, 3), facing.reshape(-1, 3), uv.reshape(-1, 2), _grid(len(path), sides + 1))


def cushion(width: float, height: float, depth: float) -> Mesh:
    """A filled cushion standing upright on y = 0, its corners drawn out, facing z."""
    u = np.sin(np.linspace(-np.pi / 2, np.pi / 2, 49))
    x, y = np.meshgrid(u, u)
    pinch = 1 - 0.07 * (1 - x**2) * y**2, 1 - 0.07 * (1 - y**2) * x**2
    swell = (np.clip(1 - x**2, 0, 1) * np.clip(1 - y**2, 0, 1)) ** 0.42
    front = np.stack([x * pinch[1] * width / 2, y * pinch[0] * height / 2, swell * depth / 2], axis=-1)
    back = front[:, ::-1] * (1, 1, -1)
    return joined(sheet(front[::-1]), sheet(back[::-1])).moved(y=height / 2)


def rock(rng: np.random.Generator, size: tuple[float, float, float], rough: float = 0.3, count: int = 160) -> Mesh:
    """A boulder about the origin, its half sizes `size`: worn planes, broken by finer and finer relief."""
    theta, phi = np.linspace(0, np.pi, count), np.linspace(0, 2 * np.pi, 2 * count)
    around = np.stack(
        np.broadcast_arrays(
            np.sin(theta)[:, None] * np.cos(phi), np.cos(theta)[:, None], np.sin(theta)[:, None] * np.sin(phi)
        ),
        axis=-1,
    )
    cuts = rng.normal(size=(14, 3))
    cuts /= np.linalg.norm(cuts, axis=1, keepdims=True)
    depth = rng.uniform(0.72, 1.0, 14)
    reach = np.min(depth / np.maximum(around @ cuts.T, 0.2), axis=-1)
    reach = np.minimum(reach, 1.15)
    for octave in range(5):
        frequency = 2.2 * 1.9**octave
        waves = rng.normal(size=(5, 3)) * frequency
        phases = rng.uniform(0, 2 * np.pi, 5)
        reach = reach + rough * 0.3 / 1.8**octave * np.abs(np.sin(around @ waves.T + phases)).mean(axis=-1)
    mesh = sheet(around * reach[..., None] * np.array(size))
    outward = mesh.normals * np.sign((mesh.normals * mesh.points).sum(axis=1, keepdims=True) + 1e-12)
    uv = np.stack([mesh.points[:, 0] + 0.6 * mesh.points[:, 2], mesh.points[:, 1] + 0.5 * mesh.points[:, 2]], axis=1)
    return _wound(mesh.points, outward, uv, mesh.faces)


def joined(*meshes: Mesh) -> Mesh:
    """Several shapes as one."""
    starts = np.cumsum([0, *(len(mesh.points) for mesh in meshes[:-1])])
    return Mesh(
        np.concatenate([mesh.points for mesh in meshes]),
        np.concatenate([mesh.normals for mesh in meshes]),
        np.concatenate([mesh.uv for mesh in meshes]),
        np.concatenate([mesh.faces + start for mesh, start in zip(meshes, starts, strict=True)]).astype(np.uint32),
    )


def softened(mesh: Mesh, rng: np.random.Generator, depth: float, size: float) -> Mesh:
    """The shape as if sewn or moulded by hand: dents `depth` deep and about `size` wide."""
    waves = rng.normal(size=(8, 3)) * (2.2 / size)
    dents = np.sin(mesh.points @ waves.T + rng.uniform(0, 2 * np.pi, 8))
    slopes = np.cos(mesh.points @ waves.T + rng.uniform(0, 2 * np.pi, 8))
    moved = mesh.points + mesh.normals * (depth * dents.mean(axis=1, keepdims=True))
    tipped = mesh.normals - depth * (slopes @ waves) / 8 * 0.6
    tipped /= np.linalg.norm(tipped, axis=1, keepdims=True)
    return Mesh(moved, tipped, mesh.uv, mesh.faces)


def _grid(rows: int, columns: int) -> NDArray[np.uint32]:
    index = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]
    return np.concatenate([np.stack(t, axis=-1).reshape(-1, 3) for t in ((a, b, c), (a, c, d))]).astype(np.uint32)


def _wound(points: Array, normals: Array, uv: Array, faces: NDArray[np.uint32]) -> Mesh:
    """A mesh whose faces are all counterclockwise seen from the side their normals point to."""
    a, b, c = (points[faces[:, n]] for n in range(3))
    inward = np.einsum("ij,ij->i", np.cross(b - a, c - a), normals[faces].mean(axis=1)) < 0
    return Mesh(points, normals, uv, np.where(inward[:, None], faces[:, ::-1], faces).astype(np.uint32))


def _unit(vector: Array) -> Array:
    return np.asarray(vector / max(1e-12, float(np.linalg.norm(vector))))


def _triangulate(points: Array) -> NDArray[np.uint32]:
    """Ear clipping of a counterclockwise outline."""
    left = list(range(len(points)))
    ears: list[tuple[int, int, int]] = []
    while len(left) > 3:
        ring_points = points[left]
        before, after = np.roll(ring_points, 1, axis=0), np.roll(ring_points, -1, axis=0)
        convex = _cross(ring_points - before, after - ring_points)
        for place in np.argsort(-convex):
            a, b, c = before[place], ring_points[place], after[place]
            inside = (
                (_cross(b - a, ring_points - a) > 1e-12)
                & (_cross(c - b, ring_points - b) > 1e-12)
                & (_cross(a - c, ring_points - c) > 1e-12)
            )
            if not inside.any():
                break
        ears.append((left[place - 1], left[place], left[(place + 1) % len(left)]))
        del left[place]
    ears.append((left[0], left[1], left[2]))
    return np.array(ears, dtype=np.uint32)


def _cross(a: Array, b: Array) -> Array:
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0])
