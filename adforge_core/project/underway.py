"""What is being made in a project, and by whom, written down beside it: others see it, and see when its maker died."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from adforge_core.media.files import written_whole
from adforge_core.media.owner import SILENT_S, Owner, beating, has_ended, silent_s, this_process
from adforge_core.model.value import Value
from adforge_core.project.folder import ProjectFolder
from adforge_core.work.monitor import RunMonitor


class Note(Value):
    """One piece of work: `kind` is what is made, such as render, plan or plate, and `scene` for which."""

    kind: str
    scene: str = ""
    owner: Owner
    begun: datetime


class Seen(Value):
    """A note as it was found. `at` is when its owner last gave a sign of life.

    One that is not `alive` was interrupted: its owner ended, or is on another host and has been silent for long.
    """

    note: Note
    at: datetime
    alive: bool

    @property
    def elsewhere(self) -> bool:
        """Whether another process is at it."""
        return self.alive and self.note.owner != this_process()


@contextmanager
def announced(folder: ProjectFolder, monitor: RunMonitor, kind: str, scene: str = "") -> Iterator[None]:
    """Has a note lie in the project's folder while the block makes something there.

    It is taken away however the block ends, unless the run is interrupted: then it stays for whoever comes next. Who
    begins the same again takes the place of whoever was interrupted at it; whoever is at it still keeps its own note.
    """
    forget(folder, kind, scene)
    # Its own for each process: who ends first takes nobody else's away.
    place = folder.work.parent / f"underway-{kind}{'-' if scene else ''}{scene}-{this_process().mark}.json"
    place.parent.mkdir(exist_ok=True)
    note = Note(kind=kind, scene=scene, owner=this_process(), begun=datetime.now(UTC))
    with written_whole(place) as unfinished:
        unfinished.write_text(note.model_dump_json(), "utf-8")
    try:
        with beating(place):
            yield
    except BaseException:
        if not monitor.interrupted():
            place.unlink(missing_ok=True)
        raise
    place.unlink(missing_ok=True)


def under_way(folder: ProjectFolder) -> tuple[Seen, ...]:
    """What is noted in the project's folder, the first begun first."""
    return tuple(sorted((seen for _, seen in _found(folder)), key=lambda seen: seen.note.begun))


def forget(folder: ProjectFolder, kind: str, scene: str = "") -> None:
    """Takes away the notes of work that was interrupted: somebody knows."""
    for path, seen in _found(folder):
        if (seen.note.kind, seen.note.scene) == (kind, scene) and not seen.alive:
            path.unlink(missing_ok=True)


def _found(folder: ProjectFolder) -> Iterator[tuple[Path, Seen]]:
    for path in folder.work.parent.glob("underway-*.json"):
        if (seen := _seen(path)) is not None:
            yield path, seen


def _seen(path: Path) -> Seen | None:
    with suppress(OSError, ValidationError):
        note = Note.model_validate_json(path.read_bytes())
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        ended = has_ended(note.owner.mark)
        return Seen(note=note, at=at, alive=silent_s(path) < SILENT_S if ended is None else not ended)
    return None
