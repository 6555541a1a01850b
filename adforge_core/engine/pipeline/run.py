"""What every step of a run is given: the project's folder, the cache, the providers and the job being watched."""

import errno
import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from adforge_core.engine.cache import Cache, Json, Result
from adforge_core.engine.jobs import Job
from adforge_core.engine.store import ProjectFolder
from adforge_core.errors import AdForgeError, BadInput, BadOutput, Cancelled, MissingAsset, MissingProgram
from adforge_core.media.files import written_whole
from adforge_core.model.storyboard import Fallback
from adforge_core.providers.base import Provider, Providers

Made = TypeVar("Made")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Run:
    """One run of the pipeline over one project."""

    folder: ProjectFolder
    cache: Cache
    providers: Providers
    job: Job
    workers: int

    def stage(
        self,
        stage: str,
        scene: str,
        inputs: Json,
        make: Callable[[Path], Json],
        into: Path,
        provider: Provider | None = None,
    ) -> Result:
        """The stage's result from the cache, or made now; timed, and entered in the ledger where a provider made it.

        `make` leaves its files in the folder it is handed and returns a JSON value; the files end up in `into`.
        """
        made_by = {} if provider is None else {"provider": provider.name, "version": provider.version}
        with self.job.stage(stage, scene) as note:
            result = self.cache.result(stage, {**inputs, **made_by}, into, make)
            note(result.cached)
        if provider is not None and not result.cached:
            self.folder.ledger.record(stage, scene, provider.name)
        return result


def or_lesser(
    stage: str, wanted: str, used: str, make: Callable[[], Made], lesser: Callable[[], Made]
) -> tuple[Made, tuple[Fallback, ...]]:
    """What `make` makes; where it fails, for whatever reason, what `lesser` makes, and the note that says so.

    The user's own mistakes, a cancel and a broken installation are not answered by something lesser: they are raised.
    """
    try:
        return make(), ()
    except (Cancelled, BadInput, MissingAsset, MissingProgram):
        raise
    except OSError as error:
        _log.info("%s failed", stage, exc_info=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise BadOutput("The disk is full.", "Make room on it and run the same command again.") from error
        return lesser(), (_note(stage, wanted, used, error),)
    except AdForgeError as error:
        return lesser(), (Fallback(stage=stage, wanted=wanted, used=used, why=str(error)),)
    except Exception as error:  # a broken stage, of ours or a vendor's, must not cost the marketer the ad
        _log.info("%s failed", stage, exc_info=True)
        return lesser(), (_note(stage, wanted, used, error),)


def _note(stage: str, wanted: str, used: str, error: Exception) -> Fallback:
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
