"""The studio as people run it: Streamlit in a process of its own, and Chromium to look at it with."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from playwright.sync_api import Browser, Page, sync_playwright

from adforge_core.errors import BadProject
from adforge_core.project.library import Library
from adforge_core.providers.keys import KEYS

ROOT = Path(__file__).resolve().parent.parent
UPLOAD_MB = 8
"""The most that Streamlit takes in at once where tests share a studio: with its own limit, more would be 200 MB."""

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

_ALONE = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # All windows in one process, which keeps the studio's compiled scripts: a page takes half the work to load.
    "--process-per-site",
    # Scripts that run for a second are not worth optimising.
    "--js-flags=--no-opt",
    # Itself, and with the cache that pages have which Playwright's routes switch off.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)
_COMMAND = ("-m", "streamlit", "run", "app.py")


class Served:
    """A studio of its own: its folder is `home`, its log `home`.log. It can be stopped and started again.

    It has no key but what `services`, added to its environment, says.
    """

    def __init__(
        self, home: Path, command: tuple[str, ...] = _COMMAND, services: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self.home = home
        self.shelf = Library(home / "projects")
        self.log = home.with_suffix(".log")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.address = f"http://localhost:{self.port}"
        self._command = command
        self._services = services
        self.process: subprocess.Popen[bytes] | None = None

    def page(self, step: str, project: str) -> str:
        """The address of one step of a project."""
        return f"{self.address}/{step}?project={project}"

    def start(self) -> None:
        """Starts the server and waits until it answers. Raises RuntimeError with its log where it does not."""
        command = (sys.executable, *self._command, f"--server.port={self.port}", "--server.headless=true")
        inherited = {name: value for name, value in os.environ.items() if name not in KEYS}
        path = os.pathsep.join([*filter(None, [inherited.get("PYTHONPATH")]), str(ROOT)])
        env = inherited | {"ADFORGE_HOME": str(self.home), "PYTHONPATH": path} | dict(self._services)
        with self.log.open("ab") as written:
            self.process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=written, stderr=written)
        for _ in range(600):
            if self.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=2).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        self.stop()
        raise RuntimeError(f"the studio did not start:\n{self.said()}")

    def stop(self, *, at_once: bool = False) -> None:
        """Ends the server; `at_once` as a crash does."""
        if self.process is None:
            return
        if at_once:
            self.process.kill()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def clear(self) -> None:
        """Deletes all projects and empties the trash, as soon as nothing is being made any more."""
        until = time.monotonic() + 60
        for name in self.shelf.projects():
            while True:
                try:
                    self.shelf.delete(name)
                except BadProject:
                    if time.monotonic() > until:
                        raise
                    time.sleep(0.1)
                else:
                    break
        self.shelf.trash.remove([one.token for one in self.shelf.trash.projects()])

    def said(self) -> str:
        """Its log so far."""
        return self.log.read_text("utf-8", "replace")


@contextmanager
def serving(
    home: Path, command: tuple[str, ...] = _COMMAND, services: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Served]:
    """A running studio, stopped at the end."""
    studio = Served(home, command, services)
    studio.start()
    try:
        yield studio
    finally:
        studio.stop()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that can reach this machine only; CHROMIUM must be there."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_ALONE))
        yield browser
        browser.close()


def kept_here(page: Page) -> Page:
    """The page, able to reach this machine only and without a cache: as one that is opened for the first time."""
    page.context.route(lambda url: "localhost" not in url and "127.0.0.1" not in url, lambda route: route.abort())
    return page
