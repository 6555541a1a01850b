"""The user's own background for a scene: a picture, a video, or a MoviePy clip."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Union

from adforge_core.media.footage import SPARE
from adforge_core.media.moviepy_clips import record_clip
from adforge_core.model.edits import scene_of, with_scene
from adforge_core.model.project import Project
from adforge_core.model.stages import Stage
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
    """Makes a take of the user's own background for a scene and selects it.

    A MoviePy clip is recorded into the project first, so that the project renders the same later, on another machine
    and without the script that made the clip. Its masked parts show the ad's background colour.

    Args:
        run: A piece of work on the project, from `at_work`.
        scene: The scene's id.
        background: The path of a picture or video, or any `moviepy.VideoClip`. A clip without a duration is recorded
            for the length of the scene; one that is too short is repeated.

    Returns:
        The project as it is saved then.

    Raises:
        BadProject: There is no such scene.
        BadPhoto: The picture cannot be used. The project does not change.
        BadVideo: The video or clip cannot be used. The project does not change.

    Example:
        >>> from pathlib import Path
        >>> from moviepy import ColorClip
        >>> from adforge_core import ProjectFolder, RunMonitor, at_work, choose_providers, studio_cache, use_background
        >>> folder, providers = ProjectFolder(Path("kettle-ad")), choose_providers(offline=True).providers
        >>> with at_work(folder, providers, studio_cache(), RunMonitor()) as run:
        ...     project = use_background(run, folder.load().scenes[0].id, ColorClip((540, 540), (200, 60, 40), duration=1))
        >>> project.scenes[0].take.provider
        'own'
    """
    project = run.folder.load()
    lasts = seconds(scene_of(project, scene).frames + SPARE)
    behind = project.look.palette.background if project.look else "#000000"
    media = import_background(
        run.folder, background, endless_s=lasts, behind=behind, step=run.monitor.progress(Stage.PLATE, scene)
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
    """Copies or records a background into the project's media folder and returns its name there.

    A scene with this name as its `own_plate` shows it. The other arguments are for MoviePy clips: see `record_clip`.
    Raises BadPhoto or BadVideo if the background cannot be used.
    """
    if isinstance(background, Path):
        check_own_plate(background)
        return folder.add_media(background)
    with TemporaryDirectory() as place:
        recorded = Path(place) / "clip.mp4"
        record_clip(background, recorded, endless_s=endless_s, behind=behind, step=step)
        return folder.add_media(recorded)
