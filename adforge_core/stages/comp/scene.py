"""A scene's comp: its shots one after another, with the words over all of them."""

import threading
from bisect import bisect_right
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from adforge_core.media.frames import Frame, Pose
from adforge_core.media.layers import Layer
from adforge_core.media.lazy import Lazy, LruCache
from adforge_core.model.value import Box
from adforge_core.stages.comp.shot import Comp, Laid, ShadowPass
from adforge_core.stages.comp.split import ShotComp

_AT_ONCE = 2
"""The shots of a scene that are kept ready to draw. Each takes 20 to 50 MB."""

FilmShot = Callable[[Comp], ShotComp]
"""Returns the comp of a shot from that of the whole picture."""


class SceneComp:
    """Draws a scene. `whole` is the comp of its whole picture; `shots` film parts of it, from the frames `firsts` on.

    Frames count from the scene's start. Those after its end, up to `TAIL`, continue its last shot. What a shot needs is
    prepared when its first frame is drawn. Several threads may draw if the plate allows it.
    """

    def __init__(
        self, whole: Comp, shots: Sequence[FilmShot] = (), firsts: Sequence[int] = (0,), laid: tuple[Laid, ...] = ()
    ) -> None:
        self.whole, self.laid = whole, laid
        self._shots, self._firsts = tuple(shots), tuple(firsts)
        self._ready: LruCache[int, Lazy[ShotComp]] = LruCache(_AT_ONCE)
        self._lock = threading.Lock()

    def with_layers(self, layers: tuple[Layer, ...]) -> "SceneComp":
        """Returns the same comp with these layers over it. Nothing is prepared twice."""
        return self._like(self.whole, Laid.all(layers))

    def with_shadow_pass(self, shadow_pass: ShadowPass) -> "SceneComp":
        """Returns the same comp with shadows and reflections that were prepared before."""
        return self._like(Comp(self.whole.shot, shadow_pass), self.laid)

    def _like(self, whole: Comp, laid: tuple[Laid, ...]) -> "SceneComp":
        other = SceneComp(whole, self._shots, self._firsts, laid)
        if whole is self.whole:
            other._ready, other._lock = self._ready, self._lock
        return other

    @property
    def shadow_pass(self) -> ShadowPass:
        """The shadows and reflection of the product."""
        return self.whole.shadow_pass

    def shot_at(self, frame: int) -> tuple[ShotComp, int]:
        """Returns the comp of the shot that shows `frame`, and the frame of the shot."""
        if not self._shots:
            return self.whole, frame
        index = bisect_right(self._firsts, max(0, frame)) - 1
        with self._lock:
            prepared = self._ready.get(index, lambda: Lazy(lambda: self._shots[index](self.whole)))
        return prepared(), frame - self._firsts[index]

    def draw(self, frame: int, into: Frame) -> None:
        """Draws the scene's frame `frame` into `into`. It may be up to `TAIL` frames past the scene's end."""
        self.draw_without_layers(frame, into)
        for laid in self.laid:
            laid.lay_on(frame, into)

    def draw_without_layers(self, frame: int, into: Frame) -> None:
        """Draws the frame without words and their shades."""
        comp, own = self.shot_at(frame)
        comp.draw_without_layers(own, into)

    def approximate(self, frame: int, into: Frame) -> None:
        """Draws approximately what is behind the words on `frame`, on a frame of the plate that is quick to read."""
        comp, own = self.shot_at(frame)
        comp.approximate(own, into)

    def pose(self, frame: int) -> Pose:
        """Returns the cut-out's pose on `frame`: placement, motion, camera and view as one similarity transform."""
        comp, own = self.shot_at(frame)
        return comp.pose(own)

    def product_box(self, frame: int) -> Box:
        """Returns the box around the visible product on `frame`. It may extend beyond the frame."""
        comp, own = self.shot_at(frame)
        return comp.product_box(own)

    def opaque(self, frame: int) -> NDArray[np.bool_]:
        """Returns where the product is fully opaque on `frame`: (height, width)."""
        comp, own = self.shot_at(frame)
        return comp.opaque(own)
