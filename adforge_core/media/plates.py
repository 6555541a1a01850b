"""Plates as moving pictures: a still with depth and a moving camera, a user's picture, or a user's video."""

from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.errors import BadPhoto
from adforge_core.media.camera import Shift
from adforge_core.media.clips import DepthCameraClip, VideoPlateClip
from adforge_core.media.frames import Frame
from adforge_core.media.ink import Colour
from adforge_core.model.look import Grade
from adforge_core.model.placement import CameraMove
from adforge_core.model.shots import View

__all__ = ["PICTURES", "FlatPlate", "PlateClip", "Shift", "open_plate", "read_picture"]

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp"})
"""The suffixes of a take's files that are stills. Every other one is a video. Users' files are known by content."""


class PlateClip(Protocol):
    """The background of a scene, frame by frame."""

    def draw(self, frame: int, into: Frame) -> None:
        """Fills `into` with frame `frame`, which may be up to 30 frames after the scene's end."""
        ...

    def approximate(self, frame: int, into: Frame) -> None:
        """Fills `into` with frame `frame`, or with one near it that is much quicker to draw."""
        ...

    def camera_at(self, frame: int) -> Shift:
        """Returns the effect of the camera and of the view at the product's depth."""
        ...

    def seen(self, camera: CameraMove, frames: int, view: View | None, first: int) -> "PlateClip":
        """Returns the background of a shot of `frames` that begins on frame `first` and shows `view` of the picture."""
        ...


class FlatPlate:
    """A background of one colour, which no camera moves over."""

    def __init__(self, colour: Colour, size: tuple[int, int]) -> None:
        self._picture = Frame.empty(size)
        self._picture.paint(np.full((size[1], size[0], 3), colour, np.uint8))

    def draw(self, frame: int, into: Frame) -> None:  # noqa: ARG002  all frames are the same
        """Fills `into`, whatever the frame."""
        into.copy_from(self._picture)

    approximate = draw

    def camera_at(self, frame: int) -> Shift:  # noqa: ARG002  no camera moves over it
        """Returns no effect."""
        return Shift()

    def seen(self, camera: CameraMove, frames: int, view: View | None, first: int) -> "FlatPlate":  # noqa: ARG002  every part looks the same
        """Returns the same plate."""
        return self


def open_plate(
    media: Path,
    depth: Path | None,
    stand_nearness: float,
    camera: CameraMove,
    frames: int,
    size: tuple[int, int],
    grade: Grade,
    unlit: Path | None = None,
) -> PlateClip:
    """Opens the plate in the files of a take, for a scene of `frames` frames of `size` pixels (even numbers).

    `unlit` is the still with lamps out, for shots whose light moves.

    Raises BadPhoto or BadVideo if a file cannot be read.
    """
    if media.suffix.lower() not in PICTURES:
        return VideoPlateClip(media, frames, size, grade)
    still = _still(media)
    nearness = read_picture(depth, cv2.IMREAD_UNCHANGED) if depth else None
    dark = (lambda: _still(unlit)) if unlit else None
    return DepthCameraClip(still, nearness, stand_nearness, camera, frames, size, grade, dark)


def _still(path: Path) -> NDArray[Any]:
    return read_picture(path, cv2.IMREAD_COLOR | cv2.IMREAD_ANYDEPTH)[..., ::-1]


def read_picture(path: Path, how: int) -> NDArray[Any]:
    """Reads the pixels of a file with OpenCV. Raises BadPhoto."""
    # By its bytes: OpenCV crashes on a path that is not UTF-8.
    try:
        picture: NDArray[Any] | None = cv2.imdecode(np.fromfile(path, np.uint8), how)
    except (OSError, cv2.error):
        picture = None
    if picture is None:
        raise BadPhoto(f"The picture {path.name} cannot be read.", "Save it as a PNG or JPEG and try again.")
    return picture
