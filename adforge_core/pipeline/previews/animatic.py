"""The animatic: a quick, small video of the whole ad before it is rendered."""

from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from adforge_core.errors import BadProject
from adforge_core.media import ffmpeg
from adforge_core.media.audio import RATE
from adforge_core.media.frames import Frame
from adforge_core.media.transitions import join
from adforge_core.model.project import Project
from adforge_core.model.sound import Sound
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import TransitionKind
from adforge_core.model.value import FPS, rgb
from adforge_core.pipeline.deliver import make_mix
from adforge_core.pipeline.delivered import ad_key
from adforge_core.pipeline.filming import WordsFailed, draw_bare, free_area, resolve, write_on
from adforge_core.pipeline.previews.scenery import automatic, on_sweep, picture_of, plate_of, size_of
from adforge_core.pipeline.previews.takes import H264
from adforge_core.pipeline.run import Run, only
from adforge_core.pipeline.scenes import settled
from adforge_core.stages.comp import SceneComp
from adforge_core.work.cache import Json
from adforge_core.work.workers import worker_pool

SHORTER = 360
_EVERY = 3
"""The animatic has every third frame of the ad."""


@dataclass(frozen=True)
class _Drawn:
    """A scene that is ready to be drawn. `comp` includes its words."""

    comp: SceneComp
    frames: int
    overlap: int
    transition: TransitionKind
    through: tuple[int, int, int]


def animatic(run: Run, project: Project) -> Path:
    """Makes an MP4 of the whole ad in the previews folder: small, at ten pictures per second.

    Scenes without a plate are shown on a plain sweep. Raises BadProject if there is no storyboard.
    """
    if not project.scenes:
        raise BadProject("There is nothing to play yet.", "Plan the storyboard first.")
    with worker_pool(run.monitor, 1) as aside:
        mixed = aside.submit(make_mix, run, project)
        silent = project.model_copy(update={"sound": Sound()})
        picture = only(
            run.stage(
                Stage.ANIMATIC,
                "",
                {"ad": ad_key(silent), "every": _EVERY, "size": SHORTER},
                lambda folder: _film(run, project, folder / "picture.mp4"),
                run.folder.work,
            )
        )
        sound, _ = mixed.result()

    def make(folder: Path) -> Json:
        aac = ("-c:a", "aac", "-b:a", "128k", "-ar", str(RATE), "-ac", "2")
        both: list[str | Path] = ["-i", picture, "-i", sound.pcm, "-map", "0:v", "-map", "1:a", "-c:v", "copy", *aac]
        exact = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", "-movflags", "+faststart"]
        ffmpeg.run([*both, *exact, "-f", "mp4", folder / "animatic.mp4"], cancelled=run.monitor.cancelled)
        return {}

    inputs = {"picture": picture.name, "sound": sound.pcm.name}
    return only(run.stage(Stage.ANIMATIC_SOUND, "", inputs, make, run.folder.previews))


def _film(run: Run, project: Project, out: Path) -> Json:
    size, count = size_of(project.format, SHORTER), len(project.scenes)
    tell = run.monitor.progress(Stage.ANIMATIC)
    canvas, tail, head = (Frame.empty(size) for _ in range(3))
    args: list[str | Path] = [*("-preset", "ultrafast", "-crf", "23", "-g", "20"), *H264, out]
    with worker_pool(run.monitor, run.workers) as pool, ffmpeg.encoding(args, size, FPS // _EVERY) as encoder:
        ready: list[Future[_Drawn]] = [_ready(pool, run, project, index, size) for index in range(count)]
        before: _Drawn | None = None
        for index in range(count):
            scene, first = ready[index].result(), project.first_frame(index)
            for frame in range(-first % _EVERY, scene.frames, _EVERY):
                if before and frame < scene.overlap:
                    before.comp.draw_without_layers(before.frames + frame, tail)
                    scene.comp.draw(frame, head)
                    done = (frame + 1) / (scene.overlap + 1)
                    join(scene.transition, done, tail, head, canvas, scene.through)
                else:
                    scene.comp.draw(frame, canvas)
                encoder.write(canvas)
                tell((first + frame) / project.frames)
            before = scene
    return {}


def _ready(pool: Executor, run: Run, project: Project, index: int, size: tuple[int, int]) -> Future[_Drawn]:
    def prepare() -> _Drawn:
        run.monitor.check()
        scene, picture = project.scenes[index], picture_of(project, index)
        plate = plate_of(picture, run.media, size)
        if on_sweep(picture):
            placement = picture.placement or automatic(picture, plate, run.media, size)
            picture = resolve(
                picture.model_copy(update={"placement": placement}), free_area(picture, run.media), run.media
            )
        else:
            picture = settled(run, project, index)
        comp = draw_bare(picture, run.media, size, plate)
        with suppress(WordsFailed):  # a rendering is made without them too
            comp, _ = write_on(comp, picture, run.media, size)
        return _Drawn(comp, scene.frames, scene.overlap, scene.transition.kind, rgb(picture.look.palette.background))

    return pool.submit(prepare)
