"""The live comp: one frame of a scene, fast enough to follow a hand."""

import math
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from adforge_core.errors import AdForgeError
from adforge_core.media.frames import Frame
from adforge_core.media.frames import Picture as Pixels
from adforge_core.media.lazy import Lazy, LruCache
from adforge_core.model.placement import Motion, Placement
from adforge_core.model.project import Project
from adforge_core.model.value import Box, Point
from adforge_core.pipeline.inputs import read_picture
from adforge_core.pipeline.overlaps import Written, written_on
from adforge_core.pipeline.pictures import Picture, WordsFailed, shot_with, write_on
from adforge_core.pipeline.previews.gesture import Remembered, carried, caster, full_strength
from adforge_core.pipeline.previews.scenery import automatic, on_sweep, picture_of, plate_of, size_of
from adforge_core.project.stores import MediaStore
from adforge_core.stages.comp import Comp, Shot

SHORTER_SIDE = 540
SCENES = 4
"""How many scenes are kept ready of each product; each takes up to 100 MB while its product is being dragged about."""

_PRODUCTS = 2
"""Of how many products scenes are kept: a cut-out of the largest photo is 64 MB, and all of a product's share it."""

_TURN = 4.0
"""By how many degrees a product is turned in passing before its shadow turns with it."""

_CASTERS = 48


@dataclass(frozen=True)
class Shown:
    """One frame of a scene as it is shown: `pixels` (height, width, 3) RGB.

    `box` is around what is seen of the product and `corners` are those of the cut-out, top left first, clockwise: both
    in fractions of the frame, and they may lie outside it. `foot` is the place the product turns about. `placement` is
    what was drawn, the scene's own or the automatic one; `written` is all that is written on the scene, whatever frame
    is shown. `settled` says that a rendering would show just this;
    `problem` why the words are missing, if they are.
    """

    pixels: NDArray[np.uint8]
    box: Box
    corners: tuple[Point, Point, Point, Point]
    foot: Point
    placement: Placement
    written: tuple[Written, ...]
    settled: bool
    on_sweep: bool
    problem: str


class Preview:
    """Draws frames of scenes and keeps what is needed for the next one. One serves a whole process, all threads.

    Everything is kept by its content, so every edit shows; the scenes that were asked for longest ago are let go, and
    with the last of a product's scenes its cut-out.
    """

    def __init__(self, scenes: int = SCENES) -> None:
        self._lock = threading.Lock()
        self._products: LruCache[Hashable, _Product] = LruCache(_PRODUCTS)
        self._most = scenes

    def scene_frame(
        self,
        media: MediaStore,
        project: Project,
        index: int,
        frame: int,
        placement: Placement | None = None,
        *,
        settled: bool = True,
        shorter: int = SHORTER_SIDE,
    ) -> Shown:
        """Frame `frame` of the scene at `index` with its product at `placement`: saved or not, or by default its own.

        Settled, it is the frame that a rendering at this size shows. Unsettled, for while a slider or the product is
        being dragged, the words stay as they were set for the placement that was settled last, and the shadow is
        scaled or coarse instead of cast anew: ask for the settled frame when the hand lets go. Other frames of a
        placement that was settled are settled too. A scene without a plate is shown on a plain sweep. `shorter` is the
        shorter side of the frame in pixels. Raises BadProject and whatever makes a plate or a cut-out unreadable.
        """
        scene, picture = self._scene(media, project, index, shorter)
        with scene.lock:
            wanted = placement or picture.placement or scene.automatic
            return scene.show(min(max(frame, 0), picture.frames - 1), wanted, settled)

    def automatic(self, media: MediaStore, project: Project, index: int) -> Placement:
        """Where the product of the scene at `index` stands if nobody says otherwise."""
        scene, _ = self._scene(media, project, index, SHORTER_SIDE)
        with scene.lock:
            return scene.automatic

    def _scene(self, media: MediaStore, project: Project, index: int, shorter: int) -> tuple["_Scene", Picture]:
        picture, size = picture_of(project, index), size_of(project.format, shorter)
        unplaced = picture.model_copy(update={"placement": None})
        with self._lock:
            file = media.local(picture.cutout)
            product = self._products.get(file, lambda: _Product(file, self._most))
            return product.scenes.get((unplaced, size), lambda: _Scene(unplaced, media, size, product.cutout)), picture


class _Product:
    """A product and the scenes it was asked for in last, at most `most` of them."""

    def __init__(self, file: Path, most: int) -> None:
        self.cutout = Lazy(lambda: read_picture(file))
        self.scenes: LruCache[Hashable, _Scene] = LruCache(most)


class _Scene:
    """One scene at one size, whoever places its product. It is used by who holds its lock."""

    def __init__(
        self, picture: Picture, media: MediaStore, size: tuple[int, int], cutout: Callable[[], NDArray[np.uint8]]
    ) -> None:
        self.lock = threading.Lock()
        self._picture, self._media, self._size, self._cutout = picture, media, size, cutout
        self._settled: tuple[Placement, Comp, str] | None = None
        self._casters: LruCache[tuple[int, bool], Comp] = LruCache(_CASTERS)
        self._pixels: LruCache[int, Pixels] = LruCache(6)

    @cached_property
    def automatic(self) -> Placement:
        return automatic(self._picture, self._plate, self._media, self._size)

    @cached_property
    def _written(self) -> tuple[Written, ...]:
        try:
            return written_on(self._picture, self._media)
        except AdForgeError:
            return ()  # what is wrong is told where they are drawn

    @cached_property
    def _plate(self) -> Remembered:
        return Remembered(plate_of(self._picture, self._media, self._size), self._size)

    @cached_property
    def _any_shot(self) -> Shot:
        return shot_with(self._cutout(), self._picture, self.automatic, self._plate, self._size)

    def show(self, frame: int, placement: Placement, settled: bool) -> Shown:
        exact = self._settled
        if exact is None or (settled and exact[0] != placement):
            exact = self._settled = self._settle(placement)
        there, comp, problem = exact
        if there != placement:
            comp = self._carried(placement, there, comp)
        canvas = Frame.empty(self._size)
        comp.draw(frame, canvas)
        pose = comp.pose(frame)
        rows, columns = self._any_shot.cutout.shape[:2]
        corners = pose.matrix((columns, rows)) @ [[0, columns, columns, 0], [0, 0, rows, rows], [1, 1, 1, 1]]
        one, two, three, four = (self._point(*corner) for corner in corners.T)
        return Shown(
            pixels=canvas.rgb(),
            box=comp.product_box(frame),
            corners=(one, two, three, four),
            foot=self._point(pose.x, pose.y),
            placement=placement,
            written=self._written,
            settled=there == placement,
            on_sweep=on_sweep(self._picture),
            problem=problem,
        )

    def _settle(self, placement: Placement) -> tuple[Placement, Comp, str]:
        bare = Comp(replace(self._any_shot, placement=placement))
        self._casters = LruCache(_CASTERS)  # what this comp casts is finer than what was cast in passing
        try:
            return placement, write_on(bare, self._picture, self._media, self._size)[0], ""
        except WordsFailed as error:
            return placement, bare, str(error)

    def _carried(self, placement: Placement, settled: Placement, written: Comp) -> Comp:
        shot = replace(self._any_shot, placement=placement)
        hovers = placement.motion is Motion.FLOAT
        turned = round((placement.rotation - settled.rotation) / _TURN)

        def cast() -> Comp:
            if turned:
                rotation = settled.rotation + turned * _TURN
                return caster(replace(shot, placement=placement.model_copy(update={"rotation": rotation})), self._plate)
            alike = hovers == (settled.motion is Motion.FLOAT)
            motion = settled.motion if alike else placement.motion
            at_full = full_strength(settled.model_copy(update={"motion": motion}))
            return written if at_full == settled else Comp(replace(shot, placement=at_full))

        # Twice a doubling: never so coarse that the product looks soft, nor so fine that it glitters.
        rows, columns = shot.cutout.shape[:2]
        step = math.ceil(2 * math.log2(placement.scale * min(self._size) / max(rows, columns)))
        pixels = self._pixels.get(step, lambda: Pixels.of(shot.cutout, 2 ** (step / 2)))
        return carried(shot, pixels, self._casters.get((turned, hovers), cast), written)

    def _point(self, x: float, y: float) -> Point:
        return Point(x=x / self._size[0], y=y / self._size[1])
