"""The reference ad that speed is measured on: four scenes, 28.5 s, 1080x1920 at 30 frames a second.

Each scene has a moving, grainy H.264 video behind it; the product moves, words and captions come and go, scenes
crossfade, and there are a voice and music. Nothing is fetched: the videos are drawn from seeds.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.assets import asset
from adforge_core.media.camera import TAIL
from adforge_core.media.ffmpeg import encoding
from adforge_core.media.frames import Frame
from adforge_core.model.brief import Brief, SceneRequest, Style
from adforge_core.model.edits import with_brief, with_scene
from adforge_core.model.placement import Motion
from adforge_core.model.project import Project
from adforge_core.model.storyboard import Transition, TransitionKind
from adforge_core.model.value import FPS, frames_in
from adforge_core.pipeline.piecework import at_work, make_plate, make_sound, plan_storyboard, take_photo
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.library import Library
from adforge_core.providers.registry import choose_providers
from adforge_core.work.cache import Cache
from adforge_core.work.monitor import RunMonitor

SIZE = (1080, 1920)
SECONDS = 28.5
FADE = 12
"""Frames of each crossfade."""

_GRAIN = 4.0
_COLOURS = ((96, 112, 150), (120, 150, 112), (88, 118, 140), (108, 140, 120))


@dataclass(frozen=True)
class _Words:
    super: str
    vo: str
    motion: Motion


_SCRIPT = (
    _Words("Mornings, slowed down", "Some mornings deserve better than a hurried cup.", Motion.PUSH),
    _Words("Roasted in small batches", "Ours is roasted in small batches, a few streets away.", Motion.FLOAT),
    _Words("Pulled in under a minute", "And it is on the bar in under a minute.", Motion.SLIDE_IN),
    _Words("Made to be tasted", "Corner Cup. Stop by tomorrow morning.", Motion.PUSH),
)


def reference_ad(place: Path, seconds: float = SECONDS) -> ProjectFolder:
    """The ad as a project in `place`, everything made but its segments; the one that is there, if there is one."""
    shelf = Library(place / f"reference-{seconds:g}")
    if shelf.projects():
        return shelf.open(shelf.projects()[0])
    folder = shelf.begin_empty("Corner Cup")
    frames = frames_in(seconds)
    ends = [round(frames * (scene + 1) / len(_SCRIPT)) for scene in range(len(_SCRIPT))]
    lengths = [end - begin for begin, end in zip([0, *ends], ends, strict=False)]
    # A longer ad repeats them.
    filmed = -(-frames_in(SECONDS) // len(_SCRIPT)) + TAIL
    videos = [footage(place / f"footage-{seed}.mp4", seed, filmed) for seed in range(len(_SCRIPT))]
    scenes = tuple(
        SceneRequest(plate=folder.media.add(video), super=words.super, vo=words.vo)
        for video, words in zip(videos, _SCRIPT, strict=True)
    )
    brief = Brief(
        product="Corner Cup Double Espresso",
        offer="$2.50 before 9 am",
        style=Style.MINIMAL,
        cta="Stop by tomorrow",
        duration=seconds,
        scenes=scenes,
    )
    folder.revisions.edit(lambda project: with_brief(project, **dict(brief)))
    providers = choose_providers(offline=True).providers
    with at_work(folder, providers, Cache(place / "cache"), RunMonitor()) as run:
        take_photo(run, asset("samples", "coffee.png"))
        plan_storyboard(run)
        folder.revisions.edit(lambda project: _timed(project, lengths))
        for scene in folder.load().scenes:
            make_plate(run, scene.id)
        make_sound(run)
    return folder


def _timed(project: Project, lengths: list[int]) -> Project:
    for index, (scene, frames, words) in enumerate(zip(project.scenes, lengths, _SCRIPT, strict=True)):
        fade = Transition(kind=TransitionKind.CROSSFADE, frames=FADE) if index else Transition()
        fields = {"frames": frames, "transition": fade, "motion": words.motion, "voice_frame": FADE}
        project = with_scene(project, scene.id, **fields)
    return project


def footage(out: Path, seed: int, frames: int) -> Path:
    """A handheld, grainy pan over soft shapes at `out`: H.264, about 20 Mb/s, a key picture every two seconds."""
    if out.exists():
        return out
    dice = np.random.default_rng(seed)
    width, height = SIZE
    around = 120
    world = [_soft(dice, (height + 2 * around, width + 2 * around), level) for level in (_COLOURS[seed][0], 128, 128)]
    grain = np.rint(dice.normal(0, _GRAIN, (height + 64, width + 64)) + 128).astype(np.uint8)
    frame = Frame.empty(SIZE)
    # As cameras do, the rate is held: x264 left alone spends 4 MB on the first five pictures.
    args: list[str | Path] = ["-c:v", "libx264", "-preset", "veryfast", "-b:v", "20M", "-g", "60"]
    args += ["-maxrate", "24M", "-bufsize", "4M"]
    args += ["-vf", "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709", out]
    with encoding(args, SIZE, FPS) as encoder:
        for number in range(frames):
            along = number / FPS
            x, y = 0.7 * around * np.sin(0.5 * along + seed), 0.7 * around * np.cos(0.37 * along)
            shake = 1.5 * np.array([np.sin(9 * along), np.cos(11 * along)])
            for plane, source, half in zip((frame.y, frame.u, frame.v), world, (1, 2, 2), strict=True):
                move = np.array([[half, 0, around + x + shake[0]], [0, half, around + y + shake[1]]])
                flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
                cv2.warpAffine(source, move, plane.shape[::-1], dst=plane, flags=flags)
            left, top = dice.integers(0, 64, 2)
            noise = grain[top : top + height, left : left + width]
            cv2.addWeighted(frame.y, 1, noise, 1, -128, dst=frame.y)
            encoder.write(frame)
    return out


def _soft(dice: np.random.Generator, shape: tuple[int, int], level: float) -> NDArray[np.uint8]:
    """Blurred blobs of several sizes around `level`, and some edges, as out of focus rooms have."""
    rows, columns = shape
    picture = np.full(shape, level, np.float32)
    for cells, strength in ((5, 26), (14, 16), (60, 7)):
        coarse = dice.normal(0, strength, (max(2, cells * rows // columns), cells)).astype(np.float32)
        picture += cv2.resize(coarse, (columns, rows), interpolation=cv2.INTER_CUBIC)
    for _ in range(24):
        centre = (int(dice.integers(columns)), int(dice.integers(rows)))
        disc = np.zeros(shape, np.float32)
        cv2.circle(disc, centre, int(dice.integers(20, 130)), float(dice.normal(0, 18)), cv2.FILLED, cv2.LINE_AA)
        picture += disc
    return np.clip(np.rint(picture), 16, 235).astype(np.uint8)
