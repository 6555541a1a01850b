"""The studio as people run it: Streamlit in a process of its own, Chromium in another."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ALONE = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture
def studio(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a studio with an empty home."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://localhost:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", "--server.headless=true"]
    root = request.config.rootpath
    there = os.environ | {"ADFORGE_HOME": str(tmp_path / "home"), "PYTHONPATH": str(root)}
    log = tmp_path / "studio.log"
    with log.open("wb") as written:
        server = subprocess.Popen(command, cwd=root, env=there, stdout=written, stderr=written)
    try:
        _wait_for(address, server, log)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@pytest.fixture
def page() -> Iterator[Page]:
    """A page of a browser that can reach this machine only."""
    if CHROMIUM is None:
        message = "Chromium is not installed: apt-get install chromium, then run the tests again."
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ALONE)
        tab = browser.new_page(viewport={"width": 1100, "height": 1400})
        tab.route(lambda url: "localhost" not in url and "127.0.0.1" not in url, lambda route: route.abort())
        yield tab
        browser.close()


def _wait_for(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the studio did not start:\n{log.read_text('utf-8', 'replace')}")
