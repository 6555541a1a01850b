"""The pipeline: makes an ad from a brief and a photo, or renders a project. It continues from what is already there."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from adforge_core.errors import BadProject
from adforge_core.model.brief import Brief
from adforge_core.model.edits import reframed, with_budget, with_product
from adforge_core.model.formats import Format
from adforge_core.model.project import Project
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback
from adforge_core.pipeline.deliver import Files, deliver, make_mix
from adforge_core.pipeline.delivered import Delivered, ad_key, record_delivery, scene_keys
from adforge_core.pipeline.inputs import check_inputs, import_files, is_same_ad, make_products, project_to_plan
from adforge_core.pipeline.looping import returns
from adforge_core.pipeline.overlaps import Problem, overlap_problems
from adforge_core.pipeline.preloading import preloading
from adforge_core.pipeline.problems import project_problems
from adforge_core.pipeline.run import Run, studio_cache
from adforge_core.pipeline.scenes import Segment, rendering
from adforge_core.pipeline.sound import with_bed
from adforge_core.pipeline.storyboard import plan_ad
from adforge_core.pipeline.takes import make_take
from adforge_core.pipeline.voices import with_voices
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.stores import MediaStore
from adforge_core.project.underway import announced
from adforge_core.providers.base import Paid, Providers
from adforge_core.stages.check import MasterFacts
from adforge_core.work.cache import ResultCache
from adforge_core.work.monitor import Event, RunMonitor, StageRecord
from adforge_core.work.tasks import TaskKind
from adforge_core.work.workers import worker_pool

CACHE_BYTES = 8 << 30
"""The largest size of the cache in bytes. Beyond it, the least recently used results are removed."""


@dataclass(frozen=True)
class MadeAd:
    """A finished ad: its files, its project, and how they were made.

    `folder` is the project folder; `master`, `captions_srt`, `captions_vtt` and `poster` are files in it. `project` is
    the project as it was rendered. `segments` has one encoded segment for each scene, with the placement that was
    used. `facts` were measured from the master. `stages` lists the work that was done, in the order it finished.
    `cost_usd` is what the project has cost so far, in US dollars.
    """

    folder: Path
    project: Project
    master: Path
    captions_srt: Path
    captions_vtt: Path
    poster: Path
    segments: tuple[Segment, ...]
    facts: MasterFacts
    stages: tuple[StageRecord, ...]
    cost_usd: float

    @property
    def overlaps(self) -> tuple[Problem, ...]:
        """Overlaps in its scenes, such as a headline over the product or an app's buttons over words."""
        return overlap_problems(self.project.format, [segment.overlaps for segment in self.segments])

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Known problems, in addition to `facts.problems` and `fallbacks`. An empty tuple means there are none."""
        return self.overlaps + project_problems(self.project)

    @property
    def fallbacks(self) -> tuple[Fallback, ...]:
        """All fallbacks that were used: those of the whole ad first, then scene by scene."""
        return self.project.fallbacks + tuple(note for scene in self.project.scenes for note in scene.fallbacks)


def make_ad(
    brief: Brief,
    photo: Path | Sequence[Path],
    project_dir: Path,
    *,
    providers: Providers,
    format: Format = Format.VERTICAL,
    seed: int = 0,
    events: Callable[[Event], None] | None = None,
    monitor: RunMonitor | None = None,
    cache: ResultCache | None = None,
    workers: int = 2,
    budget_usd: float | None = None,
) -> MadeAd:
    """Makes an ad in `project_dir`, or continues one: finished work for the same inputs is not repeated.

    Where a stage fails, its fallback is used and noted in `MadeAd.fallbacks`. A run that is cancelled or killed
    continues when it is called again with the same arguments.

    Args:
        brief: What the ad is to say.
        photo: The product photo: JPEG, PNG, WebP, TIFF, BMP, AVIF or GIF, at least 64 pixels on its shorter side. The
            transparency of a PNG is used as the cut-out. Or several, the main one first: front, back, a detail, other
            colours. Shots show them in turn. With none, the brief's photos are used.
        project_dir: The project folder. It is created; an existing one must be empty or a project.
        providers: The provider of each capability, from `choose_providers`.
        format: The aspect ratio of the ad.
        seed: Another seed makes another ad from the same brief.
        events: Called with each `Event` of progress, from several threads. Ignored if `monitor` is given.
        monitor: Progress and cancel.
        cache: The cache of stage results. By default, the one all projects share.
        workers: How many scenes are made side by side.
        budget_usd: The most the project may cost, in US dollars. It replaces the project's own budget.

    Returns:
        The finished ad.

    Raises:
        BadInput: The brief, the photo or the folder cannot be used, or another run is at work in the folder.
        BadOutput: The disk is full, or the folder is not writable.
        MissingAsset: A font, model or track of the studio is missing.
        MissingProgram: ffmpeg cannot be started.
        Cancelled: `monitor.cancel()` was called.

    Example:
        >>> from pathlib import Path
        >>> from adforge_core import Brief, Format, choose_providers, make_ad
        >>> ad = make_ad(
        ...     Brief(product="Field Kettle", benefits=("Boils in four minutes",), duration=6, scenes=1),
        ...     Path("kettle.png"),
        ...     Path("kettle-ad"),
        ...     providers=choose_providers(offline=True).providers,
        ...     format=Format.SQUARE,
        ... )
        >>> ad.master.name, ad.facts.width, ad.facts.duration_s
        ('master-1x1.mp4', 1080, 6.0)
        >>> ad.problems, ad.fallbacks
        ((), ())
    """
    check_inputs(brief, photo)
    folder = ProjectFolder(project_dir)
    run = _start(folder, providers, events, monitor, cache, workers, budget_usd)
    with folder.run_lock(), announced(folder, run.monitor, TaskKind.RENDER):
        brief, names = import_files(brief, photo, folder.media.add)
        return _finish(run, folder, *_planned(run, brief, names, format, seed))


def render_ad(
    project_dir: Path,
    *,
    providers: Providers,
    format: Format | None = None,
    events: Callable[[Event], None] | None = None,
    monitor: RunMonitor | None = None,
    cache: ResultCache | None = None,
    workers: int = 2,
    budget_usd: float | None = None,
) -> MadeAd:
    """Renders a project as it is saved. Missing backgrounds, spoken lines and music are made first.

    Args:
        project_dir: The project folder. It must hold a storyboard and a cut-out.
        providers: The provider of each capability, from `choose_providers`.
        format: The aspect ratio to render in. By default, the project's own.
        events: Called with each `Event` of progress, from several threads. Ignored if `monitor` is given.
        monitor: Progress and cancel.
        cache: The cache of stage results. By default, the one all projects share.
        workers: How many scenes are made side by side.
        budget_usd: The most the project may cost, in US dollars. It replaces the project's own budget.

    Returns:
        The finished ad.

    Raises:
        BadProject: The folder holds no project, the project is incomplete, or another run is at work in the folder.
        BadOutput: The disk is full, or the folder is not writable.
        MissingAsset: A font, model or track of the studio is missing.
        MissingProgram: ffmpeg cannot be started.
        Cancelled: `monitor.cancel()` was called.

    Example:
        >>> from pathlib import Path
        >>> from adforge_core import choose_providers, render_ad
        >>> providers = choose_providers(offline=True).providers
        >>> again = render_ad(Path("kettle-ad"), providers=providers)
        >>> again.master.name, {stage.cached for stage in again.stages}
        ('master-1x1.mp4', {True})
    """
    folder = ProjectFolder(project_dir)
    run = _start(folder, providers, events, monitor, cache, workers, budget_usd)
    if not folder.exists:
        folder.load()
    with folder.run_lock(), announced(folder, run.monitor, TaskKind.RENDER):
        begun = folder.load()
        project = _without_lost(run.media, begun)
        if not project.scenes or project.product is None or project.look is None:
            raise BadProject(f"{project_dir} has no storyboard, look or cut-out yet.", "Run adforge make on it first.")
        if format is not None and format is not project.format:
            project = reframed(project, format)
        return _finish(run, folder, begun, project)


def finished_ad(
    run: Run, folder: Path, project: Project, files: Files, segments: Sequence[Segment], facts: MasterFacts
) -> MadeAd:
    """Collects the results of `run` on the project in `folder`."""
    return MadeAd(
        folder=folder,
        project=project,
        **vars(files),
        segments=tuple(segments),
        facts=facts,
        stages=run.monitor.records,
        cost_usd=run.folder.ledger.total_usd(),
    )


def _start(
    folder: ProjectFolder,
    providers: Providers,
    events: Callable[[Event], None] | None,
    monitor: RunMonitor | None,
    cache: ResultCache | None,
    workers: int,
    budget_usd: float | None,
) -> Run:
    monitor = monitor or (RunMonitor(listener=events) if events else RunMonitor())
    return Run(folder, cache or studio_cache(), providers, monitor, workers, budget_usd)


def _planned(run: Run, brief: Brief, photos: Sequence[str], format: Format, seed: int) -> tuple[Project, Project]:
    """Returns the project as it is saved, and the project to continue with.

    If the folder holds this very ad, that is continued. Otherwise a new storyboard is planned. It takes over the name,
    the budget, the sound and the takes of the old project, which is kept as a revision. The new plan is merged into
    what was saved meanwhile: edits made during the planning win.
    """
    saved = run.folder.load() if run.folder.exists else None
    if saved is not None:
        old = _without_lost(run.media, saved)
        same = is_same_ad(old, brief, seed, photos)
        # A storyboard that was made while the voice failed has no lines: it is planned again.
        voiceless = any(note.stage is Stage.VOICE and not scene.vo for scene in old.scenes for note in scene.fallbacks)
        if same and old.scenes and not voiceless:
            return saved, old if old.format is format else reframed(old, format)
    wanted = project_to_plan(saved, brief, seed, format)
    with preloading(run.providers):
        product, notes = make_products(run, photos, wanted.product)
    wanted = with_product(_without_lost(run.media, wanted), product, notes)
    project = run.folder.revisions.add(saved, plan_ad(run, wanted))
    return project, project


def _without_lost(media: MediaStore, project: Project) -> Project:
    """Removes everything whose media files are missing or damaged, so that it is made again."""

    def whole(*names: str) -> bool:
        return all(media.has(name) for name in names if name)

    product = project.product if project.product and whole(project.product.photo, project.product.cutout) else None
    if product is not None and product.others:
        others = tuple(photo for photo in product.others if whole(photo.photo, photo.cutout))
        product = product.model_copy(update={"others": others})
    scenes = []
    for scene in project.scenes:
        takes = tuple(take for take in scene.takes if whole(take.media, take.depth, take.unlit))
        voice = scene.voice if scene.voice and whole(scene.voice.media) else None
        scenes.append(scene.model_copy(update={"takes": takes, "voice": voice}))
    kept: dict[str, object] = {"product": product, "scenes": tuple(scenes)}
    if project.sound.bed and not whole(project.sound.bed.media):
        kept["sound"] = project.sound.model_copy(update={"bed": None})
    return project.model_copy(update=kept)


def _finish(run: Run, folder: ProjectFolder, begun: Project, project: Project) -> MadeAd:
    """Finishes the ad. `begun` is the project that was saved when the run began."""
    revisions, started = folder.revisions, time.perf_counter()
    if run.budget_usd is not None:
        project = with_budget(project, run.budget_usd)
    project = with_bed(run, with_voices(run, project))
    run.monitor.over(Stage.CUTOUT, Stage.PLAN, Stage.VOICE, Stage.BED)
    revisions.add(begun, project)
    with worker_pool(run.monitor, 1) as aside:
        mixed = aside.submit(make_mix, run, project)
        shown, segments = _rendered(run, project)
        project = with_segment_notes(shown, segments)
        files = Files.of_ad(folder.deliverables, project.format)
        sound, notes = mixed.result()
        facts = deliver(run, project, segments, sound, files)
    record_delivery(
        folder,
        Delivered(
            format=project.format,
            **files.names,
            made_from=ad_key(project),
            scenes=scene_keys(project),
            at=datetime.now(UTC),
            seconds=round(time.perf_counter() - started, 1),
            facts=facts,
            overlaps=overlap_problems(project.format, [segment.overlaps for segment in segments]),
        ),
    )
    lasting = tuple(note for note in project.fallbacks if note.stage is not Stage.MIX)
    project = project.model_copy(update={"fallbacks": lasting + notes})
    # The merged project may hold edits made meanwhile. The ad is what was rendered.
    revisions.add(shown, project)
    run.cache.trim(CACHE_BYTES)
    return finished_ad(run, folder.folder, project, files, segments, facts)


def _rendered(run: Run, project: Project) -> tuple[Project, list[Segment]]:
    """Makes plates and segments side by side: scenes are encoded while the plates of later ones are still being made.

    Each plate is saved as soon as it is made. Returns the project as it was saved last. The first error, or a cancel,
    stops the work that has not begun.
    """
    count = len(project.scenes)
    maker = run.providers.plates
    # Waiting for a service needs no core of this machine.
    at_once = maker.at_once if isinstance(maker, Paid) else min(run.workers, maker.at_once)
    with worker_pool(run.monitor, at_once) as plates, rendering(run) as render_scene:
        late = _after_end_card(project)
        # The end card's background comes first if scenes wait for it.
        order = sorted(range(count), key=lambda index: bool(late) and index != count - 1)
        takes = {index: plates.submit(make_take, run, project, index) for index in order}
        segments: dict[int, Future[Segment]] = {}
        added = project
        for done in as_completed(takes.values()):
            project = project.with_scene(done.result())
            run.folder.revisions.add(added, project)
            added = project
            # A transition shows the previous scene, so segments begin in order.
            ready = next((index for index in range(count) if not takes[index].done()), count)
            card = takes[count - 1].done()
            for index in (*range(ready), *([count - 1] if card else [])):
                project = project.with_scene(takes[index].result())
            for index in range(ready):
                if index not in segments and (index not in late or card):
                    segments[index] = render_scene(project, index)
        run.monitor.over(Stage.PLATE)
        made = [segments[index].result() for index in range(count)]
        run.monitor.over(Stage.PLACEMENT, Stage.SEGMENT, Stage.TRANSITION)
    return project, made


def _after_end_card(project: Project) -> frozenset[int]:
    """Returns the scenes that begin when the end card's background is there: the first, if its camera comes from there.

    The second one shows it in its transition.
    """
    if not returns(project):
        return frozenset()
    return frozenset((0, 1)) if len(project.scenes) > 1 and project.scenes[1].overlap else frozenset((0,))


def with_segment_notes(project: Project, segments: Sequence[Segment]) -> Project:
    """Replaces the fallback notes of the previous rendering with those of this one."""
    for scene, segment in zip(project.scenes, segments, strict=True):
        kept = tuple(note for note in scene.fallbacks if note.stage not in {Stage.SEGMENT, Stage.TITLES})
        project = project.with_scene(scene.model_copy(update={"fallbacks": kept + segment.fallbacks}))
    return project
