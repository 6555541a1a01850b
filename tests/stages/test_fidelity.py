"""The check that the product in a file is the photo's: it passes what is true, and nothing that is not."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from adforge_core.media import frames as drawing
from adforge_core.media.camera import TAIL, Shift, travel
from adforge_core.media.film import picture_at
from adforge_core.media.frames import Frame
from adforge_core.model.look import KeyLight
from adforge_core.model.placement import CameraMove, Ground, Motion, Placement
from adforge_core.model.shots import View
from adforge_core.model.value import Point
from adforge_core.stages.comp import Comp, Shot
from adforge_core.stages.fidelity import Fidelity, Original, compare, onto_frame, resampled, rgb_of
from adforge_core.stages.segment import encode_segment

FRAMES, AT = 60, 36
SIZES = {"9:16": (540, 960), "4:5": (540, 676), "1:1": (540, 540), "16:9": (960, 540)}

Pixels = NDArray[np.uint8]


def printed_bottle(seed: int = 1) -> Pixels:
    """A bottle with a label full of print, in its own colours, as large as photos are against the frame."""
    random = np.random.default_rng(seed)
    pixels = np.zeros((900, 520, 4), np.uint8)
    across = np.abs(np.linspace(-1, 1, 520))
    pixels[..., :3] = (np.array([150, 90, 60]) * (1 - 0.5 * across[:, None] ** 2))[None]
    pixels[250:700, 40:480, :3] = (226, 214, 190)
    for line in range(18):
        word = "".join(random.choice(list("ABCDEFGHKLMNORSTUVWXYZ"), 14))
        colour = [int(part) for part in random.integers(20, 150, 3)]
        print_at = (48, 280 + 24 * line)
        cv2.putText(pixels, word, print_at, cv2.FONT_HERSHEY_SIMPLEX, 0.8, (*colour, 255), 2, cv2.LINE_AA)
    pixels[..., 3] = 255
    pixels[:120, :180, 3] = pixels[:120, 340:, 3] = 0
    return pixels


class Wall:
    """A grey wall before which the camera moves."""

    def __init__(self, camera: CameraMove) -> None:
        self.camera = camera

    def draw(self, frame: int, into: Frame) -> None:
        into.buffer[:] = 128

    approximate = draw

    def seen(self, camera: CameraMove, frames: int, view: View | None, first: int) -> "Wall":
        del camera, frames, view, first
        return self

    def camera_at(self, frame: int) -> Shift:
        return travel(self.camera, frame, FRAMES).shift


def shot(
    cutout: Pixels,
    motion: Motion = Motion.STILL,
    camera: CameraMove = CameraMove.STILL,
    format: str = "9:16",
    **at: float,
) -> Shot:
    size = SIZES[format]
    placement = Placement(x=0.5, y=0.75, scale=0.6, reflection=0, motion=motion).model_copy(update=at)
    light = KeyLight(azimuth=40, elevation=45, softness=0.4)
    ground = Ground(stand=Point(x=0.5, y=0.75), light=light)
    return Shot(size, FRAMES, Wall(camera), cutout, placement, ground)


def measured(drawn: Shot, meant: Shot, folder: Path) -> Fidelity:
    """What is found of `meant` in a file that shows `drawn`."""
    comp, file = Comp(drawn), folder / "ad.mp4"
    encode_segment(lambda frame, into: comp.draw(frame + AT - 6, into), range(12), drawn.size, file)
    assert isinstance(meant.plate, Wall)
    cutout = meant.cutout
    size = cutout.shape[1], cutout.shape[0]
    original = Original(np.ascontiguousarray(cutout[..., :3]), cutout[..., 3] == 255, size)
    onto = onto_frame(meant.placement, size, meant.plate.camera, AT, FRAMES, meant.size)
    assert onto is not None
    wanted, mask, left, top = resampled(original, onto, meant.size)
    rows, columns = mask.shape
    seen = rgb_of(picture_at(file, 6))[top : top + rows, left : left + columns]
    found = compare(seen, wanted, mask, original.scale(onto))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("motion", "camera", "format"),
    [
        *((one, CameraMove.PUSH, "9:16") for one in Motion if one is not Motion.SWING),
        *((Motion.FLOAT, one, "16:9") for one in CameraMove),
        *((Motion.FLOAT, CameraMove.SLIDE_LEFT, one) for one in ("4:5", "1:1")),
    ],
)
def test_a_true_product_passes(motion: Motion, camera: CameraMove, format: str, tmp_path: Path) -> None:
    true = shot(printed_bottle(), motion, camera, format)
    found = measured(true, true, tmp_path)
    assert found.wrong == ""
    assert found.mean < 2.3


@pytest.mark.parametrize(
    ("rotation", "scale"), [(7.5, 0.25), (7.5, 1.4), (-30.0, 0.6), (-30.0, 1.4), (90.0, 1.4), (180.0, 0.25)]
)
def test_a_true_product_passes_however_it_is_turned_and_sized(rotation: float, scale: float, tmp_path: Path) -> None:
    true = shot(printed_bottle(), Motion.PUSH, CameraMove.SLIDE_LEFT, rotation=rotation, scale=scale, y=0.6)
    assert measured(true, true, tmp_path).wrong == ""


def coloured(cutout: Pixels, *levels: int) -> Pixels:
    cast = np.clip(cutout[..., :3].astype(int) + levels, 0, 255).astype(np.uint8)
    return np.dstack([cast, cutout[..., 3]])


def moved(drawn: Shot, **by: float) -> Shot:
    at = {name: getattr(drawn.placement, name) + amount for name, amount in by.items()}
    return replace(drawn, placement=drawn.placement.model_copy(update=at))


@pytest.mark.parametrize(
    ("spoil", "why", "rotation"),
    [
        (lambda one: moved(one, x=2 / one.size[0]), "pixels from where", 0.0),
        (lambda one: moved(one, x=2 / one.size[0]), "pixels from where", 7.5),
        (lambda one: moved(one, y=-2 / one.size[1]), "pixels from where", 0.0),
        (lambda one: moved(one, scale=0.02 * one.placement.scale), "pixels from where", 7.5),
        (lambda one: moved(one, scale=-0.02 * one.placement.scale), "pixels from where", 0.0),
        (lambda one: moved(one, rotation=1), "pixels from where", 7.5),
        (lambda one: replace(one, cutout=coloured(one.cutout, 4, 4, 4)), "levels off", 0.0),
        (lambda one: replace(one, cutout=coloured(one.cutout, 4, 4, 4)), "levels off", 7.5),
        (lambda one: replace(one, cutout=coloured(one.cutout, -4, 0, 0)), "levels off", 7.5),
        (lambda one: replace(one, cutout=coloured(one.cutout, 0, 4, 0)), "levels off", 0.0),
        (lambda one: replace(one, cutout=coloured(one.cutout, 0, 0, -4)), "levels off", 7.5),
        (lambda one: replace(one, cutout=np.ascontiguousarray(one.cutout[:, ::-1])), "", 0.0),
        (lambda one: replace(one, cutout=printed_bottle(2)), "", 7.5),
    ],
)
def test_a_product_that_is_not_the_photos_is_caught(
    spoil: Callable[[Shot], Shot], why: str, rotation: float, tmp_path: Path
) -> None:
    true = shot(printed_bottle(), rotation=rotation)
    found = measured(spoil(true), true, tmp_path)
    assert found.wrong
    assert why in found.wrong


@pytest.mark.parametrize("rotation", [0.0, 7.5])
@pytest.mark.parametrize("step", ["reduced", "placed"])
def test_a_product_resampled_by_nearest_pixels_is_caught(
    step: str, rotation: float, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if step == "reduced":

        def reduced(
            plane: NDArray[np.float32], size: tuple[int, int], box: tuple[float, float, float, float]
        ) -> NDArray[np.float32]:
            return np.asarray(Image.fromarray(plane).resize(size, Image.Resampling.NEAREST, box), np.float32)

        monkeypatch.setattr(drawing, "_lanczos", reduced)
    else:
        warp = cv2.warpAffine
        monkeypatch.setattr(cv2, "warpAffine", lambda one, by, size: warp(one, by, size, flags=cv2.INTER_NEAREST))
    true = shot(printed_bottle(), rotation=rotation)
    assert "detail that your photo does not have" in measured(true, true, tmp_path).wrong


def test_what_is_too_little_or_still_coming_in_is_not_judged() -> None:
    nothing = np.zeros((40, 40), np.bool_)
    assert compare(np.zeros((40, 40, 3), np.float32), np.zeros((40, 40, 3), np.float32), nothing, 1.0) is None
    rising = Placement(x=0.5, y=0.7, scale=0.6, motion=Motion.RISE)
    assert onto_frame(rising, (10, 10), CameraMove.STILL, 5, FRAMES, (540, 960)) is None
    assert TAIL == 30, "the camera's pace is stated in onto_frame as well"
