"""One studio and one Chromium for all tests of this folder; each test has windows of its own."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebError, expect

from adforge_core.providers.settings import LOCAL, Settings, write_settings
from tests.served import CHROMIUM, UPLOAD_MB, Served, chromium, serving
from tests.watched import RECORDER

# Two cores may be busy with other tests: what comes late is not wrong yet.
expect.set_options(timeout=30_000)

_NEVER = ("Traceback", "ScriptRunContext", "a page failed")
"""What no studio may say: that a page failed, or that something was drawn from outside the script's thread."""


@pytest.fixture(scope="package")
def _shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Its backgrounds are made at once: most tests ask for them on their way to something else."""
    limited = {"STREAMLIT_SERVER_MAX_UPLOAD_SIZE": str(UPLOAD_MB)}
    with serving(tmp_path_factory.mktemp("studio") / "home", ("-m", "tests.out_of_order"), limited) as studio:
        yield studio


@pytest.fixture
def studio(_shared: Served) -> Iterator[Served]:
    """The studio; that it failed on nothing is looked at in the end."""
    before = len(_shared.said())
    yield _shared
    said = _shared.said()[before:]
    assert not any(words in said for words in _NEVER), said


@pytest.fixture
def traced_sets(studio: Served) -> Iterator[None]:
    """The studio traces its own sets, as it does for everybody."""
    write_settings(studio.home, Settings(plates=LOCAL))
    yield
    write_settings(studio.home, Settings())


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium."""
    if CHROMIUM is None:
        message = "Chromium is not installed: apt-get install chromium, then run the tests again."
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with chromium() as running:
        yield running


@pytest.fixture(scope="package")
def _context(browser: Browser, _shared: Served) -> Iterator[BrowserContext]:
    """Where all windows are: what one has loaded of the studio's scripts, the next need not load and compile again."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.add_init_script(RECORDER)
    # A window that stays, showing next to nothing: with the last one the process that has compiled them would go.
    context.new_page().goto(f"{_shared.address}/files/assets/icon.png")
    yield context
    context.close()


@pytest.fixture
def page(_context: BrowserContext) -> Iterator[Page]:
    """A window; a script that fails in it, or in one that the test opens beside it, fails the test."""
    broken: list[str] = []

    def heard(error: WebError) -> None:
        broken.append(str(error.error))

    _context.on("weberror", heard)
    yield _context.new_page()
    for window in _context.pages[1:]:
        window.close()
    _context.remove_listener("weberror", heard)
    _context.clear_cookies()
    assert broken == []
