"""The user's own background behind a scene: a picture, a video, or a MoviePy clip."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Union

from adforge_core.media.footage import SPARE
from adforge_core.media.moviepy_clips import record_clip
from adforge_core.model.edits import scene_of, with_scene
from adforge_core.model.project import Project
from adforge_core.model.value import seconds
from adforge_core.pipeline.piecework import make_plate
from adforge_core.pipeline.run import Run
from adforge_core.project.folder import ProjectFolder
from adforge_core.stages.plate import check_own_plate

if TYPE_CHECKING:
    from moviepy import VideoClip

Background = Union[Path, "VideoClip"]
"""A picture or a video in a file, or a MoviePy clip."""


def use_background(run: Run, scene: str, background: Background) -> Project:
    """Puts the user's own background behind a scene: a new take of it, selected, with the product on it.

    A MoviePy clip is recorded into the project first, so that the project renders the same later, on another machine
    and without the script that made the clip. Its masked parts show the ad's background colour.

        from moviepy import ColorClip, CompositeVideoClip

        disc = ColorClip((1080, 1920), (200, 60, 40), duration=4)
        with at_work(ProjectFolder(path), providers, studio_cache(), RunMonitor()) as run:
            use_background(run, "scene-1", CompositeVideoClip([disc]))
        render_ad(path, providers=providers)

    Args:
        run: a piece of work on the project, as `at_work` begins it.
        scene: the scene's id.
        background: the path of a picture or video, or any `moviepy.VideoClip`. One without a duration is recorded for
            as long as the scene lasts; whatever is too short is repeated.

    Returns:
        The project as it is saved then.

    Raises:
        BadProject: there is no such scene.
        BadPhoto, BadVideo: the background cannot be used. The project stays as it is.
    """
    project = run.folder.load()
    lasts = seconds(scene_of(project, scene).frames + SPARE)
    behind = project.look.palette.background if project.look else "#000000"
    media = import_background(
        run.folder, background, endless_s=lasts, behind=behind, step=run.monitor.progress("plate", scene)
    )
    run.folder.revisions.edit(
        lambda now: with_scene(now, scene, own_plate=media), "Use your own background", asked=run.monitor.asked
    )
    return make_plate(run, scene)


def import_background(
    folder: ProjectFolder,
    background: Background,
    *,
    endless_s: float = 5.0,
    behind: str = "#000000",
    step: Callable[[float], None] | None = None,
) -> str:
    """Takes a background of the user's own into the project's media, and returns its name there.

    The scene that has the name as its `own_plate` shows it. What else is asked for is about MoviePy clips, as
    `record_clip` explains it. Raises BadPhoto or BadVideo where it cannot be used.
    """
    if isinstance(background, Path):
        check_own_plate(background)
        return folder.add_media(background)
    with TemporaryDirectory() as place:
        recorded = Path(place) / "clip.mp4"
        record_clip(background, recorded, endless_s=endless_s, behind=behind, step=step)
        return folder.add_media(recorded)
