"""The comp drawn from a picture. Preview and master use the same code at different sizes."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from math import ceil
from typing import Protocol, Self, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.errors import BadPhoto, BadVideo, StageFailed
from adforge_core.media.frames import Frame, bytes_of
from adforge_core.media.full_bleed import FullBleed, full_bleed, ground_of
from adforge_core.media.layers import Layer
from adforge_core.media.lazy import Lazy
from adforge_core.media.lighting import telling
from adforge_core.media.lines import Lost
from adforge_core.media.motion import entrance_frames
from adforge_core.media.particles import Confetti, Dust, Particles
from adforge_core.media.photo import open_photo
from adforge_core.media.plates import FlatPlate, PlateClip, open_plate
from adforge_core.media.split import is_stacked
from adforge_core.model.formats import Format
from adforge_core.model.placement import Ground, Placement, place
from adforge_core.model.pose import turn_of
from adforge_core.model.shots import Effect, Framing, Light, Lighting, View
from adforge_core.model.value import Box, Point, rgb
from adforge_core.pipeline.inputs import damaged, read_picture
from adforge_core.pipeline.pictures import Filmed, Photographed, Picture
from adforge_core.project.stores import MediaStore
from adforge_core.stages.comp import Comp, SceneComp, ShadowPass, Shot, ShotComp, SplitComp
from adforge_core.stages.framing import MOST_CUT, MOST_ENLARGED, Subject, panel_view, photo_view, view_of
from adforge_core.stages.labels import Label, detail, keeping
from adforge_core.stages.row import in_row
from adforge_core.stages.titles import draw

_ROOM_STEPS = 60
"""The number of steps in the height of a frame to which the top of the free area is rounded."""

_PUNCH = 0.06
"""How much smaller a shot with a punch-in begins: less than the margin around a picture."""

_LARGE = 720
"""The shorter side of a frame from which on words are judged by a smaller picture."""

_WIDEST = 0.84
"""The share of the frame's width that a wide cut-out may have in the place of a narrow one."""

_SHORTER_SIDE = 1080
"""The shorter side of a finished ad in pixels."""

_HEAD, _UNDER_WORDS, _UNDER_COSTS = 0.12, 0.01, 3.0
"""How far above the frame a product's top is when its head is out of the frame; how much of a whole product may be
under the words, both as shares of the frame's height; and what it costs a close shot where it is."""

_EDGE, _ABOVE_CAPTIONS, _CAPTION = 0.05, 0.02, 0.06
"""The least distance of a label from the frame's edge; how far below the stand it may reach above captions; and what a
caption above the product takes; all as shares of the frame's height."""

_COVERED = 0.5
"""The most of a panel's height that is left to words."""

_BESIDE_WORDS = 0.8
"""The width of the free area, as a share of the frame's, below which words are beside the product."""

_ROUNDS = 4
"""The most times an automatic placement is shrunk to keep the product in the free area on every frame."""


class WordsFailed(StageFailed):
    """The words of a scene could not be drawn. Its picture could."""


def free_area(picture: Picture, media: MediaStore) -> Box:
    """Returns the area of `picture` that its words leave free for the product.

    Its top is rounded to steps, so that slightly larger or smaller words do not move the product.
    """
    room = picture.wording.lay_out(picture.look, picture.format, picture.format.size, media).room
    return room.model_copy(update={"top": min(ceil(room.top * _ROOM_STEPS) / _ROOM_STEPS, room.bottom)})


def resolve(picture: Picture, room: Box, media: MediaStore) -> Picture:
    """Returns the picture with a placement, as `resolve_placement` does, and with the views of all its shots."""
    if all(shot.view for one in picture.shots for shot in (one, *one.panels)):
        return resolve_placement(picture, room, media)
    cutout = read_picture(media.local(picture.cutout))
    placed = picture if picture.placement else _placed(picture, room, cutout, media)
    assert placed.placement is not None
    main = Subject.of(cutout, placed.placement, picture.format.size)

    @cache
    def subject(products: Products) -> Subject:
        return subject_of(placed, products, media) if any(products) else main

    shots = tuple(
        with_views(shot, subject, room, placed, first)
        for shot, first in zip(picture.shots, picture.firsts, strict=False)
    )
    return placed.model_copy(update={"shots": shots})


Products = tuple[Photographed | None, tuple[Photographed, ...]]
"""What a shot shows: a photo of the product, None for the main one's cut-out, and the cut-outs beside it."""


def products_in(shot: Filmed) -> Products:
    """Returns what `shot` shows; of a split screen, its own panel."""
    return shot.product, shot.beside


def with_views(shot: Filmed, subject: Callable[[Products], Subject], room: Box, picture: Picture, first: int) -> Filmed:
    """Returns `shot` with its view, and those of its panels, where they were not set by hand.

    `subject` returns the subject of what is shown, `room` is the area that the words of its `picture` leave free. It
    begins on the frame `first`.
    """
    count, size = len(shot.panels) + 1, picture.format.size

    def seen(one: Filmed, number: int) -> View:
        found = subject(products_in(one))
        if count == 1:
            return automatic_view(one, found, room, picture, first)
        # Words cover the upper part of a panel, or of all that are side by side.
        top = room.top * count - number if is_stacked(size) else 0.0
        view = panel_view(one.framing, found, size, count, one.focus, below=min(max(top, 0.0), _COVERED))
        return view.model_copy(update={"creep": one.creep})

    panels = tuple(
        panel if panel.view else panel.model_copy(update={"view": seen(panel, number)})
        for number, panel in enumerate(shot.panels)
    )
    more = {"panels": panels} if panels else {}
    return shot.model_copy(update={"view": shot.view or seen(shot, count - 1), **more})


def subject_of(picture: Picture, products: Products, media: MediaStore) -> Subject:
    """Returns other photos of the product as one subject in the whole `picture`, which must be placed."""
    size, (product, beside) = picture.format.size, products
    if beside:
        row = row_of(picture, products)
        return Subject.together([Subject.of(_cutout(one, media), placed_at(one), size) for one in row])
    if product is not None and product.fills:
        bleed = full_bleed_of(product, size, media)
        subject = Subject.of(bleed.subject, bleed.placement, size)
        return subject if product.framed else subject.within(bleed.cut)
    placed = picture_with(picture, product) if product else picture
    return Subject.of(_cutout(placed, media), placed_at(placed), size)


def _cutout(picture: Picture, media: MediaStore) -> NDArray[np.uint8]:
    return read_picture(media.local(picture.cutout))


def placed_at(picture: Picture) -> Placement:
    """Returns the placement of the product in a picture that has one."""
    assert picture.placement is not None
    return picture.placement


def row_of(picture: Picture, products: Products) -> tuple[Picture, ...]:
    """Returns the whole picture with each of the `products` of a row at its place, the front one first."""
    product, beside = products
    front = picture_with(picture, product) if product else picture.whole()
    row = (front, *(picture_with(picture, one) for one in beside))
    aspects = [one.aspect for one in row]
    placements = in_row(placed_at(front), aspects, picture.take.ground, picture.format.size)
    return tuple(
        one.model_copy(update={"placement": placement}) for one, placement in zip(row, placements, strict=True)
    )


def automatic_view(shot: Filmed, subject: Subject, room: Box, picture: Picture, first: int) -> View:
    """Returns the view of `shot` that follows from its framing.

    `room` is the area that the words of its `picture` leave free. `first` is the frame on which the shot begins.
    """
    wording = picture.wording
    if shot.framing is Framing.TYPE:
        return View()
    if shot.fills:
        view = photo_view(shot.framing, subject, room, shot.place, shot.focus)
    else:
        floor = 1.0 if wording.under_words or not wording.cues else room.bottom
        if shot.beside and room.width < _BESIDE_WORDS:
            # A row is wide: it may not reach under the words beside it.
            subject = replace(subject, closest=min(subject.closest, max(1.0, room.width / subject.wide)))
            middle = Point(x=(room.left + room.right) / 2, y=(room.top + room.bottom) / 2)
            shot = shot.model_copy(update={"place": middle})
        view = view_of(shot.framing, subject, room, shot.place, shot.focus, floor=floor)
    if shot.label is not None and not shot.beside and len(subject.points):
        label = Label.of(shot.label, subject.onto, shot.camera, shot.motion, shot.frames, shot.creep)
        clear = _before_card(room, picture.format) if wording.cues and first < wording.card_from else room
        if shot.framing is Framing.DETAIL:
            view = detail(view, label, clear, subject.closest)
        else:
            cost = partial(_cost, shot.framing, subject, clear, view)
            view = keeping(view, label, clear, cost, closer=shot.framing is Framing.CLOSE)
    return view.model_copy(update={"creep": shot.creep})


def _before_card(room: Box, format: Format) -> Box:
    """Returns the area that captions leave free before the end card, whose own words leave `room`."""
    if format.captions is None:
        return Box(left=room.left, top=_EDGE, right=room.right, bottom=format.stand.y + _ABOVE_CAPTIONS)
    return Box(left=room.left, top=format.captions + _CAPTION, right=room.right, bottom=1 - _EDGE)


def _cost(framing: Framing, subject: Subject, room: Box, planned: View, view: View) -> float | None:
    """Returns what is wrong with the view of a shot whose label was `planned` elsewhere; None if it will not do."""
    if view.zoom > subject.closest or subject.cut(view) > max(subject.cut(planned), MOST_CUT[framing]):
        return None
    top = float((subject.points[:, 1].min() - view.window.top) * view.zoom)
    under = min(room.top - top, top + _HEAD)
    if under <= _UNDER_WORDS:
        return 0.0
    # Words before the neck of a product are better than words before its head.
    return _UNDER_COSTS * under if framing is Framing.CLOSE else None


def full_bleed_of(product: Photographed, size: tuple[int, int], media: MediaStore) -> FullBleed:
    """Returns the whole photo at its place in a frame of `size`. Raises BadProject."""
    file = media.local(product.photo)
    try:
        photo = open_photo(file)
    except BadPhoto as error:
        raise damaged(file) from error
    matte = read_picture(media.local(product.matte))[..., 0] if product.matte else None
    return full_bleed(photo, matte, size, MOST_ENLARGED * min(size) / _SHORTER_SIDE)


def picture_with(picture: Picture, product: Photographed) -> Picture:
    """Returns the whole picture with the cut-out of another photo in the place of the main one.

    Both are equally high, unless that would make a wide one wider than the frame.
    """
    placement, (width, height) = picture.placement, picture.format.size
    if placement is not None:
        shorter = min(width, height)
        tall = placement.scale * shorter / max(1.0, picture.aspect)
        wide = max(tall * picture.aspect, _WIDEST * width)
        tall = min(tall, wide / product.aspect)
        placement = placement.model_copy(update={"scale": tall * max(1.0, product.aspect) / shorter})
    fields = {name: getattr(product, name) for name in ("cutout", "aspect", "base", "framed", "pose")}
    return picture.whole().model_copy(update={**fields, "placement": placement})


def resolve_placement(picture: Picture, room: Box, media: MediaStore) -> Picture:
    """Returns the picture with a placement: the user's, or one that fills `room` and stays in it on every frame."""
    if picture.placement is not None:
        return picture
    return _placed(picture, room, read_picture(media.local(picture.cutout)), media)


def _placed(picture: Picture, room: Box, cutout: NDArray[np.uint8], media: MediaStore) -> Picture:
    size = picture.format.size
    plate = plate_taken(picture, media, size)
    shot = shot_with(cutout, picture, first_placement(picture, room), plate, size)
    return picture.model_copy(update={"placement": kept_inside(room, shot)})


def kept_inside(room: Box, shot: Shot) -> Placement:
    """Returns the shot's placement, shrunk about its foot until the product stays in `room` on every frame."""
    placement, stand = shot.placement, min(shot.ground.stand.y, room.bottom)
    for _ in range(_ROUNDS):
        shrink = _shrink(Comp(replace(shot, placement=placement)), shot.frames, room)
        if shrink >= 1:
            break
        smaller = {"scale": placement.scale * shrink, "y": stand + (placement.y - stand) * shrink}
        placement = placement.model_copy(update=smaller)
    return placement


def draw_bare(picture: Picture, media: MediaStore, size: tuple[int, int], plate: PlateClip | None = None) -> SceneComp:
    """Returns the comp of `picture` without words, at `size` (width, height) in pixels. It must be resolved.

    `plate` is its background at this size, if it is open already.
    """
    whole = picture.whole()
    if whole.placement is None:
        raise StageFailed("The product has no place in the picture yet.", "Settle the picture first.")
    plate = plate or plate_taken(whole, media, size)
    return filmed(picture, shot_of(whole, whole.placement, plate, media, size), media)


def filmed(
    picture: Picture, shot: Shot, media: MediaStore, shadow_pass: ShadowPass | None = None, fineness: float = 1
) -> SceneComp:
    """Returns the comp of the resolved `picture` from `shot`, the shot of the whole picture.

    Other photos of the product are reduced to `fineness` times their size.
    """
    shown = {products_in(part) for one in picture.shots for part in (one, *one.panels)}
    others = {
        products: Lazy(partial(comp_with, picture, products, shot, media, shadow_pass, fineness))
        for products in shown
        if any(products)
    }

    def make(one: Filmed, first: int, whole: Comp) -> ShotComp:
        return film(one, first, lambda products: others[products]() if any(products) else whole, picture)

    makers = [partial(make, one, first) for one, first in zip(picture.shots, picture.firsts, strict=False)]
    return SceneComp(Comp(shot, shadow_pass), makers, picture.firsts)


def film(shot: Filmed, first: int, whole: Callable[[Products], Comp], picture: Picture) -> ShotComp:
    """Returns the comp of a resolved shot of `picture` that begins on its frame `first`.

    `whole` returns the comp of the whole picture with what is shown.
    """
    own = _film(shot, first, whole(products_in(shot)), picture)
    if not shot.panels:
        return own
    panels = [_film(panel, first, whole(products_in(panel)), picture) for panel in shot.panels]
    return SplitComp([*panels, own], FlatPlate(rgb(shot.around), own.shot.size))


def _film(shot: Filmed, first: int, whole: Comp, picture: Picture) -> Comp:
    if shot.ground:
        return whole.blank(FlatPlate(rgb(shot.ground), whole.shot.size), shot.frames)
    moves = {"pulls": Effect.FOCUS_PULL in shot.effects, "punch": _PUNCH if Effect.PUNCH_IN in shot.effects else 0.0}
    lighting = lighting_of(shot, picture)
    view = (shot.view or View()).model_copy(update={**moves, "lighting": lighting})
    plate = whole.shot.plate.seen(shot.camera, shot.frames, view, first)
    return whole.filmed(plate, shot.frames, shot.motion, shot.lands, particles(shot, first, picture), lighting)


def lighting_of(shot: Filmed, picture: Picture) -> Lighting | None:
    """Returns how the lamps of `picture` move in its `shot`; None if they do not, or were not traced apart.

    Neon strikes when a product that enters lands.
    """
    take, azimuth = picture.take, picture.take.ground.light.azimuth
    if shot.light is Light.STILL or not take.unlit or shot.fills or shot.ground:
        return None
    at = shot.lands if entrance_frames(shot.motion, shot.lands) else 0
    from_right = 90 < azimuth < 270
    return Lighting(
        light=shot.light,
        frames=shot.frames,
        at=min(at, shot.frames // 2),
        from_right=from_right,
        is_key=take.key_goes_out,
    )


def particles(shot: Filmed, first: int, picture: Picture) -> tuple[Particles, ...]:
    """Returns what floats in the air of a shot of `picture` that begins on its frame `first`."""
    seed, palette = picture.take.seed + first, picture.look.palette
    found: list[Particles] = []
    if Effect.DUST in shot.effects:
        found.append(Dust.of(seed, picture.look.key_light.azimuth))
    if Effect.CONFETTI in shot.effects:
        colours = (palette.accent, palette.accent, palette.surface, palette.light_ink, palette.background)
        found.append(Confetti.of(seed, [rgb(colour) for colour in colours]))
    return tuple(found)


def comp_with(
    picture: Picture,
    products: Products,
    shot: Shot,
    media: MediaStore,
    shadow_pass: ShadowPass | None = None,
    fineness: float = 1,
) -> Comp:
    """Returns the comp of the whole picture with other photos of the product. `shot` is that of the main one.

    `shadow_pass` and `fineness` are as in `filmed`.
    """
    product, beside = products
    if product is not None and product.fills:
        bleed = full_bleed_of(product, shot.size, media)
        whole = Shot(
            size=shot.size,
            frames=shot.frames,
            plate=ground_of(bleed, shot.size, picture.look.palette.background),
            cutout=_reduced(bleed.pixels, fineness),
            placement=bleed.placement,
            ground=Ground(stand=shot.ground.stand, light=shot.ground.light),
            product=_reduced(bleed.product, fineness),
        )
        return Comp(whole, ShadowPass((), None, None))

    def comp(other: Picture, behind: tuple[Comp, ...] = ()) -> Comp:
        cutout = _reduced(_cutout(other, media), fineness)
        own = shot_with(cutout, other, placed_at(other), shot.plate, shot.size)
        return Comp(own, shadow_pass, behind=behind)

    if not beside:
        assert product is not None
        return comp(picture_with(picture, product))
    front, *others = row_of(picture, products)
    return comp(front, tuple(map(comp, others)))


def _reduced(pixels: NDArray[np.uint8], fineness: float) -> NDArray[np.uint8]:
    if fineness >= 1:
        return pixels
    return bytes_of(cv2.resize(pixels, None, fx=fineness, fy=fineness, interpolation=cv2.INTER_AREA))


def draw_picture(picture: Picture, media: MediaStore, size: tuple[int, int]) -> tuple[SceneComp, Lost]:
    """Returns the comp of `picture` with its words, and the text not shown. Raises WordsFailed."""
    return write_on(draw_bare(picture, media, size), picture, media, size)


def telling_frames(picture: Picture) -> tuple[int, ...]:
    """Returns the frames of the scene that tell how dark and how bright its moving light is."""
    lit = [(first, lighting_of(shot, picture)) for first, shot in zip(picture.firsts, picture.shots, strict=False)]
    return tuple(first + frame for first, lighting in lit if lighting for frame in telling(lighting))


class _Canvas(Protocol):
    """A comp, of one shot or of a scene."""

    def approximate(self, frame: int, into: Frame) -> None: ...

    def with_layers(self, layers: tuple[Layer, ...]) -> Self: ...


OnCanvas = TypeVar("OnCanvas", bound=_Canvas)


def write_on(bare: OnCanvas, picture: Picture, media: MediaStore, size: tuple[int, int]) -> tuple[OnCanvas, Lost]:
    """Adds the words of `picture` to its comp `bare`. Returns it and the text not shown. Raises WordsFailed."""
    whole = bare.whole.shot if isinstance(bare, SceneComp) and picture.shots and min(size) >= _LARGE else None
    behind: Lazy[tuple[_Canvas, tuple[int, int]]] = Lazy(
        lambda: _sketch(whole, picture, media, size) if whole else (bare, size)
    )

    @cache
    def seen(frame: int) -> NDArray[np.uint8]:
        comp, drawn = behind()
        canvas = Frame.empty(drawn)
        comp.approximate(frame, canvas)
        return canvas.rgb()

    def look(frame: int) -> NDArray[np.uint8]:
        # Kept as small as they are drawn: words are seen on two frames of each shot.
        pixels = seen(frame)
        same = pixels.shape[1::-1] == size
        return pixels if same else bytes_of(cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR))

    try:
        titles = picture.wording.lay_out(picture.look, picture.format, size, media)
        titles = replace(titles, cuts=picture.firsts[1:], lit=telling_frames(picture))
        return bare.with_layers(draw(titles, look)), titles.lost
    except Exception as error:
        raise WordsFailed(f"The words could not be drawn: {error}") from error


def _sketch(
    shot: Shot, picture: Picture, media: MediaStore, size: tuple[int, int]
) -> tuple[SceneComp, tuple[int, int]]:
    """Returns the comp in a quarter of the pixels, without shadows, and its size: enough to judge words by.

    Words are seen on every shot of a scene. At full size, each would be prepared for them, and again to be drawn.
    """
    width, height = half = 2 * round(size[0] / 4), 2 * round(size[1] / 4)
    small = _reduced(shot.cutout, 0.5)
    plate = plate_taken(picture, media, half)
    whole = replace(shot, size=(width, height), plate=plate, cutout=small)
    return filmed(picture, whole, media, ShadowPass((), None, None), 0.5), half


def plate_taken(picture: Picture, media: MediaStore, size: tuple[int, int]) -> PlateClip:
    """Opens the plate of the picture's take for frames of `size`. Raises BadProject."""
    take = picture.take
    file, depth = media.local(take.media), media.local(take.depth) if take.depth else None
    try:
        unlit = media.local(take.unlit) if take.unlit else None
        grade = picture.look.grade
        return open_plate(file, depth, take.stand_nearness, picture.camera, picture.frames, size, grade, unlit)
    except (BadPhoto, BadVideo) as error:
        raise damaged(file) from error


def shot_of(picture: Picture, placement: Placement, plate: PlateClip, media: MediaStore, size: tuple[int, int]) -> Shot:
    """Returns the shot of the picture with its product at `placement` on `plate`, without words. Raises BadProject."""
    return shot_with(read_picture(media.local(picture.cutout)), picture, placement, plate, size)


def shot_with(
    cutout: NDArray[np.uint8], picture: Picture, placement: Placement, plate: PlateClip, size: tuple[int, int]
) -> Shot:
    """Returns the same from the pixels of the cut-out."""
    return Shot(
        size=size,
        frames=picture.frames,
        plate=plate,
        cutout=cutout,
        placement=placement,
        ground=picture.take.ground,
        framed=picture.framed,
        pose=picture.pose,
    )


def first_placement(picture: Picture, room: Box) -> Placement:
    """Returns the largest placement of the picture's product in `room`, at the first frame."""
    turn = turn_of(picture.take.seed)
    size = picture.format.size
    return place(picture.take.ground, room, picture.aspect, size, picture.motion, picture.base, picture.pose, turn)


def _shrink(comp: Comp, frames: int, room: Box) -> float:
    """Returns the factor, at most 1, by which to shrink the product about its foot so that it stays in `room`.

    Frames in which the product is still entering are not checked.
    """
    factor = 1.0
    for frame in range(frames // 2, frames, max(1, frames // 8)):
        box = comp.product_box(frame)
        middle = (box.left + box.right) / 2
        half = min(middle - room.left, room.right - middle)
        factor = min(factor, (box.bottom - room.top) / box.height, 2 * half / box.width)
    return max(0.2, factor if factor >= 1 else factor * 0.995)
