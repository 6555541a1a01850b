"""Variants of an ad, to test hooks and calls to action against each other. Shared parts are made once."""

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise, product
from pathlib import Path
from threading import Lock

from adforge_core.errors import BadInput, BadProject
from adforge_core.model.project import Project
from adforge_core.model.stages import Stage
from adforge_core.model.variant import VariantCopy, variant
from adforge_core.pipeline import CACHE_BYTES, MadeAd, finished_ad, with_segment_notes
from adforge_core.pipeline.deliver import Files, deliver, make_mix
from adforge_core.pipeline.delivered import DeliveredVariant, ad_key, record_variant, scene_keys
from adforge_core.pipeline.estimate import Estimate, Pricing, pending_for_sound
from adforge_core.pipeline.run import Run, studio_cache
from adforge_core.pipeline.scenes import Segment, rendering
from adforge_core.pipeline.sound import with_bed
from adforge_core.pipeline.voices import with_voices
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.underway import announced
from adforge_core.providers.base import Providers
from adforge_core.work.cache import ResultCache
from adforge_core.work.monitor import Event, RunMonitor
from adforge_core.work.tasks import TaskKind
from adforge_core.work.workers import worker_pool

_JOINING = 10
"""The cost of joining and checking a variant, as a number of drawn frames: for progress."""


def make_variants(
    project_dir: Path,
    hooks: Sequence[VariantCopy],
    calls: Sequence[VariantCopy],
    *,
    providers: Providers,
    monitor: RunMonitor | None = None,
    cache: ResultCache | None = None,
    workers: int = 2,
    budget_usd: float | None = None,
) -> tuple[MadeAd, ...]:
    """Renders a project once with every combination of hook and call to action. The project itself does not change.

    Parts that variants share are encoded once. The files are in `deliverables/variants`, numbered in the order the
    words were given.

    Args:
        project_dir: The project folder. Every scene must have a background.
        hooks: The words to open with. If empty, the project's own.
        calls: The words to close with. If empty, the project's own.
        providers: The provider of each capability, from `choose_providers`.
        monitor: Progress and cancel.
        cache: The cache of stage results. By default, the one all projects share.
        workers: How many scenes are encoded side by side.
        budget_usd: The most the project may cost, in US dollars. It replaces the project's own budget.

    Returns:
        The variants, by hook, then by call. `stages` of each lists the work done for all of them.

    Raises:
        BadInput: There is nothing to vary, or a spoken line does not fit its scene. Nothing is rendered.
        BadProject: The project is incomplete, or another run is at work in the folder.
        BadOutput: The disk is full, or the folder is not writable.
        Cancelled: `monitor.cancel()` was called.

    Example:
        >>> from pathlib import Path
        >>> from adforge_core import VariantCopy, choose_providers, make_variants
        >>> variants = make_variants(
        ...     Path("kettle-ad"),
        ...     [VariantCopy(said="Hot water in four minutes.")],
        ...     [],
        ...     providers=choose_providers(offline=True).providers,
        ... )
        >>> [ad.master.name for ad in variants]
        ['hook-1-1x1.mp4']
    """
    folder = ProjectFolder(project_dir)
    run = Run(folder, cache or studio_cache(), providers, monitor or RunMonitor(), workers, budget_usd)
    project = _complete(folder)
    with folder.run_lock(), announced(folder, run.monitor, TaskKind.VARIANTS):
        wanted = _named(with_bed(run, project), hooks, calls)
        made = _made(run, folder, project, {name: _spoken(run, project, one) for name, one in wanted.items()})
        run.cache.trim(CACHE_BYTES)
    return made


def estimate_variants(
    project_dir: Path,
    hooks: Sequence[VariantCopy],
    calls: Sequence[VariantCopy],
    *,
    providers: Providers,
    budget_usd: float | None = None,
) -> Estimate:
    """Returns the requests `make_variants` would send with the same arguments, and their cost. Nothing is sent.

    Raises:
        BadInput: There is nothing to vary. Lines that are too long are not noticed yet.
        BadProject: The project is incomplete.

    Example:
        >>> from pathlib import Path
        >>> from adforge_core import VariantCopy, choose_providers, estimate_variants
        >>> hooks = [VariantCopy(said="Hot water in four minutes.")]
        >>> providers = choose_providers(offline=True).providers
        >>> estimate = estimate_variants(Path("kettle-ad"), hooks, [], providers=providers)
        >>> [request.stage.value for request in estimate.requests]
        ['voice']
    """
    folder = ProjectFolder(project_dir)
    pricing = Pricing(providers, folder.ledger, folder.media)
    project = _complete(folder)
    asked = (due for one in _named(project, hooks, calls).values() for due in pending_for_sound(pricing, one))
    return Estimate(
        # Variants with the same hook ask for the same line.
        requests=tuple({due.model_dump_json(): due for due in asked}.values()),
        spent_usd=folder.ledger.total_usd(),
        budget_usd=project.budget_usd if budget_usd is None else budget_usd,
    )


def _complete(folder: ProjectFolder) -> Project:
    project = folder.load()
    if not project.scenes or project.product is None or any(scene.take is None for scene in project.scenes):
        raise BadProject(f"{folder.folder} is not a complete ad yet.", "Run adforge render on it first.")
    return project


def _named(project: Project, hooks: Sequence[VariantCopy], calls: Sequence[VariantCopy]) -> dict[str, Project]:
    """Returns every variant of the project, by the name of its files."""
    if not hooks and not calls:
        raise BadInput("There are no variants to make.", "Give at least one hook or call to action.")
    return {
        "-".join(filter(None, (opening, closing, project.format.slug))): variant(project, hook, call)
        for (opening, hook), (closing, call) in product(_numbered("hook", hooks), _numbered("cta", calls))
    }


def _numbered(what: str, copies: Sequence[VariantCopy]) -> list[tuple[str, VariantCopy]]:
    return [(f"{what}-{number}", copy) for number, copy in enumerate(copies, 1)] or [("", VariantCopy())]


def _spoken(run: Run, project: Project, wanted: Project) -> Project:
    """Returns the variant `wanted` with its lines spoken. Raises BadInput if a line of its own cannot be spoken."""
    spoken = with_voices(run, wanted)
    for before, scene in zip(project.scenes, spoken.scenes, strict=True):
        if scene.vo != before.vo and scene.voice is None:
            raise BadInput(" ".join(note.why for note in scene.fallbacks if note.stage is Stage.VOICE))
    return spoken


def _made(run: Run, folder: ProjectFolder, original: Project, variants: Mapping[str, Project]) -> tuple[MadeAd, ...]:
    """Makes the variants of `original`: each is joined and checked while scenes of later ones are encoded."""
    folder.variants.mkdir(exist_ok=True)
    made_from = ad_key(original)
    progress = _VariantsProgress(run.monitor, len(variants))

    def made(name: str, project: Project, coming: Sequence[Future[Segment]]) -> MadeAd:
        sound, notes = make_mix(run, project)
        segments = [segment.result() for segment in coming]
        files = Files.called(name, folder.variants)
        facts = deliver(run, project, segments, sound, files)
        project = with_segment_notes(project, segments)
        project = project.model_copy(update={"fallbacks": project.fallbacks + notes})
        ad = finished_ad(run, folder.folder, project, files, segments, facts)
        record_variant(folder, _delivered(ad, files, made_from))
        progress.joined()
        return ad

    with rendering(run) as render_scene, worker_pool(run.monitor, run.workers) as joiners:
        coming = _segments(render_scene, variants.values(), progress, scene_keys(original))
        ads = list(joiners.map(made, variants, variants.values(), coming))
    return tuple(replace(ad, stages=run.monitor.records) for ad in ads)


def _delivered(ad: MadeAd, files: Files, made_from: str) -> DeliveredVariant:
    first, last = ad.project.scenes[0], ad.project.scenes[-1]
    return DeliveredVariant(
        format=ad.project.format,
        **files.names,
        made_from=made_from,
        at=datetime.now(UTC),
        facts=ad.facts,
        overlaps=ad.overlaps,
        hook=VariantCopy(shown=first.super, said=first.vo),
        call=VariantCopy(shown=ad.project.cta, said=last.vo),
        fallbacks=ad.fallbacks,
    )


class _VariantsProgress:
    """Progress over all variants: the frames drawn for them, and the joining of each.

    Scenes found in the cache do not count as work.
    """

    def __init__(self, monitor: RunMonitor, films: int) -> None:
        self._monitor, self._tell = monitor, monitor.progress(Stage.VARIANTS)
        self._lock = Lock()
        self._frames: list[int] = []
        self._drawn: list[float] = []
        self._films, self._joined = films, 0
        self._tell(0.0)

    def scene(self, frames: int) -> RunMonitor:
        """Returns the monitor for encoding one more scene of `frames` frames."""
        with self._lock:
            place = len(self._frames)
            self._frames.append(frames)
            self._drawn.append(0.0)

        def hear(event: Event) -> None:
            if event.stage is Stage.SEGMENT:
                with self._lock:
                    if event.kind == "found":
                        self._frames[place] = 0
                    self._drawn[place] = max(event.done, self._drawn[place])
                self._say()

        return self._monitor.with_listener(hear)

    def joined(self) -> None:
        """Counts one more finished variant."""
        with self._lock:
            self._joined += 1
        self._say()

    def _say(self) -> None:
        with self._lock:
            all_frames = sum(self._frames) + _JOINING * self._films
            drawn = sum(frames * done for frames, done in zip(self._frames, self._drawn, strict=True))
            made = (drawn + _JOINING * self._joined) / all_frames
        self._tell(made)


def _segments(
    render_scene: Callable[..., Future[Segment]],
    variants: Collection[Project],
    progress: _VariantsProgress,
    original: Sequence[str],
) -> list[list[Future[Segment]]]:
    """Returns the segments of every variant. Scenes that look the same, after scenes that look the same, are shared.

    The previous scene matters because a transition shows it. Scenes of the `original`, given by their keys, come first:
    they are usually in the cache, so that early on the progress is of what there is to draw.
    """
    keys = [tuple(pairwise(("", *scene_keys(project)))) for project in variants]
    scenes = [(project, *scene) for project, row in zip(variants, keys, strict=True) for scene in enumerate(row)]
    known: dict[tuple[str, str], Future[Segment]] = {}
    for project, index, key in sorted(scenes, key=lambda scene: scene[2][1] not in original):
        if key not in known:
            known[key] = render_scene(project, index, progress.scene(project.scenes[index].frames))
    return [[known[key] for key in row] for row in keys]
