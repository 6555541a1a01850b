"""The memory of the studio's server at rest, after each of several photos has become an ad in Chromium.

    python -m benchmarks.server_memory [--projects N] [--seconds N] [--scenes N]

Starts a studio of its own and goes all the way with another photo each time: a new project, its photo, cut out,
planned, backgrounds, a product moved by hand, sound, rendered, played, back to the shelf. The photos are the samples',
recoloured and mirrored, of up to 24 megapixels, as phones make them. Linux only; with ten projects of 6 s it takes
about a quarter of an hour.

Exits 1 where the server at rest is above the goal, or grew over the second half of the projects.
"""

import argparse
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from playwright.sync_api import Page, expect

from adforge_core.media.assets import asset
from benchmarks.measuring import cpu_of, resident_megabytes
from tests.served import Served, chromium, kept_here, serving
from tests.watched import settled

_MOST_MB = 900
_GROWTH_MB = 50
"""By how much a straight line through the rests of the second half may rise: two rests of one server differ so."""

_PATIENCE_MS = 900_000
_LOOK_S = 0.25
_QUIET_S = 5
_BUSY_CPU_S = 0.5

_SIZES = (12.2, 2.0, 24.0, 5.0, 8.0)
"""Megapixels, in turn."""


@dataclass(frozen=True)
class Rest:
    """A server with nothing to do: what it holds, and the most it held on the way there, with all its children."""

    resident: float
    peak: float
    seconds: float


def main() -> int:
    """Prints a row for each project and the verdict; exits 1 where a goal is missed."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--projects", type=int, default=10)
    asked.add_argument("--seconds", type=int, default=6, help="the length of each ad")
    asked.add_argument("--scenes", type=int, default=2, help="how many each ad has")
    wanted = asked.parse_args()
    expect.set_options(timeout=_PATIENCE_MS)
    return int(not _holds(wanted.projects, (wanted.seconds, wanted.scenes)))


def _holds(projects: int, size: tuple[int, int]) -> bool:
    print(f"\nAds of {size[0]} s in {size[1]} scenes:\n")
    print("| after project | photo | at rest | peak on the way | took |\n|---|---|---|---|---|", flush=True)
    rests = []
    with TemporaryDirectory(prefix="adforge-bench-") as place, serving(Path(place, "home")) as studio:
        started = _resting(studio)
        print(f"| none | | {started:.0f} MB | | |", flush=True)
        with chromium() as browser:
            page = kept_here(browser.new_page(viewport={"width": 1440, "height": 900}))
            page.goto(studio.address)
            for number in range(projects):
                photo = _photo(Path(place), number)
                began = time.perf_counter()
                with _watched(studio) as peak:
                    _all_the_way(page, photo, f"Product {number + 1}", size)
                    resident = _resting(studio)
                rest = Rest(resident, max(peak), time.perf_counter() - began)
                rests.append(rest)
                about = f"{_SIZES[number % len(_SIZES)]:g} MP"
                print(
                    f"| {number + 1} | {about} | {rest.resident:.0f} MB | {rest.peak:.0f} MB | {rest.seconds:.0f} s |",
                    flush=True,
                )
    most = max(rest.resident for rest in rests)
    later = [rest.resident for rest in rests[len(rests) // 2 :]]
    grown = float(np.polyfit(range(len(later)), later, 1)[0]) * (len(later) - 1) if len(later) > 1 else 0.0
    met = most <= _MOST_MB and grown <= _GROWTH_MB
    print(f"\nAt rest at most {most:.0f} MB (goal {_MOST_MB}), {grown:+.0f} MB over the second half", end="")
    print(f" (goal {_GROWTH_MB}): {'met' if met else 'MISSED'}.", flush=True)
    return met


def _photo(place: Path, number: int) -> Path:
    """Another photo each time: a sample's, its colours turned round the wheel, mirrored or not, at another size."""
    sample = ("alder-wren-tea.jpg", "coffee.png")[number % 2]
    pixels = cv2.imread(str(asset("samples", sample)))
    assert pixels is not None
    hsv = cv2.cvtColor(pixels, cv2.COLOR_BGR2HSV)
    hsv[..., 0] = (hsv[..., 0].astype(int) + 18 * number) % 180
    pixels = cv2.cvtColor(hsv, cv2.COLOR_HSV2BGR)
    if number % 4 > 1:
        pixels = np.ascontiguousarray(pixels[:, ::-1])
    height, width = pixels.shape[:2]
    scale = (_SIZES[number % len(_SIZES)] * 1e6 / (height * width)) ** 0.5
    larger = cv2.resize(pixels, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_CUBIC)
    file = place / f"photo-{number + 1}.jpg"
    cv2.imwrite(str(file), larger, [cv2.IMWRITE_JPEG_QUALITY, 92])
    return file


def _all_the_way(page: Page, photo: Path, name: str, size: tuple[int, int]) -> None:
    seconds, scenes = size
    page.get_by_role("button", name="New project").click()
    page.get_by_role("textbox", name="Product").fill(name)
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Create project").click()
    page.wait_for_url("**/brief?*")
    page.locator("input[type=file]").last.set_input_files(photo)
    page.wait_for_function("document.querySelector('.adforge-cutout img')?.naturalWidth > 100", timeout=_PATIENCE_MS)
    for label, least, wished in (("Scenes", 1, scenes), ("Length", 6, seconds)):
        settled(page)  # while the page is drawn again, its old and its new sliders are there
        slider = page.get_by_role("slider", name=label)
        slider.press("Home")
        for _ in range(wished - least):
            slider.press("ArrowRight")
        expect(slider).to_have_value(str(wished))
    plan = page.get_by_role("button", name="Plan the storyboard")
    expect(plan).to_be_enabled()
    plan.click()
    expect(page.get_by_role("textbox", name="Voiceover line", exact=True)).to_be_visible()

    _turn_to(page, "Backgrounds")
    page.get_by_role("button", name="Generate all").click()
    expect(page.get_by_text("All backgrounds are made.")).to_be_visible()

    _turn_to(page, "Placement")
    page.wait_for_selector("canvas[data-shown]", timeout=_PATIENCE_MS)
    box = page.locator(".outline").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y - 20, steps=20)
    page.mouse.up()
    expect(page.get_by_text("Placed by you")).to_be_visible()

    _turn_to(page, "Sound")
    expect(page.get_by_text("Peak level")).to_be_visible()

    _turn_to(page, "Deliver")
    page.get_by_role("button", name="Render").click()
    expect(page.get_by_role("heading", name="Checks")).to_be_visible()
    page.evaluate("document.querySelector('video[controls]').play()")
    page.wait_for_function("document.querySelector('video[controls]').currentTime > 1", timeout=_PATIENCE_MS)
    page.get_by_role("link", name="Projects").click()
    expect(page.get_by_text("Finished").first).to_be_visible()


def _turn_to(page: Page, step: str) -> None:
    page.mouse.move(20, 500)  # away from whatever would show its help over the steps
    page.get_by_role("link", name=step).click()
    page.wait_for_url(f"**/{step.lower()}?*")


@contextmanager
def _watched(studio: Served) -> Iterator[list[float]]:
    """The memory of the server and its children, looked at again and again meanwhile."""
    seen, ended = [0.0], threading.Event()

    def look() -> None:
        while not ended.wait(_LOOK_S):
            seen[0] = max(seen[0], resident_megabytes(_process(studio)))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield seen
    finally:
        ended.set()
        looking.join()


def _resting(studio: Served) -> float:
    """Waits until the server has done next to nothing for some seconds; answers the megabytes it holds then."""
    process = _process(studio)
    while True:
        before = cpu_of(process)
        time.sleep(_QUIET_S)
        if cpu_of(process) - before < _BUSY_CPU_S:
            return resident_megabytes(process)


def _process(studio: Served) -> int:
    assert studio.process is not None
    return studio.process.pid


if __name__ == "__main__":
    raise SystemExit(main())
