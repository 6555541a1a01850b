"""Problems of an ad that cannot be measured from its file."""

from collections.abc import Iterator, Sequence

from adforge_core.model.project import Project
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback
from adforge_core.pipeline.overlaps import Problem
from adforge_core.pipeline.photos import shown_instead
from adforge_core.pipeline.steps import is_planned_from_another_brief, stale_scenes


def project_problems(project: Project) -> tuple[Problem, ...]:
    """Returns the problems of the project, except fallbacks: each of those has its own note."""
    return tuple(_found(project))


def _found(project: Project) -> Iterator[Problem]:
    for number, photo in enumerate(project.product.photos if project.product else (), 1):
        about = "The cut-out" if number == 1 else f"The cut-out of photo {number}"
        fills = photo.fills_frame_in(project.brief)
        if photo.framed and not _noted(project.fallbacks, Stage.CUTOUT):
            yield Problem(about="The ad" if number == 1 else about, said=shown_instead(project, photo))
        for doubt in photo.doubts:
            instead = " So the photo itself is shown, filling the frame." if fills and doubt.spoils else ""
            yield Problem(about=about, said=f"{doubt}{instead}")
    if is_planned_from_another_brief(project):
        yield Problem(
            about="The ad", said="Its storyboard follows an earlier brief. Plan again to follow the current one."
        )
    stale = stale_scenes(project)
    for number, scene in enumerate(project.scenes, 1):
        about = f"Scene {number}"
        if scene.take is not None and scene.id in stale and not _noted(scene.fallbacks, Stage.PLATE):
            yield Problem(about=about, said="It has changed since its background was made. Make the background again.")
        if scene.recording and not scene.recorded:
            yield Problem(
                about=about,
                said=f"Its recording says “{scene.recording.line}”, which is no longer its line, so it is not used. "
                "Record the line again, or remove the recording.",
            )
        if scene.vo and scene.voice is None and not _noted(scene.fallbacks, Stage.VOICE):
            yield Problem(about=about, said="Its voiceover line is not spoken.")


def _noted(notes: Sequence[Fallback], stage: Stage) -> bool:
    return any(note.stage == stage for note in notes)
