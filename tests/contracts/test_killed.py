"""A process is killed (SIGKILL) while services work for it: the next run goes on with that, or says it is lost."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from adforge_core.errors import StageFailed
from adforge_core.project.ledger import Entry, OrderState
from tests.contracts import anthropic_wire, elevenlabs_wire, fal_wire, openai_wire, replicate_wire
from tests.contracts.answers import Background
from tests.contracts.asking import ask
from tests.contracts.composing import run_in
from tests.contracts.fal_wire import Fal
from tests.contracts.language import VENDORS
from tests.contracts.replicate_wire import Replicate
from tests.contracts.server import Double, Hang

ROOT = Path(__file__).resolve().parents[2]
ASKED, PLACED, ANSWERED, SPOILED = (
    OrderState.ASKED,
    OrderState.SUBMITTED,
    OrderState.ANSWERED,
    OrderState.CHARGED_UNUSABLE,
)
SENT = {
    "openai": VENDORS["openai"].endpoint,
    "anthropic": VENDORS["anthropic"].endpoint,
    "video": "POST /v1/models/bytedance/.*/predictions$",
    "bed": "POST /v1/models/stability-ai/.*/predictions$",
    "fal": fal_wire.SEND,
    "voice": "POST .*with-timestamps",
    "music": "POST /v1/music",
}
"""By what is asked for: the request that asks for it."""


@pytest.fixture
def services(double: Double, files: Double, monkeypatch: pytest.MonkeyPatch) -> list[Background | Replicate | Fal]:
    """Every service behind one double; those that work at it for a while."""
    for name, key, path in (
        ("OPENAI_API_KEY", openai_wire.OPENAI_KEY, "/v1"),
        ("ANTHROPIC_API_KEY", anthropic_wire.ANTHROPIC_KEY, ""),
        ("REPLICATE_API_TOKEN", replicate_wire.KEY, ""),
        ("FAL_KEY", fal_wire.KEY, ""),
        ("ELEVENLABS_API_KEY", elevenlabs_wire.KEY, ""),
    ):
        monkeypatch.setenv(name, key)
        monkeypatch.setenv(f"{name.partition('_')[0]}_BASE_URL", double.url + path)
    monkeypatch.setenv("ADFORGE_ALLOW_LOOPBACK", "1")
    anthropic_wire.install(double)
    elevenlabs_wire.ElevenLabs(double)
    background = openai_wire.install(double).background
    return [background, replicate_wire.install(double, files), fal_wire.install(double, files)]


def killed(folder: Path, whats: Iterable[str], under_way: Callable[[], bool]) -> None:
    """Has a process ask for these things, and kills it once all are `under_way`."""
    command = [sys.executable, "-m", "tests.contracts.asking", str(folder), *whats]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ)
    try:
        while not under_way():
            assert process.poll() is None
            time.sleep(0.02)
    finally:
        process.kill()
        process.wait()


def stood(folder: Path, what: str) -> list[OrderState]:
    """How the orders for it stand."""
    return [entry.state for entry in orders(folder, what)]


def orders(folder: Path, what: str) -> tuple[Entry, ...]:
    return run_in(folder / what).folder.ledger.orders()


def balance(folder: Path, what: str, double: Double) -> float:
    """What is booked for it beyond what was charged."""
    charged = sum(request.charged_usd for request in double.asked(SENT[what]))
    return round(sum(entry.cost_usd for entry in orders(folder, what)) - charged, 6)


def test_what_services_were_at_work_on_is_waited_for_by_the_next_run(
    services: list[Background | Replicate | Fal], double: Double, tmp_path: Path
) -> None:
    looks = {"openai": "GET /v1/responses/", "video": replicate_wire.LOOK, "fal": fal_wire.LOOK}
    for service in services:
        service.looks = 1_000_000
    killed(tmp_path, looks, lambda: all(double.asked(look) for look in looks.values()))
    for what in looks:
        assert stood(tmp_path, what) == [PLACED], what
    for service in services:
        service.finish()
    for what in looks:
        ask(what, tmp_path)
        assert len(double.asked(SENT[what])) == 1, what
        assert stood(tmp_path, what) == [ANSWERED], what
        assert balance(tmp_path, what, double) == 0, what


@pytest.mark.usefixtures("services")
def test_what_was_made_for_a_process_that_never_heard_of_it_is_found_or_said_to_be_lost(
    double: Double, tmp_path: Path
) -> None:
    found, booked, lost = ("video", "bed", "fal", "voice"), ("openai", "anthropic"), "music"
    whats = (*found, *booked, lost)
    for what in whats:
        double.fail(SENT[what], Hang(60))
    killed(tmp_path, whats, lambda: all(any(one.charged_usd for one in double.asked(SENT[what])) for what in whats))
    for what in whats:
        assert stood(tmp_path, what) == [ASKED], what
    for what in found:
        ask(what, tmp_path)
        assert len(double.asked(SENT[what])) == 1, what
        assert stood(tmp_path, what) == [ANSWERED], what
        assert balance(tmp_path, what, double) == 0, what
    for what in booked:
        ask(what, tmp_path)
        assert len(double.asked(SENT[what])) == 2, what
        assert stood(tmp_path, what) == [SPOILED, ANSWERED], what
        assert "may have been charged, and cannot be fetched now" in orders(tmp_path, what)[0].why
        assert balance(tmp_path, what, double) >= 0, what
    with pytest.raises(StageFailed, match="cannot be fetched any more"):
        ask(lost, tmp_path)
    assert len(double.asked(SENT[lost])) == 1
    assert stood(tmp_path, lost) == [SPOILED]
    assert balance(tmp_path, lost, double) == 0
