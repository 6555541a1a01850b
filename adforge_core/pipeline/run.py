"""What every step of a run is given: the project, the cache, the providers and the monitor being watched."""

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
"""Where the files of a stage's result are wanted: in a folder, or among the project's media."""

Made = TypeVar("Made")
Maker = TypeVar("Maker", bound=Provider)

_log = logging.getLogger(__name__)

_CALLING_OFF_S = 3.0
"""How long a cancelled run waits until the service has been told."""


@dataclass(frozen=True)
class Run:
    """One run of the pipeline over one project. `budget_usd` is what that may cost; None: what it says itself.

    `failed_lines` is what voices failed at, by voice and line: the same run does not ask them for it again.
    """

    folder: ProjectStore
    cache: ResultCache
    providers: Providers
    monitor: RunMonitor
    workers: int
    budget_usd: float | None = None
    failed_lines: dict[tuple[str, str], StageFailed] = field(default_factory=dict)

    def stage(
        self,
        stage: Stage,
        scene: str,
        inputs: Json,
        make: Callable[[Path], Json],
        into: Place,
        provider: Provider | None = None,
    ) -> Result:
        """The stage's result from the cache, or made now; timed, and entered in the ledger where a provider made it.

        `make` leaves its files in the folder it is handed and returns a JSON value. The files end up in `into`, a
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
        """What `ask` gets out of the provider for this request; ends soon after a cancel.

        One that is paid is bound to an order. Whoever asks it for the same at the same time, in any process, waits and
        shares the answer. Raises OverBudget where the project may not cost so much.
        """
        if not isinstance(provider, Paid):
            return run_cancellable(self.monitor, lambda: ask(provider))

        def fill() -> Made:
            about = order_key(provider, request), stage, scene, provider.name, provider.quote(request)
            while True:
                # The order is this thread's until the call has ended, whether somebody still waits for it or not.
                with self.order_desk.order(*about, recoverable=provider.recoverable) as order:
                    try:
                        return ask(provider.filling(order))
                    except TakenOver:
                        _log.info("%s was silent for so long that its order was taken over", order.owner)

        return run_cancellable(self.monitor, fill, _CALLING_OFF_S, is_paid=True)

    @property
    def media(self) -> MediaStore:
        """The project's files."""
        return self.folder.media

    @property
    def order_desk(self) -> OrderDesk:
        """Where what costs money is ordered, within the project's budget as it is now."""
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
    """What of a request the answer depends on: to a service also the model, and whatever else it says it uses."""
    return {"request": provider.uses(request) if isinstance(provider, Paid) else request}


def order_key(provider: Paid, request: Any) -> str:
    """What an order is found by: everything that is asked, and of whom."""
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
    """What the first of `makers` makes; where one fails, the next is asked, and at last `fallback`.

    The notes say who was replaced by whom, and why. `what` is made, and `used` where all fail; where these are empty,
    what the table of stages says.
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
    """What `make` makes; where it fails, for whatever reason, what `fallback` makes, and the note that says so.

    The note says that `used` took the place of `wanted`; where these are empty, what the table of stages says. The
    user's own mistakes, a cancel and a broken installation are raised.
    """
    wanted, used = wanted or stage.about.wanted, used or stage.about.fallback
    try:
        return make(), ()
    except (Cancelled, BadInput, MissingAsset, MissingProgram):
        raise
    except OSError as error:
        _log.info("%s failed", stage, exc_info=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise BadOutput("The disk is full.", "Make room on it and run the same command again.") from error
        return fallback(), (_note(stage, wanted, used, error),)
    except AdForgeError as error:
        return fallback(), (Fallback(stage=stage, wanted=wanted, used=used, why=str(error)),)
    except Exception as error:  # a broken stage, of ours or a vendor's, must not cost the marketer the ad
        _log.info("%s failed", stage, exc_info=True)
        return fallback(), (_note(stage, wanted, used, error),)


def _note(stage: Stage, wanted: str, used: str, error: Exception) -> Fallback:
    why = f"It failed in a way nobody foresaw ({type(error).__name__}: {error})."
    return Fallback(stage=stage, wanted=wanted, used=used, why=why)


def place_whole(source: Path, target: Path) -> None:
    """Copies `source` to `target` so that a crash leaves the old file or the new one, never half of one."""
    with written_whole(target) as unfinished:
        shutil.copyfile(source, unfinished)


def only(result: Result) -> Path:
    """The one file of a result."""
    (path,) = result.files.values()
    return path
