"""Told to end, the studio ends within seconds, whatever is at work, and leaves nothing running or half written."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import DEVNULL, Popen

import pytest
from playwright.sync_api import Page, expect

from adforge_core.project.ledger import OrderState
from tests.contracts import replicate_wire
from tests.contracts.server import Double, Hang
from tests.placed import begin_placed
from tests.served import ROOT, Served, serving
from tests.watched import faults

pytestmark = pytest.mark.browser

_BOUND_S = 30
"""Far more than it takes, far less than a service is waited for."""


@pytest.fixture
def double() -> Iterator[Double]:
    """Where the services are."""
    double = Double()
    yield double
    double.close()


def told(studio: Served, sign: signal.Signals) -> int:
    """The exit code of the studio that was told to end."""
    assert studio.process is not None
    studio.process.send_signal(sign)
    return studio.process.wait(_BOUND_S)


def left_over(home: Path) -> list[Path]:
    """What was being written when it ended."""
    return [path for path in home.rglob(".*-*-*") if path.is_file()]


def test_it_ends_while_a_service_never_finishes_and_the_order_stands(
    page: Page, double: Double, tmp_path: Path
) -> None:
    replicate_wire.install(double, double).looks = 1_000_000
    double.fail("POST /v1/predictions/[^/]+/cancel", *[Hang(600)] * 20)
    reached = {
        "REPLICATE_API_TOKEN": replicate_wire.KEY,
        "REPLICATE_BASE_URL": double.url,
        "ADFORGE_ALLOW_LOOPBACK": "1",
    }
    with serving(tmp_path / "home", services=reached) as studio:
        folder = begin_placed(studio.shelf, plates=False)
        page.goto(studio.page("deliver", folder.folder.name))
        page.get_by_role("button", name="Render").click()
        while not double.asked("GET /v1/predictions/.+"):
            page.wait_for_timeout(50)
        assert told(studio, signal.SIGTERM) == 128 + signal.SIGTERM
    assert OrderState.SUBMITTED in {entry.state for entry in folder.ledger.orders()}
    assert left_over(studio.home) == []


def children(pid: int) -> list[str]:
    """The processes that it has started."""
    found = [(task / "children").read_text().split() for task in Path(f"/proc/{pid}/task").glob("*")]
    return [child for some in found for child in some]


def test_a_rendering_cut_short_by_a_crash_goes_on_where_it_was_and_ends_at_once_when_told_to(
    page: Page, tmp_path: Path
) -> None:
    with serving(tmp_path / "home") as studio:
        folder = begin_placed(studio.shelf)
        name = folder.folder.name
        page.goto(studio.page("deliver", name))
        page.get_by_role("button", name="Render").click()
        expect(page.get_by_role("button", name="Stop rendering")).to_be_visible()
        studio.stop(at_once=True)
        studio.start()
        # A bookmark of a page in the middle is the first thing the new server is asked for.
        page.goto(studio.page("placement", name) + "&scene=scene-2")
        expect(page.get_by_role("radio", name="2 · Benefit")).to_be_checked()
        expect(page.get_by_role("link", name="Deliver")).to_be_visible()
        expect(page.get_by_test_id("stSidebarNav")).to_be_hidden()
        page.wait_for_selector("canvas[data-shown]")
        page.goto(studio.address)
        expect(page.get_by_text("Interrupted ·")).to_be_visible()
        page.goto(studio.page("deliver", name))
        expect(page.get_by_text("Rendering was interrupted at")).to_be_visible()
        expect(page.get_by_text("Not rendered yet")).to_be_hidden()
        assert faults(page) == []
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("button", name="Stop rendering").click()
        expect(page.get_by_text("Stopped.")).to_be_visible()
        expect(page.get_by_text("Rendering was interrupted at")).to_be_hidden()

        page.get_by_role("button", name="Render").click()
        expect(page.get_by_role("button", name="Stop rendering")).to_be_visible()
        process = studio.process
        assert isinstance(process, Popen)
        before = children(process.pid)
        assert told(studio, signal.SIGINT) == 130
        assert not [child for child in before if Path(f"/proc/{child}").exists()]
    assert left_over(folder.folder) == []


def test_a_rendering_by_another_process_is_seen_as_it_begins_and_as_it_ends(studio: Served, page: Page) -> None:
    studio.clear()
    folder = begin_placed(studio.shelf, frames=30)
    page.goto(studio.page("deliver", folder.folder.name))
    expect(page.get_by_role("button", name="Render")).to_be_enabled()
    home = {**os.environ, "ADFORGE_HOME": str(studio.home), "PYTHONPATH": str(ROOT)}
    command = (sys.executable, "-m", "adforge_core", "render", str(folder.folder), "--offline", "--no-cache")
    with Popen(command, env=home, stdout=DEVNULL, stderr=DEVNULL) as other:
        expect(page.get_by_text("Being rendered by another process")).to_be_visible()
        expect(page.get_by_role("button", name="Render")).to_be_disabled()
        shelf = page.context.new_page()
        shelf.goto(studio.address, timeout=120_000)  # two processes want the cores
        assert other.wait(300) == 0
    expect(page.get_by_text("Being rendered by another process")).to_be_hidden()
    expect(page.get_by_text("Checks:")).to_be_visible()
    expect(shelf.get_by_text("Finished ·")).to_be_visible()
