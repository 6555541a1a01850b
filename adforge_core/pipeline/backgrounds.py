"""The user's own background for a scene: a picture, a video, or a MoviePy clip."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Union

from adforge_core.media.footage import SPARE
from adforge_core.media.moviepy_clips import record_clip
from adforge_core.model.clip_edit import ClipEdit
from adforge_core.model.edits import scene_of, with_scene
from adforge_core.model.project import Project
from adforge_core.model.stages import Stage
from adforge_core.model.value import seconds
from adforge_core.pipeline.piecework import at_work, make_plate
from adforge_core.pipeline.run import studio_cache
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.stores import MediaStore
from adforge_core.providers.base import Providers
from adforge_core.stages.plate import check_own_plate
from adforge_core.work.cache import ResultCache
from adforge_core.work.monitor import RunMonitor

if TYPE_CHECKING:
    from moviepy import VideoClip

Background = Union[Path, "VideoClip"]
"""A picture or a video in a file, or a MoviePy clip."""


def use_background(
    project_dir: Path,
    scene: str,
    background: Background,
    *,
    providers: Providers,
    edit: ClipEdit | None = None,
    monitor: RunMonitor | None = None,
    cache: ResultCache | None = None,
) -> Project:
    """Puts your own background behind a scene. It becomes a new take, which is selected; the earlier takes stay.

    A MoviePy clip is recorded into the project, silent. The project then renders the same later and on another machine,
    without the script that made the clip. Where the clip's mask is transparent, the ad's background colour is seen.

    Args:
        project_dir: The project folder. Its storyboard must be planned.
        scene: The id of the scene.
        background: The path of a picture or video, or any `moviepy.VideoClip`. A clip without a duration is recorded
            for as long as the scene lasts. A background that is shorter than its scene is repeated.
        providers: The provider of each capability, from `choose_providers`.
        edit: The part of the background that is used, its pace and its sound. A MoviePy clip has no sound.
        monitor: Progress and cancel.
        cache: The cache of stage results. By default, the one all projects share.

    Returns:
        The project, saved.

    Raises:
        BadPhoto: The picture cannot be used. The project does not change.
        BadVideo: The video or clip cannot be used. The project does not change.
        BadProject: The folder holds no project, or the project has no such scene.
        Cancelled: `monitor.cancel()` was called.

    Example:
        >>> from pathlib import Path
        >>> from moviepy import ColorClip, CompositeVideoClip
        >>> from adforge_core import choose_providers, use_background
        >>> wall = ColorClip((270, 480), (20, 90, 110), duration=1)
        >>> disc = ColorClip((90, 90), (230, 170, 40), duration=1).with_position(lambda t: (90 * t, 60))
        >>> project = use_background(
        ...     Path("kettle-ad"),
        ...     "scene-1",
        ...     CompositeVideoClip([wall, disc]),
        ...     providers=choose_providers(offline=True).providers,
        ... )
        >>> project.scenes[0].take.provider
        'own'
    """
    folder = ProjectFolder(project_dir)
    folder.load()  # work on it would make the folder where there is none
    with at_work(folder, providers, cache or studio_cache(), monitor or RunMonitor()) as run:
        project = run.folder.load()
        media = import_background(
            run.media,
            background,
            endless_s=seconds(scene_of(project, scene).frames + SPARE),
            behind=project.look.palette.background if project.look else "#000000",
            step=run.monitor.progress(Stage.PLATE, scene),
        )
        run.folder.revisions.edit(
            lambda now: with_scene(now, scene, own_plate=media, own_edit=edit),
            "Use your own background",
            asked=run.monitor.asked,
        )
        return make_plate(run, scene)


def import_background(
    store: MediaStore,
    background: Background,
    *,
    endless_s: float = 5.0,
    behind: str = "#000000",
    step: Callable[[float], None] | None = None,
) -> str:
    """Copies or records a background into `store`, the project's media, and returns its name there.

    A scene with this name as its `own_plate` shows it. The other arguments are for MoviePy clips: see `record_clip`.
    Raises BadPhoto or BadVideo if the background cannot be used.
    """
    if isinstance(background, Path):
        check_own_plate(background)
        return store.add(background)
    with TemporaryDirectory() as place:
        recorded = Path(place) / "clip.mp4"
        record_clip(background, recorded, endless_s=endless_s, behind=behind, step=step)
        return store.add(recorded)
