"""The colour grade of plates."""

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.frames import Frame, Plane, in_yuv
from adforge_core.model.look import Grade

_LUMA = np.array([0.2126, 0.7152, 0.0722])


def grading(grade: Grade) -> NDArray[np.float32] | None:
    """Returns contrast, saturation and warmth as one affine map, (3, 4), of 8-bit RGB; None if it changes nothing."""
    if (grade.contrast, grade.saturation, grade.warmth) == (1.0, 1.0, 0.0):
        return None
    mix = grade.saturation * np.eye(3) + (1 - grade.saturation) * _LUMA
    tint = np.diag([1 + 0.07 * grade.warmth, 1 + 0.005 * grade.warmth, 1 - 0.09 * grade.warmth])
    turn = grade.contrast * tint @ mix
    offset = 255 * 0.45 * (1 - grade.contrast) * np.ones((3, 1))
    return np.hstack([turn, offset]).astype(np.float32)


def vignette(grade: Grade, shape: tuple[int, int]) -> NDArray[np.float32] | None:
    """Returns the factors of the vignette for a picture of `shape` (rows, columns); None if there is no vignette."""
    if grade.vignette == 0:
        return None
    # It is smooth enough to compute at a quarter of the size.
    y, x = (np.linspace(-1, 1, -(-side // 4), dtype=np.float32) for side in shape)
    reach = np.hypot(x[None], 0.9 * y[:, None])
    fall = np.clip((reach - 0.45) / 1.0, 0, 1)
    shade = 1 - 0.5 * grade.vignette * fall**2 * (3 - 2 * fall)
    return np.asarray(cv2.resize(shade, shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def graded(rgb: NDArray[np.float32], grade: Grade) -> NDArray[np.float32]:
    """Grades an RGB picture, 0 to 1."""
    affine = grading(grade)
    if affine is not None:
        affine[:, 3] /= 255
        rgb = np.asarray(cv2.transform(rgb, affine), np.float32)
    shade = vignette(grade, rgb.shape[:2])
    if shade is not None:
        rgb = rgb * shade[..., None]
    return np.clip(rgb, 0, 1)


class PlaneGrade:
    """Grades YUV pictures of `size` (width, height) in integer arithmetic.

    Luma does not depend on chroma: at full warmth the most saturated colours differ from `graded` by two steps.
    """

    def __init__(self, grade: Grade, size: tuple[int, int]) -> None:
        affine, shade = grading(grade), vignette(grade, size[::-1])
        self._turn = None if affine is None else in_yuv(affine)
        self._shades = [] if shade is None else [_darkening(shade, 1, 16), _darkening(shade, 2, 128)]

    def lay_on(self, y: Plane, u: Plane, v: Plane, into: Frame) -> None:
        """Draws the graded picture of these planes into `into`."""
        if self._turn is None:
            into.y[:], into.u[:], into.v[:] = y, u, v
        else:
            self._turned(self._turn, y, u, v, into)
        if self._shades:
            whole, half = self._shades
            for plane, (share, rest) in ((into.y, whole), (into.u, half), (into.v, half)):
                cv2.multiply(plane, share, dst=plane, scale=1 / 255)
                cv2.add(plane, rest, dst=plane)

    @staticmethod
    def _turned(turn: NDArray[np.float32], y: Plane, u: Plane, v: Plane, into: Frame) -> None:
        grey = float(turn[0] @ np.array([0, 128, 128, 1]))
        cv2.addWeighted(y, float(turn[0, 0]), y, 0, grey, dst=into.y)
        small = cv2.resize(y, u.shape[::-1], interpolation=cv2.INTER_AREA)
        turned = cv2.transform(cv2.merge([small, u, v]), turn)  # from three channels to two takes ten times as long
        for channel, plane in enumerate((into.u, into.v), 1):
            cv2.extractChannel(turned, channel, dst=plane)


def _darkening(shade: NDArray[np.float32], step: int, black: int) -> tuple[Plane, Plane]:
    """Returns the factor, of 255, and the offset that darken a plane towards `black`."""
    size = shade.shape[1] // step, shade.shape[0] // step
    share = np.asarray(cv2.resize(shade, size, interpolation=cv2.INTER_AREA), np.float32)
    return np.rint(255 * share).astype(np.uint8), np.rint(black * (1 - share)).astype(np.uint8)
