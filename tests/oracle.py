"""A slow, straightforward compositor: what the fast one is measured against.

Everything is done on whole frames in floating point at full resolution: the video comes from MoviePy as RGB and is
graded as RGB, the product is sampled from the whole cut-out, words are blended as RGB.
"""

from pathlib import Path

import cv2
import numpy as np
from moviepy import VideoFileClip
from numpy.typing import NDArray
from PIL import Image

from adforge_core.media.footprint import footprint
from adforge_core.media.frames import Pose, yuv_from_rgb
from adforge_core.media.grade import graded
from adforge_core.media.layers import Layer
from adforge_core.media.shadow import Tint, shadow
from adforge_core.model.look import Grade
from adforge_core.stages.comp import Comp, Shot

Pixels = NDArray[np.float64]
"""RGB or RGBA, (height, width, 3 or 4), 0 to 1."""


def reference(video: Path, grade: Grade, shot: Shot, frame: int) -> Pixels:
    """Frame `frame` of `shot`, on `video` of the frame's size, as RGB."""
    with VideoFileClip(str(video), audio=False) as clip:
        first, seen = (
            graded((clip.get_frame(at / 30 + 1e-4) / 255).astype(np.float32), grade).astype(np.float64)
            for at in (0, frame)
        )
    pose = Comp(shot).pose(frame)
    darkness = _darkness(shot, pose)[..., None]
    seen = seen * (1 - darkness) + _shade(first, shot) * darkness
    seen = _over(seen, _moved(shot.cutout / 255, pose.matrix(shot.cutout.shape[1::-1]), shot.size))
    for layer in shot.layers:
        seen = _worded(seen, layer, frame)
    return seen


def faded(before: Pixels, after: Pixels, amount: float) -> Pixels:
    """The one picture fading into the other."""
    return before + amount * (after - before)


def _shade(first: Pixels, shot: Shot) -> Pixels:
    """What shadows darken towards: a sixteenth of the light around the foot, three fifths of its colour."""
    width, height = shot.size
    x, y = int(shot.placement.x * width), int(shot.placement.y * height)
    around = first[y : y + height // 30, x - width // 12 : x + width // 12].reshape(-1, 3)
    black_red_green_blue = 255 * np.eye(4, 3, k=-1, dtype=np.float32)
    yuv = yuv_from_rgb(black_red_green_blue[None])[0].astype(np.float64)
    into_yuv = (yuv[1:] - yuv[0]).T
    tint = np.array([0.06, 0.6, 0.6]) * (into_yuv @ around.mean(axis=0))
    return np.asarray(np.linalg.solve(into_yuv, tint))


def _darkness(shot: Shot, pose: Pose) -> Pixels:
    """How much of the light the shadow takes."""
    standing = footprint(shot.cutout, Pose(shot.scale, pose.rotation, 0, 0), shot.ground.foreshortening)
    stain = shadow(standing, shot.ground, shot.placement.shadow, Tint(16, 128, 128))
    twice = 2 * pose.scale / shot.scale
    onto = np.array([[twice, 0, pose.x - twice * stain.foot_x], [0, twice, pose.y - twice * stain.foot_y]])
    return _moved(stain.planes[..., 3:] / 255, onto, shot.size)[..., 0]


def _moved(picture: Pixels, onto: NDArray[np.float64], size: tuple[int, int]) -> Pixels:
    """`picture`, its colours premultiplied where it has four, under the map `onto` from its pixels to the frame's."""
    if picture.shape[2] == 4:
        picture = np.dstack([picture[..., :3] * picture[..., 3:], picture[..., 3]])
    back = np.linalg.inv(np.vstack([onto, [0, 0, 1]]))[:2].ravel().tolist()
    scale = np.sqrt(abs(np.linalg.det(onto[:, :2])))
    shrunk = []
    for channel in range(picture.shape[2]):
        plane = picture[..., channel]
        if scale < 1:  # what is made smaller is blurred first, as a lens would
            blurred = cv2.GaussianBlur(plane, (0, 0), 0.45 * np.sqrt(1 / scale**2 - 1) + 1e-3)
            plane = np.asarray(blurred, np.float64)
        image = Image.fromarray(plane.astype(np.float32))
        shrunk.append(np.asarray(image.transform(size, Image.Transform.AFFINE, back, Image.Resampling.BICUBIC)))
    return np.dstack(shrunk).astype(np.float64)


def _over(below: Pixels, above: Pixels) -> Pixels:
    return below * (1 - above[..., 3:]) + above[..., :3]


def _worded(seen: Pixels, layer: Layer, frame: int) -> Pixels:
    look = layer.at(frame)
    if look is None:
        return seen
    pixels = layer.pixels / 255 * (1, 1, 1, look.opacity)
    place = np.array([[1.0, 0, layer.x + look.dx], [0, 1.0, layer.y + look.dy]])
    return _over(seen, _moved(pixels, place, (seen.shape[1], seen.shape[0])))
