"""Previews of takes: a still of the plate, and a loop with the product on it."""

from io import BytesIO
from math import cos, pi
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from adforge_core.errors import BadProject
from adforge_core.media.ffmpeg import encoding
from adforge_core.media.frames import Frame
from adforge_core.media.motion import entrance_frames
from adforge_core.media.plates import open_plate
from adforge_core.model.edits import scene_of
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.project import Project
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Take
from adforge_core.pipeline.filming import shot_of
from adforge_core.pipeline.pictures import Picture
from adforge_core.pipeline.previews.scenery import plate_of, size_of
from adforge_core.pipeline.run import Run, only
from adforge_core.pipeline.scenes import settled
from adforge_core.stages.comp import Comp
from adforge_core.work.cache import Json
from adforge_core.work.workers import run_cancellable

STILL_WIDTH = 360
LOOP_SHORTER = 360
LOOP_FPS = 15
LOOP_STEPS = 23
"""The number of different frames in a loop. Played forwards and backwards they take three seconds."""

_STILL_FRAMES = 60

H264 = (
    *("-c:v", "libx264", "-profile:v", "high", "-pix_fmt", "yuv420p", "-threads", "1", "-an"),
    *("-vf", "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"),
    *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-movflags", "+faststart", "-f", "mp4"),
)
"""ffmpeg's options for silent previews. Preset and quality are set by each preview."""


def take_still(run: Run, project: Project, take: Take, width: int = STILL_WIDTH) -> Path:
    """Makes a JPEG of the take's plate in the previews folder: graded, without product, `width` pixels wide."""
    if project.look is None:
        raise BadProject("There is nothing to show yet.", "Plan the storyboard first.")
    across, down = take.format.size
    size, grade = (2 * round(width / 2), 2 * round(width * down / across / 2)), project.look.grade

    def make(folder: Path) -> Json:
        media, depth = run.folder.media.local(take.media), run.folder.media.local(take.depth) if take.depth else None
        frame = Frame.empty(size)
        plate = open_plate(media, depth, take.stand_nearness, CameraMove.STILL, _STILL_FRAMES, size, grade)
        # A video may fade in from black.
        plate.draw(_STILL_FRAMES // 2, frame)
        (folder / "still.jpg").write_bytes(still_jpeg(frame.rgb()))
        return {}

    inputs = {"take": (take.media, take.depth, take.stand_nearness), "size": size, "grade": grade}
    return only(run.stage(Stage.STILL, "", inputs, make, run.folder.previews))


def still_jpeg(pixels: NDArray[np.uint8]) -> bytes:
    """Returns an RGB picture as JPEG, as stills are shown."""
    whole = BytesIO()
    Image.fromarray(pixels).save(whole, "JPEG", quality=88, optimize=True)
    return whole.getvalue()


def take_loop(run: Run, project: Project, scene_id: str, take: Take) -> Path:
    """Makes a silent MP4 of three seconds in the previews folder: the product on the take, forwards and backwards.

    The camera moves as in the scene. A product that enters the scene is shown where it arrives. There are no words.
    Raises BadProject if the scene was deleted.
    """
    scene = scene_of(project, scene_id)
    shown = project.with_scene(scene.model_copy(update={"takes": (take,), "selected_take": take.id}))
    index = next(place for place, one in enumerate(shown.scenes) if one.id == scene_id)
    picture = settled(run, shown, index).wordless().whole()
    size = size_of(project.format, LOOP_SHORTER)

    def make(folder: Path) -> Json:
        run_cancellable(run.monitor, lambda: _film(run, picture, size, folder / "loop.mp4"))
        return {}

    return only(run.stage(Stage.LOOP, scene_id, {"picture": picture, "size": size}, make, run.folder.previews))


def _film(run: Run, picture: Picture, size: tuple[int, int], out: Path) -> None:
    placement = picture.placement
    assert placement is not None
    if entrance_frames(placement.motion):
        placement = placement.model_copy(update={"motion": Motion.STILL})
    comp = Comp(shot_of(picture, placement, plate_of(picture, run.media, size), run.media, size))
    frames = []
    for step in range(LOOP_STEPS):
        run.monitor.check()
        # The movement slows down towards both ends, where it reverses.
        number = (picture.frames - 1) * (1 - cos(pi * step / (LOOP_STEPS - 1))) / 2
        frames.append(Frame.empty(size))
        comp.draw(round(number), frames[-1])
    with encoding([*("-preset", "veryfast", "-crf", "25"), *H264, out], size, LOOP_FPS) as encoder:
        for frame in (*frames, *frames[-2:0:-1]):
            encoder.write(frame)
