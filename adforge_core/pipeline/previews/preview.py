"""Previews: single frames of a scene, fast enough to follow a drag."""

import math
import threading
from bisect import bisect_right
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from adforge_core.errors import AdForgeError, BadProject
from adforge_core.media.frames import Frame
from adforge_core.media.frames import Picture as Pixels
from adforge_core.media.lazy import Lazy, LruCache
from adforge_core.model.placement import Motion, Placement
from adforge_core.model.project import Project
from adforge_core.model.shots import CLOSEST, View
from adforge_core.model.value import Box, Point
from adforge_core.pipeline.filming import (
    Products,
    WordsFailed,
    comp_with,
    film,
    free_area,
    products_in,
    shot_with,
    subject_of,
    with_views,
    write_on,
)
from adforge_core.pipeline.inputs import read_picture
from adforge_core.pipeline.overlaps import Written, written_on
from adforge_core.pipeline.pictures import Filmed, Picture
from adforge_core.pipeline.previews.gesture import Remembered, carried, caster, full_strength
from adforge_core.pipeline.previews.scenery import automatic, on_sweep, picture_of, plate_of, size_of
from adforge_core.project.stores import MediaStore
from adforge_core.stages.comp import Comp, Laid, SceneComp, Shot, ShotComp
from adforge_core.stages.framing import Subject

SHORTER_SIDE = 540
SCENES = 4
"""The number of scenes kept in memory for each product. Each takes up to 100 MB while its product is dragged."""

_PRODUCTS = 2
"""The number of products kept in memory. The cut-out of the largest photo takes 64 MB; its scenes share it."""

_TURN = 4.0
"""The step in degrees in which the shadow follows a product that is being turned."""

_CASTERS = 48

_FILMED = 6
"""The number of shots of a scene that are kept ready to draw. Each takes 5 to 15 MB."""


@dataclass(frozen=True)
class Shown:
    """One frame of a scene: `pixels`, (height, width, 3) RGB, and where things are in it.

    `box` encloses the visible product and `corners` are those of the cut-out, clockwise from the top left. Both are
    fractions of the frame and may lie outside it. `foot` is the point the product turns about. `placement` is the one
    that was drawn. `written` are all words of the scene with their boxes and frames. `settled` says that a rendering
    shows the same frame. `on_sweep` says that the scene has no plate yet. `problem` says why the words are missing;
    empty if they are not. Of a shot, `view` is what it shows of the picture, and `closest` is the largest zoom at which
    the product is still sharp.
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
    view: View | None = None
    closest: float = CLOSEST


class Preview:
    """Draws single frames of scenes, and keeps in memory what the next frame needs.

    One instance serves all threads of a process. `scenes` is the number of scenes it keeps for each product; the least
    recently used are dropped. Edits to the project take effect at once.

    Example:
        >>> from pathlib import Path
        >>> from adforge_core import Preview, ProjectFolder
        >>> folder = ProjectFolder(Path("kettle-ad"))
        >>> shown = Preview().scene_frame(folder.media, folder.load(), index=0, frame=90, shorter=270)
        >>> shown.pixels.shape, shown.settled
        ((270, 270, 3), True)
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
        """Draws a frame of the scene at `index`.

        Args:
            folder: The project's folder.
            project: The project; it need not be saved.
            index: The scene, counted from 0.
            frame: The scene's frame, counted from 0.
            placement: Where to draw the product. By default, where the project has it.
            settled: Draw the frame exactly as a rendering at this size shows it. False is faster, for dragging: the
                words stay where the last settled placement had them, and the shadow is approximate.
            shorter: The shorter side of the frame in pixels.

        Returns:
            The frame. A scene without a plate is shown on a plain sweep.

        Raises:
            BadProject: There is no storyboard or no cut-out, or a media file is missing.
            BadPhoto: The plate or the cut-out cannot be read.
        """
        scene, picture = self._scene(media, project, index, shorter)
        with scene.lock:
            if picture.shots and all(shot.fills for shot in picture.shots):
                # No shot shows the product on its background.
                shown = bisect_right(picture.firsts, max(frame, 0)) - 1
                return scene.show_shot(picture, shown, frame, settled=True, words=True)
            wanted = placement or picture.placement or scene.automatic
            return scene.show(min(max(frame, 0), picture.frames - 1), wanted, settled)

    def shot_frame(
        self,
        media: MediaStore,
        project: Project,
        index: int,
        shot: int,
        frame: int,
        *,
        settled: bool = True,
        words: bool = True,
        shorter: int = SHORTER_SIDE,
    ) -> Shown:
        """Draws a frame of the scene at `index` as its shot at `shot` shows it; both are counted from 0.

        `frame` is the scene's; one outside the shot is replaced by the nearest one inside. Without `words`, the picture
        is drawn alone. For the other arguments, the result and the errors see `scene_frame`.
        """
        scene, picture = self._scene(media, project, index, shorter)
        if shot >= len(picture.shots):
            raise BadProject("This shot no longer exists.", "Another window may have deleted it.")
        with scene.lock:
            return scene.show_shot(picture, shot, frame, settled=settled, words=words)

    def automatic(self, media: MediaStore, project: Project, index: int) -> Placement:
        """Returns the automatic placement of the product in the scene at `index`."""
        scene, _ = self._scene(media, project, index, SHORTER_SIDE)
        with scene.lock:
            return scene.automatic

    def _scene(self, media: MediaStore, project: Project, index: int, shorter: int) -> tuple["_Scene", Picture]:
        picture, size = picture_of(project, index), size_of(project.format, shorter)
        # The whole picture has no shots, and so no words alone.
        words = picture.wording.model_copy(update={"alone": ()})
        unplaced = picture.model_copy(update={"placement": None, "shots": (), "wording": words})
        with self._lock:
            file = media.local(picture.cutout)
            product = self._products.get(file, lambda: _Product(file, self._most))
            return product.scenes.get((unplaced, size), lambda: _Scene(unplaced, media, size, product.cutout)), picture


class _Product:
    """A product and its most recently drawn scenes, at most `most`."""

    def __init__(self, file: Path, most: int) -> None:
        self.cutout = Lazy(lambda: read_picture(file))
        self.scenes: LruCache[Hashable, _Scene] = LruCache(most)


class _Scene:
    """One scene at one size, for any placement. Hold `lock` while using it."""

    def __init__(
        self, picture: Picture, media: MediaStore, size: tuple[int, int], cutout: Callable[[], NDArray[np.uint8]]
    ) -> None:
        self.lock = threading.Lock()
        self._picture, self._media, self._size, self._cutout = picture, media, size, cutout
        self._settled: tuple[Placement, Comp, str] | None = None
        self._casters: LruCache[tuple[int, bool], Comp] = LruCache(_CASTERS)
        self._pixels: LruCache[int, Pixels] = LruCache(6)
        self._subject: tuple[Placement, Subject] | None = None
        self._whole: tuple[Placement, Comp] | None = None
        self._filmed: LruCache[tuple[Filmed, int, Placement], ShotComp] = LruCache(_FILMED)
        self._subjects: LruCache[tuple[Products, Placement], Subject] = LruCache(_FILMED)
        self._others: LruCache[tuple[Products, Placement], Lazy[Comp]] = LruCache(2)
        self._over: tuple[Picture, tuple[Laid, ...], str] | None = None

    @cached_property
    def automatic(self) -> Placement:
        return automatic(self._picture, self._plate, self._media, self._size)

    @cached_property
    def _written(self) -> tuple[Written, ...]:
        try:
            return written_on(self._picture, self._media)
        except AdForgeError:
            return ()  # drawing the words reports the error

    @cached_property
    def _room(self) -> Box:
        return free_area(self._picture, self._media)

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
        return self._shown(canvas, comp, frame, placement, there == placement, problem)

    def _shown(
        self,
        canvas: Frame,
        comp: Comp | SceneComp,
        frame: int,
        placement: Placement,
        settled: bool,
        problem: str,
        view: View | None = None,
        closest: float = CLOSEST,
    ) -> Shown:
        pose = comp.pose(frame)
        drawn = comp.shot_at(frame)[0] if isinstance(comp, SceneComp) else comp
        rows, columns = drawn.shot.cutout.shape[:2]
        corners = pose.matrix((columns, rows)) @ [[0, columns, columns, 0], [0, 0, rows, rows], [1, 1, 1, 1]]
        one, two, three, four = (self._point(*corner) for corner in corners.T)
        return Shown(
            pixels=canvas.rgb(),
            box=comp.product_box(frame),
            corners=(one, two, three, four),
            foot=self._point(pose.x, pose.y),
            placement=placement,
            written=self._written,
            settled=settled,
            on_sweep=on_sweep(self._picture),
            problem=problem,
            view=view,
            closest=min(CLOSEST, closest),
        )

    def show_shot(self, picture: Picture, index: int, frame: int, *, settled: bool, words: bool) -> Shown:
        """Draws a frame of the shot at `index` of `picture`, which is this scene's with its shots."""
        seen = self._resolved(picture)
        assert seen.placement is not None
        comp = self._cut(seen, None if settled else index)
        first = picture.firsts[index]
        frame = min(max(frame, first), first + picture.shots[index].frames - 1)
        over: tuple[Laid, ...] = ()
        problem, exact = "", True
        if words:
            over, problem, exact = self._words_over(comp, seen, settled)
        canvas = Frame.empty(self._size)
        comp.draw_without_layers(frame, canvas)
        for laid in over:
            laid.lay_on(frame, canvas)
        view = seen.shots[index].view or View()
        closest = self._subject_in(seen, products_in(seen.shots[index])).closest
        return self._shown(canvas, comp, frame, seen.placement, exact, problem, view, closest)

    def _resolved(self, picture: Picture) -> Picture:
        """Returns the picture with its placement and the views of its shots."""
        placement = picture.placement or self.automatic
        placed, room = picture.model_copy(update={"placement": placement}), self._room
        subject = partial(self._subject_in, placed)
        shots = tuple(
            with_views(shot, subject, room, placed, first)
            for shot, first in zip(picture.shots, picture.firsts, strict=False)
        )
        return placed.model_copy(update={"shots": shots})

    def _subject_in(self, placed: Picture, products: Products) -> Subject:
        """Returns what is shown of the product as a subject in the picture, which has its placement."""
        placement = placed.placement
        assert placement is not None
        if not any(products):
            return self._subject_at(placement)
        return self._subjects.get((products, placement), lambda: subject_of(placed, products, self._media))

    def _subject_at(self, placement: Placement) -> Subject:
        if self._subject is None or self._subject[0] != placement:
            self._subject = placement, Subject.of(self._cutout(), placement, self._picture.format.size)
        return self._subject[1]

    def _cut(self, seen: Picture, dragged: int | None) -> SceneComp:
        """Returns the comp of the shots, without words. Shots that were drawn lately are ready.

        What the shot at `dragged` shows changes with every frame: it must not take the place of the others.
        """
        placement = seen.whole().placement
        assert placement is not None
        if self._whole is None or self._whole[0] != placement:
            self._whole = placement, Comp(replace(self._any_shot, placement=placement))

        def filmed(shot: Filmed, first: int, whole: Comp) -> ShotComp:
            return self._filmed.get((shot, first, placement), lambda: other(shot, first, whole))

        def other(shot: Filmed, first: int, whole: Comp) -> ShotComp:
            def of(products: Products) -> Comp:
                if not any(products):
                    return whole
                make = partial(comp_with, seen, products, whole.shot, self._media)
                return self._others.get((products, placement), lambda: Lazy(make))()

            return film(shot, first, of, seen)

        makers = [
            partial(other if place == dragged else filmed, shot, first)
            for place, (shot, first) in enumerate(zip(seen.shots, seen.firsts, strict=True))
        ]
        return SceneComp(self._whole[1], makers, seen.firsts)

    def _words_over(self, comp: SceneComp, seen: Picture, settled: bool) -> tuple[tuple[Laid, ...], str, bool]:
        """Returns the words, why they are missing, and whether they are exactly those of a rendering.

        During a drag they stay as they were: their shades depend a little on what is behind them.
        """
        if self._over is None or (settled and self._over[0] != seen):
            try:
                self._over = seen, write_on(comp, seen, self._media, self._size)[0].laid, ""
            except WordsFailed as error:
                self._over = seen, (), str(error)
        drawn, over, problem = self._over
        return over, problem, drawn == seen

    def _settle(self, placement: Placement) -> tuple[Placement, Comp, str]:
        bare = Comp(replace(self._any_shot, placement=placement))
        self._casters = LruCache(_CASTERS)  # the shadow of this comp is finer than those cast during the drag
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

        # Two steps for each doubling of size: not so coarse that the product looks soft, nor so fine that it glitters.
        rows, columns = shot.cutout.shape[:2]
        step = math.ceil(2 * math.log2(placement.scale * min(self._size) / max(rows, columns)))
        pixels = self._pixels.get(step, lambda: Pixels.of(shot.cutout, 2 ** (step / 2)))
        return carried(shot, pixels, self._casters.get((turned, hovers), cast), written)

    def _point(self, x: float, y: float) -> Point:
        return Point(x=x / self._size[0], y=y / self._size[1])
