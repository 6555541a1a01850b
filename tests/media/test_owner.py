"""Owners as seen from other processes: running, stopped, killed, on another host."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from adforge_core.media import owner
from adforge_core.media.owner import Claim, Claiming, beating, claimant, has_ended, silent_s, this_process

_CLAIM = """
import sys, time
from pathlib import Path
from adforge_core.media.owner import Claiming, this_process
claim = Claiming(Path(sys.argv[1])).attempt()
print(this_process().mark if claim else "no", flush=True)
sys.stdin.read()
"""


@contextmanager
def holding(path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Another process that has the claim, and its mark."""
    command = [sys.executable, "-c", _CLAIM, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def got(path: Path) -> Claim:
    """The claim, as soon as it is to be had."""
    claiming = Claiming(path)
    while (claim := claiming.attempt()) is None:
        time.sleep(0.01)
    return claim


def elsewhere(path: Path) -> None:
    """Has an owner on another host have claimed it and not let go of it."""
    there = this_process().model_copy(update={"host": "elsewhere", "boot": "another", "pid": 1})
    path.write_text(there.model_dump_json())


def test_this_process_has_not_ended_and_says_who_it_is() -> None:
    assert has_ended(this_process().mark) is False
    assert f"process {os.getpid()} on " in this_process().told


def test_a_killed_process_has_ended_before_its_parent_has_looked(tmp_path: Path) -> None:
    with holding(tmp_path / "lock") as (process, mark):
        assert has_ended(mark) is False
        process.kill()
        while not has_ended(mark):
            time.sleep(0.01)
        assert process.returncode is None, "nobody has waited for it yet"


def test_a_number_used_again_is_not_taken_for_its_first_owner() -> None:
    earlier = this_process().model_copy(update={"start": this_process().start - 1})
    assert has_ended(earlier.mark) is True


@pytest.mark.parametrize("change", [{"boot": "another"}, {"space": "pid:[1]"}])
def test_of_another_process_table_nothing_is_known(change: dict[str, str]) -> None:
    assert has_ended(this_process().model_copy(update=change).mark) is None


def test_a_claim_is_one_thread_s(tmp_path: Path) -> None:
    first = got(tmp_path / "lock")
    assert claimant(tmp_path / "lock") == this_process()
    found: list[Claim | None] = []
    thread = threading.Thread(target=lambda: found.append(Claiming(tmp_path / "lock").attempt()))
    thread.start()
    thread.join()
    assert found == [None]
    first.release()
    assert claimant(tmp_path / "lock") is None
    got(tmp_path / "lock").release()
    assert not list(tmp_path.iterdir())


def test_a_claim_is_kept_by_a_stopped_process_and_goes_with_a_killed_one(tmp_path: Path) -> None:
    with holding(tmp_path / "lock") as (process, mark):
        process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, process.pid, os.WSTOPPED)
        assert Claiming(tmp_path / "lock").attempt() is None
        there = claimant(tmp_path / "lock")
        assert there is not None
        assert there.mark == mark
        process.kill()
        got(tmp_path / "lock").release()


def test_who_waits_for_a_claim_that_is_let_go_gets_it_alone(tmp_path: Path) -> None:
    inside, most = [0], [0]

    def work() -> None:
        for _ in range(20):
            claim = got(tmp_path / "lock")
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            inside[0] -= 1
            claim.release()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


def test_an_owner_on_another_host_has_its_claim_as_long_as_it_beats(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner, "BEAT_S", 0.0)
    monkeypatch.setattr(owner, "SILENT_S", 0.0)
    elsewhere(tmp_path / "lock")
    claiming = Claiming(tmp_path / "lock")
    for beat in range(5):
        os.utime(tmp_path / "lock", (beat, beat))
        assert claiming.attempt() is None
    claim = claiming.attempt()
    assert claim is not None
    claim.release()


def test_an_owner_whose_clock_is_wrong_is_not_taken_for_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owner, "BEAT_S", 60.0)
    elsewhere(tmp_path / "lock")
    claiming = Claiming(tmp_path / "lock")
    for hours in (14, -14):
        os.utime(tmp_path / "lock", (time.time() - 3600 * hours,) * 2)
        assert claiming.attempt() is None


def test_an_owner_that_was_taken_for_silent_does_not_let_go_of_what_others_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waking = got(tmp_path / "lock")
    elsewhere(tmp_path / "lock")
    waking.release()
    there = claimant(tmp_path / "lock")
    assert there is not None
    assert there.host == "elsewhere"


def test_what_is_beating_is_renewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owner, "BEAT_S", 0.01)
    monkeypatch.setattr(owner, "_heart", owner._Heart())
    os.utime(tmp_path, (0, 0))
    assert silent_s(tmp_path) > 1e9
    with beating(tmp_path), beating(tmp_path / "gone"):
        while silent_s(tmp_path) > 60:
            time.sleep(0.01)
