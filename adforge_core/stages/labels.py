"""Labels: a shot shows all of the product's label, clear of the words, or none of it, as long as it lasts."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from math import log

import numpy as np
from numpy.typing import NDArray

from adforge_core.media.camera import travel
from adforge_core.media.motion import entrance_frames, move
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.shots import CLOSEST, View
from adforge_core.model.value import Box

_BESIDE = 0.03
"""The least distance of a label from the sides of the frame."""

_STEP, _NEARER = 1.05, 1.4
"""The step between the zooms that are looked at, and how much closer than planned the closest of them is."""

_AWAY = 0.4
"""The most a detail moves to leave a label out, as a share of the frame."""

_ROUNDS, _CLEAR = 4, 0.002
"""The most tries to move a label out, as the camera's own move grows with the distance; and by how much it is out."""

_PART_OF_IT = 0.3
"""The share of a label in a detail from which on the detail is one of the label."""

_LOOKS = 6
"""The frames of a shot, besides its first one, on which a label is looked for."""


@dataclass(frozen=True)
class Label:
    """A label as the frames of a shot move it: `places` are its corners on some of them.

    They are (n, 4, 2), as fractions of the whole picture, before the camera moves.
    """

    places: NDArray[np.float64]
    camera: CameraMove
    frames: int
    creep: float

    @classmethod
    def of(
        cls,
        part: Box,
        onto: NDArray[np.float64],
        camera: CameraMove,
        motion: Motion,
        frames: int,
        creep: float,
    ) -> "Label":
        """Returns the label that is `part` of the cut-out in a shot of `frames`.

        `onto` is the (2, 3) map from fractions of the cut-out's sides to those of the picture. The shot gets closer by
        `creep` a second. A product that enters is looked at as it is when it has arrived.
        """
        corners = np.array(list(product((part.left, part.right), (part.top, part.bottom)))) @ onto[:, :2].T + onto[:, 2]
        foot, tall = onto @ (0.5, 1, 1), float(np.hypot(*onto[:, 1]))
        places = []
        for frame in _looked_at(frames):
            moved = move(Motion.STILL if entrance_frames(motion) else motion, frame, frames)
            places.append((corners - foot) * moved.scale + foot - (0, (moved.lift - moved.sink) * tall))
        return cls(np.array(places), camera, frames, creep)

    def seen(self, view: View) -> Box:
        """Returns all of the frame that the label passes over in a shot with `view`. It may extend beyond the frame."""
        moving = view.model_copy(update={"creep": self.creep})
        found = []
        for frame, corners in zip(_looked_at(self.frames), self.places, strict=True):
            shift = travel(self.camera, frame, self.frames).shift.seen(moving.at(frame, self.frames))
            found.append((corners - 0.5) * shift.scale + 0.5 + (shift.dx, shift.dy))
        (left, top), (right, bottom) = np.concatenate(found).min(axis=0), np.concatenate(found).max(axis=0)
        return Box(left=float(left), top=float(top), right=float(right), bottom=float(bottom))


def keeping(view: View, label: Label, room: Box, cost: Callable[[View], float | None], *, closer: bool = False) -> View:
    """Returns a view like `view` in which the label is in `room`, the area that words leave free.

    It moves, and gets wider where the label is too large, or a little `closer`. Of the views that show the label so,
    the one is taken that is nearest to `view` in its zoom, with what it costs otherwise; None is a view that will not
    do. If none will, the view stays as it is.
    """
    clear = Box(left=max(_BESIDE, room.left), top=room.top, right=min(1 - _BESIDE, room.right), bottom=room.bottom)
    best: tuple[float, View] | None = None
    zoom = min(CLOSEST, view.zoom * _NEARER) if closer else view.zoom
    while zoom >= 1:
        found = _moved(view, zoom, label, clear)
        extra = cost(found) if _within(label.seen(found), clear) else None
        if extra is not None:
            whole = abs(log(zoom / view.zoom)) + extra
            best = min(best or (whole, found), (whole, found), key=lambda one: one[0])
        zoom = max(1.0, zoom / _STEP) if zoom > 1 else 0.0
    return best[1] if best else view


def detail(view: View, label: Label, room: Box, closest: float) -> View:
    """Returns the view of a detail with all of the label in `room`, or with none of it.

    The label is shown if the detail shows much of it. Else the view moves away from it, or gets closer, up to the zoom
    `closest`; it stays as it is where that does not help.
    """
    seen = label.seen(view)
    across = max(0.0, min(1.0, seen.right) - max(0.0, seen.left))
    down = max(0.0, min(1.0, seen.bottom) - max(0.0, seen.top))
    shown = across * down / max(1e-9, seen.width * seen.height)
    if shown >= _PART_OF_IT:
        return keeping(view, label, room, lambda _: 0.0)
    if not shown:
        return view
    zooms = np.linspace(view.zoom, max(view.zoom, min(closest, CLOSEST, view.zoom * _NEARER)), 6).tolist()
    ways = [_away(view, zoom, label, side) for zoom in zooms for side in range(4)]
    return min((way for way in ways if way), key=lambda way: way[0], default=(0.0, view))[1]


def _away(view: View, zoom: float, label: Label, side: int) -> tuple[float, View] | None:
    """Returns the view of another zoom moved until the label is outside one side of the frame, and what that costs.

    None if that takes too much of a move, or the picture ends before.
    """
    away = View.around(view.x, view.y, zoom)
    for _ in range(_ROUNDS):
        box = label.seen(away)
        gap = (box.right, 1 - box.left, box.bottom, 1 - box.top)[side]
        if gap <= 0:
            break
        step = (gap + _CLEAR) / zoom * (1 if side in {0, 2} else -1)
        away = View.around(away.x + step * (side < 2), away.y + step * (side >= 2), zoom)
    else:
        return None
    way = zoom * max(abs(away.x - view.x), abs(away.y - view.y))
    return (way + log(zoom / view.zoom), away) if way <= _AWAY else None


def _looked_at(frames: int) -> list[int]:
    return [round(frames * part / _LOOKS) for part in range(_LOOKS + 1)]


def _moved(view: View, zoom: float, label: Label, clear: Box) -> View:
    """Returns the view of another zoom, moved as little as possible for the label to be in `clear`."""
    # The label stays where it is in the frame, but for its size.
    x, y = label.places.mean(axis=(0, 1))
    near = View.around(float(x - (x - view.x) * view.zoom / zoom), float(y - (y - view.y) * view.zoom / zoom), zoom)
    seen = label.seen(near)
    across = _into((seen.left, seen.right), (clear.left, clear.right))
    down = _into((seen.top, seen.bottom), (clear.top, clear.bottom))
    return View.around(near.x - across / zoom, near.y - down / zoom, zoom)


def _into(part: tuple[float, float], room: tuple[float, float]) -> float:
    """Returns by how much a part of a line must move to be in `room`; to its middle where it is too long."""
    (low, high), (least, most) = part, room
    if high - low > most - least:
        return (least + most - low - high) / 2
    return max(0.0, least - low) - max(0.0, high - most)


def _within(box: Box, room: Box) -> bool:
    low = min(box.left - room.left, box.top - room.top)
    return low >= -1e-3 and max(box.right - room.right, box.bottom - room.bottom) <= 1e-3
