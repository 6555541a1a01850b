"""Every page as it looks: readable in both themes, all of it in sight, everything on it named and within reach."""

import pytest
from playwright.sync_api import Page, expect

from adforge_core.project.folder import ProjectFolder
from tests.placed import begin_placed
from tests.served import Served
from tests.watched import faults, settled

pytestmark = pytest.mark.browser
PAGES = ("", "brief", "storyboard", "backgrounds", "placement", "sound", "deliver", "settings")
FOCUSED = """
() => {
  let one = document.activeElement;
  while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
  if (one.matches("main")) return ["", true];
  const label = one.labels?.[0]?.querySelector("span") ?? one.querySelector("p") ?? one;
  // Of a list to choose from, the frame around the field is marked.
  const { outlineStyle, boxShadow } = getComputedStyle(one.closest("[role=group][data-focus-visible]") ?? one);
  return [(one.ariaLabel ?? label.textContent).trim(), outlineStyle !== "none" || boxShadow !== "none"];
}
"""
"""The name of what has the focus, and whether it can be seen that it has."""
THEMED = "theme => getComputedStyle(document.querySelector('.stApp')).colorScheme === theme"
SCROLLED = "(it => [it.scrollWidth - it.clientWidth, it.scrollHeight - it.clientHeight])"


@pytest.fixture(scope="module")
def seen() -> list[ProjectFolder]:
    return []


@pytest.fixture
def folder(studio: Served, seen: list[ProjectFolder]) -> ProjectFolder:
    """One project for all pages, which only look at it, and alone on the shelf: of many, some are out of sight."""
    if not seen:
        studio.clear()
        seen.append(begin_placed(studio.shelf))
    return seen[0]


@pytest.mark.parametrize("step", PAGES, ids=lambda step: step or "shelf")
def test_a_page_is_readable_in_sight_and_named(studio: Served, page: Page, folder: ProjectFolder, step: str) -> None:
    page.goto(studio.page(step, folder.folder.name) if step else studio.address)
    if step == "placement":
        page.wait_for_selector("canvas[data-shown]")
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_function(THEMED, arg=theme)
        assert faults(page) == [], theme
    assert page.evaluate(f"{SCROLLED}(document.querySelector('[data-testid=stMain]'))") == [0, 0]
    page.set_viewport_size({"width": 1024, "height": 768})
    settled(page)
    assert page.evaluate(f"{SCROLLED}(document.querySelector('[data-testid=stMain]'))")[0] == 0


def test_placement_can_be_worked_on_with_the_keyboard_alone(studio: Served, page: Page) -> None:
    folder = begin_placed(studio.shelf)
    page.goto(studio.page("placement", folder.folder.name))
    page.wait_for_selector("canvas[data-shown]")
    settled(page)
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
        if reached[-1][0].startswith("Picture"):
            break
    for key in ("ArrowLeft", "ArrowUp", "Shift+ArrowUp"):
        page.keyboard.press(key)
    expect(page.get_by_text("Placed by you")).to_be_visible()
    expect(page.get_by_role("button", name="Reset", exact=True)).to_be_enabled()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
        if reached[-1][0] == "Reset":
            break
    assert [name for name, marked in reached if not marked] == []
    assert "Link to heading" not in {name for name, _ in reached}
    page.keyboard.press("Enter")
    expect(page.get_by_text("Placed automatically")).to_be_visible()
    assert {"Horizontal", "Vertical", "Size", "Rotation", "Shadow", "Reflection", "Movement"} <= {
        name for name, _ in reached
    }
