"""Takes the README's pictures of the studio: makes the sample ad in Chromium and looks at its pages.

    python -m docs.pictures.take [--home FOLDER]

`--home` is a studio's folder to work in; a finished sample that is there already is used.
"""

import argparse
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser, Page, expect

from tests.served import Served, chromium, kept_here, serving

Theme = Literal["light", "dark"]

_PRODUCT = "Evening Blend loose leaf tea"
_PROJECT = "evening-blend-loose-leaf-tea"
_MAKING_MS = 1_800_000
_SETTLING_MS = 4000
_PICTURES: Mapping[str, tuple[str, Theme]] = {
    "studio-storyboard": ("storyboard", "light"),
    "studio-backgrounds": ("backgrounds", "light"),
    "studio-placement": ("placement", "light"),
    "studio-deliver": ("deliver", "light"),
    "studio-placement-dark": ("placement", "dark"),
}


def main() -> int:
    """Writes the pictures beside this file."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--home", type=Path)
    home = asked.parse_args().home
    with ExitStack() as stack:
        home = home or Path(stack.enter_context(TemporaryDirectory(prefix="adforge-pictures-")), "home")
        studio, browser = stack.enter_context(serving(home.resolve())), stack.enter_context(chromium())
        _make_sample(studio, _window(browser, "light"))
        for name, (step, theme) in _PICTURES.items():
            _look(studio, _window(browser, theme), step).screenshot(
                path=Path(__file__).with_name(f"{name}.jpg"), type="jpeg", quality=82
            )
    return 0


def _window(browser: Browser, theme: Theme) -> Page:
    return kept_here(browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme=theme))


def _make_sample(studio: Served, page: Page) -> None:
    if _PROJECT not in studio.shelf.projects():
        page.goto(studio.address)
        page.get_by_role("button", name=_PRODUCT).click()
    else:
        page.goto(studio.page("deliver", _PROJECT))
    expect(page.get_by_role("heading", name="Checks")).to_be_visible(timeout=_MAKING_MS)


def _look(studio: Served, page: Page, step: str) -> Page:
    page.goto(studio.page(step, _PROJECT))
    if step == "placement":
        page.wait_for_selector("canvas[data-shown]", timeout=_MAKING_MS)
    if step == "backgrounds":
        expect(page.locator(".adforge-plate video")).to_have_count(4, timeout=_MAKING_MS)
    page.wait_for_timeout(_SETTLING_MS)
    if step == "deliver":
        page.evaluate("document.querySelector('video').currentTime = 4")
        page.wait_for_timeout(_SETTLING_MS)
    page.mouse.move(0, 0)
    return page


if __name__ == "__main__":
    raise SystemExit(main())
