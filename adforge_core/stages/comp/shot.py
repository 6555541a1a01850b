"""The comp of one shot: product, shadow, reflection and words on the plate, frame by frame."""

import threading
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.camera import TAIL
from adforge_core.media.footprint import footprint
from adforge_core.media.frames import Frame, Picture, Pose, Sprite
from adforge_core.media.layers import Layer
from adforge_core.media.lazy import Lazy, LruCache
from adforge_core.media.lighting import on_at
from adforge_core.media.motion import HIGHEST_LIFT, Move, move
from adforge_core.media.particles import Particles
from adforge_core.media.plates import PlateClip
from adforge_core.media.posed import Hanger, hanger, hanger_shadow, shadow_on_plane, shadow_on_wall
from adforge_core.media.shadow import Tint, card_shadow, reflection, shadow
from adforge_core.media.soft_shadow import Clip, SoftShadow, cropped
from adforge_core.model import brief
from adforge_core.model.placement import HOVER, Ground, Motion, Placement
from adforge_core.model.shots import Lighting
from adforge_core.model.value import Box

_BEYOND = 24
"""The pixels of a cut-out that are kept around its visible part: more than any resampling reaches."""

_NEARLY_ALL = 0.7
"""The share of a cut-out from which on all of it is prepared."""

_SIZES = 2
"""The sizes of a cut-out that are kept. Each takes up to 20 MB."""

Part = tuple[float, float, float, float]
"""Left, top, right and bottom as fractions of the cut-out's sides."""


_FALLING = frozenset((Motion.DROP, Motion.SPIN, Motion.POP))
"""The entrances in which the product comes near to the ground."""

_FAST = frozenset((Motion.DROP, Motion.SLIDE_IN))
_FROM_OUTSIDE = _FAST | {Motion.ROLL_IN}

_SHADE_REACH = 0.5
"""The height, as a share of the product's own, up to which it has a shadow of its own shape."""

_ROOM_SHADOW = 0.4
"""The share of a shadow's strength that is left when the key light is out."""

_SLOW, _TRAIL = 0.012, 0.55
"""The way in a frame, as a share of its shorter side, from which a product leaves a trail; the trail's opacity."""


@dataclass(frozen=True)
class Shot:
    """Everything visible in one shot. `size` is (width, height) in pixels, both even; `cutout` is straight-alpha RGBA.

    A `framed` product is a photo that could not be cut out. It is shown as a standing card. `pose` is how the product
    holds itself: it says which shadows it casts, and never changes the cut-out. Where the cut-out is a whole photo,
    `product` is the opacity of the product in it, (height, width). One that is `empty` shows no product. A product that
    enters arrives on frame `lands`. `particles` float behind it: nothing is ever before the product. `lighting` is how
    the plate's lamps move, and with the key light the product's shadow.
    """

    size: tuple[int, int]
    frames: int
    plate: PlateClip
    cutout: NDArray[np.uint8]
    placement: Placement
    ground: Ground
    framed: bool = False
    layers: tuple[Layer, ...] = ()
    pose: brief.Pose = brief.Pose.STANDING
    empty: bool = False
    product: NDArray[np.uint8] | None = None
    lands: int = 0
    particles: tuple[Particles, ...] = ()
    lighting: Lighting | None = None

    @property
    def opacity(self) -> NDArray[np.uint8]:
        """The product's opacity in the cut-out."""
        return self.cutout[..., 3] if self.product is None else self.product

    @property
    def hovers(self) -> float:
        """How far the product floats above its shadow, as a fraction of its height, before any motion."""
        return HOVER if self.pose is brief.Pose.FLOATING and not self.ground.square else 0.0

    @property
    def scale(self) -> float:
        """Frame pixels per pixel of the cut-out, before any motion."""
        rows, columns = self.cutout.shape[:2]
        return float(self.placement.scale * min(self.size) / max(rows, columns))

    @property
    def tall(self) -> float:
        """The height of the cut-out in frame pixels, before any motion."""
        return float(self.scale * self.cutout.shape[0])


@dataclass(frozen=True)
class Laid:
    """A layer that is ready to draw. `sprite` is its picture without the empty margin."""

    layer: Layer
    sprite: Sprite

    @classmethod
    def all(cls, layers: tuple[Layer, ...]) -> tuple["Laid", ...]:
        """Returns the layers that are not empty."""
        laid = []
        for layer in layers:
            left, top, width, height = cv2.boundingRect(layer.pixels[..., 3])
            if width:
                drawn = layer.pixels[top : top + height, left : left + width]
                laid.append(cls(layer, Sprite.of(drawn, layer.x + left, layer.y + top)))
        return tuple(laid)

    def lay_on(self, frame: int, into: Frame) -> None:
        """Draws the layer as it is on the scene's frame `frame` onto `into`."""
        if (look := self.layer.at(frame)) is not None and look.opacity > 0:
            drawn = self.sprite.darkened(look.shade).faded(look.opacity).scaled(look.scale)
            drawn.shifted(look.dx, look.dy).lay_on(into)


@dataclass(frozen=True)
class _Stand:
    """The product's pose on one frame, and the place on the ground below its foot.

    `turn` is how far an entrance has turned it, in degrees. `near`, 0 to 1, is how near to the ground it is, as its
    shadow tells.
    """

    pose: Pose
    ground_x: float
    ground_y: float
    lift: float
    opacity: float
    turn: float = 0.0
    near: float = 1.0


@dataclass(frozen=True)
class ShadowPass:
    """The shadows and reflection of the product. They are the same in all frames of a scene except for their place.

    `shadows` is empty, or has the shadow of a standing product and, if it hovers, the shadow at its highest point.
    `card` is the shadow around a framed photo, of a hanger, or on the wall a product leans against.
    """

    shadows: tuple[SoftShadow, ...]
    card: SoftShadow | None
    reflection: SoftShadow | None


class Comp:
    """Draws a shot. Whatever is the same in all frames is prepared once, when the first frame is drawn.

    Several threads may draw if the plate allows it. `shadow_pass`, `picture` and `laid` reuse what another comp of the
    same cut-out, or with the same layers, has prepared. `behind` are comps of other products on the same plate, which
    stand beside this one and further back.
    """

    def __init__(
        self,
        shot: Shot,
        shadow_pass: ShadowPass | None = None,
        picture: Picture | None = None,
        laid: tuple[Laid, ...] | None = None,
        behind: tuple["Comp", ...] = (),
    ) -> None:
        self._outline = Lazy(partial(_outline, shot.opacity))
        self._sizes = _Sizes(shot.cutout)
        edge = [(point.x, point.y) for point in shot.ground.edge]
        self._clip = Lazy(lambda: Clip.inside(edge, shot.size) if edge else None)
        self.laid = Laid.all(shot.layers) if laid is None else laid
        self._behind = behind
        # Bound to the shot, not to this comp: a reference cycle would keep the cut-out in memory.
        self._shadow_pass = Lazy(partial(_shadow_pass, shot) if shadow_pass is None else lambda: shadow_pass)
        self._show(shot)
        if picture is not None:
            self._picture = Lazy(lambda: picture)

    def _show(self, shot: Shot) -> None:
        self.shot = shot
        self._tall = shot.tall
        self._entry, self._above = _ways_in(shot)
        self._picture = Lazy(partial(_sized, shot, self._sizes))
        self._hanger = Lazy(partial(_hanger, shot))
        self._drawn: tuple[object, list[Sprite]] = (None, [])

    def filmed(
        self,
        plate: PlateClip,
        frames: int,
        motion: Motion,
        lands: int = 0,
        particles: tuple[Particles, ...] = (),
        lighting: Lighting | None = None,
    ) -> "Comp":
        """Returns the comp of a shot of `frames` of the same scene, without layers. It shares the shadows."""
        other = copy(self)
        placement = self.shot.placement.model_copy(update={"motion": motion})
        shot = replace(self.shot, plate=plate, frames=frames, placement=placement, layers=())
        other._show(replace(shot, lands=lands, particles=particles, lighting=lighting))
        other.laid = ()
        other._behind = tuple(one.filmed(plate, frames, motion, lands) for one in self._behind)
        return other

    def blank(self, plate: PlateClip, frames: int) -> "Comp":
        """Returns the comp of a shot of `frames` of the same scene that shows only `plate`, for words alone."""
        other = self.filmed(plate, frames, Motion.STILL)
        other.shot = replace(other.shot, empty=True)
        return other

    def with_layers(self, layers: tuple[Layer, ...]) -> "Comp":
        """Returns the same comp with these layers instead of its own. Nothing is prepared twice."""
        return Comp(replace(self.shot, layers=layers), self.shadow_pass, self._picture(), behind=self._behind)

    def draw(self, frame: int, into: Frame) -> None:
        """Draws the scene's frame `frame` into `into`. It may be up to `TAIL` frames past the scene's end."""
        self.draw_without_layers(frame, into)
        for laid in self.laid:
            laid.lay_on(frame, into)

    def draw_without_layers(self, frame: int, into: Frame) -> None:
        """Draws the frame without words and their shades."""
        self.shot.plate.draw(frame, into)
        self._lay_product(frame, into)

    def approximate(self, frame: int, into: Frame) -> None:
        """Draws approximately what is behind the words on `frame`, on a frame of the plate that is quick to read."""
        self.shot.plate.approximate(frame, into)
        self._lay_product(frame, into)

    def pose(self, frame: int) -> Pose:
        """Returns the cut-out's pose on `frame`: placement, motion and camera as one similarity transform."""
        return self._stand(frame).pose

    def product_box(self, frame: int) -> Box:
        """Returns the box around the visible product on `frame`, or around all in a row. It may leave the frame."""
        boxes = [self._own_box(frame), *(one.product_box(frame) for one in self._behind)]
        return Box(
            left=min(box.left for box in boxes),
            top=min(box.top for box in boxes),
            right=max(box.right for box in boxes),
            bottom=max(box.bottom for box in boxes),
        )

    def _own_box(self, frame: int) -> Box:
        rows, columns = self.shot.cutout.shape[:2]
        seen = self._outline() @ (onto := self.pose(frame).matrix((columns, rows)))[:, :2].T + onto[:, 2]
        (left, top), (right, bottom) = seen.min(axis=0) / self.shot.size, seen.max(axis=0) / self.shot.size
        return Box(left=left, top=top, right=right, bottom=bottom)

    def opaque(self, frame: int) -> NDArray[np.bool_]:
        """Returns where the product is fully opaque on `frame`: (height, width)."""
        width, height = self.shot.size
        mask = np.zeros((height, width), np.bool_)
        if self.shot.empty:
            return mask
        for comp in (*self._behind, self):
            product = comp._sprites(frame)[-1]
            rows, columns = product.alpha.shape
            top, left = max(0, product.y), max(0, product.x)
            alpha = product.alpha[top - product.y : height - product.y, left - product.x : width - product.x]
            there = mask[top : product.y + rows, left : product.x + columns]
            # In front of others, its soft edge mixes with them.
            there &= alpha == 0
            there |= alpha == 255
        return mask

    def _stand(self, frame: int) -> _Stand:
        shot, (width, height) = self.shot, self.shot.size
        moved = move(shot.placement.motion, frame, shot.frames, shot.lands)
        camera = shot.plate.camera_at(frame)
        x = shot.placement.x * width + moved.slide * self._entry
        y = shot.placement.y * height + moved.sink * self._tall
        ground_x = width / 2 + (x - width / 2) * camera.scale + camera.dx * width
        ground_y = height / 2 + (y - height / 2) * camera.scale + camera.dy * height
        lift = (moved.lift * self._tall + moved.fall * self._above) * camera.scale
        scale = self.shot.scale * moved.scale * camera.scale
        pose = Pose(scale, shot.placement.rotation, ground_x, ground_y - lift)
        turn = self._turn(moved)
        if turn:
            pose = _turned(pose, turn, moved.about * shot.cutout.shape[0])
        if shot.ground.square:
            # Seen square on, a lift is a move along the plane, and the shadow comes along.
            ground_x, ground_y, lift = pose.x, pose.y, 0.0
        near = 1.0
        if shot.placement.motion in _FALLING:
            near = max(0.0, 1 - lift / (_SHADE_REACH * self._tall * camera.scale)) / moved.scale**2
        return _Stand(pose, ground_x, ground_y, lift, moved.opacity, turn, near)

    def _turn(self, moved: Move) -> float:
        """Returns how far an entrance has turned the product, in degrees, clockwise."""
        if moved.rolls:
            return float(np.rad2deg(2 * moved.slide * self._entry / self._tall))
        return moved.turn if self._entry <= 0 else -moved.turn

    def _trail(self, frame: int, product: Sprite) -> list[Sprite]:
        """Returns what a fast entrance leaves behind the product: the product itself stays sharp, on top of it."""
        shot = self.shot
        fades = shot.placement.motion is Motion.SLIDE_IN and not shot.lands
        if shot.placement.motion not in _FAST or fades or frame < 1:
            return []
        before = move(shot.placement.motion, frame - 1, shot.frames, shot.lands)
        if not before.fall and not before.slide:
            return []
        now, earlier = self._stand(frame).pose, self._stand(frame - 1).pose
        dx, dy = now.x - earlier.x, now.y - earlier.y
        if max(abs(dx), abs(dy)) < _SLOW * min(self.shot.size):
            return []
        return [product.smeared(dx, dy).faded(_TRAIL)]

    def _lay_product(self, frame: int, into: Frame) -> None:
        if self.shot.empty:
            return
        for floating in self.shot.particles:
            floating.draw(frame, into)
        drawn = [one._sprites(frame) for one in self._behind] + [self._sprites(frame)]
        # No shadow falls on a product: all shadows are below all products.
        for sprites in drawn:
            for sprite in sprites[:-1]:
                sprite.lay_on(into)
        for sprites in drawn:
            sprites[-1].lay_on(into)

    def _sprites(self, frame: int) -> list[Sprite]:
        """Returns shadow, reflection and product, from the ground up. They are reused while nothing moves."""
        stand, size = self._stand(frame), self.shot.size
        camera = self.shot.plate.camera_at(frame)
        key_light = self._key_light(frame, stand)
        key = stand, camera, key_light
        there, sprites = self._drawn
        if there == key:
            return sprites
        surface = self._clip()
        clip = surface and surface.moved(camera.scale, camera.dx, camera.dy)
        ratio = stand.pose.scale / self.shot.scale
        hover = self.shot.hovers * self._tall * ratio
        under: list[Sprite | None] = []
        if shadows := self.shadow_pass.shadows:
            cast, *high = shadows
            if high:
                cast = cast.towards(high[0], stand.lift / (HIGHEST_LIFT * self._tall * camera.scale))
            # The higher a product is, the wider and fainter is its shadow.
            wide = ratio * (1 + 0.35 * (1 - min(1.0, stand.near)))
            turn = stand.turn if self.shot.ground.square else 0.0
            sprite = cast.at(stand.ground_x, stand.ground_y + hover, wide, size, clip, turn)
            under.append(sprite and sprite.faded(min(1.0, stand.near) ** 2 * key_light))
        if self.shadow_pass.reflection is not None:
            mirror_y = stand.ground_y + stand.lift + 2 * hover
            under.append(self.shadow_pass.reflection.at(stand.ground_x, mirror_y, ratio, size, clip))
        if self.shadow_pass.card is not None:
            card = self.shadow_pass.card.at(stand.pose.x, stand.pose.y, ratio, size, None, stand.turn)
            under.append(card and card.faded(key_light))
        # Shadow and reflection fade in a little after the product.
        sprites = [sprite.faded(stand.opacity**2) for sprite in under if sprite is not None]
        if (hung := self._hanger()) is not None:
            sprites.append(hung.at(stand.pose, self.shot.cutout.shape[1::-1], size).faded(stand.opacity))
        product = self._picture().at(stand.pose, size)
        sprites += self._trail(frame, product)
        sprites.append(product.faded(stand.opacity))
        self._drawn = key, sprites
        return sprites

    def _key_light(self, frame: int, stand: _Stand) -> float:
        """Returns how strong the product's shadow is: without the key light, only what the room's light leaves."""
        lighting, (width, height) = self.shot.lighting, self.shot.size
        if lighting is None or not lighting.is_key:
            return 1.0
        share = on_at(lighting, frame, stand.ground_x / width, stand.ground_y / height, height / width)
        return _ROOM_SHADOW + (1 - _ROOM_SHADOW) * share

    @property
    def shadow_pass(self) -> ShadowPass:
        """The shadows and reflection of the product."""
        return self._shadow_pass()


class _Sizes:
    """The cut-out in the sizes of the last few shots: those of one framing often have the same. For several threads."""

    def __init__(self, cutout: NDArray[np.uint8]) -> None:
        self._cutout = cutout
        self._recent: LruCache[tuple[float, Part], Lazy[Picture]] = LruCache(_SIZES)
        self._lock = threading.Lock()

    def of(self, largest: float, part: Part) -> Picture:
        """Returns the picture for poses up to `largest`, as `Picture.of`."""
        make = partial(Picture.of, self._cutout, largest, part)
        with self._lock:
            sized = self._recent.get((largest, part), lambda: Lazy(make))
        return sized()


def _sized(shot: Shot, sizes: _Sizes) -> Picture:
    """Returns the cut-out at the largest size of the shot; of a close one, only what the frame ever shows of it."""
    poses = _poses(shot)
    return sizes.of(max(pose.scale for pose in poses), _visible(poses, shot))


def _poses(shot: Shot) -> list[Pose]:
    """Returns the cut-out's pose on every frame."""
    bare = Comp(replace(shot, layers=()), ShadowPass((), None, None))
    return [bare.pose(frame) for frame in range(shot.frames + TAIL)]


def _hanger(shot: Shot) -> Hanger | None:
    if shot.pose is not brief.Pose.HANGING or not shot.ground.square or shot.framed:
        return None
    return hanger(shot.cutout, shot.ground.light, max(pose.scale for pose in _poses(shot)))


def _visible(poses: Sequence[Pose], shot: Shot) -> Part:
    """Returns the part of the cut-out that is inside the frame at any of `poses`.

    Its left, top, right and bottom are fractions of the cut-out's sides.
    """
    rows, columns = shot.cutout.shape[:2]
    width, height = shot.size
    frame = np.array([[0, width, 0, width], [0, 0, height, height], [1, 1, 1, 1]])
    low, high = np.array([columns, rows], float), np.zeros(2)
    for pose in poses:
        back = np.linalg.inv(np.vstack([pose.matrix((columns, rows)), [0, 0, 1]]))[:2] @ frame
        low, high = np.minimum(low, back.min(axis=1)), np.maximum(high, back.max(axis=1))
    left, top = np.clip((low - _BEYOND) / (columns, rows), 0, 1)
    right, bottom = np.clip((high + _BEYOND) / (columns, rows), 0, 1)
    if left >= right or top >= bottom or (right - left) * (bottom - top) > _NEARLY_ALL:
        return 0.0, 0.0, 1.0, 1.0
    return float(left), float(top), float(right), float(bottom)


def _shadow_pass(shot: Shot) -> ShadowPass:
    placement, ground = shot.placement, shot.ground
    width, height = shot.size
    pose = Pose(shot.scale, placement.rotation, placement.x * width, placement.y * height)
    tint = _tint(shot)
    if ground.square:
        cast = cropped(shadow_on_plane(shot.cutout, pose, shot.pose, ground, placement.shadow, tint))
        hung = _hanger(shot)
        hook = None if hung is None else hanger_shadow(hung, shot.cutout, pose, ground, placement.shadow, tint)
        return ShadowPass(shadows=cast, card=hook, reflection=None)
    standing = footprint(shot.cutout, pose, ground.foreshortening, shot.framed)
    lowest = shot.hovers * shot.tall / 2
    highest = lowest + (HIGHEST_LIFT * shot.tall / 2 if placement.motion is Motion.FLOAT else 0.0)
    lifts = (lowest, highest) if highest > lowest else (lowest,)
    leans = shot.pose is brief.Pose.LEANING and 0 < ground.wall * height < pose.y
    card = card_shadow(standing, placement.shadow, tint) if shot.framed else None
    if leans:
        card = shadow_on_wall(shot.cutout, pose, ground, height, placement.shadow, tint)
    mirrors = ground.gloss * placement.reflection > 0 and not shot.framed
    return ShadowPass(
        shadows=cropped(*(shadow(standing, ground, placement.shadow, tint, lift, highest) for lift in lifts)),
        card=card,
        reflection=cropped(reflection(standing, ground, placement.reflection))[0] if mirrors else None,
    )


def _outline(opacity: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Returns the corners of the convex hull of all visible pixels: (n, 2), in the cut-out's pixels."""
    solid = opacity > 127
    rows = np.nonzero(solid.any(axis=1))[0]
    if not len(rows):
        solid, rows = np.ones_like(solid), np.array([0, len(solid) - 1])
    first, end = solid[rows].argmax(axis=1), solid.shape[1] - solid[rows, ::-1].argmax(axis=1)
    ends = np.concatenate([np.column_stack([columns, rows + edge]) for columns in (first, end) for edge in (0, 1)])
    return cv2.convexHull(ends.astype(np.int32)).reshape(-1, 2).astype(np.float64)


def _turned(pose: Pose, turn: float, up: float) -> Pose:
    """Returns the pose turned by `turn` degrees about the point `up` cut-out pixels above its foot."""
    before, after = np.deg2rad(pose.rotation), np.deg2rad(pose.rotation + turn)
    away = pose.scale * up
    x = pose.x + away * (np.sin(before) - np.sin(after))
    y = pose.y - away * (np.cos(before) - np.cos(after))
    return Pose(pose.scale, pose.rotation + turn, float(x), float(y))


def _ways_in(shot: Shot) -> tuple[float, float]:
    """Returns how far to the side, and how far above, a product that enters starts: just outside what is seen.

    On a support, one that slides starts on it.
    """
    across, (width, height) = shot.scale * shot.cutout.shape[1], shot.size
    motion = shot.placement.motion
    if motion not in _FROM_OUTSIDE or (motion is Motion.SLIDE_IN and not shot.lands):
        return _way_in(shot, across), 0.0
    camera = shot.plate.camera_at(0)
    left, right = (width / 2 + (side - camera.dx * width - width / 2) / camera.scale for side in (0, width))
    top = height / 2 + (-camera.dy * height - height / 2) / camera.scale
    x = shot.placement.x * width
    # A turned product is wider and taller than its cut-out.
    half = max(across, shot.tall) / 2 if shot.placement.rotation or motion is Motion.ROLL_IN else across / 2
    from_left = x <= (left + right) / 2
    return (left - half - x) if from_left else (right + half - x), max(0.0, shot.placement.y * height - top)


def _way_in(shot: Shot, across: float) -> float:
    """Returns how far to the side a product that fades in starts, in pixels: outside the frame, or on its support."""
    width = shot.size[0]
    x = shot.placement.x * width
    from_left = shot.placement.x <= 0.5
    outside = -(x + across) if from_left else width - x + across
    if not shot.ground.edge:
        return outside
    ends = [point.x * width for point in shot.ground.edge]
    room = (min(ends) - x + across / 2) if from_left else (max(ends) - x - across / 2)
    near = min(0.0, room) if from_left else max(0.0, room)
    return max(outside, near) if from_left else min(outside, near)


def _tint(shot: Shot) -> Tint:
    """Returns the colour of shadows: almost black, with a trace of the ground's colour around the foot."""
    plate = Frame.empty(shot.size)
    shot.plate.approximate(0, plate)
    width, height = plate.u.shape[1], plate.u.shape[0]
    x, y = int(shot.placement.x * width), int(shot.placement.y * height)
    left, right = max(0, min(width - 1, x - width // 12)), min(width, max(1, x + width // 12))
    top, bottom = max(0, min(height - 1, y)), min(height, max(1, y + height // 30))
    patch = slice(top, max(top + 1, bottom)), slice(left, max(left + 1, right))
    luma = float(plate.y[::2, ::2][patch].mean())
    u, v = (128 + 0.6 * (float(plane[patch].mean()) - 128) for plane in (plate.u, plate.v))
    return Tint(16 + 0.06 * (luma - 16), u, v)
