"""The context of a run: the project, the cache, the providers and the monitor."""

import errno
import logging
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from adforge_core.errors import AdForgeError, BadInput, BadOutput, Cancelled, MissingAsset, MissingProgram, StageFailed
from adforge_core.media.files import written_whole
from adforge_core.model.project import Project
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback
from adforge_core.project.folder import studio_home
from adforge_core.project.orders import OrderDesk, TakenOver
from adforge_core.project.project_store import ProjectStore
from adforge_core.project.stores import MediaStore
from adforge_core.providers.base import Paid, Provider, Providers
from adforge_core.work.cache import Cache, Json, Result, ResultCache, content_key
from adforge_core.work.monitor import RunMonitor
from adforge_core.work.workers import run_cancellable

Place = Path | MediaStore
"""The place for the files of a result: a folder, or the project's media."""

Made = TypeVar("Made")
Maker = TypeVar("Maker", bound=Provider)

_log = logging.getLogger(__name__)

_CALLING_OFF_S = 3.0
"""The seconds a cancelled run waits for a service to call its request off."""


@dataclass(frozen=True)
class Run:
    """One run of the pipeline over one project. `budget_usd` is its budget; None uses the project's own.

    `failed_lines` are the errors of voices by voice, speaker and line: the run does not request those lines again.
    """

    folder: ProjectStore
    cache: ResultCache
    providers: Providers
    monitor: RunMonitor
    workers: int
    budget_usd: float | None = None
    failed_lines: dict[tuple[str, str, str], StageFailed] = field(default_factory=dict)

    def stage(
        self,
        stage: Stage,
        scene: str,
        inputs: Json,
        make: Callable[[Path], Json],
        into: Place,
        provider: Provider | None = None,
    ) -> Result:
        """Returns a stage's result from the cache, or makes it. It is timed, and provider results are in the ledger.

        `make` writes its files to the folder it is given and returns a JSON value. The files are placed in `into`, a
        folder or the project's media.
        """
        made_by = {} if provider is None else {"provider": provider.name, "version": provider.version}
        with self.monitor.stage(stage, scene, provider.name if isinstance(provider, Paid) else "") as note:
            place = into if isinstance(into, Path) else into.landing
            result = self.cache.result(stage, {**inputs, **made_by}, place, make, self.monitor.check)
            if not isinstance(into, Path):
                for file in result.files.values():
                    into.add(file)
            note(result.cached)
        if provider is not None and not result.cached and not isinstance(provider, Paid):
            self.folder.ledger.record(stage, scene, provider.name)
        return result

    def asked(self, stage: Stage, scene: str, provider: Maker, request: Any, ask: Callable[[Maker], Made]) -> Made:
        """Calls the provider through `ask` and returns its answer. It ends soon after a cancel.

        A paid provider is bound to an order. If another thread or process has sent the same request, this one waits
        for that answer and shares it. Raises OverBudget if the budget is not sufficient.
        """
        if not isinstance(provider, Paid):
            return run_cancellable(self.monitor, lambda: ask(provider))

        def fill() -> Made:
            about = order_key(provider, request), stage, scene, provider.name, provider.quote(request)
            while True:
                # This thread holds the order until the call has ended, even if no other thread waits for it any more.
                with self.order_desk.order(*about, recoverable=provider.recoverable) as order:
                    try:
                        return ask(provider.filling(order))
                    except TakenOver:
                        _log.info("%s was silent for so long that its order was taken over", order.owner)

        return run_cancellable(self.monitor, fill, _CALLING_OFF_S, is_paid=True)

    @property
    def media(self) -> MediaStore:
        """The project's media files."""
        return self.folder.media

    @property
    def order_desk(self) -> OrderDesk:
        """The desk for paid requests, with the project's present budget."""
        budget = self.budget_usd
        if budget is None:
            project = self.folder.load() if self.folder.exists else None
            budget = project.budget_usd if project else float(Project.model_fields["budget_usd"].default)
        return OrderDesk(self.folder, self.monitor, budget)


def studio_cache() -> Cache:
    """Returns the cache that all projects share.

    Example:
        >>> from adforge_core import studio_cache
        >>> studio_cache().folder.name
        'cache'
    """
    return Cache(studio_home() / "cache")


def asked_of(provider: Provider, request: Any) -> Json:
    """Returns the parts of a request that the answer depends on; for a paid provider, also its model."""
    return {"request": provider.uses(request) if isinstance(provider, Paid) else request}


def order_key(provider: Paid, request: Any) -> str:
    """Returns the key of an order: the provider and the parts of the request that the answer depends on."""
    return content_key({"provider": provider.name, "request": provider.uses(request)})


def first_successful(
    stage: Stage,
    makers: Sequence[Maker],
    make: Callable[[Maker], Made],
    fallback: Callable[[], Made],
    *,
    what: str = "",
    used: str = "",
) -> tuple[Made, tuple[Fallback, ...]]:
    """Returns the result of the first of `makers` that succeeds; if none does, that of `fallback`.

    A note for each failure says what was used instead, and why. `what` names the result and `used` the fallback; by
    default, they are from the table of stages.
    """
    notes: tuple[Fallback, ...] = ()
    what, used = what or stage.about.wanted, used or stage.about.fallback
    for maker, after in zip(makers, [*makers, None][1:], strict=True):
        wanted = f"{what} by {maker.name}"
        other = f"{what} by {after.name}" if after else used

        def made(maker: Maker = maker) -> Made | None:
            return make(maker)

        found, failed = with_fallback(stage, made, lambda: None, wanted=wanted, used=other)
        notes += failed
        if found is not None:
            return found, notes
    return fallback(), notes


def with_fallback(
    stage: Stage, make: Callable[[], Made], fallback: Callable[[], Made], *, wanted: str = "", used: str = ""
) -> tuple[Made, tuple[Fallback, ...]]:
    """Returns the result of `make`; if it fails for any reason, that of `fallback` and a note.

    The note says that `used` replaced `wanted`; by default, they are from the table of stages. Errors in the user's
    input, a cancel and a broken installation are raised.
    """
    wanted, used = wanted or stage.about.wanted, used or stage.about.fallback
    try:
        return make(), ()
    except (Cancelled, BadInput, MissingAsset, MissingProgram):
        raise
    except OSError as error:
        _log.info("%s failed", stage, exc_info=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise BadOutput("The disk is full.", "Free some disk space, then try again.") from error
        return fallback(), (_note(stage, wanted, used, error),)
    except AdForgeError as error:
        return fallback(), (Fallback(stage=stage, wanted=wanted, used=used, why=str(error)),)
    except Exception as error:  # a defect in one stage must not prevent the ad
        _log.info("%s failed", stage, exc_info=True)
        return fallback(), (_note(stage, wanted, used, error),)


def _note(stage: Stage, wanted: str, used: str, error: Exception) -> Fallback:
    why = f"It failed unexpectedly ({type(error).__name__}: {error})."
    return Fallback(stage=stage, wanted=wanted, used=used, why=why)


def place_whole(source: Path, target: Path) -> None:
    """Copies `source` to `target` so that a crash leaves the old file or the new one, never half of one."""
    with written_whole(target) as unfinished:
        shutil.copyfile(source, unfinished)


def only(result: Result) -> Path:
    """Returns the only file of a result."""
    (path,) = result.files.values()
    return path
