"""A project's ledger: every promise, wherever it is kept."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adforge_core.project.ledger import Ledger
from tests.project.kept import PLACES, Kept


@pytest.fixture(params=PLACES)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    return PLACES[request.param](tmp_path)


@pytest.fixture
def ledger(kept: Kept) -> Ledger:
    return kept.project.ledger


def test_a_new_ledger_is_empty(ledger: Ledger) -> None:
    assert (ledger.entries(), ledger.total_usd()) == ((), 0)


def test_it_only_grows_and_survives_a_line_cut_short(ledger: Ledger, kept: Kept) -> None:
    ledger.record("plate", "scene-1", "sets")
    ledger.record("voice", "scene-1", "hibari")
    kept.tear_ledger('{"stage": "pla')
    assert [entry.stage for entry in ledger.entries()] == ["plate", "voice"]
    ledger.record("bed", "", "library")
    assert [entry.stage for entry in ledger.entries()] == ["plate", "voice", "bed"]


def test_it_names_no_answer_outside_the_media(ledger: Ledger, kept: Kept) -> None:
    ledger.record("plate", "scene-1", "sets")
    (entry,) = ledger.entries()
    for answer in ("/etc/passwd", "../project.json"):
        kept.tear_ledger(entry.model_copy(update={"answer": answer}).model_dump_json() + "\n")
    assert ledger.entries() == (entry,)


def test_lines_of_many_threads_are_all_there_and_whole(ledger: Ledger) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: ledger.record("plate", f"scene-{number}", "sets"), range(60)))
    assert sorted(entry.scene for entry in ledger.entries()) == sorted(f"scene-{number}" for number in range(60))


def test_one_at_a_time_reads_and_writes_what_follows_from_it(ledger: Ledger) -> None:
    def count_on(_: int) -> None:
        with ledger.held():
            ledger.record("plate", str(len(ledger.entries())), "sets")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count_on, range(40)))
    assert [entry.scene for entry in ledger.entries()] == [str(number) for number in range(40)]
