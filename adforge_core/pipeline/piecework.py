"""Single pieces of the pipeline, for the studio: each function makes one thing and merges it into the saved project.

They can run beside each other and beside a rendering. Edits made meanwhile win.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Generic, TypeVar

from adforge_core.errors import BadPhoto, BadProject
from adforge_core.media.audio import RATE, write_wav
from adforge_core.model.edits import reseeded, scene_of, with_photo, with_reseeded, with_scene, with_take
from adforge_core.model.patch import Patch, patched
from adforge_core.model.project import Project, Stroke
from adforge_core.model.shot_edits import recut
from adforge_core.model.shots import Shot
from adforge_core.model.sound import Recording
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback
from adforge_core.pipeline.inputs import check_photo, make_product
from adforge_core.pipeline.run import Run, first_successful
from adforge_core.pipeline.sound import beats_of, with_bed, with_sound_of
from adforge_core.pipeline.storyboard import arranger, lamps_of, photographed, plan_ad, product_entrances
from adforge_core.pipeline.takes import new_take
from adforge_core.pipeline.voices import natural_seconds, recorded_seconds, with_voices
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.stores import MediaStore
from adforge_core.providers.base import Editor, Providers, ReviseRequest, RewriteRequest
from adforge_core.providers.local.recorded import lines_in
from adforge_core.stages.coverage import covered_again
from adforge_core.stages.lights import lit
from adforge_core.stages.movement import moving
from adforge_core.work.cache import ResultCache
from adforge_core.work.monitor import RunMonitor

_TRIES = 12
"""The most seeds that are tried for shots other than the present ones."""

Made = TypeVar("Made")


@dataclass(frozen=True)
class Edited(Generic[Made]):
    """An editor's answer, and a note for each editor that failed before."""

    answer: Made
    fallbacks: tuple[Fallback, ...]


@contextmanager
def at_work(
    folder: ProjectFolder, providers: Providers, cache: ResultCache, monitor: RunMonitor, workers: int = 2
) -> Iterator[Run]:
    """Yields a run for one piece of work on a project. Other runs may be at work on it.

    Args:
        folder: The project.
        providers: The provider of each capability, from `choose_providers`.
        cache: The cache of stage results, such as `studio_cache()`.
        monitor: Progress and cancel.
        workers: How many things are made side by side.

    Raises:
        BadProject: The project was deleted.

    Example:
        >>> from pathlib import Path
        >>> from adforge_core import ProjectFolder, RunMonitor, at_work, choose_providers, studio_cache
        >>> folder, providers = ProjectFolder(Path("kettle-ad")), choose_providers(offline=True).providers
        >>> with at_work(folder, providers, studio_cache(), RunMonitor()) as run:
        ...     run.folder.load().name
        'Field Kettle'
    """
    with folder.shared_lock():
        yield Run(folder, cache, providers, monitor, workers)


def take_photo(run: Run, photo: Path) -> Project:
    """Imports the product photo and cuts the product out. Raises BadPhoto."""
    check_photo(photo)
    return cut_out_product(run, run.folder.media.add(photo))


def add_photos(run: Run, photos: Sequence[Path]) -> Project:
    """Imports photos of the product and cuts the product out of each. The first is the main one if there is none.

    A photo that the product has already changes nothing. Raises BadPhoto for those that cannot be used, when the others
    are in, and BadProject for too many photos.
    """
    names, refused = [], list[BadPhoto]()
    for photo in photos:
        try:
            check_photo(photo)
            names.append(run.folder.media.add(photo))
        except BadPhoto as error:
            refused.append(error)
    project = run.folder.load()
    for name in names:
        known = [photo.photo for photo in project.product.photos] if project.product else []
        # The same content may come with another suffix.
        if Path(name).stem in {Path(one).stem for one in known}:
            continue
        made, notes = make_product(run, name)
        edit = partial(with_photo, photo=made, fallbacks=notes)
        project = run.folder.revisions.edit(edit, "Add a photo" if known else "Add the photo", asked=run.monitor.asked)
    if refused:
        *before, last = refused
        raise BadPhoto(" ".join([*map(str, before), last.happened]), last.to_do)
    return project


def cut_out_product(run: Run, photo: str = "", cutter: str = "", strokes: tuple[Stroke, ...] = ()) -> Project:
    """Cuts the product out of the media file `photo`; if that is empty, out of the present photo again.

    A photo that the product has already is cut out again; any other replaces the main one.
    """
    begun = run.folder.load()
    name = photo or (begun.product.photo if begun.product else "")
    if not name:
        raise BadProject("There is no product photo yet.", "Add one to the brief first.")
    product, notes = make_product(run, name, cutter, strokes)
    known = [one.photo for one in begun.product.photos] if begun.product else []
    if name not in known:
        label = "Replace the photo" if begun.product else "Add the photo"
    else:
        # Quick strokes have different labels, so that each is undone separately.
        label = f"Correct the cut-out (strokes: {len(strokes)})" if strokes else "Cut the product out again"

    def cut(project: Project) -> Project:
        names = [one.photo for one in project.product.photos] if project.product else []
        return with_photo(project, product, notes, replaces="" if name in names else "".join(names[:1]))

    return run.folder.revisions.edit(cut, label, asked=run.monitor.asked)


def plan_storyboard(run: Run, note: str = "", another: bool = False) -> Project:
    """Plans the storyboard, or plans it again as `note` says, and speaks every new line. Locked scenes do not change.

    `another` changes the seed, for other choices than the last time.
    """
    begun = run.folder.load()
    wanted = reseeded(begun) if another else begun
    planned = with_voices(run, plan_ad(run, wanted, note))
    label = "Plan again" if begun.scenes else "Plan the storyboard"
    return run.folder.revisions.add(begun, planned, label, run.monitor.asked)


def make_plate(run: Run, scene: str, another: bool = False, start: str = "") -> Project:
    """Makes a take for the background of `scene` and selects it. `another` changes the seed, for a different one.

    `start` is the id of the take to animate, for makers of plates that animate. If the scene is deleted meanwhile, the
    project does not change.
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


def cut_again(run: Run, scene: str, seed: int, seen: int | None = None) -> Project:
    """Cuts `scene` into other shots than it has. Another `seed` gives others; two may give the same.

    `seen` is the revision the person saw. Raises BadProject if the scene is locked or there is no room beside the end
    card, and EditConflict.
    """
    begun = run.folder.load()
    index = begun.scenes.index(scene_of(begun, scene))
    if begun.scenes[index].locked:
        raise BadProject(f"Scene {index + 1} is locked.", "Unlock it to cut it.")
    beats = beats_of(begun.sound.bed)
    main, *others = photographed(run, begun)
    entrances, style = product_entrances(run, begun), begun.brief.style
    arrange, lamps = arranger(run, begun), lamps_of(run, begun)

    def cut(seed: int) -> tuple[Shot, ...]:
        shots = covered_again(begun.scenes, index, style, beats, main.details, seed, others, main.label)
        scenes = list(begun.scenes)
        scenes[index] = scenes[index].model_copy(update={"shots": shots})
        moved = moving(scenes, style, beats, entrances, seed, offers=bool(begun.offer), only=index)
        return lit(arrange(moved, index), style, lamps, only=index)[index].shots

    tries = (cut(1000 * seed + more) for more in range(_TRIES))
    present = _as_cut(begun.scenes[index].shots)
    shots = next((shots for shots in tries if _as_cut(shots) != present), begun.scenes[index].shots)
    if not shots:
        raise BadProject("This scene is only as long as the end card.", "Make it longer to cut it into shots.")
    label = "Cut a scene again" if present else "Cut a scene into shots"
    return run.folder.revisions.edit(lambda project: recut(project, scene, shots), label, seen)


def _as_cut(shots: Sequence[Shot]) -> list[dict[str, object]]:
    return [dict(shot.model_copy(update={"id": ""})) for shot in shots]


def speak_line(run: Run, scene: str) -> Project:
    """Speaks the present line of `scene`."""
    begun = run.folder.load()
    return _with_sound(run, begun, with_voices(run, begun, scene_of(begun, scene).id))


def record_lines(run: Run, recording: Path) -> Project:
    """Takes the user's recording of all lines of the ad, in their order, as that of each scene. Raises BadSound."""
    begun = run.folder.load()
    spoken = [scene for scene in begun.scenes if scene.vo]
    reference = run.providers.serving(lambda one: one.voice)[-1]
    parts = lines_in(recording, [scene.vo for scene in spoken], reference)
    recorded: dict[str, Recording] = {}
    for scene, part in zip(spoken, parts, strict=True):
        with TemporaryDirectory() as place:
            file = Path(place) / "line.wav"
            write_wav(file, part[:, None], RATE)
            recorded[scene.id] = Recording(media=run.folder.media.add(file), line=scene.vo)

    def with_recordings(project: Project) -> Project:
        for id in recorded.keys() & {scene.id for scene in project.scenes}:
            project = with_scene(project, id, recording=recorded[id])
        return project

    return run.folder.revisions.edit(with_recordings, "Record all lines", asked=run.monitor.asked)


def line_seconds(run: Run, scene: str) -> float | None:
    """Returns the length of the line in seconds at the requested pace, even if too long; None if no voice speaks it.

    For a recorded line it is that of the recording. Raises StageFailed if the recording cannot be used.
    """
    project = run.folder.load()
    wanted = scene_of(project, scene)
    if wanted.recorded:
        return recorded_seconds(run, project, wanted.recorded)
    return natural_seconds(run, project, wanted.vo)[0] if wanted.vo else 0.0


def other_words(run: Run, scene: str, note: str = "", seed: int = 0) -> Edited[tuple[str, ...]]:
    """Returns other versions of the line of `scene`, as `note` says. Another `seed` gives others. Raises StageFailed.

    The project does not change.
    """
    request = RewriteRequest(project=run.folder.load(), scene=scene, note=note, seed=seed)

    def rewritten(editor: Editor) -> tuple[str, ...]:
        return run.asked(Stage.REWRITE, scene, editor, request, lambda one: one.rewrite(request))

    return _edited(run, Stage.REWRITE, "a rewritten line", rewritten)


def proposed(run: Run, note: str) -> Edited[Patch]:
    """Returns the changes that `note` describes in plain words. The project does not change. Raises StageFailed."""
    project = run.folder.load()
    request = revise_request(run.media, project, note)

    def revised(editor: Editor) -> Patch:
        patch = run.asked(Stage.REVISE, "", editor, request, lambda one: one.revise(request))
        patched(project, patch)
        return patch

    return _edited(run, Stage.REVISE, "suggested changes", revised)


def revise_request(media: MediaStore, project: Project, note: str) -> ReviseRequest:
    """Returns the request for the changes that `note` describes."""
    photo = media.local(project.product.photo) if project.product else None
    return ReviseRequest(project=project, note=note, photo=photo)


def _edited(run: Run, stage: Stage, what: str, edit: Callable[[Editor], Made]) -> Edited[Made]:
    """Returns the answer of the first editor that succeeds. If none does, raises the error of the last."""
    *better, last = run.providers.serving(lambda one: one.editor)
    used = f"{what} by {last.name}"
    return Edited(*first_successful(stage, better, edit, lambda: edit(last), what=what, used=used))


def make_sound(run: Run, again: bool = False) -> Project:
    """Speaks every line that is new or changed, and makes music of the ad's length.

    `again` tries voices that failed before once more.
    """
    begun = run.folder.load()
    return _with_sound(run, begun, with_bed(run, with_voices(run, begun, again=again)))


def _with_sound(run: Run, begun: Project, made: Project) -> Project:
    return run.folder.revisions.edit(lambda project: with_sound_of(project, begun, made))
