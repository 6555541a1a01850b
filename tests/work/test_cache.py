import os
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any
from weakref import WeakValueDictionary

import diskcache
import pytest

from adforge_core.errors import Cancelled
from adforge_core.model.value import Point
from adforge_core.work.cache import Cache, ResultCache, code_key, content_key
from adforge_core.work.memory_cache import MemoryCache
from adforge_core.work.monitor import RunMonitor


@pytest.fixture(params=["disk", "memory"])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> ResultCache:
    return Cache(tmp_path / "cache") if request.param == "disk" else MemoryCache()


def made(text: str, times: list[str]) -> Any:
    def make(folder: Path) -> dict[str, Any]:
        times.append(text)
        (folder / "one.txt").write_text(text)
        return {"length": len(text)}

    return make


def test_what_is_made_once_is_found_again_with_its_files(cache: ResultCache, tmp_path: Path) -> None:
    times: list[str] = []
    first = cache.result("stage", {"a": 1}, tmp_path / "here", made("hello", times))
    again = cache.result("stage", {"a": 1}, tmp_path / "there", made("hello", times))
    assert (first.cached, again.cached, times) == (False, True, ["hello"])
    assert again.value == {"length": 5}
    assert again.files["one.txt"].parent == tmp_path / "there"
    assert again.files["one.txt"].read_text() == "hello"


@pytest.mark.parametrize("other", [("stage", {"a": 2}), ("stage", {"b": 1}), ("other", {"a": 1})])
def test_other_inputs_are_another_result(cache: ResultCache, tmp_path: Path, other: tuple[str, dict[str, int]]) -> None:
    times: list[str] = []
    cache.result("stage", {"a": 1}, tmp_path, made("x", times))
    assert not cache.result(*other, tmp_path, made("y", times)).cached


def test_a_file_is_replaced_and_never_written_where_others_may_read_it(cache: ResultCache, tmp_path: Path) -> None:
    """Two results with the same file may be placed in one folder at once, and one of them is read first."""
    name = cache.result("stage", {}, tmp_path / "here", made("hello", [])).files["one.txt"].name
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / name).write_text("he")
    with (tmp_path / "there" / name).open() as read:
        placed = cache.result("stage", {}, tmp_path / "there", made("hello", []))
        assert read.read() == "he"
    assert placed.files["one.txt"].read_text() == "hello"
    assert [path.name for path in (tmp_path / "there").iterdir()] == [name]


def test_the_folder_may_be_deleted_at_any_moment(tmp_path: Path) -> None:
    times: list[str] = []
    cache = Cache(tmp_path / "cache")
    kept = cache.result("stage", {}, tmp_path / "project", made("x", times))
    shutil.rmtree(tmp_path / "cache")
    assert kept.files["one.txt"].read_text() == "x"
    assert not cache.result("stage", {}, tmp_path / "other", made("x", times)).cached
    assert cache.result("stage", {}, tmp_path / "third", made("x", times)).cached


def test_it_may_be_deleted_while_a_stage_is_at_work(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    cache.result("before", {}, tmp_path / "project", made("x", []))

    def make(folder: Path) -> dict[str, Any]:
        shutil.rmtree(tmp_path / "cache")
        return dict(made("y", [])(folder))

    assert cache.result("stage", {}, tmp_path / "project", make).files["one.txt"].read_text() == "y"


def test_where_the_cache_cannot_be_written_results_are_made_and_not_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache, times = Cache(tmp_path / "file" / "cache"), list[str]()
    for _ in range(2):
        assert cache.result("stage", {}, tmp_path / "project", made("x", times)).files["one.txt"].read_text() == "x"
    assert times == ["x", "x"]


def test_a_blob_that_is_gone_is_a_miss(cache: ResultCache, tmp_path: Path) -> None:
    times: list[str] = []
    cache.result("stage", {}, tmp_path / "a", made("x", times))
    cache.trim(0)
    assert not cache.result("stage", {}, tmp_path / "b", made("x", times)).cached


def test_a_damaged_blob_is_made_again(tmp_path: Path) -> None:
    times: list[str] = []
    cache = Cache(tmp_path / "cache")
    cache.result("stage", {}, tmp_path / "a", made("hello", times))
    (blob,) = (tmp_path / "cache" / "blobs").iterdir()
    blob.write_text("he")
    again = cache.result("stage", {}, tmp_path / "b", made("hello", times))
    assert (again.cached, again.files["one.txt"].read_text()) == (False, "hello")
    assert cache.result("stage", {}, tmp_path / "c", made("hello", times)).cached


def test_nobodys_edit_reaches_the_cache(cache: ResultCache, tmp_path: Path) -> None:
    mine = cache.result("stage", {}, tmp_path / "a", made("hello", []))
    mine.files["one.txt"].write_text("HELLO")
    assert cache.result("stage", {}, tmp_path / "b", made("hello", [])).files["one.txt"].read_text() == "hello"


def test_what_was_used_last_is_kept_longest(cache: ResultCache, tmp_path: Path) -> None:
    for number, text in enumerate(("one", "two")):
        cache.result(text, {}, tmp_path / "a", made(text, []))
        for blob in (tmp_path / "cache" / "blobs").glob("*"):  # a disk's clock may not tell the two apart
            os.utime(blob, (1000 + number, 1000 + number)) if blob.read_text() == text else None
    cache.result("one", {}, tmp_path / "b", made("one", []))
    cache.trim(3)
    assert cache.result("one", {}, tmp_path / "c", made("one", [])).cached
    assert not cache.result("two", {}, tmp_path / "c2", made("two", [])).cached


def test_nothing_is_left_of_a_result_whose_files_are_gone(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    cache.result("gone", {}, tmp_path / "a", made("one", []))
    cache.result("kept", {}, tmp_path / "a", lambda _: {"no": "files"})
    cache.trim(0)
    assert cache.result("kept", {}, tmp_path / "b", lambda _: {}).value == {"no": "files"}
    with diskcache.Cache(str(tmp_path / "cache" / "index")) as index:
        assert len(index) == 1


def test_nothing_is_held_of_results_that_were_handed_out(cache: ResultCache, tmp_path: Path) -> None:
    for number in range(5):
        cache.result("stage", {"number": number}, tmp_path / "a", made("one", []))
    held = [one for one in vars(cache).values() if isinstance(one, WeakValueDictionary)]
    assert [len(one) for one in held] == [0]


def test_threads_that_want_the_same_thing_make_it_once(cache: ResultCache, tmp_path: Path) -> None:
    times: list[str] = []
    gate = threading.Barrier(8)

    def ask(_: int) -> bool:
        gate.wait()
        return cache.result("stage", {}, tmp_path / "project", made("x", times)).cached

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))
    assert sorted(answers) == [False] + [True] * 7
    assert times == ["x"]


def test_a_stage_that_fails_leaves_nothing_behind(cache: ResultCache, tmp_path: Path) -> None:

    def fail(folder: Path) -> dict[str, Any]:
        (folder / "half.txt").write_text("half")
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        cache.result("stage", {}, tmp_path / "project", fail)
    assert list((tmp_path / "project").iterdir()) == []
    assert not cache.result("stage", {}, tmp_path / "project", made("x", [])).cached


def test_a_pickle_in_the_index_is_never_read(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    cache.result("stage", {}, tmp_path, made("x", []))
    key = content_key({"stage": "stage", "code": code_key(), "inputs": {}})
    with diskcache.Cache(str(tmp_path / "cache" / "index")) as foreign:
        assert key in foreign
        foreign.set(key, {"a": "pickle"})
    assert not cache.result("stage", {}, tmp_path, made("x", [])).cached


def test_keys_follow_content_not_order() -> None:
    assert content_key({"a": 1, "b": Point(x=0, y=1)}) == content_key({"b": Point(x=0, y=1), "a": 1})
    assert content_key({"b": Point(x=0, y=1)}) != content_key({"b": Point(x=0, y=2)})


def test_whoever_waits_for_the_same_in_another_thread_can_be_stopped(cache: ResultCache, tmp_path: Path) -> None:
    begun, over = Event(), Event()

    def make(_: Path) -> dict[str, int]:
        begun.set()
        over.wait(60)
        return {"made": 1}

    monitor = RunMonitor()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(cache.result, "plan", {}, tmp_path / "one", make)
        begun.wait(60)
        second = pool.submit(cache.result, "plan", {}, tmp_path / "two", make, monitor.check)
        monitor.cancel()
        with pytest.raises(Cancelled):
            second.result(60)
        over.set()
        assert first.result().value == {"made": 1}


def test_a_damaged_file_is_replaced_where_it_was_asked_for(cache: ResultCache, tmp_path: Path) -> None:
    times: list[str] = []

    def asked() -> Path:
        return cache.result("plate", {}, tmp_path / "media", made("plate", times)).files["one.txt"]

    asked().write_bytes(b"PLATE")
    assert asked().read_bytes() == b"plate"
    assert times == ["plate"]


def test_whether_a_result_is_there_is_known_without_making_it(cache: ResultCache, tmp_path: Path) -> None:
    assert not cache.has("stage", {"a": 1})
    cache.result("stage", {"a": 1}, tmp_path, made("x", []))
    assert (cache.has("stage", {"a": 1}), cache.has("stage", {"a": 2})) == (True, False)
    cache.trim(0)
    assert not cache.has("stage", {"a": 1})


def test_a_value_that_was_handed_out_is_nobody_elses(cache: ResultCache, tmp_path: Path) -> None:
    cache.result("stage", {}, tmp_path, lambda _: {"list": [1]})
    cache.result("stage", {}, tmp_path, lambda _: {}).value["list"].append(2)
    assert cache.result("stage", {}, tmp_path, lambda _: {}).value == {"list": [1]}


def test_a_damaged_file_is_replaced_where_it_was_asked_for_and_made_again_where_the_cache_s_own_is(
    tmp_path: Path,
) -> None:
    cache, made = Cache(tmp_path / "cache"), []

    def make(folder: Path) -> dict[str, int]:
        made.append(1)
        (folder / "plate.png").write_bytes(b"plate")
        return {}

    def asked() -> Path:
        return cache.result("plate", {}, tmp_path / "media", make).files["plate.png"]

    asked().write_bytes(b"PLATE")
    assert asked().read_bytes() == b"plate"
    assert len(made) == 1
    for path in (asked(), *(tmp_path / "cache" / "blobs").glob("*.png")):
        path.write_bytes(b"PLATE")
    assert asked().read_bytes() == b"plate"
    assert len(made) == 2
