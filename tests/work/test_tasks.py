import gc
import threading
from pathlib import Path

import pytest

from adforge_core.errors import Cancelled, StageFailed
from adforge_core.model.stages import Stage
from adforge_core.work.monitor import RunMonitor, StageRecord
from adforge_core.work.tasks import Tasks
from adforge_core.work.timings import Timings
from adforge_core.work.workers import run_cancellable, worker_pool

PROJECT = Path("tea")


def tasks(tmp_path: Path) -> Tasks:
    return Tasks(Timings(tmp_path / "timings.json"))


def test_a_task_is_found_again_and_says_how_far_it_is(tmp_path: Path) -> None:
    half, go_on = threading.Event(), threading.Event()

    def work(monitor: RunMonitor) -> None:
        with monitor.stage(Stage.PLATE, "scene-1") as note:
            note(False)
        half.set()
        go_on.wait(10)

    here = tasks(tmp_path)
    started = here.start(
        PROJECT, "plate", work, scene="scene-1", expected={Stage.PLATE: 10.0, Stage.MIX: 10.0}, parts={}
    )
    assert half.wait(10)
    found = here.find(PROJECT, "plate", "scene-1")
    assert found is started
    now = started.progress()
    assert now.running
    assert now.done == 0.5
    assert now.stages == {"plate": 1.0, "mix": 0.0}
    go_on.set()
    started.wait(10)
    assert (started.progress().running, started.progress().done) == (False, 1.0)


def test_the_same_work_is_not_begun_twice(tmp_path: Path) -> None:
    begun: list[int] = []
    go_on = threading.Event()

    def work(_: RunMonitor) -> None:
        begun.append(1)
        go_on.wait(10)

    here = tasks(tmp_path)
    first = here.start(PROJECT, "render", work)
    assert here.start(PROJECT, "render", work) is first
    assert here.start(Path("coffee"), "render", work) is not first
    go_on.set()
    for task in (*here.of(PROJECT), *here.of(Path("coffee"))):
        task.wait(10)
    assert len(begun) == 2


def test_what_is_asked_for_in_the_last_moments_of_its_like_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tidying, go_on = threading.Event(), threading.Event()

    def tidied() -> int:
        tidying.set()
        return int(go_on.wait(10))

    monkeypatch.setattr(gc, "collect", tidied)
    here, done = tasks(tmp_path), []
    first = here.start(PROJECT, "sound", lambda _: done.append("before"))
    assert tidying.wait(10)
    second = here.start(PROJECT, "sound", lambda _: done.append("after"))
    assert second is not first
    go_on.set()
    second.wait(10)
    assert done == ["before", "after"]


def test_what_is_asked_for_while_its_like_is_being_stopped_begins_when_that_has_ended(tmp_path: Path) -> None:
    unwinding, go_on = threading.Event(), threading.Event()
    done: list[str] = []

    def stopped(monitor: RunMonitor) -> None:
        unwinding.wait(10)
        go_on.wait(10)
        done.append("stopped")
        monitor.check()

    here = tasks(tmp_path)
    first = here.start(PROJECT, "render", stopped)
    first.cancel()
    unwinding.set()
    second = here.start(PROJECT, "render", lambda _: done.append("again"))
    assert (second is not first, second.running, done) == (True, True, [])
    go_on.set()
    second.wait(10)
    assert done == ["stopped", "again"]
    assert not second.progress().cancelled


def test_ended_tasks_are_forgotten_but_for_what_somebody_has_to_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gc, "collect", lambda: 0)  # after each of 300 tasks, it takes all the time there is

    def failing(_: RunMonitor) -> None:
        raise StageFailed("No.", "Try again.")

    here = tasks(tmp_path)
    here.start(PROJECT, "revise", lambda _: "a suggestion").wait(10)
    here.start(PROJECT, "plate", failing).wait(10)
    for number in range(300):
        here.start(Path(f"ad-{number}"), "plan", lambda _: None).wait(10)
    kept = [number for number in range(300) if here.of(Path(f"ad-{number}"))]
    assert kept[-1] == 299
    assert len(kept) < 200
    assert [(task.kind, task.answer, task.progress().error) for task in here.of(PROJECT)] == [
        ("revise", "a suggestion", ""),
        ("plate", None, "No. Try again."),
    ]


def test_all_is_stopped_at_the_end_and_nothing_begins_after_it(tmp_path: Path) -> None:
    def work(monitor: RunMonitor) -> None:
        while True:
            monitor.check()
            threading.Event().wait(0.005)

    here = tasks(tmp_path)
    running = [here.start(Path(f"ad-{number}"), "render", work) for number in range(3)]
    here.end(10)
    assert not any(task.running for task in running)
    with pytest.raises(Cancelled):
        here.start(PROJECT, "render", work)


def test_no_thread_is_left_by_work_that_was_stopped(tmp_path: Path) -> None:
    def work(monitor: RunMonitor) -> None:
        with worker_pool(monitor, 3) as pool:
            for _ in range(3):
                pool.submit(run_cancellable, monitor, lambda: monitor._stop.wait(10))
            monitor._stop.wait(10)
            monitor.check()

    here = tasks(tmp_path)
    here.start(PROJECT, "render", lambda _: None).wait(10)
    before = set(threading.enumerate())
    for _ in range(10):
        task = here.start(PROJECT, "render", work)
        task.cancel()
        task.wait(10)
    left = set(threading.enumerate()) - before
    for thread in left:
        thread.join(10)
    assert not [thread for thread in left if thread.is_alive()]


def test_what_is_begun_again_is_the_newest(tmp_path: Path) -> None:
    here = tasks(tmp_path)
    for kind in ("plan", "render", "plan"):
        here.start(PROJECT, kind, lambda _: None).wait(10)
    assert [task.kind for task in here.of(PROJECT)] == ["render", "plan"]


def test_a_cancelled_task_ends_without_an_error(tmp_path: Path) -> None:
    def work(monitor: RunMonitor) -> None:
        while True:
            monitor.check()
            threading.Event().wait(0.005)

    task = tasks(tmp_path).start(PROJECT, "render", work)
    task.cancel()
    task.wait(10)
    now = task.progress()
    assert (now.running, now.cancelled, now.error) == (False, True, "")
    assert now.done < 1


def test_a_failure_is_its_sentence_and_a_fault_of_ours_names_no_secret(tmp_path: Path) -> None:
    def failing(_: RunMonitor) -> None:
        raise StageFailed("The music cannot be mixed.", "Try another track.")

    def broken(_: RunMonitor) -> None:
        raise KeyError("/home/somebody/secret")

    here = tasks(tmp_path)
    for kind, work in (("sound", failing), ("render", broken)):
        here.start(PROJECT, kind, work).wait(10)
    said = {task.kind: task.progress().error for task in here.of(PROJECT)}
    assert said["sound"] == "The music cannot be mixed. Try another track."
    assert "KeyError" in said["render"]
    assert "secret" not in said["render"]
    for task in here.of(PROJECT):
        here.forget(task)
    assert here.of(PROJECT) == ()


def test_timings_move_towards_what_was_seen_and_ignore_the_cache(tmp_path: Path) -> None:
    timings = Timings(tmp_path / "timings.json")
    before = timings.seconds(Stage.PLATE)
    timings.learn([StageRecord(stage="plate", scene="", seconds=before + 10, cached=True)])
    assert timings.seconds(Stage.PLATE) == before
    for _ in range(20):
        timings.learn([StageRecord(stage="plate", scene="", seconds=before + 10, cached=False)])
    assert abs(Timings(tmp_path / "timings.json").seconds(Stage.PLATE) - (before + 10)) < 0.1
    (tmp_path / "timings.json").write_text("garbage")
    assert timings.seconds(Stage.PLATE) == before


def test_what_a_service_takes_is_learnt_apart_from_what_this_machine_takes(tmp_path: Path) -> None:
    here = Timings(tmp_path / "timings.json")
    there = Timings(tmp_path / "timings.json", {Stage.PLATE: "replicate"})
    elsewhere = Timings(tmp_path / "timings.json", {Stage.PLATE: "fal"})
    mine, other, guess = here.seconds(Stage.PLATE), here.seconds(Stage.MIX), elsewhere.seconds(Stage.PLATE)
    assert guess > mine
    for _ in range(20):
        here.learn([StageRecord(stage="plate", scene="", seconds=200, cached=False, by="replicate")])
    assert abs(there.seconds(Stage.PLATE) - 200) < 1
    assert (here.seconds(Stage.PLATE), there.seconds(Stage.MIX), elsewhere.seconds(Stage.PLATE)) == (mine, other, guess)
