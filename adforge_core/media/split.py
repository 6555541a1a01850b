"""Split screens: where the panels of a frame are, and which part of a whole frame each shows."""

from dataclasses import dataclass
from math import ceil

_GAP = 0.006
"""The line between two panels, as a share of the frame's shorter side."""

_SLIDE, _FROM = 8, 0.3
"""The frames after which panels are where they belong, and how far away they begin, as a share of their length."""


@dataclass(frozen=True)
class Window:
    """A rectangle of a frame, in whole pixels. Its sides are even: it begins and ends with a block of chroma."""

    left: int
    top: int
    right: int
    bottom: int

    def slices(self, step: int = 1) -> tuple[slice, slice]:
        """Returns the rows and columns of a plane with a pixel for every `step` pixels of the frame."""
        return slice(self.top // step, self.bottom // step), slice(self.left // step, self.right // step)


def is_stacked(size: tuple[int, int]) -> bool:
    """Whether the panels of a frame of `size` (width, height) are one above the other; else they are side by side."""
    return size[1] > size[0]


def windows(size: tuple[int, int], count: int) -> tuple[Window, ...]:
    """Returns the `count` panels of a frame of `size` in pixels, from the top down or from left to right."""
    stacked = is_stacked(size)
    along, across = (size[1], size[0]) if stacked else size
    gap = 2 * ceil(_GAP * min(size) / 4)
    found = []
    for number in range(count):
        begin = _even(along * number / count) + (gap if number else 0)
        end = _even(along * (number + 1) / count) - (gap if number + 1 < count else 0)
        found.append(Window(0, begin, across, end) if stacked else Window(begin, 0, end, across))
    return tuple(found)


def shown(size: tuple[int, int], count: int, frame: int) -> tuple[tuple[Window, Window], ...]:
    """Returns what each panel shows on `frame` of its shot, and where: windows of its own frame and of the whole one.

    A panel shows the middle of a frame of its own. The first slides in from one end of the frame, the last from the
    other, and one between them from the side.
    """
    return tuple(_slid(size, window, number, count, frame) for number, window in enumerate(windows(size, count)))


def _slid(size: tuple[int, int], target: Window, number: int, count: int, frame: int) -> tuple[Window, Window]:
    (width, height), stacked = size, is_stacked(size)
    wide, tall = target.right - target.left, target.bottom - target.top
    left, top = _even((width - wide) / 2), _even((height - tall) / 2)
    away = _FROM * max(0.0, 1 - frame / _SLIDE) ** 3
    between = 0 < number < count - 1
    side = 1 if number else -1
    far_x = side * wide * away if stacked == between else 0.0
    far_y = side * tall * away if stacked != between else 0.0
    dx, dy = _even(far_x), _even(far_y)
    seen = Window(
        max(0, target.left + dx),
        max(0, target.top + dy),
        min(width, target.right + dx),
        min(height, target.bottom + dy),
    )
    from_x, from_y = left - target.left - dx, top - target.top - dy
    return Window(seen.left + from_x, seen.top + from_y, seen.right + from_x, seen.bottom + from_y), seen


def _even(length: float) -> int:
    return 2 * round(length / 2)
