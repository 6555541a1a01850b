"""Estimates: the requests that work will send to providers, and what they cost at most."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import Field

from adforge_core.errors import BadProject, StageFailed
from adforge_core.media.content import content_name
from adforge_core.model.brief import BrandKit, Brief
from adforge_core.model.edits import reframed, with_reseeded
from adforge_core.model.formats import Format
from adforge_core.model.project import Product, Project
from adforge_core.model.sound import Recording
from adforge_core.model.stages import Stage, Step
from adforge_core.model.storyboard import Scene
from adforge_core.model.value import Value, frames_in
from adforge_core.pipeline.inputs import Photos, check_inputs, import_files, is_same_ad, project_to_plan
from adforge_core.pipeline.piecework import revise_request
from adforge_core.pipeline.run import order_key
from adforge_core.pipeline.sound import bed_is_current, bed_makers, bed_request, music_asked, voice_is_current
from adforge_core.pipeline.steps import stale_scenes
from adforge_core.pipeline.storyboard import plan_request
from adforge_core.pipeline.takes import plate_request
from adforge_core.pipeline.voices import speaking, speech_request
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.ledger import Ledger
from adforge_core.project.orders import is_kept
from adforge_core.project.stores import MediaStore
from adforge_core.providers.base import Paid, PlanRequest, Provider, Providers, RewriteRequest
from adforge_core.providers.local.own_music import OwnMusic
from adforge_core.stages.plan import plain_plan

_LETTERS_A_SECOND = 16
"""The assumed length of lines that are not written yet, in characters for each second of the scene."""


@dataclass(frozen=True)
class Pricing:
    """What an estimate is made from: the providers' prices, and what the project has paid for already."""

    providers: Providers
    ledger: Ledger
    media: MediaStore


class PendingRequest(Value):
    """One request that will be sent to a provider.

    `cost_usd` is the most it can cost; 0 if the answer is already paid for. `units` of `unit`, such as characters or
    seconds, are what the provider charges for. `exact` is False if the request is estimated from the brief because
    there is no storyboard yet.
    """

    stage: Stage
    scene: str
    provider: str
    model: str = ""
    units: float = 0.0
    unit: str = ""
    cost_usd: float = 0.0
    exact: bool = True
    request: dict[str, Any] = Field(default={}, description="the parts of the request that its answer depends on")


class Estimate(Value):
    """What finishing an ad will cost at most.

    `requests` are the requests one by one, `spent_usd` is what the project has cost so far, `budget_usd` what it may
    cost in total, all in US dollars.
    """

    requests: tuple[PendingRequest, ...]
    spent_usd: float
    budget_usd: float

    @property
    def cost_usd(self) -> float:
        """The most that all requests cost together, in US dollars."""
        return total_usd(self.requests)


def estimate_ad(
    brief: Brief,
    photo: Photos,
    project_dir: Path,
    *,
    providers: Providers,
    format: Format = Format.VERTICAL,
    seed: int = 0,
    budget_usd: float | None = None,
) -> Estimate:
    """Returns the requests `make_ad` would send with the same arguments, and their cost. Nothing is sent or written.

    Raises:
        BadInput: The brief, the photo or the folder cannot be used.

    Example:
        >>> from pathlib import Path
        >>> from adforge_core import Brief, choose_providers, estimate_ad
        >>> estimate = estimate_ad(
        ...     Brief(product="Field Kettle"),
        ...     Path("kettle.png"),
        ...     Path("another-ad"),
        ...     providers=choose_providers(offline=True).providers,
        ... )
        >>> estimate.cost_usd, estimate.budget_usd
        (0.0, 5.0)
        >>> sorted({request.provider for request in estimate.requests})
        ['hibari', 'local', 'music library', 'sets']
    """
    check_inputs(brief, photo)
    folder = ProjectFolder(project_dir)
    brief, names = import_files(brief, photo, content_name)
    saved = folder.load() if folder.exists else None
    if saved and is_same_ad(saved, brief, seed, names) and saved.scenes:
        return estimate_render(project_dir, providers=providers, format=format, budget_usd=budget_usd)
    unplanned = project_to_plan(saved, brief, seed, format).model_copy(update={"product": None, "scenes": ()})
    return _estimated(folder, unplanned, providers, budget_usd)


def estimate_render(
    project_dir: Path, *, providers: Providers, format: Format | None = None, budget_usd: float | None = None
) -> Estimate:
    """Returns the requests `render_ad` would send with the same arguments, and their cost. Nothing is sent or written.

    Raises:
        BadProject: The folder holds no project.

    Example:
        >>> from pathlib import Path
        >>> from adforge_core import choose_providers, estimate_render
        >>> estimate_render(Path("kettle-ad"), providers=choose_providers(offline=True).providers).requests
        ()
    """
    folder = ProjectFolder(project_dir)
    project = folder.load()
    wanted = project if format in (None, project.format) else reframed(project, format)
    return _estimated(folder, wanted, providers, budget_usd)


def _estimated(folder: ProjectFolder, project: Project, providers: Providers, budget_usd: float | None) -> Estimate:
    pricing = Pricing(providers, folder.ledger, folder.media)
    budget = project.budget_usd if budget_usd is None else budget_usd
    return Estimate(requests=pending_for_ad(pricing, project), spent_usd=folder.ledger.total_usd(), budget_usd=budget)


def total_usd(dues: Iterable[PendingRequest]) -> float:
    """The total cost in US dollars."""
    return round(sum(due.cost_usd for due in dues), 6)


def pending_for_ad(pricing: Pricing, project: Project) -> tuple[PendingRequest, ...]:
    """All requests that remain until the ad is finished."""
    if project.scenes and project.product is not None:
        return (*pending_for_plates(pricing, project), *pending_for_sound(pricing, project))
    return (*pending_for_plan(pricing, project), *_guessed(pending_for_plates(pricing, _sketched(project))))


def pending_for_plan(pricing: Pricing, project: Project, note: str = "") -> tuple[PendingRequest, ...]:
    """The requests for planning the storyboard: the plan, and estimates for its spoken lines and music."""
    planner = pricing.providers.planner
    sound = _guessed(pending_for_sound(pricing, _sketched(project)))
    if project.product is None:
        request = PlanRequest(brief=project.brief, product=_UNSEEN, seed=project.seed, note=note)
        unseen = _pending(pricing, Stage.PLAN, "", planner, lambda: request).model_copy(update={"exact": False})
        return (unseen, *sound)
    return (_pending(pricing, Stage.PLAN, "", planner, lambda: plan_request(pricing.media, project, note)), *sound)


def pending_for_words(pricing: Pricing, project: Project, scene: str, note: str = "", seed: int = 0) -> PendingRequest:
    """The request for rewriting the line of a scene."""
    request = RewriteRequest(project=project, scene=scene, note=note, seed=seed)
    return _pending(pricing, Stage.REWRITE, scene, pricing.providers.editor, lambda: request)


def pending_for_change(pricing: Pricing, project: Project, note: str) -> PendingRequest:
    """The request for proposing the changes that `note` describes."""
    return _pending(
        pricing, Stage.REVISE, "", pricing.providers.editor, lambda: revise_request(pricing.media, project, note)
    )


def pending_for_plates(
    pricing: Pricing,
    project: Project,
    scenes: Iterable[str] | None = None,
    *,
    another: bool = False,
    start: str = "",
) -> tuple[PendingRequest, ...]:
    """The requests for making backgrounds: of the given scenes, or of all scenes without one.

    `another` requests a new take. `start` is the id of the take whose last picture the new one begins with.
    """
    wanted = {scene.id for scene in project.scenes if scene.take is None} if scenes is None else set(scenes)

    def dues() -> Iterator[PendingRequest]:
        for index, scene in enumerate(project.scenes):
            if scene.id in wanted and not scene.own_plate:
                asked = with_reseeded(project, scene.id) if another else project
                request = partial(plate_request, pricing.media, asked, index, start)
                yield _pending(pricing, Stage.PLATE, scene.id, pricing.providers.plates, request)

    return tuple(dues())


def pending_for_sound(pricing: Pricing, project: Project) -> tuple[PendingRequest, ...]:
    """The requests for speaking the lines that are new or changed, and for music of the ad's length."""
    voice = speaking(pricing.providers, project)[0]
    spoken = tuple(
        _pending(pricing, Stage.VOICE, scene.id, voice, partial(speech_request, voice, project, scene.vo))
        for index, scene in enumerate(project.scenes)
        if scene.vo and not scene.recorded and not voice_is_current(project, index)
    )
    if bed_is_current(project):
        return spoken
    if project.sound.own_music:  # it need not be in the project yet
        return (*spoken, PendingRequest(stage=Stage.BED, scene="", provider=OwnMusic.name))
    maker = bed_makers(pricing.providers, pricing.media, project)[0]
    return (*spoken, _pending(pricing, Stage.BED, "", maker, lambda: bed_request(project, project.frames)))


def costs_usd(pricing: Pricing, project: Project) -> dict[Step, float]:
    """The most that bringing each step up to date costs, in US dollars; empty if everything is made on this machine."""
    if pricing.providers.fallback is None:
        return {}
    if not project.scenes or project.product is None:
        planning = total_usd(pending_for_plan(pricing, project))
        return {Step.STORYBOARD: planning, Step.DELIVER: total_usd(pending_for_ad(pricing, project))}
    missing = {scene.id for scene in project.scenes if scene.take is None}
    plates, sound = pending_for_plates(pricing, project, stale_scenes(project)), pending_for_sound(pricing, project)
    return {
        Step.STORYBOARD: total_usd(pending_for_plan(pricing, project)),
        Step.BACKGROUNDS: total_usd(plates),
        Step.SOUND: total_usd(sound),
        Step.DELIVER: total_usd((*sound, *(due for due in plates if due.scene in missing))),
    }


_UNSEEN = Product(photo="", cutout="", aspect=1, brightness=0.5, palette=(), provider="")
"""A stand-in for the product before its photo is cut out."""


def _pending(
    pricing: Pricing, stage: Stage, scene: str, provider: Provider, asked: Callable[[], Any]
) -> PendingRequest:
    """The pending request of `provider`. For a provider without cost the request itself is not built."""
    due = PendingRequest(stage=stage, scene=scene, provider=provider.name)
    if not isinstance(provider, Paid):
        return due
    try:
        request = asked()
        quote = provider.quote(request)
    except (StageFailed, BadProject):
        # A request that cannot be made costs nothing. The run reports why, and uses the fallback provider.
        return due
    cost = 0.0 if is_kept(pricing.ledger, pricing.media, order_key(provider, request)) else quote.cost_usd
    return due.model_copy(update=quote.model_dump() | {"cost_usd": cost, "request": provider.uses(request)})


def _guessed(dues: Iterable[PendingRequest]) -> tuple[PendingRequest, ...]:
    return tuple(due.model_copy(update={"exact": False, "request": {}}) for due in dues)


def _sketched(project: Project) -> Project:
    """Returns the project with placeholder scenes as the brief asks for them, for estimating only."""
    product = project.product or _UNSEEN
    asked = project.brief.scene_requests
    brief = project.brief.model_copy(update={"brand": BrandKit()})
    plain = plain_plan(PlanRequest(brief=brief, product=product, seed=project.seed))
    frames = frames_in(brief.duration) // len(asked)
    line = "x" * round(_LETTERS_A_SECOND * brief.duration / len(asked))
    scenes = tuple(
        Scene(
            id=f"scene-{number}",
            role=planned.role,
            frames=frames,
            vo=one.vo or line,
            plate_prompt=planned.plate_prompt,
            own_plate=one.plate,
            own_edit=one.plate_edit,
            recording=Recording(media=one.recording, line=one.vo) if one.recording else None,
        )
        for number, (one, planned) in enumerate(zip(asked, plain.scenes, strict=True), 1)
    )
    sketch = {"brief": brief, "product": product, "look": plain.look, "mood": plain.mood, "scenes": scenes}
    # A new plan may choose other music.
    sound = project.sound.model_copy(update={"bed": None} | ({} if project.planned_from else music_asked(brief)))
    return project.model_copy(update=sketch | {"sound": sound})
