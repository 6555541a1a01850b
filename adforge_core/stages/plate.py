"""Backgrounds: made by a provider and checked, supplied by the user, or a plain lit backdrop as the fallback."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copyfile
from typing import Any
from uuid import uuid4

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.errors import BadOutput, BadPhoto, StageFailed
from adforge_core.media.film import Film
from adforge_core.media.footage import SPARE, conform, develop, is_drawn_as_it_is
from adforge_core.media.photo import is_picture, open_photo
from adforge_core.media.plates import PICTURES
from adforge_core.media.video_facts import VideoFacts, usable_video
from adforge_core.model.clip_edit import ClipEdit
from adforge_core.model.placement import OVERSCAN
from adforge_core.model.pose import ground_in
from adforge_core.model.value import Box, rgb, seconds
from adforge_core.providers.base import MadePlate, PlateMaker, PlateRequest

_WHOLE = 1 + 2 * OVERSCAN
_USUAL_TILT = 0.25
_SPARE_PIXELS = 8


def make_plate(request: PlateRequest, maker: PlateMaker, scratch: Path) -> MadePlate:
    """Has `maker` make a plate, fits it to the frame and checks it. Raises StageFailed if it cannot be used.

    A video is converted in the folder `scratch`. A picture becomes a still.
    """
    made = maker.make(request)
    if (made.still is None) == (made.file is None):
        raise StageFailed(f"{maker.name} answered with neither one still nor one file.", "Try again.")
    if made.file is not None:
        made = _conformed(made, made.file, request, scratch)
    if made.still is not None:
        _check_still(made.still, request.size, maker.name)
        if made.nearness is not None:
            _check_nearness(made, maker.name)
        if made.unlit is not None:
            _check_unlit(made, maker.name)
    return made


def backdrop(request: PlateRequest) -> MadePlate:
    """Draws a studio sweep without path tracing: a wall that curves into the floor, a pool of light, a fine grain.

    For a product that lies or hangs it is an evenly lit plane instead.
    """
    width, height = (round(side * _WHOLE) for side in request.size)
    palette, light = request.look.palette, request.look.key_light
    x = ((np.arange(width) + 0.5) / width * _WHOLE - OVERSCAN)[None]
    y = ((np.arange(height) + 0.5) / height * _WHOLE - OVERSCAN)[:, None]
    shape = request.size[1] / request.size[0]
    from_left = -np.cos(np.radians(light.azimuth))
    carries = ground_in(request.pose, request.stand, light, _USUAL_TILT, 0.08)
    horizon = request.stand.y - 0.075
    # A plane seen square on has no horizon: it is all wall, at one depth.
    floor = np.zeros_like(y) if carries.square else 1 / (1 + np.exp(-(y - horizon) / 0.016))
    middle = request.stand.x + 0.14 * from_left
    behind = np.exp(-(((x - middle) / 0.62) ** 2 + ((y - horizon + 0.2) * shape / 0.95) ** 2))
    pool = np.exp(-(((x - request.stand.x) / 0.5) ** 2 + ((y - request.stand.y - 0.02) * shape / 0.3) ** 2))
    corner = np.hypot(x - 0.5, (y - 0.5) * 0.85)
    shade = (1 - floor) * (0.82 + 0.2 * behind) + floor * (0.84 + 0.19 * pool - 0.1 * (y - horizon))
    shade = shade * (1 - 0.32 * np.clip(corner - 0.3, 0, 1)) * (1 + 0.1 * from_left * (x - 0.5))
    shade *= 1 - 0.1 * np.exp(-(((y - horizon) / 0.02) ** 2)) * (not carries.square)
    wall, ground = (np.array(rgb(colour)) / 255 for colour in (palette.background, palette.surface))
    mixed = wall + floor[..., None] * 0.3 * (ground - wall)
    glow = behind * (1 - floor) + 0.8 * pool * floor
    lit = mixed * shade[..., None] + 0.13 * (1 - mixed) ** 3 * glow[..., None]
    grain = np.random.default_rng(request.seed).normal(0, 0.0045, (height, width, 1))
    still = np.rint(np.clip(lit + grain, 0, 1) * 65535).astype(np.uint16)
    # A wall at one depth, and a floor from its foot towards the camera.
    towards = (0.0 if carries.square else 0.5) / (1 + OVERSCAN - horizon)
    near = np.broadcast_to(0.5 + np.clip((y - horizon) * towards, 0, 0.5), (height, width))
    stand_nearness = 0.5 + max(0.0, request.stand.y - horizon) * towards
    return MadePlate(
        ground=carries,
        still=still,
        nearness=np.rint(near * 65535).astype(np.uint16),
        stand_nearness=stand_nearness,
    )


def check_own_plate(path: Path) -> None:
    """Raises BadPhoto or BadVideo if the user's background cannot be read."""
    if is_picture(path):
        open_photo(path, least=16)
    else:
        _checked_video(path)


def own_plate(
    path: Path,
    request: PlateRequest,
    scratch: Path,
    longest_s: float,
    edit: ClipEdit | None = None,
    *,
    cancelled: Callable[[], bool] | None = None,
) -> MadePlate:
    """Returns the user's own picture, cropped to cover the frame and its overscan, or the user's own video.

    Both as `edit` says; None shows them as they are. A video that is edited, or shown otherwise than it is stored (HDR,
    interlaced, transparent), is converted in the folder `scratch`, `longest_s` seconds of it at most. Raises BadPhoto
    or BadVideo if it cannot be read, and Cancelled.
    """
    ground = ground_in(request.pose, request.stand, request.look.key_light, _USUAL_TILT)
    if is_picture(path):
        return MadePlate(ground=ground, still=_still(path, request, edit.crop if edit else None))
    facts = _checked_video(path)
    if is_drawn_as_it_is(facts) and edit is None:
        return MadePlate(ground=ground, file=path)
    scratch.mkdir(parents=True, exist_ok=True)
    shown, behind = scratch / f"plate-{uuid4().hex}.mp4", request.look.palette.background
    develop(path, facts, request.size, longest_s, behind, shown, edit or ClipEdit(), cancelled=cancelled)
    return MadePlate(ground=ground, file=shown)


def save_plate(made: MadePlate, folder: Path) -> tuple[Path, Path | None]:
    """Writes `still.png` and `depth.png` into `folder`, 16 bits per channel, or a copy of the video."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if made.file is not None:
            ends = made.file.suffix.lower()
            place = folder / f"video{'.mp4' if ends in PICTURES else ends}"
            partial = place.with_suffix(".part")
            copyfile(made.file, partial)
            partial.replace(place)
            return place, None
        assert made.still is not None
        still = _write(np.ascontiguousarray(made.still[..., ::-1]), folder / "still.png")
        return still, None if made.nearness is None else _write(made.nearness, folder / "depth.png")
    except OSError as error:
        happened = f"The background cannot be saved: {error.strerror}."
        raise BadOutput(happened, "Free some disk space, or choose another folder.") from error


def save_unlit(made: MadePlate, folder: Path) -> Path | None:
    """Writes `unlit.png` into the `folder` of the saved plate, if the plate has a picture with lamps out."""
    return None if made.unlit is None else _write(np.ascontiguousarray(made.unlit[..., ::-1]), folder / "unlit.png")


def _conformed(made: MadePlate, file: Path, request: PlateRequest, scratch: Path) -> MadePlate:
    if file.suffix.lower() in PICTURES:
        try:
            return replace(made, file=None, still=_still(file, request))
        except BadPhoto as error:
            raise StageFailed(error.happened, "Try again.") from error
    scratch.mkdir(parents=True, exist_ok=True)
    fitting = scratch / f"plate-{uuid4().hex}.mp4"
    conform(file, request.size, seconds(request.frames + SPARE), fitting)
    return replace(made, file=fitting)


def _still(path: Path, request: PlateRequest, crop: Box | None = None) -> NDArray[np.uint16]:
    """Returns the picture, or its part `crop`, over the palette's background, to cover the frame and its overscan."""
    whole = open_photo(path, least=16)
    if crop is not None:
        height, width = whole.shape[:2]
        rows = slice(int(crop.top * height), max(int(crop.top * height) + 1, round(crop.bottom * height)))
        columns = slice(int(crop.left * width), max(int(crop.left * width) + 1, round(crop.right * width)))
        whole = whole[rows, columns]
    picture = whole.astype(np.float32) / np.float32(255)
    alpha = picture[..., 3:]
    paper = np.array(rgb(request.look.palette.background), np.float32) / 255
    flat = _cover(np.asarray(picture[..., :3] * alpha + paper * (1 - alpha), np.float32), request.size)
    return np.rint(np.clip(flat, 0, 1) * 65535).astype(np.uint16)


def _check_still(still: NDArray[np.uint16], size: tuple[int, int], maker: str) -> None:
    height, width = still.shape[:2]
    if still.dtype != np.uint16 or still.shape[2:] != (3,):
        raise StageFailed(f"{maker} answered with a picture that is not 16-bit RGB.", "Try again.")
    if abs(width * size[1] / (height * size[0]) - 1) > 0.02 or width < 0.4 * size[0]:
        raise StageFailed(f"{maker} answered with a picture of {width} x {height} pixels.", "Try another size.")
    if still.max() < 0.04 * 65535 or np.ptp(still[::4, ::4]) < 0.01 * 65535:
        raise StageFailed(f"{maker} answered with an empty picture.", "Try another seed or set.")


def _check_nearness(made: MadePlate, maker: str) -> None:
    assert made.still is not None
    assert made.nearness is not None
    if made.nearness.shape != made.still.shape[:2] or not 0 < made.stand_nearness <= 1:
        raise StageFailed(f"{maker} answered with a depth that does not fit its picture.", "Try again.")


def _check_unlit(made: MadePlate, maker: str) -> None:
    assert made.still is not None
    assert made.unlit is not None
    if made.unlit.dtype != np.uint16 or made.unlit.shape != made.still.shape:
        raise StageFailed(f"{maker} answered with lamps that do not fit its picture.", "Try again.")


def _checked_video(path: Path) -> VideoFacts:
    facts = usable_video(path)
    if is_drawn_as_it_is(facts):
        film = Film(path, (16, 16))
        try:
            film.at(0)
        finally:
            film.close()
    return facts


def _cover(picture: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float32]:
    """Returns the middle of the picture at the frame's size with OVERSCAN."""
    width, height = (round(side * _WHOLE) for side in size)
    scale = max(width / picture.shape[1], height / picture.shape[0])
    # Parts far outside are cropped first: a whole banner would take gigabytes at that size.
    rows, columns = (_middle(side, shown / scale) for side, shown in zip(picture.shape, (height, width), strict=False))
    picture = picture[rows, columns]
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    scaled_size = max(width, round(picture.shape[1] * scale)), max(height, round(picture.shape[0] * scale))
    scaled = cv2.resize(picture, scaled_size, interpolation=way)
    left, top = (scaled.shape[1] - width) // 2, (scaled.shape[0] - height) // 2
    return np.asarray(scaled[top : top + height, left : left + width])


def _middle(side: int, shown: float) -> slice:
    """Returns the middle slice of a side of `side` pixels: slightly more than `shown` pixels, centred."""
    beyond = max(0, int((side - shown) / 2) - _SPARE_PIXELS)
    return slice(beyond, side - beyond)


def _write(picture: NDArray[Any], place: Path) -> Path:
    done, data = cv2.imencode(".png", picture)
    if not done:
        raise StageFailed(f"{place.name} could not be encoded.", "Try again.")
    partial = place.with_suffix(".part")
    partial.write_bytes(data.tobytes())
    partial.replace(place)
    return place
