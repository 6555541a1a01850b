import errno
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adforge_core.errors import BadOutput, BadPhoto, BadProject
from adforge_core.media.owner import this_process
from adforge_core.model.brief import Brief
from adforge_core.model.project import SCHEMA_VERSION, Project
from adforge_core.model.stages import Stage
from adforge_core.project.folder import ProjectFolder, slug, studio_home, unwritable_folder
from adforge_core.project.library import Library
from adforge_core.project.orders import OrderDesk, Quote
from adforge_core.work.monitor import RunMonitor


def project(name: str = "Tea") -> Project:
    return Project(name=name, brief=Brief(product=name))


def ended() -> str:
    """How a process that is no more marked what it left unfinished."""
    code = "from adforge_core.media.owner import this_process; print(this_process().mark)"
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def folder(tmp_path: Path) -> ProjectFolder:
    made = ProjectFolder(tmp_path / "tea")
    made.create()
    return made


def test_a_saved_project_is_read_back_the_same(folder: ProjectFolder) -> None:
    saved = folder.revisions.replace(project())
    assert folder.load() == saved == project().model_copy(update={"revision": 1})


def test_every_save_keeps_the_revision_before(folder: ProjectFolder) -> None:
    for name in ("one", "two", "two", "three"):
        folder.revisions.replace(project(name))
    names = [json.loads(path.read_text())["name"] for path in sorted((folder.folder / "revisions").iterdir())]
    assert names == ["one", "two"]
    assert folder.load().revision == 3


def test_a_project_from_a_newer_studio_is_refused_with_what_to_do(folder: ProjectFolder) -> None:
    folder.revisions.replace(project())
    file = folder.folder / "project.json"
    file.write_text(file.read_text().replace(f'"schema_version": {SCHEMA_VERSION}', '"schema_version": 999'))
    with pytest.raises(BadProject, match=r"newer version of the studio.*Update"):
        folder.load()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"name": "x"}', '{"schema_version": 1, "name": 3}'])
def test_a_broken_project_file_is_one_sentence(folder: ProjectFolder, text: str) -> None:
    (folder.folder / "project.json").write_text(text)
    with pytest.raises(BadProject, match=r"project\.json"):
        folder.load()


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(BadOutput, match="other files"):
        ProjectFolder(tmp_path).create()
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_two_runs_never_work_on_one_project(folder: ProjectFolder) -> None:
    (folder.media.folder / "begun.png").write_bytes(b"work")
    with folder.run_lock():
        who = rf"Another run is using .*: .*process {os.getpid()} on .*\. Wait until it is done"
        with pytest.raises(BadProject, match=who), ProjectFolder(folder.folder).run_lock():
            pass
        assert (folder.media.folder / "begun.png").exists()


def test_a_kill_during_the_first_save_does_not_bar_the_way(folder: ProjectFolder) -> None:
    (folder.folder / f".writing-{ended()}-x").write_text("half")
    with folder.run_lock():
        folder.revisions.replace(project())
    assert folder.load().name == "Tea"


def test_a_new_folder_goes_when_nothing_came_of_it(tmp_path: Path) -> None:
    with pytest.raises(BadPhoto), ProjectFolder(tmp_path / "new").run_lock():
        raise BadPhoto("no")
    assert not (tmp_path / "new").exists()


def test_what_was_there_before_stays_when_nothing_came_of_a_new_project(tmp_path: Path) -> None:
    there = tmp_path / "shoot" / "media" / "my-only-footage.mp4"
    there.parent.mkdir(parents=True)
    there.write_bytes(b"footage")
    ledger = tmp_path / "shoot" / "ledger.jsonl"
    ledger.write_text("{}")
    with pytest.raises(BadPhoto), ProjectFolder(tmp_path / "shoot").run_lock():
        raise BadPhoto("no")
    assert sorted(path.name for path in (tmp_path / "shoot").iterdir()) == [".lock", "ledger.jsonl", "media"]
    assert there.read_bytes() == b"footage"


@pytest.mark.parametrize("there_before", [True, False])
def test_what_a_user_puts_into_a_new_folder_meanwhile_stays(tmp_path: Path, there_before: bool) -> None:
    place, photo = tmp_path / "new", tmp_path / "photo.png"
    photo.write_bytes(b"pixels")
    if there_before:
        place.mkdir()
    made = ProjectFolder(place)
    mine = [place / "notes.txt", place / "media" / "mine.mp4", place / "deliverables" / "old" / "mine.mp4"]

    def work() -> None:
        made.media.add(photo)
        made.ledger.record("cutout", "", "local")
        for path in mine:
            path.parent.mkdir(exist_ok=True)
            path.write_text("mine")
        raise BadPhoto("no")

    with pytest.raises(BadPhoto), made.run_lock():
        work()
    left = {path for path in place.rglob("*") if path.is_file()}
    assert left - {place / ".lock"} == set(mine)
    assert not (place / "previews").exists()


def test_what_was_paid_for_outlasts_a_new_project_that_failed(tmp_path: Path) -> None:
    made, answer = ProjectFolder(tmp_path / "new"), tmp_path / "plan.json"
    answer.write_text("{}")
    quote = Quote(model="m", units=1, unit="line", cost_usd=1)

    def work() -> None:
        with OrderDesk(made, RunMonitor(), 5).order(
            "k" * 30, Stage.PLAN, "", "claude", quote, recoverable=False
        ) as order:
            order.answered(answer)
        raise BadPhoto("no")

    with pytest.raises(BadPhoto), made.run_lock():
        work()
    (entry,) = made.ledger.orders()
    assert made.media.has(entry.answer)


def test_two_scenes_of_one_name_are_refused_before_one_is_lost(folder: ProjectFolder) -> None:
    scene = {"id": "scene-1", "role": "hook", "frames": 60}
    written = json.loads(folder.revisions.replace(project()).model_dump_json()) | {"scenes": [scene, scene]}
    (folder.folder / "project.json").write_text(json.dumps(written))
    with pytest.raises(BadProject, match=r"scenes: more than one scene is called scene-1\. Correct that field"):
        folder.load()


def test_a_past_that_somebody_has_deleted_begins_anew(folder: ProjectFolder) -> None:
    folder.revisions.replace(project())
    rmtree(folder.files.past_folder)
    assert folder.revisions.replace(project("Coffee")).name == "Coffee"
    assert len(list(folder.files.past_folder.glob("0*.json"))) == 1


def test_a_folder_is_known_by_its_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert ProjectFolder(Path("tea-9:16")).folder == tmp_path / "tea-9:16", "ffmpeg would look for a protocol"


def test_what_a_killed_run_left_half_done_is_swept_away(folder: ProjectFolder, tmp_path: Path) -> None:
    source = tmp_path / "photo.png"
    source.write_bytes(b"pixels")
    name = folder.media.add(source)
    (folder.media.folder / f".making-{ended()}-x").mkdir()
    folder.variants.mkdir(parents=True)
    for place in (folder.folder, folder.variants):
        (place / f".writing-{ended()}-x").write_text("half")
    others = folder.media.folder / f".making-{this_process().mark}-x"
    others.mkdir()
    with folder.run_lock():
        assert {path.name for path in folder.media.folder.iterdir()} == {name, others.name}
        assert not list(folder.folder.rglob(".writing-*"))


def test_what_a_neighbour_on_another_host_has_in_hand_stays_until_it_was_silent_for_a_day(
    folder: ProjectFolder,
) -> None:
    there = this_process().model_copy(update={"boot": "another", "pid": 4194000}).mark
    theirs = folder.work.parent / f".work-{there}-abcd1234"
    earlier = folder.media.folder / ".writing-4194000-abcd.mp4"  # of a studio that told its owner by number alone
    theirs.mkdir()
    earlier.touch()
    for hours, stays in ((0, True), (23, True), (25, False)):
        silent = time.time() - hours * 3600
        for path in (theirs, earlier):
            os.utime(path, (silent, silent))
        with ProjectFolder(folder.folder).run_lock():
            pass
        assert (theirs.exists(), earlier.exists()) == (stays, stays)


def test_previews_are_not_kept_for_ever(folder: ProjectFolder) -> None:
    for number in range(500):
        made = folder.previews / f"{number}.webp"
        made.touch()
        os.utime(made, (number, number))
    with folder.run_lock():
        kept = {int(path.stem) for path in folder.previews.iterdir()}
    assert kept == set(range(100, 500))


def test_the_studio_is_at_one_place_wherever_it_is_asked_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ADFORGE_HOME", "here")
    assert studio_home() == tmp_path / "here"
    monkeypatch.setenv("ADFORGE_HOME", "~nobody-of-that-name/here")
    with pytest.raises(BadOutput, match="no such user"):
        studio_home()


@contextmanager
def unprivileged() -> Iterator[None]:
    """Root may write anywhere: while this lasts, it is nobody."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_folder_that_cannot_be_written_is_one_sentence() -> None:
    with TemporaryDirectory() as place:  # where nobody may look, too
        Path(place).chmod(0o555)
        with unprivileged(), pytest.raises(BadOutput, match="cannot be written"):
            ProjectFolder(Path(place, "tea")).create()


@given(st.text(max_size=200))
def test_any_name_becomes_a_file_name(text: str) -> None:
    name = slug(text)
    assert 1 <= len(name) <= 40
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("Café Zürich", "cafe-zurich"),
        ("Чай", "chay"),
        ("茶の湯", "chanotang"),
        ("Łódź & Søn", "lodz-son"),
        ("!?", "ad"),
    ],
)
def test_names_in_other_scripts_are_told_apart(name: str, folder: str) -> None:
    assert slug(name) == folder


@pytest.mark.parametrize("unset", [False, True])
def test_a_home_that_cannot_be_used_says_what_to_do_and_that_helps(
    unset: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    if unset:
        for name in ("ADFORGE_HOME", "HOME", "XDG_DATA_HOME"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr("pwd.getpwuid", {}.__getitem__)  # a user the system does not know, as in a container
    else:
        monkeypatch.setenv("ADFORGE_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(BadOutput) as told:
        Library(studio_home() / "projects").begin_empty("Tea")
    assert told.value.to_do.startswith("Set ADFORGE_HOME to a folder")
    monkeypatch.setenv("ADFORGE_HOME", str(tmp_path / "home"))
    assert Library(studio_home() / "projects").begin_empty("Tea").exists


def test_a_folder_that_cannot_be_written_says_what_to_do_and_that_helps(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadOutput, match=r"file is not a folder\. Choose another folder with --project\."):
        ProjectFolder(tmp_path / "file" / "ad").create()
    ProjectFolder(tmp_path / "ad").create()


def test_a_folder_that_cannot_be_written_is_told_also_to_a_user_without_a_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADFORGE_HOME", "~no-such-user/home")
    told = unwritable_folder("The project folder", tmp_path, OSError(errno.EROFS, "Read-only file system"))
    assert str(told).startswith("The project folder cannot be written: Read-only file system. Choose another folder")
