import threading
from pathlib import Path

from adforge_core.engine.jobs import Job, StageRecord
from adforge_core.engine.tasks import Tasks
from adforge_core.engine.timings import Timings
from adforge_core.errors import StageFailed

PROJECT = Path("tea")


def tasks(tmp_path: Path) -> Tasks:
    return Tasks(Timings(tmp_path / "timings.json"))


def test_a_task_is_found_again_and_says_how_far_it_is(tmp_path: Path) -> None:
    half, go_on = threading.Event(), threading.Event()

    def work(job: Job) -> None:
        with job.stage("plate", "scene-1") as note:
            note(False)
        half.set()
        go_on.wait(10)

    here = tasks(tmp_path)
    started = here.start(PROJECT, "plate", work, scene="scene-1", expected={"plate": 10.0, "mix": 10.0}, parts={})
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

    def work(_: Job) -> None:
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


def test_what_is_begun_again_is_the_newest(tmp_path: Path) -> None:
    here = tasks(tmp_path)
    for kind in ("plan", "render", "plan"):
        here.start(PROJECT, kind, lambda _: None).wait(10)
    assert [task.kind for task in here.of(PROJECT)] == ["render", "plan"]


def test_a_cancelled_task_ends_without_an_error(tmp_path: Path) -> None:
    def work(job: Job) -> None:
        while True:
            job.check()
            threading.Event().wait(0.005)

    task = tasks(tmp_path).start(PROJECT, "render", work)
    task.cancel()
    task.wait(10)
    now = task.progress()
    assert (now.running, now.cancelled, now.error) == (False, True, "")
    assert now.done < 1


def test_a_failure_is_its_sentence_and_a_fault_of_ours_names_no_secret(tmp_path: Path) -> None:
    def failing(_: Job) -> None:
        raise StageFailed("The music cannot be mixed.", "Try another track.")

    def broken(_: Job) -> None:
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
    before = timings.seconds("plate")
    timings.learn([StageRecord(stage="plate", scene="", seconds=before + 10, cached=True)])
    assert timings.seconds("plate") == before
    for _ in range(20):
        timings.learn([StageRecord(stage="plate", scene="", seconds=before + 10, cached=False)])
    assert abs(Timings(tmp_path / "timings.json").seconds("plate") - (before + 10)) < 0.1
    (tmp_path / "timings.json").write_text("garbage")
    assert timings.seconds("plate") == before


def test_what_a_service_takes_is_learnt_apart_from_what_this_machine_takes(tmp_path: Path) -> None:
    here = Timings(tmp_path / "timings.json")
    there = Timings(tmp_path / "timings.json", {"plate": "replicate"})
    elsewhere = Timings(tmp_path / "timings.json", {"plate": "fal"})
    mine, other, guess = here.seconds("plate"), here.seconds("mix"), elsewhere.seconds("plate")
    assert guess > mine
    for _ in range(20):
        here.learn([StageRecord(stage="plate", scene="", seconds=200, cached=False, by="replicate")])
    assert abs(there.seconds("plate") - 200) < 1
    assert (here.seconds("plate"), there.seconds("mix"), elsewhere.seconds("plate")) == (mine, other, guess)
