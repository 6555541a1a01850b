"""A page as it is watched: whether it is all there, and what jumped while nobody moved it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

RECORDER = """
  window.moved = [];
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) {
      const seen = shift.sources.filter((source) => source.node);  // not inside a player, or of what is gone again
      const what = seen.map(({ node, previousRect: from, currentRect: to }) => {
        const text = node.textContent.trim().slice(0, 40);
        return `“${text}” ${from.x | 0},${from.y | 0} to ${to.x | 0},${to.y | 0}`;
      });
      if (seen.length) window.moved.push([shift.value, what.join("; ")]);
    }
  }).observe({ type: "layout-shift" });
"""
"""To be run before each page: collects Chromium's layout shifts, those right after a press as well."""

AUDIT = Path(__file__).with_name("audit.js").read_text("utf-8")
"""To be evaluated: what is hard to read, and which controls have no name or no help, as sentences."""

_SOON_MS = 30_000

_UNSEEN = 0.01
"""A tenth of what the web's own measure calls good: a label that is set anew in its button, nothing that jumps."""


def settled(page: Page) -> None:
    """Waits until the page's script has run and all its widgets are there."""
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=_SOON_MS)
    unfinished = "document.querySelectorAll('[data-stale=true], [data-testid^=stSkeleton]').length"
    page.wait_for_function(f"{unfinished} === 0", timeout=_SOON_MS)


@contextmanager
def nothing_jumps(page: Page) -> Iterator[None]:
    """Fails where anything jumps from when the page is settled until what is done within the block is."""
    settled(page)
    page.evaluate("window.moved = []")
    yield
    settled(page)
    moved = page.evaluate("window.moved")
    assert sum(value for value, _ in moved) < _UNSEEN, "\n".join(f"{value:.4f}: {what}" for value, what in moved)
