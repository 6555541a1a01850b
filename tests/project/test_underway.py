"""Notes of what is being made: seen from elsewhere, left behind by whoever died at it, and by nobody else."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from adforge_core.errors import AdForgeError, Cancelled, StageFailed
from adforge_core.pipeline import render_ad
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.library import Library
from adforge_core.project.underway import announced, forget, under_way
from adforge_core.providers.registry import choose_providers
from adforge_core.work.cache import Cache
from adforge_core.work.monitor import Event, RunMonitor
from tests.placed import begin_placed

_AT_IT = """
import sys
from pathlib import Path
from adforge_core.work.monitor import RunMonitor
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.underway import announced
with announced(ProjectFolder(Path(sys.argv[1])), RunMonitor(), "plate", "scene-2"):
    print("at it", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> ProjectFolder:
    return begin_placed(Library(tmp_path / "projects"), frames=15)


def kinds(folder: ProjectFolder) -> list[tuple[str, bool]]:
    return [(seen.note.kind, seen.alive) for seen in under_way(folder)]


def test_another_process_is_seen_at_work_and_missed_when_it_is_killed(folder: ProjectFolder) -> None:
    command = [sys.executable, "-c", _AT_IT, str(folder.folder)]
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert other.stdin is not None
    with other.stdout, other.stdin:
        assert other.stdout.readline() == b"at it\n"
        (seen,) = under_way(folder)
        assert (seen.note.kind, seen.note.scene, seen.alive, seen.elsewhere) == ("plate", "scene-2", True, True)
        assert seen.note.owner.pid == other.pid
        forget(folder, "plate", "scene-2")  # of work that goes on, nothing is forgotten
        other.kill()
        other.wait()
    (seen,) = under_way(folder)
    assert (seen.alive, seen.elsewhere) == (False, False)
    assert seen.at >= seen.note.begun.replace(microsecond=0)
    ProjectFolder(folder.folder).create()  # which sweeps what others left
    assert kinds(folder) == [("plate", False)]
    forget(folder, "plate", "scene-2")
    assert under_way(folder) == ()


def test_who_ends_first_takes_only_its_own_note_away(folder: ProjectFolder) -> None:
    command = [sys.executable, "-c", _AT_IT, str(folder.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == b"at it\n"
        with announced(folder, RunMonitor(), "plate", "scene-2"):
            assert sorted(seen.elsewhere for seen in under_way(folder)) == [False, True]
        assert [seen.note.owner.pid for seen in under_way(folder)] == [other.pid]
        other.kill()
        other.wait()
    assert kinds(folder) == [("plate", False)], "it was interrupted, and that is to be told"
    with announced(folder, RunMonitor(), "plate", "scene-2"):
        assert kinds(folder) == [("plate", True)]
    assert under_way(folder) == ()


def test_what_is_rendered_is_noted_until_it_ends(folder: ProjectFolder, tmp_path: Path) -> None:
    seen: list[list[tuple[str, bool]]] = []

    def listen(_: Event) -> None:
        seen.append(kinds(folder))

    providers = choose_providers(offline=True).providers
    render_ad(folder.folder, providers=providers, cache=Cache(tmp_path / "cache"), events=listen)
    assert set(map(tuple, seen)) == {(("render", True),)}
    assert under_way(folder) == ()


@pytest.mark.parametrize(
    ("end", "left"),
    [(RunMonitor.cancel, []), (RunMonitor.interrupt, ["render"]), (None, [])],
    ids=["stopped", "interrupted", "failed"],
)
def test_only_what_was_interrupted_leaves_a_note(
    folder: ProjectFolder, end: Callable[[RunMonitor], None] | None, left: list[str]
) -> None:
    monitor = RunMonitor()

    def work() -> None:
        with announced(folder, monitor, "render"):
            if end is None:
                raise StageFailed("It cannot be drawn.", "Try again.")
            end(monitor)
            monitor.check()

    expected: type[AdForgeError] = StageFailed if end is None else Cancelled
    with pytest.raises(expected):
        work()
    assert [seen.note.kind for seen in under_way(folder)] == left


def test_a_note_that_is_no_file_is_none(folder: ProjectFolder) -> None:
    (folder.folder / ".work" / "underway-render.json").mkdir(parents=True)
    assert under_way(folder) == ()
    forget(folder, "render")
