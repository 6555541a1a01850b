"""Claims on orders: every promise, wherever they are kept. tests/media/test_owner.py has those between processes."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adforge_core.media.owner import this_process
from adforge_core.project.stores import ClaimStore
from tests.project.kept import PLACES


@pytest.fixture(params=PLACES)
def claims(request: pytest.FixtureRequest, tmp_path: Path) -> ClaimStore:
    return PLACES[request.param](tmp_path).project.claims


def test_one_at_a_time_has_a_claim_and_others_see_who(claims: ClaimStore) -> None:
    assert claims.owner("a") is None
    mine = claims.claiming("a").attempt()
    assert mine is not None
    assert claims.owner("a") == this_process()
    other = claims.claiming("a")
    assert other.attempt() is None
    assert claims.claiming("b").attempt() is not None
    mine.release()
    theirs = other.attempt()
    assert theirs is not None
    mine.release()
    assert claims.claiming("a").attempt() is None, "a second release takes nothing from whoever has it now"
    theirs.release()
    assert claims.owner("a") is None


def test_of_many_threads_one_has_it(claims: ClaimStore) -> None:
    inside, most, gate = 0, [], threading.Barrier(6)

    def work(_: int) -> None:
        nonlocal inside
        gate.wait()
        claiming = claims.claiming("a")
        for _ in range(20):
            while (claim := claiming.attempt()) is None:
                pass
            inside += 1
            most.append(inside)
            inside -= 1
            claim.release()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    assert most == [1] * 120
