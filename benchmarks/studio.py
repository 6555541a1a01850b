"""Figures: the studio in Chromium: from a slider to the new picture, and the memory of a server that is used for long.

    python -m benchmarks studio

The ad is the tests' small one: three scenes of two seconds, their backgrounds plain pictures.
"""

import random
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from playwright.sync_api import Page, expect

from adforge_core.model.edits import with_scene
from adforge_core.project.folder import ProjectFolder
from benchmarks.figures import Bench, Figure
from benchmarks.measuring import resident_megabytes
from tests.placed import begin_placed
from tests.served import Served, chromium, kept_here, serving

_MOVES = 60
_WARM_UP = 10
_RENDERS = 20
_LONG_MOVES = 200
_PATIENCE_MS = 900_000

_UNTIL_SEEN = """
async ([name, value]) => {
  const roots = [...document.querySelectorAll("*")].map((one) => one.shadowRoot).concat(document);
  const board = roots.find((one) => one?.querySelector(".board canvas"));
  const canvas = board.querySelector(".board canvas"), slider = board.querySelector(`[name=${name}]`);
  const shown = () => JSON.parse(new URL(canvas.dataset.shown, location).searchParams.get("placement") ?? "{}")[name];
  const began = performance.now();
  slider.value = value;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  while (!(Math.abs(shown() - Number(slider.value)) < 1e-6)) await new Promise(requestAnimationFrame);
  const took = performance.now() - began;
  slider.dispatchEvent(new Event("change", { bubbles: true }));
  return took;
}
"""
"""Moves a slider as a hand does and answers how many milliseconds pass until the frame that shows it."""


def figures(_bench: Bench) -> Iterator[Figure]:
    """The first ad's seconds, the slider's milliseconds, the server's megabytes: warmed up, and how many more later."""
    with TemporaryDirectory(prefix="adforge-bench-") as place:
        yield Figure("from starting the studio to the sample ad playing", _first_ad(Path(place, "home")), "s")
    with (
        TemporaryDirectory(prefix="adforge-bench-") as place,
        serving(Path(place, "home")) as studio,
        chromium() as one,
    ):
        page = kept_here(one.new_page(viewport={"width": 1440, "height": 900}))
        folder = begin_placed(studio.shelf)
        took = list(_moved(studio, page, folder, _MOVES + _WARM_UP))[_WARM_UP:]
        middle, most = (float(np.percentile(took, part)) for part in (50, 95))
        yield Figure(f"slider to new picture in Chromium, p50 of {_MOVES}", middle, "ms")
        yield Figure(f"slider to new picture in Chromium, p95 of {_MOVES}", most, "ms", most=150)
        yield from _memory(studio, page, folder)


def _first_ad(home: Path) -> float:
    began = time.perf_counter()
    with serving(home) as studio, chromium() as browser:
        page = kept_here(browser.new_page(viewport={"width": 1440, "height": 900}))
        page.goto(studio.address)
        page.get_by_role("button", name="Evening Blend").click(timeout=_PATIENCE_MS)
        page.wait_for_selector("video[controls]", timeout=_PATIENCE_MS)
        page.evaluate("document.querySelector('video[controls]').play()")
        page.wait_for_function("document.querySelector('video[controls]').currentTime > 0", timeout=_PATIENCE_MS)
        return time.perf_counter() - began


def _memory(studio: Served, page: Page, folder: ProjectFolder) -> Iterator[Figure]:
    for turn in range(3):
        _rendered(studio, page, folder, turn)
    warm = _megabytes(studio)
    yield Figure("memory of the server, warmed up", warm, "MB")
    for turn in range(_RENDERS):
        _rendered(studio, page, folder, 100 + turn)
    rendered = _megabytes(studio)
    yield Figure(f"growth over {_RENDERS} renders", rendered - warm, "MB")
    for _ in _moved(studio, page, folder, _LONG_MOVES):
        pass
    yield Figure(f"growth over {_RENDERS} renders and {_LONG_MOVES} slider moves", _megabytes(studio) - warm, "MB")


def _moved(studio: Served, page: Page, folder: ProjectFolder, times: int) -> Iterator[float]:
    page.goto(studio.page("placement", folder.folder.name))
    page.wait_for_selector("canvas[data-shown]", timeout=_PATIENCE_MS)
    dice = random.Random(1)
    for move in range(times):
        name, least, most = dice.choice([("x", 0.2, 0.8), ("y", 0.4, 0.8), ("scale", 0.2, 0.8), ("shadow", 0.0, 1.0)])
        yield float(page.evaluate(_UNTIL_SEEN, [name, f"{dice.uniform(least, most):.3f}"]))
        # Now and then the hand lets go: what it did is saved and the page drawn again.
        page.wait_for_timeout(60 if move % 10 else 700)


def _rendered(studio: Served, page: Page, folder: ProjectFolder, turn: int) -> None:
    """Renders after another edit of a headline, so that a scene is drawn and everything joined again."""
    folder.revisions.edit(lambda ad: with_scene(ad, "scene-1", super=f"Good morning {turn}"), "Edit the headline")
    page.goto(studio.page("deliver", folder.folder.name))
    button = page.locator(f".st-key-{folder.folder.name}-render button")
    button.first.click(timeout=_PATIENCE_MS)
    expect(button).to_have_count(0, timeout=_PATIENCE_MS)  # there is nothing left to render


def _megabytes(studio: Served) -> float:
    assert studio.process is not None
    return resident_megabytes(studio.process.pid)
