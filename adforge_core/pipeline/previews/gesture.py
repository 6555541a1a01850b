"""The comp during a drag of the product: an approximation that is many times faster."""

from dataclasses import replace

import cv2

from adforge_core.media.camera import Shift
from adforge_core.media.frames import Frame, Picture, bytes_of
from adforge_core.media.plates import PlateClip
from adforge_core.media.soft_shadow import SoftShadow
from adforge_core.model.placement import CameraMove, Placement
from adforge_core.model.shots import View
from adforge_core.stages.comp import Comp, Shot

_COARSER = 3
"""The factor by which the frame is reduced in which a new shadow is cast during a drag."""

_COARSE = 120
"""The product's largest side in that frame, in pixels. Below this, the footprint is misjudged."""


def carried(shot: Shot, picture: Picture, caster: Comp, written: Comp) -> Comp:
    """Returns a comp with the product from `picture`, and with the scaled shadow and reflection of `caster`.

    `caster` is a comp of the same cut-out in a frame of any size, with the same rotation and hover, and with shadow and
    reflection at full strength. The layers come from `written`, a comp of the same size; `shot` has none.
    """
    placement, shadow_pass, ratio = shot.placement, caster.shadow_pass, shot.scale / caster.shot.scale

    def scaled(shadow: SoftShadow, strength: float) -> SoftShadow:
        return _carried(shadow, ratio, strength)

    carrying = replace(
        shadow_pass,
        shadows=tuple(scaled(shadow, placement.shadow) for shadow in shadow_pass.shadows),
        card=shadow_pass.card and scaled(shadow_pass.card, placement.shadow),
        reflection=shadow_pass.reflection and scaled(shadow_pass.reflection, placement.reflection),
    )
    return Comp(shot, carrying, picture, written.laid)


def caster(shot: Shot, plate: "Remembered") -> Comp:
    """Returns a comp of `shot` in a smaller frame, to scale its shadow from."""
    width, height = (2 * round(side / _COARSER / 2) for side in shot.size)
    rows, columns = shot.cutout.shape[:2]
    factor = min(1.0, 2 * _COARSE / max(rows, columns))
    small = (max(1, round(columns * factor)), max(1, round(rows * factor)))
    placement = full_strength(shot.placement)
    scale = min(placement.scale, _COARSE / min(width, height))
    return Comp(
        replace(
            shot,
            size=(width, height),
            frames=1,
            cutout=bytes_of(cv2.resize(shot.cutout, small, interpolation=cv2.INTER_AREA)),
            plate=_Small(plate),
            placement=placement.model_copy(update={"scale": scale}),
            ground=shot.ground.model_copy(update={"edge": ()}),  # the shadow is clipped after it is scaled
            layers=(),
        )
    )


def full_strength(placement: Placement) -> Placement:
    """Returns the placement with shadow and reflection at full strength."""
    return placement.model_copy(update={"shadow": 1.0, "reflection": 1.0})


class Remembered:
    """A plate that keeps its first frame, which tints shadows, and the frame drawn last, and draws neither twice."""

    def __init__(self, plate: PlateClip, size: tuple[int, int]) -> None:
        self._plate = plate
        self._drawn: dict[bool, tuple[int, Frame]] = {}
        self._size = size

    def draw(self, frame: int, into: Frame) -> None:
        """Fills `into` with frame `frame`."""
        number, drawn = self._drawn.get(frame == 0, (-1, into))
        if number == frame:
            into.copy_from(drawn)
            return
        self._plate.draw(frame, into)
        kept = Frame.empty(self._size)
        kept.copy_from(into)
        self._drawn[frame == 0] = frame, kept

    def approximate(self, frame: int, into: Frame) -> None:
        """Fills `into` with a frame near `frame`."""
        self._plate.approximate(frame, into)

    def first(self) -> Frame:
        """The first frame."""
        frame = Frame.empty(self._size)
        self.draw(0, frame)
        return frame

    def camera_at(self, frame: int) -> Shift:
        """Returns how the camera has moved things at the product's depth."""
        return self._plate.camera_at(frame)

    def seen(self, camera: CameraMove, frames: int, view: View | None, first: int) -> "Remembered":
        """Returns the background of a shot."""
        return Remembered(self._plate.seen(camera, frames, view, first), self._size)


class _Small:
    """A plate in a smaller frame, for casting shadows only."""

    def __init__(self, plate: Remembered) -> None:
        self._plate = plate

    def draw(self, _: int, into: Frame) -> None:
        first = self._plate.first()
        for plane, source in ((into.y, first.y), (into.u, first.u), (into.v, first.v)):
            cv2.resize(source, plane.shape[::-1], dst=plane, interpolation=cv2.INTER_AREA)

    def approximate(self, frame: int, into: Frame) -> None:
        self.draw(frame, into)

    def camera_at(self, frame: int) -> Shift:
        return self._plate.camera_at(frame)

    def seen(self, camera: CameraMove, frames: int, view: View | None, first: int) -> "_Small":
        return _Small(self._plate.seen(camera, frames, view, first))


def _carried(shadow: SoftShadow, ratio: float, strength: float) -> SoftShadow:
    height, width = shadow.planes.shape[:2]
    if not shadow.planes.size:
        return shadow
    across, down = (max(1, round(side * ratio)) for side in (width, height))
    planes = bytes_of(cv2.resize(shadow.planes, (across, down), interpolation=cv2.INTER_LINEAR))
    if strength < 1:
        planes = bytes_of(cv2.convertScaleAbs(planes, alpha=strength))
    return SoftShadow(planes, shadow.foot_x * across / width, shadow.foot_y * down / height)
