"""The pipeline: from a brief and a photo to a finished ad, going on from whatever is already there."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from adforge_core.errors import BadProject
from adforge_core.model.brief import Brief
from adforge_core.model.edits import reframed, with_budget, with_product
from adforge_core.model.formats import Format
from adforge_core.model.project import Project
from adforge_core.model.storyboard import Fallback
from adforge_core.pipeline.deliver import Files, deliver, make_mix
from adforge_core.pipeline.delivered import Delivered, ad_key, record_delivery, scene_keys
from adforge_core.pipeline.inputs import begun_anew, check_inputs, import_files, is_of, make_product
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
from adforge_core.project.underway import announced
from adforge_core.providers.base import Paid, Providers
from adforge_core.stages.check import MasterFacts
from adforge_core.work.cache import Cache
from adforge_core.work.monitor import Event, RunMonitor, StageRecord
from adforge_core.work.workers import worker_pool

CACHE_BYTES = 8 << 30
"""How large the cache may grow; what has gone unused longest is removed beyond that."""


@dataclass(frozen=True)
class MadeAd:
    """A finished ad: its files, its project, and how they came about. One segment a scene."""

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

    @classmethod
    def of(cls, run: Run, project: Project, files: Files, segments: Sequence[Segment], facts: MasterFacts) -> Self:
        """What `run` has made of `project` so far."""
        return cls(
            folder=run.folder.folder,
            project=project,
            **vars(files),
            segments=tuple(segments),
            facts=facts,
            stages=run.monitor.records,
            cost_usd=run.folder.ledger.total_usd(),
        )

    @property
    def overlaps(self) -> tuple[Problem, ...]:
        """What in its scenes is in the way of what."""
        return overlap_problems(self.project.format, [segment.overlaps for segment in self.segments])

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with it beyond what was measured of its master and what was replaced by something lesser."""
        return self.overlaps + project_problems(self.project)

    @property
    def fallbacks(self) -> tuple[Fallback, ...]:
        """Everything that was replaced by something lesser, the whole ad's first."""
        return self.project.fallbacks + tuple(note for scene in self.project.scenes for note in scene.fallbacks)


def make_ad(
    brief: Brief,
    photo: Path,
    project_dir: Path,
    *,
    providers: Providers,
    format: Format = Format.VERTICAL,
    seed: int = 0,
    events: Callable[[Event], None] | None = None,
    monitor: RunMonitor | None = None,
    cache: Cache | None = None,
    workers: int = 2,
    budget_usd: float | None = None,
) -> MadeAd:
    """Makes the ad in `project_dir`, or goes on with it; what is done there for the same inputs is not done again.

    Raises BadInput where the brief, the photo or the folder cannot be used, before anything is written.
    """
    check_inputs(brief, photo)
    run = _start(ProjectFolder(project_dir), providers, events, monitor, cache, workers, budget_usd)
    with run.folder.run_lock(), announced(run.folder, run.monitor, "render"):
        brief, photo_name = import_files(brief, photo, run.folder.add_media)
        return _finish(run, *_planned(run, brief, photo_name, format, seed))


def render_ad(
    project_dir: Path,
    *,
    providers: Providers,
    format: Format | None = None,
    events: Callable[[Event], None] | None = None,
    monitor: RunMonitor | None = None,
    cache: Cache | None = None,
    workers: int = 2,
    budget_usd: float | None = None,
) -> MadeAd:
    """Renders the project as it stands in its folder; makes only what it lacks."""
    run = _start(ProjectFolder(project_dir), providers, events, monitor, cache, workers, budget_usd)
    if not run.folder.exists:
        run.folder.load()
    with run.folder.run_lock(), announced(run.folder, run.monitor, "render"):
        begun = run.folder.load()
        project = _without_lost(run.folder, begun)
        if not project.scenes or project.product is None or project.look is None:
            raise BadProject(f"{project_dir} has no storyboard, look or cut-out yet.", "Run adforge make on it first.")
        if format is not None and format is not project.format:
            project = reframed(project, format)
        return _finish(run, begun, project)


def _start(
    folder: ProjectFolder,
    providers: Providers,
    events: Callable[[Event], None] | None,
    monitor: RunMonitor | None,
    cache: Cache | None,
    workers: int,
    budget_usd: float | None,
) -> Run:
    monitor = monitor or (RunMonitor(listener=events) if events else RunMonitor())
    return Run(folder, cache or studio_cache(), providers, monitor, workers, budget_usd)


def _planned(run: Run, brief: Brief, photo: str, format: Format, seed: int) -> tuple[Project, Project]:
    """The project as it is saved and as it is gone on with: the one in the folder, if it is this very ad, or a new one.

    A new one is planned in the place of the old, which is kept as a revision: it has its name, its budget, its sound
    and its takes. It joins what was saved while it was planned: whatever somebody edited then stands.
    """
    saved = run.folder.load() if run.folder.exists else None
    if saved is not None:
        old = _without_lost(run.folder, saved)
        same = is_of(old, brief, seed, photo)
        # A storyboard made while no voice answered lacks its lines: it is planned again.
        voiceless = any(note.stage == "voice" and not scene.vo for scene in old.scenes for note in scene.fallbacks)
        if same and old.scenes and not voiceless:
            return saved, old if old.format is format else reframed(old, format)
    wanted = begun_anew(saved, brief, seed, format)
    cut = wanted.product if wanted.product and wanted.product.photo == photo else None
    with preloading(run.providers):
        product, notes = make_product(run, photo, cut.cutter if cut else "", cut.strokes if cut else ())
    wanted = with_product(_without_lost(run.folder, wanted), product, notes)
    project = run.folder.revisions.add(saved, plan_ad(run, wanted))
    return project, project


def _without_lost(folder: ProjectFolder, project: Project) -> Project:
    """The project without what its media folder no longer holds, so that it is made again."""

    def there(*names: str) -> bool:
        return all(folder.has(name) for name in names if name)

    product = project.product if project.product and there(project.product.photo, project.product.cutout) else None
    scenes = []
    for scene in project.scenes:
        takes = tuple(take for take in scene.takes if there(take.media, take.depth))
        voice = scene.voice if scene.voice and there(scene.voice.media) else None
        scenes.append(scene.model_copy(update={"takes": takes, "voice": voice}))
    found: dict[str, object] = {"product": product, "scenes": tuple(scenes)}
    if project.sound.bed and not there(project.sound.bed.media):
        found["sound"] = project.sound.model_copy(update={"bed": None})
    return project.model_copy(update=found)


def _finish(run: Run, begun: Project, project: Project) -> MadeAd:
    """Goes on with `project` until the ad is finished. `begun` is what was saved when the run began."""
    revisions, started = run.folder.revisions, time.perf_counter()
    if run.budget_usd is not None:
        project = with_budget(project, run.budget_usd)
    project = with_bed(run, with_voices(run, project))
    run.monitor.over("cutout", "plan", "voice", "bed")
    revisions.add(begun, project)
    with worker_pool(run.monitor, 1) as aside:
        mixed = aside.submit(make_mix, run, project)
        shown, segments = _filmed(run, project)
        project = noted(shown, segments)
        files = Files.of_ad(run.folder.deliverables, project.format)
        sound, notes = mixed.result()
        facts = deliver(run, project, segments, sound, files)
    record_delivery(
        run.folder,
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
    lasting = tuple(note for note in project.fallbacks if note.stage != "mix")
    project = project.model_copy(update={"fallbacks": lasting + notes})
    # What comes of this may hold what somebody edited meanwhile; the ad is what was rendered.
    revisions.add(shown, project)
    run.cache.trim(CACHE_BYTES)
    return MadeAd.of(run, project, files, segments, facts)


def _filmed(run: Run, project: Project) -> tuple[Project, list[Segment]]:
    """Plates and segments, side by side: a scene is encoded while the plates of later ones are still being made.

    `project` is as it was added last, and so is what is answered: every plate is as soon as it is there. The first
    error, or a cancel, stops what has not begun.
    """
    count = len(project.scenes)
    maker = run.providers.plates
    # A service's plates are waited for, not worked on: they need no core of this machine.
    at_once = maker.at_once if isinstance(maker, Paid) else min(run.workers, maker.at_once)
    with worker_pool(run.monitor, at_once) as plates, rendering(run) as film:
        takes = [plates.submit(make_take, run, project, index) for index in range(count)]
        segments: list[Future[Segment]] = []
        added = project
        for done in as_completed(takes):
            project = project.with_scene(done.result())
            run.folder.revisions.add(added, project)
            added = project
            # A scene's transition shows the one before: segments begin in order.
            while len(segments) < count and takes[len(segments)].done():
                project = project.with_scene(takes[len(segments)].result())
                segments.append(film(project, len(segments)))
        run.monitor.over("plate")
        made = [segment.result() for segment in segments]
        run.monitor.over("placement", "segment", "transition")
    return project, made


def noted(project: Project, segments: Sequence[Segment]) -> Project:
    """The project with the notes of this rendering in the place of those of the one before."""
    for scene, segment in zip(project.scenes, segments, strict=True):
        kept = tuple(note for note in scene.fallbacks if note.stage not in {"segment", "titles"})
        project = project.with_scene(scene.model_copy(update={"fallbacks": kept + segment.fallbacks}))
    return project
