"""The comp of a split screen: panels that slide in, each the middle of a shot's frame."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from adforge_core.media.frames import Frame, Pose
from adforge_core.media.lazy import ThreadLocalLazy
from adforge_core.media.plates import PlateClip
from adforge_core.media.split import Window, shown
from adforge_core.model.value import Box
from adforge_core.stages.comp.shot import Shot


class ShotComp(Protocol):
    """Draws a shot: one picture, or a split screen. Frames are counted from its first one."""

    @property
    def shot(self) -> Shot:
        """What is drawn; of a split screen, its own panel, the last one."""
        ...

    def draw_without_layers(self, frame: int, into: Frame) -> None:
        """Draws the frame without words and their shades."""
        ...

    def approximate(self, frame: int, into: Frame) -> None:
        """Draws approximately what is behind the words, on a frame of the plate that is quick to read."""
        ...

    def pose(self, frame: int) -> Pose:
        """Returns the cut-out's pose on `frame`."""
        ...

    def product_box(self, frame: int) -> Box:
        """Returns the box around the visible product on `frame`. It may extend beyond the frame."""
        ...

    def opaque(self, frame: int) -> NDArray[np.bool_]:
        """Returns where the product is fully opaque on `frame`: (height, width)."""
        ...


class SplitComp:
    """Draws a split screen: the middles of what `panels` draw, from the top down or from left to right.

    Between the panels, and before they are there, `ground` is visible. Panels are moved by whole blocks of chroma, so
    that the pixels in them stay what their comps drew. The last panel is the shot's own.
    """

    def __init__(self, panels: Sequence[ShotComp], ground: PlateClip) -> None:
        self.panels, self._ground = tuple(panels), ground
        size = self.shot.size
        self._scratch = ThreadLocalLazy(lambda: Frame.empty(size))

    @property
    def shot(self) -> Shot:
        """What the shot's own panel draws."""
        return self.panels[-1].shot

    def draw_without_layers(self, frame: int, into: Frame) -> None:
        """Draws all panels."""
        self._draw(frame, into, [panel.draw_without_layers for panel in self.panels])

    def approximate(self, frame: int, into: Frame) -> None:
        """Draws all panels approximately."""
        self._draw(frame, into, [panel.approximate for panel in self.panels])

    def pose(self, frame: int) -> Pose:
        """Returns the pose of the cut-out in the shot's own panel."""
        pose, (source, target) = self.panels[-1].pose(frame), self.shown(frame)[-1]
        return Pose(pose.scale, pose.rotation, pose.x + target.left - source.left, pose.y + target.top - source.top)

    def product_box(self, frame: int) -> Box:
        """Returns the box around the product in the shot's own panel. It may extend beyond the panel."""
        box, (source, target) = self.panels[-1].product_box(frame), self.shown(frame)[-1]
        width, height = self.shot.size
        right, down = (target.left - source.left) / width, (target.top - source.top) / height
        return Box(left=box.left + right, top=box.top + down, right=box.right + right, bottom=box.bottom + down)

    def opaque(self, frame: int) -> NDArray[np.bool_]:
        """Returns where the product is fully opaque in any panel: (height, width)."""
        mask = np.zeros(self.shot.size[::-1], np.bool_)
        for panel, (source, target) in zip(self.panels, self.shown(frame), strict=True):
            mask[target.slices()] = panel.opaque(frame)[source.slices()]
        return mask

    def shown(self, frame: int) -> tuple[tuple[Window, Window], ...]:
        """Returns the window of each panel's own frame that it shows on `frame`, and where that is."""
        return shown(self.shot.size, len(self.panels), frame)

    def _draw(self, frame: int, into: Frame, draws: Sequence[Callable[[int, Frame], None]]) -> None:
        self._ground.draw(frame, into)
        scratch = self._scratch()
        for draw, (source, target) in zip(draws, self.shown(frame), strict=True):
            draw(frame, scratch)
            for plane, drawn, step in ((into.y, scratch.y, 1), (into.u, scratch.u, 2), (into.v, scratch.v, 2)):
                plane[target.slices(step)] = drawn[source.slices(step)]
