"""A page as it is watched: whether it is all there, and what jumped while nobody moved it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import FloatRect, Locator, Page

RECORDER = """
  window.moved = [];
  const area = ({ width, height }) => (width * height) / (innerWidth * innerHeight);
  const far = ({ x, y }, to) => Math.max(Math.abs(to.x - x), Math.abs(to.y - y)) / Math.max(innerWidth, innerHeight);
  const at = ({ x, y }) => `${Math.round(x)},${Math.round(y)}`;
  new PerformanceObserver((list) => {
    for (const { sources } of list.getEntries()) {
      for (const { node, previousRect: from, currentRect: to } of sources) {
        if (!node || !area(from) || !area(to)) continue;  // within a player, or come or gone, which is no jump
        const what = `“${node.textContent.trim().slice(0, 40)}” from ${at(from)} to ${at(to)}`;
        window.moved.push([area(to) * far(from, to), what]);
      }
    }
  }).observe({ type: "layout-shift" });
"""
"""To be run before each page: collects Chromium's layout shifts, those right after a press as well.

Each element that moved counts, as in the web's own measure, by the share of the window that it takes and the share of
the window that it moved by.
"""

_AUDIT = Path(__file__).with_name("audit.js").read_text("utf-8")

_AT_REST = """
async (part, patience) => {
  const until = performance.now() + patience, at = () => JSON.stringify(part.getBoundingClientRect());
  const loading = () => [...document.images].some((one) => !one.complete && one.loading !== "lazy");
  for (let before = "", alike = 0; alike < 3; before = at()) {
    if (performance.now() > until) throw new Error("it still moves, or a picture is still loading");
    await new Promise(requestAnimationFrame);
    alike = !loading() && at() === before ? alike + 1 : 0;
  }
}
"""

Found = TypeVar("Found")

_SOON_MS = 30_000
_SHORTLY_MS = 5_000
_A_MOMENT_MS = 250
_LOOK_MS = 50

_UNSEEN = 0.005
"""A twentieth of what the web's own measure calls good: labels set anew in their buttons. A card that is pushed down by
20 pixels counts 0.011."""


def settled(page: Page) -> None:
    """Waits until the page's script has run and its style and all its widgets are there."""
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=_SOON_MS)
    styled = "getComputedStyle(document.body).getPropertyValue('--adforge-accent')"
    unfinished = "document.querySelectorAll('[data-stale=true], [data-testid^=stSkeleton]').length"
    # By default it looks at every frame, and has 60 of them drawn a second.
    page.wait_for_function(f"{styled} && {unfinished} === 0", timeout=_SOON_MS, polling=_LOOK_MS)


def at_rest(part: Locator) -> FloatRect:
    """Where something is when all pictures have loaded and it no longer moves, in pixels: a slow machine draws late."""
    part.evaluate(_AT_REST, _SOON_MS)
    box = part.bounding_box()
    assert box is not None
    return box


def comes(page: Page, look: Callable[[], Found], wanted: Found) -> None:
    """Waits until `look` finds what is wanted, and sees that it stays."""
    for _ in range(_SOON_MS // _LOOK_MS):
        if look() == wanted:
            break
        page.wait_for_timeout(_LOOK_MS)
    settled(page)
    assert look() == wanted


def turn_to(page: Page, step: str) -> None:
    """Follows the link to one of the steps, as a hand does."""
    page.mouse.move(20, 500)  # away from whatever would show its help over the steps
    page.get_by_role("link", name=step).click(delay=60)  # as long as a finger takes
    page.wait_for_url(f"**/{step.lower()}?project=*")


def faults(page: Page) -> list[str]:
    """What is hard to read, and which controls have no name or no help, as sentences.

    Streamlit fades what is being drawn anew and themes change a little at a time, so a fault is one that stays.
    """
    settled(page)
    for _ in range(_SHORTLY_MS // _A_MOMENT_MS):
        found: list[str] = page.evaluate(_AUDIT)
        if not found:
            break
        page.wait_for_timeout(_A_MOMENT_MS)
    return found


@contextmanager
def nothing_jumps(page: Page) -> Iterator[None]:
    """Fails where anything jumps from when the page is settled until what is done within the block is."""
    settled(page)
    page.evaluate("window.moved = []")
    yield
    settled(page)
    moved = page.evaluate("window.moved")
    assert sum(value for value, _ in moved) < _UNSEEN, "\n".join(f"{value:.4f}: {what}" for value, what in moved)


def pressed(page: Page, x: float, y: float, times: int = 1, gap_ms: int = 60, *, at: float = 0.0) -> float:
    """Presses a place as a hand does: each press has the time at which the hand made it, however busy the page is.

    `at` is the time of the first press, in seconds as `time.time` tells it: now, if it is not given. Returns it.
    """
    page.mouse.move(x, y)
    hand, begun = page.context.new_cdp_session(page), at or time.time()
    for turn in range(times):
        now = begun + turn * gap_ms / 1000
        page.wait_for_timeout(max(0.0, now - time.time()) * 1000)
        for kind in ("mousePressed", "mouseReleased"):
            event = {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1, "timestamp": now}
            hand.send("Input.dispatchMouseEvent", event)
    hand.detach()
    return begun
