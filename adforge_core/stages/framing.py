"""Framing: which part of a scene's picture a shot shows, so that the product is as large as it should be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.frames import Pose
from adforge_core.media.samples import sampled
from adforge_core.media.split import is_stacked
from adforge_core.model.placement import Placement
from adforge_core.model.shots import CLOSEST, Framing, View
from adforge_core.model.value import Box, Point

SHARES = {Framing.WIDE: 0.2, Framing.MEDIUM: 0.3, Framing.CLOSE: 0.5, Framing.DETAIL: 0.62}
"""The share of the frame that the product fills in each framing, where its shape allows it."""

MOST_ENLARGED = 2.6
"""The most frame pixels per pixel of the photo: beyond it the product looks soft."""

_PHOTO_ZOOMS = {Framing.MEDIUM: 1.25, Framing.CLOSE: 1.55, Framing.DETAIL: 2.2}
"""The least zoom of each framing of a photo that fills the frame, where the photo is sharp enough."""

_CLOSEST_WIDE = 1.35
"""The largest zoom of a wide shot of a photo."""

_PANEL_FILLS = {Framing.WIDE: 0.72, Framing.MEDIUM: 0.84, Framing.CLOSE: 1.35, Framing.DETAIL: 2.0}
"""How much of a panel's height or width the product fills."""

_STEPS = 24
"""The steps of the bisection for a zoom."""

_SAMPLES = 64
"""The sampling points of a cut-out along its longer side."""

MOST_CUT = {Framing.WIDE: 0.0, Framing.MEDIUM: 0.02, Framing.CLOSE: 0.3, Framing.DETAIL: 1.0}
"""The share of the product that may be outside the frame."""

_AROUND_WIDE = 0.06
"""The least distance of a product from the sides of a wide shot that is closer than the whole picture."""

_WHOLE, _BESIDE = (Framing.WIDE, Framing.MEDIUM), 0.03
"""The framings that show all of a product, if it fits, and its least distance from their sides."""

_BELOW_ROOM = 0.1
"""How far below the room a product may reach, as a share of the frame's height."""

_DETAIL_MAP = 160
"""The longer side of the map in which details are looked for, in pixels."""

SPARE = 0.1
"""The margin around a detail, as a share of its size: by so much the camera may get closer."""

_WORDS = 0.38
"""The part of an upright frame's height, from the top, where words stand: a detail is better below it."""

_SIDE = 24
"""The least length of a label's side, in pixels of the map of details."""

_WORTH = 0.45
"""The least a detail may be worth, against the best one of the product."""

_LABEL, _LABEL_UPRIGHT, _LABEL_WIDE = 0.44, 0.36, 0.9
"""The most of a detail's height that a label fills, also in upright frames, and the most of its width."""

_WINDOWS = (0.3, 0.38, 0.47, 0.58, 0.72, 0.9)
"""The longer sides of details, as shares of the cut-out's."""

Window = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels of a small map of the cut-out."""

Edges = tuple[float, float, float, float]
"""The same, between pixels."""


@dataclass(frozen=True)
class Subject:
    """The product in a scene's whole picture.

    `points` are places all over it, (n, 2), as fractions of the picture; each stands for `weights` of the picture's
    area. `onto` is the (2, 3) map from fractions of the cut-out's sides to fractions of the picture. `closest` is the
    largest zoom at which the product is still sharp.
    """

    points: NDArray[np.float64]
    weights: NDArray[np.float64]
    onto: NDArray[np.float64]
    closest: float

    @classmethod
    def of(cls, cutout: NDArray[np.uint8], placement: Placement, size: tuple[int, int]) -> Self:
        """Returns the subject for the RGBA `cutout` at `placement` in a frame of `size` (width, height) pixels."""
        rows, columns = cutout.shape[:2]
        width, height = size
        scale = placement.scale * min(size) / max(rows, columns)
        pose = Pose(scale, placement.rotation, placement.x * width, placement.y * height)
        onto = pose.matrix((columns, rows)) / np.array([[width], [height]])
        onto[:, :2] *= (columns, rows)
        places, shares = sampled(cutout, _SAMPLES)
        weights = shares * (scale**2 * columns * rows / (width * height))
        return cls(places @ onto[:, :2].T + onto[:, 2], weights, onto, max(1.0, MOST_ENLARGED / scale))

    @classmethod
    def together(cls, subjects: Sequence[Self]) -> Self:
        """Returns several products in one picture as one subject. Details are parts of the first."""
        points = np.concatenate([one.points for one in subjects])
        weights = np.concatenate([one.weights for one in subjects])
        return cls(points, weights, subjects[0].onto, min(one.closest for one in subjects))

    def within(self, part: Box) -> Self:
        """Returns the subject with `part` of its picture, as fractions of that, in the place of all of the cut-out."""
        corner = self.onto[:, :2] @ (part.left, part.top) + self.onto[:, 2]
        onto = np.column_stack([self.onto[:, :2] * (part.width, part.height), corner])
        return replace(self, onto=onto)

    @property
    def middle(self) -> NDArray[np.float64]:
        """The middle of the box around the product, as fractions of the picture."""
        middle: NDArray[np.float64] = (self.points.min(axis=0) + self.points.max(axis=0)) / 2
        return middle

    @property
    def tall(self) -> float:
        """The height of the product, as a fraction of the picture's."""
        return float(np.ptp(self.points[:, 1]))

    @property
    def wide(self) -> float:
        """The width of the product, as a fraction of the picture's."""
        return float(np.ptp(self.points[:, 0]))

    def share(self, view: View) -> float:
        """Returns the share of the frame that the product fills in `view`."""
        return float(self.weights[self._inside(view)].sum() * view.zoom**2)

    def cut(self, view: View, margin: float = 0.0) -> float:
        """Returns the share of the product outside the frame in `view`, or closer than `margin` to its sides."""
        return 1 - float(self.weights[self._inside(view, margin)].sum() / max(1e-9, self.weights.sum()))

    def _inside(self, view: View, margin: float = 0.0) -> NDArray[np.bool_]:
        box, spare = view.window, margin / view.zoom
        x, y = self.points.T
        inside: NDArray[np.bool_] = (
            (x >= box.left + spare) & (x <= box.right - spare) & (y >= box.top + spare) & (y <= box.bottom - spare)
        )
        return inside


def view_of(
    framing: Framing,
    subject: Subject,
    room: Box,
    place: Point | None = None,
    focus: Box | None = None,
    *,
    floor: float = 1.0,
) -> View:
    """Returns the view of a shot.

    The product's middle, or that of `focus` (a part of the cut-out, as fractions of its sides), is at `place` of the
    frame as far as the picture reaches; without a place, in the middle of `room`, the area that words leave free. A
    product is lower where words would cover its top, and in a wide shot all of it is above the `floor`, as a fraction
    of the frame's height, where captions begin. The zoom is the smallest at which the product fills its share of the
    frame, as long as it stays sharp and not too much of it is cut off.
    """
    closest = min(CLOSEST, subject.closest)
    if framing is Framing.TYPE or not len(subject.points):
        return View()
    if framing is Framing.DETAIL and focus is not None:
        return _on(subject, focus, place or Point(x=0.5, y=0.5), closest)
    at = place or Point(x=0.5, y=(room.top + min(1.0, room.bottom + _BELOW_ROOM)) / 2)
    middle, half = subject.middle, subject.tall / 2
    foot = float(middle[1] + half)

    def view(zoom: float) -> View:
        lower = max(at.y, room.top + half * zoom)
        if framing is Framing.WIDE:
            lower = min(lower, max(floor, foot) - half * zoom)
        # A wide product may be too wide for its third.
        side = subject.wide / 2 * zoom + _BESIDE
        across = min(max(at.x, side), 1 - side) if framing in _WHOLE and side < 0.5 else at.x
        x, y = middle - (np.array([across, lower]) - 0.5) / zoom
        return View.around(float(x), float(y), zoom)

    def fits(zoom: float) -> bool:
        # The camera of a wide shot gets closer too, and all of the product must stay in it.
        margin = _AROUND_WIDE if framing is Framing.WIDE else 0.0
        if framing is Framing.WIDE and floor < 1 and 2 * half * zoom > max(floor, foot) - room.top:
            return False
        return subject.cut(view(zoom), margin) <= MOST_CUT[framing]

    low, high = 1.0, closest
    if subject.share(view(1.0)) >= SHARES[framing]:
        return view(1.0)
    for _ in range(_STEPS):
        zoom = (low + high) / 2
        if fits(zoom) and subject.share(view(zoom)) < SHARES[framing]:
            low = zoom
        else:
            high = zoom
    return view(low)


def photo_view(
    framing: Framing, subject: Subject, room: Box, place: Point | None = None, focus: Box | None = None
) -> View:
    """Returns the view of a shot that a photo fills: as `view_of`, but each framing is closer than the one before.

    A wide shot shows as much of the photo as it can with the product in `room`.
    """
    if framing is Framing.WIDE:
        middle = Point(x=(room.left + room.right) / 2, y=(room.top + room.bottom) / 2)
        return _wide_of_photo(subject, place or middle)
    found = view_of(framing, subject, room, place, focus)
    if framing is Framing.DETAIL and focus is not None:
        return found
    zoom = min(max(found.zoom, _PHOTO_ZOOMS.get(framing, 1.0)), CLOSEST, subject.closest)
    if zoom <= found.zoom or not len(subject.points):
        return found
    at = place or Point(x=0.5, y=0.5)
    x, y = subject.middle - (np.array([at.x, at.y]) - 0.5) / zoom
    return View.around(float(x), float(y), zoom)


def panel_view(
    framing: Framing,
    subject: Subject,
    size: tuple[int, int],
    count: int,
    focus: Box | None = None,
    *,
    below: float = 0.0,
) -> View:
    """Returns the view of a frame of `size` (width, height) of whose middle a panel shows its share: one of `count`.

    The product, or its `focus`, is in the middle of the panel as far as the picture reaches, or, where words cover its
    upper part, `below` that share of its height.
    """
    if not len(subject.points):
        return View()
    part = np.array([1, 1 / count] if is_stacked(size) else [1 / count, 1])
    closest = min(CLOSEST, subject.closest)
    detail = framing is Framing.DETAIL and focus is not None
    if detail and focus is not None:
        corners = np.array([[x, y] for x in (focus.left, focus.right) for y in (focus.top, focus.bottom)])
        seen = corners @ subject.onto[:, :2].T + subject.onto[:, 2]
    else:
        seen = subject.points
    low, high = seen.min(axis=0), seen.max(axis=0)
    fills = 1 / (1 + SPARE) if detail else _PANEL_FILLS.get(framing, 1.0)
    free = part * (1, 1 - below)
    zoom = float(np.clip(fills * (free / np.maximum(high - low, 1e-6)).min(), 1, closest))
    # What is seen is a part of the picture; the rest of the view's frame may be outside it.
    half = part / 2 / zoom
    middle = (low + high - (0, part[1] * below / zoom)) / 2
    x, y = np.clip(middle, np.minimum(half, 0.5), np.maximum(1 - half, 0.5))
    return View(x=float(x), y=float(y), zoom=zoom)


def _wide_of_photo(subject: Subject, at: Point) -> View:
    """Returns the widest view with the product's middle at `at`, if that is not too close."""
    if not len(subject.points):
        return View()
    x, y = (float(np.clip(part, 0.01, 0.99)) for part in subject.middle)
    needed = max(at.x / x, (1 - at.x) / (1 - x), at.y / y, (1 - at.y) / (1 - y))
    zoom = min(max(1.0, needed), _CLOSEST_WIDE, max(1.0, subject.closest))
    return View.around(x - (at.x - 0.5) / zoom, y - (at.y - 0.5) / zoom, zoom)


def _on(subject: Subject, focus: Box, at: Point, closest: float) -> View:
    """Returns the view in which `focus` fills the frame, with its margin, and nothing more if it has that shape."""
    corners = np.array([[focus.left, focus.top], [focus.right, focus.top], [focus.right, focus.bottom],
                        [focus.left, focus.bottom]])  # fmt: skip
    seen = corners @ subject.onto[:, :2].T + subject.onto[:, 2]
    low, high = seen.min(axis=0), seen.max(axis=0)
    shorter, longer = sorted(high - low)
    # Details have the frame's shape but for their rounding.
    span = shorter if longer < (1 + SPARE) * shorter else longer
    zoom = float(np.clip(1 / max(1e-6, span * (1 + SPARE)), 1, closest))
    x, y = (low + high) / 2 - (np.array([at.x, at.y]) - 0.5) / zoom
    return View.around(float(x), float(y), zoom)


def details_of(
    cutout: NDArray[np.uint8], frame: tuple[int, int], most: int = 4, label: Box | None = None
) -> tuple[Box, ...]:
    """Returns parts of the RGBA `cutout` worth a close look, the best first: labels, seams, dials.

    Each has the shape of the frame, (width, height) in pixels, and is sharp when it fills it. It lies on the product
    and cuts through no word or mark of a label. The known `label`, a part of the cut-out with words, is in it as a
    whole, with room for other words above and below, or not at all. They hardly overlap. There may be none.
    """
    rows, columns = cutout.shape[:2]
    factor = _DETAIL_MAP / max(rows, columns)
    size = max(8, round(columns * factor)), max(8, round(rows * factor))
    small = cv2.resize(cutout, size, interpolation=cv2.INTER_AREA)
    solid = (small[..., 3] > 250).astype(np.float32)
    inner = cv2.erode(solid, np.ones((5, 5)))
    if not inner.any():
        return ()
    luma = small[..., :3].astype(np.float32) @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    across = cv2.Scharr(luma, cv2.CV_32F, 1, 0)
    edges = cv2.magnitude(across, cv2.Scharr(luma, cv2.CV_32F, 0, 1)) * inner
    # Beyond a certain contrast an edge is no more interesting: one hard highlight is not a label.
    strength = np.minimum(edges, np.float32(np.percentile(edges[inner > 0], 95)) + 1)
    well_inside = cv2.erode(solid, np.ones((9, 9))) > 0
    marks = _marks(np.minimum(np.abs(across), strength), well_inside)
    words: Edges | None = None
    if label is not None:
        words = label.left * size[0], label.top * size[1], label.right * size[0], label.bottom * size[1]
    scored = []
    for window in _windows(size, frame, factor):
        apart = words is None or _apart(words, window)
        if (words is None or apart or _fits(words, window)) and not _cuts(window, marks):
            # A label is moved to where there are no words.
            scored.append((_score(strength, solid, window, lower=apart), window))
    scored = sorted((one for one in scored if one[0] > 0), reverse=True)
    chosen: list[Window] = []
    for score, window in scored:
        if score >= _WORTH * scored[0][0] and all(_overlap(window, other) < 0.3 for other in chosen):
            chosen.append(window)
        if len(chosen) == most:
            break
    return tuple(
        Box(left=left / size[0], top=top / size[1], right=right / size[0], bottom=bottom / size[1])
        for left, top, right, bottom in chosen
    )


def _marks(across: NDArray[np.float32], well_inside: NDArray[np.bool_]) -> list[Window]:
    """Returns the bounds of words and other marks: edges `across` which the brightness changes from left to right.

    They are close to each other, beside each other above all. A line right across the product, such as a seam or the
    edge of a label, has no such edges, and a label's sides are too long for letters: they may be cut, and so may the
    small bits of them that are left at the product's outline.
    """
    height, width = across.shape
    strong = (across > 0.4 * across.max()).astype(np.uint8)
    strong -= cv2.morphologyEx(strong, cv2.MORPH_OPEN, np.ones((_SIDE, 1), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(strong, np.ones((2, 7), np.uint8)))
    marks = [
        (int(left), int(top), int(left + wide), int(top + tall))
        for left, top, wide, tall, area in stats[1:]
        if area >= 12 and tall < 0.35 * height
    ]
    return [
        one for one in marks if one[2] - one[0] > 0.25 * width or well_inside[one[1] : one[3], one[0] : one[2]].all()
    ]


def _apart(words: Edges, window: Window) -> bool:
    """Whether a window has none of the product's words in it."""
    left, top, right, bottom = _widened(window)
    return words[0] >= right or words[2] <= left or words[1] >= bottom or words[3] <= top


def _fits(words: Edges, window: Window) -> bool:
    """Whether a window has all of the product's words in it, and room for the ad's above and below."""
    inside = words[0] >= window[0] and words[2] <= window[2] and words[1] >= window[1] and words[3] <= window[3]
    high, wide = window[3] - window[1], window[2] - window[0]
    most = _LABEL_UPRIGHT if high > 1.5 * wide else _LABEL
    return inside and words[3] - words[1] <= most * high and words[2] - words[0] <= _LABEL_WIDE * wide


def _widened(window: Window) -> Edges:
    """Returns the window as it is when the camera is furthest from it."""
    across, down = (window[2] - window[0]) * SPARE / 2, (window[3] - window[1]) * SPARE / 2
    return window[0] - across, window[1] - down, window[2] + across, window[3] + down


def _cuts(window: Window, marks: Sequence[Window]) -> bool:
    """Whether a side of the frame goes through a mark when the camera is furthest from the window or closest to it."""
    return any(
        (mark[0] < right and mark[2] > left and mark[1] < bottom and mark[3] > top)
        and not (mark[0] >= left and mark[2] <= right and mark[1] >= top and mark[3] <= bottom)
        for left, top, right, bottom in (_widened(window), window)
        for mark in marks
    )


def _windows(size: tuple[int, int], frame: tuple[int, int], factor: float) -> list[Window]:
    """Returns windows of several sizes all over a map of `size`, which has `factor` pixels per pixel of the cut-out."""
    found = []
    sharp = max(frame) / MOST_ENLARGED * factor / (1 + SPARE)
    for share in _WINDOWS:
        longer = max(share * max(size), sharp)
        across, down = (round(longer * side / max(frame)) for side in frame)
        if across < 6 or down < 6 or across > size[0] or down > size[1]:
            continue
        step = max(2, min(across, down) // 8)
        for top in range(0, size[1] - down + 1, step):
            found += [(left, top, left + across, top + down) for left in range(0, size[0] - across + 1, step)]
    return found


def _score(strength: NDArray[np.float32], solid: NDArray[np.float32], window: Window, *, lower: bool) -> float:
    """Returns what a window is worth; with `lower`, by the part of an upright one that the ad's words leave free."""
    left, top, right, bottom = window
    inside = strength[top:bottom, left:right]
    filled = float(solid[top:bottom, left:right].mean())
    if filled < 0.8:
        return 0.0
    # The middle counts more, so that a mark is centred; of an upright frame the middle of what words leave free.
    words = round(_WORDS * inside.shape[0]) if lower and inside.shape[0] > inside.shape[1] else 0
    below = np.hanning(inside.shape[0] - words + 2)[1:-1]
    weights = np.outer(
        np.concatenate([np.full(words, -0.5 * below.mean()), below]), np.hanning(inside.shape[1] + 2)[1:-1]
    )
    # A larger window has fewer edges to the pixel, but a whole label in it.
    return float((inside * weights).sum() / np.abs(weights).sum() * inside.size**0.3) * filled


def _overlap(one: Window, other: Window) -> float:
    """Returns the overlap of two windows as a share of the smaller one."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    if across <= 0 or down <= 0:
        return 0.0
    areas = [(window[2] - window[0]) * (window[3] - window[1]) for window in (one, other)]
    return across * down / min(areas)
