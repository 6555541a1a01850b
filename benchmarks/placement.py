"""How soon the picture follows a slider on the placement page, in Chromium, and what memory that takes.

    python -m benchmarks.placement [moves]

Plans an ad of the sample photo, makes its first background, starts a studio of its own, moves the sliders
`moves` times and prints a table: from the slider's input event to the frame in which the browser shows the new picture.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from playwright.sync_api import Page, sync_playwright

from adforge_core.media.assets import asset
from adforge_core.model.brief import Brief
from adforge_core.model.edits import with_brief
from adforge_core.pipeline.piecework import at_work, make_plate, plan_storyboard, take_photo
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.library import Library
from adforge_core.providers.registry import choose_providers
from adforge_core.work.cache import Cache
from adforge_core.work.monitor import RunMonitor

ROOT = Path(__file__).parent.parent
SLIDERS = {"x": (0.35, 0.65), "y": (0.5, 0.62), "scale": (0.4, 0.7), "rotation": (-12, 12), "shadow": (0.2, 1)}
LABELS = {"x": "Horizontal", "y": "Vertical", "scale": "Size", "rotation": "Rotation", "shadow": "Shadow"}
ALONE = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]

# Resolves with the milliseconds from the input event to the frame after the one that drew the picture asked for.
MOVE = """
([name, value]) => new Promise((resolve) => {
  const root = [...document.querySelectorAll('[data-testid=stBidiComponentIsolated]')].at(-1).shadowRoot;
  const slider = root.querySelector(`[name=${name}]`), canvas = root.querySelector('canvas');
  const wanted = (address) => {
    const told = new URLSearchParams(address.split('?')[1]).get('placement');
    return told && Math.abs(JSON.parse(told)[name] - value) < 1e-9;
  };
  const start = performance.now();
  const watch = new MutationObserver(() => {
    if (!wanted(canvas.dataset.shown)) return;
    watch.disconnect();
    requestAnimationFrame(() => resolve(performance.now() - start));
  });
  watch.observe(canvas, { attributes: true, attributeFilter: ['data-shown'] });
  slider.value = value;
  slider.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
})
"""


def prepared(home: Path) -> ProjectFolder:
    """A sample planned, with the background of its first scene made."""
    folder = Library(home / "projects").begin_empty("Evening Blend")
    folder.revisions.edit(lambda project: with_brief(project, **dict(Brief(product="Evening Blend", duration=12))))
    providers = choose_providers(offline=True).providers
    with at_work(folder, providers, Cache(home / "cache"), RunMonitor()) as run:
        take_photo(run, asset("samples", "alder-wren-tea.jpg"))
        scenes = plan_storyboard(run).scenes
        make_plate(run, scenes[0].id)
    return folder


@contextmanager
def studio(home: Path) -> Iterator[tuple[str, int]]:
    """A studio at its address, and its process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://localhost:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", "--server.headless=true"]
    there = os.environ | {"ADFORGE_HOME": str(home), "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(command, cwd=ROOT, env=there, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait()


def megabytes(process: int) -> float:
    """The memory a process holds."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def slide(page: Page, name: str, moves: int) -> list[float]:
    """Milliseconds of `moves` moves of one slider there and back, none before the last one was shown."""
    low, high = SLIDERS[name]
    step = float(page.get_by_label(LABELS[name]).get_attribute("step") or 1)
    way = np.concatenate([np.linspace(low, high, moves - moves // 2), np.linspace(high, low, moves // 2)])
    steps = [round(round(float(place) / step) * step, 6) for place in way]
    taken = []
    for before, value in zip([None, *steps], steps, strict=False):
        if value != before:
            taken.append(float(page.evaluate(MOVE, [name, value])))
    page.get_by_label(LABELS[name]).dispatch_event("change", {"bubbles": True})
    page.wait_for_timeout(3000)  # it settles and is saved
    return taken


def main() -> None:
    """Prints the table."""
    moves = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    browser_file = shutil.which("chromium") or shutil.which("google-chrome")
    with TemporaryDirectory() as place, sync_playwright() as playwright:
        folder = prepared(Path(place))
        with studio(Path(place)) as (address, process):
            browser = playwright.chromium.launch(executable_path=browser_file, args=ALONE)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"{address}/placement?project={folder.folder.name}")
            page.wait_for_selector("canvas[data-shown]", timeout=120_000)
            page.wait_for_timeout(4000)
            for name in SLIDERS:
                slide(page, name, 4)
            before, load, everything = megabytes(process), os.getloadavg()[0], []
            print("slider      n   p50 ms   p95 ms   max ms")
            for name in SLIDERS:
                taken = slide(page, name, max(4, moves // len(SLIDERS)))
                everything += taken
                report(name, taken)
            report("all", everything)
            print(f"memory: {before:.0f} MB before, {megabytes(process):.0f} MB after; "
                  f"load {load:.1f} to {os.getloadavg()[0]:.1f}")  # fmt: skip
            browser.close()


def report(name: str, taken: list[float]) -> None:
    """One row."""
    p50, p95 = np.percentile(taken, [50, 95])
    print(f"{name:9} {len(taken):3} {p50:8.0f} {p95:8.0f} {max(taken):8.0f}", flush=True)


if __name__ == "__main__":
    main()
