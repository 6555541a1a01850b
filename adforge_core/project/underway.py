"""Notes in the project's folder about running work, so that other processes see it, and see if it was interrupted."""

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
    """One piece of work. `kind` is what it makes, such as render, plan or plate, for `scene`."""

    kind: str
    scene: str = ""
    owner: Owner
    begun: datetime


class Seen(Value):
    """A note that was found. `at` is the time of its owner's last beat.

    If it is not `alive`, the work was interrupted: its owner ended, or is on another host without a recent beat.
    """

    note: Note
    at: datetime
    alive: bool

    @property
    def elsewhere(self) -> bool:
        """Whether another process does the work."""
        return self.alive and self.note.owner != this_process()


@contextmanager
def announced(folder: ProjectFolder, monitor: RunMonitor, kind: str, scene: str = "") -> Iterator[None]:
    """Keeps a note in the project's folder while the block runs.

    The note is removed when the block ends, unless the run was interrupted: then it stays, so that it can be continued.
    Starting the same work again removes notes of interrupted work, but not those of work that is running.
    """
    forget(folder, kind, scene)
    # Each process has its own note and removes only that.
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
    """Returns the notes in the project's folder, the oldest first."""
    return tuple(sorted((seen for _, seen in _found(folder)), key=lambda seen: seen.note.begun))


def forget(folder: ProjectFolder, kind: str, scene: str = "") -> None:
    """Removes the notes of interrupted work, after a person has seen them."""
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
