"""The pipeline a piece at a time, for a screen: each function makes one thing and adds it to the project as it is then.

They run beside each other and beside a rendering; what somebody edits meanwhile stands.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from adforge_core.errors import BadProject
from adforge_core.media.photo import open_photo
from adforge_core.model.edits import reseeded, scene_of, with_product, with_reseeded, with_take
from adforge_core.model.patch import Patch, patched
from adforge_core.model.project import Project, Stroke
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback
from adforge_core.pipeline.inputs import make_product
from adforge_core.pipeline.run import Run, first_successful
from adforge_core.pipeline.sound import with_bed, with_sound_of
from adforge_core.pipeline.storyboard import plan_ad
from adforge_core.pipeline.takes import new_take
from adforge_core.pipeline.voices import natural_seconds, with_voices
from adforge_core.project.folder import ProjectFolder
from adforge_core.providers.base import Editor, Providers, ReviseRequest, RewriteRequest
from adforge_core.work.cache import Cache
from adforge_core.work.monitor import RunMonitor

Made = TypeVar("Made")


@dataclass(frozen=True)
class Edited(Generic[Made]):
    """What an editor answered, and the notes that say who should have and could not."""

    answer: Made
    fallbacks: tuple[Fallback, ...]


@contextmanager
def at_work(
    folder: ProjectFolder, providers: Providers, cache: Cache, monitor: RunMonitor, workers: int = 2
) -> Iterator[Run]:
    """A run for one piece of work, beside whatever else runs."""
    with folder.shared_lock():
        yield Run(folder, cache, providers, monitor, workers)


def take_photo(run: Run, photo: Path) -> Project:
    """Takes the user's product photo into the project and cuts the product out. Raises BadPhoto."""
    open_photo(photo)
    return cut_out_product(run, run.folder.add_media(photo))


def cut_out_product(run: Run, photo: str = "", cutter: str = "", strokes: tuple[Stroke, ...] = ()) -> Project:
    """The project with its product cut out of `photo`, a media file; of the same photo where that is empty."""
    begun = run.folder.load()
    name = photo or (begun.product.photo if begun.product else "")
    if not name:
        raise BadProject("There is no product photo yet.", "Add one to the brief first.")
    product, notes = make_product(run, name, cutter, strokes)
    if photo:
        label = "Replace the photo" if begun.product else "Add the photo"
    else:
        # Strokes that follow each other quickly are each undone alone, so they are told apart.
        label = f"Correct the cut-out (strokes: {len(strokes)})" if strokes else "Cut the product out again"
    return run.folder.revisions.edit(
        lambda project: with_product(project, product, notes), label, asked=run.monitor.asked
    )


def plan_storyboard(run: Run, note: str = "", another: bool = False) -> Project:
    """The project planned, or planned again as `note` says; locked scenes stay. Every new line is spoken.

    `another` asks for other choices than the last time, by another seed.
    """
    begun = run.folder.load()
    wanted = reseeded(begun) if another else begun
    planned = with_voices(run, plan_ad(run, wanted, note))
    label = "Plan again" if begun.scenes else "Plan the storyboard"
    return run.folder.revisions.add(begun, planned, label, run.monitor.asked)


def make_plate(run: Run, scene: str, another: bool = False, start: str = "") -> Project:
    """The project with a new take for the background of `scene`, selected; `another` asks for a different one.

    `start` names the take whose picture is to begin to move, where the maker of plates animates. Where the scene is
    deleted before it is there, the project stays as it is: nobody waits for it any more.
    """
    begun = run.folder.load()
    if not _has(begun, scene):
        return begun
    if another:
        begun = with_reseeded(begun, scene)
    index = begun.scenes.index(scene_of(begun, scene))
    take, notes = new_take(run, begun, index, start)

    def taken(project: Project) -> Project:
        return with_take(project, scene, take, notes) if _has(project, scene) else project

    return run.folder.revisions.edit(taken, "Make a background", asked=run.monitor.asked)


def _has(project: Project, id: str) -> bool:
    return any(scene.id == id for scene in project.scenes)


def speak_line(run: Run, scene: str) -> Project:
    """The project with the line of `scene` spoken as it is now."""
    begun = run.folder.load()
    return _with_sound(run, begun, with_voices(run, begun, scene_of(begun, scene).id))


def line_seconds(run: Run, scene: str) -> float | None:
    """How long the line of `scene` lasts at the pace asked for, fitting or not; None where nobody can say it."""
    project = run.folder.load()
    wanted = scene_of(project, scene)
    return natural_seconds(run, project.sound, wanted.vo)[0] if wanted.vo else 0.0


def other_words(run: Run, scene: str, note: str = "", seed: int = 0) -> Edited[tuple[str, ...]]:
    """Other versions of the line of `scene`, as `note` asks; another `seed` is for others. Raises StageFailed.

    The project stays as it is.
    """
    request = RewriteRequest(project=run.folder.load(), scene=scene, note=note, seed=seed)

    def rewritten(editor: Editor) -> tuple[str, ...]:
        return run.asked(Stage.REWRITE, scene, editor, request, lambda one: one.rewrite(request))

    return _edited(run, Stage.REWRITE, "other words", rewritten)


def proposed(run: Run, note: str) -> Edited[Patch]:
    """What `note`, in plain words, would change; the project stays as it is. Raises StageFailed."""
    project = run.folder.load()
    request = revise_request(run, project, note)

    def revised(editor: Editor) -> Patch:
        patch = run.asked(Stage.REVISE, "", editor, request, lambda one: one.revise(request))
        patched(project, patch)
        return patch

    return _edited(run, Stage.REVISE, "changes", revised)


def revise_request(run: Run, project: Project, note: str) -> ReviseRequest:
    """What an editor is told that is to change the project as `note` wishes."""
    photo = run.folder.media_file(project.product.photo) if project.product else None
    return ReviseRequest(project=project, note=note, photo=photo)


def _edited(run: Run, stage: Stage, what: str, edit: Callable[[Editor], Made]) -> Edited[Made]:
    """What the first editor answers that can; what the last one raises where none can."""
    *better, last = run.providers.serving(lambda one: one.editor)
    used = f"{what} by {last.name}"
    return Edited(*first_successful(stage, better, edit, lambda: edit(last), what=what, used=used))


def make_sound(run: Run, again: bool = False) -> Project:
    """The project with every line spoken and music of its length, as they are now.

    `again` asks voices that failed once more for lines that a lesser one speaks, or nobody.
    """
    begun = run.folder.load()
    return _with_sound(run, begun, with_bed(run, with_voices(run, begun, again=again)))


def _with_sound(run: Run, begun: Project, made: Project) -> Project:
    return run.folder.revisions.edit(lambda project: with_sound_of(project, begun, made))
